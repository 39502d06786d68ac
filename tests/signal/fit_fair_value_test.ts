import assert from "node:assert/strict";
import {
  fairValueModel,
  type FairValueParameters,
  fairVarianceError,
  fitFairValue,
  kalmanLogLikelihood,
} from "../../lib/signal/mod.ts";
import type { Estimate } from "../../lib/stats/mod.ts";
import { Random } from "../../lib/random/mod.ts";
import { drawnQuotes } from "./drawn_quotes.ts";

const TRUTH: FairValueParameters = {
  variance: 6e-9,
  pricingError: 1e-4,
  errorSpeed: 0.07,
  rounding: 0,
  imbalanceSlope: -2100,
  imbalanceNoise: 0.28,
  tradeNoise: 0,
};
const DEVIATION = Math.hypot(0.21, 0.28);
const REST = 1e-4 * Math.sqrt(1 - (0.21 / DEVIATION) ** 2);
const BETA = -2100 * (1e-4 / DEVIATION) ** 2;

function isNear(
  { value, standardError: error }: Estimate,
  truth: number,
  errors = 4,
) {
  assert.ok(
    error > 0 && Math.abs(value - truth) < errors * error,
    `${value} ± ${error} against ${truth}`,
  );
}

const BLOCK = 2000;
const even = () => ({ gap: 1, scale: 1 });

// prop-fair-identified
Deno.test("fitFairValue() finds the parameters of the model that it is given", () => {
  const random = new Random(31);
  const quotes = drawnQuotes(random, TRUTH, 30_000, () => ({
    gap: random.exponential(),
    scale: 1,
  }));
  const { variance: _, ...constant } = quotes;
  const fit = fitFairValue(constant, { tick: 1e-6 });
  isNear(fit.variance, 6e-9);
  isNear(fit.unexplained, REST);
  isNear(fit.errorSpeed, 0.07);
  isNear(fit.coefficient, BETA);
  isNear(fit.imbalanceDeviation, DEVIATION);
  // The parameters say the same in their own words.
  const { pricingError, imbalanceSlope, imbalanceNoise } = fit.parameters;
  const told = imbalanceSlope * pricingError;
  const deviation = Math.hypot(told, imbalanceNoise);
  assert.ok(
    Math.abs(deviation / fit.imbalanceDeviation.value - 1) < 1e-12 &&
      Math.abs(
          imbalanceSlope * (pricingError / deviation) ** 2 /
              fit.coefficient.value - 1,
        ) < 1e-12,
  );
  // The standard error is near the least that there can be.
  const duration = (quotes.time.at(-1)! - quotes.time[0]!) / 1e6;
  const least = fairVarianceError(TRUTH, { duration });
  assert.ok(
    fit.variance.standardError > 0.9 * least &&
      fit.variance.standardError < 2 * least,
  );
});

// lem-fair-split
Deno.test("fitFairValue()'s likelihood is that of the Kalman filter", () => {
  const random = new Random(32);
  const n = 1000;
  const noisy = { ...TRUTH, pricingError: 5e-4, imbalanceSlope: -420 };
  const { time, mid, imbalance } = drawnQuotes(random, noisy, n, () => ({
    gap: random.exponential(),
    scale: 1,
  }));
  const fit = fitFairValue({ time, mid, imbalance }, { tick: 1 });
  const y = new Float64Array(4 * n).fill(NaN);
  const gaps = new Float64Array(n).fill(NaN);
  for (let t = 0; t < n; t++) {
    y[4 * t] = Math.log(mid[t]!);
    y[4 * t + 1] = imbalance[t]!;
    if (t > 0) gaps[t] = (time[t]! - time[t - 1]!) / 1e6;
  }
  const likelihood = (parameters: FairValueParameters) =>
    kalmanLogLikelihood(fairValueModel(parameters), y, { gaps });
  assert.ok(fit.parameters.rounding > 0 && fit.gain > 1);
  assert.ok(Math.abs(likelihood(fit.parameters) - fit.logLikelihood) < 1e-3);
  // And it is a maximum of that.
  for (
    const name of [
      "variance",
      "pricingError",
      "errorSpeed",
      "imbalanceNoise",
    ] as const
  ) {
    for (const factor of [0.95, 1.05]) {
      const moved = {
        ...fit.parameters,
        [name]: factor * fit.parameters[name],
      };
      assert.ok(likelihood(moved) < fit.logLikelihood, name);
    }
  }
});

