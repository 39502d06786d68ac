/** Why files of such a contract are not read. */
export const COIN_MARGINED =
  "it is of coin-margined contracts, whose quantities are numbers of contracts, not base units";

/**
 * Whether a symbol is of a coin-margined contract.
 *
 * Profit of such a contract is in the coin and not linear in the price, and its quantities
 * are numbers of contracts of a fixed value in US dollars: read as base units they would
 * enter volume, order flow and notional wrong by a factor that moves with the price. The
 * venue names them by the coin, `USD`, and `PERP` or the day on which they end, where linear
 * contracts name a coin that stands for the dollar. Nothing here reads them.
 *
 * @param symbol The venue's name of an instrument.
 * @returns Whether it is one.
 * @see def-instrument
 *
 * @example Two perpetual contracts on bitcoin
 * ```ts
 * import assert from "node:assert/strict";
 * import { isCoinMargined } from "volarb/market";
 *
 * assert.equal(isCoinMargined("BTCUSD_PERP"), true);
 * assert.equal(isCoinMargined("BTCUSDT"), false);
 * ```
 */
export function isCoinMargined(symbol: string): boolean {
  // The one pair in BUSD that had contracts with an end; BNBUSD_210625 is of BNB.
  if (symbol.startsWith("BTCBUSD_")) return false;
  return /USD_(?:PERP|\d{6})$/.test(symbol);
}

/**
 * Checks that a symbol is not of a coin-margined contract.
 *
 * @param action What could not be done.
 * @param symbol The venue's name of an instrument.
 * @throws {RangeError} If it is.
 */
export function assertLinear(action: string, symbol: string): void {
  if (!isCoinMargined(symbol)) return;
  throw new RangeError(
    `Cannot ${action} as quantities must be in base units, those of a coin-margined contract are numbers of contracts: current value is ${symbol}`,
  );
}
