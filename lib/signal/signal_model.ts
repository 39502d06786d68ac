import type { RowRange } from "../stats/mod.ts";

/** What a signal learns from and is computed of: one row per decision, in order of time. */
export type SignalData = {
  /** Features by name, length `n`: entry `t` is known at row `t`; `NaN` is missing. */
  readonly features: Readonly<Record<string, Float64Array>>;
  /**
   * Length `n`: log return from row `t - 1` to row `t`, known at row `t`; `NaN` is missing.
   */
  readonly returns: Float64Array;
  /**
   * Length `n`: forecast at row `t` of the variance of the return of row `t + 1`, squared log
   * return. Where it is given, a model explains returns in units of their forecast standard
   * deviation, so that its mean is `IC · σ_t · z_t` (Grinold); else in their own.
   */
  readonly variance?: Float64Array;
};

/** Choices of a fit that every model has. */
export type SignalFitOptions = {
  /** Rows `h` over which the return is forecast; 1 by default. */
  readonly horizon?: number;
  /**
   * Rows that may be learnt on, all by default. The target of row `t` takes the returns of
   * rows `t + 1 .. t + h`, so a fit on rows up to `to - 1` knows returns up to `to - 1 + h`.
   */
  readonly rows?: RowRange;
};

/**
 * What becomes of a feature that cannot be learnt on in a window, as it does not move or is
 * there in less than half of the rows: `"refuse"` throws, `"leave-out"` gives it no weight.
 */
export type UnusableFeature = "refuse" | "leave-out";

/** What a model says of each row. */
export type SignalColumns = {
  /** Posterior mean of the log return over the horizon; `NaN` where it says nothing. */
  readonly mean: Float64Array;
  /** Posterior variance of that mean, squared log return: what is not known of the alpha. */
  readonly meanVariance: Float64Array;
  /** Predictive variance of the return over the horizon, squared log return. */
  readonly variance: Float64Array;
  /** Part of the mean that each feature stands for, by name: they add up to the mean. */
  readonly contributions: Readonly<Record<string, Float64Array>>;
};

/** Choices of {@linkcode FittedSignal.predict}. */
export type SignalPredictOptions = {
  /** Rows that are taken in, all by default; the others are `NaN`. */
  readonly rows?: RowRange;
};

/**
 * A model that has been fitted: it takes one row after the other and says what it believes of
 * the return over the next `horizon` rows.
 *
 * The unconditional drift is taken to be zero in every model: a month of data knows it to
 * `σ / √T`, which is far more than it is worth at these horizons.
 */
export interface FittedSignal {
  /** Which model. */
  readonly model: string;
  /** Names of the features, in the order in which `update` takes them. */
  readonly features: readonly string[];
  /** Rows over which the return is forecast. */
  readonly horizon: number;
  /** Rows that were learnt on. */
  readonly observations: number;
  /** Correlation with the return that the model expects of itself out of sample, at least 0. */
  readonly expectedIc: number;
  /** Posterior mean of the log return over the horizon; `NaN` where it says nothing. */
  readonly mean: number;
  /** Posterior variance of the mean, squared log return. */
  readonly meanVariance: number;
  /** Predictive variance of the return over the horizon, squared log return. */
  readonly variance: number;
  /** Part of the mean that each feature stands for; the same array after every row. */
  readonly contributions: Float64Array;
  /** Whether there is a mean. */
  readonly ready: boolean;
  /**
   * Takes the next row.
   *
   * @param features One value per feature, in the order of `features`; `NaN` is missing.
   * @param realized Log return from the row before to this one; `NaN` is missing.
   * @param variance Forecast variance of the next row's return, where the model was fitted
   *   with one; else it is not read.
   * @returns The posterior mean.
   */
  update(features: Float64Array, realized: number, variance?: number): number;
  /** Forgets every row, not what was fitted. */
  reset(): void;
  /**
   * What the model says of each row of columns, from a fresh start: the same bits as `update`
   * row by row. The model itself is left as it is.
   *
   * @param data Columns with every feature.
   * @param options Rows.
   * @returns Columns of the length of the data.
   * @throws {RangeError} If a feature is missing, columns differ in length or the rows are not
   *   among them.
   */
  predict(data: SignalData, options?: SignalPredictOptions): SignalColumns;
  /**
   * What was fitted and where it stands, as plain data that JSON can hold.
   *
   * @returns What `signalFrom` takes.
   */
  toJSON(): unknown;
}

/** A recipe that learns a signal from the past. */
export interface SignalModel {
  /** Which model, with its choices: `z-score optimal`. */
  readonly name: string;
  /**
   * Learns from rows.
   *
   * @param data Columns of features and returns.
   * @param options Horizon and rows.
   * @returns The model, before its first row.
   * @throws {RangeError} If columns differ in length, there are too few complete rows, or a
   *   feature does not move or depends on the others where the model cannot have it.
   */
  fit(data: SignalData, options?: SignalFitOptions): FittedSignal;
}
