import type { CovarianceEstimator } from "../risk/mod.ts";
import { RollingCovariance } from "../risk/mod.ts";
import { MINUTE } from "../time/mod.ts";
import {
  checkedSection,
  completed,
  NAME,
  POSITIVE,
  refuse,
  type SectionRule,
  SPAN,
  wholeFrom,
  word,
} from "./config_rules.ts";
import {
  type VolatilityArbitrageChoices,
  type VolatilityArbitrageConfig,
  volatilityArbitrageConfig,
} from "./volatility_arbitrage_config.ts";

/** How strategies of one account are sized together. */
export type AllocationChoice = {
  /** Time from one return to the next, microseconds, on whole multiples since the epoch; a minute, the row. */
  readonly grid: number;
  /** Returns that the covariance is made of; 240: four hours, in which a correlation is known to 0.06. */
  readonly window: number;
  /**
   * How it is made of them; `identity`: Ledoit and Wolf's mixture with the identity, which alone of the linear ones has an inverse where
   * two contracts move as one.
   */
  readonly estimator: CovarianceEstimator;
  /** Greatest sum of the sizes of the positions that are aimed at, fraction of capital; 2, as of one alone. */
  readonly leverage: number;
};

/** Every parameter of several {@linkcode VolatilityArbitrage} that are sized together, as plain data that JSON can hold. */
export type VolatilityPortfolioConfig = {
  /** Name, which those of its strategies begin with; `volatility-portfolio`. */
  readonly id: string;
  /** The strategies, one a contract. */
  readonly strategies: readonly VolatilityArbitrageConfig[];
  /** How they are sized together. */
  readonly allocation: AllocationChoice;
};

/** A {@linkcode VolatilityPortfolioConfig} of which only what differs from the defaults is given. */
export type VolatilityPortfolioChoices = {
  /** Name. */
  readonly id?: string;
  /** The strategies; `id` of each is that of the portfolio with its contract by default. */
  readonly strategies: readonly VolatilityArbitrageChoices[];
  /** How they are sized together. */
  readonly allocation?: Partial<AllocationChoice>;
};

const RULES: SectionRule = {
  keys: {
    id: NAME,
    strategies: {
      words: "a list of at least one strategy",
      holds: (list) => Array.isArray(list) && list.length > 0,
    },
    allocation: {
      keys: {
        grid: SPAN,
        window: wholeFrom(2),
        estimator: word(
          "sample",
          "identity",
          "constantCorrelation",
          "singleFactor",
          "analytical",
          "quadraticInverse",
        ),
        leverage: POSITIVE,
      },
    },
  },
};

const DEFAULTS = {
  id: "volatility-portfolio",
  allocation: {
    grid: MINUTE,
    window: 240,
    estimator: "identity",
    leverage: 2,
  },
};

/**
 * A whole configuration of several strategies from what differs from its defaults.
 *
 * @param choices What differs, from wherever it comes: a literal, or a file of JSON.
 * @returns Every parameter; the same again for a whole configuration.
 * @throws {TypeError} If a key is unknown, or something is no object.
 * @throws {RangeError} If a value breaks its rule; if two strategies have one name or one contract, or limits of the one account differ.
 *
 * @example Two contracts that differ in nothing else
 * ```ts
 * import assert from "node:assert/strict";
 * import { volatilityPortfolioConfig } from "volarb/strategy";
 *
 * const config = volatilityPortfolioConfig({
 *   strategies: ["BTCUSDT", "ETHUSDT"].map((symbol) => ({ symbol })),
 *   allocation: { leverage: 1.5 },
 * });
 * assert.deepEqual(config.strategies.map(({ id }) => id), [
 *   "volatility-portfolio-BTCUSDT",
 *   "volatility-portfolio-ETHUSDT",
 * ]);
 * assert.deepEqual([config.allocation.window, config.allocation.leverage], [240, 1.5]);
 * assert.deepEqual(volatilityPortfolioConfig(JSON.parse(JSON.stringify(config))), config);
 * ```
 */
export function volatilityPortfolioConfig(
  choices: VolatilityPortfolioChoices,
): VolatilityPortfolioConfig {
  const config = completed(
    "",
    choices,
    DEFAULTS,
    RULES,
  ) as unknown as VolatilityPortfolioConfig;
  const { id, allocation } = config;
  const given: readonly VolatilityArbitrageChoices[] = config.strategies;
  const strategies = given.map((strategy, i) => {
    const { symbol } = checkedSection(
      `strategies[${i}]`,
      strategy,
      Object.keys(strategy),
    );
    return volatilityArbitrageConfig({ id: `${id}-${symbol}`, ...strategy });
  });
  for (const name of ["id", "symbol"] as const) {
    const values = strategies.map((strategy) => strategy[name]);
    if (new Set(values).size < values.length) {
      refuse(`strategies' ${name}`, "different for each", values.join(", "));
    }
  }
  const limits = strategies.map(({ risk }) => JSON.stringify(risk.limits));
  const other = limits.find((one) => one !== limits[0]);
  if (other !== undefined) {
    refuse("risk.limits", `those of the one account, ${limits[0]}`, other);
  }
  const { window, estimator } = allocation;
  new RollingCovariance({
    assets: strategies.length,
    window,
    estimator,
    mean: "zero",
  });
  return { id, strategies, allocation };
}
