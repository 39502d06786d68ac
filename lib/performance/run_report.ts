import { assertColumns, assertPositive } from "../stats/arguments.ts";
import { assertTimes, type EquityCurve } from "./equity_curve.ts";

/** Position of one instrument after each change, which holds until the next. */
export type PositionHistory = {
  /** The instrument. */
  readonly symbol: string;
  /** Length `n`; microseconds since the epoch, never falling. */
  readonly time: Float64Array;
  /** Length `n`; base units, below 0 short. */
  readonly quantity: Float64Array;
};

/** Fills of all instruments in order of time. */
export type RunFills = {
  /** Length `n`; microseconds since the epoch, never falling. */
  readonly time: Float64Array;
  /** Length `n`; the instrument of each. */
  readonly symbol: readonly string[];
  /** Length `n`; base units, above 0 bought and below 0 sold. */
  readonly quantity: Float64Array;
  /** Length `n`; quote per base unit. */
  readonly price: Float64Array;
  /** Length `n`; what was paid for the fill in the quote currency, below 0 a rebate. */
  readonly fee: Float64Array;
  /** Length `n`; 1 where the order had rested (maker), 0 where it took. */
  readonly maker: Float64Array;
};

/** Where profit came from, summed since the start; the columns add up to the change of equity. */
export type ProfitComponents = {
  /** Length `n`; microseconds since the epoch, never falling. */
  readonly time: Float64Array;
  /** Components by name, each of length `n`, in the quote currency: `alpha`, `spread`, `slippage`, `fee`, `funding`. */
  readonly columns: { readonly [name: string]: Float64Array };
};

/** Price of one instrument, and where stops stood. */
export type PriceColumns = {
  /** The instrument. */
  readonly symbol: string;
  /** Length `n`; microseconds since the epoch, never falling. */
  readonly time: Float64Array;
  /** Length `n`; mid price. */
  readonly price: Float64Array;
  /** Length `n`; level of the stop, `NaN` without one. */
  readonly stop?: Float64Array;
};

/** A state of the market that returns are grouped by. */
export type RegimeColumns = {
  /** What it is: `volatility`, `toxicity`, `funding`. */
  readonly name: string;
  /** Length `n`; when each value became known, microseconds since the epoch, never falling. */
  readonly time: Float64Array;
  /** Length `n`; `NaN` is missing. */
  readonly values: Float64Array;
};

/**
 * What a run leaves to be judged by, as plain data.
 *
 * A backtest's result is mapped to it, and so can be the record of an account that was traded for real.
 */
export type RunReport = {
  /** Name of the run, a few words. */
  readonly name: string;
  /** Hash of data, parameters and code, which is equal wherever the run is repeated. */
  readonly hash: string;
  /** First and last simulated time, microseconds since the epoch. */
  readonly span: { readonly from: number; readonly to: number };
  /** Equity at the start, in the quote currency, > 0. */
  readonly initialEquity: number;
  /** Currency in which equity is told. */
  readonly currency: string;
  /** What the strategy was run with, in the order in which it is shown. */
  readonly parameters: { readonly [name: string]: string | number | boolean };
  /** Against which quotes and trades an order could be filled: `next`, `standing`. */
  readonly fillTiming: string;
  /** What the simulation assumes where peers assume otherwise. */
  readonly choices?: readonly {
    /** What was chosen. */
    readonly name: string;
    /** What it was set to. */
    readonly value: string;
    /** Why. */
    readonly why: string;
  }[];
  /** Equity at every event that moved it, in order of time. */
  readonly equity: EquityCurve;
  /** Position of each instrument. */
  readonly positions: readonly PositionHistory[];
  /** Every fill. */
  readonly fills: RunFills;
  /** Where profit came from; not told where absent. */
  readonly components?: ProfitComponents;
  /** Prices to value positions with and to draw. */
  readonly prices: readonly PriceColumns[];
  /** States of the market to group returns by. */
  readonly regimes?: readonly RegimeColumns[];
  /** Search that the parameters came from; one trial where absent. */
  readonly search?: {
    /** Number of independent trials, as `effectiveTrials` counts them. */
    readonly trials: number;
    /** Variance of their Sharpe ratios, per period of the statistics. */
    readonly variance: number;
  };
};

/**
 * Checks that a report is one: a span, equity in order of time, columns of one length.
 *
 * @param action What could not be done.
 * @param run The report.
 * @throws {RangeError} If it is not.
 */
export function assertRun(action: string, run: RunReport): void {
  const { from, to } = run.span;
  if (!(from < to)) {
    throw new RangeError(
      `Cannot ${action} as a span must end after it begins: current value is ${from} to ${to}`,
    );
  }
  assertPositive(action, "initialEquity", run.initialEquity);
  const { symbol, ...fills } = run.fills;
  assertTable(`${action}: equity`, run.equity);
  assertTable(`${action}: fills`, fills);
  for (const { symbol, time, quantity } of run.positions) {
    assertTable(`${action}: positions of ${symbol}`, { time, quantity });
  }
  for (const { symbol, time, price, stop = price } of run.prices) {
    assertTable(`${action}: prices of ${symbol}`, { time, price, stop });
  }
  for (const { name, time, values } of run.regimes ?? []) {
    assertTable(`${action}: regime ${name}`, { time, values });
  }
  if (run.components !== undefined) {
    const { time, columns } = run.components;
    assertTable(`${action}: components`, { ...columns, time });
  }
  if (symbol.length !== run.fills.time.length) {
    throw new RangeError(
      `Cannot ${action} as fills must have one symbol each, ${run.fills.time.length}: current value is ${symbol.length}`,
    );
  }
}

function assertTable(
  action: string,
  columns: {
    readonly [name: string]: Float64Array;
    readonly time: Float64Array;
  },
): void {
  assertColumns(action, columns);
  assertTimes(action, columns.time);
}
