import { join } from "node:path";
import { progress } from "../data/command.ts";
import type { Catalog } from "../lib/catalog/mod.ts";
import {
  deflatedSharpe,
  effectiveTrials,
  overfittingProbability,
  probabilisticSharpe,
  sharpeMoments,
  sharpeRatio,
  superiorPredictiveAbility,
  sweep,
  type TrialRecord,
  trialRecords,
} from "../lib/performance/mod.ts";
import { Random } from "../lib/random/mod.ts";
import { type BacktestFile, backtestPlan } from "./backtest_config.ts";
import { backtestProcesses } from "./backtest_processes.ts";
import { type Combination, gridOf } from "./backtest_grid.ts";
import type { TrialResult } from "./backtest_trials.ts";
import { csvOf } from "./csv_of.ts";
import { plainData } from "./plain_data.ts";
import { trialFile, trialVersion } from "./trial_file.ts";

/** Statistics of a trial that stand in the table, in its order. */
const STATISTICS = [
  "profit",
  "return",
  "sharpe",
  "sharpeError",
  "maxDrawdown",
  "orders",
  "fills",
  "hash",
] as const;

/** A trial that has ended. */
type Tried = Combination & {
  readonly result: TrialResult | undefined;
  readonly error: string | undefined;
};

/**
 * Runs every combination of a grid on worker processes, writes the table of trials and the file of the best, and judges the best by all that
 * the record holds.
 *
 * @param options File, grid, catalog, folder of the table, record, workers.
 * @returns What came out, in a few lines.
 * @throws {RangeError} If the grid or a file that it makes is refused.
 */
export async function runSweep(
  { file, grid, catalog, out, trials, jobs }: {
    readonly file: BacktestFile;
    readonly grid: unknown;
    readonly catalog: Catalog;
    readonly out: string;
    readonly trials: string;
    readonly jobs: number;
  },
): Promise<string> {
  const combinations = gridOf(file, grid);
  // What can be refused is, before the first of many runs.
  for (const { file } of combinations) backtestPlan(file, catalog);
  const record = trialFile(trials);
  using bar = progress("sweep", combinations.length);
  const records = await sweep({
    trials: combinations.map(({ file }) => ({
      module: import.meta.resolve("./backtest_trials.ts"),
      export: "sweepTrial",
      parameters: { catalog: catalog.root, file: plainData(file) },
    })),
    workers: backtestProcesses(jobs),
    record,
    version: trialVersion(catalog.root),
    progress: ({ done }) =>
      bar.update(done, `${done} of ${combinations.length}`),
  });
  const tried = combinations.map((combination, i) => ({
    ...combination,
    result: records[i]!.result as TrialResult | undefined,
    error: records[i]!.error,
  }));
  const table = join(out, "trials.csv");
  Deno.writeTextFileSync(table, csvOf(columnsOf(tried)));
  const best = bestOf(tried);
  const written = [table, trials];
  if (best !== undefined) {
    written.push(join(out, "best.json"));
    Deno.writeTextFileSync(
      written.at(-1)!,
      `${JSON.stringify(best.file, null, 2)}\n`,
    );
  }
  return [
    `${tried.length} trials of ${Object.keys(tried[0]!.changes).join(" x ")}`,
    ...failuresOf(tried),
    ...(best === undefined
      ? ["none of them traded: there is nothing to choose from"]
      : judged(best, trialRecords(await record.read()))),
    `wrote ${written.join(", ")}`,
  ].join("\n");
}

function columnsOf(tried: readonly Tried[]): { [name: string]: unknown[] } {
  const text = (value: unknown) =>
    typeof value === "string" ? value : JSON.stringify(value);
  return {
    ...Object.fromEntries(
      Object.keys(tried[0]!.changes).map((name) => [
        name,
        tried.map(({ changes }) => text(changes[name])),
      ]),
    ),
    ...Object.fromEntries(
      STATISTICS.map((name) => [
        name,
        tried.map(({ result }) => result?.[name] ?? ""),
      ]),
    ),
    error: tried.map(({ error }) => error ?? ""),
  };
}

/** The trial with the largest Sharpe ratio; the first of equal ones. */
function bestOf(
  tried: readonly Tried[],
): Tried & { result: TrialResult } | undefined {
  const traded = tried.filter((one): one is Tried & { result: TrialResult } =>
    one.result !== undefined && one.result.sharpe === one.result.sharpe
  );
  return traded.length === 0
    ? undefined
    : traded.reduce((a, b) => b.result.sharpe > a.result.sharpe ? b : a);
}

/** What a combination changes, in words. */
function changesOf({ changes }: Combination): string {
  return Object.entries(changes)
    .map(([name, value]) => `${name} ${JSON.stringify(value)}`).join(", ");
}

function failuresOf(tried: readonly Tried[]): string[] {
  const failed = tried.filter(({ error }) => error !== undefined);
  return failed.length === 0 ? [] : [
    `${failed.length} failed, the first (${changesOf(failed[0]!)}) as: ${
      failed[0]!.error
    }`,
  ];
}

/** What the best is worth after all trials that the record holds, those of earlier sweeps among them. */
function judged(
  best: Tried & { result: TrialResult },
  records: readonly TrialRecord[],
): string[] {
  const { result } = best;
  const all = records.filter(({ error }) => error === undefined)
    .map(({ result }) => result as TrialResult);
  const traded = all.filter(({ fills }) => fills > 0);
  const same = traded.filter(({ from, to }) =>
    from === result.from && to === result.to
  ).map(({ returns }) => returns);
  const { count, variance } = effectiveTrials(same);
  // Trials on other days cannot be compared with these, and count in full.
  const trials = count + traded.length - same.length;
  const moments = sharpeMoments(result.returns);
  const deflated = deflatedSharpe({ ...moments, trials, variance });
  const number = (x: number, digits = 3) =>
    Number.isNaN(x) ? "no number" : x.toFixed(digits);
  return [
    `best: ${changesOf(best)}: profit ${
      number(result.profit, 2)
    }, Sharpe ratio of a year ${number(result.sharpe, 2)} ± ${
      number(result.sharpeError, 2)
    }`,
    `the record holds ${all.length} trials, ${traded.length} of them traded and are worth ${
      number(trials, 2)
    } independent ones`,
    `probability that its true Sharpe ratio is above 0: ${
      number(probabilisticSharpe(moments))
    } alone, ${number(deflated.probability)} deflated; p = ${
      number(deflated.pValue)
    } that the best of as many without skill looks as good`,
    ...severalOf(same),
  ];
}

/** Tests of all trials together. */
function severalOf(returns: readonly Float64Array[]): string[] {
  const blocks = 10;
  const live = returns.filter((column) =>
    sharpeRatio(column) === sharpeRatio(column)
  );
  if (live.length < 2 || live[0]!.length < 2 * blocks) return [];
  const { probability } = overfittingProbability(live, { blocks });
  const { pValue } = superiorPredictiveAbility(live, {
    random: new Random(1),
    draws: 500,
  });
  return [
    `probability of overfitting (CSCV) ${
      probability.toFixed(2)
    }; Hansen's test of all of them p = ${pValue.consistent.toFixed(3)}`,
  ];
}
