import { assertColumns } from "../stats/arguments.ts";
import type { Quotes } from "../flow/mod.ts";
import { midOf } from "./mid_price.ts";

/** Choices of {@linkcode quotedSpread}. */
export type QuotedSpreadOptions = {
  /** `"price"` (default): ask less bid, in quote currency. `"relative"`: that over the mid. */
  readonly unit?: "price" | "relative";
};

/**
 * Quoted spread of each quote: `ask - bid`, or that over the mid.
 *
 * @param quotes Columns of length `n`; prices > 0.
 * @param options The unit; a fraction of the mid times 10^4 is basis points.
 * @returns Length `n`, known with the quote; 0 where the quote is locked, `NaN` where a
 *   side is missing or it is crossed (bid above ask).
 * @throws {RangeError} If columns differ in length or a price is not positive.
 * @see eq-quoted-spread, def-quote, eq-map-book-ticker
 * @see Holden, C. and Jacobsen, S. (2014), Journal of Finance 69(4), 1747-1785,
 *   doi:10.1111/jofi.12127.
 *
 * @example One in a hundred
 * ```ts
 * import assert from "node:assert/strict";
 * import { quotedSpread } from "volarb/liquidity";
 *
 * const quotes = {
 *   bidPrice: Float64Array.of(99.5),
 *   askPrice: Float64Array.of(100.5),
 * };
 * assert.deepEqual(quotedSpread(quotes), Float64Array.of(1));
 * assert.deepEqual(
 *   quotedSpread(quotes, { unit: "relative" }),
 *   Float64Array.of(0.01),
 * );
 * ```
 */
export function quotedSpread(
  quotes: Pick<Quotes, "bidPrice" | "askPrice">,
  { unit = "price" }: QuotedSpreadOptions = {},
): Float64Array {
  const { bidPrice, askPrice } = quotes;
  const n = assertColumns("compute quoted spreads", {
    bidPrice,
    askPrice,
  });
  const spread = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const mid = midOf(bidPrice[i]!, askPrice[i]!);
    const width = mid > 0 ? askPrice[i]! - bidPrice[i]! : NaN;
    spread[i] = unit === "relative" ? width / mid : width;
  }
  return spread;
}
