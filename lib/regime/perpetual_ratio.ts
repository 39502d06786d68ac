import {
  assertChoice,
  assertFinite,
  assertPositive,
} from "../stats/arguments.ts";

/** Rates of {@linkcode perpetualRatio}, all per the same unit of time. */
export type PerpetualRates = {
  /** Anchoring `κ` > 0: funding paid per unit of time on the gap between perpetual and spot. */
  readonly anchoring: number;
  /** Interest factor `ι`: funding paid whatever the gap, as a fraction of spot; 0 by default. */
  readonly interest?: number;
  /** Riskless rate of the quote currency. */
  readonly quoteRate: number;
  /** Riskless rate of the base currency (the coin); 0 by default. */
  readonly baseRate?: number;
  /**
   * `"continuous"` (default) pays funding and interest without pause; `"period"` pays
   * once a unit, at its end, on the gap at its beginning.
   */
  readonly payment?: "continuous" | "period";
};

/**
 * Price of a linear perpetual over its spot that admits no arbitrage.
 *
 * The perpetual costs nothing to enter and pays `κ (F - S) + ι S` from long to
 * short. Continuously, `F / S = (κ - ι) / (κ + b - a)` with quote rate `a` and base
 * rate `b`; per period,
 * `F / S = (κ - ι)(1 + b) / (b - a + κ (1 + b))`. With `ι = 0` it is the expected spot
 * at a random time: exponential of rate `κ`, or geometric from 0 with success
 * `κ / (1 + κ)`, so `F / S = Σ p (1 - p)^k ((1 + a) / (1 + b))^k`.
 *
 * @param rates Anchoring, interest factor and riskless rates per unit of time.
 * @returns `F / S`, dimensionless.
 * @throws {RangeError} If a rate is not finite, `anchoring` not positive, or the
 *   expectation does not exist (`κ + b - a <= 0`, per period `κ (1 + b) + b - a <= 0`).
 * @see Ackerer, D., Hugonnier, J., Jermann, U. (2025), Perpetual futures pricing,
 *   Mathematical Finance, doi:10.1111/mafi.70018.
 * @see eq-perpetual-ratio, thm-perpetual-ratio, eq-perpetual-ratio-period
 *
 * @example Eight-hour funding, 5 % a year
 * ```ts
 * import assert from "node:assert/strict";
 * import { perpetualRatio } from "volarb/regime";
 *
 * const ratio = perpetualRatio({ anchoring: 1095, quoteRate: 0.05 });
 * assert.ok(Math.abs(ratio - 1.00004566418) < 1e-11);
 * ```
 */
export function perpetualRatio(
  { anchoring, interest = 0, quoteRate, baseRate = 0, payment = "continuous" }:
    PerpetualRates,
): number {
  const action = "price a perpetual";
  assertPositive(action, "anchoring", anchoring);
  assertFinite(action, "interest", interest);
  assertFinite(action, "quoteRate", quoteRate);
  assertFinite(action, "baseRate", baseRate);
  assertChoice(action, "payment", payment, ["continuous", "period"]);
  const growth = payment === "continuous" ? 1 : 1 + baseRate;
  const discount = anchoring * growth + baseRate - quoteRate;
  if (!(growth > 0 && discount > 0)) {
    throw new RangeError(
      `Cannot ${action} as anchoring must exceed quoteRate less baseRate: current value is ${anchoring} against ${quoteRate} less ${baseRate}`,
    );
  }
  return (anchoring - interest) * growth / discount;
}
