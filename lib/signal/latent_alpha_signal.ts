import { checkedRows, featureColumns } from "./arguments.ts";
import { FeatureScaler, type FeatureScaling } from "./feature_scaling.ts";
import { KalmanFilter, type KalmanFilterSnapshot } from "./kalman_filter.ts";
import { predictColumns } from "./predict_columns.ts";
import type {
  FittedSignal,
  SignalColumns,
  SignalData,
  SignalPredictOptions,
} from "./signal_model.ts";
import { type StateSpace, stateSpace } from "./state_space.ts";

/**
 * What returns are to a latent alpha.
 *
 * - `"explained"`: the alpha is what the features have in common, estimated and filtered from
 *   them alone; the return over the horizon is regressed on it.
 * - `"observed"`: each return is one more noisy observation of the alpha before it, in the
 *   likelihood and in the filter. That is the whole model, and right where the features'
 *   noise owes nothing to past returns. A feature that is made of returns, as every momentum
 *   is, breaks it: what it shares with them is then taken for the alpha.
 *
 * @see prop-predetermined
 */
export type LatentReturns = "explained" | "observed";

/** A latent alpha that was fitted, and where its filter stands; plain data. */
export type LatentAlphaSnapshot = {
  /** What kind of signal it is. */
  readonly kind: "latent";
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
  /** Persistence `φ` of the alpha from row to row. */
  readonly persistence: number;
  /** Loading of each feature on an alpha of variance 1; 0 where one is left out. */
  readonly loading: readonly number[];
  /** Variance of each feature's noise. */
  readonly noise: readonly number[];
  /** Return of a row per unit of alpha, shrunk, in units of the return. */
  readonly slope: number;
  /** Variance with which the slope is known. */
  readonly slopeVariance: number;
  /** Variance of the return's noise, in the same unit. */
  readonly returnNoise: number;
  /** What returns are to the alpha. */
  readonly returns: LatentReturns;
  /** What a return is divided by: its standard deviation, or that in units of the forecast one. */
  readonly unit: number;
  /** Whether returns are in units of their forecast standard deviation. */
  readonly inDeviations: boolean;
  /** Where the filter stands; absent before the first row. */
  readonly state?: {
    /** The filter. */
    readonly filter: KalmanFilterSnapshot;
    /** Forecast variance at the last row; `null` if there was none. */
    readonly variance: number | null;
    /** Part of the alpha that each feature stands for. */
    readonly parts: readonly number[];
  };
};

/** Noise that stands for a row without a score. */
const NOTHING_SEEN = 1;

/**
 * A latent alpha that reverts to its mean, seen by features through noise and by returns.
 *
 * `a[t+1] = φ a[t] + √(1-φ²) w`; `z_k[t] = l_k a[t] + e_k`, `e_k ~ N(0, r_k)`; `y[t+1] = s a[t] + u`, `u ~ N(0, v)`. At each
 * row the filter takes the scores that are there, collapsed into their weighted mean
 * `Σ l_k z_k / r_k / Σ l_k² / r_k` of variance `1 / Σ l_k² / r_k`, and, where returns are observed, the
 * return since the row before, which speaks of the alpha before. With filtered mean `m` and variance `P`, and `A(h) = (1 - φ^h) / (1 - φ)`:
 *
 * - mean of the return over `h` rows: `s A m`;
 * - variance of the mean: `A² (s² P + var(s) (m² + P))`;
 * - predictive variance: that, and `s² (1-φ²) Σ_{k<h} A(k)² + h v`.
 *
 * A missing feature is passed over; without any the alpha decays. Contributions add up to the
 * mean; where returns are observed, what they leave of it is what past returns have said.
 *
 * @see eq-latent-alpha, eq-collapse, eq-latent-horizon
 *
 * @example The alpha that is left when its feature is missing
 * ```ts
 * import assert from "node:assert/strict";
 * import { Random } from "volarb/random";
 * import { kalmanEnsemble, LatentAlphaSignal, type LatentAlphaSnapshot } from "volarb/signal";
 *
 * const random = new Random(1);
 * const draw = () => Float64Array.from({ length: 2000 }, () => random.normal());
 * const alpha = draw();
 * for (let t = 1; t < 2000; t++) alpha[t] = 0.9 * alpha[t - 1]! + 0.44 * alpha[t]!;
 * const x = draw().map((e, t) => alpha[t]! + e);
 * const returns = draw().map((u, t) => u + 0.3 * (alpha[t - 1] ?? 0));
 * const fitted = kalmanEnsemble({ form: "latent" }).fit({ features: { x }, returns });
 *
 * const signal = new LatentAlphaSignal(fitted.toJSON() as LatentAlphaSnapshot);
 * signal.update(Float64Array.of(3), 0);
 * const { mean } = signal;
 * signal.update(Float64Array.of(NaN), NaN);
 * assert.ok(signal.mean > 0 && signal.mean < mean);
 * ```
 */
