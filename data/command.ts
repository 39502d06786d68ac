/**
 * The conventions that every recipe on the command line keeps: flags and
 * `--help` in one form, one sentence on stderr and exit code 1 for what a user
 * can mend, progress on a terminal for what takes longer than two seconds.
 *
 * @module
 */
import { parseArgs } from "node:util";
import process from "node:process";
// @ts-types="@types/cli-progress"
import cliProgress from "cli-progress";
import { DataError, systemReason } from "../lib/errors/mod.ts";
import { parseUtcDate } from "../lib/time/mod.ts";

/** A flag that is there or not: `--strict`. */
export type Switch = {
  /** Takes no value. */
  readonly type: "boolean";
  /** What it does, for `--help`. */
  readonly help: string;
};

/** A flag with a value: `--data DIR` or `--data=DIR`. */
export type Setting = {
  /** Takes a value. */
  readonly type: "string";
  /** What the value is, as `--help` shows it: `DIR`, `DATE`, `N`. */
  readonly value: string;
  /** What it does, for `--help`. */
  readonly help: string;
  /** The value where the flag is not given; absent gives `undefined`. */
  readonly default?: string;
};

/** The flags of a recipe by name, without the dashes. */
export type Options = { readonly [name: string]: Switch | Setting };

/** The values of the flags as a recipe gets them. */
export type Values<O extends Options> = {
  readonly [Name in keyof O]: O[Name] extends Switch ? boolean
    : O[Name] extends { readonly default: string } ? string
    : string | undefined;
};

/** A recipe that can be run from the command line. */
export type Command<O extends Options> = {
  /** The task, as in `deno task <name>`. */
  readonly name: string;
  /** What it does, in a sentence or two. */
  readonly summary: string;
  /** Its flags; `--help` is added. */
  readonly options: O;
  /** What may follow the flags, as `--help` shows it; absent refuses it. */
  readonly rest?: string;
  /**
   * Does the work.
   *
   * @param values The flags.
   * @param rest What followed them.
   * @returns The exit code; nothing is 0.
   */
  run(
    values: Values<O>,
    rest: readonly string[],
  ): number | void | Promise<number | void>;
};

/**
 * A recipe whose values have the types that its flags say.
 *
 * @param command The recipe.
 * @returns The same.
 */
export function defineCommand<const O extends Options>(
  command: Command<O>,
): Command<O> {
  return command;
}

/**
 * Runs a recipe where its file is the program, and does nothing where the file
 * is imported.
 *
 * A `DataError`, `RangeError` or `SyntaxError` and a refusal of the operating
 * system (no such file, no permission, no space left) become one sentence on
 * stderr and exit code 1; anything else is a mistake in the code and keeps its
 * stack.
 *
 * @param meta The file's `import.meta`.
 * @param command The recipe.
 *
 * @example A recipe
 * ```ts ignore
 * await runCommand(import.meta, {
 *   name: "ingest",
 *   summary: "Writes the catalog.",
 *   options: { data: { type: "string", value: "DIR", help: "the files" } },
 *   run: ({ data }) => say(`reading ${data}`),
 * });
 * ```
 */
export async function runCommand<const O extends Options>(
  meta: ImportMeta,
  command: Command<O>,
): Promise<void> {
  if (meta.main) Deno.exitCode = await execute(command, Deno.args);
}

/**
 * Runs a recipe on given arguments.
 *
 * @param command The recipe.
 * @param args The arguments, as the shell splits them.
 * @param complain Where the one sentence goes; stderr where absent.
 * @returns The exit code.
 * @throws {unknown} What the recipe throws and no user could mend.
 */
export async function execute<const O extends Options>(
  command: Command<O>,
  args: readonly string[],
  complain: (sentence: string) => void = warn,
): Promise<number> {
  try {
    if (args.includes("--help") || args.includes("-h")) {
      say(usage(command));
      return 0;
    }
    const { values, rest } = parse(command, args);
    return await command.run(values, rest) ?? 0;
  } catch (error) {
    const sentence = sentenceFor(command.name, error);
    if (sentence === undefined) throw error;
    complain(sentence.replaceAll(/\s*\n\s*/g, " "));
    return 1;
  }
}

