import {
  fromRecordText,
  type RecordValue,
  toRecordText,
} from "./record_text.ts";
import { runTrial, type SweepAnswer, type SweepTask } from "./sweep_task.ts";

/** A function of a module and what it is called with. */
export type Trial = {
  /** URL of the module. */
  readonly module: string;
  /** Name of the function that the module exports: of the parameters, with plain data as its result or a promise of it. */
  readonly export: string;
  /** What the function is called with; whatever it draws has to come from a seed in here. */
  readonly parameters: RecordValue;
};

/** A trial that was run. */
export type TrialRecord = {
  /** The trial, as text: file name of the module, export, version, parameters in order of their names. */
  readonly key: string;
  /** What it was called with. */
  readonly parameters: RecordValue;
  /** What it gave; `undefined` where it failed. */
  readonly result: RecordValue;
  /** Why it failed; `undefined` where it did not. */
  readonly error: string | undefined;
};

/** Where trials are written down as they end, line by line. A file is one; a list in memory is another. */
export type SweepRecord = {
  /**
   * Lines written before, in this run or an earlier one.
   *
   * @returns The lines; what is no whole record is passed over, and its trial runs again.
   */
  read(): Iterable<string> | Promise<Iterable<string>>;
  /**
   * Writes a line down.
   *
   * @param line A trial, without a line's end.
   */
  append(line: string): void | Promise<void>;
};

/** How far a sweep is. */
export type SweepProgress = {
  /** Trials that have ended, those of an earlier run among them. */
  readonly done: number;
  /** Trials in all, each counted once. */
  readonly total: number;
  /** The trial that ended last. */
  readonly last: TrialRecord;
};

/**
 * Somebody who runs trials, one at a time: a process of this machine, or of another one.
 *
 * Whatever happens to it, `run` answers: a trial that took its worker with it is one that failed, and the next one gets a new worker.
 */
export type SweepWorker = AsyncDisposable & {
  /**
   * Runs a trial.
   *
   * @param task Module, function, parameters; all of it text.
   * @returns The result as text, or why there is none; rejected only where no trial can be run at all.
   */
  run(task: SweepTask): Promise<SweepAnswer>;
};

/** Choices of {@linkcode sweep}. */
export type SweepOptions = {
  /** What is run; of trials that are the same one is. */
  readonly trials: readonly Trial[];
  /**
   * Who runs them, such as the `trialProcesses` of `volarb/notebook`; nobody by default, which is one after the other in this thread.
   * They are disposed of when the sweep ends, however it does.
   */
  readonly workers?: readonly SweepWorker[];
  /** Where every trial is written down; nowhere by default. */
  readonly record?: SweepRecord;
  /** Version of the code, which becomes part of the key: results of another one are not used. */
  readonly version?: string;
  /** Is told whenever a trial ends. */
  readonly progress?: (progress: SweepProgress) => void;
  /** Stops the sweep: workers are disposed of in the middle of their trials, which are not written down. */
  readonly signal?: AbortSignal;
};

/**
 * Runs a function over many parameters, on workers, with a record of every trial.
 *
 * Each trial that ends is written down at once, so that a sweep that was stopped goes on where it was: what the record holds is
 * not run again, unless it failed. The results are in the order of the trials and do not depend on the workers: a trial gets
 * nothing but its parameters, and its result takes the same way through text in each case. All that was tried is in the record, which
 * is what a deflated Sharpe ratio has to count.
 *
 * Workers are handed in, as this folder starts no processes. They should be processes rather than threads: a thread that runs out of
 * memory ends the whole program without an error, and the search with it; a process ends its own trial only.
 *
 * @param options Trials, workers, record.
 * @returns One record per trial, in their order. A trial that throws gives a record with its error.
 * @throws {TypeError} If parameters are not plain data, or `workers` is no list.
 * @throws {unknown} What a worker, the record or `progress` throws, and the reason of a `signal` that stopped it: after all workers have
 * ended.
 *
 * @example A function of the library, here in this thread
 * ```ts
 * import assert from "node:assert/strict";
 * import { sweep } from "volarb/performance";
 *
 * const lines: string[] = [];
 * const trials = [100, 45].map((trials) => ({
 *   module: import.meta.resolve("volarb/performance"),
 *   export: "minimumBacktestLength",
 *   parameters: { trials, ratio: 1 },
 * }));
 * const records = await sweep({
 *   trials,
 *   record: { read: () => lines, append: (line) => void lines.push(line) },
 * });
 * assert.ok(Math.abs(records[1]!.result as number - 4.998) < 1e-3);
 * assert.equal(lines.length, 2);
 * ```
 */
