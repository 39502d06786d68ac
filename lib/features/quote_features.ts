import {
  MicroPrice,
  type MicroPriceTable,
  type QuotedDepthOptions,
  type QuotedSpreadOptions,
} from "../liquidity/mod.ts";
import { midOf } from "../liquidity/mid_price.ts";
import { assertNonNegative } from "../stats/arguments.ts";
import { MISSING } from "../stats/finite_or_nan.ts";
import { orNull } from "../stats/or_null.ts";
import { emptyEntry, takerOf, TIME, VALUE } from "./emission.ts";
import type { Feature } from "./feature.ts";
import type { QuoteRecords } from "./records.ts";
import { streamedFeature } from "./streamed_feature.ts";

const BOOK = [
  "quotes.bidPrice",
  "quotes.bidQuantity",
  "quotes.askPrice",
  "quotes.askQuantity",
];
const PRICES = ["quotes.bidPrice", "quotes.askPrice"];

/** What {@linkcode quoteFeature} makes a feature of. */
type QuoteReading = {
  readonly name: string;
  readonly inputs: readonly string[];
  readonly unit: string;
  /** Puts the value with a quote into the entry of {@linkcode VALUE}. */
  readonly read: (
    quotes: QuoteRecords,
    row: number,
    entry: Float64Array,
  ) => void;
};

/** A feature with a value for each quote, from that quote alone. */
function quoteFeature({ name, inputs, unit, read }: QuoteReading): Feature {
  return streamedFeature({
    name,
    inputs: [...inputs, "quotes.receiveTime"],
    unit,
    window: "1 quote",
    entry: "quote",
    warmUp: 0,
    known: "when the quote is received",
    start(emit, _saved, wanted) {
      const give = takerOf(emit);
      const entry = emptyEntry();
      return {
        families: {
          quotes: (quotes, from, to) => {
            const { receiveTime } = quotes;
            const first = wanted === "last" ? to - 1 : from;
            for (let i = first; i < to; i++) {
              entry[TIME] = receiveTime[i]!;
              read(quotes, i, entry);
              give(entry);
            }
          },
        },
        toJSON: () => null,
      };
    },
  });
}

/** Mid of a quote; `NaN` where a side is missing or the quote is crossed. */
function mid({ bidPrice, askPrice }: QuoteRecords, row: number): number {
  return midOf(bidPrice[row]!, askPrice[row]!);
}

/**
 * Mid price of the last quote as a column `mid_price`.
 *
 * @returns The feature, in quote currency; missing where a side is or the quote is
 *   crossed.
 */
export function midPriceFeature(): Feature {
  return quoteFeature({
    name: "mid_price",
    inputs: PRICES,
    unit: "quote currency",
    read: (quotes, row, entry) => entry[VALUE] = mid(quotes, row),
  });
}

/**
 * Quoted spread of the last quote as a column `quoted_spread`, or `relative_spread` over the
 * mid.
 *
 * @param options The unit.
 * @returns The feature; missing where a side is or the quote is crossed.
 * @see Holden, C. and Jacobsen, S. (2014), Journal of Finance 69(4), 1747-1785,
 *   doi:10.1111/jofi.12127.
 *
 * @example Two names
 * ```ts
 * import assert from "node:assert/strict";
 * import { quotedSpreadFeature } from "volarb/features";
 *
 * assert.equal(quotedSpreadFeature().unit, "quote currency");
 * assert.equal(quotedSpreadFeature({ unit: "relative" }).name, "relative_spread");
 * ```
 */
export function quotedSpreadFeature(
  { unit = "price" }: QuotedSpreadOptions = {},
): Feature {
  const relative = unit === "relative";
  return quoteFeature({
    name: relative ? "relative_spread" : "quoted_spread",
    inputs: PRICES,
    unit: relative ? "fraction of the mid" : "quote currency",
    read(quotes, row, entry) {
      const middle = mid(quotes, row);
      const width = middle > 0
        ? quotes.askPrice[row]! - quotes.bidPrice[row]!
        : MISSING[0]!;
      entry[VALUE] = relative ? width / middle : width;
    },
  });
}

/**
 * Imbalance of the quantities at the best bid and ask of the last quote, as a column
 * `book_imbalance`.
 *
 * `(qB - qA) / (qB + qA)`.
 *
 * @returns The feature, in [-1, 1]; missing where a quantity is or both are 0.
 * @see Gould, M. and Bonart, J. (2016), Market Microstructure and Liquidity 2(2),
 *   1650006, doi:10.1142/S2382626616500064.
 */
export function bookImbalanceFeature(): Feature {
  return quoteFeature({
    name: "book_imbalance",
    inputs: ["quotes.bidQuantity", "quotes.askQuantity"],
    unit: "share of the quantity",
    read({ bidQuantity, askQuantity }, row, entry) {
      const bid = bidQuantity[row]!;
      const ask = askQuantity[row]!;
      assertQuantities(bid, ask);
      const total = bid + ask;
      entry[VALUE] = total > 0 ? (bid - ask) / total : MISSING[0]!;
    },
  });
}

