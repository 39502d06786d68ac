/**
 * What the runner and the prelude in its kernels say to each other.
 *
 * @module
 */

/** Where the prelude stands among the globals of the cells. */
export const PRELUDE = "volarb.prelude";

/** Media type of what the prelude answers. */
export const ANSWER = "application/x-volarb-answer";

/** A failure that no cell threw: of a promise, a timer or a callback. */
export type Fault = {
  /** What kind it is, in prose. */
  readonly kind: string;
  /** Its stack, or itself as text. */
  readonly stack: string;
};

/** What the prelude answers to a request. */
export type Answer = {
  /** The request's mark. */
  readonly mark: string;
  /** The faults since the last answer, of `settle`. */
  readonly faults?: readonly Fault[];
  /** The last cell in JavaScript, of `lastCell`, where it is still known. */
  readonly source?: string;
};
