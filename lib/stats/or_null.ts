/**
 * A number as JSON can hold it.
 *
 * @param value A number; `NaN` is missing.
 * @returns The number, `null` where it is missing.
 */
export function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
