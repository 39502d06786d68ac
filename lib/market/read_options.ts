import type { ColumnName } from "./columns.ts";
import type { DefectReport } from "./defect_report.ts";
import type { Kind } from "./kind.ts";

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
