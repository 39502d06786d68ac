import { jumpCompensator } from "../simulate/bates_parameters.ts";
import { SECONDS_PER_YEAR } from "../simulate/latent_price.ts";
import type { SymbolParameters } from "../simulate/mod.ts";
import { assertNonNegative, assertPositive } from "../stats/arguments.ts";
import {
  type StateSpace,
  stateSpace,
  type SystemMatrices,
} from "./state_space.ts";

/**
 * The fair-value model in seconds.
 *
 * ```text
 * dX = (μ - b p) dt + √v dW + J dN      fair log price
 * dε = -κ ε dt + s √(2κ) dB              pricing error of the mid
 * do = -κ o dt + …                       what the imbalance holds besides
 * dp = -λ p dt + …                       premium over the index, less its mean
 * ```
 */
export type FairValueParameters = {
  /** Variance `v` of the continuous part, per second, where an update does not bring its own. */
  readonly variance: number;
  /** Speed and level of a variance that reverts, per second; constant over a gap where it is left out. */
  readonly varianceReversion?: {
    /** Speed, per second. */
    readonly speed: number;
    /** Level, per second. */
    readonly level: number;
  };
  /** Second moment of the jumps, `λ_J (m² + s²)`, per second; 0 by default. */
  readonly jumpVariance?: number;
  /** Drift `μ` of the log price, `-v/2` and the jumps' compensator included, per second; 0 by default. */
  readonly drift?: number;
  /** Standard deviation `s` of the pricing error `ε = ln(mid / fair)`. */
  readonly pricingError: number;
  /** Speed `κ` at which a pricing error fades, per second. */
  readonly errorSpeed: number;
  /** Standard deviation of the rounding of the log mid to the tick. */
  readonly rounding: number;
  /** Imbalance of the book that goes with a pricing error of 1; negative where the book knows. */
  readonly imbalanceSlope: number;
  /** Standard deviation of the imbalance that has nothing to do with the error. */
  readonly imbalanceNoise: number;
  /** Standard deviation of a log trade price about the mid, half a spread. */
  readonly tradeNoise: number;
  /** The premium that funding pulls at; none where it is left out. */
  readonly carry?: {
    /** Speed `λ` at which the premium returns, per second. */
    readonly speed: number;
    /** Its standard deviation. */
    readonly deviation: number;
    /** Drift `b` of the log price per unit of premium, per second: the share of the return that the perpetual does itself, times `λ`. */
    readonly pull: number;
    /** Standard deviation of an observed premium about the true one. */
    readonly noise: number;
  };
};

/** Number of states: fair log price, pricing error, rest of the imbalance, premium. */
export const FAIR_VALUE_STATES = 4;
/** Number of observations: log mid, imbalance, log trade price, premium. */
export const FAIR_VALUE_OBSERVATIONS = 4;

/**
 * Checks the parameters of a fair-value model.
 *
 * @param parameters The parameters.
 * @throws {RangeError} If one is out of its range; it is named.
 */
export function assertFairValue(parameters: FairValueParameters): void {
  const action = "create a fair-value model";
  const { varianceReversion, jumpVariance = 0, carry } = parameters;
  for (
    const name of [
      "variance",
      "rounding",
      "imbalanceNoise",
      "tradeNoise",
    ] as const
  ) {
    assertNonNegative(action, name, parameters[name]);
  }
  for (const name of ["pricingError", "errorSpeed"] as const) {
    assertPositive(action, name, parameters[name]);
  }
  assertNonNegative(action, "jumpVariance", jumpVariance);
  for (const name of ["imbalanceSlope", "drift"] as const) {
    const value = parameters[name] ?? 0;
    if (!Number.isFinite(value)) {
      throw new RangeError(
        `Cannot ${action} as ${name} must be finite: current value is ${value}`,
      );
    }
  }
  if (varianceReversion !== undefined) {
    assertPositive(action, "varianceReversion.speed", varianceReversion.speed);
    assertNonNegative(
      action,
      "varianceReversion.level",
      varianceReversion.level,
    );
  }
  if (carry !== undefined) {
    assertPositive(action, "carry.speed", carry.speed);
    assertPositive(action, "carry.deviation", carry.deviation);
    assertNonNegative(action, "carry.noise", carry.noise);
  }
}

