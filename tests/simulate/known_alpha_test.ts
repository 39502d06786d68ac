import assert from "node:assert/strict";
import { Random } from "volarb/random";
import {
  driftingAlphaMarket,
  type KnownAlpha,
  latentAlphaMarket,
  linearAlphaMarket,
} from "volarb/simulate";

const ROWS = 100_000;

function correlation(x: Float64Array, y: Float64Array, lead = 0): number {
  let [xx, yy, xy] = [0, 0, 0];
  for (let t = 0; t + lead < x.length; t++) {
    xx += x[t]! ** 2;
    yy += y[t + lead]! ** 2;
    xy += x[t]! * y[t + lead]!;
  }
  return xy / Math.sqrt(xx * yy);
}

/** Five standard errors of a correlation of that many rows, some of them dependent. */
const NEAR = 5 / Math.sqrt(ROWS) * 2;
const near = (a: number, b: number) =>
  assert.ok(Math.abs(a - b) < NEAR, `${a} is not ${b}`);

Deno.test("linearAlphaMarket() has the correlations that it was asked for", () => {
  const ic = [0.3, -0.2];
  const market = linearAlphaMarket({
    rows: ROWS,
    random: new Random(1),
    ic,
    correlation: 0.4,
    persistence: 0.5,
  });
  const [x0, x1] = Object.values(market.features);
  near(correlation(x0!, market.returns, 1), 0.3);
  near(correlation(x1!, market.returns, 1), -0.2);
  near(correlation(x0!, x1!), 0.4);
  near(correlation(x0!, x0!, 1), 0.5);
  // √(icᵀ C⁻¹ ic) with C⁻¹ = [[1, -.4], [-.4, 1]] / .84.
  const best = Math.sqrt((0.09 + 0.04 + 2 * 0.4 * 0.06) / 0.84);
  near(correlation(market.alpha, market.returns, 1), best);
});

Deno.test("latentAlphaMarket() has one alpha behind its features", () => {
  const market = latentAlphaMarket({
    rows: ROWS,
    random: new Random(2),
    persistence: 0.8,
    loading: [0.5, -0.6],
    slope: 0.2,
  });
  const [x0, x1] = Object.values(market.features);
  near(correlation(x0!, x1!), -0.3);
  near(correlation(x0!, market.alpha), 0.5);
  near(correlation(market.alpha, market.alpha, 1), 0.8);
  near(correlation(market.alpha, market.returns, 1), 0.2);
});

Deno.test("driftingAlphaMarket() has coefficients that stay within a block", () => {
  const { features, alpha } = driftingAlphaMarket({
    rows: 300,
    random: new Random(3),
    width: 1,
    start: 0.1,
    step: 0.05,
    block: 100,
  });
  const b = alpha.map((a, t) => a / features.x0![t]!);
  for (const block of [0, 100, 200]) {
    for (let t = block; t < block + 100; t++) {
      assert.ok(Math.abs(b[t]! / b[block]! - 1) < 1e-12);
    }
  }
  assert.notEqual(b[0]!.toFixed(9), b[100]!.toFixed(9));
});

Deno.test("markets with a known alpha are the same of the same seed, and longer ones begin alike", () => {
  const make = (rows: number): KnownAlpha =>
    latentAlphaMarket({
      rows,
      random: new Random(4),
      persistence: 0.8,
      loading: [0.5],
      slope: 0.2,
    });
  assert.deepEqual(make(50), make(50));
  assert.deepEqual(make(30).returns, make(50).returns.slice(0, 30));
});

Deno.test("markets with a known alpha name what is out of range", () => {
  const random = new Random(1);
  assert.throws(
    () => linearAlphaMarket({ rows: 10, random, ic: [0.8, 0.8] }),
    { name: "RangeError", message: /share explained must be in \[0, 1\]/ },
  );
  assert.throws(
    () => linearAlphaMarket({ rows: 0, random, ic: [0.1] }),
    { name: "RangeError", message: /rows must be an integer of at least 1/ },
  );
  const latent = {
    rows: 10,
    random,
    persistence: 0.5,
    loading: [0.5],
    slope: 0.1,
  };
  assert.throws(
    () => latentAlphaMarket({ ...latent, persistence: 1 }),
    { message: /persistence must be in \[0, 1\): current value is 1/ },
  );
  assert.throws(() => latentAlphaMarket({ ...latent, loading: [2] }), {
    message: /loading must be in \[-1, 1\]: current value is 2/,
  });
  assert.throws(
    () =>
      driftingAlphaMarket({ rows: 10, random, width: 1, start: -1, step: 0 }),
    { message: /start must be at least 0 and finite: current value is -1/ },
  );
});
