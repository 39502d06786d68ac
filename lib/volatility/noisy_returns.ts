import {
  assertInteger,
  assertNonNegative,
  assertPositive,
} from "../stats/arguments.ts";
import type { RandomSource } from "./brownian_bars.ts";

/** What {@linkcode noisyReturns} draws. */
export type NoisyReturnsOptions = {
  /** Number of returns of the period, `n`. */
  readonly returns: number;
  /** Variance of the price over the period, spread evenly; 1 by default. */
  readonly variance?: number;
  /** Variance `ω²` of the noise in each log price; 0 by default. */
  readonly noise?: number;
  /** Correlation of the noise of neighbouring prices, in (-1, 1); 0 by default. */
  readonly memory?: number;
};

/**
 * Log returns of a price of known variance that is seen through noise.
 *
 * `r_i = σ z_i / √n + ε_i - ε_{i-1}` with standard normal `z` and Gaussian noise
 * `ε_i = ρ ε_{i-1} + √(1 - ρ²) ω z'_i`, stationary: the truth that realized measures are
 * held against.
 *
 * @param random Where the numbers come from; it is moved on.
 * @param options Number of returns, variance of the price, and the noise.
 * @returns Length `returns`.
 * @throws {RangeError} If `returns` is not a positive integer, the variance not
 *   positive, the noise negative, or the memory not in (-1, 1).
 * @see asm-iid-noise
 *
 * @example Noise of a hundredth doubles the variance of fifty returns
 * ```ts
 * import assert from "node:assert/strict";
 * import { Random } from "volarb/random";
 * import { noisyReturns, realizedVariance } from "volarb/volatility";
 *
 * const random = new Random(1);
 * let mean = 0;
 * for (let day = 0; day < 400; day++) {
 *   const returns = noisyReturns(random, { returns: 50, noise: 0.01 });
 *   mean += realizedVariance(returns) / 400;
 * }
 * assert.ok(Math.abs(mean - 2) < 0.1);
 * ```
 */
export function noisyReturns(
  random: RandomSource,
  { returns, variance = 1, noise = 0, memory = 0 }: NoisyReturnsOptions,
): Float64Array {
  const action = "simulate noisy returns";
  assertInteger(action, "returns", returns, 1);
  assertPositive(action, "variance", variance);
  assertNonNegative(action, "noise", noise);
  if (!(memory > -1 && memory < 1)) {
    throw new RangeError(
      `Cannot ${action} as memory must be in (-1, 1): current value is ${memory}`,
    );
  }
  const step = Math.sqrt(variance / returns);
  const size = Math.sqrt(noise);
  const fresh = size * Math.sqrt(1 - memory * memory);
  const out = new Float64Array(returns);
  let last = size * random.normal();
  for (let i = 0; i < returns; i++) {
    const next = memory * last + fresh * random.normal();
    out[i] = step * random.normal() + next - last;
    last = next;
  }
  return out;
}
