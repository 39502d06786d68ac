import assert from "node:assert/strict";
import {
  fairValueError,
  fairValueOf,
  type FairValueParameters,
  fairValueSignature,
  fairValueStep,
  fairVarianceError,
  fitFairValue,
  stateSpace,
  steadyState,
} from "../../lib/signal/mod.ts";
import { Random } from "../../lib/random/mod.ts";
import { symbolParameters } from "../../lib/simulate/mod.ts";
import { variance } from "../../lib/stats/mod.ts";
import { drawnQuotes } from "./drawn_quotes.ts";

const MODEL = fairValueOf(symbolParameters("BTCUSDT"));

function near(a: number, b: number, tolerance: number) {
  assert.ok(Math.abs(a / b - 1) < tolerance, `${a} against ${b}`);
}

// thm-fair-signature
Deno.test("fairValueSignature() is the variance of the mid's change in the state space", () => {
  const out = {
    transition: new Float64Array(16),
    stateNoise: new Float64Array(16),
  };
  for (const step of [0.01, 1, 10, 600]) {
    fairValueStep(out, MODEL, MODEL.variance, step);
    const kept = out.transition[5]!;
    const change = out.stateNoise[0]! + out.stateNoise[5]! +
      ((1 - kept) * MODEL.pricingError) ** 2 + 2 * MODEL.rounding ** 2;
    near(fairValueSignature(MODEL, step), change / step, 1e-12);
  }
});

/** Standard deviation of the fair log price in a filter of quotes that are a step apart. */
function filtered(
  parameters: FairValueParameters,
  step: number,
  seen: boolean,
) {
  const { variance, jumpVariance = 0, pricingError, errorSpeed } = parameters;
  const { imbalanceSlope, imbalanceNoise } = parameters;
  const kept = Math.exp(-errorSpeed * step), fresh = 1 - kept * kept;
  const q = (variance + jumpVariance) * step;
  const error = pricingError ** 2 * fresh;
  const unit = 1e8; // prices in units of a basis point
  const { filteredCovariance } = steadyState(stateSpace({
    transition: [[1, 0, 0], [0, kept, 0], [0, 0, kept]],
    stateNoise: [
      [unit * q, 0, 0],
      [0, unit * error, 0],
      [0, 0, imbalanceNoise ** 2 * fresh],
    ],
    loading: [[1, 1, 0], [0, seen ? 1e-4 * imbalanceSlope : 0, 1]],
    observationNoise: [[1e-7, 0], [0, 1e-8]],
  }));
  return Math.sqrt(filteredCovariance[0]! / unit);
}

// thm-fair-error
Deno.test("fairValueError() is where Riccati's equation leads as quotes come ever faster", () => {
  for (const imbalance of ["seen", "ignored"] as const) {
    const bound = fairValueError(MODEL, { imbalance });
    const steps = [300, 30, 3, 0.3];
    const errors = steps.map((step) =>
      filtered(MODEL, step, imbalance === "seen")
    );
    errors.forEach((error, i) => {
      assert.ok(error > bound * (1 - 1e-8));
      assert.ok(i === 0 || error < errors[i - 1]!);
      near(error, fairValueError(MODEL, { imbalance, step: steps[i]! }), 1e-6);
    });
    near(errors.at(-1)!, bound, 1e-5);
  }
});

Deno.test("fairValueError() goes to the error of the mid where nothing of it fades, and to 0 with it", () => {
  const slow = { ...MODEL, errorSpeed: 1e-9 };
  near(
    fairValueError(slow, { imbalance: "ignored" }),
    MODEL.pricingError,
    1e-4,
  );
  const fast = { ...MODEL, errorSpeed: 1e9 };
  assert.ok(fairValueError(fast, { imbalance: "ignored" }) < 1e-6);
  // All of it is in the imbalance.
  assert.equal(fairValueError({ ...MODEL, imbalanceNoise: 0 }), 0);
});

/**
 * Asymptotic variance of the variance's estimate over a second, from quotes a step apart, by
 * the spectrum of the returns (Whittle): the speed of the error is known or not.
 */
