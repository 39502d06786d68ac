import { checkedRows, featureColumns } from "./arguments.ts";
import { FeatureScaler, type FeatureScaling } from "./feature_scaling.ts";
import type {
  FittedSignal,
  SignalColumns,
  SignalData,
  SignalPredictOptions,
} from "./signal_model.ts";
import { predictColumns } from "./predict_columns.ts";

/** A linear signal that was fitted; plain data. */
export type LinearSignalSnapshot = {
  /** What kind of signal it is. */
  readonly kind: "linear";
  /** Which model. */
  readonly model: string;
  /** Names of the features. */
  readonly features: readonly string[];
  /** Rows over which the return is forecast. */
  readonly horizon: number;
  /** Rows that were learnt on. */
  readonly observations: number;
  /** Correlation expected out of sample. */
  readonly expectedIc: number;
  /** How scores are made. */
  readonly scaling: FeatureScaling;
  /** Mean of each score in the training rows, which is taken from it. */
  readonly scoreMean: readonly number[];
  /** Coefficient of each score. */
  readonly coefficients: readonly number[];
  /** Posterior covariance of the coefficients, row by row. */
  readonly covariance: readonly (readonly number[])[];
  /** Variance of what the scores leave of the target. */
  readonly noiseVariance: number;
  /** Whether targets are in units of their forecast standard deviation. */
  readonly inDeviations: boolean;
};

/**
 * A forecast that is linear in the scores of one row.
 *
 * With scores `z` (about their training mean), coefficients `b` with posterior covariance `V` and
 * noise `s²`: mean `bᵀz`, variance of the mean `zᵀVz`, predictive variance `zᵀVz + s²`; times the
 * forecast standard deviation or variance over the horizon, where the model was fitted with
 * one. A row with a missing feature has no mean. There is no memory: each row stands alone.
 *
 * @see eq-linear-signal
 *
 * @example Half of a score, known to a tenth
 * ```ts
 * import assert from "node:assert/strict";
 * import { LinearSignal } from "volarb/signal";
 *
 * const signal = new LinearSignal({
 *   ...{ kind: "linear", model: "ridge", features: ["x"] },
 *   ...{ horizon: 1, observations: 100, expectedIc: 0.1 },
 *   scaling: { center: [1], scale: [2], clip: null },
 *   scoreMean: [0],
 *   coefficients: [0.5],
 *   covariance: [[0.01]],
 *   noiseVariance: 4,
 *   inDeviations: false,
 * });
 * // The score of 7 is (7 - 1) / 2.
 * assert.equal(signal.update(Float64Array.of(7)), 1.5);
 * assert.ok(Math.abs(signal.meanVariance - 0.09) < 1e-15);
 * assert.ok(Math.abs(signal.variance - 4.09) < 1e-15);
 * ```
 */
export class LinearSignal implements FittedSignal {
  readonly #fit: LinearSignalSnapshot;
  readonly #scaler: FeatureScaler;
  readonly #scoreMean: Float64Array;
  readonly #coefficients: Float64Array;
  readonly #covariance: Float64Array;
  readonly #z: Float64Array;
  /** Part of the mean that each feature stands for; the same array after every row. */
  readonly contributions: Float64Array;
  /** Posterior mean of the log return over the horizon; `NaN` where it says nothing. */
  mean: number = NaN;
  /** Posterior variance of the mean, squared log return. */
  meanVariance: number = NaN;
  /** Predictive variance of the return over the horizon, squared log return. */
  variance: number = NaN;

  /**
   * Starts with no row seen.
   *
   * @param fit What was fitted.
   */
  constructor(fit: LinearSignalSnapshot) {
    this.#fit = fit;
    this.#scaler = new FeatureScaler(fit.scaling);
    this.#scoreMean = Float64Array.from(fit.scoreMean);
    this.#coefficients = Float64Array.from(fit.coefficients);
    this.#covariance = Float64Array.from(fit.covariance.flat());
    this.#z = new Float64Array(fit.features.length);
    this.contributions = new Float64Array(fit.features.length).fill(NaN);
  }

  /** Which model. */
  get model(): string {
    return this.#fit.model;
  }

  /** Names of the features. */
  get features(): readonly string[] {
    return this.#fit.features;
  }

  /** Rows over which the return is forecast. */
  get horizon(): number {
    return this.#fit.horizon;
  }

  /** Rows that were learnt on. */
  get observations(): number {
    return this.#fit.observations;
  }

  /** Correlation expected out of sample. */
  get expectedIc(): number {
    return this.#fit.expectedIc;
  }

  /** Coefficient of each score, in the order of the features; 0 where one is left out. */
  get coefficients(): readonly number[] {
    return this.#fit.coefficients;
  }

  /** Whether there is a mean. */
  get ready(): boolean {
    return this.mean === this.mean;
  }

  /**
   * Takes the next row.
   *
   * @param features One value per feature.
   * @param _realized Not read.
   * @param variance Forecast variance of the next row's return; read where the model was
   *   fitted with one.
   * @returns The posterior mean; `NaN` where a feature is missing.
   */
  update(
    features: Float64Array,
    _realized: number = NaN,
    variance: number = NaN,
  ): number {
    const { inDeviations, horizon, noiseVariance } = this.#fit;
    const square = inDeviations ? variance * horizon : 1;
    if (!this.#scaler.update(features) || !(square > 0)) return this.#none();
    const width = this.#z.length;
    const scale = Math.sqrt(square);
    let mean = 0;
    for (let k = 0; k < width; k++) {
      const z = this.#scaler.scores[k]! - this.#scoreMean[k]!;
      this.#z[k] = z;
      const part = scale * (this.#coefficients[k]! * z);
      this.contributions[k] = part;
      mean += part;
    }
    let uncertainty = 0;
    for (let k = 0; k < width; k++) {
      let line = 0;
      for (let j = 0; j < width; j++) {
        line += this.#covariance[k * width + j]! * this.#z[j]!;
      }
      uncertainty += line * this.#z[k]!;
    }
    this.meanVariance = square * Math.max(0, uncertainty);
    this.variance = this.meanVariance + square * noiseVariance;
    return this.mean = mean;
  }

  #none(): number {
    this.contributions.fill(NaN);
    this.meanVariance = NaN;
    this.variance = NaN;
    return this.mean = NaN;
  }

  /** Forgets every row. */
  reset(): void {
    this.#none();
  }

  /**
   * What the model says of each row of columns.
   *
   * @param data Columns with every feature.
   * @param options Rows.
   * @returns Columns of the length of the data.
   * @throws {RangeError} If a feature is missing, columns differ in length or the rows are not
   *   among them.
   */
  predict(data: SignalData, options: SignalPredictOptions = {}): SignalColumns {
    const action = `predict with ${this.model}`;
    const rows = checkedRows(action, data, options.rows);
    const columns = featureColumns(action, this.features, data.features);
    return predictColumns(new LinearSignal(this.#fit), columns, data, rows);
  }

  /**
   * What was fitted, as plain data; a linear signal stands nowhere.
   *
   * @returns What `signalFrom` takes.
   */
  toJSON(): LinearSignalSnapshot {
    return this.#fit;
  }
}
