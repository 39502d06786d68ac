import { minimize } from "../stats/mod.ts";
import { KalmanFilter } from "./kalman_filter.ts";
import { RegressionBlock } from "./regression_block.ts";
import { type StateSpace, stateSpace } from "./state_space.ts";

/** Coefficients that are constant in a block of rows and walk at random between blocks. */
export type Drift = {
  /** Variance of each coefficient at the start, in units of the noise. */
  readonly prior: number;
  /** Variance of its step from block to block, in units of the noise. */
  readonly step: number;
};

/** Log likelihood of a drift, with the variance of the noise that makes it largest. */
export type DriftLikelihood = Drift & {
  /** Log likelihood. */
  readonly logLikelihood: number;
  /** Variance of a row's noise. */
  readonly noise: number;
};

/** A block of rows as observations of the coefficients. */
type Observations = {
  readonly loading: Float64Array;
  readonly values: Float64Array;
};

/**
 * The state space of drifting coefficients, in units of the noise of a row.
 *
 * @param width Number of coefficients.
 * @param drift Prior and step.
 * @param loading What the present block's observations see: written by the caller.
 * @returns The model.
 */
export function driftingModel(
  width: number,
  { prior, step }: Drift,
  loading: () => Float64Array,
): StateSpace {
  const diagonal = (value: number) =>
    Array.from(
      { length: width },
      (_, i) => Array.from({ length: width }, (_, j) => i === j ? value : 0),
    );
  return stateSpace({
    transition: diagonal(1),
    stateNoise: diagonal(step),
    loading: diagonal(1),
    observationNoise: diagonal(1),
    initialCovariance: diagonal(prior),
    at: (out) => out.loading.set(loading()),
  });
}

/**
 * Rows of scores and targets, of which the likelihood of a {@linkcode Drift} is computed, block by
 * block: a pass costs no more than its blocks.
 *
 * Where targets overlap, each of `h` counts for a `1/h`: there is no more in them than in those
 * that do not.
 */
export class DriftingLikelihood {
  readonly #width: number;
  readonly #blocks: Observations[] = [];
  readonly #whole: Observations;
  #rows = 0;
  #rest = 0;
  #restOfWhole = 0;

  /**
   * Takes the rows.
   *
   * @param width Number of scores of a row.
   * @param scores Row by row; a missing score is `NaN`.
   * @param targets One per row; `NaN` is missing.
   * @param options Rows of a block, rows of a target.
   */
  constructor(
    width: number,
    scores: Float64Array,
    targets: Float64Array,
    { block, horizon }: { readonly block: number; readonly horizon: number },
  ) {
    this.#width = width;
    const sums = new RegressionBlock(width);
    const all = new RegressionBlock(width);
    for (let t = 0; t < targets.length; t++) {
      if (
        isComplete(scores, t * width, width) && Number.isFinite(targets[t]!)
      ) {
        sums.add(scores, t * width, targets[t]!);
        all.add(scores, t * width, targets[t]!);
      }
      if ((t + 1) % block === 0) this.#close(sums, horizon);
    }
    this.#close(sums, horizon);
    this.#whole = this.#room();
    const { loading, values } = this.#whole;
    this.#restOfWhole = all.collapse(1 / horizon, loading, values);
  }

  #room(): Observations {
    const width = this.#width;
    return {
      loading: new Float64Array(width * width),
      values: new Float64Array(width),
    };
  }

  #close(sums: RegressionBlock, horizon: number): void {
    if (sums.count === 0 && this.#blocks.length === 0) return;
    const block = this.#room();
    this.#rest += sums.collapse(1 / horizon, block.loading, block.values);
    this.#rows += sums.count / horizon;
    this.#blocks.push(block);
    sums.clear();
  }

  /**
   * Log likelihood of a drift.
   *
   * @param drift Prior and step.
   * @returns It, and the variance of the noise.
   */
  of(drift: Drift): DriftLikelihood {
    // Coefficients that stay see all rows as one block.
    const blocks = drift.step === 0 ? [this.#whole] : this.#blocks;
    let present = blocks[0]!.loading;
    const model = driftingModel(this.#width, drift, () => present);
    const filter = new KalmanFilter(model);
    let square = drift.step === 0 ? this.#restOfWhole : this.#rest;
    let logVariance = 0;
    for (const { loading, values } of blocks) {
      present = loading;
      const density = filter.update(values);
      if (filter.observed === 0) continue;
      square += filter.nis;
      logVariance -= 2 * density + filter.nis +
        filter.observed * Math.log(2 * Math.PI);
    }
    const n = this.#rows;
    const noise = square / n;
    const logLikelihood = -(n * Math.log(2 * Math.PI * noise) + n +
      logVariance) / 2;
    return { ...drift, logLikelihood, noise };
  }

  /** The most likely prior of coefficients that stay. */
  constant(): DriftLikelihood {
    const at = (x: number) => this.of({ prior: Math.exp(x), step: 0 });
    let best = -24;
    for (let x = -24; x <= 4; x++) {
      if (at(x).logLikelihood > at(best).logLikelihood) best = x;
    }
    let low = best - 1;
    let high = best + 1;
    const golden = (Math.sqrt(5) - 1) / 2;
    for (let i = 0; i < 24; i++) {
      const left = high - golden * (high - low);
      const right = low + golden * (high - low);
      if (at(left).logLikelihood >= at(right).logLikelihood) high = right;
      else low = left;
    }
    return at((low + high) / 2);
  }

  /**
   * The most likely drift of coefficients that walk.
   *
   * @param action What could not be done.
   * @param constant The most likely prior of those that stay.
   * @param iterations Most iterations of the search.
   * @returns The drift; never less likely than `constant`.
   * @throws {ConvergenceError} If the search did not come to rest.
   */
  drifting(
    action: string,
    constant: DriftLikelihood,
    iterations: number,
  ): DriftLikelihood {
    const of = (x: ArrayLike<number>) =>
      this.of({ prior: Math.exp(x[0]!), step: Math.exp(x[1]!) });
    const scale = Math.log(1 / this.#rows);
    let start = [Math.log(constant.prior), scale - 22];
    for (const prior of [Math.log(constant.prior), scale]) {
      for (let step = -20; step <= 0; step += 2) {
        const trial = [prior, scale + step];
        if (of(trial).logLikelihood > of(start).logLikelihood) start = trial;
      }
    }
    const found = minimize((x) => -of(x).logLikelihood, start, {
      action,
      iterations,
    });
    const best = of(found.x);
    return best.logLikelihood > constant.logLikelihood ? best : constant;
  }
}

/** Whether no score of a row is missing. */
export function isComplete(
  scores: Float64Array,
  at: number,
  width: number,
): boolean {
  for (let k = 0; k < width; k++) {
    if (scores[at + k]! !== scores[at + k]!) return false;
  }
  return true;
}
