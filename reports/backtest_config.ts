import type { Catalog } from "../lib/catalog/mod.ts";
import type { BacktestOptions, StreamFamily } from "../lib/engine/mod.ts";
import { DataError } from "../lib/errors/mod.ts";
import { instrumentOn } from "../lib/market/mod.ts";
import {
  type VolatilityArbitrageChoices,
  type VolatilityArbitrageConfig,
  volatilityArbitrageConfig,
} from "../lib/strategy/mod.ts";
import { DAY, formatUtcDate, parseUtcDate } from "../lib/time/mod.ts";
import {
  constantLatency,
  type ContractSpec,
  contractSpec,
  feeSchedule,
  logQueue,
  powerQueue,
  type QueueModel,
  riskAverseQueue,
  tradeOnlyQueue,
  venueFees,
} from "../lib/venue/mod.ts";
import { checkedDays, chooseDays, type DayChoice } from "./backtest_days.ts";

/** Days from the first to the last, both included: `YYYY-MM-DD`. */
export type Days = { readonly from: string; readonly to: string };

/** What `deno task backtest` reads from its file; everything may be left out. */
export type BacktestFile = {
  /** Choices of the strategy; the catalog's first instrument of the reference data by default. */
  readonly strategy?: Partial<VolatilityArbitrageChoices>;
  /** Days that the signal learns on; two thirds of those that there are by default. */
  readonly train?: Days;
  /** Days that are traded; those after the training by default. */
  readonly test?: Days;
  /** Balance at the start, quote units; 100,000 by default. */
  readonly balance?: number;
  /** Fees as fractions of the notional; the venue's of VIP 0 on the day by default. */
  readonly fees?: { readonly maker: number; readonly taker: number };
  /** Way of an order to the venue and back, microseconds; 10 ms each by default. */
  readonly latency?: { readonly order: number; readonly response?: number };
  /** Model of the queue; `riskAverse` by default. */
  readonly queue?: keyof typeof QUEUES;
  /** Against what an order is filled; `next` by default. */
  readonly fillTiming?: "next" | "standing";
};

/** A run that is ready. */
export type BacktestPlan = {
  readonly config: VolatilityArbitrageConfig;
  readonly train: Days;
  readonly test: Days;
  /** First day that is read, so that the factors are warm when trading begins. */
  readonly warmFrom: string;
  readonly specs: readonly ContractSpec[];
  readonly venue: Omit<BacktestOptions, "source" | "strategies">;
  /** Families that are not read, as the days have excerpts of them at most. */
  readonly unread: readonly StreamFamily[];
  /** What was left out as the days do not have it, in words. */
  readonly without: readonly string[];
  /** What the run stands on and why, in sentences. */
  readonly chosen: readonly string[];
};

/** What the sections of the file are made of. */
const SECTIONS = {
  train: { of: "string", keys: ["from", "to"], optional: [] },
  test: { of: "string", keys: ["from", "to"], optional: [] },
  fees: { of: "number", keys: ["maker", "taker"], optional: [] },
  latency: { of: "number", keys: ["order"], optional: ["response"] },
} as const satisfies {
  readonly [K in keyof BacktestFile]: {
    readonly of: "string" | "number";
    readonly keys: readonly string[];
    readonly optional: readonly string[];
  };
};

const KEYS = [
  "strategy",
  "train",
  "test",
  "balance",
  "fees",
  "latency",
  "queue",
  "fillTiming",
];

const QUEUES = {
  riskAverse: riskAverseQueue(),
  power3: powerQueue(3),
  log: logQueue(),
  tradeOnly: tradeOnlyQueue(),
} as const satisfies { readonly [name: string]: QueueModel };

/**
 * A run from its file and a catalog.
 *
 * @param file What the file says.
 * @param catalog Where the data are.
 * @returns The run: factors that the days do not serve are left out unless the file asks for them.
 * @throws {DataError} If there are too few days, or a stop that nothing sets off.
 */
