import {
  assertChoice,
  assertNonNegative,
  assertPositive,
} from "../stats/arguments.ts";
import { type Estimate, hessian, minimize } from "../stats/mod.ts";
import type { FairValueParameters } from "./fair_value.ts";
import {
  type FairValueRows,
  fairValueSums,
  thinned,
} from "./fair_value_likelihood.ts";
import type { ImbalanceUse } from "./fair_value_limits.ts";
import { type FairValueQuotes, fairValueRows } from "./fair_value_rows.ts";
import { inverseOf } from "./small_matrix.ts";

/** Options of {@linkcode fitFairValue}. */
export type FitFairValueOptions = {
  /** Price step of the contract, which gives rounding and half a spread. */
  readonly tick: number;
  /** Whether the imbalance is looked at; `"seen"` by default. */
  readonly imbalance?: ImbalanceUse;
  /** Least time between rows, seconds; rows of one time count once, the last, anyway. */
  readonly step?: number;
};

/** What {@linkcode fitFairValue} gives. */
export type FairValueFit = {
  /** The model, jumps included in the variance. */
  readonly parameters: FairValueParameters;
  /** Variance of the fair log price, per second; standard errors are by the curvature of the likelihood, `NaN` where that is not a maximum. */
  readonly variance: Estimate;
  /** Standard deviation of the pricing error that the imbalance does not explain. */
  readonly unexplained: Estimate;
  /** Speed of the pricing error, per second. */
  readonly errorSpeed: Estimate;
  /** Pricing error per unit of imbalance, `β`; negative where the book knows. */
  readonly coefficient: Estimate;
  /** Standard deviation of the imbalance. */
  readonly imbalanceDeviation: Estimate;
  /** Log likelihood at the maximum. */
  readonly logLikelihood: number;
  /** What it is above that of a mid without a pricing error besides the imbalance's; at least 0. */
  readonly gain: number;
  /** Rows that were used. */
  readonly rows: number;
};

const ACTION = "fit a fair-value model";
/** Rows that the first look takes; half-lives that are tried, and shares of the pricing error in the variance of short returns. */
const FEW = 6000;
const SPEEDS = 14;
const SHARES = [0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30];

/**
 * Fits the fair-value model to quotes by maximum likelihood.
 *
 * The pricing error is `β I` and a rest that is independent of the imbalance `I` and fades at the
 * same speed, so that the likelihood is that of an Ornstein-Uhlenbeck `I` times that of a random
 * walk seen through the rest. `β`, the deviation of `I` and the scale are found in closed form;
 * speed and share of the rest are searched, over a grid first. Filtering the same rows with
 * what was fitted looks ahead: fit on earlier ones.
 *
 * @param quotes Time, mid and imbalance.
 * @param options Tick, use of the imbalance, thinning.
 * @returns The model, its estimates and the likelihood.
 * @throws {RangeError} If columns differ in length, time runs backwards, an option is out of range, or fewer than 20 rows are left.
 * @throws {ConvergenceError} If the search does not come to rest.
 * @see Menkveld, A. J., Koopman, S. J. and Lucas, A. (2007), Journal of Business and
 *   Economic Statistics 25(2), 213-225.
 *
 * @example A mid that the imbalance explains
 * ```ts
 * import assert from "node:assert/strict";
 * import { Random } from "volarb/random";
 * import { fitFairValue } from "volarb/signal";
 *
 * const random = new Random(1);
 * let fair = Math.log(100), book = random.normal();
 * const rows = Array.from({ length: 4000 }, (_, t) => {
 *   fair += 1e-5 * random.normal();
 *   book = 0.9 * book + Math.sqrt(1 - 0.81) * random.normal();
 *   return { time: 1e6 * t, mid: Math.exp(fair - 1e-4 * book), imbalance: 0.3 * book };
 * });
 * const column = (name: "time" | "mid" | "imbalance") =>
 *   Float64Array.from(rows, (row) => row[name]);
 * const { coefficient, errorSpeed } = fitFairValue({
 *   time: column("time"),
 *   mid: column("mid"),
 *   imbalance: column("imbalance"),
 * }, { tick: 1e-9 });
 * assert.ok(Math.abs(coefficient.value + 1e-4 / 0.3) < 4 * coefficient.standardError);
 * assert.ok(Math.abs(errorSpeed.value + Math.log(0.9)) < 4 * errorSpeed.standardError);
 * ```
 */
