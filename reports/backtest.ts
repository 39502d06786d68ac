/**
 * Runs the strategy on a catalog and writes what it did: `deno task backtest --help`.
 *
 * @module
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { defineCommand, runCommand, say } from "../data/command.ts";
import { Catalog, ingest } from "../lib/catalog/mod.ts";
import {
  Backtest,
  type BacktestResult,
  catalogSource,
  type ResultColumn,
  type ResultTable,
} from "../lib/engine/mod.ts";
import { capacityFigure, tearsheet } from "../lib/figure/mod.ts";
import {
  factorAttribution,
  type RegimeColumns,
  sensitivity,
  type SensitivityColumns,
} from "../lib/performance/mod.ts";
import { Random } from "../lib/random/mod.ts";
import {
  factorsOf,
  fitSignal,
  volatilityArbitrage,
  type VolatilityArbitrageCast,
} from "../lib/strategy/mod.ts";
import { parseUtcDate } from "../lib/time/mod.ts";
import {
  type BacktestFile,
  type BacktestPlan,
  backtestPlan,
  later,
} from "./backtest_config.ts";

const REPORTS = fileURLToPath(new URL(".", import.meta.url));

/** A table of any columns. */
type Table = ResultTable<{ readonly [name: string]: ResultColumn }>;

/** `deno task backtest`. */
export const backtestCommand = defineCommand({
  name: "backtest",
  summary: "Fits the signal on the training days, runs the strategy on those " +
    "after, and writes its tables as CSV\nand reports/tearsheet.html. The " +
    "same data and configuration give the same files.",
  options: {
    config: {
      type: "string",
      value: "FILE",
      help: "JSON with strategy, train, test, balance, fees, latency, queue, " +
        "fillTiming; each has a default",
    },
    data: {
      type: "string",
      value: "DIR",
      help: "the folder that holds futures/; it is ingested into the catalog",
    },
    catalog: {
      type: "string",
      value: "DIR",
      help: "the catalog",
      default: "data/catalog/sample",
    },
    out: {
      type: "string",
      value: "DIR",
      help: "where the tables are written",
      default: "reports/backtest",
    },
    tearsheet: {
      type: "string",
      value: "FILE",
      help: "where the tearsheet is written (default reports/tearsheet.html)",
    },
    sensitivity: {
      type: "boolean",
      help: "also the runs with other latency, fees, queue, slippage and size",
    },
  },
  run(flags) {
    const { data, catalog: root, out } = flags;
    if (data !== undefined) ingest({ data, catalog: root });
    const catalog = new Catalog(root);
    const file = flags.config === undefined
      ? {}
      : JSON.parse(Deno.readTextFileSync(flags.config)) as BacktestFile;
    const plan = backtestPlan(file, catalog);
    const run = runPlan(plan, catalog);
    const questions = flags.sensitivity
      ? sensitivity({ make: run.make, data: run.data })
      : undefined;
    const tables = tablesOf(run, questions);
    Deno.mkdirSync(out, { recursive: true });
    for (const [name, table] of Object.entries(tables)) {
      Deno.writeTextFileSync(join(out, `${name}.csv`), csvOf(table));
    }
    Deno.writeTextFileSync(
      join(out, "config.json"),
      `${JSON.stringify(plan.config, null, 2)}\n`,
    );
    const page = flags.tearsheet ?? join(REPORTS, "tearsheet.html");
    Deno.writeTextFileSync(page, pageOf(plan, run, questions));
    say(summaryOf(plan, run, [out, page]));
  },
});

type Run = {
  readonly cast: VolatilityArbitrageCast;
  readonly result: BacktestResult;
  readonly make: () => VolatilityArbitrageCast;
  readonly data: Omit<ConstructorParameters<typeof Backtest>[0], "strategies">;
  /** Time at which trading begins, microseconds. */
  readonly start: number;
};

/** Learns and trades. */
function runPlan(plan: BacktestPlan, catalog: Catalog): Run {
  const { config, specs, train, test, warmFrom, venue } = plan;
  const streams = (from: string, to: string) =>
    catalogSource(catalog, { steps: specs, from, to });
  const signal = fitSignal(config, {
    source: streams(train.from, train.to),
    steps: specs,
    to: parseUtcDate(later(train.to, 1)),
  });
  const start = parseUtcDate(test.from);
  const make = () => volatilityArbitrage(config, { signal, tradeFrom: start });
  const data = { ...venue, source: streams(warmFrom, test.to) };
  const cast = make();
  return {
    cast,
    make,
    data,
    start,
    result: new Backtest({ ...data, ...cast }).run(),
  };
}

