import { assertNumbers } from "../stats/number_rules.ts";

/**
 * The square-root process of Cox, Ingersoll and Ross for the variance,
 * `dv = κ (θ - v) dt + ξ √v dB`, in years of 365 days.
 */
export type VarianceParameters = {
  /** Speed of return `κ`, per year; `ln 2 / κ` years is the half-life. */
  readonly meanReversion: number;
  /** Level `θ` that the variance returns to, annualized: 0.16 is a volatility of 40 %. */
  readonly longRunVariance: number;
  /** Volatility of variance `ξ`, per √year. The variance never touches 0 where `2 κ θ >= ξ²`. */
  readonly volatilityOfVariance: number;
};

/** The stochastic volatility of Heston (1993), in years of 365 days. */
export type HestonParameters = VarianceParameters & {
  /** Correlation `ρ` of the shocks of price and variance. */
  readonly correlation: number;
  /** Drift `μ` of the price, per year: `E S_T = S_0 e^{μ T}`; 0 by default. */
  readonly drift?: number;
};

/** Heston's model with the jumps of Merton (1976): the model of Bates (1996). */
export type BatesParameters = HestonParameters & {
  /** Expected number of jumps `λ` a year. */
  readonly jumpIntensity: number;
  /** Mean `m` of a jump of the log price. */
  readonly jumpMean: number;
  /** Standard deviation `s` of a jump of the log price. */
  readonly jumpDeviation: number;
};

/** Checks the parameters of a variance process. */
export function assertVarianceParameters(
  action: string,
  { meanReversion, longRunVariance, volatilityOfVariance }: VarianceParameters,
): void {
  assertNumbers(action, "positive", {
    meanReversion,
    longRunVariance,
    volatilityOfVariance,
  });
}

/** Checks the parameters of a price with jumps. */
export function assertBatesParameters(
  action: string,
  parameters: BatesParameters,
): void {
  const { correlation, jumpIntensity, jumpMean, jumpDeviation, drift = 0 } =
    parameters;
  assertVarianceParameters(action, parameters);
  assertNumbers(action, "correlation", { correlation });
  assertNumbers(action, "notNegative", { jumpIntensity, jumpDeviation });
  assertNumbers(action, "finite", { jumpMean, drift });
}

/**
 * `E[e^J] - 1`, what a jump adds to the price on average.
 *
 * @see thm-fair-ito
 */
export function jumpCompensator(
  { jumpMean, jumpDeviation }: Pick<
    BatesParameters,
    "jumpMean" | "jumpDeviation"
  >,
): number {
  return Math.expm1(jumpMean + 0.5 * jumpDeviation * jumpDeviation);
}