export function fitFairValue(
  quotes: FairValueQuotes,
  options: FitFairValueOptions,
): FairValueFit {
  const { tick, imbalance = "seen", step = 0 } = options;
  assertPositive(ACTION, "tick", tick);
  assertNonNegative(ACTION, "step", step);
  assertChoice(ACTION, "imbalance", imbalance, ["seen", "ignored"]);
  const { rows, price } = fairValueRows(ACTION, quotes, step);
  const seen = imbalance === "seen";
  const rounding = tick / price / Math.sqrt(12);
  const data: Data = { rows, seen, rounding: 0 };
  const at = found(data, rounding ** 2);
  const errors = standardErrors({ ...data, rounding: rounding ** 2 }, at);
  const { variance, error, speed, beta, deviation } = at;
  // Back from β I and a rest to slope, noise and the whole error.
  const pricingError = Math.sqrt(error + (beta * deviation) ** 2);
  const imbalanceSlope = beta * (deviation / pricingError) ** 2;
  return {
    parameters: {
      variance,
      pricingError,
      errorSpeed: speed,
      rounding,
      imbalanceSlope,
      imbalanceNoise: deviation * Math.sqrt(error) / pricingError,
      tradeNoise: tick / price / 2,
    },
    variance: { value: variance, standardError: errors[0]! * variance },
    unexplained: {
      value: Math.sqrt(error),
      standardError: 0.5 * errors[1]! * Math.sqrt(error),
    },
    errorSpeed: { value: speed, standardError: errors[2]! * speed },
    coefficient: { value: beta, standardError: errors[3]! },
    imbalanceDeviation: {
      value: deviation,
      standardError: 0.5 * errors[4]! * deviation,
    },
    logLikelihood: at.logLikelihood,
    gain: Math.max(
      0,
      at.logLikelihood -
        estimatesAt({ ...data, rounding: rounding ** 2 / variance }, {
          speed,
          ratio: 0,
        }).logLikelihood,
    ),
    rows: rows.gaps.length,
  };
}

/** Speed of the pricing error, and its unexplained variance over the fair price's per second. */
type Shape = { readonly speed: number; readonly ratio: number };

/** All parameters and the likelihood. */
type Point = {
  readonly variance: number;
  readonly error: number;
  readonly speed: number;
  readonly beta: number;
  readonly deviation: number;
  readonly logLikelihood: number;
};

/** Rows and how they are looked at. */
type Data = {
  readonly rows: FairValueRows;
  /** Whether the imbalance is looked at. */
  readonly seen: boolean;
  /** Variance of the rounding over that of the fair price per second. */
  readonly rounding: number;
};

/** The maximum: the rounding is known in price and not in the scale that is found. */
function found(data: Data, rounding: number): Point {
  let shape = searched(
    data,
    startOf({ ...data, rows: thinned(data.rows, FEW) }),
  );
  let at = estimatesAt(data, shape);
  for (let round = 0; rounding > 0 && round < 3; round++) {
    const rounded = { ...data, rounding: rounding / at.variance };
    shape = searched(rounded, shape);
    const next = estimatesAt(rounded, shape);
    const change = Math.abs(next.variance / at.variance - 1);
    at = next;
    if (change < 1e-6) break;
  }
  return at;
}

