/** Where an iteration stood when it gave up. */
export type ConvergenceState = {
  /** Iterations done. */
  readonly iterations: number;
  /** The last values of what was looked for. */
  readonly values: readonly number[];
};

/**
 * An iteration that did not come to rest.
 *
 * @example What it tells
 * ```ts
 * import assert from "node:assert/strict";
 * import { ConvergenceError } from "volarb/errors";
 *
 * const error = new ConvergenceError("minimize", {
 *   iterations: 100,
 *   values: [1, 2],
 * });
 * assert.equal(
 *   error.message,
 *   "Cannot minimize as it did not converge: after 100 iterations the values are 1, 2",
 * );
 * ```
 */
export class ConvergenceError extends Error {
  /** Name shown before the message. */
  override readonly name: string = "ConvergenceError";
  /** Iterations done. */
  readonly iterations: number;
  /** The last values of what was looked for. */
  readonly values: readonly number[];

  /**
   * Composes the message.
   *
   * @param action What could not be done.
   * @param state Iterations and last values.
   */
  constructor(action: string, { iterations, values }: ConvergenceState) {
    super(
      `Cannot ${action} as it did not converge: after ${iterations} iterations the values are ${
        values.join(", ")
      }`,
    );
    this.iterations = iterations;
    this.values = values;
  }
}
