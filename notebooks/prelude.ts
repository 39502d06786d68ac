/**
 * What the runner loads into every kernel before the first cell: it notes what
 * goes wrong outside of a cell's own run, waits for the timers a cell leaves,
 * and ends the kernel where its runner is gone.
 *
 * @module
 */
import inspector from "node:inspector";
import { ANSWER, type Answer, type Fault, PRELUDE } from "./answer.ts";

/** How a script starts that the kernel made of a cell. */
const CELL_START = "'use strict'; void 0;";

/** Milliseconds for which timers of a cell are waited for after it. */
const SETTLE = 1_000;

const { setTimeout: set, clearTimeout: clear } = globalThis;
const faults: Fault[] = [];
/** When each pending timer is due, in milliseconds. */
const due = new Map<unknown, number>();

/** Installs the prelude in this kernel. */
function install(): void {
  addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    note("unhandled rejection", event.reason);
  });
  addEventListener("error", (event) => {
    event.preventDefault();
    note("error outside of the cell's run", event.error ?? event.message);
  });
  watchTimers();
  watchParent();
  Object.defineProperty(globalThis, Symbol.for(PRELUDE), {
    value: { settle, lastCell },
  });
}

function note(kind: string, value: unknown): void {
  const stack = value instanceof Error ? value.stack ?? String(value) : value;
  faults.push({ kind, stack: String(stack) });
}

/** Keeps account of the timers that are pending. */
function watchTimers(): void {
  const watched = (
    callback: (...values: unknown[]) => void,
    delay = 0,
    ...values: unknown[]
  ) => {
    const timer = set(() => {
      due.delete(timer);
      callback(...values);
    }, delay);
    due.set(timer, performance.now() + delay);
    return timer;
  };
  globalThis.setTimeout = Object.assign(watched, set) as typeof set;
  globalThis.clearTimeout = (timer) => {
    due.delete(timer);
    clear(timer);
  };
}

/** Ends the kernel where the process that started it is gone. */
function watchParent(): void {
  const parent = Deno.ppid;
  setInterval(() => {
    if (Deno.ppid !== parent) Deno.exit(1);
  }, 1_000);
}

/**
 * Waits for the timers that a cell left and are due soon, then answers with the
 * faults that there were since the last answer. All that the cell has shown
 * comes before the answer.
 */
async function settle(mark: string): Promise<void> {
  const end = performance.now() + SETTLE;
  do {
    await new Promise((resolve) => setImmediate(resolve));
    const next = Math.min(...due.values());
    if (next > end) break;
    const wait = Math.max(next - performance.now(), 0);
    await new Promise((resolve) => set(resolve, wait));
  } while (due.size > 0 && performance.now() < end);
  answer(mark, { faults: faults.splice(0) });
}

/** Answers with the last cell as the kernel translated it to JavaScript. */
async function lastCell(mark: string): Promise<void> {
  // Deno panics where the inspector is asked within its own call of a cell.
  await new Promise((resolve) => set(resolve, 0));
  const session = new inspector.Session();
  session.connect();
  const ids: string[] = [];
  session.on("Debugger.scriptParsed", ({ params }) => {
    ids.push(params.scriptId);
  });
  await post(session, "Debugger.enable", {});
  let source: string | undefined;
  for (const scriptId of ids.reverse()) {
    const { scriptSource } = await post(
      session,
      "Debugger.getScriptSource",
      { scriptId },
    ) as { scriptSource: string };
    if (!scriptSource.startsWith(CELL_START)) continue;
    if (scriptSource.includes(PRELUDE)) continue;
    source = scriptSource;
    break;
  }
  answer(mark, source === undefined ? {} : { source });
}

function post(
  session: inspector.Session,
  method: string,
  params: object,
): Promise<unknown> {
  return new Promise((resolve, reject) =>
    session.post(
      method,
      params,
      (error, result) => error ? reject(error) : resolve(result),
    )
  );
}

function answer(mark: string, said: Omit<Answer, "mark">): void {
  void Deno.jupyter.broadcast("display_data", {
    data: { [ANSWER]: { mark, ...said } },
    metadata: {},
    transient: {},
  });
}

install();
