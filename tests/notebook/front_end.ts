import { Dealer, Subscriber } from "zeromq";
import { freeConnection } from "../../notebooks/connection.ts";
import { type Message, Wire } from "../../notebooks/wire.ts";

/** A kernel with a client that believes it, as Jupyter's own do. */
export class FrontEnd implements AsyncDisposable {
  readonly #kernel: Deno.ChildProcess;
  readonly #file: string;
  readonly #wire: Wire;
  readonly #shell = new Dealer({ linger: 0 });
  readonly #outputs = new Subscriber({ linger: 0, receiveHighWaterMark: 0 });

  private constructor(kernel: Deno.ChildProcess, file: string, wire: Wire) {
    this.#kernel = kernel;
    this.#file = file;
    this.#wire = wire;
  }

  /** Starts a kernel in a folder. */
  static async start(cwd: string): Promise<FrontEnd> {
    const connection = await freeConnection();
    const file = await Deno.makeTempFile({ suffix: ".json" });
    await Deno.writeTextFile(file, JSON.stringify(connection));
    const kernel = new Deno.Command(Deno.execPath(), {
      args: ["jupyter", "--quiet", "--kernel", "--conn", file],
      cwd,
      env: { NO_COLOR: "1", VOLARB_RUNNER: "" },
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    const client = new FrontEnd(kernel, file, new Wire(connection.key));
    client.#outputs.connect(`tcp://127.0.0.1:${connection.iopub_port}`);
    client.#outputs.subscribe();
    client.#shell.connect(`tcp://127.0.0.1:${connection.shell_port}`);
    while (!client.#outputs.readable) {
      const { frames } = client.#wire.request("kernel_info_request", {});
      await client.#shell.send(frames);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return client;
  }

  /** Runs a cell; what is published after "idle" is not looked at. */
  async run(code: string): Promise<Message[]> {
    const { id, frames } = this.#wire.request("execute_request", {
      code,
      silent: false,
      store_history: true,
      user_expressions: {},
      allow_stdin: false,
      stop_on_error: true,
    });
    await this.#shell.send(frames);
    const shown: Message[] = [];
    for (;;) {
      while (!this.#outputs.readable) {
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
      const message = this.#wire.read(await this.#outputs.receive());
      if (message.parent !== id) continue;
      if (message.content.execution_state === "idle") return shown;
      if (!["status", "execute_input"].includes(message.type)) {
        shown.push(message);
      }
    }
  }

  /** Ends the kernel. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#shell.close();
    this.#outputs.close();
    this.#kernel.kill("SIGKILL");
    await this.#kernel.status;
    await Deno.remove(this.#file);
  }
}
