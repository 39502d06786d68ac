import type { Catalog } from "../lib/catalog/mod.ts";
import { DataError } from "../lib/errors/mod.ts";
import {
  Backtest,
  type BacktestResult,
  catalogSource,
  type MarketSource,
} from "../lib/engine/mod.ts";
import type { FittedSignal } from "../lib/signal/mod.ts";
import {
  type FactorRows,
  factorRows,
  factorsOf,
  signalModelOf,
  volatilityArbitrage,
  type VolatilityArbitrageCast,
} from "../lib/strategy/mod.ts";
import { parseUtcDate } from "../lib/time/mod.ts";
import { type BacktestPlan, later } from "./backtest_config.ts";

/** A run that has learnt and can trade. */
export type ReadyRun = {
  /** Makes who takes part, anew for each run. */
  readonly make: () => VolatilityArbitrageCast;
  /** Market data and exchange. */
  readonly data: Omit<ConstructorParameters<typeof Backtest>[0], "strategies">;
  /** Time at which trading begins, microseconds. */
  readonly start: number;
};

/** A run that has traded. */
export type Run = ReadyRun & {
  /** Who took part. */
  readonly cast: VolatilityArbitrageCast;
  /** What it did. */
  readonly result: BacktestResult;
};

/** What this process has learnt: a sweep over stops or sizes learns once. */
const learnt = new Map<string, FittedSignal>();

/**
 * Prepares a run; what it has to learn is learnt when somebody first takes part.
 *
 * @param plan The run.
 * @param catalog Where the data are.
 * @returns What a backtest is made of.
 */
export function readyRun(plan: BacktestPlan, catalog: Catalog): ReadyRun {
  const { config, specs, train, test, warmFrom, unread, venue } = plan;
  const streams = (from: string, to: string) => {
    // The plan has looked at the days; those that the file names may have holes.
    const range = { steps: specs, from, to, missingDays: "accept" } as const;
    const families = catalogSource(catalog, range).families(config.symbol)
      .filter((family) => !unread.includes(family));
    return catalogSource(catalog, { ...range, families });
  };
  const { symbol, volatility, flow, liquidity, regime, signal } = config;
  const key = JSON.stringify([
    catalog.root,
    train,
    symbol,
    [volatility, flow, liquidity, regime, signal, unread],
  ]);
  const fit = () => learn(plan, streams(train.from, train.to));
  const start = parseUtcDate(test.from);
  return {
    make: () => {
      const signal = learnt.get(key) ?? fit();
      learnt.set(key, signal);
      return volatilityArbitrage(config, { signal, tradeFrom: start });
    },
    data: { ...venue, source: streams(warmFrom, test.to) },
    start,
  };
}

/** The signal of the training days; where it cannot be learnt, what is missing is named. */
function learn(
  { config, specs, train }: BacktestPlan,
  source: MarketSource,
): FittedSignal {
  const to = parseUtcDate(later(train.to, 1));
  const rows = factorRows(config, { source, steps: specs, to });
  try {
    const { horizon } = config.signal;
    return signalModelOf(config.signal).fit(rows, { horizon });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new DataError(
      `Cannot learn from ${train.from} to ${train.to}: ${
        missingText(config, rows)
      } (${error.message})`,
      { cause: error },
    );
  }
}

/** Columns that are missing, on how many rows, and what to do. */
function missingText(
  config: BacktestPlan["config"],
  { features, variance, returns }: FactorRows,
): string {
  const count = (column: Float64Array) => column.filter(Number.isNaN).length;
  const of = new Map(
    Object.entries(factorsOf(config)).flatMap(([factor, { predictors }]) =>
      predictors.map((name) => [name, factor] as const)
    ),
  );
  const gaps = Object.entries({ variance, ...features })
    .map(([name, column]) => [name, count(column)] as const)
    .filter(([, missing]) => missing > 0)
    .sort(([, a], [, b]) => b - a);
  const empty = gaps.filter(([, missing]) => 2 * missing > returns.length);
  const factors = new Set(
    empty.flatMap(([name]) => of.get(name) ?? [])
      .filter((factor) => factor !== "volatility"),
  );
  return [
    gaps.length === 0
      ? `no column is missing on its ${returns.length} rows, there are too few`
      : gaps.map(([name, missing]) =>
        `${name} is missing on ${missing} of ${returns.length} rows`
      ).join(", "),
    factors.size === 0
      ? "name longer days as train"
      : `switch ${
        [...factors].map((name) => `strategy.${name}`).join(", ")
      } off with null, or name days as train that have its data`,
  ].join("; ");
}

/**
 * Learns and trades.
 *
 * @param plan The run.
 * @param catalog Where the data are.
 * @returns The run.
 */
export function runPlan(plan: BacktestPlan, catalog: Catalog): Run {
  const ready = readyRun(plan, catalog);
  const cast = ready.make();
  const result = new Backtest({ ...ready.data, ...cast }).run();
  return { ...ready, cast, result };
}
