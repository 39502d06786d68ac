import { DataError } from "../errors/mod.ts";
import type { StrategyAuditData, StrategyCast } from "./audit_strategy.ts";
import { Backtest } from "./backtest.ts";
import type { BacktestResult } from "./backtest_result.ts";
import type { MarketSource } from "./market_source.ts";
import { Strategy } from "./strategy.ts";

/** Which extreme of a bar comes first. */
export type IntrabarPath = "openHighLowClose" | "openLowHighClose";

const PATHS: readonly IntrabarPath[] = ["openHighLowClose", "openLowHighClose"];

/** What a run on bars does if every bar takes one path. */
export type IntrabarOutcome = {
  /** Order of the extremes within each bar. */
  readonly path: IntrabarPath;
  /** Change of equity over the run, quote units. */
  readonly profit: number;
  /** The run. */
  readonly result: BacktestResult;
};

/** What {@linkcode intrabarOutcomes} found. */
export type IntrabarOutcomes = {
  /** The run on either path: the high first, then the low first. */
  readonly outcomes: readonly IntrabarOutcome[];
  /** The smaller profit, quote units. */
  readonly lowest: number;
  /** The larger profit, quote units. */
  readonly highest: number;
  /** What bars do not know of the profit: the larger less the smaller, quote units. */
  readonly spread: number;
};

/**
 * Runs a strategy on bars twice, with the high before the low in every bar and with the low
 * before the high, and reports how far the outcomes are apart.
 *
 * A bar does not say which extreme came first, and a stop and a target within one bar depend on
 * it. The spread is what a result on bars leaves open at the least: a market may take one path
 * in one bar and the other in the next.
 *
 * @param make Makes the strategy, or all who take part; called once for each path.
 * @param data Bars and exchange.
 * @returns Both outcomes and their spread.
 * @throws {DataError} If a symbol has quotes or trades, from which the exchange fills: then there
 *   is nothing to bound.
 * @see def-bar-paths, prop-bar-bounds
 *
 * @example A stop and a target that lie in one bar
 * ```ts
 * import assert from "node:assert/strict";
 * import { columnSource, intrabarOutcomes, Strategy } from "volarb/engine";
 * import { MINUTE } from "volarb/time";
 * import { contractSpec, noFees } from "volarb/venue";
 *
 * const unit = { integer: 1, scale: 0 };
 * const n = 3;
 * const column = (...values: number[]) => Float64Array.from(values);
 * const source = columnSource({
 *   X: {
 *     bars: {
 *       openTime: column(0, MINUTE, 2 * MINUTE),
 *       eventTime: column(MINUTE, 2 * MINUTE, 3 * MINUTE),
 *       openTicks: column(100, 100, 100),
 *       highTicks: column(100, 100, 112),
 *       lowTicks: column(100, 100, 88),
 *       closeTicks: column(100, 100, 100),
 *       volumeLots: column(40, 40, 40),
 *       quoteVolume: new Float64Array(n).fill(NaN),
 *       count: new Float64Array(n).fill(NaN),
 *       takerBuyLots: new Float64Array(n).fill(NaN),
 *     },
 *   },
 * });
 * class Bracket extends Strategy {
 *   override onStart() {
 *     this.subscribeBars("X");
 *   }
 *   override onBar() {
 *     this.unsubscribe("bars", "X");
 *     const { entry, stop, target } = this.orders.bracket({
 *       symbol: "X", side: "buy", quantity: 1, stopPrice: 90, targetPrice: 110,
 *     });
 *     this.submit(entry, stop, target);
 *   }
 * }
 * const { outcomes, spread } = intrabarOutcomes(() => new Bracket("bracket"), {
 *   source,
 *   specs: [contractSpec("X", {
 *     tick: unit, lot: unit, minNotional: 0, brackets: [], funding: [],
 *   })],
 *   balance: 1000,
 *   fees: noFees(),
 * });
 * assert.deepEqual(outcomes.map(({ profit }) => profit), [10, -10]);
 * assert.equal(spread, 20);
 * ```
 */
export function intrabarOutcomes(
  make: () => Strategy | StrategyCast,
  data: StrategyAuditData,
): IntrabarOutcomes {
  refuseFiner(data.source);
  const outcomes = PATHS.map((path) => {
    const made = make();
    const cast = made instanceof Strategy ? { strategies: [made] } : made;
    const backtest = new Backtest({ ...data, ...cast, intrabarPath: path });
    const result = backtest.run();
    const { equity } = result.equity.columns;
    return { path, result, profit: equity.at(-1)! - equity[0]! };
  });
  const profits = outcomes.map(({ profit }) => profit);
  const lowest = Math.min(...profits);
  const highest = Math.max(...profits);
  return { outcomes, lowest, highest, spread: highest - lowest };
}

function refuseFiner(source: MarketSource): void {
  for (const symbol of source.symbols) {
    const finer = source.families(symbol)
      .filter((family) => family === "quotes" || family === "trades");
    if (finer.length === 0) continue;
    throw new DataError(
      `Cannot run both paths of bars as there must be nothing finer: found ${
        finer.join(", ")
      } of ${symbol}`,
    );
  }
}
