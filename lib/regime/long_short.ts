import { assertColumns } from "../stats/arguments.ts";
import {
  RobustZScore,
  type RobustZScoreOptions,
  type RobustZScoreSnapshot,
} from "./robust_z_score.ts";
import { finiteOrNan } from "../stats/finite_or_nan.ts";

/** Long over short of the venue's metrics, one row per five minutes. */
export type LongShortColumns = {
  /** Accounts that are net long over accounts that are net short, all accounts. */
  readonly accountRatio: Float64Array;
  /** The same of the 20 % of accounts with the largest margin. */
  readonly topTraderAccountRatio: Float64Array;
  /** Long over short positions of these accounts, by size. */
  readonly topTraderPositionRatio: Float64Array;
  /** Volume bought over volume sold by takers in the window. */
  readonly takerVolumeRatio: Float64Array;
};

/** Logarithm of one ratio; a zero or infinite one has none. */
function logOf(ratio: number): number {
  if (ratio < 0) {
    throw new RangeError(
      `Cannot take the log of a long/short ratio as it must be at least 0: current value is ${ratio}`,
    );
  }
  return finiteOrNan(Math.log(ratio));
}

/**
 * Long/short ratios on a scale where both sides count the same.
 *
 * `ln(long / short)`, which is the log-odds `ln(p / (1 - p))` of the long share `p`: 2 to 1
 * and 1 to 2 are as far from even, 0.69 and -0.69, where the ratio itself has them at
 * 2 and 0.5 and the mean of the two at 1.25.
 *
 * Every long contract has its short, so the position ratio of all accounts
 * together is 1; what differs from 1 counts accounts, or some of them.
 *
 * @param ratio Length `n`; long over short, at least 0.
 * @returns Length `n`; dimensionless, `NaN` where the ratio is missing, zero or
 *   infinite (one side was empty). Entry `t` uses row `t` only.
 * @throws {RangeError} If a ratio is negative.
 * @see lem-account-ratio, eq-map-funding-metrics
 *
 * @example Two to one, either way
 * ```ts
 * import assert from "node:assert/strict";
 * import { logLongShort } from "volarb/regime";
 *
 * const [long, short] = logLongShort(Float64Array.of(2, 0.5));
 * assert.equal(long, Math.LN2);
 * assert.equal(short, -Math.LN2);
 * ```
 */
export function logLongShort(ratio: Float64Array): Float64Array {
  return ratio.map(logOf);
}

/**
 * Share of longs that a long/short ratio tells.
 *
 * `p = ratio / (1 + ratio)`.
 *
 * @param ratio Length `n`; long over short, at least 0.
 * @returns Length `n`; share in [0, 1], `NaN` where missing. Entry `t` uses row `t` only.
 * @throws {RangeError} If a ratio is negative.
 * @see lem-account-ratio, eq-account-ratio
 *
 * @example Three to one
 * ```ts
 * import assert from "node:assert/strict";
 * import { longShare } from "volarb/regime";
 *
 * assert.deepEqual(longShare(Float64Array.of(3, 0)), Float64Array.of(0.75, 0));
 * ```
 */
export function longShare(ratio: Float64Array): Float64Array {
  return ratio.map((r) => {
    if (r < 0) {
      throw new RangeError(
        `Cannot compute a long share as a ratio must be at least 0: current value is ${r}`,
      );
    }
    return r === Infinity ? 1 : r / (1 + r);
  });
}

/**
 * Robust z-score of a long/short ratio's logarithm, one row at a time.
 *
 * {@linkcode RobustZScore} of `ln(ratio)`: median and MAD of a causal window, with the
 * factor 1.4826.
 *
 * @see def-robust-z-score
 *
 * @example From even to two to one
 * ```ts
 * import assert from "node:assert/strict";
 * import { LongShortScore } from "volarb/regime";
 *
 * const score = new LongShortScore({ window: 3 });
 * score.update(0.9);
 * score.update(1);
 * assert.ok(score.update(2) > 4);
 * ```
 */
