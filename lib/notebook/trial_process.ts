import { type ChildProcess, spawn } from "node:child_process";
import type { SweepAnswer, SweepTask } from "../performance/mod.ts";
import { MILLISECOND, SECOND } from "../time/mod.ts";
import type { WorkerMessage } from "./trial_worker.ts";

/** The program of a process. */
export const TRIAL_WORKER: string =
  new URL("./trial_worker.ts", import.meta.url).href;

/** Milliseconds between the end of a channel and that of its process, whichever comes first. */
const GRACE = 1000;
/** Milliseconds of the longest timer, 25 days; who has more time has no end. */
const LONGEST = 2 ** 31 - 1;

/** What is waited for. */
type Reply = SweepAnswer | { readonly ready: true };

/** One process, which runs one trial after the other until it ends. */
export class TrialProcess {
  readonly #child: ChildProcess;
  readonly #ended = Promise.withResolvers<void>();
  readonly #startTime: number;
  #hear: ((reply: Reply | undefined) => void) | undefined;
  #heard: Reply | undefined;
  #ready = false;
  #ending: string | undefined;
  #refusal: unknown;
  #silent = false;
  #gone = false;
  #alive = true;

  /**
   * Starts the process.
   *
   * @param flags Flags of `deno run`.
   * @param startTime Longest time until it can be asked, microseconds.
   * @throws {Deno.errors.NotCapable} If this program may not start one.
   */
  constructor(flags: readonly string[], startTime: number) {
    this.#startTime = startTime;
    this.#child = startChild(["run", ...flags, TRIAL_WORKER]);
    this.#child.on("message", (message: WorkerMessage) => this.#tell(message));
    this.#child.on("error", (error: Error) => {
      // A message that was cut off ends the channel; any other is why there is no process.
      if (this.#child.pid !== undefined) return this.#fallSilent();
      this.#refusal = named(error);
      this.#close();
    });
    this.#child.on("disconnect", () => this.#fallSilent());
    this.#child.on("exit", (code, signal) => {
      this.#ending ??= signal === null ? `exit code ${code}` : signal;
      this.#gone = true;
      if (this.#silent) return this.#close();
      // A channel that is reset, as a task was on its way, ends without a word in Deno 2.9.
      this.#later(() => this.#close());
    });
  }

  /** Whether it can still be asked. */
  get alive(): boolean {
    return this.#alive;
  }

  /**
   * Runs a trial.
   *
   * @param task The trial.
   * @param trialTime Longest time that it may take, microseconds; without end where absent.
   * @returns What it gave, or how the process ended.
   * @throws {Deno.errors.NotCapable} If this program may not start a process.
   */
  async run(task: SweepTask, trialTime?: number): Promise<SweepAnswer> {
    if (!this.#ready) {
      const first = await this.#next(this.#startTime);
      if (this.#refusal !== undefined) throw this.#refusal;
      if (first === undefined || !("ready" in first)) {
        return this.#failure("must start");
      }
      this.#ready = true;
    }
    // A process that ended meanwhile says so by its end.
    this.#child.send(task, () => {});
    const answer = await this.#next(trialTime);
    return answer === undefined || "ready" in answer
      ? this.#failure("must live until then")
      : answer;
  }

  /** Ends it, in the middle of a trial if need be, and waits until it is gone. */
  async end(): Promise<void> {
    this.#kill("the end of the sweep");
    await this.#ended.promise;
  }

  /** The next message; `undefined` where the process ends first, or is ended as it takes too long. */
  async #next(longest: number | undefined): Promise<Reply | undefined> {
    const heard = this.#heard;
    this.#heard = undefined;
    if (heard !== undefined || !this.#alive) return heard;
    const timer = longest === undefined || longest / MILLISECOND > LONGEST
      ? undefined
      : setTimeout(
        () => this.#kill(`no answer within ${longest / SECOND} s`),
        longest / MILLISECOND,
      );
    const { promise, resolve } = Promise.withResolvers<Reply | undefined>();
    this.#hear = resolve;
    const message = await promise;
    clearTimeout(timer);
    return message;
  }

  #tell(message: WorkerMessage): void {
    if ("uncaught" in message) {
      this.#ending ??= `an error that nobody caught, ${message.uncaught}`;
    } else if (this.#hear === undefined) {
      this.#heard = message;
    } else {
      this.#hear(message);
      this.#hear = undefined;
    }
  }

  /** Nothing more will be heard; what was sent before has been. */
  #fallSilent(): void {
    this.#silent = true;
    if (this.#gone) return this.#close();
    this.#later(() => this.#kill("no channel"));
  }

  #later(act: () => void): void {
    const timer = setTimeout(act, GRACE);
    this.#ended.promise.then(() => clearTimeout(timer));
  }

  #kill(reason: string): void {
    if (!this.#alive) return;
    this.#ending ??= reason;
    this.#child.kill("SIGKILL");
  }

  #close(): void {
    this.#alive = false;
    this.#hear?.(undefined);
    this.#ended.resolve();
  }

  #failure(rule: string): SweepAnswer {
    return {
      error:
        `Cannot run the trial to its end as its process ${rule}: current value is ${this.#ending}`,
    };
  }
}

function startChild(args: readonly string[]): ChildProcess {
  try {
    return spawn(Deno.execPath(), args, {
      // The first is never written to: its end tells the process that this program is gone.
      stdio: ["pipe", "inherit", "inherit", "ipc"],
    });
  } catch (error) {
    throw named(error);
  }
}

/** An error that says which permissions a process takes, where they are what is missing. */
function named(error: unknown): unknown {
  return error instanceof Deno.errors.NotCapable
    ? new Deno.errors.NotCapable(
      `Cannot start a process for a trial as --allow-run and --allow-env must be given: ${error.message}`,
      { cause: error },
    )
    : error;
}
