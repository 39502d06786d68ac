/** How a column of exact decimals is kept during one pass over a file. */
export type ColumnPlan = {
  /** Decimal places kept. */
  scale: number;
  /** `Int32Array` while every integer fits 31 bits, else `Float64Array`. */
  integers: "int32" | "float64";
};

/**
 * What one pass over a file takes for granted about its decimals: the scale and
 * the array of each column. A value that does not fit widens the plan, and the
 * pass starts again; no number is ever rescaled.
 */
export type Plan = Map<string, ColumnPlan>;

/** The largest integer of an `Int32Array`. */
export const INT32_MAX = 2_147_483_647;
/** The most decimal places that a column may need. */
export const MAX_SCALE = 15;

/** A copy that later changes do not reach. */
export function copyPlan(plan: Plan): Plan {
  return new Map([...plan].map(([name, column]) => [name, { ...column }]));
}

/**
 * Makes a plan hold what another one holds: the larger scale, and doubles where
 * either has them.
 *
 * @param plan The plan, changed in place.
 * @param other The other, of the same columns.
 */
export function widenPlan(plan: Plan, other: Plan): void {
  for (const [name, { scale, integers }] of other) {
    const column = plan.get(name)!;
    column.scale = Math.max(column.scale, scale);
    if (integers === "float64") column.integers = integers;
  }
}