function whittle(
  parameters: FairValueParameters,
  step: number,
  known: boolean,
) {
  const { variance, jumpVariance = 0, pricingError, errorSpeed } = parameters;
  const own = variance + jumpVariance;
  const log = (a: number, s2: number, kappa: number, l: number) => {
    const kept = Math.exp(-kappa * step);
    const difference = 2 - 2 * Math.cos(l);
    const noise = s2 * (1 - kept * kept) * difference /
      (1 - 2 * kept * Math.cos(l) + kept * kept);
    return Math.log(a * step + noise);
  };
  const at: [number, number, number] = [own, pricingError ** 2, errorSpeed];
  const k = known ? 2 : 3;
  const information = new Float64Array(k * k);
  // Frequencies that are dense where the spectrum bends, at 0.
  const nodes = 20_000;
  for (let i = 0; i < nodes; i++) {
    const edge = (x: number) => Math.PI * Math.exp(-16 * (1 - x));
    const [low, high] = [i === 0 ? 0 : edge(i / nodes), edge((i + 1) / nodes)];
    const l = (low + high) / 2;
    const slopes = Array.from({ length: k }, (_, j) => {
      const h = 1e-4 * at[j]!;
      const moved = (sign: number) => {
        const point = [...at] as [number, number, number];
        point[j]! += sign * h;
        return log(...point, l);
      };
      return (moved(1) - moved(-1)) / (2 * h) * at[j]!;
    });
    for (let a = 0; a < k; a++) {
      for (let b = 0; b < k; b++) {
        information[a * k + b]! += slopes[a]! * slopes[b]! * (high - low) /
          (2 * Math.PI * step);
      }
    }
  }
  const [a, b, c, d] = information;
  if (known) return own ** 2 * d! / (a! * d! - b! * c!);
  const [m00, m01, m02, , m11, m12, , , m22] = information;
  const minor = m11! * m22! - m12! ** 2;
  const determinant = m00! * minor - m01! * (m01! * m22! - m12! * m02!) +
    m02! * (m01! * m12! - m11! * m02!);
  return own ** 2 * minor / determinant;
}

// thm-fair-information, lem-fair-arima
Deno.test("fairVarianceError() is the limit of Fisher's information as quotes come ever faster", () => {
  for (const speed of ["known", "estimated"] as const) {
    const at = (step: number) =>
      fairVarianceError(MODEL, {
        duration: 1,
        imbalance: "ignored",
        step,
        speed,
      });
    const steps = [100, 10, 1, 0.1, 0.01];
    steps.forEach((step, i) => {
      near(at(step), Math.sqrt(whittle(MODEL, step, speed === "known")), 1e-3);
      assert.ok(at(step) > at(0) && at(step) < at(steps[i - 1] ?? 1000));
    });
    near(at(0.01), at(0), 1e-3);
    near(at(1e-7), at(0), 1e-7);
  }
  const { variance, jumpVariance = 0, pricingError, errorSpeed } = MODEL;
  const own = variance + jumpVariance;
  near(
    fairVarianceError(MODEL, { duration: 3600, imbalance: "ignored" }) ** 2,
    8 * own ** 1.5 * Math.sqrt(own + 2 * errorSpeed * pricingError ** 2) /
      (errorSpeed * 3600),
    1e-12,
  );
});

// eq-fair-information
Deno.test("fairVarianceError() is how far fits of drawn hours lie apart", () => {
  const random = new Random(41);
  const model = { ...MODEL, jumpVariance: 0, pricingError: 3e-4, rounding: 0 };
  const duration = 1800, step = 2, runs = 150;
  const variances = Float64Array.from({ length: runs }, () => {
    const { variance: _, ...quotes } = drawnQuotes(
      random,
      model,
      duration / step,
      () => ({ gap: step, scale: 1 }),
    );
    return Math.log(fitFairValue(quotes, { tick: 1e-9 }).variance.value);
  });
  const said = fairVarianceError(model, { duration, step }) / model.variance;
  const spread = Math.sqrt(variance(variances));
  assert.ok(
    Math.abs(spread / said - 1) < 4 / Math.sqrt(2 * runs),
    `${spread} ${said}`,
  );
});

Deno.test("fairVarianceError() halves in four times the time, whatever the step", () => {
  const at = (duration: number) => fairVarianceError(MODEL, { duration });
  near(at(3600), 2 * at(4 * 3600), 1e-12);
});

Deno.test("the limits refuse steps, durations and words that are none", () => {
  assert.throws(() => fairValueSignature(MODEL, 0), RangeError);
  assert.throws(() => fairVarianceError(MODEL, { duration: 0 }), RangeError);
  assert.throws(
    () => fairVarianceError(MODEL, { duration: 1, step: -1 }),
    RangeError,
  );
  assert.throws(
    () => fairValueError(MODEL, { imbalance: "heard" as "seen" }),
    RangeError,
  );
  assert.throws(() => fairValueError({ ...MODEL, errorSpeed: 0 }), RangeError);
});
