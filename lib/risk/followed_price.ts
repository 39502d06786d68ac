import { assertRisk } from "./risk_arguments.ts";

/** Which price a stop follows and triggers on. */
export type FollowedPrice = "bidAsk" | "last" | "mark";

/**
 * The price that a stop follows.
 *
 * Of quotes a `buy` follows the ask and a `sell` the bid, the price at which each would trade; the last or the mark is one for both.
 *
 * @param side What the stop trades.
 * @param follows Which price.
 * @param prices Prices now, ticks; those that are not asked for may be missing.
 * @returns The price, ticks; `NaN` where it is missing.
 * @throws {RangeError} If side or price is unknown.
 *
 * @example A quote of 1479 to 1480
 * ```ts
 * import assert from "node:assert/strict";
 * import { followedPrice } from "volarb/risk";
 *
 * const quote = { bid: 1479, ask: 1480 };
 * assert.equal(followedPrice("buy", "bidAsk", quote), 1480);
 * assert.equal(followedPrice("sell", "bidAsk", quote), 1479);
 * assert.equal(followedPrice("sell", "mark", quote), NaN);
 * ```
 */
export function followedPrice(
  side: "buy" | "sell",
  follows: FollowedPrice,
  { bid = NaN, ask = NaN, last = NaN, mark = NaN }: {
    readonly bid?: number;
    readonly ask?: number;
    readonly last?: number;
    readonly mark?: number;
  },
): number {
  const action = "follow a price";
  const sides = ["buy", "sell"];
  assertRisk(action, "side", side, (s) => sides.includes(s), "buy or sell");
  switch (follows) {
    case "bidAsk":
      return side === "buy" ? ask : bid;
    case "last":
      return last;
    case "mark":
      return mark;
    default:
      throw new RangeError(
        `Cannot ${action} as follows must be bidAsk, last or mark: current value is ${follows}`,
      );
  }
}
