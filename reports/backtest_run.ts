import type { Catalog } from "../lib/catalog/mod.ts";
import {
  Backtest,
  type BacktestResult,
  catalogSource,
} from "../lib/engine/mod.ts";
import type { FittedSignal } from "../lib/signal/mod.ts";
import {
  fitSignal,
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

/** What this thread has learnt: a sweep over stops or sizes learns once. */
const learnt = new Map<string, FittedSignal>();

/**
 * Prepares a run; what it has to learn is learnt when somebody first takes part.
 *
 * @param plan The run.
 * @param catalog Where the data are.
 * @returns What a backtest is made of.
 */
export function readyRun(plan: BacktestPlan, catalog: Catalog): ReadyRun {
  const { config, specs, train, test, warmFrom, venue } = plan;
  const streams = (from: string, to: string) =>
    catalogSource(catalog, { steps: specs, from, to });
  const { symbol, volatility, flow, liquidity, regime, signal } = config;
  const key = JSON.stringify([
    catalog.root,
    train,
    symbol,
    [volatility, flow, liquidity, regime, signal],
  ]);
  const fit = () =>
    fitSignal(config, {
      source: streams(train.from, train.to),
      steps: specs,
      to: parseUtcDate(later(train.to, 1)),
    });
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
