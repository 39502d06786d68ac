import type { BacktestResult } from "../engine/mod.ts";
import {
  type ImplementationShortfall,
  implementationShortfall,
} from "./implementation_shortfall.ts";

/** What {@linkcode parentShortfall} has to be told beside the result. */
export type ParentShortfallOptions = {
  /** Size of a lot, base units. */
  readonly lotSize: number;
  /** Middle of the market at the venue at a time, microseconds: see {@linkcode midPriceAt}. */
  readonly midAt: (time: number) => number;
  /** Time from the client to the venue, microseconds: a child that is sent with the decision is there then. */
  readonly latency: number;
};

/**
 * Implementation shortfall of a parent order of a backtest.
 *
 * The decision's price is the middle that the client knew when the parent was submitted; the arrival's is the
 * venue's when a child sent at once could be there; each fill's middle and touch are the venue's at
 * the fill; what was not filled is valued at the venue's middle when the parent ended.
 *
 * @param result What the backtest did.
 * @param clientOrderId The parent, or an order of its own.
 * @param options Lot, middle and latency.
 * @returns The parts and their sum, quote units.
 * @throws {RangeError} If there is no such order.
 * @see def-shortfall, lem-shortfall, eq-shortfall, alg-shortfall
 * @see Perold, A. F. (1988), Journal of Portfolio Management 14(3), 4-9.
 *
 * @example What a market order of a tenth of a bitcoin cost
 * ```ts
 * import assert from "node:assert/strict";
 * import { Backtest, columnSource, type QuoteTick, simulatedColumns, Strategy } from "volarb/engine";
 * import { midPriceAt, parentShortfall } from "volarb/execution";
 * import { instrumentOn } from "volarb/market";
 * import { symbolParameters } from "volarb/simulate";
 * import { contractSpec, feeSchedule } from "volarb/venue";
 *
 * class BuyOnce extends Strategy {
 *   override onStart() {
 *     this.subscribeQuotes("BTCUSDT");
 *   }
 *   override onQuoteTick({ symbol }: QuoteTick) {
 *     this.unsubscribe("quotes", symbol);
 *     this.submit(this.orders.market({ symbol, side: "buy", quantity: 100 }));
 *   }
 * }
 * const { columns } = simulatedColumns("BTCUSDT", {
 *   seed: 1,
 *   from: "2024-01-01",
 *   parameters: symbolParameters("BTCUSDT", { tradesPerDay: 1000 }),
 * });
 * const spec = contractSpec(instrumentOn("BTCUSDT", "2024-01-01"));
 * const result = new Backtest({
 *   source: columnSource({ BTCUSDT: columns }),
 *   specs: [spec],
 *   strategies: [new BuyOnce("buyer")],
 *   balance: 10_000,
 *   fees: feeSchedule({ periods: [{ from: 0, maker: 0.0002, taker: 0.0005 }] }),
 * }).run();
 * const { fee, spread, total } = parentShortfall(result, "buyer-1", {
 *   lotSize: spec.lotSize,
 *   midAt: midPriceAt(columns.quotes!, spec.tickSize),
 *   latency: 10_000,
 * });
 * assert.ok(fee > 0 && spread > 0 && total > 0);
 * ```
 */
export function parentShortfall(
  { orders, fills }: Pick<BacktestResult, "orders" | "fills">,
  clientOrderId: string,
  { lotSize, midAt, latency }: ParentShortfallOptions,
): ImplementationShortfall {
  const row = orders.columns.clientOrderId.indexOf(clientOrderId);
  if (row < 0) {
    throw new RangeError(
      `Cannot compute a shortfall as the order must be the backtest's: current value is ${clientOrderId}`,
    );
  }
  const { time, lastTime, quantityLots, filledLots, side, arrivalPrice } =
    orders.columns;
  const rows: number[] = [];
  fills.columns.parentId.forEach((parent, i) => {
    if (parent === clientOrderId) rows.push(i);
    else if (fills.columns.clientOrderId[i] === clientOrderId) rows.push(i);
  });
  const of = (column: (i: number) => number) => Float64Array.from(rows, column);
  const { quantity, price, fee, midPrice, spread } = fills.columns;
  const whole = filledLots[row] === quantityLots[row];
  return implementationShortfall({
    side: side[row] === "buy" ? "buy" : "sell",
    quantity: quantityLots[row]! * lotSize,
    decisionMid: arrivalPrice[row]!,
    arrivalMid: midAt(time[row]! + latency),
    // All of it was filled: no price can matter.
    endMid: whole ? arrivalPrice[row]! : midAt(lastTime[row]!),
  }, {
    quantity: of((i) => Math.abs(quantity[i]!)),
    price: of((i) => price[i]!),
    mid: of((i) => midPrice[i]!),
    touch: of((i) => midPrice[i]! - spread[i]! / quantity[i]!),
    fee: of((i) => fee[i]!),
  });
}
