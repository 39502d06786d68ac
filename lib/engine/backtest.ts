import {
  constantLatency,
  type LatencyModel,
  type VenueChoice,
  venueChoices,
} from "../venue/mod.ts";
import { assertInteger } from "../stats/arguments.ts";
import type { BacktestOptions } from "./backtest_options.ts";
import type { BacktestResult } from "./backtest_result.ts";
import { BacktestRun } from "./backtest_run.ts";

/** Latency where none is given: 10 ms each way. */
const DEFAULT_LATENCY = 10_000;

/**
 * Runs strategies over market data against a simulated exchange, on one simulated timeline.
 *
 * Each record of the market reaches the exchange at its event time and the strategies at its
 * receive time; an order reaches the exchange when its latency has passed, and the answer comes
 * back as late. At one time, market data at the exchange come first, then commands that arrive
 * there, answers at the client, market data at the client, timers; records of one time in the
 * order of `STREAM_FAMILIES`, then of symbols by name, then of rows. A double-entry ledger is kept
 * beside the venue's books and compared with them after every booking; where they differ the run
 * stops with a `LedgerError`.
 *
 * A backtest runs once: strategies keep state, and a second run would start with the first one's.
 *
 * @see thm-no-past, prop-determinism
 *
 * @example Buys once and holds
 * ```ts
 * import assert from "node:assert/strict";
 * import { Backtest, columnSource, type QuoteTick, simulatedColumns, Strategy } from "volarb/engine";
 * import { instrumentOn } from "volarb/market";
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
 * const result = new Backtest({
 *   source: columnSource({ BTCUSDT: columns }),
 *   specs: [contractSpec(instrumentOn("BTCUSDT", "2024-01-01"))],
 *   strategies: [new BuyOnce("buyer")],
 *   balance: 10_000,
 *   fees: feeSchedule({ periods: [{ from: 0, maker: 0.0002, taker: 0.0005 }] }),
 * }).run();
 * assert.equal(result.fills.rows, 1);
 * assert.equal(result.fills.columns.quantity[0], 0.1);
 * assert.equal(result.orders.columns.status[0], "filled");
 * ```
 */
export class Backtest {
  readonly #options: BacktestOptions;
  #ran = false;

  /**
   * Takes what is to be run; nothing is read yet.
   *
   * @param options Data, strategies, exchange.
   * @throws {RangeError} If the interval of the equity is no whole number of microseconds of at
   *   least 1.
   */
  constructor(options: BacktestOptions) {
    this.#options = options;
    const { equityInterval = 1 } = options;
    assertInteger("run a backtest", "equityInterval", equityInterval, 1);
  }

  /** What will be decided where simulators differ: name, value, why. */
  get choices(): VenueChoice[] {
    const { source: _, ...venue } = this.#options;
    return venueChoices({
      ...venue,
      emit: () => {},
      latency: latencyOf(this.#options)("orders"),
    });
  }

  /**
   * Runs everything.
   *
   * @returns Orders, fills, positions, ledger, equity, choices and hash.
   * @throws {DataError} If a subscription cannot be served, data are not in order, or a funding
   *   rate is missing while a position is held.
   * @throws {LedgerError} If the books do not balance.
   * @throws {TypeError} If it has run before.
   */
  run(): BacktestResult {
    if (this.#ran) {
      throw new TypeError(
        "Cannot run a backtest as each runs once: it has run",
      );
    }
    this.#ran = true;
    const { choices } = this;
    const latency = latencyOf(this.#options);
    return { ...new BacktestRun(this.#options, latency).run(), choices };
  }
}

/** The latency of each stream; that of the orders is `orders`. */
function latencyOf(
  { latency = constantLatency({ order: DEFAULT_LATENCY }) }: BacktestOptions,
): (stream: string) => LatencyModel {
  return typeof latency === "function" ? latency : () => latency;
}
