import type { LatencyModel, VenueOptions } from "../venue/mod.ts";
import type { Actor } from "./actor.ts";
import type { RecordedData } from "./event_engine.ts";
import type { ExecAlgorithm } from "./exec_algorithm.ts";
import type { MarketSource } from "./market_source.ts";
import type { PreTradeCheck } from "./pre_trade_check.ts";
import type { Strategy } from "./strategy.ts";

/** What a {@linkcode Backtest} is made from; what the exchange is made from is part of it. */
export type BacktestOptions = Omit<VenueOptions, "emit"> & {
  /** Market data. */
  readonly source: MarketSource;
  /** Who trades. */
  readonly strategies: readonly Strategy[];
  /** Who takes part without trading. */
  readonly actors?: readonly Actor[];
  /** Who works orders over time. */
  readonly algorithms?: readonly ExecAlgorithm[];
  /**
   * How long commands, answers and market data take; 10 ms each way and no more than their
   * receive time by default. A model that draws the delays of market data is given as a function
   * of the stream's name, so that each stream has draws of its own; the orders' stream is
   * `orders`.
   */
  readonly latency?: LatencyModel | ((stream: string) => LatencyModel);
  /** Looks at every order before it is sent; none by default. */
  readonly risk?: PreTradeCheck;
  /** Messages that were recorded. */
  readonly data?: readonly RecordedData[];
  /** Last time to take, microseconds since the epoch; all there is by default. */
  readonly end?: number;
  /** Time from one sample of the equity to the next, microseconds; a minute by default. */
  readonly equityInterval?: number;
  /** Whether an exchange with nothing to do may pass records over, by default; the results are the same. */
  readonly skipIdle?: boolean;
};
