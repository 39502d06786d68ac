import type { RowGroup } from "hyparquet";
import type { Ends } from "./manifest.ts";

/**
 * The least and the largest value of a column of whole numbers, as the statistics
 * of its row groups state them.
 *
 * @param groups The row groups of a part.
 * @param index Number of the column.
 * @returns Least and largest; `undefined` where none is stated.
 */
export function boundsOf(
  groups: readonly RowGroup[],
  index: number,
): Ends | undefined {
  let first = Infinity;
  let last = -Infinity;
  for (const { columns } of groups) {
    const { min_value, max_value } = columns[index]!.meta_data!.statistics!;
    first = Math.min(first, Number(min_value ?? Infinity));
    last = Math.max(last, Number(max_value ?? -Infinity));
  }
  return first <= last ? { first, last } : undefined;
}