/** Every table of a run, by name. */
function tablesOf(
  { cast, result }: Run,
  questions: ResultTable<SensitivityColumns> | undefined,
): { readonly [name: string]: Table } {
  const { orders, fills, positions, ledger, equity } = result;
  const { strategy, signal, risk } = cast;
  const decisions = strategy.decisions();
  const tables = {
    orders,
    fills,
    positions,
    ledger,
    equity,
    decisions,
    signal: signal.table(),
    risk: risk.table(),
    attribution: attributionOf(cast, result),
    ...(questions && { sensitivity: questions }),
  };
  return tables as unknown as { readonly [name: string]: Table };
}

/** What each factor earned: every feature of a factor together. */
function attributionOf(
  { strategy, signal }: VolatilityArbitrageCast,
  result: BacktestResult,
) {
  const factors = Object.entries(factorsOf(strategy.config))
    .flatMap(([factor, { predictors }]) =>
      predictors.map((name) => [name, factor] as const)
    );
  return factorAttribution(result, {
    strategyId: strategy.id,
    decisions: strategy.decisions(),
    signal: signal.table(),
    factors: Object.fromEntries(factors),
  });
}

/** The table as CSV: a name per column, a line per row. */
function csvOf({ columns, rows }: Table): string {
  const names = Object.keys(columns);
  const quoted = (text: string) =>
    /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  const lines = Array.from(
    { length: rows },
    (_, row) => names.map((name) => quoted(String(columns[name]![row]))),
  );
  return [names, ...lines].map((line) => `${line.join(",")}\n`).join("");
}

function pageOf(
  { config, train, test }: BacktestPlan,
  { cast, result, start }: Run,
  questions: ResultTable<SensitivityColumns> | undefined,
): string {
  const { time, price } = cast.signal.table().columns;
  const kept = [...time.keys()].filter((i) => price[i]! > 0);
  const decided = cast.strategy.decisions().columns;
  const regime = (name: string, values: Float64Array): RegimeColumns => ({
    name,
    time: decided.time,
    values,
  });
  const sizes = questions && [...questions.columns.question.keys()]
    .filter((i) => questions.columns.question[i] === "size");
  return tearsheet(result, {
    random: new Random(1),
    report: {
      name: `${config.id} on ${config.symbol}`,
      from: start,
      parameters: {
        trained: `${train.from} to ${train.to}`,
        traded: `${test.from} to ${test.to}`,
        ...flat(config),
      },
      prices: [{
        symbol: config.symbol,
        time: Float64Array.from(kept, (i) => time[i]!),
        price: Float64Array.from(kept, (i) => price[i]!),
      }],
      regimes: [
        regime("volatility", decided.variance),
        ...(config.flow ? [regime("toxicity", decided.toxicity)] : []),
        ...(config.regime ? [regime("funding", decided.fundingRate)] : []),
      ],
    },
    figures: sizes === undefined ? [] : [{
      svg: capacityFigure({
        multiple: Float64Array.from(
          sizes,
          (i) => questions!.columns.number[i]!,
        ),
        profit: Float64Array.from(sizes, (i) => questions!.columns.profit[i]!),
      }),
    }],
  });
}

/** Nested choices as one list: `stop.multiple`. */
function flat(
  choices: object,
  prefix = "",
): Record<string, string | number | boolean> {
  return Object.fromEntries(
    Object.entries(choices).flatMap(([key, value]) =>
      typeof value === "object" && value !== null && !Array.isArray(value)
        ? Object.entries(flat(value, `${prefix}${key}.`))
        : [[
          `${prefix}${key}`,
          typeof value === "number" || typeof value === "boolean"
            ? value
            : String(value),
        ]]
    ),
  );
}

function summaryOf(
  { config, train, test, without }: BacktestPlan,
  { result }: Run,
  written: readonly string[],
): string {
  const { equity } = result.equity.columns;
  const profit = equity.at(-1)! - equity[0]!;
  return [
    `${config.symbol}: learnt on ${train.from} to ${train.to}, traded ${test.from} to ${test.to}`,
    ...(without.length > 0 ? [`without ${without.join(", ")}`] : []),
    `profit ${profit.toFixed(2)} of ${
      equity[0]!.toFixed(2)
    }, ${result.orders.rows} orders, ${result.fills.rows} fills`,
    `hash ${result.hash}`,
    `wrote ${written.join(" and ")}`,
  ].join("\n");
}

await runCommand(import.meta, backtestCommand);
