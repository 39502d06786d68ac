import { normalQuantile, quantile } from "../stats/mod.ts";
import { assertInteger, assertProbability } from "../stats/arguments.ts";
import { kendallCorrection } from "./kendall_correction.ts";
import {
  halfLife,
  innovationTime,
  type NormalSource,
  type OrnsteinUhlenbeck,
  ouPath,
} from "./ornstein_uhlenbeck.ts";
import {
  fitOu,
  type OuColumns,
  type OuFit,
  type OuFitOptions,
} from "./ou_fit.ts";

/** Choices of {@linkcode ouHalfLife}. */
export type OuHalfLifeOptions = OuFitOptions & {
  /** Probability that the interval is to hold the truth with; 0.95 by default. */
  readonly level?: number;
  /** Source of normals: given, the interval is a parametric bootstrap, else the delta method. */
  readonly random?: NormalSource;
  /** Samples of the bootstrap; 499 by default. */
  readonly samples?: number;
};

/** A half-life with what is known about it. */
export type OuHalfLife = {
  /** Half-life after Kendall's correction, in units of time; infinite where no reversion is left. */
  readonly halfLife: number;
  /** Lower end of the interval. */
  readonly lower: number;
  /** Upper end of the interval; infinite where a random walk is not excluded. */
  readonly upper: number;
  /** Half-life of the likelihood's maximum, biased downward. */
  readonly uncorrected: number;
  /** Speed that goes with `halfLife`, per unit of time. */
  readonly speed: number;
  /** How the interval was made. */
  readonly method: "delta" | "bootstrap";
  /** The fit underneath, not corrected. */
  readonly fit: OuFit;
};

/**
 * Speed of a fit after Kendall's correction at its mean gap.
 *
 * @param fit The maximum of the likelihood.
 * @returns Speed per unit of time; 0 where the corrected persistence reaches 1.
 * @see thm-kendall, cor-speed-bias
 */
export function correctedSpeed(
  { speed, meanGap, transitions, meanIs }: Pick<
    OuFit,
    "speed" | "meanGap" | "transitions" | "meanIs"
  >,
): number {
  const persistence = kendallCorrection(Math.exp(-speed * meanGap), {
    transitions,
    mean: meanIs,
  });
  return persistence >= 1 ? 0 : -Math.log(persistence) / meanGap;
}

/**
 * Half-life of mean reversion, corrected for its bias, with an interval.
 *
 * Point: the speed of {@linkcode fitOu} becomes the persistence over the mean gap,
 * `φ̂ = e^(-κ̂ Δ̄)`, which {@linkcode kendallCorrection} raises; then `ln 2 / κ` with
 * `κ = -ln φ / Δ̄`. Exact to first order at even gaps, an approximation at uneven
 * ones. A known `mean` has the smaller correction.
 *
 * Interval by the delta method (no `random`): `κ ± z s` with the standard error `s` of
 * the observed information, turned into half-lives; where `κ - z s <= 0` the upper
 * end is infinite. At an end of the range of speeds there is no such error, and
 * both ends are `NaN`.
 *
 * Interval by parametric bootstrap (with `random`): paths of the corrected process
 * at the same times from the same first value, each fitted and corrected alike;
 * the ends are quantiles of their half-lives. At speed 0 the paths are random
 * walks.
 *
 * Run the column through `settlementTime` first: equal gaps that jitter makes
 * unequal cost time and tell nothing.
 *
 * @param columns Times (microseconds) and observations of one length.
 * @param options As {@linkcode fitOu}, with level, source of normals and number of
 *   samples.
 * @returns Half-lives in `unit`s of time, an hour by default.
 * @throws {RangeError} As {@linkcode fitOu}, if fewer than 5 observations are
 *   present, `level` is not in (0, 1) or `samples` not an integer of at least 2.
 * @see Efron, B., Tibshirani, R. (1993), An Introduction to the Bootstrap, chapter
 *   13, Chapman & Hall.
 * @see eq-kendall, thm-kendall
 *
 * @example Five hours, from two hundred observations
 * ```ts
 * import assert from "node:assert/strict";
 * import { HOUR } from "volarb/time";
 * import { Random } from "volarb/random";
 * import { ouHalfLife, ouPath } from "volarb/regime";
 *
 * const process = { speed: Math.LN2 / 5, mean: 0, volatility: 1 };
 * const time = Float64Array.from({ length: 200 }, (_, t) => t * HOUR);
 * const value = ouPath(process, { time, random: new Random(7) });
 * const { halfLife, uncorrected, lower, upper } = ouHalfLife({ time, value });
 * assert.ok(uncorrected < halfLife);
 * assert.ok(lower < 5 && 5 < upper);
 * ```
 */
export function ouHalfLife(
  columns: OuColumns,
  { level = 0.95, random, samples = 499, ...options }: OuHalfLifeOptions = {},
): OuHalfLife {
  const action = "estimate a half-life";
  assertProbability(action, "level", level);
  const fit = fitOu(columns, options);
  const speed = correctedSpeed(fit);
  const point = {
    halfLife: halfLife(speed),
    uncorrected: halfLife(fit.speed),
    speed,
    fit,
  };
  const tail = (1 - level) / 2;
  if (random === undefined) {
    const reach = normalQuantile(1 - tail) * fit.speedError;
    const known = !Number.isNaN(reach);
    return {
      ...point,
      lower: known ? halfLife(speed + reach) : NaN,
      upper: known ? halfLife(Math.max(0, speed - reach)) : NaN,
      method: "delta",
    };
  }
  assertInteger(action, "samples", samples, 2);
  const process = resampled(fit, speed);
  const { time, value } = present(columns);
  const first = value[0]!;
  const persistences = new Float64Array(samples);
  for (let i = 0; i < samples; i++) {
    const path = ouPath(process, { time, random, first, ...unitOf(options) });
    persistences[i] = Math.exp(
      -correctedSpeed(fitOu({ time, value: path }, options)) * fit.meanGap,
    );
  }
  const atQuantile = (p: number) =>
    halfLife(-Math.log(quantile(persistences, p)) / fit.meanGap);
  return {
    ...point,
    lower: atQuantile(tail),
    upper: atQuantile(1 - tail),
    method: "bootstrap",
  };
}

/** The unit of time, if one was given. */
function unitOf({ unit }: OuFitOptions): { unit?: number } {
  return unit === undefined ? {} : { unit };
}

/** The fit with the corrected speed and the same innovation over the mean gap. */
function resampled(fit: OuFit, speed: number): OrnsteinUhlenbeck {
  const { meanGap, stationaryVariance, volatility } = fit;
  const mean = Number.isNaN(fit.mean) ? 0 : fit.mean;
  if (stationaryVariance === Infinity) return { speed, mean, volatility };
  const innovation = -stationaryVariance *
    Math.expm1(-2 * fit.speed * meanGap);
  return {
    speed,
    mean,
    volatility: Math.sqrt(innovation / innovationTime(speed, meanGap)),
  };
}

/** Rows whose value is not missing. */
function present({ time, value }: OuColumns): OuColumns {
  return {
    time: time.filter((_, t) => Number.isFinite(value[t]!)),
    value: value.filter(Number.isFinite),
  };
}
