import type { MarginBracket } from "../market/mod.ts";

/**
 * The bracket of a notional.
 *
 * @param brackets Brackets in order of notional, not empty.
 * @param notional Absolute notional, quote currency.
 * @returns The bracket; the last one beyond all of them.
 *
 * @example At the cap, a cent above it, and beyond all
 * ```ts
 * import assert from "node:assert/strict";
 * import { bracketOf } from "volarb/venue";
 *
 * const tier = (notionalFloor: number, notionalCap: number, maintenanceRate: number) => ({
 *   ...{ notionalFloor, notionalCap, maintenanceRate },
 *   ...{ maintenanceAmount: 0, maxLeverage: 20 },
 * });
 * const brackets = [tier(0, 50_000, 0.004), tier(50_000, 600_000, 0.005)];
 * const rates = [50_000, 50_000.01, 1e9].map((notional) =>
 *   bracketOf(brackets, notional).maintenanceRate
 * );
 * assert.deepEqual(rates, [0.004, 0.005, 0.005]);
 * ```
 */
export function bracketOf(
  brackets: readonly MarginBracket[],
  notional: number,
): MarginBracket {
  for (const bracket of brackets) {
    if (notional <= bracket.notionalCap) return bracket;
  }
  return brackets[brackets.length - 1]!;
}

/**
 * Maintenance margin of a position.
 *
 * `|notional| * rate - amount` of its bracket; the amounts make it continuous.
 *
 * @param brackets Brackets in order of notional; none asks for no margin.
 * @param notional Notional at the mark price, quote currency; its sign does not matter.
 * @returns Quote currency.
 * @see Binance, Leverage and margin of USDⓈ-M futures.
 *
 * @example In the second bracket
 * ```ts
 * import assert from "node:assert/strict";
 * import { instrumentOn } from "volarb/market";
 * import { maintenanceMargin } from "volarb/venue";
 *
 * const { brackets } = instrumentOn("BTCUSDT", "2024-10-24");
 * // 100,000 x 0.5 % - 50.
 * assert.equal(maintenanceMargin(brackets, -100_000), 450);
 * ```
 */
export function maintenanceMargin(
  brackets: readonly MarginBracket[],
  notional: number,
): number {
  if (brackets.length === 0) return 0;
  const size = Math.abs(notional);
  const { maintenanceRate, maintenanceAmount } = bracketOf(brackets, size);
  return size * maintenanceRate - maintenanceAmount;
}

/**
 * The greatest notional that a leverage allows.
 *
 * @param brackets Brackets in order of notional; none allows everything.
 * @param leverage Leverage that was chosen.
 * @returns Cap of the last bracket whose greatest leverage is at least that; 0 if none is.
 *
 * @example Twenty times
 * ```ts
 * import assert from "node:assert/strict";
 * import { instrumentOn } from "volarb/market";
 * import { greatestNotional } from "volarb/venue";
 *
 * const { brackets } = instrumentOn("BTCUSDT", "2024-10-24");
 * assert.equal(greatestNotional(brackets, 20), 100_000_000);
 * ```
 */
export function greatestNotional(
  brackets: readonly MarginBracket[],
  leverage: number,
): number {
  if (brackets.length === 0) return Infinity;
  let cap = 0;
  for (const bracket of brackets) {
    if (bracket.maxLeverage >= leverage) cap = bracket.notionalCap;
  }
  return cap;
}

/** What {@linkcode liquidationPrice} is computed from. */
export type LiquidationInput = {
  /** Wallet balance: of the account for a cross position, its own margin for an isolated one. */
  readonly balance: number;
  /** Signed quantity of the position, base units. */
  readonly quantity: number;
  /** Mean entry price. */
  readonly entryPrice: number;
  /** Maintenance rate of its bracket. */
  readonly maintenanceRate: number;
  /** Maintenance amount of its bracket. */
  readonly maintenanceAmount: number;
  /** Maintenance margin of the other cross positions; 0 by default. */
  readonly otherMaintenance?: number;
  /** Unrealised profit of the other cross positions; 0 by default. */
  readonly otherUnrealized?: number;
};

/**
 * Mark price at which the margin balance meets the maintenance margin.
 *
 * `(W - TMM + UPNL + cum - q E) / (|q| MMR - q)` for balance `W`, the others' maintenance
 * margin and profit `TMM` and `UPNL`, signed quantity `q` at entry `E`, and rate `MMR` and
 * amount `cum` of the bracket.
 *
 * @param input Balance, position, bracket, and the other cross positions.
 * @returns The price, where the bracket at that price is the given one; below 0 where
 *   there is none.
 * @see Binance, How to calculate liquidation price of USDⓈ-M futures contracts: its two
 *   worked positions are the test of this function.
 *
 * @example Ten to one, a half percent of maintenance
 * ```ts
 * import assert from "node:assert/strict";
 * import { liquidationPrice } from "volarb/venue";
 *
 * const price = liquidationPrice({
 *   balance: 10,
 *   quantity: 1,
 *   entryPrice: 100,
 *   maintenanceRate: 0.005,
 *   maintenanceAmount: 0,
 * });
 * assert.ok(Math.abs(price - 90 / 0.995) < 1e-12);
 * ```
 */
export function liquidationPrice({
  balance,
  quantity,
  entryPrice,
  maintenanceRate,
  maintenanceAmount,
  otherMaintenance = 0,
  otherUnrealized = 0,
}: LiquidationInput): number {
  return (balance - otherMaintenance + otherUnrealized + maintenanceAmount -
    quantity * entryPrice) / (Math.abs(quantity) * maintenanceRate - quantity);
}
