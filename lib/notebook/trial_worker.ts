/**
 * The program of a process of `trialProcesses`: runs one trial after the other.
 *
 * @module
 */
import process from "node:process";
import {
  runTrial,
  type SweepAnswer,
  type SweepTask,
} from "../performance/sweep_task.ts";

/** What a process says: that it can be asked, what a trial gave, that it ends by an error. */
export type WorkerMessage = SweepAnswer | { readonly ready: true } | {
  readonly uncaught: string;
};

function say(message: WorkerMessage, then: () => void = () => {}): void {
  process.send!(message, then);
}

/** An error that belongs to no trial ends the process, which the sweep is told. */
function endBy(event: Event, error: unknown): void {
  event.preventDefault();
  const uncaught = error instanceof Error ? error.message : String(error);
  say({ uncaught }, () => Deno.exit(1));
}

if (import.meta.main) {
  new Worker(new URL("./parent_watch.ts", import.meta.url), { type: "module" });
  addEventListener("error", (event) => endBy(event, event.error));
  addEventListener("unhandledrejection", (e) => endBy(e, e.reason));
  process.on("disconnect", () => Deno.exit(1));
  process.on("message", async (task) => say(await runTrial(task as SweepTask)));
  say({ ready: true });
}