/**
 * The fair-value model of a simulated contract: what a filter would know that knows the market.
 *
 * @param parameters The contract.
 * @returns Its parameters in seconds.
 *
 * @example A pricing error of a basis point that halves in ten seconds
 * ```ts
 * import assert from "node:assert/strict";
 * import { fairValueOf } from "volarb/signal";
 * import { symbolParameters } from "volarb/simulate";
 *
 * const model = fairValueOf(symbolParameters("BTCUSDT"));
 * assert.equal(model.pricingError, 1e-4);
 * assert.ok(Math.abs(model.errorSpeed - Math.LN2 / 10) < 1e-15);
 * ```
 */
export function fairValueOf(parameters: SymbolParameters): FairValueParameters {
  const { latent, quotes, contract, carry, price } = parameters;
  const second = 1 / SECONDS_PER_YEAR;
  const level = latent.longRunVariance * second;
  const jumps = latent.jumpIntensity * second;
  const tick = contract.tickSize / price;
  const speed = Math.LN2 / (3600 * carry.premiumHalfLife);
  return {
    variance: level,
    varianceReversion: { speed: latent.meanReversion * second, level },
    jumpVariance: jumps * (latent.jumpMean ** 2 + latent.jumpDeviation ** 2),
    drift: (latent.drift ?? 0) * second - 0.5 * level -
      jumps * (jumpCompensator(latent) - latent.jumpMean),
    pricingError: quotes.pricingError,
    errorSpeed: Math.LN2 / quotes.errorHalfLife,
    rounding: tick / Math.sqrt(12),
    imbalanceSlope: -quotes.imbalanceDeviation * quotes.imbalanceCorrelation /
      quotes.pricingError,
    imbalanceNoise: quotes.imbalanceDeviation *
      Math.sqrt(1 - quotes.imbalanceCorrelation ** 2),
    tradeNoise: tick / 2,
    carry: {
      speed,
      deviation: carry.premiumDeviation,
      // The simulated index takes the whole way back; the perpetual's drift is its own.
      pull: 0,
      noise: carry.impactSpread,
    },
  };
}

/**
 * The fair-value model as a state space: exact between any two times.
 *
 * States are the fair log price, the pricing error, the rest of the imbalance and the
 * premium; observations the log mid, the imbalance, the log price of a trade (less half
 * a spread on its side) and the premium, each of which may be missing. Gaps are seconds.
 * Nothing is known of the price at the start; the others start where they settle.
 *
 * @param parameters The model, checked.
 * @param variance Gives the variance of the moment, per second; the model's own by default.
 * @returns The state space.
 * @throws {RangeError} If a parameter is out of its range.
 * @see def-fair-value
 * @see def-fair-observation
 * @see def-fair-state-space
 *
 * @example Over ten half-lives nothing is left of a pricing error
 * ```ts
 * import assert from "node:assert/strict";
 * import { fairValueModel, fairValueOf, kalmanFilter } from "volarb/signal";
 * import { symbolParameters } from "volarb/simulate";
 *
 * const model = fairValueModel(fairValueOf(symbolParameters("BTCUSDT")));
 * const { filteredMean } = kalmanFilter(
 *   model,
 *   Float64Array.of(10.6, 0.3, NaN, NaN, NaN, NaN, NaN, NaN),
 *   { gaps: Float64Array.of(NaN, 100) },
 * );
 * assert.ok(filteredMean[1]! < 0 && Math.abs(filteredMean[5]!) < 1e-7);
 * ```
 */
