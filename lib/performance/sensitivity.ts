import { ResultTable } from "../engine/mod.ts";
import type { RecordValue } from "./record_text.ts";
import {
  sensitivityCases,
  type SensitivityOptions,
  type SensitivityRow,
  sensitivityRow,
} from "./sensitivity_cases.ts";
import { sweep, type SweepOptions, type Trial } from "./sweep.ts";

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
  return tableOf(
    sensitivityCases(options).map((_, i) => sensitivityRow(options, i)),
  );
}

/** Choices of {@linkcode sensitivitySweep}. */
export type SensitivitySweepOptions = Omit<SweepOptions, "trials"> & {
  /** What the function's options are: it is asked here for the list of runs only. */
  readonly options: SensitivityOptions;
  /**
   * A function of a module that a worker calls for each run, with the parameters and `index`, `question` and `value` beside them; it makes
   * the options there and returns `sensitivityRow(options, index)`.
   */
  readonly trial: Omit<Trial, "parameters"> & {
    /** What the function needs besides; whatever it draws has to come from a seed in here. */
    readonly parameters: { readonly [name: string]: RecordValue };
  };
};

/**
 * {@linkcode sensitivity} on worker processes: the same table, with a record of every run, so that one that was stopped goes on where it was.
 *
 * Models are functions and cannot be sent to a process, so each process makes the options itself, by a function that is named; see
 * {@linkcode sweep}, whose workers, record and progress these are.
 *
 * @param options What is run, the function of a module that runs one of it, workers, record, progress.
 * @returns A row per run, the base first.
 * @throws {RangeError} If a number is out of its range.
 * @throws {Error} If a run failed, with its error.
 */
export async function sensitivitySweep(
  { options, trial, ...sweepOptions }: SensitivitySweepOptions,
): Promise<ResultTable<SensitivityColumns>> {
  const trials = sensitivityCases(options).map((
    { question, value },
    index,
  ) => ({
    ...trial,
    parameters: { ...trial.parameters, index, question, value },
  }));
  const records = await sweep({ ...sweepOptions, trials });
  return tableOf(records.map(({ result, error, parameters }) => {
    if (error === undefined) return result as SensitivityRow;
    const { question, value } = parameters as SensitivityRow;
    throw new Error(`Cannot run ${question} ${value}: ${error}`);
  }));
}

function tableOf(
  rows: readonly SensitivityRow[],
): ResultTable<SensitivityColumns> {
  const texts = (name: "question" | "value") => rows.map((row) => row[name]);
  const column = (name: Exclude<keyof SensitivityRow, "question" | "value">) =>
    Float64Array.from(rows, (row) => row[name]);
  return new ResultTable({
    question: texts("question"),
    value: texts("value"),
    number: column("number"),
    profit: column("profit"),
    return: column("return"),
    alpha: column("alpha"),
    spread: column("spread"),
    slippage: column("slippage"),
    fees: column("fees"),
    funding: column("funding"),
    maxDrawdown: column("maxDrawdown"),
    fills: column("fills"),
    traded: column("traded"),
  });
}
