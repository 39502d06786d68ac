import { Random } from "../random/mod.ts";
import { DAY, MINUTE } from "../time/mod.ts";
import {
  noisyColumns,
  shiftedColumns,
  truncatedColumns,
} from "./altered_columns.ts";
import { Backtest } from "./backtest.ts";
import type { BacktestOptions } from "./backtest_options.ts";
import type { BacktestResult } from "./backtest_result.ts";
import { columnSource } from "./column_source.ts";
import { delayedSource } from "./delayed_source.ts";
import { loadColumns, type MarketsInMemory } from "./load_columns.ts";
import { byCodeUnits, type MarketSource } from "./market_source.ts";
import { Strategy } from "./strategy.ts";

/** Who takes part in a run, made anew for each. */
export type StrategyCast = Pick<
  BacktestOptions,
  "strategies" | "actors" | "algorithms" | "risk"
>;

/**
 * Makes a strategy, or more who take part, from the data of the run where it prepares anything
 * from them: what it is handed is cut off, replaced and shifted with the rest of the market.
 */
export type StrategyFactory = (
  markets: MarketsInMemory,
) => Strategy | StrategyCast;

/** What the strategy is run on: all of a backtest's options but who takes part. */
export type StrategyAuditData = Omit<BacktestOptions, keyof StrategyCast>;

/** Choices of {@linkcode auditStrategy}. */
export type AuditStrategyOptions = {
  /** Draws the cuts and the noise; of seed 1 by default. */
  readonly random?: Random;
  /** How many times to cut; 4 by default. */
  readonly cuts?: number;
  /** Extra delays of the market data to report on, microseconds; one second and one minute by default. */
  readonly delays?: readonly number[];
};

/** A command that was not the same. */
export type StrategyViolation = {
  /**
   * What was changed: the future cut off or replaced with noise, every date moved by four weeks,
   * symbols and contracts registered in the other order, or nothing at all.
   */
  readonly by: "truncation" | "noise" | "shift" | "order" | "repetition";
  /** Where the future began, microseconds since the epoch; `Infinity` where it was not touched. */
  readonly cut: number;
  /** The first command that differs, in the run with the true data; empty where it has none. */
  readonly before: string;
  /** The same command in the other run. */
  readonly after: string;
};

/** What the strategy earns with later data. */
export type DelayedProfit = {
  /** Extra delay, microseconds; 0 is the run as it is. */
  readonly delay: number;
  /** Change of equity over the run, quote units. */
  readonly profit: number;
  /** Number of fills. */
  readonly fills: number;
};

/** What {@linkcode auditStrategy} found. */
export type StrategyAudit = {
  /** Whether no command was different where none may be. */
  readonly sound: boolean;
  /** Commands that were compared. */
  readonly compared: number;
  /** Every difference; of each run the first. */
  readonly violations: readonly StrategyViolation[];
  /** What later data do to the profit: that of a strategy which knew the future goes away. */
  readonly delays: readonly DelayedProfit[];
  /** The run with the true data. */
  readonly result: BacktestResult;
};

/** Four weeks: time of day, day of the week and settlements stay. */
const SHIFT = 28 * DAY;

/**
 * Shows whether a strategy looks ahead, or depends on what it should not.
 *
 * The strategy is made anew and run again on the same market with the future cut off after a
 * time, with the future replaced with noise, four weeks later, with symbols registered in
 * the other order, and as it was. What it asks for up to the cut, in all of the other runs
 * everything, must stay the same. How its profit fares with later data is reported and not
 * judged: a strategy that lives on speed loses it, one that knew the future does too.
 *
 * @param make Makes the strategy; called once per run.
 * @param data Market data and exchange.
 * @param options Cuts, noise, delays.
 * @returns Whether it is sound, and where it is not.
 * @see thm-no-past, alg-audit
 *
 * @example A strategy that reads tomorrow's newspaper
 * ```ts
 * import assert from "node:assert/strict";
 * import { auditStrategy, type BarTick, columnSource, simulatedColumns, Strategy } from "volarb/engine";
 * import { instrumentOn } from "volarb/market";
 * import { symbolParameters } from "volarb/simulate";
 * import { contractSpec, noFees } from "volarb/venue";
 *
 * class Newspaper extends Strategy {
 *   #bar = 0;
 *   constructor(readonly next: ArrayLike<number>) {
 *     super("newspaper");
 *   }
 *   override onStart() {
 *     this.subscribeBars("BTCUSDT");
 *   }
 *   override onBar(bar: BarTick) {
 *     const rises = this.next[++this.#bar]! > bar.closeTicks;
 *     const wanted = rises ? 10 : -10;
 *     const lots = wanted - this.position("BTCUSDT");
 *     if (lots === 0) return;
 *     const side = lots > 0 ? "buy" : "sell";
 *     this.submit(this.orders.market({ symbol: "BTCUSDT", side, quantity: Math.abs(lots) }));
 *   }
 * }
 * const { columns } = simulatedColumns("BTCUSDT", {
 *   seed: 1,
 *   from: "2024-01-01",
 *   parameters: symbolParameters("BTCUSDT", { tradesPerDay: 20_000 }),
 * });
 * const audit = auditStrategy(
 *   ({ BTCUSDT }) => new Newspaper(BTCUSDT!.bars!.closeTicks),
 *   {
 *     source: columnSource({ BTCUSDT: columns }),
 *     specs: [contractSpec(instrumentOn("BTCUSDT", "2024-01-01"))],
 *     balance: 100_000,
 *     fees: noFees(),
 *   },
 *   { cuts: 2 },
 * );
 * assert.equal(audit.sound, false);
 * const [now, , aMinuteLater] = audit.delays;
 * assert.ok(aMinuteLater!.profit < now!.profit / 3);
 * ```
 */
