import {
  mean,
  optimalBlockLength,
  StationaryBootstrap,
  sum,
} from "../stats/mod.ts";
import type { Random } from "../stats/mod.ts";
import { DAY, HOUR } from "../time/mod.ts";
import {
  type BootstrapInterval,
  bootstrapInterval,
} from "./bootstrap_interval.ts";
import { runCapacity, TRUSTED_MULTIPLE } from "./capacity.ts";
import { exposure } from "./exposure.ts";
import type { Statistic } from "./headline_statistics.ts";
import { hitRate } from "./hit_rate.ts";
import { meanHoldingTime } from "./holding_time.ts";
import { type PositionValues, positionValues } from "./position_values.ts";
import { profitFactor } from "./profit_factor.ts";
import { type RoundTrips, roundTrips } from "./round_trips.ts";
import type { RunFills, RunReport } from "./run_report.ts";
import { turnover } from "./turnover.ts";

/** Choices of {@linkcode tradingStatistics}. */
export type TradingOptions = {
  /** The stream of random numbers. */
  readonly random: Random;
  /** Microseconds of a period, over which exposure is a mean; 10 seconds by default. */
  readonly step?: number;
  /** Number of resamples, at least 1; 1,000 by default. */
  readonly draws?: number;
  /** Probability of the intervals, in (0, 1); 0.95 by default. */
  readonly level?: number;
};

/** Fills of one instrument. */
export type SymbolFills = {
  /** The instrument. */
  readonly symbol: string;
  /** Microseconds since the epoch. */
  readonly time: Float64Array;
  /** Base units, signed. */
  readonly quantity: Float64Array;
  /** Quote per base unit. */
  readonly price: Float64Array;
  /** Quote currency. */
  readonly fee: Float64Array;
};

/**
 * Fills by instrument, in the order of the alphabet.
 *
 * @param fills Fills of all instruments.
 * @returns One entry per instrument that was traded.
 *
 * @example Two instruments
 * ```ts
 * import assert from "node:assert/strict";
 * import { fillsBySymbol } from "volarb/performance";
 *
 * const [btc] = fillsBySymbol({
 *   time: Float64Array.of(0, 1),
 *   symbol: ["ETHUSDT", "BTCUSDT"],
 *   quantity: Float64Array.of(1, 2),
 *   price: Float64Array.of(3, 4),
 *   fee: Float64Array.of(0, 0),
 *   maker: Float64Array.of(1, 0),
 * });
 * assert.deepEqual([btc!.symbol, btc!.quantity[0]], ["BTCUSDT", 2]);
 * ```
 */
export function fillsBySymbol(fills: RunFills): SymbolFills[] {
  const symbols = [...new Set(fills.symbol)].sort();
  return symbols.map((symbol) => {
    const own = (column: Float64Array) =>
      column.filter((_, i) => fills.symbol[i] === symbol);
    return {
      symbol,
      time: own(fills.time),
      quantity: own(fills.quantity),
      price: own(fills.price),
      fee: own(fills.fee),
    };
  });
}

/**
 * Statistics of what a run traded and held, each with its definition and an interval by the stationary bootstrap.
 *
 * Trades go from flat to flat; their profits do not hold funding, which is no part of a fill. Intervals of trades come from resampled
 * trades, those of exposure and turnover from resampled hours.
 *
 * @param run The run.
 * @param options Random numbers, period, resamples, level.
 * @returns Statistics with intervals; those of trades are `NaN` where there are none.
 * @throws {RangeError} If the report is none or an option is out of range.
 *
 * @example A run that never traded
 * ```ts
 * import assert from "node:assert/strict";
 * import { type RunReport, tradingStatistics } from "volarb/performance";
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
 * const [trades, hitRate] = tradingStatistics(run, {
 *   random: new Random(1),
 *   step: 3600e6,
 *   draws: 100,
 * });
 * assert.equal(trades!.value, 0);
 * assert.ok(Number.isNaN(hitRate!.value));
 * ```
 */
