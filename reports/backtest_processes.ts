import { trialProcesses } from "../lib/notebook/trial_processes.ts";
import type { SweepWorker } from "../lib/performance/mod.ts";

/**
 * The processes of `deno task backtest`, with the flags of that task: where each core has a process, a collector with threads of its own
 * takes from them what it saves.
 *
 * @param jobs Number of processes.
 * @returns What `sweep` takes as its workers.
 */
export function backtestProcesses(jobs: number): SweepWorker[] {
  return trialProcesses(jobs, { flags: ["--v8-flags=--single-threaded-gc"] });
}
