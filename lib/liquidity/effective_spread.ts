import type { Quotes, Trades } from "../flow/mod.ts";
import { assertColumns, assertPositive } from "../stats/arguments.ts";
import { orNull } from "../stats/or_null.ts";
import { assertFlags } from "../flow/arguments.ts";
import { EarlierMid, type EarlierMidSnapshot } from "./earlier_mid.ts";
import { midPrice } from "./mid_price.ts";
import { quoteBefore, valueAt } from "./quote_before.ts";

/** Choices of the spreads that trades pay. */
export type TradeSpreadOptions = {
  /** `"price"` (default): in quote currency. `"relative"`: over the mid before the trade. */
  readonly unit?: "price" | "relative";
};

/** Trades as columns of what a spread needs. */
export type SpreadTrades = Omit<Trades, "quantity">;

/** Quotes as columns of what a spread needs. */
export type SpreadQuotes = Pick<Quotes, "time" | "bidPrice" | "askPrice">;

/**
 * Effective spread of each trade: twice what it paid against the mid before it.
 *
 * `2 D (p - m)` with `D = +1` where the aggressor bought, `-1` where it sold, and `m` the mid
 * of the last quote of an earlier time; or that over `m`. Below the quoted spread where
 * trades print inside it, above where they walk the book.
 *
 * @param trades Columns of length `n`; prices > 0.
 * @param quotes Columns of length `m`; prices > 0, in the same clock.
 * @param options The unit.
 * @returns Length `n`, known with the trade; `NaN` where no quote is earlier or that
 *   quote is crossed or has a side missing.
 * @throws {RangeError} If columns differ in length, times fall, a price is not positive
 *   or a flag is neither 0 nor 1.
 * @see def-effective-spread, eq-effective-spread
 * @see Lee, C. and Ready, M. (1991), Journal of Finance 46(2), 733-746,
 *   doi:10.1111/j.1540-6261.1991.tb02683.x; Huang, R. and Stoll, H. (1996), Journal of
 *   Financial Economics 41(3), 313-357, doi:10.1016/0304-405X(95)00867-E.
 *
 * @example Bought at the ask of a spread of 1
 * ```ts
 * import assert from "node:assert/strict";
 * import { effectiveSpread } from "volarb/liquidity";
 *
 * const spread = effectiveSpread({
 *   time: Float64Array.of(5),
 *   price: Float64Array.of(101),
 *   isBuyerMaker: Uint8Array.of(0),
 * }, {
 *   time: Float64Array.of(4, 5),
 *   bidPrice: Float64Array.of(100, 101),
 *   askPrice: Float64Array.of(101, 102),
 * });
 * assert.deepEqual(spread, Float64Array.of(1));
 * ```
 */
export function effectiveSpread(
  trades: SpreadTrades,
  quotes: SpreadQuotes,
  { unit = "price" }: TradeSpreadOptions = {},
): Float64Array {
  const action = "compute effective spreads";
  const n = assertSpreadColumns(action, trades, quotes);
  const mid = valueAt(midPrice(quotes), quoteBefore(trades.time, quotes.time));
  const spread = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    spread[i] = spreadOf(
      trades.price[i]!,
      mid[i]!,
      mid[i]!,
      trades.isBuyerMaker[i]!,
      unit,
    );
  }
  return spread;
}

/** What {@linkcode EffectiveSpread} needs to carry on where it stopped. */
export type EffectiveSpreadSnapshot = {
  /** The choices. */
  readonly options: TradeSpreadOptions;
  /** The mids of the last quotes. */
  readonly mid: EarlierMidSnapshot;
  /** Spread of the last trade; `null` where it has none. */
  readonly value: number | null;
};

/**
 * Effective spread, one quote or trade at a time in the order of their times.
 *
 * {@linkcode effectiveSpread} of a merged stream. An update allocates nothing.
 *
 * @see def-effective-spread
 * @see Lee, C. and Ready, M. (1991), Journal of Finance 46(2), 733-746,
 *   doi:10.1111/j.1540-6261.1991.tb02683.x.
 *
 * @example Sold one below the mid
 * ```ts
 * import assert from "node:assert/strict";
 * import { EffectiveSpread } from "volarb/liquidity";
 *
 * const spread = new EffectiveSpread();
 * spread.updateQuote(1, 100, 102);
 * assert.equal(spread.update(2, 100, true), 2);
 * ```
 */
