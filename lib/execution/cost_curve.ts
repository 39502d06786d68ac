import {
  Backtest,
  type BacktestOptions,
  columnSource,
  ResultTable,
  Strategy,
  type SymbolColumns,
  type TimerEvent,
} from "../engine/mod.ts";
import { assertPositive } from "../stats/arguments.ts";
import { mean, standardError } from "../stats/mod.ts";
import { constantLatency, type ContractSpec } from "../venue/mod.ts";
import type { ImplementationShortfall } from "./implementation_shortfall.ts";
import { midPriceAt } from "./mid_price_at.ts";
import { parentShortfall } from "./parent_shortfall.ts";
import { TwapAlgorithm } from "./twap_algorithm.ts";
import { type TwapParameters, twapRequest } from "./twap_parameters.ts";

/** What {@linkcode costCurve} measures. */
export type CostCurveOptions = {
  /** Market data of one instrument; there must be quotes. */
  readonly columns: SymbolColumns;
  /** Rules of the contract. */
  readonly spec: ContractSpec;
  /** Lots of each parent. */
  readonly quantity: number;
  /** When parents are sent, microseconds since the epoch: a buyer and a seller each. */
  readonly starts: readonly number[];
  /** Horizons, whole microseconds. */
  readonly horizons: readonly number[];
  /** Urgencies; 1 alone by default. */
  readonly urgencies?: readonly number[];
  /** The other parameters of a parent, given its horizon; by default twelve slices. */
  readonly parameters?: (horizon: number) => Omit<
    TwapParameters,
    "horizon" | "urgency"
  >;
  /** Time from the client to the venue and back, microseconds; 10,000 by default. */
  readonly latency?: number;
  /** What else the exchange is made of; fees are needed. */
  readonly venue:
    & Pick<BacktestOptions, "fees">
    & Partial<
      Pick<BacktestOptions, "queue" | "impact" | "fillTiming" | "maxQuoteAge">
    >;
};

/** Columns of a cost curve, one row per horizon and urgency; costs in basis points of the parents' value, means over parents. */
export type CostCurveColumns = {
  /** Horizon, microseconds. */
  readonly horizon: Float64Array;
  /** Urgency. */
  readonly urgency: Float64Array;
  /** Parents. */
  readonly parents: Float64Array;
  /** Share of their lots that was filled. */
  readonly filled: Float64Array;
  /** Share of the filled lots that was filled as a maker. */
  readonly maker: Float64Array;
  /** Move of the middle between decision and arrival. */
  readonly delay: Float64Array;
  /** Move of the middle between arrival and fills. */
  readonly timing: Float64Array;
  /** From the middle to the best price. */
  readonly spread: Float64Array;
  /** Beyond the best price. */
  readonly impact: Float64Array;
  /** Fees. */
  readonly fee: Float64Array;
  /** What was not filled. */
  readonly opportunity: Float64Array;
  /** The sum: expected cost. */
  readonly total: Float64Array;
  /** Standard error of the sum, from the means of a buyer and a seller of one time. */
  readonly standardError: Float64Array;
  /** Standard deviation of the sum of one parent: the risk of the cost. */
  readonly risk: Float64Array;
};

const PARTS = [
  "delay",
  "timing",
  "spread",
  "impact",
  "fee",
  "opportunity",
  "total",
] as const;

/**
 * What parents cost by horizon and urgency, run through the exchange on given data.
 *
 * At each of the times a buyer and a seller are sent, so that the drift of the sample falls out of the mean; what a
 * parent's own drift adds is left in the risk.
 *
 * @param options Data, contract, size, times, grid and venue.
 * @returns One row per horizon and urgency, in that order.
 * @throws {RangeError} If there is no time, no horizon or no quote.
 * @see tbl-cost-curve
 *
 * @example A minute and an hour
 * ```ts
 * import assert from "node:assert/strict";
 * import { simulatedColumns } from "volarb/engine";
 * import { costCurve } from "volarb/execution";
 * import { instrumentOn } from "volarb/market";
 * import { symbolParameters } from "volarb/simulate";
 * import { contractSpec, feeSchedule } from "volarb/venue";
 *
 * const { columns } = simulatedColumns("BTCUSDT", {
 *   seed: 1,
 *   from: "2024-01-01",
 *   parameters: symbolParameters("BTCUSDT", { tradesPerDay: 1000 }),
 * });
 * const start = columns.quotes!.eventTime[0]!;
 * const { columns: curve } = costCurve({
 *   columns,
 *   spec: contractSpec(instrumentOn("BTCUSDT", "2024-01-01")),
 *   quantity: 100,
 *   starts: [start + 3600e6, start + 7200e6],
 *   horizons: [60e6, 3600e6],
 *   venue: { fees: feeSchedule({ periods: [{ from: 0, maker: 0.0002, taker: 0.0005 }] }) },
 * });
 * assert.deepEqual(curve.filled, Float64Array.of(1, 1));
 * assert.ok(Math.abs(curve.fee[0]! - 5) < 0.01);
 * ```
 */
