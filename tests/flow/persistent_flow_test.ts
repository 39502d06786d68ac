import assert from "node:assert/strict";
import { clusterFlowFactor, persistenceFactor } from "volarb/flow";
import { Random } from "volarb/random";

const variance = (x: readonly number[]) => {
  const mean = x.reduce((a, b) => a + b, 0) / x.length;
  return x.reduce((a, b) => a + (b - mean) ** 2, 0) / (x.length - 1);
};

Deno.test("persistenceFactor() is the variance of a sum over that of its terms (prop-vpin-persistence)", () => {
  // Signs that repeat with probability 0.8: ρ_k = 0.6^k.
  const [m, buckets] = [20, 20_000];
  const random = new Random(160);
  let sign = 1;
  const sums = Array.from({ length: buckets }, () => {
    let sum = 0;
    for (let i = 0; i < m; i++) {
      if (random.uniform() < 0.2) sign = -sign;
      sum += sign;
    }
    return sum;
  });
  const rho = Float64Array.from({ length: m }, (_, k) => 0.6 ** (k + 1));
  const lemma = persistenceFactor(rho, m);
  const error = lemma * Math.sqrt(2 / buckets) * 1.2;
  assert.ok(Math.abs(variance(sums) / m - lemma) < 4 * error);
});

Deno.test("persistenceFactor() of independent trades, of one trade, and of fewer lags than trades", () => {
  assert.equal(persistenceFactor(new Float64Array(9), 10), 1);
  assert.equal(persistenceFactor(Float64Array.of(0.9), 1), 1);
  assert.equal(persistenceFactor(new Float64Array(0), 10), 1);
  assert.equal(
    persistenceFactor(Float64Array.of(0.5), 10),
    persistenceFactor(Float64Array.of(0.5, 0, 0), 10),
  );
  assert.ok(Number.isNaN(persistenceFactor(Float64Array.of(NaN), 2)));
  assert.throws(() => persistenceFactor(new Float64Array(1), 0), RangeError);
});

Deno.test("clusterFlowFactor() is the variance of whole clusters of signs (prop-cluster-flow)", () => {
  const [n, c] = [0.6, 0.5];
  const random = new Random(161);
  const poisson = (mean: number) => {
    let [count, product] = [0, random.uniform()];
    for (const limit = Math.exp(-mean); product > limit; count++) {
      product *= random.uniform();
    }
    return count;
  };
  let [orders, squares] = [0, 0];
  const clusters = 60_000;
  const each: number[] = [];
  for (let k = 0; k < clusters; k++) {
    let [flow, waiting] = [0, [random.uniform() < 0.5 ? 1 : -1]];
    while (waiting.length > 0) {
      const next: number[] = [];
      for (const sign of waiting) {
        orders++;
        flow += sign;
        for (let i = poisson(n); i > 0; i--) {
          next.push(random.uniform() < (1 + c) / 2 ? sign : -sign);
        }
      }
      waiting = next;
    }
    squares += flow * flow;
    each.push(flow * flow);
  }
  const perOrder = squares / orders;
  const error = Math.sqrt(variance(each) / clusters) * (1 - n);
  const factor = clusterFlowFactor({ branchingRatio: n, imitation: c });
  assert.ok(Math.abs(perOrder - factor) < 4 * error, `${perOrder} ${factor}`);
});

Deno.test("clusterFlowFactor() adds what roots lean against, drawn on a grid of time", () => {
  // No clusters: Poisson orders whose side leans on an autoregression in steps.
  const [rate, b, kappa, step, horizon] = [3, 0.5, 0.4, 0.1, 200];
  const random = new Random(162);
  const phi = Math.exp(-kappa * step);
  const flows: number[] = [];
  let total = 0;
  for (let k = 0; k < 3_000; k++) {
    let [f, flow] = [random.normal() * 0.5, 0];
    for (let t = 0; t < horizon; t += step) {
      if (random.uniform() < rate * step) {
        flow += random.uniform() < 0.5 * (1 - b * Math.max(-2, Math.min(2, f)))
          ? 1
          : -1;
        total++;
      }
      f = phi * f + 0.5 * Math.sqrt(1 - phi * phi) * random.normal();
    }
    flows.push(flow);
  }
  const measured = variance(flows) / (total / flows.length);
  const factor = clusterFlowFactor({
    branchingRatio: 0,
    imitation: 0,
    lean: { baseline: rate, response: b, variance: 0.25, decay: kappa },
  });
  // Ends of the stretch take 1/(κ·200) of the excess; a step holds one order at most.
  assert.ok(Math.abs(measured / factor - 1) < 4 * Math.sqrt(2 / 3_000) + 0.03);
});

Deno.test("clusterFlowFactor() dilutes signs by sizes and refuses what is no market", () => {
  const market = { branchingRatio: 0.5, imitation: 0.4 };
  const whole = clusterFlowFactor(market);
  assert.equal(whole, 1 / 0.8 ** 2);
  assert.ok(
    Math.abs(
      clusterFlowFactor({ ...market, sizeRatio: 0.25 }) - 1 - (whole - 1) / 4,
    ) < 1e-15,
  );
  assert.throws(() => clusterFlowFactor({ ...market, branchingRatio: 1 }), {
    name: "RangeError",
    message:
      "Cannot compute the flow of clusters as branchingRatio must be below 1: current value is 1",
  });
  assert.throws(
    () => clusterFlowFactor({ ...market, imitation: 2 }),
    RangeError,
  );
  assert.throws(
    () => clusterFlowFactor({ ...market, sizeRatio: 0 }),
    RangeError,
  );
  assert.throws(
    () =>
      clusterFlowFactor({
        ...market,
        lean: { baseline: 1, response: 1, variance: 1, decay: 0 },
      }),
    RangeError,
  );
});
