import { assertNonNegative, assertPositive } from "../stats/arguments.ts";
import { assertNumbers } from "../stats/number_rules.ts";

/** A trader with quadratic costs. */
export type TradingProblem = {
  /** Risk aversion `γ`, > 0: 1 is full Kelly where positions are fractions of capital. */
  readonly riskAversion: number;
  /**
   * Cost `λ`, at least 0, in units of the risk: a trade of `Δx` costs `½ λ Σ Δx²`, `Σ` the variance
   * of a period.
   */
  readonly cost: number;
  /** Discount `ρ` of a period, in [0, 1): what comes one period later counts `1 - ρ`. */
  readonly discount: number;
  /** Share `φ` of each factor that is gone after a period, in [0, 1]. */
  readonly decay: readonly number[];
};

/** How to trade towards the aim, and where that is. */
export type TradingPolicy = {
  /** The value function's curvature in units of `Σ`: `A_xx = a Σ`. */
  readonly a: number;
  /** Share of the way to the aim that is traded in a period, `a / λ`; 1 without costs. */
  readonly rate: number;
  /** Share of each factor's Markowitz position that is aimed at, `1 / (1 + φ a / γ)`. */
  readonly aim: readonly number[];
};

/**
 * Optimal trading of decaying alphas under quadratic costs.
 *
 * With expected return `Σ_k B_k f_k`, factors that decay by `φ_k`, variance `Σ` and costs `½ λ Σ Δx²`:
 * `x_t = (1 - a/λ) x_{t-1} + (a/λ) aim_t`, `aim_t = (γΣ)⁻¹ Σ_k B_k f_k / (1 + φ_k a / γ)`, and `a` the positive
 * root of `(1 - ρ) a² + (γ (1 - ρ) + λ ρ) a = γ λ (1 - ρ)`. A slow factor is aimed at nearly whole, a
 * fast one hardly; the rate does not depend on the factors.
 *
 * @param problem Risk aversion, cost, discount, decays.
 * @returns `a`, the rate and the share of each factor.
 * @throws {RangeError} If a number is out of range.
 * @see thm-garleanu-pedersen, eq-garleanu-pedersen
 * @see Gârleanu, N., Pedersen, L. (2013), Dynamic trading with predictable returns and
 *   transaction costs, Journal of Finance 68(6), 2309-2340, doi:10.1111/jofi.12080,
 *   propositions 2 and 3.
 *
 * @example One factor that decays by a fifth
 * ```ts
 * import assert from "node:assert/strict";
 * import { garleanuPedersen } from "volarb/signal";
 *
 * const { rate, aim } = garleanuPedersen({
 *   riskAversion: 1,
 *   cost: 5,
 *   discount: 0.02,
 *   decay: [0.2],
 * });
 * assert.ok(Math.abs(rate - 0.3503878632) < 1e-10);
 * assert.ok(Math.abs(aim[0]! - 0.7405279826) < 1e-10);
 * ```
 */
export function garleanuPedersen(
  { riskAversion, cost, discount, decay }: TradingProblem,
): TradingPolicy {
  const action = "solve for a trading policy";
  assertPositive(action, "riskAversion", riskAversion);
  assertNonNegative(action, "cost", cost);
  assertNumbers(action, "belowOne", { discount });
  for (const phi of decay) assertNumbers(action, "share", { decay: phi });
  const rate = tradingRate(riskAversion, cost, discount);
  const a = cost * rate;
  return { a, rate, aim: decay.map((phi) => aimShare(phi, a, riskAversion)) };
}

/**
 * Share of the way to the aim that is traded in a period.
 *
 * The root in the form that loses no digits, and holds without costs: `a/λ = 2 γ (1 - ρ) / (b + √(b² + 4 γ λ
 * (1 - ρ)²))` with `b = γ (1 - ρ) + λ ρ`.
 *
 * @param riskAversion `γ`.
 * @param cost `λ`.
 * @param discount `ρ`.
 * @returns The share, in (0, 1].
 */
export function tradingRate(
  riskAversion: number,
  cost: number,
  discount: number,
): number {
  const kept = 1 - discount;
  const b = riskAversion * kept + cost * discount;
  const root = Math.sqrt(b * b + 4 * riskAversion * cost * kept * kept);
  return 2 * riskAversion * kept / (b + root);
}

/** Share of a factor's Markowitz position that is aimed at. */
export function aimShare(
  decay: number,
  a: number,
  riskAversion: number,
): number {
  return 1 / (1 + decay * a / riskAversion);
}
