/** `sinh a / sinh b` for `0 <= a <= b`, also where both overflow. */
export function sinhRatio(a: number, b: number): number {
  return Math.exp(a - b) * Math.expm1(-2 * a) / Math.expm1(-2 * b);
}
