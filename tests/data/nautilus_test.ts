import assert from "node:assert/strict";
import { nautilusCommand } from "../../data/nautilus.ts";
import { execute } from "../../data/command.ts";

/** Exit code and sentences of `deno task nautilus`. */
async function nautilus(...args: string[]) {
  const said: string[] = [];
  const code = await execute(nautilusCommand, args, (text) => said.push(text));
  return { code, said };
}

Deno.test("nautilus refuses what it cannot compare before it makes an environment", async () => {
  const data = Deno.makeTempDirSync();
  const folder = `${data}/futures/daily/klines_1m`;
  Deno.mkdirSync(folder, { recursive: true });
  for (const day of ["2024-01-05", "2024-01-07"]) {
    Deno.writeTextFileSync(`${folder}/BTCUSDT-1m-${day}.csv`, "");
  }
  try {
    assert.deepEqual(await nautilus("--data", `${data}/none`), {
      code: 1,
      said: [
        `Cannot find market files in ${data}/none: there is no such folder`,
      ],
    });
    const other = await nautilus("--data", data, "--symbol", "ETHUSDT");
    assert.equal(other.code, 1);
    assert.match(other.said[0]!, /of ETHUSDT in .*: found files of BTCUSDT$/);
    assert.deepEqual(await nautilus("--data", data, "--date", "2024-13-01"), {
      code: 1,
      said: [
        "Cannot use --date as it must be a date YYYY-MM-DD: current value is 2024-13-01",
      ],
    });
    assert.deepEqual(await nautilus("--data", data, "--date", "2024-01-06"), {
      code: 1,
      said: [
        `Cannot compare BTCUSDT as ${data} must hold its trades, quotes or bars on --date 2024-01-06: found 2024-01-05 to 2024-01-07`,
      ],
    });
  } finally {
    Deno.removeSync(data, { recursive: true });
  }
});
