import {
  Backtest,
  type BacktestResult,
  type StrategyAuditData,
  type StrategyCast,
} from "../engine/mod.ts";
import { assertInteger } from "../stats/arguments.ts";
import {
  constantLatency,
  displayedDepthImpact,
  type FeeModel,
  fixedTicksImpact,
  type ImpactModel,
  linearImpact,
  logQueue,
  powerQueue,
  type QueueModel,
  riskAverseQueue,
  squareRootImpact,
  tradeOnlyQueue,
} from "../venue/mod.ts";
import { drawdown } from "./drawdown.ts";

/** What {@linkcode sensitivity} runs; a list that is left out is the default's, an empty one leaves the question out. */
export type SensitivityOptions = {
  /**
   * Makes who takes part, anew for each run.
   *
   * @param size Multiple of the size.
   * @returns Strategies, actors, algorithms, risk.
   */
  readonly make: (size: number) => StrategyCast;
  /** Market data and exchange: all of a backtest's options but who takes part. */
  readonly data: StrategyAuditData;
  /** Ways of an order to the venue, microseconds; 0, 1, 10, 50, 200 ms and 1 s. The answer takes as long. */
  readonly latency?: readonly number[];
  /** Fees of other tiers, as factors on those of the data; 0, 0.5, 0.8, 1.2. */
  readonly fees?: readonly number[];
  /** Models of the queue; risk-averse, power 3, log, trade-only. */
  readonly queue?: readonly QueueModel[];
  /** Models of the book behind the best price, and so of slippage; displayed depth, one tick, linear and square root of the display. */
  readonly impact?: readonly ImpactModel[];
  /** Multiples of the size; a quarter to sixteen, doubling. The balance grows with it. */
  readonly size?: readonly number[];
};

/** What one of the runs gave, money in quote units. */
export type SensitivityRow = {
  /** What was changed: `base`, `latency`, `fees`, `queue`, `impact`, `size`. */
  readonly question: string;
  /** To what. */
  readonly value: string;
  /** The same as a number: microseconds, factor, multiple; `NaN` for a model. */
  readonly number: number;
  /** Change of equity. */
  readonly profit: number;
  /** The same over the balance at the start. */
  readonly return: number;
  /** What the market's moves earned. */
  readonly alpha: number;
  /** What the distance of the best price from the middle earned. */
  readonly spread: number;
  /** What the distance of fills from the best price earned. */
  readonly slippage: number;
  /** Fees paid. */
  readonly fees: number;
  /** Funding received. */
  readonly funding: number;
  /** Deepest fall from a peak of the equity, fraction of the peak. */
  readonly maxDrawdown: number;
  /** Number of fills. */
  readonly fills: number;
  /** Value that was traded. */
  readonly traded: number;
};

/** A run that differs from the base in one thing. */
export type SensitivityCase = {
  readonly question: string;
  readonly value: string;
  readonly number: number;
  readonly size: number;
  readonly change: Partial<StrategyAuditData>;
};

/**
 * The runs that a sensitivity is made of, the base first.
 *
 * @param options Who takes part, data, and the changes.
 * @returns What each of them changes.
 * @throws {RangeError} If a number is out of its range.
 */
export function sensitivityCases(
  {
    data,
    latency = [0, 1_000, 10_000, 50_000, 200_000, 1_000_000],
    fees = [0, 0.5, 0.8, 1.2],
    queue = [riskAverseQueue(), powerQueue(3), logQueue(), tradeOnlyQueue()],
    impact = [
      displayedDepthImpact(),
      fixedTicksImpact(1),
      linearImpact({ ticks: 1 }),
      squareRootImpact({ ticks: 1 }),
    ],
    size = [0.25, 0.5, 1, 2, 4, 8, 16],
  }: SensitivityOptions,
): SensitivityCase[] {
  const at = (
    question: string,
    value: string,
    number: number,
    change: Partial<StrategyAuditData>,
  ): SensitivityCase => ({ question, value, number, change, size: 1 });
  return [
    at("base", "", NaN, {}),
    ...latency.map((order) =>
      at("latency", `${order / 1000} ms`, order, {
        latency: constantLatency({ order }),
      })
    ),
    ...fees.map((factor) =>
      at("fees", `${factor} x`, factor, {
        fees: scaledFees(data.fees, factor),
      })
    ),
    ...queue.map((queue) => at("queue", queue.name, NaN, { queue })),
    ...impact.map((impact) => at("impact", impact.name, NaN, { impact })),
    ...size.map((size) => {
      if (!(size > 0 && size < Infinity)) {
        throw new RangeError(
          `Cannot vary the size of a strategy as multiples must be positive and finite: current value is ${size}`,
        );
      }
      return { ...at("size", `${size} x`, size, {}), size };
    }),
  ];
}

/** Fees that are a multiple of others. */
function scaledFees(fees: FeeModel, factor: number): FeeModel {
  if (!(factor >= 0 && factor < Infinity)) {
    throw new RangeError(
      `Cannot vary the fees of a strategy as factors must be at least 0 and finite: current value is ${factor}`,
    );
  }
  // A millionth of a rate that is a whole number of 1e-12 is exact.
  const millionths = BigInt(Math.round(factor * 1e6));
  return {
    name: `${factor} x ${fees.name}`,
    rate: (time, liquidity, symbol) =>
      fees.rate(time, liquidity, symbol) * millionths / 1_000_000n,
  };
}

/**
 * One of the runs of {@linkcode sensitivity}, for a worker that does only that one; see {@linkcode sensitivitySweep}.
 *
 * @param options Who takes part, data, and the changes.
 * @param index Number of the run, counted from 0, which is the base.
 * @returns Its row, as plain data.
 * @throws {RangeError} If there is no such run or a number is out of its range.
 */
export function sensitivityRow(
  options: SensitivityOptions,
  index: number,
): SensitivityRow {
  assertInteger("run a part of a sensitivity", "index", index, 0);
  const cases = sensitivityCases(options);
  const chosen = cases[index];
  if (chosen === undefined) {
    throw new RangeError(
      `Cannot run a part of a sensitivity as index must be below ${cases.length}: current value is ${index}`,
    );
  }
  const { question, value, number, change, size } = chosen;
  const { make, data } = options;
  const balance = data.balance * size;
  const run = new Backtest({ ...data, ...change, balance, ...make(size) });
  return { question, value, number, ...summaryOf(run.run(), balance) };
}

/** What a run gave. */
function summaryOf(
  { equity, fills }: BacktestResult,
  balance: number,
): Omit<SensitivityRow, "question" | "value" | "number"> {
  const e = equity.columns;
  const sum = (column: Float64Array) => column.reduce((a, b) => a + b, 0);
  const { price, quantity } = fills.columns;
  const profit = e.equity.at(-1)! - e.equity[0]!;
  return {
    profit,
    return: profit / balance,
    alpha: sum(e.alpha),
    spread: sum(e.spread),
    slippage: sum(e.slippage),
    fees: sum(e.fees),
    funding: sum(e.funding),
    maxDrawdown: drawdown(e.equity).reduce((a, b) => Math.max(a, b), 0),
    fills: fills.rows,
    traded: sum(price.map((p, i) => p * Math.abs(quantity[i]!))),
  };
}
