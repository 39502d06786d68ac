/**
 * A Deno kernel of the runner's own, over ZeroMQ.
 *
 * @module
 */
import { randomUUID } from "node:crypto";
import { Dealer, Subscriber } from "zeromq";
import { ANSWER, type Answer, type Fault, PRELUDE } from "./answer.ts";
import { type Connection, freeConnection } from "./connection.ts";
import { type Message, Wire } from "./wire.ts";

/** What a kernel is started with. */
export type KernelOptions = {
  /** The folder that it runs in, below the `deno.json` that it reads. */
  readonly cwd: string;
  /** Environment variables besides those of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** Ends the kernel. */
  readonly signal?: AbortSignal;
};

/** What came of running code. */
export type Result = {
  /** The kernel's reply. */
  readonly reply: Message;
  /** What was shown, in order. */
  readonly outputs: readonly Message[];
  /** What went wrong outside of the code's own run. */
  readonly faults: readonly Fault[];
};

/** The kernel's process has ended, or never came up. */
export class KernelEnded extends Error {
  /** Name shown before the message. */
  override readonly name = "KernelEnded";
}

/** Code did not come to an end in time. */
export class KernelTimeout extends Error {
  /** Name shown before the message. */
  override readonly name = "KernelTimeout";
}

/** The variables that every kernel of the runner sees. */
const ENVIRONMENT = {
  NO_COLOR: "1",
  TZ: "UTC",
  LC_ALL: "C.UTF-8",
  VOLARB_RUNNER: "1",
};

/** Kinds of messages that show something under a cell. */
const SHOWN = new Set([
  "stream",
  "display_data",
  "execute_result",
  "error",
  "update_display_data",
  "clear_output",
]);

/** Milliseconds for a kernel to come up, and for the prelude to answer. */
const PATIENCE = 60_000;

/** How often a kernel is started whose ports another program took. */
const ATTEMPTS = 3;

/** Kernels take their ports one after the other. */
let turn: Promise<unknown> = Promise.resolve();

