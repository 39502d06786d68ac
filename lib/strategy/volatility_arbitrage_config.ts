import type { LongShortRatio } from "../features/mod.ts";
import type { KellyLimits, RiskLimits } from "../risk/mod.ts";
import type { KalmanForm } from "../signal/mod.ts";
import type { TriggerType } from "../venue/mod.ts";
import { checkedConfig } from "./config_sections.ts";
import type {
  ExecutionChoice,
  LimitExecution,
  MarketExecution,
  TwapExecution,
} from "./execution_choice.ts";

/**
 * Estimator of the variance of a bar: the formulas of `volarb/volatility`. Ranges of bars with few trades are too narrow; the
 * `correctedRogersSatchell` counts the trades, and `closeToClose` does not see it.
 */
export type BarVariance =
  | "yangZhang"
  | "rogersSatchell"
  | "correctedRogersSatchell"
  | "garmanKlass"
  | "parkinson"
  | "closeToClose";

/** The volatility factor: updated with every bar. */
export type VolatilityChoice = {
  /** Formula; `yangZhang`: no drift, jumps between bars counted, least variance of its class. */
  readonly estimator: BarVariance;
  /** Bars averaged; 60: the error of 15 % is small beside what an hour's variance changes. */
  readonly window: number;
  /** Spans of past log returns that the signal is given, in bars; 1 and 15: bounce and momentum. */
  readonly returns: readonly number[];
};

/** The flow factor: updated with every trade. */
export type FlowChoice = {
  /** Span of the trade flow imbalance, microseconds; a minute, the row. */
  readonly period: number;
  /** Buckets of VPIN that an average day fills; 50 as in the literature. */
  readonly bucketsPerDay: number;
  /** Buckets averaged; 50: about a day. */
  readonly buckets: number;
  /** Values of VPIN that the last one is ranked among; 500: ten days. */
  readonly ranks: number;
  /** How many of them have to be there; 50: a day. */
  readonly minimumRanks: number;
};

/** The liquidity factor: updated with every quote. */
export type LiquidityChoice = {
  /** Span of the order flow imbalance, microseconds; a minute, the row. */
  readonly period: number;
};

/** The regime factor: updated with funding, premium and metrics. */
export type RegimeChoice = {
  /** The next funding rate is the `settled` one, or that of the `premium` so far; `settled`, as not every archive has the premium. */
  readonly forecast: "settled" | "premium";
  /** Which of the venue's ratios of longs to shorts; `accountRatio`: all traders. */
  readonly ratio: LongShortRatio;
  /** Rows of five minutes that it is scored over; 288: a day. */
  readonly window: number;
};

/** The signal: how factors become an alpha. */
export type SignalChoice = {
  /** Recipe; `kalman`, whose two forms hold the other two as limits. */
  readonly model: "kalman" | "zScore" | "ridge";
  /** Form of the Kalman ensemble; `likeliest`: the training rows decide. */
  readonly form: KalmanForm;
  /** Bars over which the return is forecast; 15: shorter than the alpha's life, longer than the bounce's. */
  readonly horizon: number;
};

/** How an alpha becomes a position; see `PositionRule` of `volarb/signal`. */
export type PositionChoice = {
  /** Bars in which half of the alpha is gone; 15, the horizon. */
  readonly halfLife: number;
  /** Largest position either way, fraction of capital; 1: no leverage unless asked for. */
  readonly maximum: number;
  /** Least trade, fraction of capital, but for one that closes the position; 0.01: the price alone moves a position by less. */
  readonly minimumTrade: number;
  /** Largest trade of a bar, fraction of capital, or `null` for any; `null`. */
  readonly maximumTrade: number | null;
  /** Fee of a trade; 5e-4: a taker without a volume discount. */
  readonly fee: number;
  /** Impact `Λ`: a trade of `Δθ` costs `½ Λ Δθ²` of capital; 0 until it has been measured. */
  readonly impact: number;
  /** Discount of a bar; 0. */
  readonly discount: number;
  /** How toxic flow damps the aim; from rank 0.8 on, down to a half at rank 1. */
  readonly toxicity: { readonly start: number; readonly floor: number } | null;
  /** Half-spread above which a position may only shrink; 5e-4: no more than the fee. */
  readonly spread: { readonly limit: number } | null;
  /** How funding counts: bars to the next payment in which no position grows that would pay more than it earns (15, the horizon), and between payments (480: eight hours). */
  readonly funding:
    | { readonly interval: number; readonly window: number }
    | null;
};

/** How large positions may be. */
export type KellyChoice =
  & {
    /** Share of Kelly's leverage, in (0, 1]; 0.5: three quarters of the growth, an eighth of the chance to halve of a half. */
    readonly share: number;
    /** Whether the share is shrunk for the error of the signal's estimate: `sample`, or `none`; `sample`. */
    readonly shrinkage: "sample" | "none";
    /** What positions are fractions of: the `equity` of the time, or the balance at the `start`; `equity`, which is Kelly's. */
    readonly capital: "equity" | "start";
    /** Greatest leverage; 2. */
    readonly leverage: number;
  }
  & {
    readonly [K in "liquidation" | "jump" | "drawdown"]:
      | Required<KellyLimits>[K]
      | null;
  };

