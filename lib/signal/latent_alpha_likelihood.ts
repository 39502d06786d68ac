import { KalmanFilter } from "./kalman_filter.ts";
import { type StateSpace, stateSpace } from "./state_space.ts";

/**
 * A latent alpha, what each feature says of it, and what the return owes to it.
 *
 * `a[t+1] = φ a[t] + √(1-φ²) w`, of unit variance; score `z_k[t] = l_k a[t] + e`, `e ~ N(0, r_k)`; return
 * `y[t+1] = s a[t] + u`, `u ~ N(0, v)`.
 */
export type LatentAlpha = {
  /** Persistence `φ` of the alpha from row to row, in (0, 1). */
  readonly persistence: number;
  /** Loading `l_k` of each feature. */
  readonly loading: Float64Array;
  /** Variance `r_k` of each feature's noise. */
  readonly noise: Float64Array;
  /** Return per unit of alpha `s`. */
  readonly slope: number;
  /** Variance `v` of the return's noise. */
  readonly returnNoise: number;
};

/** Log likelihood and its derivatives. */
export type LatentScore = {
  /** Log likelihood of scores and returns. */
  readonly logLikelihood: number;
  /** With respect to `φ`. */
  readonly persistence: number;
  /** With respect to each `l_k`. */
  readonly loading: Float64Array;
  /** With respect to each `ln r_k`. */
  readonly noise: Float64Array;
  /** With respect to `s`. */
  readonly slope: number;
  /** With respect to `ln v`. */
  readonly returnNoise: number;
};

const LOG_TWO_PI = Math.log(2 * Math.PI);

/**
 * Scores and returns of a training window, of which the likelihood of a {@linkcode LatentAlpha}
 * is computed.
 *
 * All that is observed of one alpha is collapsed into one number, its weighted mean, before
 * the filter: with noise that is independent from feature to feature nothing is lost
 * (Jungbacker and Koopman), and a pass costs one state and one observation a row, whatever
 * the number of features. The derivatives are those of Fisher's identity: the expected
 * derivatives of the likelihood of a known alpha, under the smoothed one (Koopman and Shephard).
 * @see lem-collapse, eq-score
 */
export class LatentAlphaLikelihood {
  readonly #rows: number;
  readonly #width: number;
  /** Row by row: scores, then the return that follows. */
  readonly #data: Float64Array;
  readonly #collapsed: Float64Array;
  readonly #noise: Float64Array;
  readonly #mean: Float64Array;
  readonly #variance: Float64Array;
  readonly #predictedMean: Float64Array;
  readonly #predictedVariance: Float64Array;
  readonly #lag: Float64Array;

  /**
   * Takes the window.
   *
   * @param scores Columns of scores; `NaN` is missing.
   * @param next The return that follows each row; `NaN` is missing.
   */
  constructor(scores: readonly Float64Array[], next: Float64Array) {
    this.#rows = next.length;
    this.#width = scores.length + 1;
    this.#data = new Float64Array(this.#rows * this.#width);
    [...scores, next].forEach((column, k) => {
      for (let t = 0; t < this.#rows; t++) {
        this.#data[t * this.#width + k] = column[t]!;
      }
    });
    const column = () => new Float64Array(this.#rows);
    this.#collapsed = column();
    this.#noise = column();
    this.#mean = column();
    this.#variance = column();
    this.#predictedMean = column();
    this.#predictedVariance = column();
    this.#lag = column();
  }

  /**
   * Log likelihood and derivatives of an alpha.
   *
   * @param alpha The alpha.
   * @returns What {@linkcode LatentScore} says.
   */
  score(alpha: LatentAlpha): LatentScore {
    const rest = this.#collapse(alpha);
    const logLikelihood = rest + this.#filter(alpha.persistence);
    const smooth = this.#smooth(alpha.persistence);
    return {
      logLikelihood,
      persistence: persistenceScore(smooth, alpha.persistence),
      ...this.#measurementScore(alpha, smooth),
    };
  }

  /** Collapses each row and gives what that leaves out of the likelihood. */
  #collapse(alpha: LatentAlpha): number {
    const width = this.#width;
    const weight = new Float64Array(width);
    const precision = new Float64Array(width);
    const logVariance = new Float64Array(width);
    for (let k = 0; k < width; k++) {
      const [slope, variance] = measurement(alpha, k);
      precision[k] = 1 / variance;
      weight[k] = slope / variance;
      logVariance[k] = LOG_TWO_PI + Math.log(variance);
    }
    let rest = 0;
    for (let t = 0; t < this.#rows; t++) {
      let total = 0;
      let information = 0;
      let square = 0;
      for (let k = 0; k < width; k++) {
        const y = this.#data[t * width + k]!;
        if (y !== y) continue;
        total += weight[k]! * y;
        information += weight[k]! * weight[k]! / precision[k]!;
        square += y * y * precision[k]! + logVariance[k]!;
      }
      rest -= square / 2;
      if (information > 0) {
        const z = total / information;
        this.#collapsed[t] = z;
        this.#noise[t] = 1 / information;
        rest += (information * z * z + LOG_TWO_PI - Math.log(information)) / 2;
      } else this.#collapsed[t] = NaN;
    }
    return rest;
  }

