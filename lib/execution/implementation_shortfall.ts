import { assertColumns } from "../stats/arguments.ts";

/** Fills of a parent order, as columns of one length. */
export type ParentFills = {
  /** Quantity of each fill, > 0. */
  readonly quantity: Float64Array;
  /** Price of each, quote units. */
  readonly price: Float64Array;
  /** Mid when its child order was sent. */
  readonly mid: Float64Array;
  /** Price at which a taker on the parent's side would have met the book then: the ask of a buyer, the bid of a seller. */
  readonly touch: Float64Array;
  /** Fee of each, quote units; below 0 is a rebate. */
  readonly fee: Float64Array;
};

/** What is known of the parent order. */
export type ParentOrder = {
  /** Side of the parent. */
  readonly side: "buy" | "sell";
  /** Quantity that was wanted. */
  readonly quantity: number;
  /** Mid when it was decided on. */
  readonly decisionMid: number;
  /** Mid when the first child could be sent: decision plus latency. */
  readonly arrivalMid: number;
  /** Mid at the end, at which what was not filled is valued. */
  readonly endMid: number;
};

/** Cost of a parent order against its decision, quote units; above 0 is a loss. */
export type ImplementationShortfall = {
  /** The mid moved between decision and arrival. */
  readonly delay: number;
  /** The mid moved between arrival and each child. */
  readonly timing: number;
  /** From the mid to the touch: half a spread of a taker, below 0 for a maker. */
  readonly spread: number;
  /** From the touch to the price: what was beyond the displayed size, or gained on it. */
  readonly impact: number;
  /** Fees. */
  readonly fee: number;
  /** What was not filled, at the move of the mid from decision to end. */
  readonly opportunity: number;
  /** Their sum: what the paper portfolio, filled at the decision's mid, has more. */
  readonly total: number;
  /** The total over the value of the parent at the decision, basis points. */
  readonly basisPoints: number;
};

/**
 * Implementation shortfall and where it comes from.
 *
 * With `s` = 1 of a buyer and -1 of a seller, for each fill
 * `s q (p - M_d) = s q (M_a - M_d) + s q (M_i - M_a) + s q (touch_i - M_i) + s q (p_i - touch_i)`: delay, timing,
 * spread, impact. With fees and `s (Q - Σq)(M_e - M_d)` of what was not filled the parts add up to
 * the total.
 *
 * @param order The parent.
 * @param fills Its fills.
 * @returns The parts and their sum.
 * @throws {RangeError} If columns differ in length, a quantity is not positive, or more was filled than wanted.
 * @see def-shortfall, lem-shortfall, eq-shortfall
 * @see Perold, A. F. (1988), Journal of Portfolio Management 14(3), 4-9.
 *
 * @example A buyer who crosses the spread after the price has moved by one
 * ```ts
 * import assert from "node:assert/strict";
 * import { implementationShortfall } from "volarb/execution";
 *
 * const { delay, timing, spread, total } = implementationShortfall({
 *   side: "buy",
 *   quantity: 2,
 *   decisionMid: 100,
 *   arrivalMid: 100,
 *   endMid: 101,
 * }, {
 *   quantity: Float64Array.of(2),
 *   mid: Float64Array.of(101),
 *   touch: Float64Array.of(101.5),
 *   price: Float64Array.of(101.5),
 *   fee: Float64Array.of(0),
 * });
 * assert.deepEqual([delay, timing, spread, total], [0, 2, 1, 3]);
 * ```
 */
export function implementationShortfall(
  { side, quantity, decisionMid, arrivalMid, endMid }: ParentOrder,
  fills: ParentFills,
): ImplementationShortfall {
  const action = "compute an implementation shortfall";
  assertColumns(action, { ...fills });
  const sign = side === "buy" ? 1 : -1;
  let [filled, timing, spread, impact, fee] = [0, 0, 0, 0, 0];
  fills.quantity.forEach((q, i) => {
    if (!(q > 0)) {
      throw new RangeError(
        `Cannot ${action} as quantities must be positive: entry ${i} is ${q}`,
      );
    }
    filled += q;
    timing += sign * q * (fills.mid[i]! - arrivalMid);
    spread += sign * q * (fills.touch[i]! - fills.mid[i]!);
    impact += sign * q * (fills.price[i]! - fills.touch[i]!);
    fee += fills.fee[i]!;
  });
  if (!(filled <= quantity * (1 + 1e-12))) {
    throw new RangeError(
      `Cannot ${action} as no more can be filled than was wanted: current values are ${filled} and ${quantity}`,
    );
  }
  const delay = sign * filled * (arrivalMid - decisionMid);
  const opportunity = sign * Math.max(0, quantity - filled) *
    (endMid - decisionMid);
  const total = delay + timing + spread + impact + fee + opportunity;
  return {
    delay,
    timing,
    spread,
    impact,
    fee,
    opportunity,
    total,
    basisPoints: 1e4 * total / (quantity * decisionMid),
  };
}

/**
 * Slippage of fills against a benchmark price, basis points; above 0 is a loss.
 *
 * @param side Side of the parent.
 * @param fills Quantities and prices.
 * @param benchmark The price that they are held against: the interval's VWAP or TWAP, say.
 * @returns `s (p̄ / benchmark - 1) 10⁴` with the mean price `p̄` weighted by quantity; `NaN` without a fill.
 *
 * @example A seller a basis point below the average
 * ```ts
 * import assert from "node:assert/strict";
 * import { slippageAgainst } from "volarb/execution";
 *
 * const fills = { quantity: Float64Array.of(1), price: Float64Array.of(9999) };
 * assert.ok(Math.abs(slippageAgainst("sell", fills, 10_000) - 1) < 1e-9);
 * ```
 */
export function slippageAgainst(
  side: "buy" | "sell",
  { quantity, price }: Pick<ParentFills, "quantity" | "price">,
  benchmark: number,
): number {
  let [value, filled] = [0, 0];
  quantity.forEach((q, i) => {
    value += q * price[i]!;
    filled += q;
  });
  return (side === "buy" ? 1 : -1) * (value / filled / benchmark - 1) * 1e4;
}
