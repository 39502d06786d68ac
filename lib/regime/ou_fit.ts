import { HOUR } from "../time/mod.ts";
import {
  assertChoice,
  assertColumns,
  assertFinite,
  assertPositive,
} from "../stats/arguments.ts";
import type { OrnsteinUhlenbeck } from "./ornstein_uhlenbeck.ts";
import { OuProfile } from "./ou_profile.ts";

/** Observations of {@linkcode fitOu}. */
export type OuColumns = {
  /** Times in microseconds, rising where a value is present. */
  readonly time: Float64Array;
  /** Observations; `NaN` is missing and only makes a gap longer. */
  readonly value: Float64Array;
};

/** Choices of {@linkcode fitOu}. */
export type OuFitOptions = {
  /** The mean, if it is known; estimated by default. */
  readonly mean?: number;
  /**
   * `"conditional"` (default) takes the first observation as given, as least squares
   * does; `"stationary"` adds its density under the stationary law.
   */
  readonly start?: "conditional" | "stationary";
  /** Microseconds in the unit of time of the result; an hour by default. */
  readonly unit?: number;
};

/** The most likely process, and what its precision depends on. */
export type OuFit = OrnsteinUhlenbeck & {
  /** Stationary variance `σ² / 2κ`; infinite for speed 0. */
  readonly stationaryVariance: number;
  /** Log-likelihood at the maximum. */
  readonly logLikelihood: number;
  /** Transitions between present observations, one less than these. */
  readonly transitions: number;
  /** Mean gap between them, in the unit of time. */
  readonly meanGap: number;
  /** Standard error of the speed from the observed information; `NaN` at an end of its range. */
  readonly speedError: number;
  /** Whether the mean was estimated or known. */
  readonly meanIs: "estimated" | "known";
};

/**
 * Exact maximum likelihood of an Ornstein-Uhlenbeck process at irregular times.
 *
 * For a given speed `κ` mean and volatility follow in closed form (weighted least
 * squares on `x_i - φ_i x_{i-1} = θ (1 - φ_i) + √Q_i ε_i`), so the search is over one
 * number: the best of a geometric grid of speeds, refined to the root of the
 * profile score. At even gaps the conditional estimate is least squares of `x_i` on
 * `x_{i-1}` where its slope lies in (0, 1).
 *
 * Speed 0 is returned where the likelihood still rises towards it: a random walk
 * (with drift, if the mean is estimated: the mean is then `NaN`). Where it rises
 * without end, successive observations are unrelated: speed and volatility are
 * infinite, the stationary variance is not.
 *
 * The speed is biased upward in a short sample: see `ouHalfLife`.
 *
 * @param columns Times and observations of one length.
 * @param options Known mean, treatment of the first observation, unit of time.
 * @returns The estimate, per `unit` of time.
 * @throws {RangeError} If lengths differ, fewer than 4 observations are present,
 *   their times do not rise, or they do not move at all.
 * @see eq-ou-likelihood, lem-profile, alg-ou-fit
 * @see Tang, C., Chen, S. (2009), Parameter estimation and bias correction for
 *   diffusion processes, Journal of Econometrics 149(1), 65-81,
 *   doi:10.1016/j.jeconom.2008.11.001.
 *
 * @example Least squares in disguise
 * ```ts
 * import assert from "node:assert/strict";
 * import { HOUR } from "volarb/time";
 * import { fitOu } from "volarb/regime";
 *
 * const value = Float64Array.of(4, 2.5, 1, 0.5, -0.5, 0.25, 0);
 * const { speed } = fitOu({ time: value.map((_, i) => i * HOUR), value }, { mean: 0 });
 * let xy = 0, xx = 0;
 * for (let i = 1; i < 7; i++) {
 *   xy += value[i]! * value[i - 1]!;
 *   xx += value[i - 1]! ** 2;
 * }
 * assert.ok(Math.abs(Math.exp(-speed) - xy / xx) < 1e-12);
 * ```
 */
export function fitOu(
  { time, value }: OuColumns,
  { mean, start = "conditional", unit = HOUR }: OuFitOptions = {},
): OuFit {
  const action = "fit an Ornstein-Uhlenbeck process";
  assertColumns(action, { time, value });
  assertChoice(action, "start", start, ["conditional", "stationary"]);
  assertPositive(action, "unit", unit);
  if (mean !== undefined) assertFinite(action, "mean", mean);
  const profile = new OuProfile(value.length);
  let last = NaN;
  for (let t = 0; t < value.length; t++) {
    if (!Number.isFinite(value[t]!)) continue;
    profile.push((time[t]! - last) / unit, value[t]!);
    last = time[t]!;
  }
  return profile.fit(action, { mean, start });
}
