import { type Actor, RiskDesk, type StrategyCast } from "../engine/mod.ts";
import { type FittedSignal, PositionRule } from "../signal/mod.ts";
import { factorActors } from "./factor_actors.ts";
import { type FactorSet, factorsOf } from "./factors.ts";
import { type OrderTactic, orderTactic } from "./order_tactic.ts";
import { KellySizer, type PositionSizer } from "./position_sizer.ts";
import { SignalActor } from "./signal_actor.ts";
import { VolatilityArbitrage } from "./volatility_arbitrage.ts";
import type { VolatilityArbitrageConfig } from "./volatility_arbitrage_config.ts";
import type { PositionChooser } from "./volatility_arbitrage_options.ts";

/** The parts of a {@linkcode VolatilityArbitrage} of which each may be another's. */
export type VolatilityArbitrageParts = {
  /** What it believes of the next return: fitted, and its features among those of the factors. */
  readonly signal: FittedSignal;
  /** The factors; those of the configuration by default. */
  readonly factors?: FactorSet;
  /** Chooses positions; a `PositionRule` by default. */
  readonly position?: PositionChooser;
  /** Says how large they may be; a {@linkcode KellySizer} by default. */
  readonly sizer?: PositionSizer;
  /** Makes orders; the tactic of the configuration by default. */
  readonly tactic?: OrderTactic;
  /** What stands between it and the venue; a `RiskDesk` of its own by default. Strategies of one account share one. */
  readonly risk?: RiskDesk;
  /** Time before which nothing is traded, microseconds since the epoch; none by default. */
  readonly tradeFrom?: number;
  /** Name of the `PortfolioAllocator` that sizes it beside others; none by default. */
  readonly allocator?: string;
};

/** A {@linkcode VolatilityArbitrage} with everybody who takes part: what a backtest and `auditStrategy` take. */
export type VolatilityArbitrageCast = Required<StrategyCast> & {
  /** The strategy. */
  readonly strategy: VolatilityArbitrage;
  /** The signal's actor. */
  readonly signal: SignalActor;
  /** What stands between them and the venue. */
  readonly risk: RiskDesk;
};

/**
 * A strategy with everybody who takes part in its run: factors, signal, algorithms, risk.
 *
 * Everything but the signal is made anew, and the signal forgets its rows when the run starts: a cast is for one run, a configuration and a
 * fitted signal for as many as there are to be.
 *
 * @param config Every parameter.
 * @param parts The signal, and what is not to be as the configuration says.
 * @returns The cast.
 * @throws {RangeError} If the signal has a feature that no factor has.
 *
 * @example Learnt on one day, traded on the next
 * ```ts
 * import assert from "node:assert/strict";
 * import { Backtest, columnSource, simulatedColumns } from "volarb/engine";
 * import { instrumentOn } from "volarb/market";
 * import { symbolParameters } from "volarb/simulate";
 * import { fitSignal, volatilityArbitrage, volatilityArbitrageConfig } from "volarb/strategy";
 * import { DAY } from "volarb/time";
 * import { contractSpec, venueFees } from "volarb/venue";
 *
 * const { columns } = simulatedColumns("BTCUSDT", {
 *   seed: 1,
 *   from: "2024-01-01",
 *   days: 2,
 *   parameters: symbolParameters("BTCUSDT", { tradesPerDay: 3000 }),
 * });
 * const source = columnSource({ BTCUSDT: columns });
 * const specs = [contractSpec(instrumentOn("BTCUSDT", "2024-01-01"))];
 * const midnight = Date.parse("2024-01-02") * 1000;
 *
 * const config = volatilityArbitrageConfig({
 *   symbol: "BTCUSDT",
 *   signal: { model: "ridge" },
 *   // This market cannot be forecast. To see it trade all the same:
 *   kelly: { shrinkage: "none" },
 *   position: { fee: 0 },
 * });
 * const signal = fitSignal(config, { source, steps: specs, to: midnight });
 * const cast = volatilityArbitrage(config, { signal, tradeFrom: midnight });
 * const result = new Backtest({
 *   ...cast,
 *   source,
 *   specs,
 *   balance: 100_000,
 *   fees: venueFees({ date: "2024-01-01" }),
 * }).run();
 * assert.ok(result.fills.rows > 0);
 * assert.ok(result.fills.columns.time[0]! > midnight);
 * assert.equal(cast.signal.table().rows, 2 * 1440);
 * ```
 */
export function volatilityArbitrage(
  config: VolatilityArbitrageConfig,
  { signal, factors = factorsOf(config), tradeFrom, allocator, ...parts }:
    VolatilityArbitrageParts,
): VolatilityArbitrageCast {
  const { id, symbol } = config;
  const { volatility, flow, regime, ...others } = factorActors({
    id,
    symbol,
    factors,
  });
  const inputs = [volatility, flow, regime, ...Object.values(others)]
    .filter((actor) => actor !== undefined);
  const believer = new SignalActor({
    id: `${id}-signal`,
    symbol,
    signal,
    volatility,
    factors: inputs,
  });
  const sizer = parts.sizer ?? new KellySizer(config.kelly, signal);
  const tactic = parts.tactic ?? orderTactic(config);
  const risk = parts.risk ?? new RiskDesk(config.risk.limits);
  const strategy = new VolatilityArbitrage({
    config,
    sizer,
    tactic,
    risk,
    position: parts.position ?? positionRuleOf(config, signal, sizer),
    sources: {
      alpha: believer.id,
      volatility: volatility.id,
      ...(flow && { toxicity: flow.id }),
      ...(regime && { funding: regime.id }),
      ...(allocator !== undefined && { allocator }),
    },
    ...(tradeFrom !== undefined && { tradeFrom }),
  });
  const actors: Actor[] = [...inputs, believer];
  return {
    strategy,
    signal: believer,
    risk,
    actors,
    strategies: [strategy],
    algorithms: tactic.algorithms,
  };
}

/** The rule of a configuration; without any share of Kelly there is nothing to choose, and the sizer says so. */
function positionRuleOf(
  { position }: VolatilityArbitrageConfig,
  { horizon, expectedIc }: FittedSignal,
  { share }: PositionSizer,
): PositionRule {
  const {
    minimumTrade: _,
    maximumTrade,
    toxicity,
    spread,
    funding,
    ...numbers
  } = position;
  return new PositionRule({
    ...numbers,
    horizon,
    expectedIc: Math.min(1, expectedIc),
    riskAversion: share > 0 ? 1 / share : 1,
    ...(maximumTrade !== null && { maximumTrade }),
    ...(toxicity && { toxicity }),
    ...(spread && { spread }),
    ...(funding && { funding }),
  });
}