/** What a user can mend, in a sentence; `undefined` for a mistake in the code. */
function sentenceFor(name: string, error: unknown): string | undefined {
  if (
    error instanceof DataError || error instanceof RangeError ||
    error instanceof SyntaxError
  ) return error.message;
  if (error instanceof Deno.errors.NotCapable) {
    return `Cannot run ${name} as Deno may not: ${error.message}`;
  }
  const reason = systemReason(error);
  if (reason === undefined) return undefined;
  const place = placeOf(error as Error);
  return `Cannot run ${name}${place && ` as it needs ${place}`}: ${reason}`;
}

/** The path that the operating system refused, where the error names it. */
function placeOf(error: Error): string {
  if ("path" in error) return String(error.path);
  return /: \w+ '([^']+)'/.exec(error.message)?.[1] ?? "";
}

/**
 * The text that `--help` prints.
 *
 * @param command The recipe.
 * @returns Several lines.
 */
export function usage(command: Command<Options>): string {
  const rows = Object.entries(command.options).map(([name, option]) => {
    const preset = option.type === "string" && option.default !== undefined
      ? ` (default ${option.default})`
      : "";
    return [flag(name, option), option.help + preset] as const;
  });
  rows.push(["--help", "print this and stop"]);
  const width = Math.max(...rows.map(([left]) => left.length));
  const rest = command.rest === undefined ? "" : ` ${command.rest}`;
  return [
    `deno task ${command.name} [flags]${rest}`,
    "",
    command.summary,
    "",
    ...rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`),
  ].join("\n");
}

function flag(name: string, option: Switch | Setting): string {
  return option.type === "string" ? `--${name} ${option.value}` : `--${name}`;
}

/**
 * Reads arguments as the flags of a recipe.
 *
 * @param command The recipe.
 * @param args The arguments, as the shell splits them.
 * @returns The flags' values and what followed them.
 * @throws {RangeError} If a flag is unknown, lacks its value or has one that it
 * does not take, or if something follows where nothing may.
 */
export function parse<const O extends Options>(
  command: Command<O>,
  args: readonly string[],
): { values: Values<O>; rest: string[] } {
  const { tokens } = parseArgs({
    args: [...args],
    options: Object.fromEntries(
      Object.entries(command.options).map((
        [name, { type }],
      ) => [name, { type }]),
    ),
    strict: false,
    tokens: true,
  });
  const values: Record<string, string | boolean | undefined> = {};
  for (const [name, option] of Object.entries(command.options)) {
    values[name] = option.type === "boolean" ? false : option.default;
  }
  const rest: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") rest.push(token.value);
    if (token.kind !== "option") continue;
    const { name, rawName, value } = token;
    const option = Object.hasOwn(command.options, name)
      ? command.options[name]
      : undefined;
    if (option === undefined) {
      throw refusal(command, `it has no flag ${rawName}`);
    }
    if (option.type === "boolean") {
      if (value !== undefined) {
        throw refusal(command, `${rawName} takes no value: found ${value}`);
      }
      values[name] = true;
    } else {
      if (!value || (!token.inlineValue && value.startsWith("--"))) {
        throw refusal(command, `${rawName} needs a value (${option.value})`);
      }
      values[name] = value;
    }
  }
  if (rest.length > 0 && command.rest === undefined) {
    throw refusal(command, `it takes flags only: found ${rest[0]}`);
  }
  return { values: values as Values<O>, rest };
}

function refusal(command: Command<Options>, rule: string): RangeError {
  return new RangeError(
    `Cannot run ${command.name} as ${rule} (deno task ${command.name} --help lists what there is)`,
  );
}

/**
 * The entries of a list with commas: `A,B`.
 *
 * @param name The flag, for the message.
 * @param text The flag's value; `undefined` where it was not given.
 * @returns The entries without blanks, or `undefined`.
 * @throws {RangeError} If there is no entry.
 */
export function commaList(
  name: string,
  text: string | undefined,
): string[] | undefined {
  const entries = text?.split(",").map((entry) => entry.trim())
    .filter((entry) => entry !== "");
  if (entries?.length === 0) {
    throw new RangeError(
      `Cannot use --${name} as it must be a list with commas: current value is ${text}`,
    );
  }
  return entries;
}

/**
 * A whole number given by a flag.
 *
 * @param name The flag, for the message.
 * @param text The flag's value.
 * @param least The smallest number allowed.
 * @returns The number.
 * @throws {RangeError} If the text is not a whole number or is below `least`.
 */
export function wholeNumber(name: string, text: string, least = 0): number {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
  if (!(value >= least)) {
    throw new RangeError(
      `Cannot use --${name} as it must be a whole number, ${least} or more: current value is ${text}`,
    );
  }
  return value;
}

/**
 * A UTC day given by a flag.
 *
 * @param name The flag, for the message.
 * @param text The flag's value; `undefined` where it was not given.
 * @returns The same text, or `undefined`.
 * @throws {RangeError} If the text is not a day `YYYY-MM-DD` of the calendar.
 */
export function utcDate(
  name: string,
  text: string | undefined,
): string | undefined {
  if (text === undefined) return undefined;
  try {
    parseUtcDate(text);
    return text;
  } catch {
    throw new RangeError(
      `Cannot use --${name} as it must be a date YYYY-MM-DD: current value is ${text}`,
    );
  }
}

/**
 * Writes a line to stdout.
 *
 * @param text The line, without its end.
 */
export function say(text: string): void {
  write(Deno.stdout, text);
}

/**
 * Writes a line to stderr.
 *
 * @param text The line, without its end.
 */
export function warn(text: string): void {
  write(Deno.stderr, text);
}

function write(to: { writeSync(p: Uint8Array): number }, text: string): void {
  const bytes = new TextEncoder().encode(`${text}\n`);
  for (let at = 0; at < bytes.length;) at += to.writeSync(bytes.subarray(at));
}

/** Milliseconds of work before a bar is worth showing. */
const PATIENCE = 2_000;

/** Where a bar is drawn and how it tells the time; tests hand their own. */
export type ProgressOptions = {
  /** The stream; stderr where absent. Nothing is drawn where it is no terminal. */
  readonly stream?: NodeJS.WriteStream;
  /** Milliseconds from any origin. */
  readonly now?: () => number;
};

/**
 * A bar on the terminal that shows only once the work has taken two seconds,
 * and never where stderr is not a terminal.
 *
 * It draws on `update`, so that work which never yields shows too. Use it with
 * `using`, which clears the bar whatever happens.
 */
export class Progress implements Disposable {
  readonly #label: string;
  readonly #stream: NodeJS.WriteStream;
  readonly #now: () => number;
  readonly #start: number;
  readonly #bar: cliProgress.SingleBar;
  #total: number;
  #shown = false;

  /**
   * Starts the patience of two seconds.
   *
   * @param label What is being done, in a word or two.
   * @param total The amount of work, in any unit.
   * @param options Stream and clock.
   */
  constructor(label: string, total: number, options: ProgressOptions = {}) {
    this.#label = label;
    this.#total = total;
    this.#stream = options.stream ?? process.stderr;
    this.#now = options.now ?? (() => performance.now());
    this.#start = this.#now();
    this.#bar = new cliProgress.SingleBar({
      stream: this.#stream,
      format: "{label} [{bar}] {percentage} % {detail}",
      barsize: 24,
      hideCursor: false,
      clearOnComplete: true,
      stopOnComplete: false,
      gracefulExit: false,
    }, cliProgress.Presets.legacy);
  }

  /**
   * Says how far the work is.
   *
   * @param done The amount done, in the unit of the total.
   * @param detail What is being worked on, shown behind the bar.
   */
  update(done: number, detail = ""): void {
    const state = { label: this.#label, detail };
    if (this.#shown) {
      this.#bar.update(done, state);
    } else if (this.#stream.isTTY && this.#now() - this.#start >= PATIENCE) {
      this.#shown = true;
      this.#bar.start(this.#total, done, state);
    }
  }

  /** Takes the bar off the terminal. */
  [Symbol.dispose](): void {
    if (this.#shown) this.#bar.stop();
    this.#shown = false;
  }
}

/**
 * Starts a bar for work that may take longer than two seconds.
 *
 * @param label What is being done, in a word or two.
 * @param total The amount of work, in any unit.
 * @param options Stream and clock.
 * @returns The bar; use it with `using`.
 *
 * @example One step per file
 * ```ts ignore
 * using bar = progress("ingest", files.length);
 * files.forEach((file, i) => {
 *   bar.update(i, file.relativePath);
 *   read(file);
 * });
 * ```
 */
export function progress(
  label: string,
  total: number,
  options: ProgressOptions = {},
): Progress {
  return new Progress(label, total, options);
}
