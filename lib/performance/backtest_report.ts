import type { BacktestResult } from "../engine/mod.ts";
import { asOf } from "../features/as_of.ts";
import type {
  PositionHistory,
  PriceColumns,
  ProfitComponents,
  RunReport,
} from "./run_report.ts";
import { stopLevels } from "./stop_levels.ts";

/** What {@linkcode backtestReport} is told beside the result; all of it may be left out. */
export type BacktestReportOptions =
  & Partial<
    Pick<
      RunReport,
      "name" | "currency" | "parameters" | "prices" | "regimes" | "search"
    >
  >
  & {
    /** Time at which the statistics begin, microseconds since the epoch; the first row of the equity by default. */
    readonly from?: number;
  };

/** Units in which money is exact: halves of 1e-8 of the quote currency. */
const UNITS = 2e8;

/**
 * What a backtest left, as the plain data that statistics and figures are made from.
 *
 * Equity is that of the result's grid. Its components are summed from their changes in whole units of money, so that they add up to the
 * change of equity to the last unit (up to 2^53 units, 45 million of the quote currency). Positions follow from fills
 * and liquidations, and the levels of stops from what was commanded.
 *
 * @param result What the backtest did.
 * @param options Name, parameters and prices; without prices positions are valued at the middle that the last fill met.
 * @returns The report, from the first row of the equity (or `from`) to the last.
 * @throws {RangeError} If the equity has no row, or `from` is not before its last.
 * @see thm-attribution, eq-profit-attribution
 *
 * @example Nothing was traded
 * ```ts
 * import assert from "node:assert/strict";
 * import { Backtest, columnSource, simulatedColumns, Strategy } from "volarb/engine";
 * import { instrumentOn } from "volarb/market";
 * import { backtestReport } from "volarb/performance";
 * import { symbolParameters } from "volarb/simulate";
 * import { contractSpec, feeSchedule } from "volarb/venue";
 *
 * class Idle extends Strategy {}
 * const { columns } = simulatedColumns("BTCUSDT", {
 *   seed: 1,
 *   from: "2024-01-01",
 *   parameters: symbolParameters("BTCUSDT", { tradesPerDay: 1000 }),
 * });
 * const result = new Backtest({
 *   source: columnSource({ BTCUSDT: columns }),
 *   specs: [contractSpec(instrumentOn("BTCUSDT", "2024-01-01"))],
 *   strategies: [new Idle("idle")],
 *   balance: 10_000,
 *   fees: feeSchedule({ periods: [{ from: 0, maker: 0.0002, taker: 0.0005 }] }),
 * }).run();
 * const report = backtestReport(result, { name: "Nothing" });
 * assert.equal(report.initialEquity, 10_000);
 * assert.equal(report.components!.columns.alpha!.at(-1), 0);
 * ```
 */
export function backtestReport(
  result: BacktestResult,
  {
    name = "Backtest",
    currency = "USDT",
    parameters = {},
    prices = fillPrices(result),
    regimes,
    search,
    from,
  }: BacktestReportOptions = {},
): RunReport {
  const { time, equity } = result.equity.columns;
  const first = from === undefined ? 0 : time.findIndex((t) => t >= from);
  if (first < 0 || first >= time.length - 1) {
    throw new RangeError(
      `Cannot report a backtest as its equity must have two rows from the start: current value is ${time.length} rows${
        from === undefined ? "" : ` from ${from}`
      }`,
    );
  }
  const timing = result.choices.find((choice) => choice.name === "fill timing");
  const { columns: fills } = result.fills;
  const since = fills.time.map((t, i) => t >= time[first]! ? i : NaN)
    .filter((i) => !Number.isNaN(i));
  const some = (column: Float64Array) =>
    Float64Array.from(since, (i) => column[i]!);
  return {
    name,
    hash: result.hash,
    span: { from: time[first]!, to: time.at(-1)! },
    initialEquity: first === 0 ? startOf(result) : equity[first]!,
    currency,
    parameters,
    fillTiming: timing?.value ?? "",
    choices: result.choices.filter((choice) => choice !== timing),
    equity: { time: time.subarray(first), equity: equity.subarray(first) },
    positions: positionHistories(result),
    fills: {
      time: some(fills.time),
      symbol: Array.from(since, (i) => fills.symbol[i]!),
      quantity: some(fills.quantity),
      price: some(fills.price),
      fee: some(fills.fee),
      maker: Float64Array.from(
        since,
        (i) => fills.liquidity[i] === "maker" ? 1 : 0,
      ),
    },
    components: profitComponents(result, first),
    prices: prices.map((of) => withStop(of, result)),
    ...(regimes === undefined ? {} : { regimes }),
    ...(search === undefined ? {} : { search }),
  };
}

