import { orNull } from "../stats/or_null.ts";
import type { Quotes } from "./columns.ts";
import {
  addContributions,
  assertQuotes,
  badQuote,
  contribution,
  OFI_ACTION as ACTION,
} from "./quote_event.ts";

/** What {@linkcode OrderFlowImbalance} needs to carry on where it stopped. */
export type OrderFlowImbalanceSnapshot = {
  /** Whether an update has been seen. */
  readonly seen: boolean;
  /** Best bid of the last update; `null` where it is missing. */
  readonly bidPrice: number | null;
  /** Quantity at the best bid. */
  readonly bidQuantity: number | null;
  /** Best ask. */
  readonly askPrice: number | null;
  /** Quantity at the best ask. */
  readonly askQuantity: number | null;
  /** Contribution of the last update; `null` where there is none. */
  readonly value: number | null;
  /** Sum over the open bar; `null` where a contribution was missing. */
  readonly sum: number | null;
};

/**
 * Order flow imbalance of Cont, Kukanov and Stoikov, one update of the best bid
 * and ask at a time.
 *
 * With `P` price and `q` quantity at the best bid `B` and ask `A`, update `n`
 * contributes
 *
 * `e[n] = 1{PB[n] ≥ PB[n-1]} qB[n] - 1{PB[n] ≤ PB[n-1]} qB[n-1]
 *       - 1{PA[n] ≤ PA[n-1]} qA[n] + 1{PA[n] ≥ PA[n-1]} qA[n-1]`
 *
 * in the unit of the quantities. A market buy takes from the ask and counts `+`, a
 * quantity added to the bid counts `+`. This is not the imbalance of the standing
 * book, `(qB - qA) / (qB + qA)`, nor that of traded volumes.
 *
 * `sum` adds the contributions since the last {@linkcode closeBar}, which whoever
 * keeps the bars' clock calls at their end. An update allocates nothing.
 *
 * @see def-ofi, eq-ofi, alg-order-flow
 * @see Cont, R., Kukanov, A. and Stoikov, S. (2014), Journal of Financial
 *   Econometrics 12(1), 47-88, doi:10.1093/jjfinec/nbt003.
 *
 * @example Two added to the bid, three taken from the ask
 * ```ts
 * import assert from "node:assert/strict";
 * import { OrderFlowImbalance } from "volarb/flow";
 *
 * const imbalance = new OrderFlowImbalance();
 * imbalance.update(100, 10, 101, 8);
 * assert.equal(imbalance.update(100, 12, 101, 8), 2);
 * assert.equal(imbalance.update(100, 12, 101, 5), 3);
 * assert.equal(imbalance.closeBar(), 5);
 * assert.equal(imbalance.sum, 0);
 * ```
 */
export class OrderFlowImbalance {
  #seen = false;
  #bidPrice = NaN;
  #bidQuantity = NaN;
  #askPrice = NaN;
  #askQuantity = NaN;
  #value = NaN;
  #sum = 0;

  /**
   * Restores the state that {@linkcode toJSON} gave.
   *
   * @param snapshot The state as plain data.
   * @returns An imbalance that continues bit for bit.
   */
  static from(snapshot: OrderFlowImbalanceSnapshot): OrderFlowImbalance {
    const imbalance = new OrderFlowImbalance();
    imbalance.#seen = snapshot.seen;
    imbalance.#bidPrice = snapshot.bidPrice ?? NaN;
    imbalance.#bidQuantity = snapshot.bidQuantity ?? NaN;
    imbalance.#askPrice = snapshot.askPrice ?? NaN;
    imbalance.#askQuantity = snapshot.askQuantity ?? NaN;
    imbalance.#value = snapshot.value ?? NaN;
    imbalance.#sum = snapshot.sum ?? NaN;
    return imbalance;
  }

  /** Contribution of the last update; `NaN` at the first, as it has none before it. */
  get value(): number {
    return this.#value;
  }

  /** Sum of the contributions since the last bar's close. */
  get sum(): number {
    return this.#sum;
  }

