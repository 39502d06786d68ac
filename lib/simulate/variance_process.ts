import type { Random } from "../random/mod.ts";
import { assertNumbers } from "../stats/number_rules.ts";
import {
  assertVarianceParameters,
  type VarianceParameters,
} from "./bates_parameters.ts";

/** Ratio of variance to squared mean at which the scheme changes branch. */
const SWITCH = 1.5;

/**
 * Steps of a square-root variance `dv = κ (θ - v) dt + ξ √v dB`.
 *
 * Two ways of drawing `v_{t+dt}` given `v_t`: {@linkcode VarianceProcess.exact}
 * from the law itself, a scaled non-central chi-square, and
 * {@linkcode VarianceProcess.step}, the quadratic-exponential scheme, which is
 * driven by a normal of the caller's, has the exact mean and variance at every
 * step, never becomes negative and costs one normal.
 *
 * @see lem-fair-positive
 * @see lem-cir-moments, lem-quadratic-exponential
 * @see Andersen, L. (2008), Simple and efficient simulation of the Heston
 *   stochastic volatility model, Journal of Computational Finance 11(3), 1-42.
 * @see Broadie, M. and Kaya, Ö. (2006), Exact simulation of stochastic volatility
 *   and other affine jump diffusion processes, Operations Research 54(2),
 *   217-231, doi:10.1287/opre.1050.0247.
 *
 * @example A year in one exact step
 * ```ts
 * import assert from "node:assert/strict";
 * import { Random } from "volarb/random";
 * import { VarianceProcess } from "volarb/simulate";
 *
 * const process = new VarianceProcess(
 *   { meanReversion: 3, longRunVariance: 0.5, volatilityOfVariance: 0.8 },
 *   1,
 * );
 * const random = new Random(1);
 * let sum = 0;
 * for (let i = 0; i < 20_000; i++) sum += process.exact(0.3, random);
 * assert.ok(Math.abs(sum / 20_000 - 0.49) < 0.01);
 * ```
 */
export class VarianceProcess {
  readonly #level: number;
  readonly #decay: number;
  readonly #slope: number;
  readonly #constant: number;
  readonly #scale: number;
  readonly #degrees: number;

  /**
   * Prepares steps of one length.
   *
   * @param parameters Mean reversion, level and volatility of the variance.
   * @param dt Length of a step in years, positive.
   * @throws {RangeError} If a parameter or the step is not positive and finite.
   */
  constructor(parameters: VarianceParameters, dt: number) {
    const action = "create VarianceProcess";
    assertVarianceParameters(action, parameters);
    assertNumbers(action, "positive", { dt });
    const {
      meanReversion: kappa,
      longRunVariance: theta,
      volatilityOfVariance: xi,
    } = parameters;
    const gone = -Math.expm1(-kappa * dt);
    this.#level = theta;
    this.#decay = 1 - gone;
    this.#slope = xi * xi / kappa * (1 - gone) * gone;
    this.#constant = 0.5 * theta * xi * xi / kappa * gone * gone;
    this.#scale = xi * xi * gone / (4 * kappa);
    this.#degrees = 4 * kappa * theta / (xi * xi);
  }

  /**
   * The variance one step on, by the quadratic-exponential scheme.
   *
   * With mean `m` and variance `s²` of the step and `ψ = s² / m²`: where
   * `ψ <= 1.5` it is `a (b + Z)²`, else 0 with probability `p` and exponential
   * otherwise; `a`, `b`, `p` match `m` and `s²`.
   *
   * @param variance Spot variance `v_t`, annualized, at least 0.
   * @param normal The standard normal `Z` that drives the step.
   * @param random Gives the uniform of the exponential branch.
   * @returns `v_{t+dt}`, annualized.
   */
  step(
    variance: number,
    normal: number,
    random: Pick<Random, "uniform">,
  ): number {
    const mean = this.#level + (variance - this.#level) * this.#decay;
    const psi = (variance * this.#slope + this.#constant) / (mean * mean);
    if (psi <= SWITCH) {
      const inverse = 2 / psi;
      const square = inverse - 1 + Math.sqrt(inverse) * Math.sqrt(inverse - 1);
      const root = Math.sqrt(square) + normal;
      return mean / (1 + square) * root * root;
    }
    const atZero = (psi - 1) / (psi + 1);
    const u = random.uniform();
    if (u <= atZero) return 0;
    return Math.log((1 - atZero) / (1 - u)) * mean / (1 - atZero);
  }

  /**
   * The variance one step on, from its exact law.
   *
   * `v_{t+dt} = c χ'²(d, λ)` with `c = ξ² (1 - e^{-κdt}) / 4κ`, `d = 4κθ / ξ²` and
   * `λ = v_t e^{-κdt} / c`.
   *
   * @param variance Spot variance `v_t`, annualized, at least 0.
   * @param random Gives the draw.
   * @returns `v_{t+dt}`, annualized.
   */
  exact(variance: number, random: Pick<Random, "chiSquare">): number {
    return this.#scale *
      random.chiSquare(this.#degrees, variance * this.#decay / this.#scale);
  }
}
