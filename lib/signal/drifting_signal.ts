import { checkedRows, featureColumns } from "./arguments.ts";
import { driftingModel } from "./drifting_likelihood.ts";
import { FeatureScaler, type FeatureScaling } from "./feature_scaling.ts";
import { KalmanFilter, type KalmanFilterSnapshot } from "./kalman_filter.ts";
import { predictColumns } from "./predict_columns.ts";
import {
  RegressionBlock,
  type RegressionBlockSnapshot,
} from "./regression_block.ts";
import type {
  FittedSignal,
  SignalColumns,
  SignalData,
  SignalPredictOptions,
} from "./signal_model.ts";
import type { StateSpace } from "./state_space.ts";

/** Drifting coefficients that were fitted, and where their filter stands; plain data. */
export type DriftingSnapshot = {
  /** What kind of signal it is. */
  readonly kind: "drifting";
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
  /** Positions of the features that are not left out. */
  readonly kept: readonly number[];
  /** Rows of a block, after which coefficients are revised. */
  readonly block: number;
  /** Variance of each coefficient at the start, in units of the noise. */
  readonly prior: number;
  /** Variance of its step from block to block, in units of the noise; 0 if it stays. */
  readonly step: number;
  /** Variance of the noise of a target, in its unit. */
  readonly noise: number;
  /** What a target is divided by. */
  readonly unit: number;
  /** Whether targets are in units of their forecast standard deviation. */
  readonly inDeviations: boolean;
  /** Likelihood ratio of the drift against coefficients that stay. */
  readonly likelihoodRatio: number;
  /** Where it stands; absent before the first row. */
  readonly state?: DriftingState;
};

/** Where a {@linkcode DriftingSignal} stands. */
export type DriftingState = {
  /** The filter of the coefficients. */
  readonly filter: KalmanFilterSnapshot;
  /** Sums of the block that is not over. */
  readonly sums: RegressionBlockSnapshot;
  /** Rows taken. */
  readonly rows: number;
  /** Scores of the last rows, as a ring; `null` is missing. */
  readonly scores: readonly (number | null)[];
  /** Their returns. */
  readonly returns: readonly (number | null)[];
  /** Their forecast variances. */
  readonly variances: readonly (number | null)[];
};

/**
 * A regression whose coefficients walk at random, revised block by block as returns come in.
 *
 * `y[t] = z[t]ᵀ b[j] + u`, `u ~ N(0, s²)`, for the return `y[t]` over `h` rows of a row `t` of block `j`;
 * `b[j+1] = b[j] + w`, `w ~ N(0, q I)`; `b[0] ~ N(0, τ² I)`. Each target becomes known `h` rows later. When those
 * of a block are known, the filter takes them at once, as the few observations of `b` that say
 * the same, each target counting for a `1/h` as they overlap. With the filtered `b` and its
 * covariance `P`: mean `bᵀ z`, variance of the mean `zᵀ (P + q I) z`, predictive variance that and `s²`.
 * A row with a missing feature has no mean.
 *
 * @see eq-drifting, lem-block
 *
 * @example A feature whose sign turns halfway, and a signal that goes on from where another stood
 * ```ts
 * import assert from "node:assert/strict";
 * import { Random } from "volarb/random";
 * import { DriftingSignal, type DriftingSnapshot, kalmanEnsemble } from "volarb/signal";
 *
 * const random = new Random(1);
 * const draw = () => Float64Array.from({ length: 4000 }, () => random.normal());
 * const x = draw();
 * const slope = (t: number) => t < 2000 ? 0.5 : -0.5;
 * const returns = draw().map((u, t) => u + (t > 0 ? slope(t) * x[t - 1]! : 0));
 * const model = kalmanEnsemble({ form: "drifting", drift: "always" });
 * const fitted = model.fit({ features: { x }, returns }, { rows: { from: 0, to: 3000 } });
 *
 * const signal = new DriftingSignal(fitted.toJSON() as DriftingSnapshot);
 * for (let t = 0; t < 3999; t++) signal.update(x.subarray(t, t + 1), returns[t]!);
 * signal.update(Float64Array.of(1), returns[3999]!);
 * assert.ok(signal.mean < -0.3);
 * ```
 */
export class DriftingSignal implements FittedSignal {
  readonly #fit: DriftingSnapshot;
  readonly #scaler: FeatureScaler;
  readonly #fresh: StateSpace;
  readonly #loading: Float64Array;
  readonly #values: Float64Array;
  readonly #sums: RegressionBlock;
  readonly #scores: Float64Array;
  readonly #returns: Float64Array;
  readonly #variances: Float64Array;
  #filter: KalmanFilter;
  #rows = 0;
  /** Part of the mean that each feature stands for; the same array after every row. */
  readonly contributions: Float64Array;
  /** Posterior mean of the log return over the horizon; `NaN` where it says nothing. */
  mean: number = NaN;
  /** Posterior variance of the mean, squared log return. */
  meanVariance: number = NaN;
  /** Predictive variance of the return over the horizon, squared log return. */
  variance: number = NaN;