/**
 * A report as it is, or that of a backtest's result.
 *
 * @param run One of both.
 * @param options What a report of a result is told beside it.
 * @returns The report.
 *
 * @example A report stays what it is
 * ```ts
 * import assert from "node:assert/strict";
 * import { asRunReport, type RunReport } from "volarb/performance";
 *
 * const report = { name: "A day" } as RunReport;
 * assert.equal(asRunReport(report), report);
 * ```
 */
export function asRunReport(
  run: RunReport | BacktestResult,
  options: BacktestReportOptions = {},
): RunReport {
  return "orders" in run ? backtestReport(run, options) : run;
}

/** Equity before the first change. */
function startOf({ equity }: BacktestResult): number {
  const { alpha, spread, slippage, fees, funding, insurance } = equity.columns;
  const change = alpha[0]! + spread[0]! + slippage[0]! - fees[0]! +
    funding[0]! + insurance[0]!;
  return Math.round((equity.columns.equity[0]! - change) * UNITS) / UNITS;
}

/** Components since a row, which is their zero unless it is the first. */
function profitComponents(
  { equity }: BacktestResult,
  first: number,
): ProfitComponents {
  const { time, alpha, spread, slippage, fees, funding, insurance } =
    equity.columns;
  const summed = (column: Float64Array, sign = 1) => {
    let units = 0;
    return column.subarray(first).map((x, i) => {
      if (i > 0 || first === 0) units += sign * Math.round(x * UNITS);
      return (units || 0) / UNITS;
    });
  };
  return {
    time: time.subarray(first),
    columns: {
      alpha: summed(alpha),
      spread: summed(spread),
      slippage: summed(slippage),
      fee: summed(fees, -1),
      funding: summed(funding),
      ...(insurance.some((x) => x !== 0)
        ? { insurance: summed(insurance) }
        : {}),
    },
  };
}

/** Position of each traded instrument after every fill and liquidation. */
function positionHistories(result: BacktestResult): PositionHistory[] {
  const { columns: fills } = result.fills;
  const { columns: liquidations } = result.liquidations;
  const symbols = [...new Set(fills.symbol)].sort();
  return symbols.map((symbol) => {
    const events: { time: number; lots: number }[] = [];
    let lotSize = 1;
    fills.time.forEach((time, i) => {
      if (fills.symbol[i] !== symbol) return;
      const sign = Math.sign(fills.quantity[i]!);
      lotSize = Math.abs(fills.quantity[i]!) / fills.quantityLots[i]!;
      events.push({ time, lots: sign * fills.quantityLots[i]! });
    });
    liquidations.closedLots.forEach((closed, i) => {
      if (liquidations.symbol[i] !== symbol) return;
      events.push({ time: liquidations.time[i]!, lots: -closed });
    });
    events.sort((a, b) => a.time - b.time);
    let lots = 0;
    const quantity = events.map((event) => {
      lots += event.lots;
      return Math.round(lots * lotSize * 1e8) / 1e8;
    });
    return {
      symbol,
      time: Float64Array.from(events, ({ time }) => time),
      quantity: Float64Array.from(quantity),
    };
  });
}

/** The middle of the market that each fill met. */
function fillPrices({ fills }: BacktestResult): PriceColumns[] {
  const { time, symbol, midPrice } = fills.columns;
  return [...new Set(symbol)].sort().map((name) => ({
    symbol: name,
    time: time.filter((_, i) => symbol[i] === name),
    price: midPrice.filter((_, i) => symbol[i] === name),
  }));
}

function withStop(prices: PriceColumns, result: BacktestResult): PriceColumns {
  if (prices.stop !== undefined) return prices;
  const levels = stopLevels(result, prices.symbol);
  return levels.time.length === 0
    ? prices
    : { ...prices, stop: asOf(prices.time, levels) };
}
