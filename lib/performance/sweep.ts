import { assertInteger } from "../stats/arguments.ts";
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

/** Choices of {@linkcode sweep}. */
export type SweepOptions = {
  /** What is run; of trials that are the same one is. */
  readonly trials: readonly Trial[];
  /** Worker threads, at least 0; 0 runs one after the other in this thread. */
  readonly workers: number;
  /** Where every trial is written down; nowhere by default. */
  readonly record?: SweepRecord;
  /** Version of the code, which becomes part of the key: results of another one are not used. */
  readonly version?: string;
  /** Is told whenever a trial ends. */
  readonly progress?: (progress: SweepProgress) => void;
};

/**
 * Runs a function over many parameters, in worker threads, with a record of every trial.
 *
 * Each trial that ends is written down at once, so that a sweep that was stopped goes on where it was: what the record holds is
 * not run again, unless it failed. The results are in the order of the trials and do not depend on the number of workers: a trial gets
 * nothing but its parameters, and its result takes the same way through text in each case. All that was tried is in the record, which
 * is what a deflated Sharpe ratio has to count.
 *
 * @param options Trials, workers, record.
 * @returns One record per trial, in their order. A trial that throws gives a record with its error.
 * @throws {RangeError} If `workers` is not a whole number of at least 0.
 * @throws {TypeError} If parameters are not plain data.
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
 *   workers: 0,
 *   record: { read: () => lines, append: (line) => void lines.push(line) },
 * });
 * assert.ok(Math.abs(records[1]!.result as number - 4.998) < 1e-3);
 * assert.equal(lines.length, 2);
 * ```
 */
export async function sweep(
  { trials, workers, record, version = "", progress }: SweepOptions,
): Promise<TrialRecord[]> {
  assertInteger("sweep over parameters", "workers", workers, 0);
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
  const queue = [...tasks].values();
  const end = async (
    key: string,
    parameters: RecordValue,
    answer: SweepAnswer,
  ) => {
    const line = lineOf(key, parameters, answer);
    await record?.append(line);
    const last = readRecord(line)!;
    finished.set(key, last);
    progress?.({ done: total - tasks.size + finished.size, total, last });
  };
  const runners = Array.from(
    { length: Math.max(1, Math.min(workers, tasks.size)) },
    async () => {
      using runner = workers === 0 ? new SameThread() : new WorkerThread();
      for (const [key, trial] of queue) {
        await end(key, trial.parameters, await runner.run(taskOf(trial)));
      }
    },
  );
  if (tasks.size > 0) await Promise.all(runners);
  return keys.map((key) => finished.get(key) ?? known.get(key)!);
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
class SameThread {
  run(task: SweepTask): Promise<SweepAnswer> {
    return runTrial(task);
  }

  [Symbol.dispose](): void {}
}

/** Runs tasks in a thread of its own; one that dies is replaced. */
class WorkerThread {
  #worker: Worker | undefined;

  run(task: SweepTask): Promise<SweepAnswer> {
    const worker = this.#worker ??= new Worker(
      new URL("./sweep_worker.ts", import.meta.url).href,
      { type: "module" },
    );
    return new Promise((resolve) => {
      worker.onmessage = ({ data }: MessageEvent<SweepAnswer>) => resolve(data);
      worker.onerror = (event) => {
        event.preventDefault();
        this[Symbol.dispose]();
        resolve({ error: `the worker died: ${event.message}` });
      };
      worker.postMessage(task);
    });
  }

  [Symbol.dispose](): void {
    this.#worker?.terminate();
    this.#worker = undefined;
  }
}