/** The stop that trails a position. */
export type StopChoice = {
  /** Standard deviations of the distance; 3. */
  readonly multiple: number;
  /** Bars whose movement the distance is a multiple of; 60: an hour, so that the stop is not hit by the noise of a row. */
  readonly horizon: number;
  /** How often the price is looked at, in bars: the distance is shortened for what steps miss; 0, as every quote is looked at. */
  readonly monitoring: number;
  /** Price that is followed; `bidAsk`, at which the position could be closed. */
  readonly trigger: TriggerType;
  /** Bars after a stop in which positions may only shrink; 15, the horizon: what the signal saw is what was stopped. */
  readonly pause: number;
};

/** What the risk engine allows and how often it looks. */
export type RiskChoice = {
  /** Limits of the `RiskEngine`. */
  readonly limits: RiskLimits;
  /** Time between looks at the equity, microseconds; a second. */
  readonly watch: number;
};

/**
 * Every parameter of a {@linkcode VolatilityArbitrage}, as plain data that JSON can hold.
 *
 * Spans of market time are in bars of a minute, those of the clock in microseconds, variances per bar, positions in fractions of
 * capital. A section that may be `null` is switched off by it.
 */
export type VolatilityArbitrageConfig = {
  /** Name of the strategy, which those of its actors begin with; `volatility-arbitrage`. */
  readonly id: string;
  /** The instrument, as `BTCUSDT`. */
  readonly symbol: string;
  /** The volatility factor. */
  readonly volatility: VolatilityChoice;
  /** The flow factor; `null` where there are no trades. */
  readonly flow: FlowChoice | null;
  /** The liquidity factor; `null` where there are no quotes. */
  readonly liquidity: LiquidityChoice | null;
  /** The regime factor; `null` where there is neither funding nor metrics. */
  readonly regime: RegimeChoice | null;
  /** The signal. */
  readonly signal: SignalChoice;
  /** The position. */
  readonly position: PositionChoice;
  /** Its size. */
  readonly kelly: KellyChoice;
  /** How orders are worked. */
  readonly execution: ExecutionChoice;
  /** The trailing stop; `null` for none. */
  readonly stop: StopChoice | null;
  /** The risk engine. */
  readonly risk: RiskChoice;
};

/** A {@linkcode VolatilityArbitrageConfig} of which only what differs from the defaults is given. */
export type VolatilityArbitrageChoices =
  & Pick<VolatilityArbitrageConfig, "symbol">
  & Choices<Omit<VolatilityArbitrageConfig, "symbol" | "execution" | "risk">>
  & {
    /** How orders are worked. */
    readonly execution?: ExecutionChoices;
    /** The risk engine; limits that are given replace the defaults as a whole. */
    readonly risk?: Partial<RiskChoice>;
  };

/** A way of working orders of which only what differs from the defaults is given; `twap` where no type is. */
export type ExecutionChoices =
  | MarketExecution
  | (Partial<LimitExecution> & Pick<LimitExecution, "type">)
  | Partial<TwapExecution>;

/** Any part of nested choices. */
export type Choices<T> = {
  readonly [K in keyof T]?: T[K] extends readonly unknown[] ? T[K]
    : T[K] extends object | null
      ? Choices<NonNullable<T[K]>> | Extract<T[K], null>
    : T[K];
};

/**
 * A whole configuration from what differs from its defaults.
 *
 * The defaults are named with their reasons at each field. They are those of a taker on a liquid perpetual who knows nothing yet of
 * his alpha: with them a signal without content does not trade.
 *
 * @param choices What differs, from wherever it comes: a literal, or a file of JSON.
 * @returns Every parameter. The same again for a whole configuration: `volatilityArbitrageConfig(JSON.parse(JSON.stringify(config)))`.
 * @throws {TypeError} If a key is unknown, as a misspelt limit would be none, or something is no object.
 * @throws {RangeError} If a value breaks its rule, which is named.
 *
 * @example A stop that is further away
 * ```ts
 * import assert from "node:assert/strict";
 * import { volatilityArbitrageConfig } from "volarb/strategy";
 *
 * const config = volatilityArbitrageConfig({
 *   symbol: "BTCUSDT",
 *   stop: { multiple: 4 },
 * });
 * assert.deepEqual([config.stop!.multiple, config.stop!.horizon], [4, 60]);
 * assert.deepEqual(volatilityArbitrageConfig(JSON.parse(JSON.stringify(config))), config);
 * assert.throws(() => volatilityArbitrageConfig({ symbol: "BTCUSDT", stop: { multiple: -1 } }), {
 *   name: "RangeError",
 *   message: /stop.multiple must be positive and finite: current value is -1/,
 * });
 * ```
 */
export function volatilityArbitrageConfig(
  choices: VolatilityArbitrageChoices,
): VolatilityArbitrageConfig {
  return checkedConfig(choices);
}