  #model(persistence: number): StateSpace {
    const seen = this.#noise;
    return stateSpace({
      transition: persistence,
      stateNoise: 1 - persistence * persistence,
      loading: 1,
      observationNoise: 1,
      initialCovariance: 1,
      at: (out, step) => {
        const noise = seen[step]!;
        if (noise > 0) out.observationNoise[0] = noise;
      },
    });
  }

  /** Runs the filter and keeps its numbers: a loop of its own takes a third of the columns' time. */
  #filter(persistence: number): number {
    const filter = new KalmanFilter(this.#model(persistence));
    const { mean, covariance } = filter;
    for (let t = 0; t < this.#rows; t++) {
      filter.predict();
      this.#predictedMean[t] = mean[0]!;
      this.#predictedVariance[t] = covariance[0]!;
      filter.correct(this.#collapsed, t);
      this.#mean[t] = mean[0]!;
      this.#variance[t] = covariance[0]!;
    }
    return filter.logLikelihood;
  }

  /** Rauch, Tung and Striebel's recursion for one state, in place. */
  #smooth(persistence: number): Smoothed {
    const mean = this.#mean;
    const variance = this.#variance;
    const lag = this.#lag;
    for (let t = this.#rows - 2; t >= 0; t--) {
      const ahead = this.#predictedVariance[t + 1]!;
      const gain = variance[t]! * persistence / ahead;
      lag[t + 1] = gain * variance[t + 1]!;
      mean[t]! += gain * (mean[t + 1]! - this.#predictedMean[t + 1]!);
      variance[t]! += gain * gain * (variance[t + 1]! - ahead);
    }
    return { mean, variance, lag };
  }

  #measurementScore(alpha: LatentAlpha, { mean, variance }: Smoothed) {
    const width = this.#width;
    const cross = new Float64Array(width);
    const square = new Float64Array(width);
    const own = new Float64Array(width);
    const count = new Float64Array(width);
    for (let t = 0; t < this.#rows; t++) {
      const a = mean[t]!;
      const aa = a * a + variance[t]!;
      for (let k = 0; k < width; k++) {
        const y = this.#data[t * width + k]!;
        if (y !== y) continue;
        cross[k]! += y * a;
        square[k]! += aa;
        own[k]! += y * y;
        count[k]!++;
      }
    }
    const loading = new Float64Array(width);
    const noise = new Float64Array(width);
    for (let k = 0; k < width; k++) {
      const [l, r] = measurement(alpha, k);
      loading[k] = (cross[k]! - l * square[k]!) / r;
      const left = own[k]! - 2 * l * cross[k]! + l * l * square[k]!;
      noise[k] = (left / r - count[k]!) / 2;
    }
    return {
      loading: loading.subarray(0, width - 1),
      noise: noise.subarray(0, width - 1),
      slope: loading[width - 1]!,
      returnNoise: noise[width - 1]!,
    };
  }
}

/** Loading and noise of what is observed: the features, then the return. */
function measurement(
  { loading, noise, slope, returnNoise }: LatentAlpha,
  k: number,
): [number, number] {
  return k < loading.length ? [loading[k]!, noise[k]!] : [slope, returnNoise];
}

/** Means, variances and covariance with the row before, given all rows. */
type Smoothed = {
  readonly mean: Float64Array;
  readonly variance: Float64Array;
  readonly lag: Float64Array;
};

/** Derivative with respect to `φ` of an AR(1) of unit variance. */
function persistenceScore(
  { mean, variance, lag }: Smoothed,
  phi: number,
): number {
  const n = mean.length;
  let before = 0;
  let after = 0;
  let cross = 0;
  for (let t = 1; t < n; t++) {
    before += mean[t - 1]! ** 2 + variance[t - 1]!;
    after += mean[t]! ** 2 + variance[t]!;
    cross += mean[t]! * mean[t - 1]! + lag[t]!;
  }
  const q = 1 - phi * phi;
  const left = after - 2 * phi * cross + phi * phi * before;
  return ((n - 1) * phi + cross - phi * before - phi * left / q) / q;
}
