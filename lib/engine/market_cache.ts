import type { BarTick } from "./bar_tick.ts";
import type { FundingTick } from "./funding_tick.ts";
import type { MarkTick } from "./mark_tick.ts";
import type { MetricsTick } from "./metrics_tick.ts";
import type { PremiumTick } from "./premium_tick.ts";
import type { QuoteTick } from "./quote_tick.ts";
import type { StreamFamily } from "./tick_columns.ts";
import type { TradeTick } from "./trade_tick.ts";

/**
 * What the client knows of the market: the last record of each stream that it receives.
 *
 * Records are views that move on with the stream; keep one by `copy()`. The finest of
 * quotes, trades and bars is there for every symbol, other families where somebody subscribes.
 *
 * @example No trade before the first
 * ```ts
 * import assert from "node:assert/strict";
 * import { Backtest, columnSource, simulatedColumns, Strategy, type TradeTick } from "volarb/engine";
 * import { instrumentOn } from "volarb/market";
 * import { symbolParameters } from "volarb/simulate";
 * import { contractSpec, feeSchedule } from "volarb/venue";
 *
 * const seen: unknown[] = [];
 * class Look extends Strategy {
 *   override onStart() {
 *     this.subscribeTrades("BTCUSDT");
 *     seen.push(this.cache.trade("BTCUSDT"));
 *   }
 *   override onTradeTick({ symbol, price }: TradeTick) {
 *     this.unsubscribe("trades", symbol);
 *     seen.push(this.cache.trade(symbol)!.price === price);
 *   }
 * }
 * const { columns } = simulatedColumns("BTCUSDT", {
 *   seed: 1,
 *   from: "2024-01-01",
 *   parameters: symbolParameters("BTCUSDT", { tradesPerDay: 1000 }),
 * });
 * new Backtest({
 *   source: columnSource({ BTCUSDT: columns }),
 *   specs: [contractSpec(instrumentOn("BTCUSDT", "2024-01-01"))],
 *   strategies: [new Look("look")],
 *   balance: 10_000,
 *   fees: feeSchedule({ periods: [{ from: 0, maker: 0.0002, taker: 0.0005 }] }),
 * }).run();
 * assert.deepEqual(seen, [undefined, true]);
 * ```
 */
export class MarketCache {
  readonly #view: (family: StreamFamily, symbol: string) => unknown;

  /**
   * Looks at the streams of a run; the engine makes it.
   *
   * @param view The last record of a stream; `undefined` before the first.
   */
  constructor(view: (family: StreamFamily, symbol: string) => unknown) {
    this.#view = view;
  }

  /**
   * The last quote.
   *
   * @param symbol The instrument.
   * @returns The quote; `undefined` before the first.
   */
  quote(symbol: string): QuoteTick | undefined {
    return this.#view("quotes", symbol) as QuoteTick | undefined;
  }

  /**
   * The last trade.
   *
   * @param symbol The instrument.
   * @returns The trade; `undefined` before the first.
   */
  trade(symbol: string): TradeTick | undefined {
    return this.#view("trades", symbol) as TradeTick | undefined;
  }

  /**
   * The last bar.
   *
   * @param symbol The instrument.
   * @returns The bar; `undefined` before the first.
   */
  bar(symbol: string): BarTick | undefined {
    return this.#view("bars", symbol) as BarTick | undefined;
  }

  /**
   * The last mark price.
   *
   * @param symbol The instrument.
   * @returns The mark price; `undefined` before the first.
   */
  markPrice(symbol: string): MarkTick | undefined {
    return this.#view("mark", symbol) as MarkTick | undefined;
  }

  /**
   * The last settled funding rate.
   *
   * @param symbol The instrument.
   * @returns The rate; `undefined` before the first.
   */
  fundingRate(symbol: string): FundingTick | undefined {
    return this.#view("funding", symbol) as FundingTick | undefined;
  }

  /**
   * The last row of metrics.
   *
   * @param symbol The instrument.
   * @returns The row; `undefined` before the first.
   */
  metrics(symbol: string): MetricsTick | undefined {
    return this.#view("metrics", symbol) as MetricsTick | undefined;
  }

  /**
   * The last bar of the premium over the index.
   *
   * @param symbol The instrument.
   * @returns The bar; `undefined` before the first.
   */
  premium(symbol: string): PremiumTick | undefined {
    return this.#view("premium", symbol) as PremiumTick | undefined;
  }
}