/** The best speed and ratio of a grid. */
function startOf(data: Data): Shape {
  const { gaps } = data.rows;
  let span = 0;
  for (let t = 1; t < gaps.length; t++) span += gaps[t]!;
  const slowest = 16 * Math.LN2 / span;
  const fastest = 4 * gaps.length / span;
  let best: Shape = { speed: slowest, ratio: 0 }, most = -Infinity;
  for (let i = 0; i < SPEEDS; i++) {
    const speed = slowest * (fastest / slowest) ** (i / (SPEEDS - 1));
    for (const share of SHARES) {
      const shape = { speed, ratio: share / speed / 2 };
      const { logLikelihood } = estimatesAt(data, shape);
      if (logLikelihood > most) [best, most] = [shape, logLikelihood];
    }
  }
  return best;
}

/** Downhill from a shape, in logarithms. */
function searched(data: Data, start: Shape): Shape {
  const shapeOf = ([speed, ratio]: Float64Array): Shape => ({
    speed: Math.exp(speed!),
    ratio: Math.exp(ratio!),
  });
  const { x } = minimize(
    (x) => -estimatesAt(data, shapeOf(x)).logLikelihood,
    [Math.log(start.speed), Math.log(start.ratio)],
    { action: ACTION, tolerance: 1e-7 },
  );
  return shapeOf(x);
}

/** The other parameters at their best for a speed and a ratio. */
function estimatesAt(
  { rows, seen, rounding }: Data,
  { speed, ratio }: Shape,
): Point {
  const n = rows.gaps.length;
  const sums = fairValueSums(rows, {
    variance: 1,
    error: ratio,
    speed,
    rounding,
  });
  const beta = seen ? sums.cross / sums.imbalance : 0;
  const variance = (sums.mid - beta * sums.cross) / (n - 1);
  const mid = -0.5 * ((n - 1) * (LOG_TWO_PI + 1 + Math.log(variance)) +
    sums.logVariance);
  const square = sums.transitions / n;
  const own = -0.5 * (n * (LOG_TWO_PI + 1 + Math.log(square)) + sums.logFresh);
  return {
    variance,
    error: ratio * variance,
    speed,
    beta,
    deviation: seen ? Math.sqrt(square) : deviationOf(rows),
    logLikelihood: seen ? mid + own : mid,
  };
}

/** Standard errors of ln variance, ln error², ln speed, β and ln deviation². */
function standardErrors(
  { rows, seen, rounding }: Data,
  { variance, error, speed, beta, deviation }: Point,
): number[] {
  const n = rows.gaps.length;
  const unit = seen ? Math.max(Math.abs(beta), 1e-9) : 1;
  const loss = ([v, e, k, b, d]: Float64Array) => {
    const sums = fairValueSums(rows, {
      variance: Math.exp(v!),
      error: Math.exp(e!),
      speed: Math.exp(k!),
      rounding,
    });
    const slope = seen ? b! * unit : 0;
    const mid = sums.logVariance + sums.mid -
      2 * slope * sums.cross + slope * slope * sums.imbalance;
    if (!seen) return 0.5 * mid;
    const own = n * d! + sums.logFresh + sums.transitions / Math.exp(d!);
    return 0.5 * (mid + own);
  };
  const at = [
    Math.log(variance),
    Math.log(error),
    Math.log(speed),
    beta / unit,
    2 * Math.log(deviation),
  ];
  const used = seen ? at : at.slice(0, 3);
  const information = hessian(loss, used, 1e-3);
  const covariance = inverseOf(
    Float64Array.from(information.flat()),
    used.length,
  );
  return at.map((_, i) =>
    i >= used.length
      ? NaN
      : Math.sqrt(covariance?.[i * used.length + i] ?? NaN) *
        (i === 3 ? unit : 1)
  );
}

const LOG_TWO_PI = Math.log(2 * Math.PI);

function deviationOf({ imbalance }: FairValueRows): number {
  let square = 0;
  for (const x of imbalance) square += x * x / imbalance.length;
  return Math.sqrt(square);
}
