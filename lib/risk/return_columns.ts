/**
 * Checks that there is at least one column and that all have one length.
 *
 * @param action What could not be done, as in "estimate a covariance".
 * @param columns A column for each asset.
 * @returns Their length.
 * @throws {TypeError} If one is not a typed array.
 * @throws {RangeError} If there is none, or two differ in length.
 */
export function assertReturns(
  action: string,
  columns: readonly Float64Array[],
): number {
  const first = columns[0];
  if (first === undefined) {
    throw new RangeError(
      `Cannot ${action} as there must be an asset: current number is 0`,
    );
  }
  columns.forEach((column, i) => {
    if (!ArrayBuffer.isView(column)) {
      throw new TypeError(
        `Cannot ${action} as asset ${i} must be a Float64Array: current value is ${column}`,
      );
    }
    if (column.length !== first.length) {
      throw new RangeError(
        `Cannot ${action} as columns must have one length: asset 0 has ${first.length}, asset ${i} has ${column.length}`,
      );
    }
  });
  return first.length;
}

/**
 * Checks that every return is there.
 *
 * @param action What could not be done.
 * @param columns A column for each asset.
 * @throws {RangeError} If an entry is not finite; it is named.
 */
export function assertFiniteReturns(
  action: string,
  columns: readonly Float64Array[],
): void {
  columns.forEach((column, i) => {
    const at = column.findIndex((x) => !Number.isFinite(x));
    if (at < 0) return;
    throw new RangeError(
      `Cannot ${action} as returns must be finite: entry ${at} of asset ${i} is ${
        column[at]
      }`,
    );
  });
}
