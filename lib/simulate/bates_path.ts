import type { Random } from "../random/mod.ts";
import { assertChoice } from "../stats/arguments.ts";
import { assertNumbers } from "../stats/number_rules.ts";
import {
  assertBatesParameters,
  type BatesParameters,
  type HestonParameters,
  jumpCompensator,
} from "./bates_parameters.ts";
import { VarianceProcess } from "./variance_process.ts";

/** What {@linkcode batesPath} draws. */
export type PathOptions = {
  /** Number of steps. */
  readonly steps: number;
  /** Length of a step in years of 365 days: `1 / 525_600` is a minute. */
  readonly dt: number;
  /** Price at the start; 100 by default. */
  readonly price?: number;
  /** Spot variance at the start, annualized; the long-run variance by default. */
  readonly variance?: number;
  /**
   * How the variance is drawn: `"quadratic-exponential"` (default) or `"exact"`,
   * the non-central chi-square.
   */
  readonly scheme?: "quadratic-exponential" | "exact";
};

/** Columns of a path of `n` steps; entry 0 is the start, so each has `n + 1`. */
export type PricePath = {
  /** Years since the start. */
  readonly time: Float64Array;
  /** Natural logarithm of the price. */
  readonly logPrice: Float64Array;
  /** Spot variance, annualized. */
  readonly spotVariance: Float64Array;
  /** `∫ v dt` over the step that ends here, not annualized; 0 at the start. */
  readonly integratedVariance: Float64Array;
  /** Sum of the log jumps in the step that ends here; 0 at the start. */
  readonly jump: Float64Array;
};

/**
 * A path of the model of Bates: stochastic variance and normal jumps.
 *
 * ```text
 * dX = (μ - v/2 - λ k) dt + √v dW + J dN,   dv = κ (θ - v) dt + ξ √v dB
 * d<W, B> = ρ dt,   J ~ N(m, s²),   k = e^{m + s²/2} - 1
 * ```
 *
 * `N` is Poisson of intensity `λ`. The variance of a step is drawn first; given it,
 * `∫√v dB = (v' - v - κθ dt + κ∫v) / ξ` and what remains of the return is normal with
 * variance `(1 - ρ²) ∫v`, as in Broadie and Kaya, with `∫v` by the trapezoid rule
 * (error of order `dt²`). Jumps are exact.
 *
 * @param random Where the numbers come from; it is moved on.
 * @param parameters The model, in years.
 * @param options Steps, their length, the start, the scheme.
 * @returns Columns of length `steps + 1`.
 * @throws {RangeError} If a parameter, a step or the start is out of range.
 * @see Bates, D. S. (1996), Review of Financial Studies 9(1), 69-107,
 *   doi:10.1093/rfs/9.1.69.
 * @see Andersen, L. (2008), Journal of Computational Finance 11(3), 1-42.
 * @see eq-bates, lem-bates-step, eq-bates-step, lem-quadratic-exponential, alg-simulate
 *
 * @example A day of minutes
 * ```ts
 * import assert from "node:assert/strict";
 * import { Random } from "volarb/random";
 * import { batesPath } from "volarb/simulate";
 *
 * const path = batesPath(new Random(1), {
 *   meanReversion: 60,
 *   longRunVariance: 0.2,
 *   volatilityOfVariance: 3,
 *   correlation: -0.3,
 *   jumpIntensity: 500,
 *   jumpMean: 0,
 *   jumpDeviation: 0.004,
 * }, { steps: 1440, dt: 1 / 525_600 });
 * assert.equal(path.logPrice.length, 1441);
 * assert.ok(path.spotVariance.every((v) => v >= 0));
 * ```
 */
export function batesPath(
  random: Random,
  parameters: BatesParameters,
  options: PathOptions,
): PricePath {
  const action = "simulate a path";
  assertBatesParameters(action, parameters);
  const {
    steps,
    dt,
    price = 100,
    variance = parameters.longRunVariance,
    scheme = "quadratic-exponential",
  } = options;
  assertNumbers(action, "count", { steps });
  assertNumbers(action, "positive", { dt, price });
  assertNumbers(action, "notNegative", { variance });
  assertChoice(action, "scheme", scheme, ["quadratic-exponential", "exact"]);
  const {
    meanReversion: kappa,
    longRunVariance: theta,
    volatilityOfVariance: xi,
    correlation: rho,
    jumpIntensity,
    jumpMean,
    jumpDeviation,
    drift = 0,
  } = parameters;
  const process = new VarianceProcess(parameters, dt);
  const exact = scheme === "exact";
  const trend = (drift - jumpIntensity * jumpCompensator(parameters)) * dt;
  const path: PricePath = {
    time: Float64Array.from({ length: steps + 1 }, (_, i) => i * dt),
    logPrice: new Float64Array(steps + 1),
    spotVariance: new Float64Array(steps + 1),
    integratedVariance: new Float64Array(steps + 1),
    jump: new Float64Array(steps + 1),
  };
  let x = Math.log(price);
  let v = variance;
  path.logPrice[0] = x;
  path.spotVariance[0] = v;
  for (let i = 1; i <= steps; i++) {
    const next = exact
      ? process.exact(v, random)
      : process.step(v, random.normal(), random);
    const integrated = 0.5 * (v + next) * dt;
    const leverage = (next - v - kappa * theta * dt + kappa * integrated) / xi;
    const jumps = jumpIntensity > 0 ? random.poisson(jumpIntensity * dt) : 0;
    const jump = jumps > 0
      ? jumps * jumpMean + Math.sqrt(jumps) * jumpDeviation * random.normal()
      : 0;
    x += trend - 0.5 * integrated + rho * leverage +
      Math.sqrt((1 - rho * rho) * integrated) * random.normal() + jump;
    v = next;
    path.logPrice[i] = x;
    path.spotVariance[i] = v;
    path.integratedVariance[i] = integrated;
    path.jump[i] = jump;
  }
  return path;
}

/**
 * A path of Heston's model: {@linkcode batesPath} without jumps.
 *
 * @param random Where the numbers come from; it is moved on.
 * @param parameters The model, in years.
 * @param options Steps, their length, the start, the scheme.
 * @returns Columns of length `steps + 1`; `jump` is 0.
 * @throws {RangeError} If a parameter, a step or the start is out of range.
 * @see Heston, S. L. (1993), Review of Financial Studies 6(2), 327-343,
 *   doi:10.1093/rfs/6.2.327.
 * @see eq-heston
 *
 * @example The realized variance nears the integrated one
 * ```ts
 * import assert from "node:assert/strict";
 * import { Random } from "volarb/random";
 * import { hestonPath } from "volarb/simulate";
 *
 * const { logPrice, integratedVariance } = hestonPath(new Random(1), {
 *   meanReversion: 60,
 *   longRunVariance: 0.2,
 *   volatilityOfVariance: 3,
 *   correlation: -0.3,
 * }, { steps: 86_400, dt: 1 / 31_536_000 });
 * let realized = 0;
 * let integrated = 0;
 * for (let i = 1; i < logPrice.length; i++) {
 *   realized += (logPrice[i]! - logPrice[i - 1]!) ** 2;
 *   integrated += integratedVariance[i]!;
 * }
 * assert.ok(Math.abs(realized / integrated - 1) < 0.02);
 * ```
 */
export function hestonPath(
  random: Random,
  parameters: HestonParameters,
  options: PathOptions,
): PricePath {
  return batesPath(random, {
    ...parameters,
    jumpIntensity: 0,
    jumpMean: 0,
    jumpDeviation: 0,
  }, options);
}
