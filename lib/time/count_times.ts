/**
 * How many times are not after a time, by bisection.
 *
 * Also the first row that is after it: rows `0 .. count - 1` are known then.
 *
 * @param times Times in order, never falling.
 * @param time The time.
 * @param from First entry to look at; 0 by default, those before are counted.
 * @returns A number of entries, `from` to `times.length`.
 *
 * @example A tie counts
 * ```ts
 * import assert from "node:assert/strict";
 * import { countUpTo } from "volarb/time";
 *
 * assert.equal(countUpTo([10, 20, 20, 30], 20), 3);
 * ```
 */
export function countUpTo(
  times: ArrayLike<number>,
  time: number,
  from: number = 0,
): number {
  let low = from;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle]! <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * How many times are before a time, by bisection.
 *
 * Also the first row that is at it or after it.
 *
 * @param times Times in order, never falling.
 * @param time The time.
 * @param from First entry to look at; 0 by default, those before are counted.
 * @returns A number of entries, `from` to `times.length`.
 *
 * @example A tie does not count
 * ```ts
 * import assert from "node:assert/strict";
 * import { countBefore } from "volarb/time";
 *
 * assert.equal(countBefore([10, 20, 20, 30], 20), 1);
 * ```
 */
export function countBefore(
  times: ArrayLike<number>,
  time: number,
  from: number = 0,
): number {
  let low = from;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle]! < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