/** A running kernel; `await using` ends it. */
export class Kernel implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #wire: Wire;
  readonly #shell = new Dealer({ linger: 0 });
  readonly #outputs = new Subscriber({ linger: 0, receiveHighWaterMark: 0 });
  readonly #replies = new Map<string, (reply: Message) => void>();
  readonly #ended = Promise.withResolvers<never>();
  readonly #stopped: () => void;
  readonly #signal: AbortSignal | undefined;
  #shown: Message[] = [];
  #awaited: { mark: string; resolve: (answer: Answer) => void } | undefined;
  #heard = false;
  /** Milliseconds until the sockets are asked again. */
  #pause = 1;
  #complaints = "";

  /**
   * Starts a kernel and loads the prelude into it.
   *
   * @param options Folder, environment and what ends it.
   * @returns The kernel, ready to run code.
   * @throws {KernelEnded} If it does not come up.
   */
  static async start(options: KernelOptions): Promise<Kernel> {
    for (let attempt = 1;; attempt++) {
      const kernel = turn.then(() => Kernel.#launch(options));
      turn = kernel.catch(() => {});
      try {
        return await kernel;
      } catch (error) {
        const again = error instanceof KernelEnded && attempt < ATTEMPTS &&
          !options.signal?.aborted;
        if (!again) throw error;
      }
    }
  }

  static async #launch(options: KernelOptions): Promise<Kernel> {
    options.signal?.throwIfAborted();
    const connection = await freeConnection();
    const file = await Deno.makeTempFile({ suffix: ".json" });
    try {
      await Deno.writeTextFile(file, JSON.stringify(connection));
      const kernel = new Kernel(options, file, connection.key);
      try {
        await kernel.#connect(connection);
        return kernel;
      } catch (error) {
        await kernel[Symbol.asyncDispose]();
        throw error;
      }
    } finally {
      await Deno.remove(file);
    }
  }

  private constructor(options: KernelOptions, file: string, key: string) {
    this.#wire = new Wire(key);
    this.#process = new Deno.Command(Deno.execPath(), {
      args: ["jupyter", "--quiet", "--kernel", "--conn", file],
      cwd: options.cwd,
      env: { ...ENVIRONMENT, ...options.env },
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    this.#stopped = () => {
      this.#kill();
      this.#ended.reject(options.signal?.reason);
    };
    this.#signal = options.signal;
    this.#signal?.addEventListener("abort", this.#stopped);
    // Nobody may be waiting at the moment when the kernel ends.
    this.#ended.promise.catch(() => {});
    void this.#watch();
  }

  /** Notes how the process ends and the last that it complains of. */
  async #watch(): Promise<void> {
    for await (
      const text of this.#process.stderr.pipeThrough(new TextDecoderStream())
    ) {
      this.#complaints = (this.#complaints + text).slice(-2_000);
    }
    const { code, signal } = await this.#process.status;
    const how = signal === null ? `with exit code ${code}` : `by ${signal}`;
    const why = this.#complaints.trim();
    this.#ended.reject(
      new KernelEnded(`the kernel ended ${how}${why === "" ? "" : `: ${why}`}`),
    );
  }

  async #connect(connection: Connection): Promise<void> {
    const { ip, iopub_port: outputs, shell_port: shell } = connection;
    this.#outputs.connect(`tcp://${ip}:${outputs}`);
    this.#outputs.subscribe();
    this.#shell.connect(`tcp://${ip}:${shell}`);
    void this.#receive();
    // Outputs are lost until the kernel has read the subscription.
    const end = performance.now() + PATIENCE;
    while (!this.#heard) {
      await this.#ask("kernel_info_request", {}, end - performance.now());
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const prelude = new URL("./prelude.ts", import.meta.url).href;
    const reply = await this.#evaluate(
      `await import(${JSON.stringify(prelude)})`,
      PATIENCE,
    );
    if (reply.content.status !== "ok") {
      throw new KernelEnded(
        `the kernel could not load its prelude: ${reply.content.evalue}`,
      );
    }
    this.#shown = [];
  }

  /**
   * Takes what comes in. Deno 2.9 tells the ZeroMQ package once that a socket has
   * something and not again, so the sockets are asked instead: often while
   * something is going on, every 20 ms where nothing is.
   */
  async #receive(): Promise<void> {
    try {
      while (!this.#shell.closed) {
        while (this.#shell.readable) {
          const reply = this.#wire.read(await this.#shell.receive());
          this.#replies.get(reply.parent ?? "")?.(reply);
          this.#replies.delete(reply.parent ?? "");
          this.#pause = 1;
        }
        while (this.#outputs.readable) {
          this.#hear(this.#wire.read(await this.#outputs.receive()));
          this.#pause = 1;
        }
        await new Promise((resolve) => setTimeout(resolve, this.#pause));
        this.#pause = Math.min(1.1 * this.#pause, 20);
      }
    } catch (error) {
      this.#ended.reject(error);
    }
  }

  #hear(message: Message): void {
    this.#heard = true;
    const answer = message.content.data?.[ANSWER] as Answer | undefined;
    if (answer === undefined) {
      if (SHOWN.has(message.type)) this.#shown.push(message);
    } else if (answer.mark === this.#awaited?.mark) {
      this.#awaited.resolve(answer);
    }
  }

  /**
   * Runs code to its end and collects what it shows.
   *
   * The kernel may reply before all of that has been sent. What is shown passes
   * through one queue in the kernel, so it is complete when the prelude's answer
   * has come the same way.
   *
   * @param code TypeScript.
   * @param timeout Milliseconds for the code.
   * @returns Reply, outputs and faults.
   * @throws {KernelTimeout} If it does not come to an end in time.
   * @throws {KernelEnded} If the kernel ends.
   */
  async execute(code: string, timeout: number): Promise<Result> {
    const reply = await this.#ask(
      "execute_request",
      {
        code,
        silent: false,
        store_history: true,
        user_expressions: {},
        allow_stdin: false,
        stop_on_error: false,
      },
      timeout,
    );
    const { faults = [] } = await this.#consult("settle");
    const outputs = this.#shown;
    this.#shown = [];
    return { reply, outputs, faults };
  }

  /**
   * The code that was run last as the kernel translated it to JavaScript.
   *
   * @returns The text; `undefined` where the kernel has forgotten it.
   */
  async lastCell(): Promise<string | undefined> {
    return (await this.#consult("lastCell")).source;
  }

  /**
   * What the kernel says of its language, which notebooks carry.
   *
   * @returns The field `language_info` of the kernel's reply.
   */
  async language(): Promise<unknown> {
    const reply = await this.#ask("kernel_info_request", {}, PATIENCE);
    return reply.content.language_info;
  }

  /** Asks the prelude and waits for its answer among the outputs. */
  async #consult(what: "settle" | "lastCell"): Promise<Answer> {
    const mark = randomUUID();
    const answered = new Promise<Answer>((resolve) => {
      this.#awaited = { mark, resolve };
    });
    await this.#evaluate(
      `await globalThis[Symbol.for("${PRELUDE}")].${what}("${mark}")`,
      PATIENCE,
    );
    return await this.#within(answered, PATIENCE);
  }

  #evaluate(code: string, timeout: number): Promise<Message> {
    return this.#ask("execute_request", {
      code,
      silent: true,
      store_history: false,
      user_expressions: {},
      allow_stdin: false,
      stop_on_error: false,
    }, timeout);
  }

  async #ask(
    type: string,
    content: unknown,
    timeout: number,
  ): Promise<Message> {
    const { id, frames } = this.#wire.request(type, content);
    const replied = new Promise<Message>((resolve) => {
      this.#replies.set(id, resolve);
    });
    this.#pause = 1;
    await this.#within(this.#shell.send(frames), timeout);
    return await this.#within(replied, timeout);
  }

  /** What a promise gives, unless time runs out or the kernel ends before. */
  async #within<T>(promise: Promise<T>, timeout: number): Promise<T> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () =>
          reject(
            new KernelTimeout(
              `no answer within ${Math.round(timeout) / 1000} s`,
            ),
          ),
        timeout,
      );
    });
    try {
      return await Promise.race([promise, this.#ended.promise, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  #kill(): void {
    try {
      this.#process.kill("SIGKILL");
    } catch {
      // It has ended already.
    }
  }

  /** Ends the kernel at once; there is nothing in it to be saved. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#signal?.removeEventListener("abort", this.#stopped);
    this.#shell.close();
    this.#outputs.close();
    this.#kill();
    await this.#process.status;
  }
}