/**
 * Distance of the weighted mid from the mid of the last quote, over the mid, as a column
 * `weighted_mid_deviation`.
 *
 * The weighted mid takes the imbalance of the book for the probability of the next move:
 * `(ask qB + bid qA) / (qB + qA)`.
 *
 * @returns The feature, a fraction of the mid; missing where a side is, the quote is
 *   crossed or both quantities are 0.
 * @see Stoikov, S. (2018), The micro-price, Quantitative Finance 18(12), 1959-1966,
 *   doi:10.1080/14697688.2018.1489139.
 */
export function weightedMidDeviationFeature(): Feature {
  return quoteFeature({
    name: "weighted_mid_deviation",
    inputs: BOOK,
    unit: "fraction of the mid",
    read(quotes, row, entry) {
      const bidSize = quotes.bidQuantity[row]!;
      const askSize = quotes.askQuantity[row]!;
      assertQuantities(bidSize, askSize);
      const total = bidSize + askSize;
      const middle = mid(quotes, row);
      entry[VALUE] = NaN;
      if (!(total > 0 && middle > 0)) return;
      const weighted =
        (quotes.askPrice[row]! * bidSize + quotes.bidPrice[row]! * askSize) /
        total;
      entry[VALUE] = (weighted - middle) / middle;
    },
  });
}

/**
 * Distance of the micro-price from the mid of the last quote, over the mid, as a column
 * `micro_price_deviation`.
 *
 * The table is given: fit it on earlier quotes (`fitMicroPrice`), as a fit to the same
 * quotes looks ahead.
 *
 * @param table A fitted table.
 * @returns The feature, a fraction of the mid; missing where the quote's state was not
 *   seen in the fit.
 * @throws {RangeError} If the table's states are out of range.
 * @see Stoikov, S. (2018), The micro-price, Quantitative Finance 18(12), 1959-1966,
 *   doi:10.1080/14697688.2018.1489139.
 */
export function microPriceDeviationFeature(table: MicroPriceTable): Feature {
  const microPrice = new MicroPrice(table);
  return quoteFeature({
    name: "micro_price_deviation",
    inputs: BOOK,
    unit: "fraction of the mid",
    read(quotes, row, entry) {
      const middle = mid(quotes, row);
      // What it gives depends on this quote alone.
      const price = microPrice.update(
        quotes.bidPrice[row]!,
        quotes.bidQuantity[row]!,
        quotes.askPrice[row]!,
        quotes.askQuantity[row]!,
      );
      entry[VALUE] = (price - middle) / middle;
    },
  });
}

/**
 * Depth at the best quotes of the last quote as a column `quoted_depth`, `bid_depth` or
 * `ask_depth`, with `_value` where it is in quote currency.
 *
 * @param options Side, the mean of both by default, and unit, base units by default.
 * @returns The feature; missing where an entry it needs is.
 * @see Cont, R., Kukanov, A. and Stoikov, S. (2014), Journal of Financial
 *   Econometrics 12(1), 47-88, doi:10.1093/jjfinec/nbt003.
 */
export function quotedDepthFeature(
  { side = "mean", unit = "base" }: QuotedDepthOptions = {},
): Feature {
  const value = unit === "quote";
  const name = side === "mean" ? "quoted_depth" : `${side}_depth`;
  return quoteFeature({
    name: value ? `${name}_value` : name,
    inputs: BOOK,
    unit: value ? "quote currency" : "base units",
    read({ bidPrice, bidQuantity, askPrice, askQuantity }, row, entry) {
      assertQuantities(bidQuantity[row]!, askQuantity[row]!);
      const bid = bidQuantity[row]! * (value ? bidPrice[row]! : 1);
      const ask = askQuantity[row]! * (value ? askPrice[row]! : 1);
      entry[VALUE] = side === "bid"
        ? bid
        : side === "ask"
        ? ask
        : (bid + ask) / 2;
    },
  });
}

/**
 * Age of the last quote at each row of the frame as a column `quote_age`.
 *
 * Time of the row less the quote's receive time. A large age is a pause of the feed:
 * whatever is read from that quote is stale.
 *
 * @returns The feature, in microseconds; missing before the first quote.
 */
export function quoteAgeFeature(): Feature {
  return streamedFeature({
    name: "quote_age",
    inputs: ["quotes.receiveTime"],
    unit: "microseconds",
    window: "1 quote",
    entry: "row of the frame",
    warmUp: 0,
    known: "at each row of the frame",
    join: {},
    start(emit, saved) {
      const from = saved as { last: number | null } | undefined;
      const last = Float64Array.of(from?.last ?? NaN);
      const give = takerOf(emit);
      const entry = emptyEntry();
      return {
        families: {
          quotes({ receiveTime }, _from, to) {
            last[0] = receiveTime[to - 1]!;
          },
        },
        decide(time) {
          entry[TIME] = time;
          entry[VALUE] = time - last[0]!;
          give(entry);
        },
        toJSON: () => ({ last: orNull(last[0]!) }),
      };
    },
  });
}

function assertQuantities(bid: number, ask: number): void {
  if (bid < 0 || ask < 0) {
    assertNonNegative("read a quote", "a quantity", Math.min(bid, ask));
  }
}
