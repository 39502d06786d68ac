/** Columns of quotes by name. */
type QuoteColumns = { readonly [name: string]: Float64Array };

/**
 * The error of a quote that no book can show.
 *
 * @param action What could not be done.
 * @param rule The rule it breaks.
 * @param columns The columns by name.
 * @param row The row.
 * @returns The error, to be thrown.
 */
export function quoteError(
  action: string,
  rule: string,
  columns: QuoteColumns,
  row: number,
): RangeError {
  const values = Object.entries(columns).map(([name, column]) =>
    `${name} ${column[row]}`
  ).join(", ");
  return new RangeError(
    `Cannot ${action} as ${rule}: current value is ${values} in row ${row}`,
  );
}
