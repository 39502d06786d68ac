/**
 * The least number at which `below` ends, between two at which it holds and not.
 *
 * @param below Whether a number lies below the one sought; monotone.
 * @param low Where it holds.
 * @param high Where it does not.
 * @returns `high` when no number lies between the two.
 */
export function bisect(
  below: (x: number) => boolean,
  low: number,
  high: number,
): number {
  for (;;) {
    const middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) return high;
    if (below(middle)) low = middle;
    else high = middle;
  }
}
