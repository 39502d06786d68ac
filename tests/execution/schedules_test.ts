import assert from "node:assert/strict";
import {
  almgrenChriss,
  type AlmgrenChrissProblem,
  almgrenChrissSchedule,
  type AlphaDecayProblem,
  alphaDecaySchedule,
  type ExecutionSchedule,
  scheduleCost,
  squareRootLaw,
  squareRootSchedule,
  urgentShare,
} from "../../lib/execution/mod.ts";
import { assertClose } from "../close.ts";

const PROBLEM: AlphaDecayProblem = {
  quantity: 1e5,
  horizon: 2,
  alpha: 1e-3,
  decay: 1,
  impact: 1e-8,
};
const PAPER: AlmgrenChrissProblem = {
  quantity: 1e6,
  horizon: 5,
  trades: 5,
  volatility: 0.95,
  fixedCost: 1 / 16,
  permanentImpact: 2.5e-7,
  temporaryImpact: 2.5e-6,
  riskAversion: 1e-6,
};

/** Mean time of a schedule's trading. */
function centre(problem: AlphaDecayProblem): number {
  const schedule = alphaDecaySchedule(problem);
  let sum = 0;
  for (let i = 0; i < 1000; i++) {
    const [from, to] = [i, i + 1].map((k) => k * problem.horizon / 1000) as [
      number,
      number,
    ];
    sum += (schedule.traded(to) - schedule.traded(from)) * (from + to) / 2;
  }
  return sum / problem.quantity;
}

Deno.test("alphaDecaySchedule() trades all of it, at the rate that it says", () => {
  for (const alpha of [1e-3, -1e-3, 5e-2, -5e-2, 0]) {
    for (const decay of [0, 1e-6, 1, 30]) {
      const schedule = alphaDecaySchedule({ ...PROBLEM, alpha, decay });
      assert.equal(schedule.traded(0), 0);
      assert.equal(schedule.traded(2), 1e5);
      let sum = 0;
      for (let i = 0; i < 20_000; i++) {
        sum += schedule.rate((i + 0.5) / 10_000) / 10_000;
      }
      assert.ok(Math.abs(sum / 1e5 - 1) < 1e-4, `${alpha} ${decay}: ${sum}`);
      for (const t of [0.1, 0.7, 1.3, 1.9]) {
        assert.ok(schedule.rate(t) >= 0);
        const slope = (schedule.traded(t + 1e-5) - schedule.traded(t - 1e-5)) /
          2e-5;
        assert.ok(
          Math.abs(slope - schedule.rate(t)) < 1e-3 * 1e5,
          `${alpha} ${decay} ${t}`,
        );
      }
    }
  }
});

Deno.test("alphaDecaySchedule() without a drift is TWAP, and near it for a small one (cor-twap-limit)", () => {
  const flat = alphaDecaySchedule({ ...PROBLEM, alpha: 0 });
  for (const t of [0, 0.3, 1, 2]) assert.equal(flat.rate(t), 5e4);
  assert.equal(flat.traded(0.5), 25_000);
  const small = alphaDecaySchedule({ ...PROBLEM, alpha: 1e-15 });
  assertClose(Float64Array.of(small.rate(0)), [5e4], 1e-9);
  // A drift that never decays against one that hardly does.
  const still = alphaDecaySchedule({ ...PROBLEM, decay: 0 });
  const slow = alphaDecaySchedule({ ...PROBLEM, decay: 1e-9 });
  assertClose(Float64Array.of(slow.rate(0.4)), [still.rate(0.4)], 1e-8);
});

Deno.test("alphaDecaySchedule() trades the earlier the stronger the drift, and the later the stronger one against", () => {
  let before = Infinity;
  for (const alpha of [-1e-2, -1e-3, -1e-4, 0, 1e-4, 1e-3, 1e-2, 1]) {
    const now = centre({ ...PROBLEM, alpha });
    assert.ok(now < before, `${alpha}: ${now}`);
    before = now;
  }
  assert.ok(centre({ ...PROBLEM, alpha: 1 }) < 0.1);
});

