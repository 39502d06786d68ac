import { assertChoice, assertInteger } from "./arguments.ts";

/** Rows `from .. to-1`. */
export type RowRange = {
  /** First row. */
  readonly from: number;
  /** Row after the last. */
  readonly to: number;
};

/** One refit of a walk through time: what is learnt on, and what is then forecast. */
export type WalkForwardFold = {
  /** Rows that may be learnt on. */
  readonly train: RowRange;
  /** Rows that are forecast with what was learnt. */
  readonly test: RowRange;
};

/** Choices of {@linkcode walkForward}. */
export type WalkForwardOptions = {
  /** Rows of training: of every fold if `"rolling"`, of the first if `"expanding"`. */
  readonly train: number;
  /** Rows that are forecast before the next refit. */
  readonly test: number;
  /**
   * Rows `h` that a target takes: the target of row `t` is known at row `t + h`; 1 by
   * default. The last `h - 1` rows before a test are purged.
   */
  readonly horizon?: number;
  /** Rows left out between training and test beyond the purge; 0 by default. */
  readonly embargo?: number;
  /** Whether old rows stay in the training (`"expanding"`, default) or leave it. */
  readonly window?: "expanding" | "rolling";
};

/**
 * Folds that walk forward through time: learn on the past, forecast the next rows, move on.
 *
 * Test ranges lie end to end from the first row that has `train` rows, the purge and the
 * embargo behind it up to the last row; the last one may be shorter. A row `t` whose target
 * takes `h` rows is known at row `t + h`, so a fold that forecasts from row `s` on learns on
 * rows `t <= s - h - embargo` only: nothing that is learnt was unknown at `s`, and no target
 * that is learnt shares a row with one that is forecast.
 *
 * @param rows Number of rows, at least 0.
 * @param options Rows of training, test, horizon and embargo.
 * @returns The folds in order of time; none if there are not rows enough for one.
 * @throws {RangeError} If a number of rows is not an integer of at least 1 (`embargo`: 0), or
 *   the window is unknown.
 * @see López de Prado, M. (2018), Advances in financial machine learning, Wiley, chapter 7
 *   (purging and embargo).
 *
 * @example Targets of two rows
 * ```ts
 * import assert from "node:assert/strict";
 * import { walkForward } from "volarb/stats";
 *
 * const folds = walkForward(10, { train: 4, test: 3, horizon: 2 });
 * assert.deepEqual(folds, [
 *   { train: { from: 0, to: 4 }, test: { from: 5, to: 8 } },
 *   { train: { from: 0, to: 7 }, test: { from: 8, to: 10 } },
 * ]);
 * ```
 */
export function walkForward(
  rows: number,
  { train, test, horizon = 1, embargo = 0, window = "expanding" }:
    WalkForwardOptions,
): WalkForwardFold[] {
  const action = "walk forward";
  assertInteger(action, "rows", rows, 0);
  assertInteger(action, "train", train, 1);
  assertInteger(action, "test", test, 1);
  assertInteger(action, "horizon", horizon, 1);
  assertInteger(action, "embargo", embargo, 0);
  assertChoice(action, "window", window, ["expanding", "rolling"]);
  const gap = horizon - 1 + embargo;
  const folds: WalkForwardFold[] = [];
  for (let from = train + gap; from < rows; from += test) {
    const to = from - gap;
    folds.push({
      train: { from: window === "rolling" ? to - train : 0, to },
      test: { from, to: Math.min(rows, from + test) },
    });
  }
  return folds;
}