export function backtestPlan(
  file: BacktestFile,
  catalog: Catalog,
): BacktestPlan {
  assertShape(file);
  const symbols = catalog.symbols("klines_1m");
  const symbol = file.strategy?.symbol ?? symbols.find(isKnown) ?? symbols[0];
  if (symbol === undefined) {
    throw new DataError(
      `Cannot plan a backtest as ${catalog.root} must hold bars (klines_1m): found none`,
    );
  }
  if (!symbols.includes(symbol)) {
    throw new DataError(
      `Cannot plan a backtest as ${catalog.root} must hold bars (klines_1m) of strategy.symbol, ${symbol}: found ${
        symbols.join(", ") || "none"
      }`,
    );
  }
  assertDays(file);
  const choice = chooseDays(file, catalog, symbol);
  const { train, test, fills, without, unread, funding, reasons } = choice;
  const config = configOf({
    ...(fills === "bars" ? { stop: null, execution: { type: "market" } } : {}),
    ...file.strategy,
    symbol,
    ...Object.fromEntries([...without.keys()].map((name) => [name, null])),
  });
  assertStop(config, choice);
  const date = test.from;
  const { balance = 100_000, fees, latency, queue, fillTiming } = file;
  return {
    config,
    train,
    test,
    warmFrom: later(date, -1),
    specs: [contractSpec(instrumentOn(symbol, date))],
    unread,
    without: [...without].map(([factor, reason]) => `${factor} (${reason})`),
    chosen: [
      fills === "quotes"
        ? "orders meet quotes"
        : `orders meet minute bars, ${config.execution.type} orders, ${
          config.stop === null
            ? "no stop, as no quote could set it off"
            : `a stop that follows ${config.stop.trigger}`
        }`,
      ...reasons,
      ...(funding ? [] : [
        "fundingRate is not there on each day: payments without a rate stand in the ledger as missing and cost nothing",
      ]),
    ],
    venue: {
      balance,
      specs: [contractSpec(instrumentOn(symbol, date))],
      fees: fees === undefined
        ? venueFees({ date })
        : feeSchedule({ periods: [{ from: -Infinity, ...fees }] }),
      latency: constantLatency(latency ?? { order: 10_000 }),
      ...(!funding && { missingFunding: "report" }),
      ...(queue && { queue: queueNamed(queue) }),
      ...(fillTiming && { fillTiming }),
    },
  };
}

/** A file that is no object, or has other keys or values of another kind. */
function assertShape(file: BacktestFile): void {
  const refuse = (rule: string, value: unknown) => {
    throw new RangeError(
      `Cannot plan a backtest as ${rule}: current value is ${
        JSON.stringify(value)
      }`,
    );
  };
  if (!isObject(file)) refuse("its file must be an object of JSON", file);
  const unknown = Object.keys(file).find((key) => !KEYS.includes(key));
  if (unknown !== undefined) {
    throw new RangeError(
      `Cannot plan a backtest as the keys of its file must be among ${
        KEYS.join(", ")
      }: current value is ${unknown}`,
    );
  }
  const { strategy = {}, balance = 0 } = file;
  if (!isObject(strategy)) refuse("strategy must be an object", strategy);
  if (typeof balance !== "number") refuse("balance must be a number", balance);
  for (const [name, { of, keys, optional }] of Object.entries(SECTIONS)) {
    const section: unknown = file[name as keyof typeof SECTIONS];
    if (section === undefined) continue;
    const known: readonly string[] = [...keys, ...optional];
    const held = isObject(section) &&
      Object.keys(section).every((key) => known.includes(key)) &&
      keys.every((key) => typeof section[key] === of) &&
      optional.every((key) => ["undefined", of].includes(typeof section[key]));
    if (held) continue;
    const names = [...keys, ...optional.map((key) => `perhaps ${key}`)];
    refuse(`${name} must have ${names.join(" and ")}, each a ${of}`, section);
  }
}

function isObject(
  value: unknown,
): value is { readonly [key: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Days of the file that are none, or that are traded before anything is learnt. */
function assertDays({ train, test }: BacktestFile): void {
  if (train !== undefined) checkedDays(train, "train");
  if (test !== undefined) checkedDays(test, "test");
  if (train === undefined || test === undefined || train.to < test.from) return;
  throw new RangeError(
    `Cannot plan a backtest as its test must come after the training: current values are ${test.from} and ${train.to}`,
  );
}

/** What sets a stop off, by its trigger. */
const SETS_OFF = {
  bidAsk: ["quotes", "bookTicker"],
  last: ["trades", "aggTrades"],
  mark: ["mark", "markPriceKlines_1m"],
} as const;

/** A stop that nothing could set off would be none. */
function assertStop(
  { stop }: VolatilityArbitrageConfig,
  { unread }: DayChoice,
): void {
  const needs = stop && SETS_OFF[stop.trigger];
  if (!needs || !unread.includes(needs[0])) return;
  throw new DataError(
    `Cannot plan a backtest as strategy.stop must be null where the days have no whole ${
      needs[0]
    } (${
      needs[1]
    }) that could set it off: current value of its trigger is ${stop.trigger}`,
  );
}

/** Whether ticks and lots of an instrument are in the reference data. */
function isKnown(symbol: string): boolean {
  try {
    contractSpec(instrumentOn(symbol, "2024-01-01"));
    return true;
  } catch {
    return false;
  }
}

/** The configuration; a key or a kind of value that a file must not have is its writer's mistake. */
function configOf(
  choices: VolatilityArbitrageChoices,
): VolatilityArbitrageConfig {
  try {
    return volatilityArbitrageConfig(choices);
  } catch (error) {
    throw error instanceof TypeError
      ? new RangeError(error.message, { cause: error })
      : error;
  }
}

function queueNamed(name: string): QueueModel {
  const queue = (QUEUES as { readonly [name: string]: QueueModel })[name];
  if (queue !== undefined) return queue;
  throw new RangeError(
    `Cannot plan a backtest as queue must be one of ${
      Object.keys(QUEUES).join(", ")
    }: current value is ${name}`,
  );
}

/** A day that is some days later. */
export function later(date: string, days: number): string {
  return formatUtcDate(parseUtcDate(date) + days * DAY);
}