Deno.test("alphaDecaySchedule() costs no more than any other schedule, also where it stands still", () => {
  for (const alpha of [1e-3, -1e-3, 2e-2, -2e-2]) {
    const problem = { ...PROBLEM, alpha };
    const best = alphaDecaySchedule(problem);
    const least = scheduleCost(best, problem, 20_000);
    for (const other of [0, alpha / 2, 2 * alpha, -alpha]) {
      const schedule = alphaDecaySchedule({ ...PROBLEM, alpha: other });
      assert.ok(
        scheduleCost(schedule, problem, 20_000) >
          least - 1e-6 * Math.abs(least),
        `${alpha} ${other}`,
      );
    }
    // Moving a little from one moment to another, where it trades, gains nothing.
    for (const [from, to] of [[0.2, 1.5], [1.8, 0.1], [0.5, 0.9]] as const) {
      const bump = (t: number) =>
        Math.abs(t - to) < 0.05 ? 400 : Math.abs(t - from) < 0.05 ? -400 : 0;
      if (best.rate(from) < 400) continue;
      const moved = {
        horizon: 2,
        traded: best.traded,
        rate: (t: number) => best.rate(t) + bump(t),
      };
      assert.ok(
        scheduleCost(moved, problem, 20_000) >=
          least - 1e-9 * Math.abs(least),
      );
    }
  }
});

Deno.test("alphaDecaySchedule() refuses numbers out of range", () => {
  for (
    const bad of [
      { quantity: 0 },
      { horizon: -1 },
      { impact: 0 },
      { decay: -1 },
      { alpha: NaN },
      { decay: Infinity },
    ]
  ) {
    assert.throws(() => alphaDecaySchedule({ ...PROBLEM, ...bad }), {
      name: "RangeError",
      message: /^Cannot schedule an order as /,
    });
  }
});

Deno.test("almgrenChriss() gives the paper's trajectory, cost and variance", () => {
  const { remaining, kappa, expectedCost, variance, utility } = almgrenChriss(
    PAPER,
  );
  assertClose(Float64Array.of(kappa), [0.6070762], 1e-6);
  [1e6, 541956, 289854, 147897, 62142, 0].forEach((x, j) =>
    assert.ok(Math.abs(remaining[j]! - x) < 0.5)
  );
  assertClose(Float64Array.of(expectedCost, variance, utility), [
    911226.99,
    3.641286e11,
    1275355.558,
  ], 1e-6);
  const twap = almgrenChriss({ ...PAPER, riskAversion: 0 });
  assertClose(Float64Array.of(twap.expectedCost, twap.variance), [
    662500,
    1.083e12,
  ], 1e-12);
  assertClose(twap.traded, new Float64Array(5).fill(2e5), 1e-12);
  const once = almgrenChriss({ ...PAPER, riskAversion: 1 });
  assert.ok(Math.abs(once.expectedCost / 2_562_500 - 1) < 1e-4);
});

Deno.test("almgrenChriss() trades the earlier the greater the aversion, at the least utility", () => {
  let before = Infinity;
  for (const riskAversion of [0, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4]) {
    const { traded } = almgrenChriss({ ...PAPER, riskAversion });
    const mean = traded.reduce((sum, x, j) => sum + x * j, 0) / 1e6;
    assert.ok(mean < before);
    before = mean;
  }
  const best = almgrenChriss(PAPER);
  const cost = (traded: readonly number[]) => {
    let left = 1e6, e = 0.5 * 2.5e-7 * 1e12 + 1e6 / 16, v = 0;
    for (const x of traded) {
      left -= x;
      e += (2.5e-6 - 1.25e-7) * x * x;
      v += 0.95 ** 2 * left * left;
    }
    return e + 1e-6 * v;
  };
  assertClose(Float64Array.of(cost([...best.traded])), [best.utility], 1e-12);
  for (let k = 0; k < 4; k++) {
    for (const move of [-1000, 1000]) {
      const other = [...best.traded];
      other[k]! += move;
      other[k + 1]! -= move;
      assert.ok(cost(other) > best.utility);
    }
  }
});

Deno.test("almgrenChriss() of many trades and of an urgency that overflows is finite", () => {
  const { remaining } = almgrenChriss({
    ...PAPER,
    trades: 1000,
    riskAversion: 1e6,
    permanentImpact: 0,
  });
  assert.ok(remaining.every((x) => x >= 0 && x <= 1e6));
  assert.throws(
    () => almgrenChriss({ ...PAPER, permanentImpact: 1 }),
    /temporaryImpact must be above/,
  );
  assert.throws(() => almgrenChriss({ ...PAPER, trades: 0 }), RangeError);
  assert.throws(() => almgrenChriss({ ...PAPER, volatility: NaN }), RangeError);
});

