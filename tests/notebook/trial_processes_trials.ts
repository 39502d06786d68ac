/** Functions that the tests of `trialProcesses` run in processes. */
import process from "node:process";

/** The process that runs it, and what it may do. */
export function whereabouts(): { id: number; may: string[] } {
  const names = ["read", "write", "net", "env", "sys", "run", "ffi"] as const;
  return {
    id: Deno.pid,
    may: names.filter((name) =>
      Deno.permissions.querySync({ name }).state === "granted"
    ),
  };
}

/** What it was given, after it has printed and been noisy otherwise. */
export function loud(value: unknown): unknown {
  // deno-lint-ignore no-console
  console.log('{"result":"printed"}');
  process.stdout.write("written\n");
  // deno-lint-ignore no-console
  console.error("complained");
  return value;
}

/** Ends its process by a signal. */
export function killed(): Promise<never> {
  Deno.kill(Deno.pid, "SIGKILL");
  return forever();
}

/** Ends its process by a call. */
export function exits(): never {
  Deno.exit(3);
}

/** Leaves an error that belongs to nobody. */
export function stray(kind: "error" | "rejection"): Promise<never> {
  if (kind === "rejection") Promise.reject(new Error("gone"));
  else {
    queueMicrotask(() => {
      throw new Error("gone");
    });
  }
  return forever();
}

/** Gives a text of some length, and ends its process before all of it may have been sent. */
export function hasty(length: number): string {
  setTimeout(() => Deno.exit(4), 0);
  return "x".repeat(length);
}

/** Takes memory until there is none. */
export function hungry(): number {
  const held: number[][] = [];
  for (;;) {
    held.push(Array.from({ length: 100_000 }, (_, i) => i + held.length));
  }
}

/** Lets go of the channel. */
export function deaf(): Promise<never> {
  process.disconnect!();
  process.removeAllListeners("disconnect");
  return forever();
}

/** Never ends, and leaves no time for anything else; says in a file that it still runs. */
export function busy(file: string): never {
  const open = Deno.openSync(file, { create: true, write: true });
  for (let i = 0;; i++) {
    open.seekSync(0, Deno.SeekMode.Start);
    open.writeSync(new TextEncoder().encode(`${i}`));
  }
}

/** Never ends. */
export function forever(): Promise<never> {
  return new Promise(() => {});
}
