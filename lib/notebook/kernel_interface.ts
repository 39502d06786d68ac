/** Sends a message of the Jupyter protocol to the front end. */
export type Broadcast = (
  type: string,
  content: Record<string, unknown>,
  extra?: { metadata?: Record<string, unknown> },
) => Promise<void>;

/** The console's methods by name. */
export type ConsoleMethods = Record<string, unknown>;

/**
 * What the Deno kernel of 2.8.2 to 2.9.6 offers the code of a cell beside the
 * documented interface. It is not promised by Deno and is read in this file
 * alone.
 */
export type KernelInterface = {
  /** The end of a cell that did not throw; the kernel waits for it. */
  broadcastResult(count: number, result: unknown): Promise<void>;
  /** Set once the outputs are kept. */
  keepsOutputs?: boolean;
};

/** Makes a console that prints by a function; level 2 and above is stderr. */
export type ConsoleFactory = new (
  print: (text: string, level: number) => void,
) => ConsoleMethods;

type Internals = {
  readonly jupyter?: Partial<KernelInterface>;
  readonly Console?: ConsoleFactory;
};

/** What Deno keeps under the symbol `Deno.internal`. */
function internals(): Internals {
  const deno = Deno as unknown as Record<symbol, Internals | undefined> & {
    readonly internal: symbol;
  };
  return deno[deno.internal] ?? {};
}

/**
 * The kernel that runs this code.
 *
 * @returns Its interface; `undefined` outside of a kernel.
 */
export function kernelInterface(): KernelInterface | undefined {
  const { jupyter } = internals();
  return jupyter?.broadcastResult === undefined
    ? undefined
    : jupyter as KernelInterface;
}

/**
 * The class of the global console.
 *
 * @returns The class; `undefined` where Deno does not show it.
 */
export function consoleFactory(): ConsoleFactory | undefined {
  return internals().Console;
}

/**
 * The documented interface to the front end, `Deno.jupyter`.
 *
 * @returns The object whose functions the cells call.
 */
export function jupyter(): { broadcast: Broadcast; display: unknown } {
  return (Deno as unknown as {
    jupyter: { broadcast: Broadcast; display: unknown };
  }).jupyter;
}

/** Where a kernel publishes its outputs. */
export type OutputAddress = {
  /** The machine. */
  readonly hostname: string;
  /** The port. */
  readonly port: number;
};

/**
 * Where this kernel publishes its outputs.
 *
 * @returns The address; `undefined` where the file that the front end handed over
 * after `--conn` cannot be found or read.
 */
export function outputAddress(): OutputAddress | undefined {
  try {
    const file = connectionFile();
    if (file === undefined) return undefined;
    const { ip, iopub_port: port } = JSON.parse(Deno.readTextFileSync(file));
    return { hostname: ip, port };
  } catch {
    return undefined;
  }
}

function connectionFile(): string | undefined {
  if (Deno.build.os === "linux") {
    const words = Deno.readTextFileSync("/proc/self/cmdline").split("\0");
    return words[words.indexOf("--conn") + 1];
  }
  const { stdout } = new Deno.Command("ps", {
    args: ["-ww", "-o", "command=", "-p", String(Deno.pid)],
  }).outputSync();
  return /--conn (.+)/.exec(new TextDecoder().decode(stdout))?.[1]?.trim();
}
