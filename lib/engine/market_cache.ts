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
