import { assertPositive } from "../stats/arguments.ts";
import { orNull } from "../stats/or_null.ts";
import { EarlierMid, type EarlierMidSnapshot } from "./earlier_mid.ts";
import {
  assertSpreadColumns,
  spreadOf,
  type SpreadQuotes,
  type SpreadTrades,
  type TradeSpreadOptions,
} from "./effective_spread.ts";
import { midPrice } from "./mid_price.ts";
import { quoteBefore, valueAt } from "./quote_before.ts";

/** Choices of {@linkcode realizedSpread}. */
export type RealizedSpreadOptions = TradeSpreadOptions & {
  /** How long after the trade the mid is taken, microseconds, above 0. */
  readonly horizon: number;
};

/** Realised spreads as columns, one entry per trade. */
export type RealizedSpreads = {
  /** The spread; `NaN` where a mid is missing or quotes end before `knownTime`. */
  readonly value: Float64Array;
  /** When the entry is known: the trade's time and the horizon. Use no entry before. */
  readonly knownTime: Float64Array;
};

/**
 * Realised spread of each trade: what its maker kept once the price had moved on.
 *
 * `2 D (p - m')` with `m'` the mid of the last quote before `time + horizon`, strictly, or that
 * over the mid before the trade. The effective spread less it is the price impact,
 * `2 D (m' - m)`.
 *
 * An entry is known `horizon` after its trade, at `knownTime`, and not with the trade: who
 * joins it to anything must join on that.
 *
 * @param trades Columns of length `n`; prices > 0.
 * @param quotes Columns of length `m`; prices > 0, in the same clock.
 * @param options Horizon and unit.
 * @returns Two columns of length `n`.
 * @throws {RangeError} If columns differ in length, times fall, a price or the horizon
 *   is not positive, or a flag is neither 0 nor 1.
 * @see def-effective-spread, eq-effective-spread
 * @see Huang, R. and Stoll, H. (1996), Journal of Financial Economics 41(3), 313-357,
 *   doi:10.1016/0304-405X(95)00867-E.
 *
 * @example Bought at 101, the mid moves from 100.5 to 101.5
 * ```ts
 * import assert from "node:assert/strict";
 * import { realizedSpread } from "volarb/liquidity";
 *
 * const { value, knownTime } = realizedSpread({
 *   time: Float64Array.of(2),
 *   price: Float64Array.of(101),
 *   isBuyerMaker: Uint8Array.of(0),
 * }, {
 *   time: Float64Array.of(1, 3, 9),
 *   bidPrice: Float64Array.of(100, 101, 90),
 *   askPrice: Float64Array.of(101, 102, 91),
 * }, { horizon: 5 });
 * assert.deepEqual(value, Float64Array.of(-1));
 * assert.deepEqual(knownTime, Float64Array.of(7));
 * ```
 */
export function realizedSpread(
  trades: SpreadTrades,
  quotes: SpreadQuotes,
  { horizon, unit = "price" }: RealizedSpreadOptions,
): RealizedSpreads {
  const action = "compute realised spreads";
  const n = assertSpreadColumns(action, trades, quotes);
  assertPositive(action, "horizon", horizon);
  const mid = midPrice(quotes);
  const knownTime = trades.time.map((t) => t + horizon);
  const before = valueAt(mid, quoteBefore(trades.time, quotes.time));
  const after = valueAt(mid, quoteBefore(knownTime, quotes.time));
  const end = quotes.time[quotes.time.length - 1] ?? -Infinity;
  const value = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    value[i] = knownTime[i]! <= end
      ? spreadOf(
        trades.price[i]!,
        after[i]!,
        before[i]!,
        trades.isBuyerMaker[i]!,
        unit,
      )
      : NaN;
  }
  return { value, knownTime };
}

/** What {@linkcode RealizedSpread} needs to carry on where it stopped. */
export type RealizedSpreadSnapshot = {
  /** The choices. */
  readonly options: RealizedSpreadOptions;
  /** The mids of the last quotes. */
  readonly mid: EarlierMidSnapshot;
  /** Trades that wait for their horizon: known time, price, side and mid before, four each. */
  readonly waiting: readonly (number | null)[];
  /** Spread of the trade that matured last; `null` where it has none. */
  readonly value: number | null;
  /** Trades matured. */
  readonly matured: number;
};

