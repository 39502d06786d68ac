import { formatPlace, type Place } from "./place.ts";

/** A report that cannot be built; it lists everything that is wrong. */
export class ReportError extends Error {
  /** Name shown before the message. */
  override readonly name: string = "ReportError";
  /** One sentence per fault, each with its place. */
  readonly sentences: readonly string[];

  /**
   * Joins the sentences to a message of several lines.
   *
   * @param sentences One per fault.
   */
  constructor(sentences: readonly string[]) {
    super(sentences.join("\n"));
    this.sentences = sentences;
  }
}

/** Collects what is wrong with a report, so that a build lists all of it. */
export class Failures {
  readonly #sentences = new Set<string>();

  /**
   * Notes a fault. The same fault at the same place counts once.
   *
   * @param place Where it stands.
   * @param fault What is wrong, as a clause.
   */
  add(place: Place, fault: string): void {
    this.#sentences.add(`${formatPlace(place)}: ${fault}`);
  }

  /** The faults so far, in the order in which they were noted. */
  get sentences(): readonly string[] {
    return [...this.#sentences];
  }

  /**
   * Stops the build where anything was noted.
   *
   * @throws {ReportError} With every fault.
   */
  stop(): void {
    if (this.#sentences.size > 0) throw new ReportError(this.sentences);
  }
}
