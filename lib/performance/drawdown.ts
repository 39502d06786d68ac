import { assertColumns } from "../stats/arguments.ts";
import { assertTimes, type EquityCurve } from "./equity_curve.ts";

/**
 * Drawdown of an account: how far its equity is below the highest it ever was.
 *
 * `1 - E[t] / max_{s <= t} E[s]`, the first row included in the maximum.
 *
 * @param equity Length `n`; > 0 at its highest, `NaN` is missing.
 * @returns Length `n`; a fraction of the highest equity so far, at least 0 (above 1 where equity is
 *   negative), `NaN` where equity is missing or has never been positive. Entry `t` uses entries up to `t`.
 * @see Magdon-Ismail, M., Atiya, A. (2004), Maximum drawdown, Risk 17(10), 99-102.
 *
 * @example Down by a quarter and back
 * ```ts
 * import assert from "node:assert/strict";
 * import { drawdown } from "volarb/performance";
 *
 * assert.deepEqual(
 *   drawdown(Float64Array.of(4, 3, NaN, 5)),
 *   Float64Array.of(0, 0.25, NaN, 0),
 * );
 * ```
 */
export function drawdown(equity: Float64Array): Float64Array {
  assertColumns("compute a drawdown", { equity });
  let highest = -Infinity;
  return equity.map((e) => {
    if (e > highest) highest = e;
    return highest > 0 ? 1 - e / highest : NaN;
  });
}

/** A fall of equity from a peak, to its trough, and back. Times are microseconds since the epoch. */
export type DrawdownEpisode = {
  /** Depth at the trough, as a fraction of the peak. */
  readonly depth: number;
  /** Time of the peak: the last row at the highest equity before the fall. */
  readonly peakTime: number;
  /** Time of the trough: the first row at the lowest equity. */
  readonly troughTime: number;
  /** Time at which equity was at the peak again; `NaN` where it never was. */
  readonly recoveryTime: number;
  /** From the peak to the recovery, or to the last row where there is none; microseconds. */
  readonly length: number;
  /** From the trough to the recovery; microseconds, `NaN` where there is none. */
  readonly recovery: number;
};

/**
 * Every drawdown of an account, from the deepest to the shallowest.
 *
 * An episode begins when equity falls below its highest so far and ends when it is there again. Of
 * two as deep as each other the earlier comes first.
 *
 * @param curve Equity in order of time; rows without equity are passed over.
 * @returns The episodes; none where equity never falls.
 * @throws {RangeError} If the columns differ in length or a time falls.
 *
 * @example One that recovered and one that did not
 * ```ts
 * import assert from "node:assert/strict";
 * import { drawdownEpisodes } from "volarb/performance";
 *
 * const episodes = drawdownEpisodes({
 *   time: Float64Array.of(0, 1, 2, 3, 4),
 *   equity: Float64Array.of(10, 9, 10, 6, 8),
 * });
 * assert.deepEqual(episodes.map((e) => e.depth), [0.4, 1 - 9 / 10]);
 * assert.deepEqual(episodes.map((e) => e.length), [2, 2]);
 * assert.deepEqual(episodes.map((e) => e.recovery), [NaN, 1]);
 * ```
 */
export function drawdownEpisodes(
  { time, equity }: EquityCurve,
): DrawdownEpisode[] {
  const action = "find drawdowns";
  const n = assertColumns(action, { time, equity });
  assertTimes(action, time);
  const episodes: DrawdownEpisode[] = [];
  let peak = -1;
  let trough = -1;
  const close = (row: number, recovered: boolean) => {
    if (trough < 0) return;
    episodes.push(
      episodeOf({ time, equity }, { peak, trough, row, recovered }),
    );
    trough = -1;
  };
  for (let row = 0; row < n; row++) {
    const value = equity[row]!;
    if (Number.isNaN(value)) continue;
    if (peak < 0 || value >= equity[peak]!) {
      close(row, true);
      peak = row;
    } else if (trough < 0 || value < equity[trough]!) trough = row;
  }
  close(n - 1, false);
  return episodes.sort((a, b) => b.depth - a.depth || a.peakTime - b.peakTime);
}

function episodeOf(
  { time, equity }: EquityCurve,
  { peak, trough, row, recovered }: {
    peak: number;
    trough: number;
    row: number;
    recovered: boolean;
  },
): DrawdownEpisode {
  const end = time[row]!;
  return {
    depth: equity[peak]! > 0 ? 1 - equity[trough]! / equity[peak]! : NaN,
    peakTime: time[peak]!,
    troughTime: time[trough]!,
    recoveryTime: recovered ? end : NaN,
    length: end - time[peak]!,
    recovery: recovered ? end - time[trough]! : NaN,
  };
}

/**
 * Depth of the deepest drawdown, from returns.
 *
 * The largest of `1 - W[t] / max_{s <= t} W[s]` with the wealth `W[t] = Π (1 + r)`, which starts at 1 before the
 * first period.
 *
 * @param returns Length `n`; simple returns, a fraction per period.
 * @returns A fraction, at least 0; 0 of no returns, `NaN` if one is missing.
 *
 * @example A loss right at the start counts
 * ```ts
 * import assert from "node:assert/strict";
 * import { maximumDrawdown } from "volarb/performance";
 *
 * assert.equal(maximumDrawdown(Float64Array.of(-0.5, 0.5)), 0.5);
 * ```
 */
export function maximumDrawdown(returns: Float64Array): number {
  let wealth = 1;
  let highest = 1;
  let deepest = 0;
  for (const r of returns) {
    wealth *= 1 + r;
    if (Number.isNaN(wealth)) return NaN;
    if (wealth > highest) highest = wealth;
    const depth = 1 - wealth / highest;
    if (depth > deepest) deepest = depth;
  }
  return deepest;
}
