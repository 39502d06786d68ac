import assert from "node:assert/strict";
import { truth } from "volarb/notebook";

const HEADER =
  "open_time,spot_variance,integrated_variance,jump,latent_price,alpha\n";

async function withTruth(text: string, use: (data: string) => void) {
  const data = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${data}/truth`);
    await Deno.writeTextFile(`${data}/truth/X-truth-2024-01-01.csv`, text);
    use(data);
  } finally {
    await Deno.remove(data, { recursive: true });
  }
}

const DAY = { from: "2024-01-01", to: "2024-01-01" };

Deno.test("truth() reads columns, with the time in microseconds", () =>
  withTruth(
    `${HEADER}1704067200000,0.2,3.8e-7,-0.001,42027.5,-1e-4\n`,
    (data) => {
      const { openTime, integratedVariance, jump } = truth("X", {
        ...DAY,
        data,
      });
      assert.deepEqual([...openTime], [1_704_067_200_000_000]);
      assert.deepEqual([...integratedVariance, ...jump], [3.8e-7, -0.001]);
    },
  ));

Deno.test("truth() names the field that is not a number", () =>
  withTruth(`${HEADER}1704067200000,0.2,,0,1,0\n`, (data) => {
    assert.throws(() => truth("X", { ...DAY, data }), {
      name: "FieldError",
      message: /line 2, column integrated_variance/,
    });
  }));

Deno.test("truth() says what is not there and how to make it", () =>
  withTruth(HEADER, (data) => {
    assert.throws(() => truth("Y", { ...DAY, data }), {
      name: "DataError",
      message: /no .*Y-truth-2024-01-01\.csv, make it with deno task simulate/,
    });
  }));