  /**
   * Starts where the snapshot stands.
   *
   * @param snapshot What was fitted, and perhaps where it stands.
   */
  constructor(snapshot: DriftingSnapshot) {
    const { state, ...fit } = snapshot;
    const width = fit.kept.length;
    this.#fit = fit;
    this.#scaler = new FeatureScaler(fit.scaling);
    this.#loading = new Float64Array(width * width);
    this.#values = new Float64Array(width);
    this.#sums = new RegressionBlock(width);
    this.#scores = new Float64Array(fit.horizon * width).fill(NaN);
    this.#returns = new Float64Array(fit.horizon).fill(NaN);
    this.#variances = new Float64Array(fit.horizon).fill(NaN);
    this.contributions = new Float64Array(fit.features.length).fill(NaN);
    this.#fresh = driftingModel(width, fit, () => this.#loading);
    if (state === undefined) {
      this.#filter = new KalmanFilter(this.#fresh);
      return;
    }
    this.#filter = KalmanFilter.from(this.#fresh, state.filter);
    this.#sums.restore(state.sums);
    this.#rows = state.rows;
    restore(this.#scores, state.scores);
    restore(this.#returns, state.returns);
    restore(this.#variances, state.variances);
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

  /** What was fitted. */
  get parameters(): DriftingSnapshot {
    return this.#fit;
  }

  /** Coefficient of the score of each feature that is not left out, in the unit of targets. */
  get coefficients(): Float64Array {
    return this.#filter.mean;
  }

  /** Whether there is a mean. */
  get ready(): boolean {
    return this.mean === this.mean;
  }

  /**
   * Takes the next row.
   *
   * @param features One value per feature.
   * @param realized Log return from the row before to this one; `NaN` is missing.
   * @param variance Forecast variance of the next row's return; read where the model was
   *   fitted with one.
   * @returns The posterior mean; `NaN` where a feature is missing.
   */
  update(
    features: Float64Array,
    realized: number,
    variance: number = NaN,
  ): number {
    const { horizon, kept, block } = this.#fit;
    const slot = this.#rows % horizon;
    this.#returns[slot] = realized;
    // The slot still holds the row whose target is now known.
    if (this.#rows >= horizon) this.#learn(slot);
    this.#rows++;
    const known = this.#rows - horizon;
    if (known > 0 && known % block === 0) this.#revise();
    this.#scaler.update(features);
    const width = kept.length;
    for (let i = 0; i < width; i++) {
      this.#scores[slot * width + i] = this.#scaler.scores[kept[i]!]!;
    }
    this.#variances[slot] = variance;
    return this.#speak(slot * width, variance);
  }

  /** Takes the target of the row in a slot, whose last return has just come in. */
  #learn(slot: number): void {
    const { horizon, kept, unit, inDeviations } = this.#fit;
    let y = 0;
    for (let j = 1; j <= horizon; j++) {
      y += this.#returns[(slot + j) % horizon]!;
    }
    const scale = inDeviations
      ? Math.sqrt(this.#variances[slot]! * horizon)
      : 1;
    y /= scale * unit;
    const width = kept.length;
    let there = y - y === 0;
    for (let i = 0; i < width && there; i++) {
      const z = this.#scores[slot * width + i]!;
      there = z === z;
    }
    if (there) this.#sums.add(this.#scores, slot * width, y);
  }

  /** Hands the block to the filter. */
  #revise(): void {
    const weight = 1 / this.#fit.horizon;
    this.#sums.collapse(weight, this.#loading, this.#values);
    this.#filter.update(this.#values);
    this.#sums.clear();
  }

  #speak(at: number, variance: number): number {
    const { horizon, kept, unit, noise, step, inDeviations } = this.#fit;
    const square = unit * unit * (inDeviations ? variance * horizon : 1);
    const scale = Math.sqrt(square);
    const { mean: b, covariance: p } = this.#filter;
    const width = kept.length;
    this.contributions.fill(0);
    let mean = 0;
    let spread = 0;
    for (let i = 0; i < width; i++) {
      const z = this.#scores[at + i]!;
      const part = scale * (b[i]! * z);
      this.contributions[kept[i]!] = part;
      mean += part;
      let line = step * z;
      for (let j = 0; j < width; j++) {
        line += p[i * width + j]! * this.#scores[at + j]!;
      }
      spread += line * z;
    }
    if (mean !== mean) this.contributions.fill(NaN);
    this.meanVariance = square * noise * spread;
    this.variance = this.meanVariance + square * noise;
    this.mean = mean;
    return mean;
  }

  /** Forgets every row. */
  reset(): void {
    this.#filter = new KalmanFilter(this.#fresh);
    this.#sums.clear();
    this.#rows = 0;
    this.#scores.fill(NaN);
    this.#returns.fill(NaN);
    this.#variances.fill(NaN);
    this.contributions.fill(NaN);
    this.mean = NaN;
    this.meanVariance = NaN;
    this.variance = NaN;
  }

  /**
   * What the model says of each row of columns, from a fresh start.
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
    const fresh = new DriftingSignal(this.#fit);
    return predictColumns(fresh, columns, data, rows);
  }

  /**
   * What was fitted and where it stands, as plain data.
   *
   * @returns What `signalFrom` takes.
   */
  toJSON(): DriftingSnapshot {
    if (this.#rows === 0) return this.#fit;
    return {
      ...this.#fit,
      state: {
        filter: this.#filter.toJSON(),
        sums: this.#sums.toJSON(),
        rows: this.#rows,
        scores: saved(this.#scores),
        returns: saved(this.#returns),
        variances: saved(this.#variances),
      },
    };
  }
}

function saved(column: Float64Array): (number | null)[] {
  return Array.from(column, (x) => Number.isFinite(x) ? x : null);
}

function restore(
  column: Float64Array,
  values: readonly (number | null)[],
): void {
  values.forEach((value, i) => column[i] = value ?? NaN);
}