export function auditStrategy(
  make: StrategyFactory,
  data: StrategyAuditData,
  options: AuditStrategyOptions = {},
): StrategyAudit {
  const { random = new Random(1), cuts = 4, delays = [1e6, MINUTE] } = options;
  const audit = new Audit(make, data);
  for (const cut of audit.drawCuts(random, cuts)) {
    audit.compare("truncation", truncatedColumns(audit.markets, cut), { cut });
    audit.compare("noise", noisyColumns(audit.markets, cut, random), { cut });
  }
  audit.compare("shift", shiftedColumns(audit.markets, SHIFT), {
    shift: SHIFT,
  });
  audit.compare("order", reversed(audit.markets), { reverse: true });
  audit.compare("repetition", audit.markets, {});
  return {
    sound: audit.violations.length === 0,
    compared: audit.compared,
    violations: audit.violations,
    delays: [0, ...delays].map((delay) => audit.delayed(delay)),
    result: audit.result,
  };
}

/** Runs of one strategy that are compared with the first. */
class Audit {
  readonly markets: MarketsInMemory;
  readonly result: BacktestResult;
  readonly violations: StrategyViolation[] = [];
  compared = 0;
  readonly #make: StrategyFactory;
  readonly #data: StrategyAuditData;
  readonly #commands: readonly Command[];

  constructor(make: StrategyFactory, data: StrategyAuditData) {
    this.#make = make;
    this.#data = data;
    this.markets = loadColumns(data.source);
    this.result = this.#run(this.markets);
    this.#commands = commandsOf(this.result);
  }

  /** Times of some commands, or of the run where there are few, in order. */
  drawCuts(random: Random, cuts: number): number[] {
    const { start, end } = this.result;
    const times = this.#commands.map(({ time }) => time);
    const drawn = Array.from(
      { length: cuts },
      (_, k) =>
        times.length > 0 && k % 2 === 0
          ? times[random.integer(times.length)]!
          : Math.floor(start + random.uniform() * (end - start)),
    );
    return [...new Set(drawn)].sort((a, b) => a - b);
  }

  /** Runs the strategy on another market and compares what it asks for. */
  compare(
    by: StrategyViolation["by"],
    markets: MarketsInMemory,
    { cut = Infinity, shift = 0, reverse = false }: {
      readonly cut?: number;
      readonly shift?: number;
      readonly reverse?: boolean;
    },
  ): void {
    const others = commandsOf(this.#run(markets, { reverse, shift }), shift);
    const upTo = (commands: readonly Command[]) =>
      commands.filter(({ time }) => time <= cut);
    const ours = upTo(this.#commands);
    const theirs = upTo(others);
    const count = Math.max(ours.length, theirs.length);
    this.compared += count;
    for (let i = 0; i < count; i++) {
      const before = ours[i]?.text ?? "";
      const after = theirs[i]?.text ?? "";
      if (before === after) continue;
      this.violations.push({ by, cut, before, after });
      return;
    }
  }

  /** What the strategy earns if it sees everything later. */
  delayed(delay: number): DelayedProfit {
    const result = delay === 0
      ? this.result
      : this.#run(this.markets, { delay });
    const { equity } = result.equity.columns;
    const profit = equity.at(-1)! - equity[0]!;
    return { delay, profit, fills: result.fills.rows };
  }

  #run(
    markets: MarketsInMemory,
    { reverse = false, delay = 0, shift = 0 } = {},
  ): BacktestResult {
    const { specs, end, source: _, ...others } = this.#data;
    const source: MarketSource = columnSource(markets);
    const made = this.#make(markets);
    const cast = made instanceof Strategy ? { strategies: [made] } : made;
    return new Backtest({
      ...others,
      ...cast,
      ...(end !== undefined && { end: end + shift }),
      source: delay === 0
        ? source
        : delayedSource(source, () => ({ feed: () => delay })),
      specs: reverse ? specs.toReversed() : specs,
      strategies: reverse ? cast.strategies.toReversed() : cast.strategies,
    }).run();
  }
}

type Command = { readonly time: number; readonly text: string };

/** Commands as text, with times earlier by a span. */
function commandsOf({ commands }: BacktestResult, shift = 0): Command[] {
  const c = commands.columns;
  return c.action.map((action, i) => {
    const time = c.time[i]! - shift;
    const terms = [c.quantityLots, c.priceTicks, c.triggerTicks]
      .map((column) => column[i]);
    return {
      time,
      text: [
        time,
        action,
        c.clientOrderId[i],
        c.side[i],
        c.symbol[i],
        c.type[i],
        ...terms,
      ]
        .join(" "),
    };
  });
}

/** The symbols in the other order. */
function reversed(markets: MarketsInMemory): MarketsInMemory {
  const symbols = Object.keys(markets).sort(byCodeUnits).reverse();
  return Object.fromEntries(
    symbols.map((symbol) => [symbol, markets[symbol]!]),
  );
}