export function fairValueModel(
  parameters: FairValueParameters,
  variance: () => number = () => parameters.variance,
): StateSpace {
  assertFairValue(parameters);
  const { pricingError, imbalanceNoise, imbalanceSlope, carry } = parameters;
  const premium = carry?.deviation ?? 0;
  const n = FAIR_VALUE_STATES;
  return stateSpace({
    transition: [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]],
    stateNoise: Array.from({ length: n }, () => [0, 0, 0, 0]),
    loading: [
      [1, 1, 0, 0],
      [0, imbalanceSlope, 1, 0],
      [1, 1, 0, 0],
      [0, 0, 0, 1],
    ],
    observationNoise: [
      [parameters.rounding ** 2, 0, 0, 0],
      // The imbalance is seen as it is; a share of its noise keeps the filter regular.
      [0, 1e-8 * imbalanceNoise ** 2, 0, 0],
      [0, 0, parameters.tradeNoise ** 2 + parameters.rounding ** 2, 0],
      [0, 0, 0, (carry?.noise ?? 0) ** 2 + 1e-18],
    ],
    initialCovariance: [
      [Infinity, 0, 0, 0],
      [0, pricingError ** 2, 0, 0],
      [0, 0, imbalanceNoise ** 2, 0],
      [0, 0, 0, premium ** 2],
    ],
    at: (out, step, gap) => {
      if (step > 0) fairValueStep(out, parameters, variance(), gap);
    },
  });
}

/**
 * Writes the exact transition of the fair-value model over a gap.
 *
 * @param out Where `F` and `Q` go.
 * @param parameters The model.
 * @param variance Spot variance at the start of the gap, per second.
 * @param gap Seconds, at least 0.
 * @see lem-fair-transition
 * @see Uhlenbeck, G. E. and Ornstein, L. S. (1930), Physical Review 36, 823-841.
 *
 * @example A minute of an even variance, in which half of the pricing error goes
 * ```ts
 * import assert from "node:assert/strict";
 * import { fairValueStep } from "volarb/signal";
 *
 * const out = {
 *   transition: new Float64Array(16),
 *   stateNoise: new Float64Array(16),
 * };
 * fairValueStep(
 *   out,
 *   {
 *     variance: 1e-8,
 *     errorSpeed: Math.LN2 / 60,
 *     pricingError: 2e-4,
 *     rounding: 1e-6,
 *     imbalanceSlope: 0,
 *     imbalanceNoise: 0.1,
 *     tradeNoise: 1e-6,
 *   },
 *   1e-8,
 *   60,
 * );
 * assert.ok(Math.abs(out.stateNoise[0]! - 6e-7) < 1e-21);
 * assert.ok(Math.abs(out.transition[5]! - 0.5) < 1e-15);
 * assert.ok(Math.abs(out.stateNoise[5]! - 0.75 * 4e-8) < 1e-22);
 * ```
 */
export function fairValueStep(
  out: Pick<SystemMatrices, "transition" | "stateNoise">,
  parameters: FairValueParameters,
  variance: number,
  gap: number,
): void {
  const { errorSpeed, varianceReversion, carry } = parameters;
  const { transition: f, stateNoise: q } = out;
  let integrated = variance * gap;
  if (varianceReversion !== undefined) {
    const { speed, level } = varianceReversion;
    integrated = level * gap -
      (variance - level) * Math.expm1(-speed * gap) / speed;
  }
  q[0] = integrated + (parameters.jumpVariance ?? 0) * gap;
  const kept = Math.exp(-errorSpeed * gap);
  const fresh = -Math.expm1(-2 * errorSpeed * gap);
  f[5] = kept;
  f[10] = kept;
  q[5] = parameters.pricingError ** 2 * fresh;
  q[10] = parameters.imbalanceNoise ** 2 * fresh;
  if (carry === undefined) return;
  const { speed, deviation, pull } = carry;
  const left = Math.exp(-speed * gap);
  const gone = -Math.expm1(-speed * gap);
  const both = -Math.expm1(-2 * speed * gap);
  f[15] = left;
  f[3] = -pull * gone / speed;
  q[15] = deviation ** 2 * both;
  const cross = -pull * deviation ** 2 * gone * gone / speed;
  q[3] = cross;
  q[12] = cross;
  q[0]! += 2 * pull ** 2 * deviation ** 2 / speed *
    (gap - 2 * gone / speed + both / (2 * speed));
}