export function tradingStatistics(
  run: RunReport,
  { random, step = 10e6, draws = 1_000, level = 0.95 }: TradingOptions,
): Statistic[] {
  const values = positionValues(run, step);
  const bySymbol = fillsBySymbol(run.fills);
  const trips = joinTrips(bySymbol.map((fills) => roundTrips(fills)));
  const interval = (
    column: Float64Array,
    statistic: (sample: Float64Array) => number,
  ): BootstrapInterval => {
    const blockLength = optimalBlockLength(column);
    if (Number.isNaN(blockLength)) {
      return { value: statistic(column), low: NaN, high: NaN, level, draws: 0 };
    }
    const resampler = new StationaryBootstrap({ blockLength, random });
    return bootstrapInterval(column, statistic, { resampler, draws, level });
  };
  return [
    ...tripStatistics(trips, interval),
    ...fillStatistics(run, { bySymbol, values, interval }),
    ...exposureStatistics(values, { step, interval }),
    ...capacityStatistics(run),
  ];
}

type Interval = (
  column: Float64Array,
  statistic: (sample: Float64Array) => number,
) => { value: number; low: number; high: number };

function joinTrips(
  all: readonly RoundTrips[],
): { profit: Float64Array; holding: Float64Array } {
  const rows = all.flatMap(({ openTime, closeTime, profit }) =>
    Array.from(profit, (p, i) => ({
      profit: p,
      close: closeTime[i]!,
      holding: closeTime[i]! - openTime[i]!,
    }))
  ).sort((a, b) => a.close - b.close);
  return {
    profit: Float64Array.from(rows, (row) => row.profit),
    holding: Float64Array.from(rows, (row) => row.holding),
  };
}

function statistic(
  name: string,
  [label, unit, definition]: readonly [string, Statistic["unit"], string],
  { value, low = NaN, high = NaN }: {
    value: number;
    low?: number;
    high?: number;
  },
): Statistic {
  return { name, label, unit, value, low, high, definition };
}

function tripStatistics(
  { profit, holding }: { profit: Float64Array; holding: Float64Array },
  interval: Interval,
): Statistic[] {
  const flat = "trades from flat to flat, fees taken off, without funding";
  return [
    statistic("trades", ["Trades", "count", flat], { value: profit.length }),
    statistic("hitRateOfTrades", [
      "Hit rate of trades",
      "share",
      `gains / (gains + losses); ${flat}`,
    ], interval(profit, hitRate)),
    statistic("profitFactor", [
      "Profit factor",
      "ratio",
      `sum of gains / sum of losses; ${flat}`,
    ], interval(profit, profitFactor)),
    statistic(
      "meanProfit",
      ["Mean profit of a trade", "money", flat],
      interval(profit, mean),
    ),
    statistic("tripTime", [
      "Mean time of a trade",
      "microseconds",
      "from the fill that opens a position to the one that closes it",
    ], interval(holding, mean)),
  ];
}

function fillStatistics(
  run: RunReport,
  { bySymbol, values, interval }: {
    bySymbol: readonly SymbolFills[];
    values: PositionValues;
    interval: Interval;
  },
): Statistic[] {
  const { fills, span } = run;
  const traded = tradedByHour(run);
  const meanEquity = mean(values.equity);
  const length = span.to - span.from;
  // Of hours the last may be shorter; the mean of all is scaled to the span.
  const perDay = DAY * traded.length / (meanEquity * length);
  const { weight, meanOpened } = timeHeld(bySymbol, span.to);
  return [
    statistic("fills", [
      "Fills",
      "count",
      "executions, parts of an order among them",
    ], { value: fills.time.length }),
    statistic("makerShare", [
      "Share of maker fills",
      "share",
      "of the value traded, orders that had rested",
    ], {
      value: sum(fills.maker.map((m, i) =>
        m * Math.abs(fills.quantity[i]! * fills.price[i]!)
      )) /
        (weight || NaN),
    }),
    statistic("fees", ["Fees", "money", "paid less rebates"], {
      value: sum(fills.fee),
    }),
    statistic("turnover", [
      "Turnover per day",
      "ratio",
      "purchases and sales / (mean equity · days)",
    ], {
      ...interval(traded, (sample) => mean(sample) * perDay),
      value: turnover(fills, { meanEquity, span: length }),
    }),
    statistic("holdingTime", [
      "Mean holding time",
      "microseconds",
      "∫|q| dt / units opened, weighted by value traded over instruments",
    ], {
      value: meanOpened,
    }),
  ];
}

