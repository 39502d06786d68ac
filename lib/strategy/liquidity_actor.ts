import type { QuoteTick } from "../engine/mod.ts";
import { FactorActor } from "./factor_actor.ts";

/**
 * The liquidity factor: it takes every quote.
 *
 * It publishes nothing: what the spread is now stands in the cache of everybody, and what the book says of the next return is in the signal.
 *
 * @example Its features
 * ```ts
 * import assert from "node:assert/strict";
 * import { factorsOf, LiquidityActor, volatilityArbitrageConfig } from "volarb/strategy";
 *
 * const { liquidity } = factorsOf(volatilityArbitrageConfig({ symbol: "BTCUSDT" }));
 * const actor = new LiquidityActor({ id: "book", symbol: "BTCUSDT", ...liquidity! });
 * assert.deepEqual(actor.names, ["book_imbalance", "order_flow_imbalance_1m"]);
 * ```
 */
export class LiquidityActor extends FactorActor {
  /**
   * Takes a quote.
   *
   * @param quote The quote.
   */
  override onQuoteTick(quote: QuoteTick): void {
    this.stream.update("quotes", quote);
  }
}
