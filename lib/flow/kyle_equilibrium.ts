import { assertPositive } from "../stats/arguments.ts";

/** Variances of {@linkcode kyleEquilibrium}. */
export type KyleMarket = {
  /** Variance of the asset's value before trading, above 0. */
  readonly valueVariance: number;
  /** Variance of the noise traders' order, above 0. */
  readonly noiseVariance: number;
};

/** What {@linkcode kyleEquilibrium} gives. */
export type KyleEquilibrium = {
  /** Price change per unit of order flow. */
  readonly lambda: number;
  /** The insider's order per unit of value above the price. */
  readonly beta: number;
  /** Variance of the value once the flow is seen. */
  readonly posteriorVariance: number;
  /** The insider's expected profit. */
  readonly profit: number;
};

/**
 * Equilibrium of Kyle's model of one period.
 *
 * With value variance `Σ₀` and noise variance `σ²`: `λ = √Σ₀ / (2σ)`, `β = σ / √Σ₀`,
 * posterior variance `Σ₀ / 2`, profit `σ √Σ₀ / 2`.
 *
 * @param market The two variances.
 * @returns Slope, intensity, posterior variance and profit.
 * @throws {RangeError} If a variance is not positive.
 * @see eq-kyle, thm-kyle
 * @see Kyle, A. (1985), Econometrica 53(6), 1315-1335, doi:10.2307/1913210.
 *
 * @example Variances 4 and 9
 * ```ts
 * import assert from "node:assert/strict";
 * import { kyleEquilibrium } from "volarb/flow";
 *
 * const market = kyleEquilibrium({ valueVariance: 4, noiseVariance: 9 });
 * assert.deepEqual(market, {
 *   lambda: 1 / 3,
 *   beta: 1.5,
 *   posteriorVariance: 2,
 *   profit: 3,
 * });
 * ```
 */
export function kyleEquilibrium(
  { valueVariance, noiseVariance }: KyleMarket,
): KyleEquilibrium {
  const action = "solve Kyle's model";
  assertPositive(action, "valueVariance", valueVariance);
  assertPositive(action, "noiseVariance", noiseVariance);
  const [value, noise] = [Math.sqrt(valueVariance), Math.sqrt(noiseVariance)];
  return {
    lambda: value / (2 * noise),
    beta: noise / value,
    posteriorVariance: valueVariance / 2,
    profit: noise * value / 2,
  };
}
