import {
  bookImbalanceFeature,
  closeToCloseFeature,
  correctedRogersSatchellFeature,
  expectedFundingFeature,
  type Feature,
  fundingRateFeature,
  garmanKlassFeature,
  logReturnFeature,
  longShortScoreFeature,
  orderFlowImbalanceFeature,
  parkinsonFeature,
  ranked,
  rogersSatchellFeature,
  tradeFlowImbalanceFeature,
  vpinFeature,
  yangZhangFeature,
} from "../features/mod.ts";
import { bucketVolumeFeature } from "./bucket_volume_feature.ts";
import type {
  FlowChoice,
  LiquidityChoice,
  RegimeChoice,
  VolatilityArbitrageConfig,
  VolatilityChoice,
} from "./volatility_arbitrage_config.ts";

/** A factor: features that are computed together, and what is done with them. */
export type Factor = {
  /** The features, each with a streaming form. */
  readonly features: readonly Feature[];
  /** Names of those that the signal is made of. */
  readonly predictors: readonly string[];
};

/** The factors of a {@linkcode VolatilityArbitrage}, each of which an actor keeps up to date. */
export type FactorSet = {
  /** Volatility; `variance` names the feature that forecasts the variance of the next bar. */
  readonly volatility: Factor & { readonly variance: string };
  /** Flow; `vpin`, `rank` and `bucketVolume` name what the toxicity is read from, `buckets` how many VPIN takes in. */
  readonly flow?: Factor & {
    readonly vpin: string;
    readonly rank: string;
    readonly bucketVolume: string;
    readonly buckets: number;
  };
  /** Liquidity. */
  readonly liquidity?: Factor;
  /** Regime; `fundingRate` names the feature that forecasts the next payment. */
  readonly regime?: Factor & { readonly fundingRate: string };
};

/**
 * The factors of a configuration.
 *
 * - *volatility*: the variance of a bar by the estimator that is asked for, and past returns;
 * - *flow*: trade flow imbalance, VPIN and its rank in its own past;
 * - *liquidity*: imbalance of the book, and order flow imbalance of the quotes;
 * - *regime*: the funding rate that is to be expected, and a robust score of longs over shorts.
 *
 * The signal is made of those that have a sign: returns, imbalances and the score of longs. Variance scales it, toxicity damps what
 * it leads to, and funding is a known cost of the position and no forecast: a rate that hardly moves within a training window would
 * explain its drift.
 *
 * @param config The configuration.
 * @returns Features, by factor.
 *
 * @example What the signal is made of
 * ```ts
 * import assert from "node:assert/strict";
 * import { factorsOf, volatilityArbitrageConfig } from "volarb/strategy";
 *
 * const factors = factorsOf(volatilityArbitrageConfig({ symbol: "BTCUSDT", regime: null }));
 * assert.deepEqual(
 *   Object.values(factors).flatMap(({ predictors }) => predictors),
 *   ["log_return_1", "log_return_15", "trade_flow_imbalance_1m", "book_imbalance", "order_flow_imbalance_1m"],
 * );
 * ```
 */
export function factorsOf(
  { volatility, flow, liquidity, regime }: Pick<
    VolatilityArbitrageConfig,
    "volatility" | "flow" | "liquidity" | "regime"
  >,
): FactorSet {
  return {
    volatility: volatilityFactor(volatility),
    ...(flow && { flow: flowFactor(flow) }),
    ...(liquidity && { liquidity: liquidityFactor(liquidity) }),
    ...(regime && { regime: regimeFactor(regime) }),
  };
}

function volatilityFactor(
  { estimator, window, returns }: VolatilityChoice,
): FactorSet["volatility"] {
  // A minute without a trade is one in which the price stood still.
  const emptyBars = "flat";
  const variance = {
    yangZhang: () => yangZhangFeature({ window, emptyBars, overnight: "none" }),
    rogersSatchell: () => rogersSatchellFeature({ window, emptyBars }),
    correctedRogersSatchell: () =>
      correctedRogersSatchellFeature({
        window,
        emptyBars,
        sampling: "poisson",
      }),
    garmanKlass: () => garmanKlassFeature({ window, emptyBars }),
    parkinson: () => parkinsonFeature({ window, emptyBars }),
    closeToClose: () => closeToCloseFeature({ window }),
  }[estimator]();
  const past = returns.map((window) => logReturnFeature({ window }));
  return {
    features: [variance, ...past],
    predictors: past.map(({ name }) => name),
    variance: variance.name,
  };
}

function flowFactor(
  { period, bucketsPerDay, buckets, ranks, minimumRanks }: FlowChoice,
): NonNullable<FactorSet["flow"]> {
  const imbalance = tradeFlowImbalanceFeature({ period });
  const vpin = vpinFeature({
    bucketVolume: { bucketsPerPeriod: bucketsPerDay },
    window: buckets,
  });
  const rank = ranked(vpin, { window: ranks, minimum: minimumRanks });
  const bucketVolume = bucketVolumeFeature({ bucketsPerPeriod: bucketsPerDay });
  return {
    buckets,
    features: [imbalance, vpin, rank, bucketVolume],
    predictors: [imbalance.name],
    vpin: vpin.name,
    rank: rank.name,
    bucketVolume: bucketVolume.name,
  };
}

function liquidityFactor({ period }: LiquidityChoice): Factor {
  const features = [
    bookImbalanceFeature(),
    orderFlowImbalanceFeature({ period }),
  ];
  return { features, predictors: features.map(({ name }) => name) };
}

function regimeFactor(
  { forecast, ratio, window }: RegimeChoice,
): NonNullable<FactorSet["regime"]> {
  const funding = forecast === "premium"
    ? expectedFundingFeature({ intervalHours: "settled" })
    : fundingRateFeature();
  const minimum = Math.ceil(window / 2);
  const longs = longShortScoreFeature({ ratio, window, minimum });
  return {
    features: [funding, longs],
    predictors: [longs.name],
    fundingRate: funding.name,
  };
}