  /** Whether the last update has a contribution. */
  get ready(): boolean {
    return !Number.isNaN(this.#value);
  }

  /**
   * Takes the next update of the best bid and ask.
   *
   * @param bidPrice Best bid, above 0; `NaN` where that side is missing.
   * @param bidQuantity Quantity at the best bid, at least 0.
   * @param askPrice Best ask, above 0.
   * @param askQuantity Quantity at the best ask, at least 0.
   * @returns The update's contribution; `NaN` where it or the one before is missing.
   * @throws {RangeError} If a price is not positive or a quantity negative.
   */
  update(
    bidPrice: number,
    bidQuantity: number,
    askPrice: number,
    askQuantity: number,
  ): number {
    if (bidPrice <= 0 || askPrice <= 0 || bidQuantity < 0 || askQuantity < 0) {
      throw badQuote(
        ACTION,
        bidPrice,
        bidQuantity,
        askPrice,
        askQuantity,
      );
    }
    // The first has none, as what was before it is missing.
    const event = contribution(
      this.#bidPrice,
      this.#bidQuantity,
      this.#askPrice,
      this.#askQuantity,
      bidPrice,
      bidQuantity,
      askPrice,
      askQuantity,
    );
    if (this.#seen) this.#sum += event;
    this.#seen = true;
    this.#bidPrice = bidPrice;
    this.#bidQuantity = bidQuantity;
    this.#askPrice = askPrice;
    this.#askQuantity = askQuantity;
    return this.#value = event;
  }

  /**
   * Takes rows of columns: the same as one update after the other, in less time.
   *
   * @param quotes The columns; prices > 0, quantities ≥ 0.
   * @param from First row.
   * @param to The row after the last.
   * @throws {RangeError} If a price is not positive or a quantity negative.
   */
  updateRows(quotes: Omit<Quotes, "time">, from: number, to: number): void {
    if (from >= to) return;
    const { bidPrice, bidQuantity, askPrice, askQuantity } = quotes;
    const first = from + 1;
    const last = to - 1;
    this.update(
      bidPrice[from]!,
      bidQuantity[from]!,
      askPrice[from]!,
      askQuantity[from]!,
    );
    if (first > last) return;
    this.#sum = addContributions(quotes, first, to, 1, this.#sum);
    this.#value = addContributions(quotes, last, to, 1, 0);
    this.#bidPrice = bidPrice[last]!;
    this.#bidQuantity = bidQuantity[last]!;
    this.#askPrice = askPrice[last]!;
    this.#askQuantity = askQuantity[last]!;
  }

  /**
   * Ends the open bar.
   *
   * @returns The bar's sum; 0 without an update.
   */
  closeBar(): number {
    const sum = this.#sum;
    this.#sum = 0;
    return sum;
  }

  /** Forgets every update. */
  reset(): void {
    this.#seen = false;
    this.#bidPrice = NaN;
    this.#bidQuantity = NaN;
    this.#askPrice = NaN;
    this.#askQuantity = NaN;
    this.#value = NaN;
    this.#sum = 0;
  }

  /**
   * The state as plain data.
   *
   * @returns What {@linkcode OrderFlowImbalance.from} takes.
   */
  toJSON(): OrderFlowImbalanceSnapshot {
    return {
      seen: this.#seen,
      bidPrice: orNull(this.#bidPrice),
      bidQuantity: orNull(this.#bidQuantity),
      askPrice: orNull(this.#askPrice),
      askQuantity: orNull(this.#askQuantity),
      value: orNull(this.#value),
      sum: orNull(this.#sum),
    };
  }
}

/** Choices of {@linkcode orderFlowImbalance} and {@linkcode orderFlowImbalanceBars}. */
export type OrderFlowImbalanceOptions = {
  /**
   * Whether updates that move a best price count. With `"omit"` they contribute 0,
   * which shows how much of a fit to price changes is the price change itself.
   */
  readonly priceChanges?: "keep" | "omit";
};

/**
 * Order flow imbalance of every update of the best bid and ask.
 *
 * {@linkcode OrderFlowImbalance} over whole columns.
 *
 * @param quotes Columns of length `n`; prices > 0, quantities ≥ 0.
 * @param options Whether updates that move a best price count.
 * @returns Length `n`; contribution `e[t]` in the unit of the quantities, `NaN` at
 *   the first update and where it or the one before has a missing entry.
 * @throws {RangeError} If columns differ in length, times fall, a price is not
 *   positive or a quantity is negative.
 * @see eq-ofi, def-ofi, lem-stylised-book
 * @see Cont, R., Kukanov, A. and Stoikov, S. (2014), Journal of Financial
 *   Econometrics 12(1), 47-88, doi:10.1093/jjfinec/nbt003.
 *
 * @example A bid that steps up counts whole
 * ```ts
 * import assert from "node:assert/strict";
 * import { orderFlowImbalance } from "volarb/flow";
 *
 * const events = orderFlowImbalance({
 *   time: Float64Array.of(1, 2),
 *   bidPrice: Float64Array.of(100, 100.5),
 *   bidQuantity: Float64Array.of(12, 4),
 *   askPrice: Float64Array.of(101, 101),
 *   askQuantity: Float64Array.of(5, 5),
 * });
 * assert.deepEqual(events, Float64Array.of(NaN, 4));
 * ```
 */
export function orderFlowImbalance(
  quotes: Quotes,
  { priceChanges = "keep" }: OrderFlowImbalanceOptions = {},
): Float64Array {
  const n = assertQuotes(ACTION, quotes);
  const { bidPrice, bidQuantity, askPrice, askQuantity } = quotes;
  const imbalance = new OrderFlowImbalance();
  const events = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const event = imbalance.update(
      bidPrice[i]!,
      bidQuantity[i]!,
      askPrice[i]!,
      askQuantity[i]!,
    );
    const moved = i > 0 &&
      (bidPrice[i] !== bidPrice[i - 1] || askPrice[i] !== askPrice[i - 1]);
    events[i] = moved && priceChanges === "omit" ? event * 0 : event;
  }
  return events;
}
