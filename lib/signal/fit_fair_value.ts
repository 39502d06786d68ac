import {
  assertChoice,
  assertNonNegative,
  assertPositive,
} from "../stats/arguments.ts";
import type { Estimate } from "../stats/mod.ts";
import type { FairValueParameters } from "./fair_value.ts";
import type { FairValueRows } from "./fair_value_likelihood.ts";
import type { ImbalanceUse } from "./fair_value_limits.ts";
import {
  BETA,
  ERROR,
  type FairValueData,
  mostLikely,
  SPEED,
  SQUARE,
  VARIANCES,
  withoutError,
} from "./fair_value_maximum.ts";
import { fairValueBlocks, type FairValueQuotes } from "./fair_value_rows.ts";

/** Options of {@linkcode fitFairValue}. */
export type FitFairValueOptions = {
  /** Price step of the contract, which gives rounding and half a spread. */
  readonly tick: number;
  /** Whether the imbalance is looked at; `"seen"` by default. */
  readonly imbalance?: ImbalanceUse;
  /** Least time between rows, seconds; rows of one time count once, the last, anyway. */
  readonly step?: number;
  /**
   * Seconds of a stretch over which the variance of the fair price is constant; each has its
   * own. One for all by default: where quotes come faster while prices move faster, that takes
   * the difference for a pricing error.
   */
  readonly block?: number;
};

/** What {@linkcode fitFairValue} gives; standard errors are by the curvature of the likelihood, `NaN` where that tells nothing. */
export type FairValueFit = {
  /** The model, jumps included in the variance. */
  readonly parameters: FairValueParameters;
  /** Variance of the fair log price per second, the mean over time. */
  readonly variance: Estimate;
  /** Variance per second of each stretch. */
  readonly variances: Float64Array;
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

/**
 * Fits the fair-value model to quotes by maximum likelihood.
 *
 * The pricing error is `β I` and a rest that is independent of the imbalance `I` and fades at the
 * same speed, so that the likelihood is that of an Ornstein-Uhlenbeck `I` times that of a random
 * walk seen through the rest. The best of a grid is improved by Newton's steps. Filtering the
 * same rows with what was fitted looks ahead: fit on earlier ones.
 *
 * @param quotes Time, mid and imbalance.
 * @param options Tick, use of the imbalance, thinning, stretches.
 * @returns The model, its estimates and the likelihood.
 * @throws {RangeError} If columns differ in length, time runs backwards, an option is out of range, or fewer than 20 rows are left.
 * @throws {ConvergenceError} If the search does not come to rest.
 * @see prop-fair-identified
 * @see lem-fair-activity
 * @see lem-fair-split
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
  const { tick, imbalance = "seen", step = 0, block = Infinity } = options;
  assertPositive(ACTION, "tick", tick);
  assertNonNegative(ACTION, "step", step);
  if (!(block > 0)) {
    throw new RangeError(
      `Cannot ${ACTION} as block must be positive: current value is ${block}`,
    );
  }
  assertChoice(ACTION, "imbalance", imbalance, ["seen", "ignored"]);
  const { blocks, price } = fairValueBlocks(ACTION, quotes, { step, block });
  const rounding = tick / price / Math.sqrt(12);
  const seen = imbalance === "seen";
  const data: FairValueData = { blocks, seen, rounding: rounding ** 2 };
  const top = mostLikely(ACTION, data);
  const { x, covariance, logLikelihood } = top;
  const errorOf = (i: number) => Math.sqrt(covariance[i * x.length + i]!);
  const unexplained = Math.exp(x[ERROR]! / 2);
  const speed = Math.exp(x[SPEED]!);
  const beta = seen ? x[BETA]! : 0;
  const deviation = Math.exp(x[SQUARE]! / 2);
  const variances = x.slice(VARIANCES).map(Math.exp);
  const variance = meanVariance(blocks, variances, covariance);
  // Back from β I and a rest to slope, noise and the whole error.
  const pricingError = Math.hypot(unexplained, beta * deviation);
  return {
    parameters: {
      variance: variance.value,
      pricingError,
      errorSpeed: speed,
      rounding,
      imbalanceSlope: beta * (deviation / pricingError) ** 2,
      imbalanceNoise: deviation * unexplained / pricingError,
      tradeNoise: tick / price / 2,
    },
    variance,
    variances,
    unexplained: {
      value: unexplained,
      standardError: errorOf(ERROR) * unexplained / 2,
    },
    errorSpeed: { value: speed, standardError: errorOf(SPEED) * speed },
    coefficient: {
      value: beta,
      standardError: seen ? errorOf(BETA) : NaN,
    },
    imbalanceDeviation: {
      value: deviation,
      standardError: seen ? errorOf(SQUARE) * deviation / 2 : NaN,
    },
    logLikelihood,
    gain: Math.max(0, logLikelihood - withoutError(data, x)),
    rows: blocks.reduce((sum, { gaps }) => sum + gaps.length, 0),
  };
}

/** Mean over time of the stretches' variances, with its error. */
function meanVariance(
  blocks: readonly FairValueRows[],
  variances: Float64Array,
  covariance: Float64Array,
): Estimate {
  const spans = Float64Array.from(
    blocks,
    ({ gaps }) => gaps.subarray(1).reduce((sum, gap) => sum + gap, 0),
  );
  const whole = spans.reduce((sum, span) => sum + span, 0);
  const weights = variances.map((v, b) => v * spans[b]! / whole);
  const size = VARIANCES + blocks.length;
  let square = 0;
  weights.forEach((a, b) =>
    weights.forEach((c, d) => {
      square += a * c * covariance[(VARIANCES + b) * size + VARIANCES + d]!;
    })
  );
  return {
    value: weights.reduce((sum, weight) => sum + weight, 0),
    standardError: Math.sqrt(square),
  };
}
