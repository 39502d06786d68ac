import { checkedFills, type Fills } from "./fills.ts";

/**
 * Mean time that a unit of the position is held.
 *
 * `∫ |q| dt / (units opened)`, Little's law: the mean over units, whichever sale is taken to close which
 * purchase. Units still held at the end count with the time so far.
 *
 * @param fills Fills of one instrument; the position before the first is flat.
 * @param to End of the span, microseconds since the epoch, not before the last fill; its time by default.
 * @returns Microseconds; `NaN` where nothing was opened.
 * @throws {RangeError} If the fills are refused or `to` is before the last.
 * @see Little, J. (1961), A proof for the queuing formula L = λW, Operations Research 9(3), 383-387,
 *   doi:10.1287/opre.9.3.383.
 *
 * @example One unit for four seconds, one for two
 * ```ts
 * import assert from "node:assert/strict";
 * import { meanHoldingTime } from "volarb/performance";
 *
 * const time = meanHoldingTime({
 *   time: Float64Array.of(0, 2e6, 4e6),
 *   quantity: Float64Array.of(1, 1, -2),
 *   price: Float64Array.of(10, 10, 10),
 * });
 * assert.equal(time, 3e6);
 * ```
 */
export function meanHoldingTime(fills: Fills, to?: number): number {
  const action = "compute a holding time";
  const { n } = checkedFills(action, fills);
  const last = fills.time[n - 1] ?? NaN;
  const end = to ?? last;
  if (end < last) {
    throw new RangeError(
      `Cannot ${action} as the end must not be before the last fill, ${last}: current value is ${end}`,
    );
  }
  let position = 0;
  let held = 0;
  let opened = 0;
  for (let i = 0; i < n; i++) {
    const before = Math.abs(position);
    const same = position * fills.quantity[i]! >= 0;
    position += fills.quantity[i]!;
    // A fill against the position opens only what is beyond it.
    opened += same
      ? Math.abs(fills.quantity[i]!)
      : Math.max(0, Math.abs(fills.quantity[i]!) - before);
    held += Math.abs(position) * ((fills.time[i + 1] ?? end) - fills.time[i]!);
  }
  return held / (opened || NaN);
}
