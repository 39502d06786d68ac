import { assertRisk } from "./risk_arguments.ts";
import { TrailingStop } from "./trailing_stop.ts";

/** Prices of a bar, ticks. */
export type StopBar = {
  /** First price. */
  readonly open: number;
  /** Highest. */
  readonly high: number;
  /** Lowest. */
  readonly low: number;
  /** Last. */
  readonly close: number;
};

/** The order in which a bar may have had its extremes: O-H-L-C or O-L-H-C. */
export type BarPath = "highFirst" | "lowFirst";

/** What a bar did to a stop. */
export type BarOutcome = {
  /** Price at which it left the market, ticks; `NaN` where it did not. */
  readonly exit: number;
  /** Level at the end, ticks. */
  readonly level: number;
};

/**
 * Takes a stop through a bar on one of its two paths.
 *
 * The open comes first and fills at itself where it is beyond the level: a gap. Then the price moves through the two extremes to
 * the close without a jump: a level that it meets on the way fills at the level, and the stop follows it where it goes its way.
 *
 * @param stop The stop; it moves with the bar.
 * @param bar The bar, ticks, `low <= open, close <= high`.
 * @param options The path, and `σ` of before the bar for a volatility offset.
 * @returns Where it left the market, and its level.
 * @throws {RangeError} If the bar's prices do not fit each other or the path is unknown.
 *
 * @example One bar, two ends
 * ```ts
 * import assert from "node:assert/strict";
 * import { stopOnBar, TrailingStop } from "volarb/risk";
 *
 * const bar = { open: 100, high: 108, low: 95, close: 105 };
 * const stop = () => {
 *   const stop = new TrailingStop({
 *     side: "sell",
 *     offset: { type: "ticks", ticks: 10 },
 *   });
 *   stop.update(100);
 *   return stop;
 * };
 * assert.equal(stopOnBar(stop(), bar, { path: "highFirst" }).exit, 98);
 * assert.deepEqual(stopOnBar(stop(), bar, { path: "lowFirst" }), {
 *   exit: NaN,
 *   level: 98,
 * });
 * ```
 */
export function stopOnBar(
  stop: TrailingStop,
  { open, high, low, close }: StopBar,
  { path, sigma }: { readonly path: BarPath; readonly sigma?: number },
): BarOutcome {
  const action = "take a stop through a bar";
  assertRisk(
    action,
    "path",
    path,
    (word) => word === "highFirst" || word === "lowFirst",
    "highFirst or lowFirst",
  );
  const bar = [open, high, low, close];
  assertRisk(
    action,
    "a bar",
    bar,
    () => low <= Math.min(open, close) && high >= Math.max(open, close),
    "low <= open, close <= high",
  );
  if (stop.triggered(open)) return { exit: open, level: stop.level };
  stop.update(open, sigma);
  const way = path === "highFirst" ? [high, low, close] : [low, high, close];
  for (const price of way) {
    if (stop.triggered(price)) return { exit: stop.level, level: stop.level };
    stop.update(price, sigma);
  }
  return { exit: NaN, level: stop.level };
}

/** What a bar may have done to a stop. */
export type BarOutcomes = Readonly<Record<BarPath, BarOutcome>> & {
  /** Whether the two paths leave the market at different prices, or one of them only. */
  readonly ambiguous: boolean;
};

/**
 * What a bar may have done to a stop, on either of its paths.
 *
 * A bar does not say which extreme came first: a backtest that takes one path reports a number that the bar does not hold. The stop that is given is not moved.
 *
 * @param stop The stop before the bar.
 * @param bar The bar, ticks.
 * @param sigma `σ` of before the bar, for a volatility offset.
 * @returns Both outcomes and whether they differ.
 * @throws {RangeError} If the bar's prices do not fit each other.
 *
 * @see def-bar-paths, prop-bar-bounds, alg-two-paths
 *
 * @example A bar that cannot tell
 * ```ts
 * import assert from "node:assert/strict";
 * import { stopOnBothPaths, TrailingStop } from "volarb/risk";
 *
 * const stop = new TrailingStop({
 *   side: "sell",
 *   offset: { type: "ticks", ticks: 5 },
 * });
 * stop.update(100);
 * const bar = { open: 100, high: 102, low: 96, close: 99 };
 * const { highFirst, lowFirst, ambiguous } = stopOnBothPaths(stop, bar);
 * assert.deepEqual([highFirst.exit, lowFirst.exit, ambiguous], [97, NaN, true]);
 * ```
 */
export function stopOnBothPaths(
  stop: TrailingStop,
  bar: StopBar,
  sigma?: number,
): BarOutcomes {
  const take = (path: BarPath) =>
    stopOnBar(TrailingStop.from(stop.toJSON()), bar, {
      path,
      ...(sigma !== undefined && { sigma }),
    });
  const [highFirst, lowFirst] = [take("highFirst"), take("lowFirst")];
  return {
    highFirst,
    lowFirst,
    ambiguous: !Object.is(highFirst.exit, lowFirst.exit),
  };
}
