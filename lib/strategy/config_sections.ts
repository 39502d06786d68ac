import { riskLimits } from "../risk/mod.ts";
import { HOUR, MINUTE, SECOND } from "../time/mod.ts";
import {
  completed,
  INSIDE,
  NAME,
  NOT_NEGATIVE,
  number,
  orNull,
  POSITIVE,
  refuse,
  type SectionRule,
  SHARE,
  SPAN,
  type ValueRule,
  wholeFrom,
  word,
} from "./config_rules.ts";
import { completedExecution, EXECUTION_DEFAULTS } from "./execution_choice.ts";
import type {
  PositionChoice,
  VolatilityArbitrageConfig,
} from "./volatility_arbitrage_config.ts";

/**
 * What is taken where a configuration does not say; the reasons stand at the fields.
 *
 * @example A configuration that names only its contract
 * ```ts
 * import assert from "node:assert/strict";
 * import { CONFIG_DEFAULTS, volatilityArbitrageConfig } from "volarb/strategy";
 *
 * const config = volatilityArbitrageConfig({ symbol: "BTCUSDT" });
 * assert.deepEqual(config.kelly, CONFIG_DEFAULTS.kelly);
 * assert.equal(config.position.fee, 5e-4);
 * ```
 */
export const CONFIG_DEFAULTS: Omit<VolatilityArbitrageConfig, "symbol"> = {
  id: "volatility-arbitrage",
  volatility: { estimator: "yangZhang", window: 60, returns: [1, 15] },
  flow: {
    period: MINUTE,
    bucketsPerDay: 50,
    buckets: 50,
    ranks: 500,
    minimumRanks: 50,
  },
  liquidity: { period: MINUTE },
  regime: { forecast: "settled", ratio: "accountRatio", window: 288 },
  signal: { model: "kalman", form: "likeliest", horizon: 15 },
  position: {
    halfLife: 15,
    maximum: 1,
    minimumTrade: 0.01,
    maximumTrade: null,
    fee: 5e-4,
    impact: 0,
    discount: 0,
    toxicity: { start: 0.8, floor: 0.5 },
    spread: { limit: 5e-4 },
    funding: { interval: 480, window: 15 },
  },
  kelly: {
    share: 0.5,
    shrinkage: "sample",
    capital: "equity",
    leverage: 2,
    liquidation: { distance: 0.2, maintenanceRate: 0.01 },
    jump: { size: 0.1, loss: 0.2 },
    drawdown: { level: 0.5, probability: 0.125 },
  },
  execution: EXECUTION_DEFAULTS.twap,
  stop: {
    multiple: 3,
    horizon: 60,
    monitoring: 0,
    trigger: "bidAsk",
    pause: 15,
  },
  risk: {
    limits: {
      maxLeverage: 2.5,
      priceCollar: 0.01,
      maxSpread: 2e-3,
      maxQuoteAge: 10 * SECOND,
      orderRate: { count: 100, interval: 10 * SECOND },
      maxDrawdown: 0.2,
      maxDailyLoss: 0.05,
    },
    watch: SECOND,
  },
};

type Writable<T> = { -readonly [K in keyof T]: T[K] };

const SPANS: ValueRule = {
  words: "a list of different integers of at least 1",
  holds: (list) =>
    Array.isArray(list) && new Set(list).size === list.length &&
    list.every((x) => Number.isSafeInteger(x) && x >= 1),
};
const BELOW_ONE = number("in [0, 1)", (x) => x >= 0 && x < 1);
const PART = number("in (0, 1]", (x) => x > 0 && x <= 1);
const PERIOD = number(
  "whole microseconds > 0 that divide an hour",
  (x) => x > 0 && HOUR % x === 0,
);

