import type { BacktestResult } from "../engine/mod.ts";
import { asOf } from "../features/as_of.ts";
import { neweyWest, normalCdf } from "../stats/mod.ts";
import type { Random } from "../stats/mod.ts";
import { asRunReport, type BacktestReportOptions } from "./backtest_report.ts";
import { type DeflatedSharpe, deflatedSharpe } from "./deflated_sharpe.ts";
import { type DrawdownEpisode, drawdownEpisodes } from "./drawdown.ts";
import type { EquityCurve } from "./equity_curve.ts";
import {
  calendarGroups,
  groupedReturns,
  type GroupStatistics,
} from "./grouped_returns.ts";
import {
  type Headline,
  headlineStatistics,
  type Statistic,
} from "./headline_statistics.ts";
import {
  minimumBacktestLength,
  minimumTrackRecord,
  probabilisticSharpe,
  sharpeMoments,
} from "./probabilistic_sharpe.ts";
import { equityReturns, type Returns } from "./returns.ts";
import { assertRun, type RunReport } from "./run_report.ts";
import { type AnnualizedSharpe, annualizedSharpe } from "./sharpe_ratio.ts";
import { TERCILE_NAMES, terciles } from "./terciles.ts";
import { runEquity } from "./run_equity.ts";
import { tradingStatistics } from "./trading_statistics.ts";

/** Choices of {@linkcode evaluateRun}. */
export type EvaluationOptions = {
  /** The stream of random numbers. */
  readonly random: Random;
  /** Microseconds of a period; 10 seconds by default. */
  readonly step?: number;
  /** Number of resamples, at least 1; 1,000 by default. */
  readonly draws?: number;
  /** Probability of the intervals, in (0, 1); 0.95 by default. */
  readonly level?: number;
  /** Days of a year; 365 by default. */
  readonly daysPerYear?: number;
  /** What the report of a backtest's result is told beside it: name, parameters, prices. */
  readonly report?: BacktestReportOptions;
};

/** Whether a run is more than luck. */
export type Significance = {
  /** Sharpe ratio of a year with its error. */
  readonly sharpe: AnnualizedSharpe;
  /** Probability that the true ratio is above 0; independent periods of any skewness and kurtosis. */
  readonly probabilisticSharpe: number;
  /** Days until 0.95 would be reached; infinite where the ratio is not above 0. */
  readonly minimumTrackRecord: number;
  /** Mean return over its HAC error, and the probability of one as far from zero. */
  readonly meanTest: {
    readonly statistic: number;
    readonly pValue: number;
    readonly lags: number;
  };
  /** After the search that found the parameters; absent where the report tells of none. */
  readonly deflated?: DeflatedSharpe;
  /** Years that the search would need for the ratio it found; absent likewise, and where it is not above 0. */
  readonly minimumBacktestLength?: number;
};

/** Returns by the terciles of a state of the market. */
export type RegimeGroups = {
  /** What the state is. */
  readonly name: string;
  /** Values between low and middle, and between middle and high. */
  readonly thresholds: readonly [number, number];
  /** Up to three groups. */
  readonly groups: readonly GroupStatistics[];
};

/** All that is computed of a run. */
export type RunEvaluation = {
  /** Equity on the grid of the periods. */
  readonly equity: EquityCurve;
  /** Its simple returns. */
  readonly returns: Returns;
  /** Statistics of returns, with intervals. */
  readonly headline: Headline;
  /** Statistics of trades and positions, with intervals. */
  readonly trading: readonly Statistic[];
  /** Drawdowns, the deepest first. */
  readonly drawdowns: readonly DrawdownEpisode[];
  /** Returns by day, hour of the day and day of the week. */
  readonly calendar: {
    readonly day: readonly GroupStatistics[];
    readonly hourOfDay: readonly GroupStatistics[];
    readonly weekday: readonly GroupStatistics[];
  };
  /** Returns by state of the market. */
  readonly regimes: readonly RegimeGroups[];
  /** Whether it is more than luck. */
  readonly significance: Significance;
};

/** Days of the week in the order in which they are shown. */
const WEEK = [
  "Monday",
  "Tuesday",
  "Wednesday",
  "Thursday",
  "Friday",
  "Saturday",
  "Sunday",
];