Deno.test("alphaDecaySchedule() of a drift of 1e-3 that decays by 1 begins at 78,383.382 and ends at 35,150.146", () => {
  const schedule = alphaDecaySchedule(PROBLEM);
  assertClose(
    Float64Array.of(schedule.rate(0), schedule.rate(2), schedule.traded(2)),
    [78_383.382, 35_150.146, 1e5],
    1e-8,
  );
});

Deno.test("squareRootLaw() at a volatility of 3 % and a hundredth of the volume is 30 bp", () => {
  const law = { quantity: 1, volume: 100, volatility: 0.03 };
  assertClose(Float64Array.of(squareRootLaw(law)), [0.003], 1e-15);
});

Deno.test("squareRootLaw() doubles with four times the quantity", () => {
  const order = { quantity: 1, volume: 100, volatility: 0.03 };
  assertClose(Float64Array.of(squareRootLaw({ ...order, quantity: 4 })), [
    2 * squareRootLaw(order),
  ]);
  assert.throws(() => squareRootLaw({ ...order, volume: 0 }), RangeError);
});

/** What a schedule trades between times, beside what its rate says. */
function assertRate(schedule: ExecutionSchedule, quantity: number): void {
  const { horizon } = schedule;
  assert.equal(schedule.traded(0), 0);
  assert.equal(schedule.traded(horizon), quantity);
  let [sum, before] = [0, 0];
  for (let i = 0; i < 8000; i++) {
    sum += schedule.rate((i + 0.5) / 8000 * horizon) / 8000 * horizon;
    if (i % 100 > 0) continue;
    const now = schedule.traded(i / 8000 * horizon);
    assert.ok(now >= before);
    before = now;
  }
  assert.ok(Math.abs(sum / quantity - 1) < 1e-4, `${sum}`);
}

Deno.test("almgrenChrissSchedule() is the limit of the paper's trajectory with many trades (eq-almgren-chriss)", () => {
  const schedule = almgrenChrissSchedule({
    quantity: 1e6,
    horizon: 5,
    volatility: 0.95,
    riskAversion: 1e-6,
    impact: 2.5e-6,
  });
  assertRate(schedule, 1e6);
  const { remaining } = almgrenChriss({
    ...PAPER,
    trades: 5000,
    permanentImpact: 0,
  });
  for (const k of [0, 1000, 2500, 4999]) {
    const left = 1e6 - schedule.traded(k / 1000);
    assert.ok(
      Math.abs(left - remaining[k]!) < 1,
      `${k}: ${left} ${remaining[k]}`,
    );
  }
  // κ → 0 is TWAP exactly, and a large κ trades the earlier.
  const twap = almgrenChrissSchedule({
    quantity: 6,
    horizon: 3,
    volatility: 1,
    riskAversion: 0,
    impact: 1,
  });
  for (const t of [0.3, 1, 2.9]) {
    assert.deepEqual([twap.rate(t), twap.traded(t)], [2, 2 * t]);
  }
  let before = 0;
  for (const riskAversion of [1e-6, 1e-3, 1, 1e3, 1e9]) {
    const done = almgrenChrissSchedule({
      quantity: 1,
      horizon: 3,
      volatility: 1,
      riskAversion,
      impact: 1,
    });
    assert.ok(done.traded(0.5) > before);
    before = done.traded(0.5);
  }
  assert.throws(
    () =>
      almgrenChrissSchedule({
        quantity: 1,
        horizon: 0,
        volatility: 1,
        riskAversion: 1,
        impact: 1,
      }),
    /horizon must be/,
  );
});

