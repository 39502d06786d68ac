/** Holds `NaN`: a number that may be the literal is put on the heap, one that is read is not. */
export const MISSING: Float64Array = Float64Array.of(NaN);

/** A number, or `NaN` where it is not finite; it allocates nothing. */
export function finiteOrNan(x: number): number {
  return x - x === 0 ? x : MISSING[0]!;
}
