/**
 * What a worker runs of `deno task backtest`: one question of a sensitivity, one trial of a sweep.
 *
 * @module
 */
import { Catalog } from "../lib/catalog/mod.ts";
import {
  annualizedSharpe,
  backtestReport,
  drawdown,
  equityReturns,
  runEquity,
  type SensitivityRow,
  sensitivityRow,
} from "../lib/performance/mod.ts";
import { MINUTE } from "../lib/time/mod.ts";
import { type BacktestFile, backtestPlan } from "./backtest_config.ts";
import { readyRun, runPlan } from "./backtest_run.ts";

/** Period of the returns by which trials are compared, microseconds. */
export const TRIAL_STEP = 10 * MINUTE;

/** What a trial gave, money in quote units. */
export type TrialResult = {
  /** Hash of the run. */
  readonly hash: string;
  /** First and last time of the statistics, microseconds. */
  readonly from: number;
  readonly to: number;
  /** Change of equity, and the same over the balance. */
  readonly profit: number;
  readonly return: number;
  /** Sharpe ratio of a year with its error; `NaN` where equity did not move. */
  readonly sharpe: number;
  readonly sharpeError: number;
  /** Deepest fall from a peak, fraction of the peak. */
  readonly maxDrawdown: number;
  /** Number of orders and of fills. */
  readonly orders: number;
  readonly fills: number;
  /** Returns of periods of ten minutes. */
  readonly returns: Float64Array;
};

/** Runs one question of a sensitivity. */
export function sensitivityTrial(
  { catalog: root, file, index }: {
    readonly catalog: string;
    readonly file: BacktestFile;
    readonly index: number;
  },
): SensitivityRow {
  const catalog = new Catalog(root);
  return sensitivityRow(readyRun(backtestPlan(file, catalog), catalog), index);
}

/** Runs one trial of a sweep. */
export function sweepTrial(
  { catalog: root, file }: {
    readonly catalog: string;
    readonly file: BacktestFile;
  },
): TrialResult {
  const catalog = new Catalog(root);
  const plan = backtestPlan(file, catalog);
  const { result, start } = runPlan(plan, catalog);
  const report = backtestReport(result, { from: start });
  const { equity, span, initialEquity } = report;
  const { value, periodsPerYear } = equityReturns(
    runEquity(report, TRIAL_STEP),
    { step: TRIAL_STEP },
  );
  const sharpe = annualizedSharpe(value, { periodsPerYear });
  const profit = equity.equity.at(-1)! - initialEquity;
  return {
    hash: result.hash,
    ...span,
    profit,
    return: profit / initialEquity,
    sharpe: sharpe.value,
    sharpeError: sharpe.standardError,
    maxDrawdown: drawdown(equity.equity).reduce((a, b) => Math.max(a, b), 0),
    orders: result.orders.rows,
    fills: result.fills.rows,
    returns: value,
  };
}