const RULES: SectionRule = {
  keys: {
    id: NAME,
    symbol: NAME,
    volatility: {
      keys: {
        estimator: word(
          "yangZhang",
          "rogersSatchell",
          "correctedRogersSatchell",
          "garmanKlass",
          "parkinson",
          "closeToClose",
        ),
        window: wholeFrom(2),
        returns: SPANS,
      },
    },
    flow: {
      optional: true,
      keys: {
        period: PERIOD,
        bucketsPerDay: POSITIVE,
        buckets: wholeFrom(1),
        ranks: wholeFrom(1),
        minimumRanks: wholeFrom(1),
      },
    },
    liquidity: { optional: true, keys: { period: PERIOD } },
    regime: {
      optional: true,
      keys: {
        forecast: word("settled", "premium"),
        ratio: word(
          "topTraderAccountRatio",
          "topTraderPositionRatio",
          "accountRatio",
          "takerVolumeRatio",
        ),
        window: wholeFrom(2),
      },
    },
    signal: {
      keys: {
        model: word("kalman", "zScore", "ridge"),
        form: word("latent", "drifting", "likeliest"),
        horizon: wholeFrom(1),
      },
    },
    position: {
      keys: {
        halfLife: POSITIVE,
        maximum: POSITIVE,
        minimumTrade: NOT_NEGATIVE,
        maximumTrade: orNull(POSITIVE),
        fee: NOT_NEGATIVE,
        impact: NOT_NEGATIVE,
        discount: BELOW_ONE,
        toxicity: {
          optional: true,
          keys: { start: BELOW_ONE, floor: SHARE },
        },
        spread: { optional: true, keys: { limit: POSITIVE } },
        funding: {
          optional: true,
          keys: { interval: POSITIVE, window: NOT_NEGATIVE },
        },
      },
    },
    kelly: {
      keys: {
        share: PART,
        shrinkage: word("sample", "none"),
        capital: word("equity", "start"),
        leverage: POSITIVE,
        liquidation: {
          optional: true,
          keys: { distance: INSIDE, maintenanceRate: INSIDE },
        },
        jump: { optional: true, keys: { size: POSITIVE, loss: INSIDE } },
        drawdown: {
          optional: true,
          keys: { level: INSIDE, probability: INSIDE },
        },
      },
    },
    stop: {
      optional: true,
      keys: {
        multiple: POSITIVE,
        horizon: POSITIVE,
        monitoring: NOT_NEGATIVE,
        trigger: word("bidAsk", "last", "mark"),
        pause: wholeFrom(0),
      },
    },
    execution: { words: "checked", holds: () => true },
    risk: {
      keys: {
        limits: { words: "checked", holds: () => true },
        watch: SPAN,
      },
    },
  },
};

/**
 * A whole configuration from what differs from its defaults, checked.
 *
 * @param choices What differs.
 * @returns Every parameter, in a new object.
 */
export function checkedConfig(choices: unknown): VolatilityArbitrageConfig {
  const config = completed(
    "",
    choices,
    CONFIG_DEFAULTS,
    RULES,
  ) as unknown as VolatilityArbitrageConfig;
  const given = choices as {
    readonly execution?: unknown;
    readonly position?: { readonly [gate: string]: unknown };
  };
  const { flow, risk } = config;
  riskLimits(risk.limits);
  if (flow !== null && flow.minimumRanks > flow.ranks) {
    const rule = `at most flow.ranks, ${flow.ranks}`;
    refuse("flow.minimumRanks", rule, flow.minimumRanks);
  }
  const position: Writable<PositionChoice> = { ...config.position };
  // A gate without the factor that it reads would stand open in silence.
  for (const [gate, factor] of GATES) {
    if (config[factor] !== null) continue;
    if (given.position?.[gate]) {
      refuse(`position.${gate}`, `null as ${factor} is`, given.position[gate]);
    }
    position[gate] = null;
  }
  const execution = completedExecution(given.execution);
  return { ...config, position, execution };
}

/** What each gate of the position reads. */
const GATES = [
  ["toxicity", "flow"],
  ["spread", "liquidity"],
  ["funding", "regime"],
] as const;