/** Value traded in each hour of the run; the last may be shorter. */
function tradedByHour({ fills, span }: RunReport): Float64Array {
  const hours = Math.max(1, Math.ceil((span.to - span.from) / HOUR));
  const traded = new Float64Array(hours);
  fills.time.forEach((t, i) => {
    const hour = Math.min(
      hours - 1,
      Math.max(0, Math.floor((t - span.from) / HOUR)),
    );
    traded[hour]! += Math.abs(fills.quantity[i]! * fills.price[i]!);
  });
  return traded;
}

/** Value traded over instruments, and the time that a unit was held, weighted by it. */
function timeHeld(
  bySymbol: readonly SymbolFills[],
  end: number,
): { weight: number; meanOpened: number } {
  const held = bySymbol.map((own) => ({
    opened: meanHoldingTime(own, Math.max(end, own.time.at(-1)!)),
    weight: sum(own.quantity.map((q, i) => Math.abs(q) * own.price[i]!)),
  }));
  const weight = held.reduce((total, own) => total + own.weight, 0);
  const opened = held.reduce(
    (total, own) => total + own.weight * own.opened,
    0,
  );
  return { weight, meanOpened: opened / (weight || NaN) };
}

function exposureStatistics(
  values: PositionValues,
  { step, interval }: { step: number; interval: Interval },
): Statistic[] {
  const { timeShare, gross, net, largest } = exposure(values);
  const rowsPerHour = Math.max(1, Math.round(HOUR / step));
  const hourly = (of: (i: number) => number) => {
    const hours = Math.floor(values.time.length / rowsPerHour);
    return Float64Array.from({ length: hours }, (_, hour) => {
      let total = 0;
      for (let i = 0; i < rowsPerHour; i++) total += of(hour * rowsPerHour + i);
      return total / rowsPerHour;
    });
  };
  const bounds = (of: (i: number) => number) => {
    const { low, high } = interval(hourly(of), mean);
    return { low, high };
  };
  return [
    statistic("timeInMarket", [
      "Time in the market",
      "share",
      "share of periods that start with a position",
    ], {
      value: timeShare,
      ...bounds((i) => values.gross[i] === 0 ? 0 : 1),
    }),
    statistic("grossExposure", [
      "Mean gross exposure",
      "ratio",
      "Σ|value of positions| / equity, mean over periods",
    ], {
      value: gross,
      ...bounds((i) => values.gross[i]! / values.equity[i]!),
    }),
    statistic("netExposure", [
      "Mean net exposure",
      "ratio",
      "Σ value of positions / equity, mean over periods",
    ], {
      value: net,
      ...bounds((i) => values.net[i]! / values.equity[i]!),
    }),
    statistic("largestExposure", [
      "Largest gross exposure",
      "ratio",
      "Σ|value of positions| / equity",
    ], { value: largest }),
  ];
}

/** Capacity, if the run tells what slippage took. */
function capacityStatistics(run: RunReport): Statistic[] {
  const scaled = runCapacity(run);
  if (scaled === undefined) return [];
  const law =
    `profit at m times the size: m G − m^(3/2) C, C what slippage took; not told beyond ${TRUSTED_MULTIPLE} times`;
  return [
    statistic("capacity", [
      "Capacity, multiple of the size run",
      "ratio",
      `where profit is largest; ${law}`,
    ], { value: scaled.best }),
    statistic("breakEven", [
      "Break-even, multiple of the size run",
      "ratio",
      `where slippage has taken all; ${law}`,
    ], { value: scaled.breakEven }),
  ];
}
