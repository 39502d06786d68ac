import assert from "node:assert/strict";
import { Random } from "volarb/random";
import { tradeInformation } from "volarb/flow";

/** `r = b0 x + b1 x' + a r' + u`, `x = d x' + c r' + w`, with deviations `su` and `sw`. */
function simulate(
  n: number,
  { b0, b1, a, c, d, su, sw }: Record<string, number>,
  seed: number,
) {
  const random = new Random(seed);
  const change = new Float64Array(n);
  const trade = new Float64Array(n);
  for (let t = 1; t < n; t++) {
    const [r, x] = [change[t - 1]!, trade[t - 1]!];
    trade[t] = d! * x + c! * r + sw! * random.normal();
    change[t] = b0! * trade[t]! + b1! * x + a! * r + su! * random.normal();
  }
  return { change, trade };
}

const model = { b0: 0.5, b1: -0.1, a: -0.2, c: 0.1, d: 0.4, su: 2, sw: 1.5 };

Deno.test("tradeInformation() finds the long-run response of a known autoregression", () => {
  const { change, trade } = simulate(400_000, model, 71);
  const result = tradeInformation(change, trade, { lags: 3, horizon: 60 });
  // With long-run sums R and X: X = d X + c R + w, R = b0 X + b1 X + a R + u.
  const { b0, b1, a, c, d, su, sw } = model;
  const det = (1 - a) * (1 - d) - c * (b0 + b1);
  const [fromTrade, fromPrice] = [(b0 + b1) / det, (1 - d) / det];
  const efficient = (fromTrade * sw) ** 2 + (fromPrice * su) ** 2;
  const near = (actual: number, expected: number) =>
    assert.ok(Math.abs(actual / expected - 1) < 0.02, `${actual} ${expected}`);
  near(result.immediateImpact, b0);
  near(result.permanentImpact, fromTrade);
  near(result.priceVariance, su * su);
  near(result.tradeVariance, sw * sw);
  near(result.efficientVariance, efficient);
  near(result.tradeShare, (fromTrade * sw) ** 2 / efficient);
  assert.equal(result.response.length, 61);
  assert.equal(result.response[0], result.immediateImpact);
  near(result.response[1]!, b0 + b0 * (d + c * b0) + b1 + a * b0);
});

Deno.test("tradeInformation() follows units and does not change with the side of every trade", () => {
  const { change, trade } = simulate(2000, model, 72);
  const options = { lags: 2, horizon: 20 };
  const whole = tradeInformation(change, trade, options);
  const other = tradeInformation(
    change.map((r) => 1e-6 * r),
    trade.map((x) => -8 * x),
    options,
  );
  assert.ok(
    Math.abs(other.permanentImpact * -8e6 / whole.permanentImpact - 1) < 1e-9,
  );
  assert.ok(Math.abs(other.tradeShare - whole.tradeShare) < 1e-9);
});

Deno.test("tradeInformation() of trades that move nothing is near 0", () => {
  const { change, trade } = simulate(
    50_000,
    { ...model, b0: 0, b1: 0 },
    73,
  );
  const result = tradeInformation(change, trade, { lags: 2, horizon: 20 });
  assert.ok(Math.abs(result.permanentImpact) < 0.05);
  assert.ok(result.tradeShare < 0.001);
});

Deno.test("tradeInformation() refuses what it cannot estimate, by name", () => {
  const { change, trade } = simulate(2000, model, 74);
  const options = { lags: 2, horizon: 20 };
  assert.throws(
    () => tradeInformation(change.slice(0, 30), trade.slice(0, 30), options),
    { name: "RangeError", message: /at least 62 steps.*current value is 30/ },
  );
  assert.throws(() => tradeInformation(change, trade.slice(1), options), {
    message: /priceChange has 2000, trade has 1999/,
  });
  assert.throws(
    () => tradeInformation(change, new Float64Array(2000), options),
    {
      message: /trade must be finite and not all 0/,
    },
  );
  const gap = change.slice();
  gap[5] = NaN;
  assert.throws(() => tradeInformation(gap, trade, options), {
    message: /priceChange must be finite/,
  });
  assert.throws(
    () => tradeInformation(change, new Float64Array(2000).fill(1), options),
    { message: /combination of the others/ },
  );
  assert.throws(
    () => tradeInformation(change, trade, { lags: 0, horizon: 1 }),
    {
      message: /lags/,
    },
  );
  assert.throws(
    () => tradeInformation(change, trade, { lags: 1, horizon: 0 }),
    {
      message: /horizon/,
    },
  );
});