export class EffectiveSpread {
  /** The choices. */
  readonly options: TradeSpreadOptions;
  readonly #unit: "price" | "relative";
  readonly #mid = new EarlierMid();
  #value = NaN;

  /**
   * Starts with nothing seen.
   *
   * @param options The unit.
   */
  constructor(options: TradeSpreadOptions = {}) {
    this.options = options;
    this.#unit = options.unit ?? "price";
  }

  /**
   * Restores the state that {@linkcode toJSON} gave.
   *
   * @param snapshot The state as plain data.
   * @returns A spread that continues bit for bit.
   */
  static from(snapshot: EffectiveSpreadSnapshot): EffectiveSpread {
    const spread = new EffectiveSpread(snapshot.options);
    spread.#mid.restore(snapshot.mid);
    spread.#value = snapshot.value ?? NaN;
    return spread;
  }

  /** Spread of the last trade; `NaN` where it has none. */
  get value(): number {
    return this.#value;
  }

  /** Whether the last trade has a spread. */
  get ready(): boolean {
    return !Number.isNaN(this.#value);
  }

  /**
   * Takes the next quote.
   *
   * @param time Microseconds since the epoch; not before the last quote.
   * @param bidPrice Best bid, above 0; `NaN` where missing.
   * @param askPrice Best ask, above 0.
   * @throws {RangeError} If time falls or a price is not positive.
   */
  updateQuote(time: number, bidPrice: number, askPrice: number): void {
    this.#mid.update("update EffectiveSpread", time, bidPrice, askPrice);
  }

  /**
   * Takes the next trade.
   *
   * @param time Microseconds since the epoch; not before the last quote.
   * @param price Above 0.
   * @param isBuyerMaker Whether the aggressor sold: the venue's flag, or 1 and 0.
   * @returns Its spread; `NaN` where no quote is earlier.
   * @throws {RangeError} If time falls or the price is not positive.
   */
  update(
    time: number,
    price: number,
    isBuyerMaker: boolean | number,
  ): number {
    if (!(price > 0 && price < Infinity)) {
      assertPositive("update EffectiveSpread", "price", price);
    }
    const mid = this.#mid.before("update EffectiveSpread", time);
    return this.#value = spreadOf(
      price,
      mid,
      mid,
      isBuyerMaker ? 1 : 0,
      this.#unit,
    );
  }

  /** Forgets everything. */
  reset(): void {
    this.#mid.restore({ time: null, mid: null, earlier: null });
    this.#value = NaN;
  }

  /**
   * The state as plain data.
   *
   * @returns What {@linkcode EffectiveSpread.from} takes.
   */
  toJSON(): EffectiveSpreadSnapshot {
    return {
      options: this.options,
      mid: this.#mid.toJSON(),
      value: orNull(this.#value),
    };
  }
}

/**
 * Twice the signed distance of a price from a mid, in its unit.
 *
 * @param price The trade's price.
 * @param mid The mid it is compared with.
 * @param base The mid before the trade, which a relative spread is over.
 * @param sold 1 where the aggressor sold, 0 where it bought.
 * @param unit The unit.
 * @returns The spread.
 */
export function spreadOf(
  price: number,
  mid: number,
  base: number,
  sold: number,
  unit: "price" | "relative",
): number {
  // Adding 0 turns -0 into 0, which is what a saved state gives back.
  const spread = 2 * (1 - 2 * sold) * (price - mid) + 0;
  return unit === "relative" ? spread / base : spread;
}

/**
 * Checks the columns of trades and quotes.
 *
 * @param action What could not be done.
 * @param trades Columns of length `n`.
 * @param quotes Columns of length `m`.
 * @returns Number of trades.
 * @throws {RangeError} If columns differ in length, a trade's price is not positive or a
 *   flag is neither 0 nor 1.
 */
export function assertSpreadColumns(
  action: string,
  trades: SpreadTrades,
  quotes: SpreadQuotes,
): number {
  const { time, price, isBuyerMaker } = trades;
  const n = assertColumns(action, { time, price, isBuyerMaker });
  assertFlags(action, isBuyerMaker);
  for (let i = 0; i < n; i++) {
    if (!(price[i]! > 0)) assertPositive(action, "price", price[i]!);
  }
  const { time: quoteTime, bidPrice, askPrice } = quotes;
  assertColumns(action, { quoteTime, bidPrice, askPrice });
  return n;
}
