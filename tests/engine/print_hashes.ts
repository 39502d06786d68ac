// deno-lint-ignore-file no-console
/**
 * Prints the hash of the run of each seed, for processes and workers that are compared: see
 * run_hash_test.ts.
 *
 *     deno run -P tests/engine/print_hashes.ts WORKERS SEED...
 */
import { hashOfRun } from "./hash_of_run.ts";

const [workers = 0, ...seeds] = Deno.args.map(Number);
const hashes = new Map<number, string>();

/** Takes seeds off the list, one after the other, until there is none. */
function work(waiting: number[]): Promise<void> {
  const worker = new Worker(new URL("hash_worker.ts", import.meta.url), {
    type: "module",
  });
  return new Promise((resolve) => {
    const next = () => {
      const seed = waiting.shift();
      if (seed !== undefined) return worker.postMessage(seed);
      worker.terminate();
      resolve();
    };
    worker.onmessage = ({ data: [seed, hash] }) => {
      hashes.set(seed, hash);
      next();
    };
    next();
  });
}

if (workers === 0) {
  for (const seed of seeds) hashes.set(seed, hashOfRun(seed));
} else {
  const waiting = [...seeds];
  await Promise.all(Array.from({ length: workers }, () => work(waiting)));
}
for (const seed of seeds) console.log(hashes.get(seed));
