import { assertNonNegative, assertPositive } from "../stats/arguments.ts";
import type { ExecutionSchedule } from "./execution_schedule.ts";
import { sinhRatio } from "./hyperbolic.ts";

/** What a schedule against the risk of waiting depends on. */
export type RiskProblem = {
  /** Quantity to trade `X`, > 0. */
  readonly quantity: number;
  /** Time to trade it in, `T`, > 0. */
  readonly horizon: number;
  /** Standard deviation of the price per square root of time `σ`, at least 0. */
  readonly volatility: number;
  /** Price of variance `λ`, at least 0. */
  readonly riskAversion: number;
  /** Temporary impact `η`: trading at rate `v` pays `η v` a unit, > 0. */
  readonly impact: number;
};

/**
 * The schedule of least `E + λ V` in continuous time: the trajectory of Almgren and Chriss with
 * trades that are infinitely many.
 *
 * `X - X sinh(κ (T - t)) / sinh(κ T)` is traded by `t`, `κ = √(λ σ² / η)`. `λ → 0` is TWAP exactly; permanent
 * impact costs every schedule the same and leaves this one as it is.
 *
 * @param problem Quantity, horizon, volatility, aversion and impact.
 * @returns The schedule.
 * @throws {RangeError} If a number is out of range.
 * @see prop-almgren-chriss, eq-almgren-chriss
 * @see Almgren, R. and Chriss, N. (2001), Journal of Risk 3(2), 5-39.
 *
 * @example A time constant of half the horizon
 * ```ts
 * import assert from "node:assert/strict";
 * import { almgrenChrissSchedule } from "volarb/execution";
 *
 * const schedule = almgrenChrissSchedule({
 *   quantity: 100,
 *   horizon: 2,
 *   volatility: 1,
 *   riskAversion: 1,
 *   impact: 1,
 * });
 * const left = 100 - schedule.traded(1);
 * assert.ok(Math.abs(left - 100 * Math.sinh(1) / Math.sinh(2)) < 1e-12);
 * ```
 */
export function almgrenChrissSchedule(problem: RiskProblem): ExecutionSchedule {
  const action = "schedule an order";
  for (const name of ["quantity", "horizon", "impact"] as const) {
    assertPositive(action, name, problem[name]);
  }
  for (const name of ["volatility", "riskAversion"] as const) {
    assertNonNegative(action, name, problem[name]);
  }
  const { quantity, horizon, volatility, riskAversion, impact } = problem;
  const kappa = volatility * Math.sqrt(riskAversion / impact);
  const flat = kappa * horizon < 1e-8;
  return {
    horizon,
    rate(time) {
      if (!(time >= 0 && time <= horizon)) return 0;
      if (flat) return quantity / horizon;
      const left = kappa * (horizon - time);
      const ratio = Math.exp(left - kappa * horizon) *
        (1 + Math.exp(-2 * left)) / -Math.expm1(-2 * kappa * horizon);
      return quantity * kappa * ratio;
    },
    traded(time) {
      if (!(time > 0)) return 0;
      if (time >= horizon) return quantity;
      if (flat) return quantity * time / horizon;
      const left = sinhRatio(kappa * (horizon - time), kappa * horizon);
      return quantity * (1 - left);
    },
  };
}
