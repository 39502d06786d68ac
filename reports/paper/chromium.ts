import { type ChildProcess, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** Names under which the browser is installed. */
const NAMES = [
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "chrome",
];

/**
 * Looks for the browser in the folders of `PATH`.
 *
 * @returns Its command, or `undefined` where there is none.
 */
export function findChromium(): string | undefined {
  return NAMES.map(findCommand).find((path) => path !== undefined);
}

/** Path of a command, or `undefined` where no folder of `PATH` has it. */
function findCommand(name: string): string | undefined {
  const windows = Deno.build.os === "windows";
  const folders = (Deno.env.get("PATH") ?? "").split(windows ? ";" : ":");
  return folders.map((folder) => join(folder, windows ? `${name}.exe` : name))
    .find((path) => {
      try {
        return Deno.statSync(path).isFile;
      } catch {
        return false;
      }
    });
}

/** Flags under which two runs draw the same. */
const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-extensions",
  "--hide-scrollbars",
  "--font-render-hinting=none",
];

/** Time after which a browser that says nothing is taken for dead, ms. */
const PATIENCE = 300_000;

/** A page that was opened, measured and printed. */
export type Print = {
  /** What the script answered. */
  readonly answer: string;
  /** The PDF. */
  readonly pdf: Uint8Array;
};

/** A request that waits for its answer. */
type Waiting = {
  readonly resolve: (result: Record<string, unknown>) => void;
  readonly reject: (error: Error) => void;
};

/**
 * A browser without a window, led over a pipe by the DevTools protocol. It has a
 * profile of its own, which is removed when it is closed.
 *
 * @see https://chromedevtools.github.io/devtools-protocol/
 */
export class Browser implements AsyncDisposable {
  readonly #process: ChildProcess;
  readonly #profile: string;
  readonly #exited: Promise<unknown>;
  readonly #waiting = new Map<string, Waiting>();
  #requests = 0;
  #ended: Error | undefined;

  /**
   * Starts a browser.
   *
   * @param chromium Command of the browser.
   */
  constructor(chromium: string) {
    this.#profile = Deno.makeTempDirSync({ prefix: "volarb-chromium-" });
    const args = [
      ...FLAGS,
      "--remote-debugging-pipe",
      `--user-data-dir=${this.#profile}`,
    ];
    this.#process = spawn(chromium, args, {
      env: { ...Deno.env.toObject(), TZ: "UTC" },
      stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"],
    });
    this.#exited = new Promise((resolve) => {
      this.#process.once("exit", resolve);
      this.#process.once("error", resolve);
    });
    this.#exited.then(() => this.#end("Chromium ended before it was done"));
    const decoder = new TextDecoder();
    let pieces: string[] = [];
    // A browser that does not start has no pipes, and one that ends breaks them.
    this.#process.stdio?.forEach((pipe) => pipe?.on("error", () => {}));
    const input = this.#process.stdio?.[4] as Readable | undefined;
    input?.on("data", (bytes: Uint8Array) => {
      const [rest, ...more] = decoder.decode(bytes, { stream: true })
        .split("\0");
      pieces.push(rest!);
      for (const next of more) {
        this.#read(pieces.join(""));
        pieces = [next];
      }
    });
  }

  /**
   * The browser's name and version.
   *
   * @returns Such as `Chrome/156.0.8078.108`.
   */
  async version(): Promise<string> {
    const { product } = await this.#ask("Browser.getVersion", {});
    return String(product);
  }

  /**
   * Opens a file, runs a script in it once its fonts are there, and prints it.
   *
   * @param file The HTML file to open.
   * @param script An expression whose value, a text, is awaited.
   * @returns What the script answered, and the PDF with tags.
   * @throws {Error} If the browser fails, or the script.
   */
  async print(file: string, script: string): Promise<Print> {
    const { targetId } = await this.#ask("Target.createTarget", {
      url: "about:blank",
    });
    const { sessionId } = await this.#ask("Target.attachToTarget", {
      targetId,
      flatten: true,
    });
    const tab = (method: string, parameters: object = {}) =>
      this.#ask(method, parameters, sessionId as string);
    await tab("Page.enable");
    const loaded = this.#expect(`Page.loadEventFired ${sessionId}`);
    await tab("Page.navigate", { url: pathToFileURL(file).href });
    await loaded;
    const { result, exceptionDetails } = await tab("Runtime.evaluate", {
      expression: script,
      awaitPromise: true,
      returnByValue: true,
    }) as { result: { value?: unknown }; exceptionDetails?: unknown };
    if (exceptionDetails !== undefined) {
      throw new Error(
        `Chromium could not measure the page: ${
          JSON.stringify(exceptionDetails)
        }`,
      );
    }
    const { data } = await tab("Page.printToPDF", {
      preferCSSPageSize: true,
      printBackground: true,
      generateTaggedPDF: true,
    });
    await this.#ask("Target.closeTarget", { targetId });
    return {
      answer: String(result.value),
      pdf: Uint8Array.fromBase64(data as string),
    };
  }

  /** Ends the browser and removes its profile. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.kill("SIGKILL");
    await this.#exited;
    // Its helpers end a moment later and may write until then.
    for (let attempt = 0; attempt < 20; attempt++) {
      try {
        await Deno.remove(this.#profile, { recursive: true });
        return;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  }

  /** Sends a command and waits for its result. */
  #ask(
    method: string,
    params: object,
    sessionId?: string,
  ): Promise<Record<string, unknown>> {
    const id = ++this.#requests;
    const result = this.#expect(String(id));
    const message = JSON.stringify({ id, method, params, sessionId });
    const output = this.#process.stdio?.[3] as Writable | undefined;
    output?.write(message + "\0");
    return result;
  }

  /** Waits for an answer, or an event. */
  #expect(key: string): Promise<Record<string, unknown>> {
    if (this.#ended) return Promise.reject(this.#ended);
    const timer = setTimeout(
      () => this.#end("Chromium has not answered for 5 minutes"),
      PATIENCE,
    );
    return new Promise<Record<string, unknown>>((resolve, reject) =>
      this.#waiting.set(key, { resolve, reject })
    ).finally(() => clearTimeout(timer));
  }

  #read(message: string): void {
    const { id, method, sessionId, params, result, error } = JSON.parse(
      message,
    );
    if (method === "Inspector.targetCrashed") {
      return this.#end("Chromium crashed on a page");
    }
    const key = id === undefined ? `${method} ${sessionId}` : String(id);
    const waiting = this.#waiting.get(key);
    this.#waiting.delete(key);
    if (error === undefined) waiting?.resolve(result ?? params ?? {});
    else waiting?.reject(new Error(`Chromium says: ${error.message}`));
  }

  /** Fails everything that waits. */
  #end(reason: string): void {
    this.#ended ??= new Error(reason);
    for (const { reject } of this.#waiting.values()) reject(this.#ended);
    this.#waiting.clear();
  }
}
