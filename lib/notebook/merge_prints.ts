import type { Broadcast, ConsoleFactory } from "./kernel_interface.ts";

/** Milliseconds for which printed text may wait for more. */
const WAIT = 50;

/**
 * Makes the console send printed text in pieces instead of line by line.
 *
 * A front end takes some thousand messages a second and drops what comes faster
 * (the Jupyter server above 1,000 a second; nbconvert where it is more than 4 s
 * behind at the end of a cell), and the Deno kernel sends one for every call of
 * `console.log`. Text of the same stream is held back for up to 50 ms.
 *
 * @param console The console whose methods are replaced.
 * @param make The class of that console.
 * @param broadcast Sends a message to the front end.
 * @returns Sends what is held back; to be called before anything else is sent.
 */
export function mergePrints(
  console: Console,
  make: ConsoleFactory,
  broadcast: Broadcast,
): () => void {
  let name = "stdout";
  let text = "";
  let timer: ReturnType<typeof setTimeout> | undefined;
  let last = -Infinity;
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    if (text === "") return;
    void broadcast("stream", { name, text });
    text = "";
    last = now();
  };
  const print = (piece: string, level: number) => {
    const stream = level > 1 ? "stderr" : "stdout";
    if (stream !== name) flush();
    name = stream;
    text += piece;
    if (now() - last > WAIT) flush();
    else timer ??= setTimeout(flush, WAIT);
  };
  for (const [method, value] of Object.entries(new make(print))) {
    if (typeof value === "function") {
      Object.assign(console, { [method]: value });
    }
  }
  return flush;
}

/** Milliseconds from any origin; paces the display and enters no result. */
function now(): number {
  // deno-lint-ignore volarb/no-clock
  return performance.now();
}
