import assert from "node:assert/strict";
import fc from "fast-check";
import { Random } from "volarb/random";
import { mean, standardError } from "volarb/stats";
import { costOfWaiting, fillProbability } from "../../lib/execution/mod.ts";

const CASE = {
  halfSpread: 0.5,
  takerFee: 2,
  makerFee: 1,
  fillProbability: 0.6,
  alpha: 0.3,
  decay: 0,
  wait: 5,
  adverseSelection: 0.25,
};

Deno.test("costOfWaiting() by pencil (prop-waiting, eq-waiting)", () => {
  // (1 - 0.6) 0.3 × 5 - 0.6 (2 × 0.5 + 2 - 1 - 0.25).
  assert.ok(Math.abs(costOfWaiting(CASE) - (0.6 - 1.05)) < 1e-15);
  // A drift that has decayed: A = (0.3 / 0.2) (1 - e^{-1}).
  const decayed = costOfWaiting({ ...CASE, decay: 0.2 });
  assert.ok(
    Math.abs(decayed - (0.4 * 1.5 * (1 - Math.exp(-1)) - 1.05)) < 1e-15,
  );
});

Deno.test("costOfWaiting() is the mean of what both ways cost, drawn", () => {
  const {
    halfSpread: h,
    takerFee,
    makerFee,
    fillProbability: p,
    adverseSelection: c,
  } = CASE;
  const random = new Random(5);
  let [waiting, n] = [0, 100_000];
  for (let i = 0; i < n; i++) {
    waiting += random.uniform() < p ? makerFee - h + c : h + takerFee + 0.3 * 5;
  }
  const crossing = h + takerFee;
  // The standard deviation of one draw is (h + f_t + A - f_m + h - c) √(p (1 - p)), 1.6.
  assert.ok(
    Math.abs(waiting / n - crossing - costOfWaiting(CASE)) <
      4 * 1.6 / Math.sqrt(n),
  );
});

Deno.test("costOfWaiting() falls with the probability where the drift is against, and rises with the drift", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 0.9, noNaN: true }),
      fc.double({ min: 0, max: 10, noNaN: true }),
      fc.double({ min: 0, max: 2, noNaN: true }),
      (p, alpha, decay) => {
        const at = (change: Partial<typeof CASE>) =>
          costOfWaiting({
            ...CASE,
            fillProbability: p,
            alpha,
            decay,
            ...change,
          });
        assert.ok(at({ fillProbability: p + 0.1 }) < at({}));
        assert.ok(at({ alpha: alpha + 1 }) > at({}));
        assert.ok(at({ halfSpread: 1 }) <= at({}));
        assert.ok(at({ adverseSelection: 1 }) >= at({}));
      },
    ),
    { seed: 6 },
  );
  // Never filled, waiting costs the drift; surely filled, it saves the spread.
  assert.equal(costOfWaiting({ ...CASE, fillProbability: 0 }), 1.5);
  assert.equal(costOfWaiting({ ...CASE, fillProbability: 1 }), -1.75);
});

Deno.test("costOfWaiting() refuses what is out of range", () => {
  for (
    const bad of [
      { halfSpread: -1 },
      { fillProbability: 1.1 },
      { fillProbability: NaN },
      { alpha: NaN },
      { decay: -1 },
      { wait: -1 },
      { takerFee: Infinity },
    ]
  ) {
    assert.throws(() => costOfWaiting({ ...CASE, ...bad }), {
      name: "RangeError",
      message: /^Cannot compute the cost of waiting as /,
    });
  }
});

Deno.test("fillProbability() is that of an exponential volume above the queue, or of a price that comes (eq-fill-probability)", () => {
  const random = new Random(9);
  let filled = 0;
  for (let i = 0; i < 40_000; i++) {
    filled += Number(3 * random.exponential() > 2);
  }
  const p = fillProbability({ queue: 2, volume: 3 });
  assert.ok(
    Math.abs(filled / 40_000 - p) < 4 * Math.sqrt(p * (1 - p) / 40_000),
  );
  assert.equal(fillProbability({ queue: 0, volume: 3 }), 1);
  assert.equal(fillProbability({ queue: 2, volume: 0 }), 0);
  assert.equal(fillProbability({ queue: 0, volume: 0 }), 0);
  // A Brownian motion comes to -d with 2 Φ(-d), drawn in steps with the level moved by 0.5826 of one.
  const steps = 400;
  let came = 0;
  for (let i = 0; i < 5000; i++) {
    let [x, low] = [0, 0];
    for (let k = 0; k < steps; k++) {
      x += random.normal() / Math.sqrt(steps);
      if (x < low) low = x;
    }
    came += Number(low <= -0.5 + 0.5826 / Math.sqrt(steps));
  }
  const comes = fillProbability({ queue: 1, volume: 0, distance: 0.5 });
  assert.ok(Math.abs(comes - 2 * 0.3085375387) < 1e-9);
  assert.ok(
    Math.abs(came / 5000 - comes) < 4 * 0.5 / Math.sqrt(5000),
    `${came / 5000}`,
  );
  // Either is enough.
  const either = fillProbability({ queue: 2, volume: 3, distance: 0.5 });
  assert.ok(Math.abs(1 - either - (1 - p) * (1 - comes)) < 1e-15);
  assert.equal(fillProbability({ queue: 2, volume: 3, distance: 0 }), 1);
  assert.throws(
    () => fillProbability({ queue: 1, volume: 1, distance: -1 }),
    /distance must be at least 0/,
  );
  assert.throws(() => fillProbability({ queue: -1, volume: 1 }), RangeError);
});

Deno.test("on a martingale an order that is filled only by the price that comes costs what crossing costs (lem-wait-martingale, eq-wait-martingale)", () => {
  // Ticks: the mid walks by one, half a spread is one half, an order at -1/2 is filled when the ask is there.
  const random = new Random(11);
  const costs = Float64Array.from({ length: 20_000 }, () => {
    let mid = 0;
    for (let k = 0; k < 30; k++) {
      mid += random.uniform() < 0.5 ? 1 : -1;
      if (mid + 0.5 <= -0.5) return -0.5;
    }
    return mid + 0.5;
  });
  const error = standardError(costs);
  assert.ok(Math.abs(mean(costs) - 0.5) < 4 * error, `${mean(costs)}`);
  // What the formula calls c is then two half spreads: the mid is one below where the fill found it.
  const p = costs.filter((cost) => cost === -0.5).length / costs.length;
  const problem = {
    halfSpread: 0.5,
    takerFee: 0,
    makerFee: 0,
    fillProbability: p,
    alpha: 0,
    decay: 0,
    wait: 30,
  };
  assert.ok(
    Math.abs(costOfWaiting({ ...problem, adverseSelection: 1 })) < 1e-12,
  );
});
