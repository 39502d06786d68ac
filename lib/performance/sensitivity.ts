import {
  Backtest,
  type BacktestResult,
  ResultTable,
  type StrategyAuditData,
  type StrategyCast,
} from "../engine/mod.ts";
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

/** Columns of {@linkcode sensitivity}, one row per run; money in quote units. */
export type SensitivityColumns = {
  /** What was changed: `base`, `latency`, `fees`, `queue`, `impact`, `size`. */
  readonly question: readonly string[];
  /** To what. */
  readonly value: readonly string[];
  /** The same as a number: microseconds, factor, multiple; `NaN` for a model. */
  readonly number: Float64Array;
  /** Change of equity. */
  readonly profit: Float64Array;
  /** The same over the balance at the start. */
  readonly return: Float64Array;
  /** What the market's moves earned. */
  readonly alpha: Float64Array;
  /** What the distance of the best price from the middle earned. */
  readonly spread: Float64Array;
  /** What the distance of fills from the best price earned. */
  readonly slippage: Float64Array;
  /** Fees paid. */
  readonly fees: Float64Array;
  /** Funding received. */
  readonly funding: Float64Array;
  /** Deepest fall from a peak of the equity, fraction of the peak. */
  readonly maxDrawdown: Float64Array;
  /** Number of fills. */
  readonly fills: Float64Array;
  /** Value that was traded. */
  readonly traded: Float64Array;
};

/** A run that differs from the base in one thing. */
type Case = {
  readonly question: string;
  readonly value: string;
  readonly number: number;
  readonly size: number;
  readonly change: Partial<StrategyAuditData>;
};

/**
 * How a strategy fares where the world is not as was assumed: one run for each change of latency, fees, queue model, slippage and size,
 * everything else being as it was.
 *
 * A larger size is the same strategy with a larger balance, so the rows of `size` are the capacity curve: profit against size, on the
 * market as it was displayed. The base comes first.
 *
 * @param options Who takes part, data, and the changes.
 * @returns A row per run.
 * @throws {RangeError} If a number is out of its range.
 *
 * @example Who buys once pays the fee of his tier
 * ```ts
 * import assert from "node:assert/strict";
 * import { columnSource, type QuoteTick, simulatedColumns, Strategy } from "volarb/engine";
 * import { instrumentOn } from "volarb/market";
 * import { sensitivity } from "volarb/performance";
 * import { symbolParameters } from "volarb/simulate";
 * import { contractSpec, feeSchedule } from "volarb/venue";
 *
 * class BuyOnce extends Strategy {
 *   override onStart() {
 *     this.subscribeQuotes("BTCUSDT");
 *   }
 *   override onQuoteTick({ symbol }: QuoteTick) {
 *     this.unsubscribe("quotes", symbol);
 *     this.submit(this.orders.market({ symbol, side: "buy", quantity: 100 }));
 *   }
 * }
 * const { columns } = simulatedColumns("BTCUSDT", {
 *   seed: 1,
 *   from: "2024-01-01",
 *   parameters: symbolParameters("BTCUSDT", { tradesPerDay: 1000 }),
 * });
 * const { columns: found } = sensitivity({
 *   make: () => ({ strategies: [new BuyOnce("buyer")] }),
 *   data: {
 *     source: columnSource({ BTCUSDT: columns }),
 *     specs: [contractSpec(instrumentOn("BTCUSDT", "2024-01-01"))],
 *     balance: 10_000,
 *     fees: feeSchedule({ periods: [{ from: 0, maker: 0, taker: 0.0005 }] }),
 *   },
 *   fees: [0, 2],
 *   latency: [],
 *   queue: [],
 *   impact: [],
 *   size: [],
 * });
 * assert.deepEqual(found.value, ["", "0 x", "2 x"]);
 * const [base, free, dear] = found.fees;
 * assert.ok(free === 0 && Math.abs(dear! - 2 * base!) < 1e-7);
 * ```
 */
export function sensitivity(
  options: SensitivityOptions,
): ResultTable<SensitivityColumns> {
  const { make, data } = options;
  const cases = casesOf(options);
  const found = cases.map(({ change, size }) => {
    const balance = data.balance * size;
    const run = new Backtest({ ...data, ...change, balance, ...make(size) });
    return summaryOf(run.run(), balance);
  });
  const column = (of: (one: Summary, of: Case) => number) =>
    Float64Array.from(found, (one, i) => of(one, cases[i]!));
  return new ResultTable({
    question: cases.map(({ question }) => question),
    value: cases.map(({ value }) => value),
    number: column((_, { number }) => number),
    profit: column(({ profit }) => profit),
    return: column(({ profit, balance }) => profit / balance),
    alpha: column(({ alpha }) => alpha),
    spread: column(({ spread }) => spread),
    slippage: column(({ slippage }) => slippage),
    fees: column(({ fees }) => fees),
    funding: column(({ funding }) => funding),
    maxDrawdown: column(({ drawdown }) => drawdown),
    fills: column(({ fills }) => fills),
    traded: column(({ traded }) => traded),
  });
}

function casesOf(
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
): Case[] {
  const at = (
    question: string,
    value: string,
    number: number,
    change: Partial<StrategyAuditData>,
  ): Case => ({ question, value, number, change, size: 1 });
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

type Summary = {
  readonly balance: number;
  readonly profit: number;
  readonly alpha: number;
  readonly spread: number;
  readonly slippage: number;
  readonly fees: number;
  readonly funding: number;
  readonly drawdown: number;
  readonly fills: number;
  readonly traded: number;
};

function summaryOf(
  { equity, fills }: BacktestResult,
  balance: number,
): Summary {
  const e = equity.columns;
  const sum = (column: Float64Array) => column.reduce((a, b) => a + b, 0);
  const { price, quantity } = fills.columns;
  return {
    balance,
    profit: e.equity.at(-1)! - e.equity[0]!,
    alpha: sum(e.alpha),
    spread: sum(e.spread),
    slippage: sum(e.slippage),
    fees: sum(e.fees),
    funding: sum(e.funding),
    drawdown: drawdown(e.equity).reduce((a, b) => Math.max(a, b), 0),
    fills: fills.rows,
    traded: sum(price.map((p, i) => p * Math.abs(quantity[i]!))),
  };
}
