import {
  assertFinite,
  assertNonNegative,
  assertPositive,
} from "../stats/arguments.ts";

/** Rates of the two exponential laws of {@linkcode extremeRates}. */
export type ExtremeRates = {
  /** Rate of the maximum above the start. */
  readonly maximum: number;
  /** Rate of the fall from the maximum to the end. */
  readonly fall: number;
};

/**
 * Laws of the maximum and of the fall from it at an exponential time.
 *
 * A Brownian motion with drift `μ` and variance `σ²`, stopped at an independent
 * exponential time of rate `λ`, has a maximum and a fall from it to the end that are
 * independent and exponential, with rates `(∓μ + √(μ² + 2λσ²)) / σ²`. Their product `2λ/σ²`
 * does not know the drift, which is why Rogers and Satchell's estimator does not.
 *
 * @param motion Drift and variance per unit of time, rate of the time.
 * @returns The two rates.
 * @throws {RangeError} If the drift is not finite or the others not positive.
 * @see eq-wiener-hopf, lem-wiener-hopf
 *
 * @example The product is free of the drift
 * ```ts
 * import assert from "node:assert/strict";
 * import { extremeRates } from "volarb/volatility";
 *
 * const { maximum, fall } = extremeRates({ drift: 3, variance: 2, rate: 5 });
 * assert.ok(Math.abs(maximum * fall - 5) < 1e-14);
 * ```
 */
export function extremeRates(
  { drift, variance, rate }: {
    readonly drift: number;
    readonly variance: number;
    readonly rate: number;
  },
): ExtremeRates {
  const action = "compute the rates of extremes";
  assertFinite(action, "drift", drift);
  assertPositive(action, "variance", variance);
  assertPositive(action, "rate", rate);
  const root = Math.sqrt(drift ** 2 + 2 * rate * variance);
  // The larger of the two first: the other by the product, which does not cancel.
  const large = (Math.abs(drift) + root) / variance;
  const small = 2 * rate / (variance * large);
  return drift > 0
    ? { maximum: small, fall: large }
    : { maximum: large, fall: small };
}

/**
 * Joint law of high, low and close of a standard Brownian motion at an exponential
 * time of rate 1/2.
 *
 * `E[e^{θc}; u > x, -d > y] = e^{-s} (e^{θx} sinh x + e^{-θy} sinh y) / ((1 - θ²) sinh s)` with
 * `s = x + y`. At `θ = 0` it is the probability that both extremes are exceeded; its
 * derivatives in `θ` and its integrals are the moments behind the efficiencies.
 *
 * @param event `above` and `below`, distances `x` and `y` from the start, at least 0, and
 *   the `tilt` `θ` of the close, in (-1, 1); 0 by default.
 * @returns The mean of `e^{θc}` over the paths that exceed both.
 * @throws {RangeError} If a number is out of its range.
 * @see eq-range-transform, lem-range-transform
 *
 * @example Without a distance it is the transform of the close
 * ```ts
 * import assert from "node:assert/strict";
 * import { rangeTransform } from "volarb/volatility";
 *
 * assert.equal(rangeTransform({ above: 0, below: 0 }), 1);
 * assert.equal(rangeTransform({ above: 0, below: 0, tilt: 0.5 }), 1 / 0.75);
 * ```
 */
export function rangeTransform(
  { above, below, tilt = 0 }: {
    readonly above: number;
    readonly below: number;
    readonly tilt?: number;
  },
): number {
  const action = "compute a range transform";
  assertNonNegative(action, "above", above);
  assertNonNegative(action, "below", below);
  if (!(Math.abs(tilt) < 1)) {
    throw new RangeError(
      `Cannot ${action} as tilt must be in (-1, 1): current value is ${tilt}`,
    );
  }
  const span = above + below;
  if (span === 0) return 1 / (1 - tilt * tilt);
  // e^{-s} sinh x / sinh s, without an overflow.
  const share = (x: number) =>
    Math.exp(x - 2 * span) * Math.expm1(-2 * x) / Math.expm1(-2 * span);
  return (Math.exp(tilt * above) * share(above) +
    Math.exp(-tilt * below) * share(below)) / (1 - tilt * tilt);
}
