/** A value of a column that is shown. */
export type TableCell =
  | number
  | bigint
  | string
  | boolean
  | Date
  | null
  | undefined;

/** Columns of equal length by name: arrays or typed arrays. */
export type TableColumns = { readonly [name: string]: ArrayLike<TableCell> };

/** What is read of a `DataFrame` of Polars. */
export type TableFrame = {
  /** Number of rows. */
  readonly height: number;
  /** Its columns in order, each a `Series` of Polars. */
  getColumns(): readonly unknown[];
};