export class LatentAlphaSignal implements FittedSignal {
  readonly #fit: LatentAlphaSnapshot;
  readonly #scaler: FeatureScaler;
  readonly #fresh: StateSpace;
  #filter: KalmanFilter;
  readonly #weight: Float64Array;
  readonly #information: Float64Array;
  readonly #observed = new Float64Array(2);
  readonly #parts: Float64Array;
  readonly #sum: number;
  readonly #future: number;
  #noise = NOTHING_SEEN;
  #lastVariance = NaN;
  /** Part of the mean that each feature stands for; the same array after every row. */
  readonly contributions: Float64Array;
  /** Posterior mean of the log return over the horizon; `NaN` before the first row. */
  mean: number = NaN;
  /** Posterior variance of the mean, squared log return. */
  meanVariance: number = NaN;
  /** Predictive variance of the return over the horizon, squared log return. */
  variance: number = NaN;

  /**
   * Starts where the snapshot stands.
   *
   * @param fit What was fitted, and perhaps where its filter stands.
   */
  constructor(fit: LatentAlphaSnapshot) {
    const { state, ...fitted } = fit;
    this.#fit = fitted;
    this.#scaler = new FeatureScaler(fit.scaling);
    const width = fit.features.length;
    this.contributions = new Float64Array(width).fill(NaN);
    this.#parts = new Float64Array(width);
    this.#weight = Float64Array.from(fit.loading, (l, k) => l / fit.noise[k]!);
    this.#information = this.#weight.map((w, k) => w * fit.loading[k]!);
    const { sum, squares } = horizonSums(fit.persistence, fit.horizon);
    this.#sum = sum;
    this.#future = squares * (1 - fit.persistence ** 2);
    this.#fresh = this.#stateSpace();
    if (state === undefined) {
      this.#filter = new KalmanFilter(this.#fresh);
      return;
    }
    this.#filter = KalmanFilter.from(this.#fresh, state.filter);
    this.#lastVariance = state.variance ?? NaN;
    this.#parts.set(state.parts);
    if (state.filter.steps > 0) this.#speak(this.#lastVariance);
  }

  #stateSpace(): StateSpace {
    const { persistence: phi, slope, returnNoise } = this.#fit;
    return stateSpace({
      transition: [[phi, 0], [1, 0]],
      stateNoise: [[1 - phi * phi, 0], [0, 0]],
      loading: [[1, 0], [0, slope]],
      observationNoise: [[NOTHING_SEEN, 0], [0, returnNoise]],
      initialCovariance: [[1, phi], [phi, 1]],
      at: (out) => {
        out.observationNoise[0] = this.#noise;
      },
    });
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
  get parameters(): LatentAlphaSnapshot {
    return this.#fit;
  }

  /** Mean of the alpha, which has variance 1, given all rows so far. */
  get alpha(): number {
    return this.#filter.mean[0]!;
  }

  /** Variance of the alpha given all rows so far. */
  get alphaVariance(): number {
    return this.#filter.covariance[0]!;
  }

  /** Whether there is a mean. */
  get ready(): boolean {
    return this.mean === this.mean;
  }