/**
 * Computes all that a tearsheet shows of a run.
 *
 * A period's state of the market is the last known at its start. A backtest's result has equity on a grid of its own; its `equityInterval`
 * should be the period, as equity that is not marked in a period does not move in it.
 *
 * @param run What the run left: a report, or the result of a backtest.
 * @param options Random numbers, period, resamples, level, year.
 * @returns Statistics, groups, tests.
 * @throws {RangeError} If the report is none or an option is out of range.
 *
 * @example A day of hours, up 0.4 %
 * ```ts
 * import assert from "node:assert/strict";
 * import { evaluateRun, type RunReport } from "volarb/performance";
 * import { Random } from "volarb/random";
 *
 * const none = new Float64Array(0);
 * const time = Float64Array.from({ length: 25 }, (_, hour) => hour * 3600e6);
 * const run: RunReport = {
 *   name: "A day",
 *   hash: "",
 *   span: { from: 0, to: 86_400e6 },
 *   initialEquity: 1000,
 *   currency: "USDT",
 *   parameters: {},
 *   fillTiming: "next",
 *   equity: { time, equity: time.map((_, hour) => 1000 + hour % 5) },
 *   positions: [],
 *   fills: {
 *     time: none,
 *     symbol: [],
 *     quantity: none,
 *     price: none,
 *     fee: none,
 *     maker: none,
 *   },
 *   prices: [],
 * };
 * const { headline } = evaluateRun(run, {
 *   random: new Random(1),
 *   step: 3600e6,
 *   draws: 100,
 * });
 * const [total] = headline.statistics;
 * assert.equal(total!.name, "totalReturn");
 * assert.ok(Math.abs(total!.value - 0.004) < 1e-12);
 * ```
 */
export function evaluateRun(
  run: RunReport | BacktestResult,
  {
    random,
    step = 10e6,
    draws = 1_000,
    level = 0.95,
    daysPerYear = 365,
    report,
  }: EvaluationOptions,
): RunEvaluation {
  return evaluateReport(asRunReport(run, report), {
    random,
    step,
    draws,
    level,
    daysPerYear,
  });
}

function evaluateReport(
  run: RunReport,
  { random, step, draws, level, daysPerYear }: Required<
    Omit<EvaluationOptions, "report">
  >,
): RunEvaluation {
  assertRun("evaluate a run", run);
  const equity = runEquity(run, step);
  const returns = equityReturns(equity, { step, daysPerYear });
  const by = (group: "day" | "hour of day" | "weekday", order?: string[]) =>
    groupedReturns(returns, calendarGroups(returns, group), order);
  const hours = Array.from(
    { length: 24 },
    (_, h) => String(h).padStart(2, "0"),
  );
  return {
    equity,
    returns,
    headline: headlineStatistics(returns, {
      random: random.split("headline"),
      draws,
      level,
    }),
    trading: tradingStatistics(run, {
      random: random.split("trading"),
      step,
      draws,
      level,
    }),
    drawdowns: drawdownEpisodes(equity),
    calendar: {
      day: by("day"),
      hourOfDay: by("hour of day", hours),
      weekday: by("weekday", WEEK),
    },
    regimes: (run.regimes ?? []).map((regime) => regimeGroups(returns, regime)),
    significance: significanceOf(run, returns),
  };
}

function regimeGroups(
  returns: Returns,
  { name, time, values }: {
    name: string;
    time: Float64Array;
    values: Float64Array;
  },
): RegimeGroups {
  const starts = returns.time.map((end) => end - returns.step);
  const { group, thresholds } = terciles(asOf(starts, { time, values }));
  const names = Array.from(group, (g) => TERCILE_NAMES[g]);
  return {
    name,
    thresholds,
    groups: groupedReturns(returns, names, TERCILE_NAMES),
  };
}

function significanceOf(run: RunReport, returns: Returns): Significance {
  const { value, periodsPerYear, step } = returns;
  const moments = sharpeMoments(value);
  const sharpe = annualizedSharpe(value, { periodsPerYear });
  const test = neweyWest(value);
  // Without an error there is nothing to divide by, whatever the mean.
  const statistic = test.standardError > 0
    ? test.mean / test.standardError
    : NaN;
  const common = {
    sharpe,
    probabilisticSharpe: value.length < 2 ? NaN : probabilisticSharpe(moments),
    minimumTrackRecord: minimumTrackRecord(moments) * step / 86_400e6,
    meanTest: {
      statistic,
      pValue: 2 * normalCdf(-Math.abs(statistic)),
      lags: test.lags,
    },
  };
  if (run.search === undefined || value.length < 2) return common;
  const { trials, variance } = run.search;
  return {
    ...common,
    deflated: deflatedSharpe({ ...moments, trials, variance }),
    ...(sharpe.value > 0
      ? {
        minimumBacktestLength: minimumBacktestLength({
          trials,
          ratio: sharpe.value,
        }),
      }
      : {}),
  };
}
