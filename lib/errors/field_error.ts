import { DataError } from "./data_error.ts";

/** Where {@linkcode FieldError} happened and what stood there. */
export type FieldPosition = {
  /** The file, as the caller named it. */
  readonly file: string;
  /** Line of the file, counted from 1, the header included. */
  readonly line: number;
  /** Name of the column, or its position from 1 where it has no name. */
  readonly column: string;
  /** The text as it stands in the file. */
  readonly text: string;
};

/**
 * A field of a file that cannot be read as what its column holds.
 *
 * @example What the message says
 * ```ts
 * import assert from "node:assert/strict";
 * import { FieldError } from "volarb/errors";
 *
 * const error = new FieldError("a price is a decimal number", {
 *   file: "BTCUSDT-aggTrades-2023-05-16.csv",
 *   line: 17,
 *   column: "price",
 *   text: "27l03.1",
 * });
 * assert.equal(
 *   error.message,
 *   "Cannot read BTCUSDT-aggTrades-2023-05-16.csv, line 17, column price: a price is a decimal number, found \"27l03.1\"",
 * );
 * ```
 */
export class FieldError extends DataError {
  /** Name shown before the message. */
  override readonly name: string = "FieldError";
  /** File, line, column and text. */
  readonly position: FieldPosition;

  /**
   * Composes the message from the rule and the place.
   *
   * @param rule What the field has to be, as a clause.
   * @param position File, line, column and text.
   */
  constructor(rule: string, position: FieldPosition) {
    const { file, line, column, text } = position;
    super(
      `Cannot read ${file}, line ${line}, column ${column}: ${rule}, found ${
        JSON.stringify(text)
      }`,
    );
    this.position = position;
  }
}
