import { bootstrapDraws, quantile, type Resampler } from "../stats/mod.ts";

/** A number, and where its resamples lie. */
export type BootstrapInterval = {
  /** The number of the data. */
  readonly value: number;
  /** Lower end. */
  readonly low: number;
  /** Upper end. */
  readonly high: number;
  /** Probability that the interval is meant to have. */
  readonly level: number;
  /** Number of resamples that gave a number. */
  readonly draws: number;
};

/** Choices of {@linkcode bootstrapInterval}. */
export type IntervalOptions = {
  /** What draws the rows: a `StationaryBootstrap`. */
  readonly resampler: Resampler;
  /** Number of resamples, at least 1; 1,000 by default. */
  readonly draws?: number;
  /** Probability of the interval, in (0, 1); 0.95 by default. */
  readonly level?: number;
  /** `"percentile"` (default) or `"basic"`; see {@linkcode intervalOf}. */
  readonly method?: "percentile" | "basic";
};

/**
 * Interval of a statistic of returns by the bootstrap.
 *
 * @param returns Length `n`; a fraction per period.
 * @param statistic What is computed from the returns of one resample; the array is used again.
 * @param options What draws, how often, level and method.
 * @returns Value and interval; resamples without a number are left out, and `draws` says how many are left. Where the returns themselves
 *   give no number there is no interval either.
 * @throws {RangeError} If there are no returns, or an option is out of range.
 * @see def-stationary-bootstrap
 * @see Politis, D., Romano, J. (1994), The stationary bootstrap, Journal of the American Statistical Association 89(428),
 *   1303-1313, doi:10.1080/01621459.1994.10476870.
 *
 * @example A mean
 * ```ts
 * import assert from "node:assert/strict";
 * import { Random } from "volarb/random";
 * import { mean, StationaryBootstrap } from "volarb/stats";
 * import { bootstrapInterval } from "volarb/performance";
 *
 * const random = new Random(1);
 * const x = Float64Array.from({ length: 400 }, () => 1 + random.normal());
 * const resampler = new StationaryBootstrap({ blockLength: 1, random });
 * const { low, high } = bootstrapInterval(x, mean, { resampler });
 * assert.ok(low < 1 && 1 < high && Math.abs(high - low - 0.196) < 0.02);
 * ```
 */
export function bootstrapInterval(
  returns: Float64Array,
  statistic: (sample: Float64Array) => number,
  { resampler, draws = 1_000, ...options }: IntervalOptions,
): BootstrapInterval {
  const sample = new Float64Array(returns.length);
  const numbers = bootstrapDraws(resampler, {
    rows: returns.length,
    draws,
    statistic: (rows) => {
      for (let i = 0; i < rows.length; i++) sample[i] = returns[rows[i]!]!;
      return statistic(sample);
    },
  });
  return intervalOf(statistic(returns), numbers, options);
}

/**
 * Interval from a number and its resamples.
 *
 * `"percentile"` has the quantiles of the resamples at `(1 - level) / 2` and `(1 + level) / 2` as its ends, `"basic"` twice the number less
 * each of them. Of `B` resamples R-7 leaves out `2 (1 + (B - 1) p) / (B + 1)` with `p = (1 - level) / 2`, a little more than the level
 * says: 5.2 % of 1,000 at 95 %, 6.0 % of 199.
 *
 * @param value The number of the data.
 * @param draws That of each resample; `NaN` is left out.
 * @param options Level and method.
 * @returns The interval; `NaN` where there is no number of the data, or of any resample.
 * @throws {RangeError} If the level is not in (0, 1) or the method unknown.
 * @see Davison, A., Hinkley, D. (1997), Bootstrap methods and their application, Cambridge University Press, section 5.2 and 5.3.
 *
 * @example Both methods
 * ```ts
 * import assert from "node:assert/strict";
 * import { intervalOf } from "volarb/performance";
 *
 * const draws = Float64Array.of(0, 1, 2, 3, 4);
 * const { low, high } = intervalOf(1, draws, { level: 0.5 });
 * assert.deepEqual([low, high], [1, 3]);
 * const basic = intervalOf(1, draws, { level: 0.5, method: "basic" });
 * assert.deepEqual([basic.low, basic.high], [-1, 1]);
 * ```
 */
export function intervalOf(
  value: number,
  draws: Float64Array,
  { level = 0.95, method = "percentile" }: {
    /** Probability of the interval, in (0, 1); 0.95 by default. */
    readonly level?: number;
    /** `"percentile"` (default) or `"basic"`. */
    readonly method?: "percentile" | "basic";
  } = {},
): BootstrapInterval {
  if (!(level > 0 && level < 1)) {
    throw new RangeError(
      `Cannot compute an interval as level must be in (0, 1): current value is ${level}`,
    );
  }
  if (method !== "percentile" && method !== "basic") {
    throw new RangeError(
      `Cannot compute an interval as method must be one of "percentile", "basic": current value is "${method}"`,
    );
  }
  const numbers = draws.filter((x) => !Number.isNaN(x));
  if (Number.isNaN(value)) {
    return { value, low: NaN, high: NaN, level, draws: numbers.length };
  }
  const below = quantile(numbers, (1 - level) / 2);
  const above = quantile(numbers, (1 + level) / 2);
  const [low, high] = method === "basic"
    ? [2 * value - above, 2 * value - below]
    : [below, above];
  return { value, low, high, level, draws: numbers.length };
}
