import { assertInteger } from "../stats/arguments.ts";
import {
  assertRow,
  type CovarianceColumn,
  covarianceColumn,
} from "./rolling_covariance.ts";

/** Options of {@linkcode EwmaCovariance}. */
export type EwmaCovarianceOptions = {
  /** Number of assets, at least 1. */
  readonly assets: number;
  /** Weight `λ` on the covariance before, in (0, 1); RiskMetrics took 0.94 for days. */
  readonly decay: number;
};

/** State of an {@linkcode EwmaCovariance} as plain data. */
export type EwmaCovarianceSnapshot = EwmaCovarianceOptions & {
  /** The covariance; `null` before the first returns. */
  readonly values: readonly number[] | null;
  /** Whether a return of the last time was missing. */
  readonly missing: boolean;
};

/**
 * Exponentially weighted covariance of several assets: `Σ[t] = λ Σ[t-1] + (1 - λ) r rᵀ`, started at `r rᵀ`.
 *
 * Its diagonal is `ewmaVariance` bit for bit.
 * A sum of squares with positive weights, so positive semidefinite at every time. Means are
 * taken as 0. Half of all weight lies within `ln 2 / -ln λ` returns; `(1 + λ)/(1 - λ)` equally weighted
 * ones are as precise. An update allocates nothing.
 *
 * @see eq-ewma-covariance, lem-ewma-weights
 * @see J.P. Morgan, Reuters (1996), RiskMetrics technical document, fourth edition, section 5.2.
 *
 * @example Two returns of one asset
 * ```ts
 * import assert from "node:assert/strict";
 * import { EwmaCovariance } from "volarb/risk";
 *
 * const ewma = new EwmaCovariance({ assets: 1, decay: 0.5 });
 * ewma.update(Float64Array.of(2));
 * ewma.update(Float64Array.of(0));
 * assert.equal(ewma.value[0], 2);
 * ```
 */
export class EwmaCovariance {
  /** Number of assets `p`. */
  readonly assets: number;
  /** Weight `λ` on the covariance before. */
  readonly decay: number;
  readonly #matrix: Float64Array;
  readonly #none: Float64Array;
  #empty = true;
  #missing = true;

  /**
   * Starts with no return seen.
   *
   * @param options Assets and decay.
   * @throws {RangeError} If there is no asset or the decay is not in (0, 1).
   */
  constructor({ assets, decay }: EwmaCovarianceOptions) {
    assertInteger("create an EwmaCovariance", "assets", assets, 1);
    if (!(decay > 0 && decay < 1)) {
      throw new RangeError(
        `Cannot create an EwmaCovariance as decay must be in (0, 1): current value is ${decay}`,
      );
    }
    this.assets = assets;
    this.decay = decay;
    this.#matrix = new Float64Array(assets * assets);
    this.#none = new Float64Array(assets * assets).fill(NaN);
  }

  /**
   * Restores the state that {@linkcode EwmaCovariance.toJSON} gave.
   *
   * @param snapshot The state as plain data.
   * @returns A covariance that continues bit for bit.
   * @throws {RangeError} As the constructor, and if the matrix has another size.
   */
  static from(
    { values, missing, ...options }: EwmaCovarianceSnapshot,
  ): EwmaCovariance {
    const ewma = new EwmaCovariance(options);
    if (values !== null) {
      if (values.length !== ewma.#matrix.length) {
        throw new RangeError(
          `Cannot restore an EwmaCovariance as its matrix must have ${ewma.#matrix.length} entries: current number is ${values.length}`,
        );
      }
      ewma.#matrix.set(values);
      ewma.#empty = false;
    }
    ewma.#missing = missing;
    return ewma;
  }

  /**
   * `p × p`, row by row; `NaN` before the first returns and after missing ones. The array changes in
   * place.
   */
  get value(): Float64Array {
    return this.#missing ? this.#none : this.#matrix;
  }

  /** Whether there is a covariance. */
  get ready(): boolean {
    return !this.#missing;
  }

  /**
   * Takes the returns of the next time.
   *
   * @param returns Length `p`; fractions. Where one is not finite all of that time are missing, for half of
   *   them would leave a matrix that no returns have; the next goes on from what was known.
   * @throws {RangeError} If there is another number of returns.
   */
  update(returns: ArrayLike<number>): void {
    const p = this.assets;
    assertRow("update an EwmaCovariance", returns, p);
    let squares = 0;
    for (let i = 0; i < p; i++) squares += returns[i]! * returns[i]!;
    this.#missing = squares - squares !== 0;
    if (this.#missing) return;
    const matrix = this.#matrix;
    const decay = this.#empty ? 0 : this.decay;
    const fresh = this.#empty ? 1 : 1 - this.decay;
    this.#empty = false;
    for (let i = 0; i < p; i++) {
      const x = returns[i]!;
      for (let j = 0; j <= i; j++) {
        const k = i * p + j;
        matrix[j * p + i] = matrix[k] = decay * matrix[k]! +
          fresh * (x * returns[j]!);
      }
    }
  }

  /** Forgets every return. */
  reset(): void {
    this.#matrix.fill(0);
    this.#empty = true;
    this.#missing = true;
  }

  /**
   * The state as plain data.
   *
   * @returns What {@linkcode EwmaCovariance.from} takes.
   */
  toJSON(): EwmaCovarianceSnapshot {
    return {
      assets: this.assets,
      decay: this.decay,
      values: this.#empty ? null : [...this.#matrix],
      missing: this.#missing,
    };
  }
}

/**
 * Exponentially weighted covariance of several assets, for each time.
 *
 * @param returns A column for each asset, of one length `T`; fractions per period, `NaN` is missing.
 * @param decay Weight `λ` on the covariance before, in (0, 1).
 * @returns `T` matrices; entry `t` uses returns `0 .. t` and is `NaN` where one of them at `t` is missing.
 * @throws {RangeError} If columns differ in length or the decay is not in (0, 1).
 *
 * @example It starts at the first squares
 * ```ts
 * import assert from "node:assert/strict";
 * import { ewmaCovariance } from "volarb/risk";
 *
 * const { values } = ewmaCovariance([Float64Array.of(2, 0)], 0.5);
 * assert.deepEqual([...values], [4, 2]);
 * ```
 */
export function ewmaCovariance(
  returns: readonly Float64Array[],
  decay: number,
): CovarianceColumn {
  return covarianceColumn(
    new EwmaCovariance({ assets: returns.length, decay }),
    returns,
  );
}
