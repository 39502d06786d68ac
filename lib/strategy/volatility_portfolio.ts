import { RiskDesk, type StrategyCast } from "../engine/mod.ts";
import type { FittedSignal } from "../signal/mod.ts";
import {
  type CovarianceStream,
  PortfolioAllocator,
} from "./portfolio_allocator.ts";
import type { VolatilityPortfolioConfig } from "./portfolio_config.ts";
import {
  volatilityArbitrage,
  type VolatilityArbitrageCast,
  type VolatilityArbitrageParts,
} from "./volatility_arbitrage_cast.ts";

/** The parts of a portfolio of which each may be another's. */
export type VolatilityPortfolioParts = {
  /** The fitted signal of each contract, by symbol. */
  readonly signals: { readonly [symbol: string]: FittedSignal };
  /** Other parts of a strategy, by symbol; those of its configuration by default. */
  readonly parts?: {
    readonly [symbol: string]: Omit<
      VolatilityArbitrageParts,
      "signal" | "risk" | "tradeFrom" | "allocator"
    >;
  };
  /** The covariance, of the contracts in the order of the configuration; a `RollingCovariance` of the choices by default. */
  readonly covariance?: CovarianceStream;
  /** What stands between the account and the venue; a `RiskDesk` of their limits by default. */
  readonly risk?: RiskDesk;
  /** Time before which nothing is traded, microseconds since the epoch; none by default. */
  readonly tradeFrom?: number;
};

/** A portfolio with everybody who takes part: what a backtest and `auditStrategy` take. */
export type VolatilityPortfolioCast = Required<StrategyCast> & {
  /** Each strategy with its own. */
  readonly casts: readonly VolatilityArbitrageCast[];
  /** Who sizes them together. */
  readonly allocator: PortfolioAllocator;
  /** What stands between them and the venue. */
  readonly risk: RiskDesk;
};

/**
 * Strategies of several contracts on one account, sized together by Kelly's `Σ⁻¹ m`, with everybody who takes part in their run.
 *
 * Each is a `VolatilityArbitrage` with factors, signal, orders and stop of its own; aims go through one {@linkcode PortfolioAllocator}, orders through one
 * risk engine. One strategy alone trades as it does without a portfolio, to the last bit.
 *
 * @param config Every parameter.
 * @param parts The signals, and what is not to be as the configuration says.
 * @returns The cast, for one run.
 * @throws {RangeError} If a contract has no signal, a signal a feature that no factor has, or the covariance another number of contracts.
 *
 * @example Two contracts, one account
 * ```ts
 * import assert from "node:assert/strict";
 * import { logReturnFeature } from "volarb/features";
 * import { ridgeSignal } from "volarb/signal";
 * import { volatilityPortfolio, volatilityPortfolioConfig } from "volarb/strategy";
 *
 * const x = Float64Array.from({ length: 60 }, (_, t) => Math.sin(t * t));
 * const returns = x.map((_, t) => t === 0 ? 0 : x[t - 1]!);
 * const { name } = logReturnFeature({ window: 1 });
 * const fit = () => ridgeSignal().fit({ features: { [name]: x }, returns });
 * const cast = volatilityPortfolio(
 *   volatilityPortfolioConfig({
 *     strategies: ["BTCUSDT", "ETHUSDT"].map((symbol) => ({ symbol })),
 *   }),
 *   { signals: { BTCUSDT: fit(), ETHUSDT: fit() } },
 * );
 * assert.equal(cast.strategies.length, 2);
 * assert.ok(cast.actors.includes(cast.allocator));
 * ```
 */
export function volatilityPortfolio(
  { id, strategies, allocation }: VolatilityPortfolioConfig,
  { signals, parts = {}, covariance, tradeFrom, ...given }:
    VolatilityPortfolioParts,
): VolatilityPortfolioCast {
  const risk = given.risk ?? new RiskDesk(strategies[0]!.risk.limits);
  const allocator = new PortfolioAllocator({
    // Behind every other name of the portfolio.
    id: `${id}~allocator`,
    strategies,
    allocation,
    ...(covariance && { covariance }),
  });
  const casts = strategies.map((config) => {
    const { symbol } = config;
    const signal = signals[symbol];
    if (signal === undefined) {
      throw new RangeError(
        `Cannot make a portfolio as every contract must have a signal: current value is undefined for ${symbol}`,
      );
    }
    return volatilityArbitrage(config, {
      ...parts[symbol],
      signal,
      risk,
      allocator: allocator.id,
      ...(tradeFrom !== undefined && { tradeFrom }),
    });
  });
  return {
    casts,
    allocator,
    risk,
    strategies: casts.map(({ strategy }) => strategy),
    actors: [...casts.flatMap(({ actors }) => actors), allocator],
    algorithms: casts.flatMap(({ algorithms }) => algorithms),
  };
}
