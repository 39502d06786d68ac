/**
 * The worker of `sweep`: runs one task after the other.
 *
 * @module
 */
import { runTrial, type SweepTask } from "./sweep_task.ts";

/** The part of a worker's global scope that is used here. */
type WorkerScope = {
  onmessage: ((event: MessageEvent<SweepTask>) => void) | null;
  postMessage(message: unknown): void;
};

const scope = globalThis as unknown as WorkerScope;
scope.onmessage = async ({ data }) => scope.postMessage(await runTrial(data));
