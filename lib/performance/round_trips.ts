import { checkedFills, type Fills } from "./fills.ts";

/** Trades from flat to flat, one row each, in order of their close. */
export type RoundTrips = {
  /** Time of the fill that opened the position; microseconds since the epoch. */
  readonly openTime: Float64Array;
  /** Time of the fill that closed it. */
  readonly closeTime: Float64Array;
  /** 1 for a long position, -1 for a short one. */
  readonly side: Float64Array;
  /** Largest size on the way; base units. */
  readonly quantity: Float64Array;
  /** Mean price of the fills that made the position larger. */
  readonly entryPrice: Float64Array;
  /** Mean price of the fills that made it smaller. */
  readonly exitPrice: Float64Array;
  /** What was earned, fees taken off; quote currency. */
  readonly profit: Float64Array;
  /** Fees of the trade; quote currency. */
  readonly fee: Float64Array;
  /** Position that is still open after the last fill; base units. */
  readonly openQuantity: number;
};

/** A position smaller than this share of its largest size is rounding. */
const FLAT = 1e-9;

/**
 * Trades from flat to flat.
 *
 * A trade begins with the fill that leaves the flat position and ends with the one that comes back to
 * it. A fill that turns a long position short, or the other way, closes one trade and opens the next; its fee is
 * shared in proportion. While a position is open, fills of either direction belong to it. Funding is not part
 * of a fill and has to be added by who knows it.
 *
 * @param fills Fills of one instrument.
 * @returns One row per closed trade. With the value of what is open, the profits sum to the cash flow.
 * @throws {RangeError} If columns differ in length, a time falls, a quantity is zero, or a price is not positive.
 *
 * @example Bought twice, sold and turned
 * ```ts
 * import assert from "node:assert/strict";
 * import { roundTrips } from "volarb/performance";
 *
 * const trips = roundTrips({
 *   time: Float64Array.of(0, 1, 5),
 *   quantity: Float64Array.of(1, 1, -3),
 *   price: Float64Array.of(10, 12, 15),
 *   fee: Float64Array.of(0, 0, 3),
 * });
 * assert.deepEqual(trips.profit, Float64Array.of(30 - 22 - 2));
 * assert.deepEqual(trips.entryPrice, Float64Array.of(11));
 * assert.equal(trips.openQuantity, -1);
 * ```
 */
export function roundTrips(fills: Fills): RoundTrips {
  const { n, fee } = checkedFills("find round trips", fills);
  const rows: number[][] = [];
  let trip: Trip | undefined;
  for (let i = 0; i < n; i++) {
    const quantity = fills.quantity[i]!;
    const fill = { time: fills.time[i]!, price: fills.price[i]!, fee: fee[i]! };
    let rest = quantity;
    if (trip !== undefined) {
      const closing = trip.side * quantity < 0 &&
          Math.abs(quantity) >= Math.abs(trip.position) * (1 - FLAT)
        ? -trip.position
        : quantity;
      trip.take({ ...fill, fee: fill.fee * closing / quantity }, closing);
      rest = quantity - closing;
      if (trip.flat) {
        rows.push(trip.row(fill.time));
        trip = undefined;
      }
    }
    if (Math.abs(rest) > FLAT * Math.abs(quantity) && trip === undefined) {
      trip = new Trip(fill.time, Math.sign(rest));
      trip.take({ ...fill, fee: fill.fee * rest / quantity }, rest);
    }
  }
  const column = (j: number) => Float64Array.from(rows, (row) => row[j]!);
  return {
    openTime: column(0),
    closeTime: column(1),
    side: column(2),
    quantity: column(3),
    entryPrice: column(4),
    exitPrice: column(5),
    profit: column(6),
    fee: column(7),
    openQuantity: trip?.position ?? 0,
  };
}

/** A position on its way from flat to flat. */
class Trip {
  position = 0;
  #largest = 0;
  #entered = 0;
  #entryValue = 0;
  #left = 0;
  #exitValue = 0;
  #fee = 0;

  constructor(readonly openTime: number, readonly side: number) {}

  get flat(): boolean {
    return Math.abs(this.position) <= FLAT * this.#largest;
  }

  take(fill: { price: number; fee: number }, quantity: number): void {
    this.position += quantity;
    this.#fee += fill.fee;
    this.#largest = Math.max(this.#largest, Math.abs(this.position));
    const size = Math.abs(quantity);
    if (quantity * this.side > 0) {
      this.#entered += size;
      this.#entryValue += size * fill.price;
    } else {
      this.#left += size;
      this.#exitValue += size * fill.price;
    }
  }

  row(closeTime: number): number[] {
    const gross = this.side * (this.#exitValue - this.#entryValue);
    return [
      this.openTime,
      closeTime,
      this.side,
      this.#largest,
      this.#entryValue / this.#entered,
      this.#exitValue / this.#left,
      gross - this.#fee,
      this.#fee,
    ];
  }
}
