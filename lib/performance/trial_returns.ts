/**
 * Checks the columns of several trials: one length, enough of both, nothing missing.
 *
 * @param action What could not be done.
 * @param columns One column per trial, model or strategy.
 * @param least Fewest columns and fewest rows.
 * @returns Number of rows.
 * @throws {RangeError} If there are too few, they differ in length or an entry is not finite.
 */
export function assertTrials(
  action: string,
  columns: readonly Float64Array[],
  least: { readonly trials: number; readonly rows: number },
): number {
  if (columns.length < least.trials) {
    throw new RangeError(
      `Cannot ${action} as there must be at least ${least.trials} columns: current value is ${columns.length}`,
    );
  }
  const rows = columns[0]!.length;
  columns.forEach((column, i) => {
    if (column.length !== rows) {
      throw new RangeError(
        `Cannot ${action} as columns must have one length, ${rows}: current value of column ${i} is ${column.length}`,
      );
    }
    const missing = column.findIndex((x) => !Number.isFinite(x));
    if (missing >= 0) {
      throw new RangeError(
        `Cannot ${action} as no entry may be missing: current value of column ${i} in row ${missing} is ${
          column[missing]
        }`,
      );
    }
  });
  if (rows < least.rows) {
    throw new RangeError(
      `Cannot ${action} as there must be at least ${least.rows} rows: current value is ${rows}`,
    );
  }
  return rows;
}
