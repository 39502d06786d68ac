import { assertPositive } from "../stats/arguments.ts";
import type { TickColumns } from "./hayashi_yoshida.ts";

/**
 * How much of a correlation the previous-tick covariance shows at a sampling interval.
 *
 * Two assets whose ticks are independent Poisson processes of rates `λ₁` and `λ₂`, independent of the prices, have the expected correlation
 * `ρ [1 - (1 - e₁)/x₁ - (1 - e₂)/x₂ + (2 - e₁ - e₂)/(x₁ + x₂)]` at the interval `Δ`, with `x = λΔ` and `e = e^-x`; of equal rates it is
 * `ρ [1 - (1 - e)/x]`. What falls between the two last ticks is in one price and not in the other. The slower asset decides.
 *
 * @param sampling Sampling interval `Δ`, > 0; ticks of one asset per unit of the interval, `λ₁`, > 0; ticks of the other, `λ₂`, > 0, as
 *   many by default.
 * @returns Share of the true correlation, in (0, 1).
 * @throws {RangeError} If one is not positive.
 * @see eq-epps
 * @see Epps, T. W. (1979), Journal of the American Statistical Association 74(366), 291-298.
 * @see Griffin, J. E. and Oomen, R. C. A. (2011), Journal of Econometrics 160(1), 58-68.
 *
 * @example Three ticks an interval
 * ```ts
 * import assert from "node:assert/strict";
 * import { eppsAttenuation } from "volarb/risk";
 *
 * assert.equal(eppsAttenuation({ interval: 1, rate: 3 }).toFixed(6), "0.683262");
 * ```
 */
export function eppsAttenuation(
  { interval, rate, otherRate = rate }: {
    readonly interval: number;
    readonly rate: number;
    readonly otherRate?: number;
  },
): number {
  const action = "compute the Epps effect";
  assertPositive(action, "interval", interval);
  assertPositive(action, "rate", rate);
  assertPositive(action, "otherRate", otherRate);
  const x = interval * rate;
  const y = interval * otherRate;
  if (Math.max(x, y) < 1e-3) {
    // Its series, where the closed form loses its digits.
    return x * y / (x + y) * (1 + (x * x + y * y) / 24) -
      x * y * (1 / 6 + (x * x - x * y + y * y) / 120);
  }
  const [missingX, missingY] = [Math.expm1(-x), Math.expm1(-y)];
  return 1 + (missingX / x + missingY / y) - (missingX + missingY) / (x + y);
}

/**
 * Correlation of returns between the last ticks on a grid, at several intervals: the Epps curve.
 *
 * @param x Ticks of one asset, times never falling.
 * @param y Ticks of the other, in the same unit of time.
 * @param intervals Sampling intervals, > 0.
 * @returns For each interval the correlation without means; `NaN` with fewer than three returns or no variance.
 * @throws {RangeError} If an interval is not positive.
 *
 * @example The same ticks are correlated at every interval
 * ```ts
 * import assert from "node:assert/strict";
 * import { eppsCurve } from "volarb/risk";
 *
 * const ticks = {
 *   time: Float64Array.of(0, 1, 2, 3, 4),
 *   logPrice: Float64Array.of(0, 1, 0, 2, 1),
 * };
 * assert.equal(eppsCurve(ticks, ticks, [1])[0], 1);
 * ```
 */
export function eppsCurve(
  x: TickColumns,
  y: TickColumns,
  intervals: readonly number[],
): Float64Array {
  const start = Math.max(x.time[0] ?? NaN, y.time[0] ?? NaN);
  const end = Math.min(x.time.at(-1) ?? NaN, y.time.at(-1) ?? NaN);
  return Float64Array.from(intervals, (interval) => {
    assertPositive("compute an Epps curve", "interval", interval);
    const steps = Math.floor((end - start) / interval);
    if (!(steps >= 3)) return NaN;
    let [a, b] = [0, 0], [xx, yy, xy] = [0, 0, 0];
    let [px, py] = [NaN, NaN];
    for (let k = 0; k <= steps; k++) {
      const time = start + k * interval;
      while (a + 1 < x.time.length && x.time[a + 1]! <= time) a++;
      while (b + 1 < y.time.length && y.time[b + 1]! <= time) b++;
      const [qx, qy] = [x.logPrice[a]!, y.logPrice[b]!];
      if (k > 0) {
        xx += (qx - px) ** 2;
        yy += (qy - py) ** 2;
        xy += (qx - px) * (qy - py);
      }
      [px, py] = [qx, qy];
    }
    return xy / Math.sqrt(xx * yy);
  });
}
