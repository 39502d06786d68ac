import {
  consoleFactory,
  jupyter,
  type KernelInterface,
  kernelInterface,
  type OutputAddress,
  outputAddress,
} from "./kernel_interface.ts";
import { mergePrints } from "./merge_prints.ts";
import type { ListenerTask } from "./output_listener.ts";

/** Milliseconds after which a marker that was not heard, and all later, are given up. */
const PATIENCE = 30_000;

/**
 * Makes the kernel end a cell only after the cell's outputs have left it.
 *
 * The kernel of Deno 2.8.2 to 2.9.6 hands outputs to a second thread, which
 * publishes them one by one, and does not wait for it before it tells the front
 * end that the cell is done. What comes later is dropped by the front end or
 * shown under the next cell.
 *
 * Here a worker subscribes to the kernel's outputs as a front end does. At the
 * end of every cell a marker is sent the way the outputs go, and the cell ends
 * when the worker has heard it: outputs keep their order, so all before the
 * marker have been written to every front end. The wait depends on that alone
 * and not on a time.
 *
 * A cell ends in one of two calls by the kernel in the thread of the cells:
 * `broadcastResult` with its value, or `JSON.stringify` of
 * `{name, message, stack}` where it threw. Both are wrapped.
 *
 * The worker takes about a second to start, which passes while the first cell
 * runs; the end of the first cell waits for the rest of it. Printed text is sent
 * in pieces, since front ends drop what comes line by line and fast.
 *
 * Does nothing outside of a kernel; nothing in one whose client waits by itself,
 * as the variable `VOLARB_RUNNER` says; and nothing where the address of the
 * kernel's outputs cannot be found (Windows).
 */
export function keepOutputs(): void {
  const kernel = kernelInterface();
  if (kernel === undefined || kernel.keepsOutputs) return;
  if (Deno.env.get("VOLARB_RUNNER")) return;
  const address = outputAddress();
  if (address === undefined) return;
  kernel.keepsOutputs = true;
  const flush = mergeConsole();
  const drain = startListener(address);
  atEndOfCell(kernel, flush, drain);
}

/** Merges what the console prints, in its order with what is displayed. */
function mergeConsole(): () => void {
  const make = consoleFactory();
  if (make === undefined) return () => {};
  const front = jupyter();
  const { broadcast } = front;
  const flush = mergePrints(console, make, broadcast);
  front.broadcast = (...message) => {
    flush();
    return broadcast(...message);
  };
  const display = front.display as (...values: unknown[]) => Promise<void>;
  front.display = (...values: unknown[]) => {
    flush();
    return display(...values);
  };
  return flush;
}

/** Calls two functions around the last output of every cell. */
function atEndOfCell(
  kernel: KernelInterface,
  before: () => void,
  after: () => void,
): void {
  const broadcastResult = kernel.broadcastResult;
  kernel.broadcastResult = async (count, result) => {
    before();
    await broadcastResult(count, result);
    after();
  };
  const stringify = JSON.stringify as (...values: unknown[]) => string;
  JSON.stringify = (...values: unknown[]) => {
    if (isThrown(values[0])) {
      before();
      after();
    }
    return stringify(...values);
  };
}

/** Whether a value is what the kernel writes of an exception. */
function isThrown(value: unknown): boolean {
  return typeof value === "object" && value !== null && "stack" in value &&
    Object.keys(value).join() === "name,message,stack";
}

/** Starts the worker; returns the function that waits for what was sent. */
function startListener(address: OutputAddress): () => void {
  const heard = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(
    new URL("./output_listener.ts", import.meta.url).href,
    { type: "module" },
  );
  // What goes wrong there must not end the kernel.
  worker.onerror = (event) => event.preventDefault();
  const task: ListenerTask = { address, heard };
  worker.postMessage(task);
  const { broadcast } = jupyter();
  let sent = 0;
  let lost = false;
  const mark = () => {
    sent++;
    // The front end is told "busy" once more, which it knows already.
    void broadcast("status", { execution_state: "busy" }, {
      metadata: { volarbMarker: sent },
    });
  };
  return () => {
    if (lost) return;
    mark();
    const first = sent;
    for (let waited = 0; waited < PATIENCE;) {
      const last = Atomics.load(heard, 0);
      if (last >= first) return;
      // Before the worker subscribes, markers pass unheard: repeat them.
      const step = last === 0 ? 10 : 1_000;
      if (Atomics.wait(heard, 0, last, step) === "timed-out") waited += step;
      if (last === 0) mark();
    }
    lost = true;
  };
}
