import type { RowRange } from "../stats/mod.ts";
import type {
  FittedSignal,
  SignalColumns,
  SignalData,
} from "./signal_model.ts";

/**
 * Runs a signal over rows of columns.
 *
 * @param signal A signal that has seen no row; it is moved on.
 * @param columns Its features in its order.
 * @param data Returns and perhaps their forecast variance.
 * @param rows The rows; the others are `NaN`.
 * @returns Columns of the length of the data.
 */
export function predictColumns(
  signal: FittedSignal,
  columns: readonly Float64Array[],
  { returns, variance }: SignalData,
  { from, to }: RowRange,
): SignalColumns {
  const n = returns.length;
  const fresh = () => new Float64Array(n).fill(NaN);
  const out = { mean: fresh(), meanVariance: fresh(), variance: fresh() };
  const parts = columns.map(fresh);
  const row = new Float64Array(columns.length);
  for (let t = from; t < to; t++) {
    for (let k = 0; k < columns.length; k++) row[k] = columns[k]![t]!;
    out.mean[t] = signal.update(row, returns[t]!, variance?.[t]);
    out.meanVariance[t] = signal.meanVariance;
    out.variance[t] = signal.variance;
    for (let k = 0; k < parts.length; k++) {
      parts[k]![t] = signal.contributions[k]!;
    }
  }
  const contributions = Object.fromEntries(
    signal.features.map((name, k) => [name, parts[k]!]),
  );
  return { ...out, contributions };
}