const FIELDS = 4;

/**
 * Realised spread, one quote or trade at a time in the order of their times.
 *
 * {@linkcode realizedSpread} of a merged stream: a trade waits until a quote or
 * {@linkcode advance} says that its horizon is over. Room for waiting trades doubles when
 * it is short; apart from that an update allocates nothing.
 *
 * @see def-effective-spread
 * @see Huang, R. and Stoll, H. (1996), Journal of Financial Economics 41(3), 313-357,
 *   doi:10.1016/0304-405X(95)00867-E.
 *
 * @example Known five microseconds later
 * ```ts
 * import assert from "node:assert/strict";
 * import { RealizedSpread } from "volarb/liquidity";
 *
 * const spread = new RealizedSpread({ horizon: 5 });
 * spread.updateQuote(1, 100, 101);
 * spread.update(2, 101, false);
 * spread.updateQuote(3, 101, 102);
 * assert.equal(spread.ready, false);
 * assert.equal(spread.advance(7), 1);
 * assert.equal(spread.value, -1);
 * ```
 */
export class RealizedSpread {
  /** The choices. */
  readonly options: RealizedSpreadOptions;
  readonly #horizon: number;
  readonly #unit: "price" | "relative";
  readonly #mid = new EarlierMid();
  #waiting = new Float64Array(FIELDS * 64);
  #first = 0;
  #count = 0;
  #value = NaN;
  #matured = 0;
  /** Time that was told last: a field, as a call that is not put in line would allocate its number. */
  #now = NaN;

  /**
   * Starts with nothing seen.
   *
   * @param options Horizon and unit.
   * @throws {RangeError} If the horizon is not positive.
   */
  constructor(options: RealizedSpreadOptions) {
    assertPositive("create RealizedSpread", "horizon", options.horizon);
    this.options = options;
    this.#horizon = options.horizon;
    this.#unit = options.unit ?? "price";
  }

  /**
   * Restores the state that {@linkcode toJSON} gave.
   *
   * @param snapshot The state as plain data.
   * @returns A spread that continues bit for bit.
   * @throws {RangeError} If the horizon is not positive.
   */
  static from(snapshot: RealizedSpreadSnapshot): RealizedSpread {
    const spread = new RealizedSpread(snapshot.options);
    spread.#mid.restore(snapshot.mid);
    const { waiting } = snapshot;
    for (let i = 0; i < waiting.length; i += FIELDS) {
      const at = (j: number) => waiting[i + j] ?? NaN;
      spread.#wait(at(0), at(1), at(2), at(3));
    }
    spread.#value = snapshot.value ?? NaN;
    spread.#matured = snapshot.matured;
    return spread;
  }

  /** Spread of the trade that matured last; `NaN` where it has none. */
  get value(): number {
    return this.#value;
  }

