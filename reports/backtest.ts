/**
 * Runs the strategy on a catalog and writes what it did: `deno task backtest --help`.
 *
 * @module
 */
import { join } from "node:path";
import {
  defineCommand,
  progress,
  runCommand,
  say,
  wholeNumber,
} from "../data/command.ts";
import { makeFolder, makePlaceFor, textOf } from "../data/paths.ts";
import { catalogOf } from "../data/ingest.ts";
import { Catalog, ingest } from "../lib/catalog/mod.ts";
import type {
  BacktestResult,
  ResultColumn,
  ResultTable,
} from "../lib/engine/mod.ts";
import { capacityFigure, tearsheet } from "../lib/figure/mod.ts";
import {
  factorAttribution,
  type RegimeColumns,
  type SensitivityColumns,
  sensitivitySweep,
} from "../lib/performance/mod.ts";
import { Random } from "../lib/random/mod.ts";
import {
  factorsOf,
  type VolatilityArbitrageCast,
} from "../lib/strategy/mod.ts";
import {
  type BacktestFile,
  type BacktestPlan,
  backtestPlan,
} from "./backtest_config.ts";
import { type Run, runPlan } from "./backtest_run.ts";
import { backtestProcesses } from "./backtest_processes.ts";
import { runSweep } from "./backtest_sweep.ts";
import { csvOf } from "./csv_of.ts";
import { plainData } from "./plain_data.ts";

/** What is said of a run without a fill. */
const IDLE =
  "it did not trade: no forecast was worth its costs, and the tables of fills and positions are empty";

/** A table of any columns. */
type Table = ResultTable<{ readonly [name: string]: ResultColumn }>;

/** `deno task backtest`. */
export const backtestCommand = defineCommand({
  name: "backtest",
  summary: "Fits the signal on the training days, runs the strategy on those " +
    "after, and writes its tables as CSV\nand a tearsheet. With --sweep it " +
    "runs every combination of a grid instead, and says what the best of\n" +
    "them is worth after the search. Days, factors and what orders meet are " +
    "chosen by what the catalog\nholds whole, where the file does not say: " +
    "bars where quotes are excerpts. The same data and configuration give " +
    "the same files.",
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
      help: "the catalog (default data/catalog/real for a --data that is " +
        "not the sample, else data/catalog/sample)",
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
      help: "where the tearsheet is written (default tearsheet.html in --out)",
    },
    sensitivity: {
      type: "boolean",
      help: "also the runs with other latency, fees, queue, slippage and size",
    },
    sweep: {
      type: "string",
      value: "FILE",
      help: 'JSON with values by name: {"strategy.stop.multiple": [2, 3, 4]}',
    },
    trials: {
      type: "string",
      value: "FILE",
      help:
        "the record of every trial; a sweep that was stopped goes on from " +
        "it (default trials.jsonl in --out)",
    },
    jobs: {
      type: "string",
      value: "N",
      help: "worker processes of --sensitivity and --sweep, 0 for none " +
        "(default the cores)",
    },
  },
  async run(flags) {
    const { data, out } = flags;
    const root = flags.catalog ??
      (data === undefined ? "data/catalog/sample" : catalogOf(data));
    const jobs = wholeNumber(
      "jobs",
      flags.jobs ?? String(navigator.hardwareConcurrency),
    );
    const file = flags.config === undefined
      ? {}
      : readJson(flags.config) as BacktestFile;
    const grid = flags.sweep === undefined ? undefined : readJson(flags.sweep);
    if (data !== undefined) ingest({ data, catalog: root });
    const catalog = new Catalog(root);
    makeFolder(out);
    const page = flags.tearsheet ?? join(out, "tearsheet.html");
    makePlaceFor(page);
    if (grid !== undefined) {
      const trials = flags.trials ?? join(out, "trials.jsonl");
      makePlaceFor(trials);
      say(await runSweep({ file, grid, catalog, out, trials, jobs }));
      return;
    }
    const plan = backtestPlan(file, catalog);
    const run = runPlan(plan, catalog);
    const questions = flags.sensitivity
      ? await askQuestions(file, run, { root, jobs })
      : undefined;
    for (const [name, table] of Object.entries(tablesOf(run, questions))) {
      Deno.writeTextFileSync(join(out, `${name}.csv`), csvOf(table.columns));
    }
    Deno.writeTextFileSync(
      join(out, "config.json"),
      `${JSON.stringify(plan.config, null, 2)}\n`,
    );
    Deno.writeTextFileSync(page, pageOf(plan, run, questions));
    say(summaryOf(plan, run, [out, page]));
  },
});

/** A file of JSON; one that is none is named. */
function readJson(path: string): unknown {
  const text = textOf(path);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new SyntaxError(
      `Cannot read ${path} as it must be JSON: ${(error as Error).message}`,
    );
  }
}

/** The runs with other latency, fees, queue, slippage and size. */
async function askQuestions(
  file: BacktestFile,
  { make, data }: Run,
  { root, jobs }: { readonly root: string; readonly jobs: number },
): Promise<ResultTable<SensitivityColumns>> {
  using bar = progress("sensitivity", 1);
  return await sensitivitySweep({
    options: { make, data },
    trial: {
      module: import.meta.resolve("./backtest_trials.ts"),
      export: "sensitivityTrial",
      parameters: { catalog: root, file: plainData(file) },
    },
    workers: backtestProcesses(jobs),
    progress: ({ done, total, last }) => {
      const { question, value } = last.parameters as {
        question: string;
        value: string;
      };
      bar.update(done / total, `${question} ${value}`);
    },
  });
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

function pageOf(
  { config, train, test, without, chosen }: BacktestPlan,
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
        data: chosen.join("; "),
        "left out": without.join(", ") || "nothing",
        ...(result.fills.rows === 0 && { trades: IDLE }),
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
  { config, train, test, without, chosen }: BacktestPlan,
  { result }: Run,
  written: readonly string[],
): string {
  const { equity } = result.equity.columns;
  const profit = equity.at(-1)! - equity[0]!;
  return [
    `${config.symbol}: learnt on ${train.from} to ${train.to}, traded ${test.from} to ${test.to}`,
    ...chosen,
    ...(without.length > 0 ? [`without ${without.join(", ")}`] : []),
    `profit ${profit.toFixed(2)} of ${
      equity[0]!.toFixed(2)
    }, ${result.orders.rows} orders, ${result.fills.rows} fills`,
    ...(result.fills.rows > 0 ? [] : [
      IDLE,
    ]),
    `hash ${result.hash}`,
    `wrote ${written.join(" and ")}`,
  ].join("\n");
}

await runCommand(import.meta, backtestCommand);
