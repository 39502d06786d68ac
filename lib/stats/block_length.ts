import { mean } from "./mean.ts";

/**
 * Length of the blocks of a stationary bootstrap that the data ask for.
 *
 * `b = (2 G² n / D)^(1/3)` with `G = Σ λ(k/M) |k| Γ_k`, `D = 2 (Σ λ(k/M) Γ_k)²`, sums over `|k| <= M` and the
 * flat-top window `λ(x) = min(1, 2(1 - |x|))`. `M` is twice the first lag from which
 * `max(5, ⌊log₁₀ n⌋)` autocorrelations in a row are below `2 √(log₁₀ n / n)`; where there is none
 * it is `⌈√n⌉` and those. The result is at least 1 and at most `⌈min(3√n, n/3)⌉`.
 *
 * @param column Length `n`.
 * @returns Mean length of a block in rows; 1 for a column that does not move, `NaN` for one
 *   with a missing entry or fewer than 8 rows.
 * @see Politis, D., White, H. (2004), Automatic block-length selection for the dependent
 *   bootstrap, Econometric Reviews 23(1), 53-70, doi:10.1081/ETC-120028836; Patton, A., Politis,
 *   D., White, H. (2009), Correction, Econometric Reviews 28(4), 372-375,
 *   doi:10.1080/07474930802459016.
 *
 * @example A ramp asks for long blocks
 * ```ts
 * import assert from "node:assert/strict";
 * import { optimalBlockLength } from "volarb/stats";
 *
 * const ramp = Float64Array.from({ length: 900 }, (_, t) => t);
 * assert.ok(optimalBlockLength(ramp) > 50);
 * ```
 */
export function optimalBlockLength(column: Float64Array): number {
  const n = column.length;
  const center = mean(column);
  if (n < 8 || Number.isNaN(center)) return NaN;
  if (column.every((x) => x === column[0])) return 1;
  const deviations = column.map((x) => x - center);
  const run = Math.max(5, Math.floor(Math.log10(n)));
  const longest = Math.min(n - 2, Math.ceil(Math.sqrt(n)) + run);
  const { covariances, insignificant } = lags(deviations, longest, run);
  const width = insignificant === undefined
    ? longest
    : Math.min(longest, 2 * Math.max(1, insignificant));
  let slope = 0;
  let longRun = covariances[0]!;
  for (let k = 1; k <= width; k++) {
    const taper = Math.min(1, 2 * (1 - k / width));
    slope += 2 * taper * k * covariances[k]!;
    longRun += 2 * taper * covariances[k]!;
  }
  const length = Math.cbrt(slope * slope * n / (longRun * longRun));
  const most = Math.ceil(Math.min(3 * Math.sqrt(n), n / 3));
  return Math.min(most, Math.max(1, length));
}

/** Autocovariances, and the first lag of `run` correlations in a row that are small. */
function lags(
  deviations: Float64Array,
  longest: number,
  run: number,
): { covariances: Float64Array; insignificant: number | undefined } {
  const n = deviations.length;
  const bound = 2 * Math.sqrt(Math.log10(n) / n);
  const covariances = new Float64Array(longest + 1);
  let insignificant: number | undefined;
  let small = 0;
  for (let lag = 0; lag <= longest; lag++) {
    let product = 0;
    for (let t = lag; t < n; t++) {
      product += deviations[t]! * deviations[t - lag]!;
    }
    covariances[lag] = product / n;
    if (insignificant !== undefined || lag === 0) continue;
    const correlation = covariances[lag]! / covariances[0]!;
    small = Math.abs(correlation) < bound ? small + 1 : 0;
    if (small === run) insignificant = lag - run + 1;
  }
  return { covariances, insignificant };
}
