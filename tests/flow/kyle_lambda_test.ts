import assert from "node:assert/strict";
import { Random } from "volarb/random";
import {
  barSum,
  hasbrouckLambda,
  kyleEquilibrium,
  KyleLambda,
  kyleLambda,
  linearFit,
  signedRootTurnover,
  tickBars,
} from "volarb/flow";
import { assertCausal, assertClose } from "../close.ts";
import { throughJson } from "./market.ts";

/** Normal flow and a price change of `slope` times it, with noise. */
function bars(n: number, slope: number, noise: number, seed: number) {
  const random = new Random(seed);
  const flow = Float64Array.from({ length: n }, () => random.normal());
  const change = flow.map((q) => slope * q + noise * random.normal());
  return { flow, change };
}

Deno.test("linearFit() of Anscombe's first set is the line of his table", () => {
  // Anscombe, F. (1973), The American Statistician 27(1), 17-21, data set 1.
  const x = Float64Array.of(10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5);
  const y = Float64Array.of(
    8.04,
    6.95,
    7.58,
    8.81,
    8.33,
    9.96,
    7.24,
    4.26,
    10.84,
    4.82,
    5.68,
  );
  const fit = linearFit(x, y);
  assert.ok(Math.abs(fit.slope - 0.5001) < 5e-5);
  assert.ok(Math.abs(fit.intercept - 3.0001) < 5e-5);
  assert.ok(Math.abs(fit.slopeError - 0.1179) < 5e-5);
  assert.ok(Math.abs(fit.rSquared - 0.6665) < 5e-5);
  assert.equal(fit.count, 11);
});

Deno.test("linearFit() leaves out points with a missing entry and has no line where x is one number", () => {
  const fit = linearFit(
    Float64Array.of(0, NaN, 1, 5),
    Float64Array.of(1, 7, 2, NaN),
  );
  assert.equal(fit.slope, 1);
  assert.equal(fit.count, 2);
  assert.ok(Number.isNaN(fit.slopeError));
  assert.ok(
    Number.isNaN(linearFit(Float64Array.of(2, 2), Float64Array.of(1, 3)).slope),
  );
  assert.ok(
    Number.isNaN(
      linearFit(new Float64Array(0), new Float64Array(0)).rSquared,
    ),
  );
  const flat = linearFit(Float64Array.of(1, 2), Float64Array.of(3, 3));
  assert.equal(flat.slope, 0);
  assert.ok(Number.isNaN(flat.rSquared));
  assert.throws(() => linearFit(Float64Array.of(1), Float64Array.of(1, 2)), {
    message: /x has 1, y has 2/,
  });
});

Deno.test("kyleLambda() is the slope of linearFit() over each window", () => {
  const { flow, change } = bars(300, 0.7, 1, 41);
  const lambda = kyleLambda(flow, change, { window: 50 });
  for (const t of [49, 50, 123, 299]) {
    const fit = linearFit(
      flow.slice(t - 49, t + 1),
      change.slice(t - 49, t + 1),
    );
    assert.ok(Math.abs(lambda[t]! / fit.slope - 1) < 1e-12);
  }
  assert.ok(Number.isNaN(lambda[48]!));
});

Deno.test("KyleLambda agrees bit for bit with kyleLambda() across a save and load", () => {
  const { flow, change } = bars(200, 0.7, 1, 42);
  change[77] = NaN;
  const lambda = kyleLambda(flow, change, { window: 20 });
  let stream = new KyleLambda({ window: 20 });
  for (let t = 0; t < 200; t++) {
    if (t % 17 === 0) stream = KyleLambda.from(throughJson(stream));
    assert.equal(stream.update(flow[t]!, change[t]!), lambda[t]);
    assert.equal(stream.ready, !Number.isNaN(lambda[t]));
  }
  assert.ok(Number.isNaN(lambda[96]!) && !Number.isNaN(lambda[97]!));
  const fit = linearFit(flow.slice(180), change.slice(180));
  assert.ok(Math.abs(stream.rSquared / fit.rSquared - 1) < 1e-12);
  stream.reset();
  assert.deepEqual(stream.toJSON(), new KyleLambda({ window: 20 }).toJSON());
});

Deno.test("kyleLambda() uses no bar that comes later, and follows the unit and the side", () => {
  const { flow, change } = bars(60, 0.7, 1, 43);
  assertCausal(
    (x) => kyleLambda(x, change.slice(0, x.length), { window: 5 }),
    flow,
  );
  const lambda = kyleLambda(flow, change, { window: 5 });
  assertClose(
    kyleLambda(flow.map((q) => -4 * q), change, { window: 5 }),
    lambda.map((x) => -x / 4),
    0,
  );
});

Deno.test("kyleLambda() is missing where flow does not vary", () => {
  const lambda = kyleLambda(
    new Float64Array(5).fill(0.1),
    Float64Array.of(1, 2, 3, 4, 5),
    { window: 3 },
  );
  assert.ok(lambda.every(Number.isNaN));
  assert.throws(() => new KyleLambda({ window: 2 }), {
    message: /window must be an integer of at least 3: current value is 2/,
  });
});

Deno.test("Kyle's equilibrium with variances 4 and 9 is found back by regression", () => {
  const market = kyleEquilibrium({ valueVariance: 4, noiseVariance: 9 });
  assert.equal(market.lambda, 1 / 3);
  const random = new Random(44);
  const n = 400_000;
  const flow = new Float64Array(n);
  const value = new Float64Array(n);
  let profit = 0;
  for (let i = 0; i < n; i++) {
    value[i] = 2 * random.normal();
    const order = market.beta * value[i]!;
    flow[i] = order + 3 * random.normal();
    profit += order * (value[i]! - market.lambda * flow[i]!) / n;
  }
  const fit = linearFit(flow, value);
  const residual = value.map((v, i) => v - fit.slope * flow[i]!);
  const posterior = residual.reduce((sum, e) => sum + e * e / n, 0);
  // Standard errors: slope 0.0005, posterior variance 0.0045, profit 0.0082.
  assert.ok(Math.abs(fit.slope * 3 - 1) < 0.005);
  assert.ok(Math.abs(posterior - market.posteriorVariance) < 0.02);
  assert.ok(Math.abs(profit - market.profit) < 0.035);
  assert.throws(
    () => kyleEquilibrium({ valueVariance: 0, noiseVariance: 1 }),
    { message: /valueVariance must be positive/ },
  );
});

Deno.test("hasbrouckLambda() finds the slope on signed root turnover", () => {
  const random = new Random(45);
  const n = 4000;
  const trades = {
    price: new Float64Array(n).fill(25),
    quantity: Float64Array.from({ length: n }, () => random.exponential()),
    isBuyerMaker: Uint8Array.from({ length: n }, () => random.integer(2)),
  };
  const root = signedRootTurnover(trades);
  root.forEach((x, i) => {
    assert.equal(x > 0, trades.isBuyerMaker[i] === 0);
    assert.ok(Math.abs(x * x / 25 / trades.quantity[i]! - 1) < 1e-12);
  });
  const flow = barSum(root, tickBars(root.map((_, i) => i), { count: 10 }));
  const logReturn = flow.map((s) => 2e-6 * s + 1e-6 * random.normal());
  const lambda = hasbrouckLambda(flow, logReturn, { window: 400 });
  assert.ok(Math.abs(lambda[399]! / 2e-6 - 1) < 0.02);
  assert.throws(
    () => signedRootTurnover({ ...trades, price: trades.price.map((p) => -p) }),
    { message: /turnover must be at least 0/ },
  );
});
