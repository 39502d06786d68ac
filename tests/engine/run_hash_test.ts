import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { ResultTable, runHash } from "volarb/engine";
import { hashOfRun } from "./hash_of_run.ts";

const numbers = (...values: number[]) =>
  new ResultTable({ x: Float64Array.from(values) });

Deno.test("a hash is of names and values, in order, and of nothing else", () => {
  const hash = runHash([numbers(1, 2)]);
  assert.match(hash, /^[0-9a-f]{64}$/);
  assert.equal(hash, runHash([numbers(1, 2)]));
  const y = new ResultTable({ y: Float64Array.of(1, 2) });
  const others = [
    [numbers(2, 1)],
    [numbers(1)],
    [numbers(1, 2 + Number.EPSILON * 2)],
    [y],
    [numbers(1), numbers(2)],
    [],
  ];
  const hashes = others.map(runHash);
  assert.equal(new Set([hash, ...hashes]).size, others.length + 1);
});

Deno.test("every NaN is one NaN, words are their letters and money its digits", () => {
  const other = new Float64Array(
    new BigUint64Array([0xfff8_0000_0000_0001n]).buffer,
  );
  assert.ok(Number.isNaN(other[0]!));
  assert.equal(
    runHash([new ResultTable({ x: other })]),
    runHash([numbers(NaN)]),
  );
  const words = (...x: string[]) => runHash([new ResultTable({ x })]);
  assert.notEqual(words("é"), words("e\u0301"));
  assert.notEqual(words("a", "b"), words("ab"));
  const money = (...x: bigint[]) => runHash([new ResultTable({ x })]);
  assert.notEqual(money(1n), money(10n ** 30n));
  assert.equal(runHash([new ResultTable({ x: [] as string[] })]).length, 64);
});

/** The hashes of some seeds that another process prints. */
async function hashesElsewhere(
  seeds: readonly number[],
  { env = {}, flags = "", workers = 0 }: {
    env?: Record<string, string>;
    flags?: string;
    workers?: number;
  },
): Promise<string[]> {
  const { stdout, stderr, success } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-P",
      ...flags === "" ? [] : [`--v8-flags=${flags}`],
      fileURLToPath(new URL("print_hashes.ts", import.meta.url)),
      `${workers}`,
      ...seeds.map(String),
    ],
    env: { ...env, NO_COLOR: "1" },
  }).output();
  assert.ok(success, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout).trim().split("\n");
}

Deno.test("other processes in other time zones, languages and with other seeds of V8 give the same hash", async () => {
  const here = [hashOfRun(1)];
  const kathmandu = await hashesElsewhere([1], {
    env: { TZ: "Asia/Kathmandu", LANG: "tr_TR.UTF-8", LC_ALL: "tr_TR.UTF-8" },
    flags: "--hash-seed=7,--random-seed=7",
  });
  const newfoundland = await hashesElsewhere([1], {
    env: { TZ: "America/St_Johns", LANG: "de_DE.UTF-8", LC_ALL: "de_DE.UTF-8" },
    flags: "--hash-seed=12345,--max-lazy",
  });
  assert.deepEqual([kathmandu, newfoundland], [here, here]);
});

Deno.test("runs in workers are the runs of one process, whichever is done first", async () => {
  const seeds = [4, 3, 2, 1];
  const hashes = await hashesElsewhere(seeds, { workers: 2 });
  assert.deepEqual(hashes, seeds.map(hashOfRun));
  assert.equal(new Set(hashes).size, seeds.length);
});
