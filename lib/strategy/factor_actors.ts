import type { FactorActor } from "./factor_actor.ts";
import type { FactorSet } from "./factors.ts";
import { FlowActor } from "./flow_actor.ts";
import { LiquidityActor } from "./liquidity_actor.ts";
import { RegimeActor } from "./regime_actor.ts";
import { VolatilityActor } from "./volatility_actor.ts";

/** The actors of a {@linkcode FactorSet}, by factor. */
export type FactorActors =
  & { readonly volatility: VolatilityActor }
  & {
    readonly [F in Exclude<keyof FactorSet, "volatility">]?: FactorActor;
  };

/**
 * An actor for each factor.
 *
 * @param options First part of their names, instrument, factors.
 * @returns The actors.
 *
 * @example Their names
 * ```ts
 * import assert from "node:assert/strict";
 * import { factorActors, factorsOf, volatilityArbitrageConfig } from "volarb/strategy";
 *
 * const config = volatilityArbitrageConfig({ symbol: "BTCUSDT", flow: null });
 * const actors = factorActors({ ...config, factors: factorsOf(config) });
 * assert.deepEqual(Object.values(actors).map(({ id }) => id), [
 *   "volatility-arbitrage-volatility",
 *   "volatility-arbitrage-liquidity",
 *   "volatility-arbitrage-regime",
 * ]);
 * ```
 */
export function factorActors(
  { id, symbol, factors }: {
    readonly id: string;
    readonly symbol: string;
    readonly factors: FactorSet;
  },
): FactorActors {
  const { volatility, flow, liquidity, regime } = factors;
  const named = (factor: keyof FactorSet) => ({
    id: `${id}-${factor}`,
    symbol,
  });
  return {
    volatility: new VolatilityActor({ ...named("volatility"), ...volatility }),
    ...(flow && { flow: new FlowActor({ ...named("flow"), ...flow }) }),
    ...(liquidity &&
      {
        liquidity: new LiquidityActor({ ...named("liquidity"), ...liquidity }),
      }),
    ...(regime &&
      { regime: new RegimeActor({ ...named("regime"), ...regime }) }),
  };
}
