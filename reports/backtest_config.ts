import type { Catalog } from "../lib/catalog/mod.ts";
import type { BacktestOptions } from "../lib/engine/mod.ts";
import { DataError } from "../lib/errors/mod.ts";
import { instrumentOn, type Kind } from "../lib/market/mod.ts";
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
  /** What was left out as the catalog does not have it, in words. */
  readonly without: readonly string[];
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

/** The families that each factor cannot do without. */
const NEEDS = {
  flow: ["aggTrades"],
  liquidity: ["bookTicker"],
  regime: ["metrics", "fundingRate"],
} as const satisfies { readonly [factor: string]: readonly Kind[] };

/**
 * A run from its file and a catalog.
 *
 * @param file What the file says.
 * @param catalog Where the data are.
 * @returns The run: factors that the catalog does not serve are left out unless the file asks for them.
 */
export function backtestPlan(
  file: BacktestFile,
  catalog: Catalog,
): BacktestPlan {
  const unknown = Object.keys(file).find((key) => !KEYS.includes(key));
  if (unknown !== undefined) {
    throw new RangeError(
      `Cannot plan a backtest as the keys of its file must be among ${
        KEYS.join(", ")
      }: current value is ${unknown}`,
    );
  }
  const symbols = catalog.symbols("klines_1m");
  const symbol = file.strategy?.symbol ?? symbols.find(isKnown) ?? symbols[0];
  if (symbol === undefined) {
    throw new DataError(
      `Cannot plan a backtest as ${catalog.root} must hold bars (klines_1m): found none`,
    );
  }
  const ticks = catalog.dates("bookTicker", symbol);
  const absent = Object.entries(NEEDS).flatMap(([factor, kinds]) => {
    if (file.strategy?.[factor as keyof typeof NEEDS] !== undefined) return [];
    const kind = kinds.find((kind) => {
      const days = catalog.dates(kind, symbol);
      // Where there are quotes their days are traded, and what is on none of them is not there.
      return !days.some((day) => ticks.length === 0 || ticks.includes(day));
    });
    return kind === undefined ? [] : [[factor, kind] as const];
  });
  const config = configOf({
    ...file.strategy,
    symbol,
    ...Object.fromEntries(absent.map(([factor]) => [factor, null])),
  });
  const { train, test } = daysOf(file, catalog, config);
  const date = test.from;
  const { balance = 100_000, fees, latency, queue, fillTiming } = file;
  return {
    config,
    train,
    test,
    warmFrom: later(date, -1),
    specs: [contractSpec(instrumentOn(symbol, date))],
    without: absent.map(([factor, kind]) => `${factor} (no ${kind})`),
    venue: {
      balance,
      specs: [contractSpec(instrumentOn(symbol, date))],
      fees: fees === undefined
        ? venueFees({ date })
        : feeSchedule({ periods: [{ from: -Infinity, ...fees }] }),
      latency: constantLatency(latency ?? { order: 10_000 }),
      ...(queue && { queue: queueNamed(queue) }),
      ...(fillTiming && { fillTiming }),
    },
  };
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
    throw error instanceof TypeError && error.message.startsWith("Cannot ")
      ? new RangeError(error.message, { cause: error })
      : error;
  }
}

/** The days to learn on and to trade: as the file says, else of those that have everything the last third. */
function daysOf(
  { train, test }: BacktestFile,
  catalog: Catalog,
  { symbol, flow, liquidity }: VolatilityArbitrageConfig,
): { train: Days; test: Days } {
  if (train !== undefined && test !== undefined) {
    if (!(checked(train).to < checked(test).from)) {
      throw new RangeError(
        `Cannot plan a backtest as its test must come after the training: current values are ${test.from} and ${train.to}`,
      );
    }
    return { train, test };
  }
  const kinds: Kind[] = [
    "klines_1m",
    ...(flow ? ["aggTrades" as const] : []),
    ...(liquidity ? ["bookTicker" as const] : []),
  ];
  const [bars, ...others] = kinds.map((kind) => catalog.dates(kind, symbol));
  const days = bars!.filter((date) => others.every((o) => o.includes(date)))
    .filter((date) =>
      (train === undefined || date > checked(train).to) &&
      (test === undefined || date < checked(test).from)
    );
  const one = train !== undefined || test !== undefined;
  if (days.length < (one ? 1 : 2)) {
    throw new DataError(
      `Cannot plan a backtest of ${symbol} as there must be days to learn on and to trade with ${
        kinds.join(", ")
      }: found ${days.length}`,
    );
  }
  const all = { from: days[0]!, to: days.at(-1)! };
  if (train !== undefined) return { train, test: all };
  if (test !== undefined) return { train: all, test };
  const first = Math.max(1, Math.floor(days.length * 2 / 3));
  return {
    train: { from: days[0]!, to: days[first - 1]! },
    test: { from: days[first]!, to: days.at(-1)! },
  };
}

function checked(days: Days): Days {
  if (!(parseUtcDate(days.from) <= parseUtcDate(days.to))) {
    throw new RangeError(
      `Cannot plan a backtest as days must end after they begin: current values are ${days.from} and ${days.to}`,
    );
  }
  return days;
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
