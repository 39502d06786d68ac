import { assertColumns } from "../stats/arguments.ts";
import { assertWithin, type BarEnds } from "./bar_ends.ts";
import type { Quotes } from "./columns.ts";
import {
  OrderFlowImbalance,
  type OrderFlowImbalanceOptions,
} from "./order_flow_imbalance.ts";
import { addContributions } from "./quote_event.ts";

const ACTION = "sum order flow imbalance over bars";

/**
 * Order flow imbalance summed over bars.
 *
 * `OFI[k] = Σ e[n]` over the updates of bar `k`, each against the update before it,
 * which may lie in an earlier bar. The bars are cut once for all features, by the
 * clock, by every k-th update, or at the closing times of volume bars.
 *
 * A kernel of its own: rows where neither price moves, some 98 of 100, pass through
 * a loop that holds nothing else.
 *
 * @param quotes Columns of length `n`, in the order of `bars`; the time column was
 *   checked when the bars were cut.
 * @param bars Ends of `m` bars.
 * @param options Whether updates that move a best price count.
 * @returns Length `m`; the sum in the unit of the quantities, 0 for a bar without
 *   updates, `NaN` where a contribution is missing. Known at `bars.closeTime`.
 * @throws {RangeError} If columns differ in length, bars reach past them, a price
 *   is not positive or a quantity is negative.
 * @see eq-ofi, def-ofi, lem-stylised-book, eq-stylised-book
 * @see Cont, R., Kukanov, A. and Stoikov, S. (2014), Journal of Financial
 *   Econometrics 12(1), 47-88, doi:10.1093/jjfinec/nbt003.
 *
 * @example Bars of 5 microseconds
 * ```ts
 * import assert from "node:assert/strict";
 * import { clockBars, orderFlowImbalanceBars } from "volarb/flow";
 *
 * const time = Float64Array.of(0, 3, 6, 10);
 * const sums = orderFlowImbalanceBars({
 *   bidPrice: Float64Array.of(100, 100, 100, 100),
 *   bidQuantity: Float64Array.of(10, 12, 12, 0),
 *   askPrice: Float64Array.of(101, 101, 101, 101),
 *   askQuantity: Float64Array.of(8, 8, 5, 5),
 * }, clockBars(time, { period: 5 }));
 * assert.deepEqual(sums, Float64Array.of(2, 3));
 * ```
 */
export function orderFlowImbalanceBars(
  quotes: Omit<Quotes, "time">,
  bars: BarEnds,
  { priceChanges = "keep" }: OrderFlowImbalanceOptions = {},
): Float64Array {
  const { bidPrice, bidQuantity, askPrice, askQuantity } = quotes;
  assertColumns(ACTION, { bidPrice, bidQuantity, askPrice, askQuantity });
  assertWithin(ACTION, bidPrice, bars);
  const { rows } = bars;
  const weight = priceChanges === "omit" ? 0 : 1;
  const sums = new Float64Array(rows.length);
  if (rows.length > 0 && rows[rows.length - 1]! > 0) {
    // The first row has no update before it, so no contribution: only checked.
    new OrderFlowImbalance().update(
      bidPrice[0]!,
      bidQuantity[0]!,
      askPrice[0]!,
      askQuantity[0]!,
    );
  }
  let from = 1;
  for (let k = 0; k < rows.length; k++) {
    const end = rows[k]!;
    if (end <= from) continue;
    sums[k] = addContributions(quotes, from, end, weight, 0);
    from = end;
  }
  return sums;
}