export function costCurve(
  options: CostCurveOptions,
): ResultTable<CostCurveColumns> {
  const { columns, starts, horizons, urgencies = [1], quantity } = options;
  const action = "compute a cost curve";
  for (const [name, given] of Object.entries({ starts, horizons, urgencies })) {
    if (given.length > 0) continue;
    throw new RangeError(
      `Cannot ${action} as ${name} must not be empty: there are 0`,
    );
  }
  assertPositive(action, "quantity", quantity);
  if (!columns.quotes?.eventTime.length) {
    throw new RangeError(
      `Cannot ${action} as there must be quotes: there are 0`,
    );
  }
  const rows = horizons.flatMap((horizon) =>
    urgencies.map((urgency) => costOf(options, horizon, urgency))
  );
  const column = (name: keyof CostCurveColumns) =>
    Float64Array.from(rows, (row) => row[name]);
  return new ResultTable({
    horizon: column("horizon"),
    urgency: column("urgency"),
    parents: column("parents"),
    filled: column("filled"),
    maker: column("maker"),
    delay: column("delay"),
    timing: column("timing"),
    spread: column("spread"),
    impact: column("impact"),
    fee: column("fee"),
    opportunity: column("opportunity"),
    total: column("total"),
    standardError: column("standardError"),
    risk: column("risk"),
  });
}

/** Sends a buyer and a seller at each of some times. */
class Parents extends Strategy {
  readonly #starts: readonly number[];
  readonly #send: (side: "buy" | "sell") => void;

  constructor(
    symbol: string,
    { starts, quantity, parameters }: {
      readonly starts: readonly number[];
      readonly quantity: number;
      readonly parameters: TwapParameters;
    },
  ) {
    super("parents");
    this.#starts = starts;
    const execAlgorithm = twapRequest(parameters);
    this.#send = (side) =>
      this.submit(
        this.orders.market({ symbol, side, quantity, execAlgorithm }),
      );
  }

  override onStart(): void {
    this.#starts.forEach((time, k) => this.clock.setTimeAlert(String(k), time));
  }

  override onTimer(_timer: TimerEvent): void {
    this.#send("buy");
    this.#send("sell");
  }
}

/** Balance that no parent runs out of. */
const PLENTY = 1e9;

function costOf(
  options: CostCurveOptions,
  horizon: number,
  urgency: number,
): { readonly [C in keyof CostCurveColumns]: number } {
  const { columns, spec, starts, quantity, venue, latency = 10_000 } = options;
  const {
    parameters = (span: number) => ({ interval: Math.ceil(span / 12) }),
  } = options;
  const { symbol, lotSize, tickSize } = spec;
  const result = new Backtest({
    ...venue,
    source: columnSource({ [symbol]: columns }),
    specs: [spec],
    strategies: [
      new Parents(symbol, {
        starts,
        quantity,
        parameters: { ...parameters(horizon), horizon, urgency },
      }),
    ],
    algorithms: [
      new TwapAlgorithm("TWAP", {
        symbols: columns.trades === undefined ? [] : [symbol],
      }),
    ],
    balance: PLENTY,
    latency: constantLatency({ order: latency }),
    equityInterval: horizon * 1000,
  }).run();
  const midAt = midPriceAt(columns.quotes!, tickSize);
  const costs = starts.flatMap((_, k) =>
    [2 * k + 1, 2 * k + 2].map((n) =>
      parentShortfall(result, `parents-${n}`, { lotSize, midAt, latency })
    )
  );
  const { parentId, arrivalPrice } = result.orders.columns;
  const values = [...arrivalPrice.filter((_, row) => parentId[row] === "")]
    .map((price) => price * quantity * lotSize);
  const { quantityLots, liquidity } = result.fills.columns;
  let [filled, maker] = [0, 0];
  quantityLots.forEach((lots, i) => {
    filled += lots;
    if (liquidity[i] === "maker") maker += lots;
  });
  const total = costs.map((cost) => cost.basisPoints);
  const pairs = starts.map((_, k) => (total[2 * k]! + total[2 * k + 1]!) / 2);
  return {
    horizon,
    urgency,
    parents: costs.length,
    filled: filled / (costs.length * quantity),
    maker: maker / filled,
    ...parts(costs, values),
    standardError: pairs.length > 1
      ? standardError(Float64Array.from(pairs))
      : NaN,
    risk: standardError(Float64Array.from(total)) * Math.sqrt(total.length),
  };
}

/** Mean of each part, basis points of the parents' values. */
function parts(
  costs: readonly ImplementationShortfall[],
  values: readonly number[],
): { readonly [P in typeof PARTS[number]]: number } {
  const of = (part: typeof PARTS[number]) =>
    mean(Float64Array.from(costs, (cost, k) => 1e4 * cost[part] / values[k]!));
  return {
    delay: of("delay"),
    timing: of("timing"),
    spread: of("spread"),
    impact: of("impact"),
    fee: of("fee"),
    opportunity: of("opportunity"),
    total: of("total"),
  };
}