Deno.test("squareRootSchedule() trades all of it, and costs less than any other schedule (eq-square-root-schedule)", () => {
  for (const alpha of [1e-3, -1e-3, 5e-2, -5e-2]) {
    for (const decay of [0, 1e-5, 0.02, 1, 30]) {
      const problem = { quantity: 1e5, horizon: 2, alpha, decay, impact: 1e-5 };
      const best = squareRootSchedule(problem);
      assertRate(best, 1e5);
      const cost = (rate: (t: number) => number) => {
        let sum = 0;
        for (let i = 0; i < 4000; i++) {
          const t = (i + 0.5) / 2000;
          const v = rate(t);
          const drift = decay === 0
            ? alpha * t
            : -alpha * Math.expm1(-decay * t) / decay;
          sum += v * (drift + 1e-5 * Math.sqrt(v)) / 2000;
        }
        return sum;
      };
      const least = cost((t) => best.rate(t));
      for (const share of [0, 0.5, 2, -1]) {
        const other = squareRootSchedule({ ...problem, alpha: share * alpha });
        assert.ok(
          cost((t) => other.rate(t)) > least - 1e-7 * Math.abs(least),
          `${alpha} ${decay} ${share}`,
        );
      }
      // Where it trades, A + (3/2) η √v is the same at all times.
      const level = (t: number) =>
        (decay === 0 ? alpha * t : -alpha * Math.expm1(-decay * t) / decay) +
        1.5e-5 * Math.sqrt(best.rate(t));
      const times = [0, 0.4, 1, 1.6, 2].filter((t) => best.rate(t) > 1);
      for (const t of times) {
        assert.ok(Math.abs(level(t) - level(times[0]!)) < 1e-9);
      }
    }
  }
  const flat = squareRootSchedule({
    quantity: 6,
    horizon: 3,
    alpha: 0,
    decay: 1,
    impact: 1,
  });
  assert.deepEqual([flat.rate(1), flat.traded(1.5), flat.rate(4)], [2, 3, 0]);
  for (
    const bad of [{ quantity: 0 }, { horizon: -1 }, { alpha: NaN }, {
      decay: -1,
    }, { impact: 0 }]
  ) {
    assert.throws(
      () =>
        squareRootSchedule({
          quantity: 6,
          horizon: 3,
          alpha: 1,
          decay: 1,
          impact: 1,
          ...bad,
        }),
      {
        name: "RangeError",
        message: /^Cannot schedule an order as /,
      },
    );
  }
});

Deno.test("urgentShare() rises from 0 to 1, is its own mirror, and moves the mean time of TWAP to 1 / (1 + u) (lem-urgency, eq-urgency, def-urgency)", () => {
  for (const urgency of [1, 1.5, 2, 7]) {
    let [sum, before] = [0, 0];
    for (let i = 0; i <= 1000; i++) {
      const done = i / 1000;
      const share = urgentShare(done, urgency);
      assert.ok(share >= before && share >= done - 1e-15);
      sum += (share - before) * (done - 1 / 2000);
      before = share;
    }
    assert.equal(before, 1);
    // Slowed by u is hurried by u, read from the end.
    const slow = urgentShare(0.6, 1 / urgency);
    assert.ok(Math.abs(slow - (1 - urgentShare(0.4, urgency))) < 1e-15);
    assert.ok(Math.abs(sum - 1 / (1 + urgency)) < 1e-5, `${urgency}: ${sum}`);
  }
  assert.deepEqual([
    urgentShare(0.3, 1),
    urgentShare(0, 0.5),
    urgentShare(1, 0.5),
  ], [0.3, 0, 1]);
  assert.throws(() => urgentShare(0.5, 0), /urgency must be/);
});

Deno.test("what the schedule saves is the variance of the drift over four times the impact (thm-alpha-schedule, eq-alpha-saving)", () => {
  for (const alpha of [1e-3, -1e-3, 2e-4]) {
    const problem = { ...PROBLEM, alpha };
    const saved =
      scheduleCost(alphaDecaySchedule({ ...PROBLEM, alpha: 0 }), problem) -
      scheduleCost(alphaDecaySchedule(problem), problem);
    const drift = Float64Array.from(
      { length: 20_000 },
      (_, i) => -alpha * Math.expm1(-(i + 0.5) / 10_000),
    );
    const level = drift.reduce((a, b) => a + b, 0) / 20_000;
    const spread = drift.reduce((a, b) => a + (b - level) ** 2, 0) / 10_000;
    assertClose(Float64Array.of(saved), [spread / (4 * 1e-8)], 1e-6);
    // The wrong sign loses three times that.
    const lost =
      scheduleCost(alphaDecaySchedule({ ...PROBLEM, alpha: -alpha }), problem) -
      scheduleCost(alphaDecaySchedule({ ...PROBLEM, alpha: 0 }), problem);
    assertClose(Float64Array.of(lost), [3 * saved], 1e-6);
  }
});
