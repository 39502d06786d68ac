import { assertChoice } from "../stats/arguments.ts";
import { mix, TARGETS } from "./linear_shrinkage.ts";
import type { ReturnWindow } from "./return_window.ts";
import type { ShrinkageTarget } from "./shrunk_covariance.ts";
import { SPECTRA } from "./spectrum_shrinkage.ts";

/**
 * How a covariance is made of a window of returns: as it is, drawn to a target as
 * {@linkcode shrunkCovariance} does, or eigenvalue by eigenvalue as {@linkcode nonlinearShrinkage}.
 */
export type CovarianceEstimator =
  | "sample"
  | ShrinkageTarget
  | "analytical"
  | "quadraticInverse";

/** The least divisor of each; Epanechnikov's kernel of width `n^(-1/3)` leaves 0 out for `n > 5^(3/2)`. */
const LEAST: { readonly [name in CovarianceEstimator]: number } = {
  sample: 1,
  identity: 2,
  constantCorrelation: 2,
  singleFactor: 2,
  analytical: 12,
  quadraticInverse: 2,
};

/**
 * Checks an estimator's name and that there are returns enough for it.
 *
 * @param action What could not be done.
 * @param estimator The name.
 * @param divisor Returns, less one where their mean is taken off.
 * @throws {RangeError} If it is unknown, or there are too few returns.
 */
export function assertEstimator(
  action: string,
  estimator: CovarianceEstimator,
  divisor: number,
): void {
  assertChoice(action, "estimator", estimator, Object.keys(LEAST));
  const least = LEAST[estimator];
  if (divisor >= least) return;
  throw new RangeError(
    `Cannot ${action} as ${estimator} needs at least ${least} degrees of freedom: current value is ${divisor}`,
  );
}

/** Writes a window's covariance and gives its target's weight. */
export type Estimate = (window: ReturnWindow, out: Float64Array) => number;

/**
 * The estimator by name, with the memory that matrices of one size need.
 *
 * @param estimator The name.
 * @param size Number of assets.
 * @returns The estimator; its weight is 0 without a target, `NaN` where every eigenvalue has its own.
 */
export function estimateBy(
  estimator: CovarianceEstimator,
  size: number,
): Estimate {
  switch (estimator) {
    case "sample":
      return ({ sample }, out) => {
        out.set(sample);
        return 0;
      };
    case "analytical":
    case "quadraticInverse": {
      const shrink = SPECTRA[estimator](size);
      return (window, out) => {
        shrink(window, out);
        return NaN;
      };
    }
    default: {
      const target = TARGETS[estimator];
      return (window, out) => {
        const weight = target(window, out);
        mix(out, window.sample, weight);
        return weight;
      };
    }
  }
}
