import { AGGREGATION } from "../market/mod.ts";
import { MINUTE } from "../time/mod.ts";
import { assertColumns, assertPositive } from "../stats/arguments.ts";
import { clockBars } from "./bar_ends.ts";
import type { KlineTrades, TradeKlinesOptions } from "./trade_klines.ts";

/** What {@linkcode straddlingTrades} reads of `aggTrades`. */
export type StraddlingColumns = Pick<
  KlineTrades,
  "eventTime" | "firstTradeId" | "lastTradeId"
>;

/**
 * The aggregate trades whose fills may lie in two bars.
 *
 * A row is stamped with its first fill and holds fills of the next 100 ms. Only the
 * last row of a bar can reach over its end, and only if it has more than one fill
 * and began less than 100 ms before: {@linkcode tradeKlines} counts all of it in the
 * bar of the first fill, the venue each fill in its own.
 *
 * @param trades Columns of length `n` in order of time and id.
 * @param options Length of a bar, a minute by default.
 * @returns Rows, rising; what such a row moves is at most its quantity less one lot.
 * @throws {RangeError} If columns differ in length or times fall.
 * @see lem-straddle
 *
 * @example Three fills from 50 ms before the full minute
 * ```ts
 * import assert from "node:assert/strict";
 * import { straddlingTrades } from "volarb/flow";
 * import { MINUTE } from "volarb/time";
 *
 * const rows = straddlingTrades({
 *   eventTime: Float64Array.of(MINUTE - 60_000, MINUTE - 50_000, MINUTE + 9),
 *   firstTradeId: Float64Array.of(1, 3, 6),
 *   lastTradeId: Float64Array.of(2, 5, 6),
 * });
 * assert.deepEqual(rows, Int32Array.of(1));
 * ```
 */
export function straddlingTrades(
  trades: StraddlingColumns,
  { period = MINUTE }: TradeKlinesOptions = {},
): Int32Array {
  const action = "find straddling trades";
  const { eventTime, firstTradeId, lastTradeId } = trades;
  const n = assertColumns(action, { eventTime, firstTradeId, lastTradeId });
  assertPositive(action, "period", period);
  if (n === 0) return new Int32Array(0);
  const until = (Math.floor(eventTime[n - 1]! / period) + 1) * period;
  const ends = clockBars(eventTime, { period, until });
  const rows: number[] = [];
  ends.rows.forEach((end, k) => {
    const row = end - 1;
    const isOwn = end > (k === 0 ? 0 : ends.rows[k - 1]!);
    if (
      isOwn && eventTime[row]! + AGGREGATION > ends.closeTime[k]! &&
      !(lastTradeId[row]! <= firstTradeId[row]!)
    ) rows.push(row);
  });
  return Int32Array.from(rows);
}
