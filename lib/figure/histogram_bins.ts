/** Bins of equal width with their counts. */
export type HistogramBins = {
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** Share of all numbers per unit of the axis. */
  readonly density: Float64Array;
};

/**
 * A histogram as a density: `count / (n · width)`, so that a theoretical density lies on it.
 *
 * @param column Numbers; what is not finite is left out.
 * @param bins Number of bins.
 * @param range Ends of the axis; the numbers beyond it count in `n`, not in a bin.
 * @returns Bins; none where there is no number.
 */
export function histogramBins(
  column: Float64Array,
  bins: number,
  range?: readonly [number, number],
): HistogramBins {
  const known = column.filter(Number.isFinite);
  let [low, high] = range ?? [Infinity, -Infinity];
  if (range === undefined) {
    for (const x of known) {
      low = Math.min(low, x);
      high = Math.max(high, x);
    }
  }
  if (known.length === 0) bins = 0;
  if (low === high) [low, high] = [low - 0.5, high + 0.5];
  const width = (high - low) / bins;
  const counts = new Float64Array(bins);
  for (const x of known) {
    if (x < low || x > high) continue;
    counts[Math.min(bins - 1, Math.floor((x - low) / width))]!++;
  }
  return {
    low: counts.map((_, i) => low + i * width),
    high: counts.map((_, i) => low + (i + 1) * width),
    density: counts.map((c) => c / (known.length * width)),
  };
}
