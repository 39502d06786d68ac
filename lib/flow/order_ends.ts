import { assertColumns } from "../stats/arguments.ts";
import { assertRising } from "../time/arguments.ts";
import { assertFlags } from "./arguments.ts";
import type { BarEnds } from "./bar_ends.ts";
import type { Trades } from "./columns.ts";

/**
 * Orders as bars: rows of one time and side, one after the other, are one order.
 *
 * A market order that reaches several prices leaves a row of `aggTrades` at each, all of one
 * millisecond. Counted as trades of their own they make signs look persistent and
 * prices look noisy. With these ends `barSum` gives the quantity of each order and `barClose`
 * its sign and the price where it stopped. Two orders of one millisecond and side are told
 * as one.
 *
 * @param trades Columns of length `n`.
 * @returns Ends of the orders; `closeTime` is their time. That an order has no further row
 *   is known with the next one.
 * @throws {RangeError} If columns differ in length, times fall or a flag is neither 0
 *   nor 1.
 * @see def-taker-order, lem-order-rows
 *
 * @example Three rows of a sale, then a purchase of the same millisecond
 * ```ts
 * import assert from "node:assert/strict";
 * import { aggressorSign, barClose, barSum, orderEnds } from "volarb/flow";
 *
 * const trades = {
 *   time: Float64Array.of(1000, 1000, 1000, 1000),
 *   price: Float64Array.of(100, 99, 98, 101),
 *   quantity: Float64Array.of(1, 2, 3, 4),
 *   isBuyerMaker: Uint8Array.of(1, 1, 1, 0),
 * };
 * const orders = orderEnds(trades);
 * assert.deepEqual(barSum(trades.quantity, orders), Float64Array.of(6, 4));
 * const sign = barClose(aggressorSign(trades.isBuyerMaker), orders);
 * assert.deepEqual(sign, Float64Array.of(-1, 1));
 * ```
 */
export function orderEnds(
  { time, isBuyerMaker }: Pick<Trades, "time" | "isBuyerMaker">,
): BarEnds {
  const action = "put rows of one order together";
  const n = assertColumns(action, { time, isBuyerMaker });
  assertFlags(action, isBuyerMaker);
  assertRising(action, time);
  const rows = new Int32Array(n);
  let count = 0;
  for (let row = 1; row <= n; row++) {
    const same = row < n && time[row] === time[row - 1] &&
      isBuyerMaker[row] === isBuyerMaker[row - 1];
    if (!same) rows[count++] = row;
  }
  const ends = rows.slice(0, count);
  return {
    rows: ends,
    closeTime: Float64Array.from(ends, (row) => time[row - 1]!),
  };
}
