import { assertColumns, assertInteger } from "../stats/arguments.ts";
import {
  type NeweyWest,
  neweyWest,
  neweyWestLags,
  normalQuantile,
} from "../stats/mod.ts";

/** Rows of like forecast, and what came of them. */
export type CalibrationBin = {
  /** Mean of what was forecast. */
  readonly forecast: number;
  /** Mean of what came. */
  readonly realized: number;
  /** Standard error of that, Newey and West's. */
  readonly standardError: number;
  /** Rows of the bin. */
  readonly rows: number;
};

/** How often what came lay within the central interval of a probability. */
export type CalibrationCoverage = {
  /** Probability of the interval. */
  readonly level: number;
  /** Share of rows that lay within. */
  readonly share: number;
  /** Standard error of the share, Newey and West's. */
  readonly standardError: number;
};

/** Whether a forecast means what it says. */
export type ForecastCalibration = {
  /**
   * Mean of `(R - m)² / v` with its standard error: 1 where the predictive variance is right,
   * more where the model is too sure of itself.
   */
  readonly squaredScore: NeweyWest;
  /** Coverage of central intervals under a normal law. */
  readonly coverage: readonly CalibrationCoverage[];
  /** Slope of what came on what was forecast, 1 where its scale is right (Mincer and Zarnowitz). */
  readonly slope: number;
  /** Standard error of the slope, Newey and West's. */
  readonly slopeError: number;
  /** Mean of what came where the forecast is zero. */
  readonly intercept: number;
  /** Rows by rank of the forecast, from the lowest on. */
  readonly bins: readonly CalibrationBin[];
  /** Rows with a forecast and what came of it. */
  readonly observations: number;
};

/** Choices of {@linkcode forecastCalibration}. */
export type CalibrationOptions = {
  /** Rows over which the return runs; 1 by default. */
  readonly horizon?: number;
  /** Probabilities of the intervals; 0.5, 0.8, 0.9, 0.95 by default. */
  readonly levels?: readonly number[];
  /** Bins by rank of the forecast; 10 by default. */
  readonly bins?: number;
};

/**
 * Calibration of a forecast's mean and predictive variance.
 *
 * If the posterior is right, `z = (R - m) / √v` has mean square 1 and lies within `±Φ⁻¹((1 + p) / 2)` with
 * probability about `p` (exactly under a normal law; fat tails put more near the middle and
 * far out), and `R` has slope 1 on `m`. All errors are Newey and West's, with `3 h` lags where
 * returns overlap.
 *
 * @param forecast Columns `mean` and `variance` of length `n`, as a signal gives them; `NaN` is missing.
 * @param realized Length `n`: what came over `horizon` rows; `NaN` is missing.
 * @param options Horizon, levels, bins.
 * @returns Calibration over the rows where all are there; `NaN` where there are none.
 * @throws {RangeError} If columns differ in length or an option is out of range.
 * @see Mincer, J., Zarnowitz, V. (1969), The evaluation of economic forecasts, NBER, 3-46;
 *   Dawid, A. (1984), Present position and potential developments: the prequential approach,
 *   Journal of the Royal Statistical Society A 147(2), 278-292, doi:10.2307/2981683.
 *
 * @example A forecast that is right
 * ```ts
 * import assert from "node:assert/strict";
 * import { Random } from "volarb/random";
 * import { forecastCalibration } from "volarb/signal";
 *
 * const random = new Random(1);
 * const mean = Float64Array.from({ length: 5000 }, () => random.normal());
 * const realized = mean.map((m) => m + 2 * random.normal());
 * const variance = mean.map(() => 4);
 * const { squaredScore, slope } = forecastCalibration({ mean, variance }, realized);
 * assert.ok(Math.abs(squaredScore.mean - 1) < 3 * squaredScore.standardError);
 * assert.ok(Math.abs(slope - 1) < 0.1);
 * ```
 */
export function forecastCalibration(
  { mean, variance }: {
    /** Forecast of the return. */
    readonly mean: Float64Array;
    /** Its predictive variance. */
    readonly variance: Float64Array;
  },
  realized: Float64Array,
  {
    horizon = 1,
    levels = [0.5, 0.8, 0.9, 0.95],
    bins = 10,
  }: CalibrationOptions = {},
): ForecastCalibration {
  const action = "compute a calibration";
  const n = assertColumns(action, { mean, variance, realized });
  assertInteger(action, "horizon", horizon, 1);
  assertInteger(action, "bins", bins, 1);
  for (const level of levels) {
    if (!(level > 0 && level < 1)) {
      throw new RangeError(
        `Cannot ${action} as levels must be in (0, 1): current value is ${level}`,
      );
    }
  }
  const rows: number[] = [];
  for (let t = 0; t < n; t++) {
    const score = (realized[t]! - mean[t]!) ** 2 / variance[t]!;
    if (Number.isFinite(score)) rows.push(t);
  }
  const m = Float64Array.from(rows, (t) => mean[t]!);
  const r = Float64Array.from(rows, (t) => realized[t]!);
  const z = Float64Array.from(
    rows,
    (t) => (realized[t]! - mean[t]!) / Math.sqrt(variance[t]!),
  );
  const hac = (column: Float64Array) => {
    const least = horizon === 1 ? 0 : 3 * horizon;
    const lags = Math.max(neweyWestLags(column.length), least);
    return neweyWest(column, { lags });
  };
  return {
    squaredScore: hac(z.map((x) => x * x)),
    coverage: levels.map((level) => {
      const reach = normalQuantile((1 + level) / 2);
      const within = hac(z.map((x) => Math.abs(x) <= reach ? 1 : 0));
      return {
        level,
        share: within.mean,
        standardError: within.standardError,
      };
    }),
    ...regression(m, r, hac),
    bins: binned(m, r, bins, hac),
    observations: rows.length,
  };
}

type Hac = (column: Float64Array) => NeweyWest;

/** Slope and intercept of what came on what was forecast. */
function regression(m: Float64Array, r: Float64Array, hac: Hac) {
  const n = m.length;
  const meanM = m.reduce((a, b) => a + b, 0) / n;
  const meanR = r.reduce((a, b) => a + b, 0) / n;
  let square = 0;
  let cross = 0;
  for (let i = 0; i < n; i++) {
    square += (m[i]! - meanM) ** 2 / n;
    cross += (m[i]! - meanM) * (r[i]! - meanR) / n;
  }
  const slope = cross / square;
  const scores = m.map((x, i) =>
    (x - meanM) * (r[i]! - meanR - slope * (x - meanM)) / square
  );
  return {
    slope,
    slopeError: hac(scores).standardError,
    intercept: meanR - slope * meanM,
  };
}

/** Means of rows by rank of the forecast; rows of a bin keep their order in time. */
function binned(
  m: Float64Array,
  r: Float64Array,
  bins: number,
  hac: Hac,
): CalibrationBin[] {
  const n = m.length;
  const order = Uint32Array.from(m, (_, i) => i)
    .sort((i, j) => m[i]! - m[j]! || i - j);
  return Array.from({ length: Math.min(bins, n) }, (_, b) => {
    const from = Math.floor(b * n / bins);
    const to = Math.max(from, Math.floor((b + 1) * n / bins));
    const rows = order.slice(from, to).sort();
    const { mean, standardError } = hac(
      Float64Array.from(rows, (i) => r[i]!),
    );
    const forecast = rows.reduce((sum, i) => sum + m[i]!, 0) / rows.length;
    return { forecast, realized: mean, standardError, rows: rows.length };
  });
}
