/**
 * What a field of a file holds.
 *
 * `integer`: whole number of at most 2^53, blank only where `blank` allows it.
 * `time`: milliseconds or microseconds since the epoch. `datetime`: text
 * `YYYY-MM-DD hh:mm:ss`, UTC. `scaled`: a decimal kept as an exact integer.
 * `decimal`: a decimal kept as the nearest double. `boolean`: true or false in
 * the venue's spellings. `symbol`: the symbol of the file, checked and not kept.
 *
 * @see def-record
 */
export type FieldType =
  | "integer"
  | "time"
  | "datetime"
  | "scaled"
  | "decimal"
  | "boolean"
  | "symbol";

/** A column of a family: what it holds and what the files call it. */
export type FieldSpec = {
  /** Our name; `symbol` is checked and has no column. */
  readonly name: string;
  /** The venue's name in the newest files. */
  readonly venueName: string;
  /** Unit of the column: `µs` since the epoch, `quote` or `base` units, or a word. */
  readonly unit: string;
  /** What it holds. */
  readonly type: FieldType;
  /** Other names seen in headers, in lower case without separators. */
  readonly aliases: readonly string[];
  /** Whether an empty field is a missing value rather than an error. */
  readonly blank?: true;
  /** Whether a dialect may lack the field; the column is then `NaN`. */
  readonly optional?: true;
};

/** The fields of a family in the venue's order, and the row widths seen without a header. */
export type Schema = {
  /** The fields that we keep or check, in the order of the file. */
  readonly fields: readonly FieldSpec[];
  /** Numbers of fields that a file without a header may have. */
  readonly widths: readonly number[];
  /** Names of the fields behind `fields`, which are skipped. */
  readonly extras: readonly string[];
};
