/** Not the literal: a number that may be the constant `NaN` is put on the heap, one that is read is not. */
const MISSING = Float64Array.of(NaN);

/** A number, or `NaN` where it is not finite; it allocates nothing. */
export function finiteOrNan(x: number): number {
  return x - x === 0 ? x : MISSING[0]!;
}
