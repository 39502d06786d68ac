/**
 * Liquidity: what it costs to trade now, what stands at the best quotes, and where
 * the price is between them.
 *
 * @module
 */
export type { Quotes, Trades } from "../flow/mod.ts";
export { midPrice, weightedMid } from "./mid_price.ts";
export * from "./quoted_spread.ts";
export * from "./book_imbalance.ts";
export * from "./quoted_depth.ts";
export * from "./quote_before.ts";
export * from "./quote_age.ts";
export { type EarlierMidSnapshot } from "./earlier_mid.ts";
export {
  EffectiveSpread,
  effectiveSpread,
  type EffectiveSpreadSnapshot,
  type SpreadQuotes,
  type SpreadTrades,
  type TradeSpreadOptions,
} from "./effective_spread.ts";
export * from "./realized_spread.ts";
export * from "./time_weighted_mean.ts";
export {
  type MicroPriceChain,
  type MicroPriceSolution,
  solveMicroPrice,
} from "./solve_micro_price.ts";
export {
  fitMicroPrice,
  type FitMicroPriceOptions,
  type MicroPriceModel,
  type MicroPriceStates,
} from "./fit_micro_price.ts";
export * from "./micro_price.ts";
export * from "./linear_book.ts";