Deno.test("fitFairValue() claims no pricing error in a random walk beside a book that knows nothing", () => {
  const random = new Random(33);
  let gained = 0;
  for (let run = 0; run < 20; run++) {
    const quotes = drawnQuotes(
      random,
      { ...TRUTH, pricingError: 1e-12, imbalanceSlope: 0 },
      1500,
      even,
    );
    const fit = fitFairValue(quotes, { tick: 1e-6 });
    isNear(fit.coefficient, 0, 4);
    if (fit.gain > 3) gained++;
  }
  assert.ok(gained <= 2, String(gained));
});

// lem-fair-activity
Deno.test("fitFairValue() takes a variance that moves with the activity for noise unless stretches have their own", () => {
  const random = new Random(34);
  let clock = 0;
  const quotes = drawnQuotes(
    random,
    { ...TRUTH, pricingError: 1e-12, imbalanceSlope: 0 },
    22_000,
    () => {
      // Stretches of equal length, and ten times the rows in those that are stormy.
      const scale = Math.floor(clock / BLOCK) % 2 === 0 ? 2 : 0.2;
      const gap = Math.min(
        random.exponential() / scale,
        BLOCK - clock % BLOCK,
      );
      clock += gap;
      return { gap, scale };
    },
  );
  const { variance: _, ...constant } = quotes;
  const fooled = fitFairValue(constant, { tick: 1e-6, imbalance: "ignored" });
  const cut = fitFairValue(constant, {
    tick: 1e-6,
    imbalance: "ignored",
    block: BLOCK,
  });
  assert.ok(fooled.gain > 50, String(fooled.gain));
  assert.ok(cut.gain < 4, String(cut.gain));
  assert.equal(cut.variances.length, 10);
  // Stretches that are stormy and calm in turn, and their mean.
  cut.variances.forEach((v, b) => {
    const truth = b % 2 === 0 ? 12e-9 : 1.2e-9;
    assert.ok(Math.abs(v / truth - 1) < 0.2, `${b}: ${v}`);
  });
  isNear(cut.variance, 6.6e-9);
});

Deno.test("fitFairValue() thins rows, takes the last of a time and leaves incomplete ones out", () => {
  const random = new Random(35);
  const quotes = drawnQuotes(random, TRUTH, 3000, even);
  assert.equal(fitFairValue(quotes, { tick: 1e-6, step: 3 }).rows, 1000);
  const broken = { ...quotes, mid: quotes.mid.slice() };
  broken.mid[7] = NaN;
  broken.mid[9] = 0;
  assert.equal(fitFairValue(broken, { tick: 1e-6 }).rows, 2998);
  // A row that is corrected within the same time counts as corrected.
  const twice = (name: "time" | "mid" | "imbalance") =>
    Float64Array.from({ length: 6000 }, (_, t) => quotes[name][t >> 1]!);
  const corrected = {
    time: twice("time"),
    mid: twice("mid").map((m, t) => t % 2 === 0 ? 1.5 * m : m),
    imbalance: twice("imbalance"),
  };
  assert.deepEqual(
    fitFairValue(corrected, { tick: 1e-6 }),
    fitFairValue(quotes, { tick: 1e-6 }),
  );
});

Deno.test("fitFairValue() refuses too few rows, time that runs backwards and options out of range", () => {
  const random = new Random(36);
  const quotes = drawnQuotes(random, TRUTH, 19, even);
  assert.throws(() => fitFairValue(quotes, { tick: 1 }), {
    name: "RangeError",
    message:
      "Cannot fit a fair-value model as there must be at least 20 rows: current number is 19",
  });
  const many = drawnQuotes(random, TRUTH, 30, even);
  assert.throws(
    () => fitFairValue({ ...many, time: many.time.toReversed() }, { tick: 1 }),
    /time must not run backwards/,
  );
  assert.throws(() => fitFairValue(many, { tick: 1, block: 0 }), {
    message:
      "Cannot fit a fair-value model as block must be positive: current value is 0",
  });
  assert.throws(() => fitFairValue(many, { tick: 0 }), RangeError);
  assert.throws(() => fitFairValue(many, { tick: 1, step: -1 }), RangeError);
  assert.throws(
    () => fitFairValue({ ...many, mid: many.mid.slice(1) }, { tick: 1 }),
    RangeError,
  );
});
