import {
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
};

/**
 * Exponentially weighted covariance of several assets: `Σ[t] = λ Σ[t-1] + (1 - λ) r rᵀ`, started at `r rᵀ`.
 *
 * A sum of squares with positive weights, so positive semidefinite at every time. Means are
 * taken as 0. Half of all weight lies within `ln 2 / -ln λ` returns; `(1 + λ)/(1 - λ)` equally weighted
 * ones are as precise. An update allocates nothing.
 *
 * @see J.P. Morgan, Reuters (1996), RiskMetrics technical document, fourth edition, section 5.2.
 *
 * @example Two returns of one asset
 * ```ts
 * import assert from "node:assert/strict";
 * import { EwmaCovariance } from "volarb/risk";
 *
 * const ewma = new EwmaCovariance({ assets: 1, decay: 0.5 });
 * ewma.update(Float64Array.of(2));
 * assert.equal(ewma.update(Float64Array.of(0))[0], 2);
 * ```
 */
export class EwmaCovariance {
  /** Number of assets `p`. */
  readonly assets: number;
  /** Weight `λ` on the covariance before. */
  readonly decay: number;
  /** `p × p`, row by row; `NaN` before the first returns. The array changes in place. */
  readonly value: Float64Array;

  /**
   * Starts with no return seen.
   *
   * @param options Assets and decay.
   * @throws {RangeError} If there is no asset or the decay is not in (0, 1).
   */
  constructor({ assets, decay }: EwmaCovarianceOptions) {
    if (!(Number.isSafeInteger(assets) && assets >= 1)) {
      throw new RangeError(
        `Cannot create an EwmaCovariance as assets must be an integer of at least 1: current value is ${assets}`,
      );
    }
    if (!(decay > 0 && decay < 1)) {
      throw new RangeError(
        `Cannot create an EwmaCovariance as decay must be in (0, 1): current value is ${decay}`,
      );
    }
    this.assets = assets;
    this.decay = decay;
    this.value = new Float64Array(assets * assets).fill(NaN);
  }

  /**
   * Restores the state that {@linkcode EwmaCovariance.toJSON} gave.
   *
   * @param snapshot The state as plain data.
   * @returns A covariance that continues bit for bit.
   */
  static from({ values, ...options }: EwmaCovarianceSnapshot): EwmaCovariance {
    const ewma = new EwmaCovariance(options);
    if (values !== null) ewma.value.set(values);
    return ewma;
  }

  /** Whether there is a covariance. */
  get ready(): boolean {
    return !Number.isNaN(this.value[0]!);
  }

  /**
   * Takes the returns of the next time.
   *
   * @param returns Length `p`; fractions, finite.
   * @returns {@linkcode EwmaCovariance.value}.
   * @throws {RangeError} If a return is missing or not finite.
   */
  update(returns: Float64Array): Float64Array {
    const p = this.assets, value = this.value;
    for (let i = 0; i < p; i++) {
      if (!(Math.abs(returns[i]!) < Infinity)) {
        throw new RangeError(
          `Cannot update an EwmaCovariance as returns must be finite: asset ${i} has ${
            returns[i]
          }`,
        );
      }
    }
    const first = !this.ready;
    const decay = first ? 0 : this.decay, fresh = first ? 1 : 1 - this.decay;
    for (let i = 0; i < p; i++) {
      for (let j = 0; j <= i; j++) {
        const before = first ? 0 : value[i * p + j]!;
        const now = decay * before + fresh * (returns[i]! * returns[j]!);
        value[i * p + j] = now;
        value[j * p + i] = now;
      }
    }
    return value;
  }

  /** Forgets every return. */
  reset(): void {
    this.value.fill(NaN);
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
      values: this.ready ? [...this.value] : null,
    };
  }
}

/**
 * Exponentially weighted covariance of several assets, for each time.
 *
 * @param returns A column for each asset, of one length `T`; fractions per period, finite.
 * @param decay Weight `λ` on the covariance before, in (0, 1).
 * @returns `T` matrices; entry `t` uses returns `0 .. t`.
 * @throws {RangeError} If columns differ in length, an entry is not finite, or the decay is not in (0, 1).
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
