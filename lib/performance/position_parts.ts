/**
 * A position as the sum of parts that different beliefs stand for.
 *
 * @example Both ways to a position of five
 * ```ts
 * import assert from "node:assert/strict";
 * import { PositionParts } from "volarb/performance";
 *
 * const parts = new PositionParts(2);
 * parts.aim = Float64Array.of(8, -3);
 * parts.fill(5);
 * assert.deepEqual([...parts.lots], [8, -3, 0]);
 * // Beyond the aim it is nobody's.
 * parts.fill(1);
 * assert.deepEqual([...parts.lots], [8, -3, 1]);
 * ```
 */
export class PositionParts {
  /** Lots of each part, and last those that no part asked for. */
  readonly lots: Float64Array;
  /** Lots that each part asks for. */
  aim: Float64Array;
  readonly #changes: Float64Array;

  /**
   * Starts flat.
   *
   * @param count Number of parts.
   */
  constructor(count: number) {
    this.lots = new Float64Array(count + 1);
    this.aim = new Float64Array(count);
    this.#changes = new Float64Array(count + 1);
  }

  /** Lots of the position. */
  get total(): number {
    return sum(this.lots);
  }

  /**
   * Takes a fill: the way to the aim is the same share for every part, what makes the position smaller otherwise takes the same share of
   * each, and what is beyond both is nobody's.
   *
   * @param quantity Signed lots.
   * @returns Lots that each part was given, and last those of no part; they add up to the quantity. The array is used again.
   */
  fill(quantity: number): Float64Array {
    const changes = this.#changes.fill(0);
    let rest = quantity;
    const gap = sum(this.aim) - this.total;
    if (gap * rest > 0) {
      const toAim = Math.abs(rest) <= Math.abs(gap) ? rest : gap;
      this.#move(toAim / gap);
      rest -= toAim;
    }
    const held = this.total;
    if (rest !== 0 && held * rest < 0) {
      const closed = Math.abs(rest) <= Math.abs(held) ? rest : -held;
      const share = closed / held;
      this.lots.forEach((lots, k) => this.#add(k, share * lots));
      rest -= closed;
    }
    this.#add(this.lots.length - 1, rest);
    return changes;
  }

  /** Goes a share of the way to the aim. */
  #move(share: number): void {
    const { lots, aim } = this;
    for (let k = 0; k < lots.length; k++) {
      this.#add(k, share * ((aim[k] ?? 0) - lots[k]!));
    }
  }

  #add(part: number, lots: number): void {
    this.#changes[part]! += lots;
    this.lots[part]! += lots;
  }
}

function sum(values: Float64Array): number {
  let total = 0;
  for (let k = 0; k < values.length; k++) total += values[k]!;
  return total;
}
