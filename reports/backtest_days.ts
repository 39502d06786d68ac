import type { Catalog } from "../lib/catalog/mod.ts";
import type { StreamFamily } from "../lib/engine/mod.ts";
import { DataError } from "../lib/errors/mod.ts";
import type { Kind } from "../lib/market/mod.ts";
import { DAY, MINUTE, parseUtcDate, utcDates } from "../lib/time/mod.ts";
import type { BacktestFile, Days } from "./backtest_config.ts";

/** A factor that may be left out. */
export type Factor = "flow" | "liquidity" | "regime";

/** What is run on which days. */
export type DayChoice = {
  readonly train: Days;
  readonly test: Days;
  /** What orders are filled on. */
  readonly fills: "quotes" | "bars";
  /** Factors that are switched off as the days do not have their data, with the reason in words. */
  readonly without: ReadonlyMap<Factor, string>;
  /** Families that are not read: excerpts of the days would stand for the whole of them. */
  readonly unread: readonly StreamFamily[];
  /** Whether each day that is traded has rates of funding. */
  readonly funding: boolean;
  /** What was chosen and why, in sentences. */
  readonly reasons: readonly string[];
};

/** Least share of a day that its records span, and of the days that have it, for a family to be there. */
const WHOLE = 0.9;

/** What decides what is read, from the finest on. */
type Level = { readonly fills: "quotes" | "bars"; readonly kinds: Kind[] };

/**
 * The days to learn on and to trade, and what of their data is whole.
 *
 * Days are those of the file, else of the longest run of whole days the last third is traded. Quotes and trades are taken where there
 * are enough whole days of them, else quotes, else bars alone; what the file asks for is never left out.
 *
 * @param file What the file says.
 * @param catalog Where the data are.
 * @param symbol The instrument.
 * @returns Days, families, and what is left out.
 * @throws {DataError} If there are too few days of what has to be there.
 */
export function chooseDays(
  file: BacktestFile,
  catalog: Catalog,
  symbol: string,
): DayChoice {
  const coverage = new Coverage(catalog, symbol);
  const levels = levelsOf(file);
  const found = levels.map((level) => daysOf(file, coverage, level));
  const k = found.findIndex((days) => days !== undefined);
  if (k < 0) throw tooFew(file, coverage, levels.at(-1)!);
  const [{ fills }, days] = [levels[k]!, found[k]!];
  const without = new Map<Factor, string>();
  const served = (...kinds: Kind[]) =>
    kinds.find((kind) => !coverage.serves(kind, days));
  for (const [factor, kinds] of NEEDS) {
    const lacking = factor === "liquidity" && fills === "bars"
      ? "bookTicker"
      : factor === "flow" && fills === "bars"
      ? "aggTrades"
      : served(...kinds);
    if (file.strategy?.[factor] === undefined && lacking !== undefined) {
      without.set(factor, `no ${coverage.text(lacking, days)}`);
    }
  }
  const trades = file.strategy?.flow || fills === "quotes" &&
      served("aggTrades") === undefined;
  return {
    ...days,
    fills,
    without,
    unread: [
      ...(fills === "bars" ? ["quotes" as const] : []),
      ...(trades ? [] : ["trades" as const]),
      // An old mark price would settle and liquidate; without one the mid does.
      ...(served("markPriceKlines_1m") ? ["mark" as const] : []),
    ],
    funding: coverage.share("fundingRate", days.test) === 1,
    reasons: reasonsOf(file, coverage, levels.slice(0, k), levels[k]!),
  };
}

/** Why not on what is finer, in sentences. */
function reasonsOf(
  { train, test }: BacktestFile,
  coverage: Coverage,
  passed: readonly Level[],
  chosen: Level,
): string[] {
  const kinds = [...new Set(passed.flatMap(({ kinds }) => kinds))]
    .filter((kind) => !chosen.kinds.includes(kind));
  if (kinds.length === 0) return [];
  const texts = kinds.map((kind) => coverage.held(kind)).join("; ");
  const rule = train && test
    ? "as the days of the file have to be whole"
    : `as ${
      train ?? test ? "a whole day is" : "two whole days in a row are"
    } needed`;
  return [`${kinds.join(" and ")} not used, ${rule}: ${texts}`];
}

/** The families that each factor cannot do without. */
const NEEDS: readonly (readonly [Factor, readonly Kind[]])[] = [
  ["flow", ["aggTrades"]],
  ["liquidity", ["bookTicker"]],
  ["regime", ["metrics", "fundingRate"]],
];

/** What may be run on, from the finest on. */
function levelsOf({ strategy = {}, train, test }: BacktestFile): Level[] {
  const { flow, liquidity } = strategy;
  const trades: Kind[] = flow === null ? [] : ["aggTrades"];
  const levels: Level[] = [
    { fills: "quotes", kinds: [...trades, "bookTicker"] },
    { fills: "quotes", kinds: ["bookTicker"] },
    { fills: "bars", kinds: flow ? ["aggTrades"] : [] },
  ];
  // Who wants neither has no use for the few days of quotes.
  const bars = flow === null && liquidity === null && !(train && test);
  return levels.filter(({ fills }, i) =>
    (!bars || fills === "bars") &&
    (!liquidity || fills === "quotes") &&
    (i !== 1 || flow === undefined)
  );
}