  /**
   * Takes the next row.
   *
   * @param features One value per feature; `NaN` is missing.
   * @param realized Log return from the row before to this one; `NaN` is missing.
   * @param variance Forecast variance of the next row's return; read where the model was
   *   fitted with one.
   * @returns The posterior mean; `NaN` only where a variance is needed and missing.
   */
  update(
    features: Float64Array,
    realized: number,
    variance: number = NaN,
  ): number {
    const { inDeviations, unit } = this.#fit;
    this.#observed[0] = this.#collapse(features);
    const before = inDeviations ? Math.sqrt(this.#lastVariance) : 1;
    const y = realized / (unit * before);
    const listens = this.#fit.returns === "observed" && y - y === 0;
    this.#observed[1] = listens ? y : NaN;
    this.#filter.predict();
    this.#share();
    this.#filter.correct(this.#observed);
    this.#lastVariance = variance;
    return this.#speak(variance);
  }

  /** Weighted mean of the scores that are there, and its variance. */
  #collapse(features: Float64Array): number {
    this.#scaler.update(features);
    const { scores } = this.#scaler;
    let total = 0;
    let information = 0;
    for (let k = 0; k < scores.length; k++) {
      const z = scores[k]!;
      if (z !== z) continue;
      total += this.#weight[k]! * z;
      information += this.#information[k]!;
    }
    if (!(information > 0)) return NaN;
    this.#noise = 1 / information;
    return total / information;
  }

  /**
   * Splits the filtered mean into what each feature has said: the filter is linear in what
   * it is given, with gains that its covariance before the observation tells.
   */
  #share(): void {
    const { persistence: phi, slope, returnNoise } = this.#fit;
    const [z, y] = this.#observed;
    const p = this.#filter.covariance;
    const seen = z === z;
    const k0 = seen ? p[0]! / (p[0]! + this.#noise) : 0;
    const k1 = seen ? p[1]! / (p[0]! + this.#noise) : 0;
    const p01 = p[1]! - k0 * p[1]!;
    const p11 = p[3]! - k1 * p[1]!;
    const spread = slope * slope * p11 + returnNoise;
    const g0 = y === y ? slope * p01 / spread : 0;
    const first = this.#filter.steps === 1;
    for (let k = 0; k < this.#parts.length; k++) {
      const a = first ? 0 : phi * this.#parts[k]!;
      const b = first ? 0 : this.#parts[k]!;
      const score = this.#scaler.scores[k]!;
      const said = score === score ? this.#noise * this.#weight[k]! * score : 0;
      const a1 = a + k0 * (said - a);
      const b1 = b + k1 * (said - a);
      this.#parts[k] = a1 - g0 * slope * b1;
    }
  }

  /** What the filter means for the return over the horizon. */
  #speak(variance: number): number {
    const { slope, slopeVariance, returnNoise, unit, horizon, inDeviations } =
      this.#fit;
    const square = unit * unit * (inDeviations ? variance : 1);
    const scale = Math.sqrt(square) * this.#sum;
    const m = this.#filter.mean[0]!;
    const p = this.#filter.covariance[0]!;
    const known = slope * slope * p + slopeVariance * (m * m + p);
    this.meanVariance = scale * scale * known;
    this.variance = this.meanVariance +
      square * (slope * slope * this.#future + horizon * returnNoise);
    for (let k = 0; k < this.#parts.length; k++) {
      this.contributions[k] = scale * slope * this.#parts[k]!;
    }
    this.mean = scale * slope * m;
    return this.mean;
  }

  /** Forgets every row. */
  reset(): void {
    this.#filter = new KalmanFilter(this.#fresh);
    this.#parts.fill(0);
    this.#lastVariance = NaN;
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
    const fresh = new LatentAlphaSignal(this.#fit);
    return predictColumns(fresh, columns, data, rows);
  }

  /**
   * What was fitted and where the filter stands, as plain data.
   *
   * @returns What `signalFrom` takes.
   */
  toJSON(): LatentAlphaSnapshot {
    if (this.#filter.steps === 0) return this.#fit;
    return {
      ...this.#fit,
      state: {
        filter: this.#filter.toJSON(),
        variance: Number.isFinite(this.#lastVariance)
          ? this.#lastVariance
          : null,
        parts: [...this.#parts],
      },
    };
  }
}

/**
 * Sums over a horizon of an alpha that decays: `A(h) = Σ_{j<h} φ^j` and `Σ_{k<h} A(k)²`.
 *
 * @param persistence `φ`.
 * @param horizon `h`.
 * @returns Both sums.
 */
export function horizonSums(
  persistence: number,
  horizon: number,
): { readonly sum: number; readonly squares: number } {
  let sum = 0;
  let squares = 0;
  for (let j = 0; j < horizon; j++) {
    squares += sum * sum;
    sum = 1 + persistence * sum;
  }
  return { sum, squares };
}
