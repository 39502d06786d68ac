import { assertColumns } from "../stats/arguments.ts";
import { neweyWest } from "../stats/mod.ts";
import { informationCoefficient } from "./information_coefficient.ts";

/** What one feature gives to a forecast. */
export type FactorContribution = {
  /** Name of the feature. */
  readonly name: string;
  /** Share of the variance of the forecast: its covariance with it. All shares add up to 1. */
  readonly varianceShare: number;
  /**
   * Part of the forecast's correlation with the return that goes through the feature: with
   * those of the others it adds up to that correlation.
   */
  readonly icShare: number;
  /** Standard error of `icShare`. */
  readonly standardError: number;
  /** Correlation of the feature's part alone with the return. */
  readonly ownIc: number;
};

/**
 * Contribution of each feature to a forecast and to what it was right about.
 *
 * With parts `c_k` that add up to the forecast `m`: `cov(c_k, m) / var(m)` and
 * `cov(c_k, R) / √(var(m) var(R))`, the latter with Newey and West's error. A feature with a large share
 * of the variance and none of the correlation is noise that the model believes in.
 *
 * @param contributions Parts of the forecast by feature, length `n`; `NaN` is missing.
 * @param realized Length `n`: what came, over `horizon` rows; `NaN` is missing.
 * @param options Rows over which the return runs; 1 by default.
 * @returns One entry per feature, over the rows where all are there.
 * @throws {RangeError} If columns differ in length or the horizon is out of range.
 *
 * @example One feature is right, the other is noise
 * ```ts
 * import assert from "node:assert/strict";
 * import { factorContributions } from "volarb/signal";
 *
 * const right = Float64Array.of(1, -1, 1, -1);
 * const noise = Float64Array.of(1, 1, -1, -1);
 * const [one, other] = factorContributions({ right, noise }, right);
 * assert.equal(one!.varianceShare, 0.5);
 * assert.ok(Math.abs(one!.icShare - Math.SQRT1_2) < 1e-15);
 * assert.equal(other!.icShare, 0);
 * ```
 */
export function factorContributions(
  contributions: Readonly<Record<string, Float64Array>>,
  realized: Float64Array,
  { horizon = 1 }: { readonly horizon?: number } = {},
): FactorContribution[] {
  const action = "split a forecast by feature";
  const n = assertColumns(action, { ...contributions, realized });
  const names = Object.keys(contributions);
  const rows: number[] = [];
  for (let t = 0; t < n; t++) {
    const there = names.every((name) =>
      Number.isFinite(contributions[name]![t]!)
    );
    if (there && Number.isFinite(realized[t]!)) rows.push(t);
  }
  const parts = names.map((name) =>
    centered(Float64Array.from(rows, (t) => contributions[name]![t]!))
  );
  const total = new Float64Array(rows.length);
  for (const part of parts) part.forEach((c, i) => total[i]! += c);
  const ahead = centered(Float64Array.from(rows, (t) => realized[t]!));
  const variance = meanProduct(total, total);
  const scale = Math.sqrt(variance * meanProduct(ahead, ahead));
  return names.map((name, k) => {
    const part = parts[k]!;
    const products = part.map((c, i) => c * ahead[i]! / scale);
    const lags = horizon === 1 ? {} : { lags: 3 * horizon };
    const { mean, standardError } = neweyWest(products, lags);
    return {
      name,
      varianceShare: meanProduct(part, total) / variance,
      icShare: mean + 0,
      standardError,
      ownIc: informationCoefficient(part, ahead, { horizon }).ic,
    };
  });
}

function centered(column: Float64Array): Float64Array {
  const mean = column.reduce((a, b) => a + b, 0) / column.length;
  return column.map((x) => x - mean);
}

function meanProduct(x: Float64Array, y: Float64Array): number {
  let total = 0;
  for (let i = 0; i < x.length; i++) total += x[i]! * y[i]!;
  return total / x.length;
}