/** Which days of an instrument are whole. */
class Coverage {
  readonly #catalog: Catalog;
  readonly #symbol: string;
  readonly #whole = new Map<Kind, readonly string[]>();

  constructor(catalog: Catalog, symbol: string) {
    this.#catalog = catalog;
    this.#symbol = symbol;
  }

  /** Days of which a family has the whole. */
  whole(kind: Kind): readonly string[] {
    const known = this.#whole.get(kind);
    if (known !== undefined) return known;
    const days = this.#catalog.dates(kind, this.#symbol)
      .filter((date) => this.#isWhole(kind, date));
    this.#whole.set(kind, days);
    return days;
  }

  #isWhole(kind: Kind, date: string): boolean {
    const part = this.#catalog.manifest(kind, this.#symbol, date)!;
    if (kind === "klines_1m") return part.rows * MINUTE >= WHOLE * DAY;
    const ticks = kind === "bookTicker" || kind === "aggTrades";
    return !ticks || part.lastTime - part.firstTime >= WHOLE * DAY;
  }

  /** Share of the days of a range with bars of which a family has the whole. */
  share(kind: Kind, { from, to }: Days): number {
    const bars = this.#catalog.dates("klines_1m", this.#symbol)
      .filter((date) => date >= from && date <= to);
    const whole = this.whole(kind);
    const there = bars.filter((date) => whole.includes(date)).length;
    return bars.length === 0 ? 0 : there / bars.length;
  }

  /** Whether a family is there to learn from and to trade on. */
  serves(
    kind: Kind,
    { train, test }: { readonly train: Days; readonly test: Days },
  ): boolean {
    return this.share(kind, train) >= WHOLE && this.share(kind, test) >= WHOLE;
  }

  /** A family that does not serve, in words. */
  text(
    kind: Kind,
    { train, test }: { readonly train: Days; readonly test: Days },
  ): string {
    const some = this.share(kind, train) + this.share(kind, test) > 0;
    return some ? `${kind} on some of the days` : kind;
  }

  /** How much there is of a family, in words. */
  held(kind: Kind): string {
    const count = this.#catalog.dates(kind, this.#symbol).length;
    const whole = this.whole(kind).length;
    return count === 0
      ? `${kind} has none`
      : `${kind} has ${count} day${
        count === 1 ? "" : "s"
      }, ${whole} of them whole`;
  }
}

/** The days of the file, or of the longest run; `undefined` where there are too few. */
function daysOf(
  { train, test }: BacktestFile,
  coverage: Coverage,
  { kinds }: Level,
): { train: Days; test: Days } | undefined {
  if (train !== undefined && test !== undefined) {
    const days = { train, test };
    // Bars of the days that the file names may have holes.
    const bars = [train, test].every((range) =>
      coverage.share("klines_1m", range) > 0
    );
    return bars && kinds.every((kind) => coverage.serves(kind, days))
      ? days
      : undefined;
  }
  const days = coverage.whole("klines_1m").filter((date) =>
    kinds.every((kind) => coverage.whole(kind).includes(date)) &&
    (train === undefined || date > train.to) &&
    (test === undefined || date < test.from)
  );
  const run = longestRun(days);
  const all = { from: run[0]!, to: run.at(-1)! };
  if (train !== undefined) return run.length < 1 ? undefined : served(train);
  if (test !== undefined) return run.length < 1 ? undefined : served(test);
  if (run.length < 2) return undefined;
  const first = Math.max(1, Math.floor(run.length * 2 / 3));
  return {
    train: { from: run[0]!, to: run[first - 1]! },
    test: { from: run[first]!, to: run.at(-1)! },
  };

  function served(given: Days) {
    const there = kinds.every((kind) => coverage.share(kind, given) >= WHOLE);
    if (!there || coverage.share("klines_1m", given) === 0) return undefined;
    return train !== undefined
      ? { train: given, test: all }
      : { train: all, test: given };
  }
}

/** The longest run of days one after the other, the last of equal ones. */
function longestRun(days: readonly string[]): readonly string[] {
  let longest: string[] = [];
  let run: string[] = [];
  for (const date of days) {
    const next = run.length > 0 && utcDates(run.at(-1)!, date).length === 2;
    run = next ? [...run, date] : [date];
    if (run.length >= longest.length) longest = run;
  }
  return longest;
}

function tooFew(
  { train, test }: BacktestFile,
  coverage: Coverage,
  { kinds }: Level,
): DataError {
  const all: Kind[] = ["klines_1m", ...kinds];
  const where = train && test
    ? ` (${train.from} to ${train.to}, ${test.from} to ${test.to})`
    : "";
  return new DataError(
    `Cannot plan a backtest as there must be whole days to learn on and to trade with ${
      all.join(", ")
    }${where}: ${
      all.map((kind) => coverage.held(kind)).join(", ")
    }; ingest more days, name others as train and test, or leave out factors (strategy.flow, strategy.liquidity)`,
  );
}

/** Days that are in order. */
export function checkedDays(days: Days, name = "days"): Days {
  if (!(parseUtcDate(days.from) <= parseUtcDate(days.to))) {
    throw new RangeError(
      `Cannot plan a backtest as ${name} must not end before it begins: current value is ${days.from} to ${days.to}`,
    );
  }
  return days;
}
