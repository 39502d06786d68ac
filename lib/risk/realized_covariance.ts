import type { CovarianceMatrix } from "./covariance_matrix.ts";
import type { TickColumns } from "./hayashi_yoshida.ts";

/** Options of {@linkcode realizedKernelCovariance}. */
export type KernelCovarianceOptions = {
  /** Lags on each side, at least 0: `c n^{3/5}` with `c` about 1 to 4 for noisy ticks; 0 is the realised covariance. */
  readonly bandwidth: number;
};

/**
 * Times by which every asset has ticked again, and the last log prices then.
 *
 * `τ[1]` is the latest of the first ticks; `τ[k+1]` the latest of the first ticks after `τ[k]`.
 *
 * @param assets Ticks of each asset, times never falling.
 * @returns The times, and for each asset its last log price at each.
 * @throws {RangeError} If there is no asset.
 * @see Barndorff-Nielsen, O. E., Hansen, P. R., Lunde, A. and Shephard, N. (2011), Journal of
 *   Econometrics 162(2), 149-169, section 2.1.
 *
 * @example The slower one sets the pace
 * ```ts
 * import assert from "node:assert/strict";
 * import { refreshTimes } from "volarb/risk";
 *
 * const { time } = refreshTimes([
 *   { time: Float64Array.of(0, 1, 2, 3), logPrice: new Float64Array(4) },
 *   { time: Float64Array.of(0.5, 2.5), logPrice: new Float64Array(2) },
 * ]);
 * assert.deepEqual([...time], [0.5, 2.5]);
 * ```
 */
export function refreshTimes(assets: readonly TickColumns[]): {
  readonly time: Float64Array;
  readonly logPrice: readonly Float64Array[];
} {
  if (assets.length === 0) {
    throw new RangeError(
      "Cannot find refresh times as there must be an asset: current number is 0",
    );
  }
  const at = assets.map(() => -1);
  const times: number[] = [];
  const prices: number[][] = assets.map(() => []);
  let last = -Infinity;
  for (;;) {
    let next = -Infinity;
    for (const [i, { time }] of assets.entries()) {
      let k = at[i]!;
      do k++; while (k < time.length && time[k]! <= last);
      if (k >= time.length) {
        return {
          time: Float64Array.from(times),
          logPrice: prices.map((column) => Float64Array.from(column)),
        };
      }
      at[i] = k;
      next = Math.max(next, time[k]!);
    }
    for (const [i, { time, logPrice }] of assets.entries()) {
      while (at[i]! + 1 < time.length && time[at[i]! + 1]! <= next) at[i]!++;
      prices[i]!.push(logPrice[at[i]!]!);
    }
    times.push(next);
    last = next;
  }
}

/**
 * The multivariate realised kernel: a covariance of the span that noise does not inflate.
 *
 * `K = Σ_{h=-H}^{H} k(|h| / (H + 1)) Γ_h`, `Γ_h = Σ_j r_j r_{j-h}ᵀ`, with Parzen's `k`, of returns at common
 * times. Positive semidefinite by the choice of the kernel. It has a bias of order `n^{-1/5}` and pays
 * for that with being safe; ticks that come at different times go through {@linkcode refreshTimes} first.
 *
 * @param logPrice A column for each asset of log prices at common times, finite.
 * @param options Bandwidth.
 * @returns The covariance of the span, not annualised.
 * @throws {RangeError} If columns do not fit or the bandwidth is not a whole number of at least 0.
 * @see prop-kernel-covariance
 * @see Barndorff-Nielsen, O. E., Hansen, P. R., Lunde, A. and Shephard, N. (2011), Journal of
 *   Econometrics 162(2), 149-169.
 *
 * @example Without lags it is the realised covariance
 * ```ts
 * import assert from "node:assert/strict";
 * import { realizedKernelCovariance } from "volarb/risk";
 *
 * const { values } = realizedKernelCovariance(
 *   [Float64Array.of(0, 1, 3), Float64Array.of(0, 2, 1)],
 *   { bandwidth: 0 },
 * );
 * assert.deepEqual([...values], [5, 0, 0, 5]);
 * ```
 */
export function realizedKernelCovariance(
  logPrice: readonly Float64Array[],
  { bandwidth }: KernelCovarianceOptions,
): CovarianceMatrix {
  const action = "compute a realised kernel";
  const p = logPrice.length;
  const n = (logPrice[0]?.length ?? 0) - 1;
  if (p === 0 || logPrice.some((column) => column.length !== n + 1)) {
    throw new RangeError(
      `Cannot ${action} as there must be columns of one length: current lengths are ${
        logPrice.map(({ length }) => length).join(", ")
      }`,
    );
  }
  if (!Number.isSafeInteger(bandwidth) || bandwidth < 0) {
    throw new RangeError(
      `Cannot ${action} as bandwidth must be an integer of at least 0: current value is ${bandwidth}`,
    );
  }
  const returns = logPrice.map((column) =>
    Float64Array.from({ length: n }, (_, t) => column[t + 1]! - column[t]!)
  );
  const values = new Float64Array(p * p);
  for (let h = 0; h <= Math.min(bandwidth, n - 1); h++) {
    const weight = parzen(h / (bandwidth + 1));
    for (let i = 0; i < p; i++) {
      for (let j = 0; j < p; j++) {
        let sum = 0;
        for (let t = h; t < n; t++) {
          sum += returns[i]![t]! * returns[j]![t - h]!;
        }
        values[i * p + j]! += weight * sum;
        if (h > 0) values[j * p + i]! += weight * sum;
      }
    }
  }
  for (let i = 0; i < p; i++) {
    for (let j = 0; j < i; j++) values[j * p + i] = values[i * p + j]!;
  }
  return { assets: p, values };
}

function parzen(x: number): number {
  if (x >= 1) return 0;
  return x <= 0.5 ? 1 - 6 * x * x * (1 - x) : 2 * (1 - x) ** 3;
}
