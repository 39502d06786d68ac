import { assertColumns } from "../stats/arguments.ts";
import type { Quotes } from "../flow/mod.ts";
import { orNull } from "../stats/or_null.ts";
import {
  assertStates,
  type MicroPriceModel,
  type MicroPriceStates,
  stateOf,
} from "./fit_micro_price.ts";
import { midOf } from "./mid_price.ts";

/** What of a model is needed to score quotes. */
export type MicroPriceTable = MicroPriceStates & {
  /** Adjustment of each state in ticks; `null` where it was not seen. */
  readonly adjustment: readonly (number | null)[];
};

/** What {@linkcode MicroPrice} needs to carry on where it stopped. */
export type MicroPriceSnapshot = {
  /** The fitted table. */
  readonly table: MicroPriceTable;
  /** Micro-price of the last quote; `null` where it has none. */
  readonly value: number | null;
};

/**
 * Micro-price of quotes with a fitted table, one quote at a time.
 *
 * `P = M + tickSize · G*(I, S)`: the mid and the expected sum of its moves to come, given the
 * bid's share `I` of the quantity and the spread `S`. An update allocates nothing.
 *
 * @see def-micro-price
 * @see Stoikov, S. (2018), The micro-price, Quantitative Finance 18(12), 1959-1966,
 *   doi:10.1080/14697688.2018.1489139.
 *
 * @example Three bins, a third of a tick
 * ```ts
 * import assert from "node:assert/strict";
 * import { MicroPrice } from "volarb/liquidity";
 *
 * const price = new MicroPrice({
 *   tickSize: 1,
 *   imbalanceBins: 3,
 *   maxSpread: 1,
 *   adjustment: [-0.25, 0, 0.25],
 * });
 * assert.equal(price.update(100, 9, 101, 1), 100.75);
 * assert.equal(price.update(100, 5, 101, 5), 100.5);
 * ```
 */
export class MicroPrice {
  /** The fitted table. */
  readonly table: MicroPriceTable;
  readonly #adjustment: Float64Array;
  #value = NaN;

  /**
   * Starts with no quote seen.
   *
   * @param table A fitted model, or what of it scores quotes.
   * @throws {RangeError} If its states are out of range or not as many as its entries.
   */
  constructor(table: MicroPriceTable | MicroPriceModel) {
    const { tickSize, imbalanceBins, maxSpread, adjustment } = table;
    assertStates("create MicroPrice", table);
    if (adjustment.length !== imbalanceBins * maxSpread) {
      throw new RangeError(
        `Cannot create MicroPrice as there must be ${
          imbalanceBins * maxSpread
        } adjustments: current value is ${adjustment.length}`,
      );
    }
    this.table = { tickSize, imbalanceBins, maxSpread, adjustment };
    // One more, for a quote without a state.
    this.#adjustment = Float64Array.from(
      [...adjustment, null],
      (ticks) => (ticks ?? NaN) * tickSize,
    );
  }

  /**
   * Restores the state that {@linkcode toJSON} gave.
   *
   * @param snapshot The state as plain data.
   * @returns A micro-price that continues bit for bit.
   * @throws {RangeError} If its states are out of range.
   */
  static from(snapshot: MicroPriceSnapshot): MicroPrice {
    const price = new MicroPrice(snapshot.table);
    price.#value = snapshot.value ?? NaN;
    return price;
  }

  /** Micro-price of the last quote, quote currency; `NaN` where it has none. */
  get value(): number {
    return this.#value;
  }

  /** Whether the last quote has a micro-price. */
  get ready(): boolean {
    return !Number.isNaN(this.#value);
  }

  /**
   * Takes the next quote.
   *
   * @param bidPrice Best bid, above 0; `NaN` where missing.
   * @param bidQuantity Quantity at the best bid, at least 0.
   * @param askPrice Best ask, above 0.
   * @param askQuantity Quantity at the best ask, at least 0.
   * @returns Its micro-price; `NaN` where its state has none.
   * @throws {RangeError} If a price is not positive or a quantity negative.
   */
  update(
    bidPrice: number,
    bidQuantity: number,
    askPrice: number,
    askQuantity: number,
  ): number {
    if (bidQuantity < 0 || askQuantity < 0) {
      throw new RangeError(
        `Cannot update MicroPrice as quantities must be at least 0: current value is ${bidQuantity} and ${askQuantity}`,
      );
    }
    // A book without a mid has no state.
    if (!(bidPrice > 0 && bidPrice <= askPrice)) {
      return this.#value = midOf(bidPrice, askPrice);
    }
    const mid = (bidPrice + askPrice) / 2;
    const state = stateOf(
      this.table,
      bidPrice,
      bidQuantity,
      askPrice,
      askQuantity,
    );
    const entry = state < 0 ? this.#adjustment.length - 1 : state;
    return this.#value = mid + this.#adjustment[entry]!;
  }

  /** Forgets the last quote; the table stays. */
  reset(): void {
    this.#value = NaN;
  }

  /**
   * The state as plain data.
   *
   * @returns What {@linkcode MicroPrice.from} takes.
   */
  toJSON(): MicroPriceSnapshot {
    return { table: this.table, value: orNull(this.#value) };
  }
}

/**
 * Micro-price of each quote with a fitted table.
 *
 * {@linkcode MicroPrice} over whole columns. The table should come from earlier data.
 *
 * @param quotes Columns of length `n`; prices > 0, quantities ≥ 0.
 * @param table A fitted model, or what of it scores quotes.
 * @returns Length `n`; quote currency, known with the quote. `NaN` where the quote has no
 *   state: crossed, locked, wider than the table, without quantity, or not seen in
 *   the fit.
 * @throws {RangeError} If columns differ in length, a price is not positive, a quantity
 *   negative, or the table does not fit its states.
 * @see def-micro-price
 * @see Stoikov, S. (2018), The micro-price, Quantitative Finance 18(12), 1959-1966,
 *   doi:10.1080/14697688.2018.1489139.
 *
 * @example A long bid queue lifts the price
 * ```ts
 * import assert from "node:assert/strict";
 * import { microPrice } from "volarb/liquidity";
 *
 * const price = microPrice({
 *   bidPrice: Float64Array.of(100),
 *   bidQuantity: Float64Array.of(9),
 *   askPrice: Float64Array.of(101),
 *   askQuantity: Float64Array.of(1),
 * }, {
 *   tickSize: 1,
 *   imbalanceBins: 3,
 *   maxSpread: 1,
 *   adjustment: [-0.25, 0, 0.25],
 * });
 * assert.deepEqual(price, Float64Array.of(100.75));
 * ```
 */
export function microPrice(
  quotes: Omit<Quotes, "time">,
  table: MicroPriceTable | MicroPriceModel,
): Float64Array {
  const { bidPrice, bidQuantity, askPrice, askQuantity } = quotes;
  const n = assertColumns("compute micro-prices", {
    bidPrice,
    bidQuantity,
    askPrice,
    askQuantity,
  });
  const stream = new MicroPrice(table);
  const price = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    price[i] = stream.update(
      bidPrice[i]!,
      bidQuantity[i]!,
      askPrice[i]!,
      askQuantity[i]!,
    );
  }
  return price;
}
