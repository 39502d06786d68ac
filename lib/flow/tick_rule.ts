import { assertColumns, assertPositive } from "../stats/arguments.ts";
import { orNull } from "../stats/or_null.ts";

/** What {@linkcode TickRule} needs to carry on where it stopped. */
export type TickRuleSnapshot = {
  /** Price of the last trade; `null` before the first. */
  readonly price: number | null;
  /** Side of the last trade; `null` before the price first changes. */
  readonly value: number | null;
};

/**
 * Side of the aggressor guessed from the last change of the price, one trade at a time.
 *
 * `+1` above the price before, `-1` below, and as the trade before where it is the same.
 * Where the venue says the side, the guess shows what a guess is worth.
 *
 * @see lem-sign-error
 * @see Lee, C. and Ready, M. (1991), Journal of Finance 46(2), 733-746,
 *   doi:10.1111/j.1540-6261.1991.tb02683.x.
 *
 * @example Up, the same, down
 * ```ts
 * import assert from "node:assert/strict";
 * import { TickRule } from "volarb/flow";
 *
 * const rule = new TickRule();
 * assert.ok(Number.isNaN(rule.update(100)));
 * assert.deepEqual([101, 101, 100].map((p) => rule.update(p)), [1, 1, -1]);
 * ```
 */
export class TickRule {
  #price = NaN;
  #value = NaN;

  /**
   * Restores the state that {@linkcode toJSON} gave.
   *
   * @param snapshot The state as plain data.
   * @returns A rule that continues where it stopped.
   */
  static from({ price, value }: TickRuleSnapshot): TickRule {
    const rule = new TickRule();
    rule.#price = price ?? NaN;
    rule.#value = value ?? NaN;
    return rule;
  }

  /** Side of the last trade; `NaN` until the price first changes. */
  get value(): number {
    return this.#value;
  }

  /** Whether the last trade has a side. */
  get ready(): boolean {
    return !Number.isNaN(this.#value);
  }

  /**
   * Takes the next trade.
   *
   * @param price Above 0.
   * @returns Its side, `+1` bought, `-1` sold.
   * @throws {RangeError} If the price is not positive.
   */
  update(price: number): number {
    if (!(price > 0 && price < Infinity)) {
      assertPositive("apply the tick rule", "price", price);
    }
    if (price > this.#price) this.#value = 1;
    else if (price < this.#price) this.#value = -1;
    this.#price = price;
    return this.#value;
  }

  /** Forgets every trade. */
  reset(): void {
    this.#price = NaN;
    this.#value = NaN;
  }

  /**
   * The state as plain data.
   *
   * @returns What {@linkcode TickRule.from} takes.
   */
  toJSON(): TickRuleSnapshot {
    return { price: orNull(this.#price), value: orNull(this.#value) };
  }
}

/**
 * Side of the aggressor of each trade, guessed from the last change of the price.
 *
 * {@linkcode TickRule} over a whole column.
 *
 * @param price Length `n`; above 0.
 * @returns Length `n`; `+1` or `-1`, known with the trade, `NaN` until the price first
 *   changes.
 * @throws {RangeError} If a price is not positive.
 * @see lem-sign-error
 * @see Lee, C. and Ready, M. (1991), Journal of Finance 46(2), 733-746,
 *   doi:10.1111/j.1540-6261.1991.tb02683.x.
 *
 * @example Down, the same
 * ```ts
 * import assert from "node:assert/strict";
 * import { tickRule } from "volarb/flow";
 *
 * assert.deepEqual(
 *   tickRule(Float64Array.of(100, 99, 99)),
 *   Float64Array.of(NaN, -1, -1),
 * );
 * ```
 */
export function tickRule(price: Float64Array): Float64Array {
  const n = assertColumns("apply the tick rule", { price });
  const stream = new TickRule();
  const sign = new Float64Array(n);
  for (let i = 0; i < n; i++) sign[i] = stream.update(price[i]!);
  return sign;
}
