import { fileURLToPath } from "node:url";
import type {
  SweepAnswer,
  SweepTask,
  SweepWorker,
} from "../performance/mod.ts";
import { assertInteger, assertPositive } from "../stats/arguments.ts";
import { MINUTE } from "../time/mod.ts";
import { TRIAL_WORKER, TrialProcess } from "./trial_process.ts";

/** Choices of {@linkcode trialProcesses}. */
export type TrialProcessOptions = {
  /**
   * Flags of `deno run` for the processes, such as `--v8-flags=--max-old-space-size=2000`. Flags of permissions replace those that are handed
   * on, and `--config` or `--no-config` the configuration that is found.
   */
  readonly flags?: readonly string[];
  /** Longest time of a trial, microseconds; without end by default. One that takes longer fails, and its process ends. */
  readonly trialTime?: number;
  /** Longest time of a process from its start until it can be asked, microseconds; a minute by default. */
  readonly startTime?: number;
};

/**
 * Processes of this machine that run the trials of `sweep` and `sensitivitySweep`.
 *
 * A process starts with the first trial that it is given, keeps its modules from one trial to the next, and ends with the sweep, in the
 * middle of a trial if need be; also where this program ends or is killed. One that dies (out of memory, killed, `Deno.exit`, an error that
 * nobody catches) fails the trial that it was at, which the record says and a sweep that goes on repeats; the next trial gets a new one.
 *
 * Tasks and results go over a channel of their own: what a trial prints appears where this program prints. Standard input is not theirs.
 *
 * A process may do what this program may: each permission that is granted whole is handed on. What is granted or denied in part cannot be
 * asked for and is left out; `flags` can name it. The program itself needs `--allow-run`, `--allow-env` and `--allow-read`. Import map and
 * options are those of the `deno.json` next above the trial's module, as when that module is run.
 *
 * @param count Number of processes, at least 0; 0 is none, and the sweep runs in this thread.
 * @param options Flags and limits.
 * @returns What `sweep` takes as its workers.
 * @throws {RangeError} If `count` is not a whole number of at least 0 or a time is not positive and finite.
 *
 * @example Two processes give what this thread gives
 * ```ts
 * import assert from "node:assert/strict";
 * import { trialProcesses } from "volarb/notebook";
 * import { sweep } from "volarb/performance";
 *
 * const trials = [100, 45].map((trials) => ({
 *   module: import.meta.resolve("volarb/performance"),
 *   export: "minimumBacktestLength",
 *   parameters: { trials, ratio: 1 },
 * }));
 * assert.deepEqual(
 *   await sweep({ trials, workers: trialProcesses(2) }),
 *   await sweep({ trials }),
 * );
 * ```
 */
export function trialProcesses(
  count: number,
  { flags = [], trialTime, startTime = MINUTE }: TrialProcessOptions = {},
): SweepWorker[] {
  assertInteger("make processes for trials", "count", count, 0);
  assertPositive("make processes for trials", "startTime", startTime);
  if (trialTime !== undefined) {
    assertPositive("make processes for trials", "trialTime", trialTime);
  }
  return Array.from(
    { length: count },
    () => new RenewedProcess({ flags, trialTime, startTime }),
  );
}

type ProcessOptions = {
  readonly flags: readonly string[];
  readonly trialTime: number | undefined;
  readonly startTime: number;
};

/** Runs trials in a process, and in a new one where that died or the next trial needs another configuration. */
class RenewedProcess implements SweepWorker {
  readonly #options: ProcessOptions;
  #process: TrialProcess | undefined;
  #flags = "";
  #running = false;
  #disposed = false;

  constructor(options: ProcessOptions) {
    this.#options = options;
  }

  async run(task: SweepTask): Promise<SweepAnswer> {
    refuseNesting();
    if (this.#running) {
      throw new Error(
        "Cannot run a trial as its worker must be idle, of one sweep at a time: current value is a trial on its way",
      );
    }
    this.#running = true;
    this.#disposed = false;
    try {
      return await this.#run(task);
    } finally {
      this.#running = false;
    }
  }

  async #run(task: SweepTask): Promise<SweepAnswer> {
    const { flags, trialTime, startTime } = this.#options;
    const all = allFlags(task.module, flags);
    if (this.#process?.alive !== true || this.#flags !== all.join("\n")) {
      await this.#process?.end();
      if (this.#disposed) return { error: "the sweep has ended" };
      this.#process = new TrialProcess(all, startTime);
      this.#flags = all.join("\n");
    }
    return await this.#process.run(task, trialTime);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed = true;
    const process = this.#process;
    this.#process = undefined;
    await process?.end();
  }
}

/** A module that sweeps where it is imported would do so in each process that imports it, without end. */
function refuseNesting(): void {
  if (Deno.mainModule === TRIAL_WORKER) {
    throw new Error(
      "Cannot start a process for a trial as a trial must not start some of its own (a module that sweeps when imported asks for import.meta.main first): current value is a sweep within a trial",
    );
  }
  if (Deno.build.standalone) {
    throw new Error(
      "Cannot start a process for a trial as the program must be run by deno: current value is a compiled program",
    );
  }
}

/** Flags of the process that runs a module's trials. */
function allFlags(module: string, flags: readonly string[]): string[] {
  const given = (pattern: RegExp) => flags.some((flag) => pattern.test(flag));
  const config = given(/^(-c|--config|--no-config)/)
    ? undefined
    : configAbove(module);
  return [
    "--quiet",
    "--no-prompt",
    ...config === undefined ? [] : [`--config=${config}`],
    ...given(/^(-[APRWNESI]|--(allow|deny|ignore|permission))/)
      ? []
      : grantedWhole(),
    ...flags,
  ];
}

const PERMISSIONS = [
  "read",
  "write",
  "net",
  "env",
  "sys",
  "run",
  "ffi",
  "import",
] as const;

/** What this program may do without exception, as flags. */
function grantedWhole(): string[] {
  const whole = PERMISSIONS.filter((name) => {
    const status = Deno.permissions.querySync({
      name,
    } as Deno.PermissionDescriptor);
    return status.state === "granted" && !status.partial;
  });
  return whole.length === PERMISSIONS.length
    ? ["--allow-all"]
    : whole.map((name) => `--allow-${name}`);
}

/** The configuration file that Deno finds for a module; none for a module that is no file. */
function configAbove(module: string): string | undefined {
  if (!URL.canParse(module) || new URL(module).protocol !== "file:") return;
  for (
    let folder = new URL(".", module), child;
    folder.href !== child;
    child = folder.href, folder = new URL("..", folder)
  ) {
    const found = ["deno.json", "deno.jsonc"]
      .map((name) => fileURLToPath(new URL(name, folder))).find(isFile);
    if (found !== undefined) return found;
  }
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
