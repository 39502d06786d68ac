import type { ColumnName } from "./columns.ts";
import type { DefectReport } from "./defect_report.ts";
import type { Kind } from "./kind.ts";
import { MAX_SCALE } from "./plan.ts";
import { columnNames } from "./schema.ts";

/** How a file is read. */
export type ReadOptions<
  K extends Kind,
  C extends ColumnName<K> = ColumnName<K>,
> = {
  /** The columns to read, all by default. Fields of other columns are only counted. */
  readonly select?: readonly C[];
  /** Rows of a block, 65,536 by default. */
  readonly rows?: number;
  /** Bytes read from the file at a time, 262,144 by default. */
  readonly blockSize?: number;
  /** Decimal places to begin with, by column; more are taken where the file needs them. */
  readonly scales?: Readonly<Partial<Record<ColumnName<K>, number>>>;
  /**
   * Called when blocks that were already handed out have to be taken back, as a
   * later row needs more decimals or more bits than the rows before: the reading
   * begins again at the first row. Without it the file is read through once
   * beforehand, so that this cannot happen.
   */
  readonly onRestart?: () => void;
  /** Collects what is wrong with the file as a text: dialect, truncation. */
  readonly defects?: DefectReport;
  /** `strict` reads every row by the plain form, about thirty times slower; for comparison. */
  readonly method?: "fast" | "strict";
};

/**
 * Refuses options that no file could satisfy.
 *
 * @param kind The family.
 * @param names Columns asked for.
 * @param options The others.
 * @throws {RangeError} If a column is unknown, a size is not a whole number above 0, or a scale is out of range.
 *
 * @example A block without rows
 * ```ts
 * import assert from "node:assert/strict";
 * import { checkReadOptions } from "volarb/market";
 *
 * assert.throws(() => checkReadOptions("metrics", [], { rows: 0 }), {
 *   name: "RangeError",
 *   message:
 *     "Cannot read metrics as rows must be a whole number above 0: current value is 0",
 * });
 * ```
 */
export function checkReadOptions<K extends Kind>(
  kind: K,
  names: readonly string[],
  options: ReadOptions<K>,
): void {
  const known: readonly string[] = columnNames(kind);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new RangeError(
      `Cannot select a column of ${kind} as it must be one of ${
        known.join(", ")
      }: current value is ${unknown}`,
    );
  }
  for (const name of ["rows", "blockSize"] as const) {
    const value = options[name] ?? 1;
    if (!Number.isInteger(value) || value < 1) {
      throw new RangeError(
        `Cannot read ${kind} as ${name} must be a whole number above 0: current value is ${value}`,
      );
    }
  }
  for (const [name, scale] of Object.entries(options.scales ?? {})) {
    const ok = Number.isInteger(scale) && Number(scale) >= 0 &&
      Number(scale) <= MAX_SCALE;
    if (!ok) {
      throw new RangeError(
        `Cannot read ${kind} as the scale of ${name} must be a whole number from 0 to ${MAX_SCALE}: current value is ${scale}`,
      );
    }
  }
}