  /** Whether the trade that matured last has a spread. */
  get ready(): boolean {
    return !Number.isNaN(this.#value);
  }

  /** Trades matured so far. */
  get matured(): number {
    return this.#matured;
  }

  /**
   * Takes the next quote.
   *
   * @param time Microseconds since the epoch; not before the last quote.
   * @param bidPrice Best bid, above 0; `NaN` where missing.
   * @param askPrice Best ask, above 0.
   * @returns How many trades matured.
   * @throws {RangeError} If time falls or a price is not positive.
   */
  updateQuote(time: number, bidPrice: number, askPrice: number): number {
    const matured = this.advance(time);
    this.#mid.update("update RealizedSpread", time, bidPrice, askPrice);
    return matured;
  }

  /**
   * Takes the next trade.
   *
   * @param time Microseconds since the epoch; not before the last quote.
   * @param price Above 0.
   * @param isBuyerMaker Whether the aggressor sold: the venue's flag, or 1 and 0.
   * @throws {RangeError} If time falls or the price is not positive.
   */
  update(
    time: number,
    price: number,
    isBuyerMaker: boolean | number,
  ): void {
    if (!(price > 0 && price < Infinity)) {
      assertPositive("update RealizedSpread", "price", price);
    }
    const mid = this.#mid.before("update RealizedSpread", time);
    this.#wait(time + this.#horizon, price, isBuyerMaker ? 1 : 0, mid);
  }

  /**
   * Says that all quotes before a time have come.
   *
   * @param time Microseconds since the epoch; not before the last quote.
   * @returns How many trades matured.
   * @throws {RangeError} If time falls.
   */
  advance(time: number): number {
    this.#mid.check("advance RealizedSpread", time);
    this.#now = time;
    return this.#mature();
  }

  /** Trades whose known time has come get their spread; returns how many. */
  #mature(): number {
    const waiting = this.#waiting;
    let matured = 0;
    while (this.#count > 0 && waiting[this.#first]! <= this.#now) {
      const at = this.#first;
      // It would have matured with a quote at its own known time: this mid is earlier.
      this.#value = spreadOf(
        waiting[at + 1]!,
        this.#mid.mid,
        waiting[at + 3]!,
        waiting[at + 2]!,
        this.#unit,
      );
      this.#first = (at + FIELDS) % waiting.length;
      this.#count--;
      matured++;
    }
    this.#matured += matured;
    return matured;
  }

  /** Forgets everything. */
  reset(): void {
    this.#mid.restore({ time: null, mid: null, earlier: null });
    this.#first = 0;
    this.#count = 0;
    this.#value = NaN;
    this.#matured = 0;
  }

  /**
   * The state as plain data.
   *
   * @returns What {@linkcode RealizedSpread.from} takes.
   */
  toJSON(): RealizedSpreadSnapshot {
    const size = this.#waiting.length;
    return {
      options: this.options,
      mid: this.#mid.toJSON(),
      waiting: Array.from(
        { length: FIELDS * this.#count },
        (_, j) => orNull(this.#waiting[(this.#first + j) % size]!),
      ),
      value: orNull(this.#value),
      matured: this.#matured,
    };
  }

  #wait(known: number, price: number, sold: number, mid: number): void {
    if (FIELDS * this.#count === this.#waiting.length) this.#makeRoom();
    const waiting = this.#waiting;
    const at = (this.#first + FIELDS * this.#count) % waiting.length;
    waiting[at] = known;
    waiting[at + 1] = price;
    waiting[at + 2] = sold;
    waiting[at + 3] = mid;
    this.#count++;
  }

  #makeRoom(): void {
    const waiting = this.#waiting;
    const larger = new Float64Array(2 * waiting.length);
    larger.set(waiting.subarray(this.#first));
    larger.set(waiting.subarray(0, this.#first), waiting.length - this.#first);
    this.#waiting = larger;
    this.#first = 0;
  }
}

/**
 * Price impact of each trade: effective less realised spread.
 *
 * `2 D (m' - m)`: what the mid moved in the trade's direction within the horizon, twice.
 *
 * @param effective Length `n`; effective spreads.
 * @param realized Length `n`; realised spreads in the same unit.
 * @returns Length `n`; known when the realised spread is.
 * @throws {RangeError} If columns differ in length.
 * @see eq-effective-spread, lem-spread-identity, def-effective-spread
 * @see Huang, R. and Stoll, H. (1996), Journal of Financial Economics 41(3), 313-357,
 *   doi:10.1016/0304-405X(95)00867-E.
 *
 * @example Paid 1, of which the maker lost 1 more
 * ```ts
 * import assert from "node:assert/strict";
 * import { priceImpact } from "volarb/liquidity";
 *
 * assert.deepEqual(
 *   priceImpact(Float64Array.of(1), Float64Array.of(-1)),
 *   Float64Array.of(2),
 * );
 * ```
 */
export function priceImpact(
  effective: Float64Array,
  realized: Float64Array,
): Float64Array {
  if (effective.length !== realized.length) {
    throw new RangeError(
      `Cannot compute price impact as columns must have one length: effective has ${effective.length}, realized has ${realized.length}`,
    );
  }
  return effective.map((spread, i) => spread - realized[i]!);
}
