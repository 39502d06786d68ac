/**
 * Checks a price, or another positive quantity that may be missing.
 *
 * @param action What could not be done.
 * @param name Name of the argument.
 * @param value The price; `NaN` is missing and passes.
 * @throws {RangeError} If it is zero, negative or infinite.
 */
export function assertPrice(
  action: string,
  name: string,
  value: number,
): void {
  if (value <= 0 || value === Infinity) {
    throw new RangeError(
      `Cannot ${action} as ${name} must be positive and finite: current value is ${value}`,
    );
  }
}

/**
 * Checks that an argument given per row has as many rows as the others.
 *
 * @param action What could not be done.
 * @param name Name of the argument.
 * @param entries One number for every row, or a column.
 * @param length Rows of the other columns.
 * @throws {RangeError} If a column differs in length.
 */
export function assertEntries(
  action: string,
  name: string,
  entries: number | Float64Array,
  length: number,
): void {
  if (typeof entries !== "number" && entries.length !== length) {
    throw new RangeError(
      `Cannot ${action} as columns must have one length: ${name} has ${entries.length}, the others have ${length}`,
    );
  }
}

/**
 * Entry of an argument that is one number or a column.
 *
 * @param entries One number for every row, or a column.
 * @param t The row.
 * @returns The number that holds in row `t`.
 */
export function entryAt(entries: number | Float64Array, t: number): number {
  return typeof entries === "number" ? entries : entries[t]!;
}