export class LongShortScore {
  #score: RobustZScore;
  readonly #logRatio = new Float64Array(1);

  /**
   * Starts with no row seen.
   *
   * @param options Window in rows, and how much of it has to be present.
   * @throws {RangeError} If `window` or `minimum` is out of range.
   */
  constructor(options: RobustZScoreOptions) {
    this.#score = new RobustZScore(options);
  }

  /**
   * Restores the state that {@linkcode toJSON} gave.
   *
   * @param snapshot The state as plain data.
   * @returns An instance that continues bit for bit.
   * @throws {RangeError} If the ring does not fit its window.
   */
  static from(snapshot: RobustZScoreSnapshot): LongShortScore {
    const score = new LongShortScore(snapshot);
    score.#score = RobustZScore.from(snapshot);
    return score;
  }

  /** Score of the last row; `NaN` if it or too much of the window is missing. */
  get value(): number {
    return this.#score.value;
  }

  /** Whether the last row has a score. */
  get ready(): boolean {
    return this.#score.ready;
  }

  /**
   * Takes the next row.
   *
   * @param ratio Long over short, at least 0; `NaN` is missing.
   * @returns Its score, dimensionless.
   * @throws {RangeError} If the ratio is negative.
   */
  update(ratio: number): number {
    if (ratio < 0) logOf(ratio);
    this.#logRatio[0] = Math.log(ratio);
    this.#score.take(this.#logRatio, 0);
    return this.#score.value;
  }

  /** Forgets every row. */
  reset(): void {
    this.#score.reset();
  }

  /**
   * The state as plain data.
   *
   * @returns What {@linkcode LongShortScore.from} takes.
   */
  toJSON(): RobustZScoreSnapshot {
    return this.#score.toJSON();
  }
}

/**
 * {@linkcode LongShortScore} over the four ratios of the venue's metrics.
 *
 * Rows are the venue's five-minute windows; a row is known at the end of its window,
 * which its stamp is only in files before 2026-06-25: join on the time of receipt.
 * No study reviewed by peers shows that these ratios predict returns; treat the
 * scores as a description of the crowd.
 *
 * @param columns Length `n` each; long over short, at least 0, `NaN` missing.
 * @param options Window in rows (288 is a day), and how much of it has to be present.
 * @returns The same columns, length `n` each, as robust z-scores of `ln(ratio)`;
 *   entry `t` uses rows `t-window+1 .. t`.
 * @throws {RangeError} If lengths differ, a ratio is negative or an option out of range.
 *
 * @example Three rows
 * ```ts
 * import assert from "node:assert/strict";
 * import { longShortScores } from "volarb/regime";
 *
 * const ratio = Float64Array.of(0.5, 1, 2);
 * const { accountRatio } = longShortScores({
 *   accountRatio: ratio,
 *   topTraderAccountRatio: ratio,
 *   topTraderPositionRatio: ratio,
 *   takerVolumeRatio: ratio,
 * }, { window: 3 });
 * assert.ok(Math.abs(accountRatio[2]! - 1 / 1.4826022185056018) < 1e-15);
 * ```
 */
export function longShortScores(
  {
    accountRatio,
    topTraderAccountRatio,
    topTraderPositionRatio,
    takerVolumeRatio,
  }: LongShortColumns,
  options: RobustZScoreOptions,
): LongShortColumns {
  assertColumns("score long/short ratios", {
    accountRatio,
    topTraderAccountRatio,
    topTraderPositionRatio,
    takerVolumeRatio,
  });
  const scores = (ratio: Float64Array) => {
    const score = new LongShortScore(options);
    return ratio.map((r) => score.update(r));
  };
  return {
    accountRatio: scores(accountRatio),
    topTraderAccountRatio: scores(topTraderAccountRatio),
    topTraderPositionRatio: scores(topTraderPositionRatio),
    takerVolumeRatio: scores(takerVolumeRatio),
  };
}