export async function sweep(
  { trials, workers = [], record, version = "", progress, signal }:
    SweepOptions,
): Promise<TrialRecord[]> {
  // A notebook's cells are not type-checked.
  if (!Array.isArray(workers)) {
    throw new TypeError(
      `Cannot sweep over parameters as workers must be a list of those who run trials: current value is ${workers}`,
    );
  }
  signal?.throwIfAborted();
  const keys = trials.map((trial) => keyOf(trial, version));
  const known = new Map<string, TrialRecord>();
  for (const line of await record?.read() ?? []) {
    const entry = readRecord(line);
    if (entry !== undefined && entry.error === undefined) {
      known.set(entry.key, entry);
    }
  }
  const tasks = new Map<string, Trial>();
  trials.forEach((trial, i) => tasks.set(keys[i]!, trial));
  const total = tasks.size;
  for (const key of known.keys()) tasks.delete(key);
  const finished = new Map<string, TrialRecord>();
  const end = async (key: string, trial: Trial, answer: SweepAnswer) => {
    const line = lineOf(key, trial.parameters, answer);
    await record?.append(line);
    const last = readRecord(line)!;
    finished.set(key, last);
    progress?.({ done: total - tasks.size + finished.size, total, last });
  };
  await runAll(tasks, {
    workers: workers.length === 0
      ? [new SameThread()]
      : workers.slice(0, tasks.size),
    signal,
    end,
  });
  return keys.map((key) => finished.get(key) ?? known.get(key)!);
}

/** Has the workers run all tasks between them; what one of them throws stops the others, and is thrown when all have ended. */
async function runAll(
  tasks: ReadonlyMap<string, Trial>,
  { workers, signal, end }: {
    readonly workers: readonly SweepWorker[];
    readonly signal: AbortSignal | undefined;
    readonly end: (
      key: string,
      trial: Trial,
      answer: SweepAnswer,
    ) => Promise<void>;
  },
): Promise<void> {
  const failure = new AbortController();
  const stop = AbortSignal.any([failure.signal, ...signal ? [signal] : []]);
  const queue = [...tasks].values();
  await Promise.all(workers.map(async (worker) => {
    const dispose = async () => await worker[Symbol.asyncDispose]();
    stop.addEventListener("abort", dispose);
    try {
      for (const [key, trial] of queue) {
        if (stop.aborted) break;
        const answer = await worker.run(taskOf(trial));
        // Its error is that it was stopped.
        if (stop.aborted && "error" in answer) break;
        await end(key, trial, answer);
      }
    } catch (error) {
      failure.abort(error);
    }
    stop.removeEventListener("abort", dispose);
    await dispose();
  }));
  stop.throwIfAborted();
}

function keyOf(trial: Trial, version: string): string {
  return toRecordText([
    trial.module.split(/[\\/]/).at(-1)!,
    trial.export,
    version,
    trial.parameters,
  ]);
}

function taskOf(trial: Trial): SweepTask {
  return {
    module: trial.module,
    export: trial.export,
    parameters: toRecordText(trial.parameters),
  };
}

function lineOf(
  key: string,
  parameters: RecordValue,
  answer: SweepAnswer,
): string {
  const [name, text] = "error" in answer
    ? ["error", JSON.stringify(answer.error)]
    : ["result", answer.result];
  return `{"key":${JSON.stringify(key)},"parameters":${
    toRecordText(parameters)
  },"${name}":${text}}`;
}

/**
 * The trials of a record, as a deflated Sharpe ratio has to count them: each once, the last of those that are the same.
 *
 * @param lines Lines of a {@linkcode SweepRecord}; what is no whole record is passed over.
 * @returns One record per trial, in the order in which they first ended.
 *
 * @example A trial that ran twice, and a line that was cut off
 * ```ts
 * import assert from "node:assert/strict";
 * import { trialRecords } from "volarb/performance";
 *
 * const line = (key: string, result: number) =>
 *   `{"key":"${key}","parameters":{"window":20},"result":${result}}`;
 * const records = trialRecords([line("a", 1), line("b", 2), line("a", 3), '{"key":"c",']);
 * assert.deepEqual(records.map(({ key, result }) => [key, result]), [["a", 3], ["b", 2]]);
 * ```
 */
export function trialRecords(lines: Iterable<string>): TrialRecord[] {
  const found = new Map<string, TrialRecord>();
  for (const line of lines) {
    const entry = readRecord(line);
    if (entry !== undefined) found.set(entry.key, entry);
  }
  return [...found.values()];
}

/** The record on a line; `undefined` for a line that was cut off. */
function readRecord(line: string): TrialRecord | undefined {
  try {
    const value = fromRecordText(line) as Record<string, RecordValue>;
    if (typeof value.key !== "string") return undefined;
    return {
      key: value.key,
      parameters: value.parameters,
      result: value.result,
      error: value.error as string | undefined,
    };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Runs tasks where it is asked to. */
class SameThread implements SweepWorker {
  run(task: SweepTask): Promise<SweepAnswer> {
    return runTrial(task);
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}
