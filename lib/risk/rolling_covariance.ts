import { assertWindow } from "../stats/arguments.ts";
import type { CovarianceMatrix } from "./covariance_matrix.ts";
import type { ReturnCentre } from "./sample_covariance.ts";
import {
  shrink,
  type ShrinkageTarget,
  type ShrunkCovariance,
} from "./shrunk_covariance.ts";

/** Options of {@linkcode RollingCovariance}. */
export type RollingCovarianceOptions = {
  /** Number of assets, at least 1. */
  readonly assets: number;
  /** Returns in the window, at least 2. */
  readonly window: number;
  /** `sample` takes the mean of the window off, the default; `zero` takes it as 0. */
  readonly mean?: ReturnCentre;
};

/** State of a {@linkcode RollingCovariance} as plain data. */
export type RollingCovarianceSnapshot = RollingCovarianceOptions & {
  /** Returns seen. */
  readonly count: number;
  /** The window, `window × assets`, as it lies in the ring. */
  readonly ring: readonly number[];
  /** Sums of the returns. */
  readonly sums: readonly number[];
  /** Sums of their products. */
  readonly products: readonly number[];
};

/**
 * Covariance of the last returns of several assets, one time after the other.
 *
 * The products of a return are added when it comes and taken off when it leaves; each time
 * the window has gone round they are summed anew, so that rounding does not pile up. An
 * update costs `p²` and allocates nothing. The divisor is `window - 1`, with `mean: "zero"` `window`.
 *
 * @example The last two of three
 * ```ts
 * import assert from "node:assert/strict";
 * import { RollingCovariance } from "volarb/risk";
 *
 * const rolling = new RollingCovariance({ assets: 1, window: 2 });
 * rolling.update(Float64Array.of(9));
 * rolling.update(Float64Array.of(1));
 * assert.equal(rolling.update(Float64Array.of(3))[0], 2);
 * ```
 */
export class RollingCovariance {
  /** Number of assets `p`. */
  readonly assets: number;
  /** Returns in the window. */
  readonly window: number;
  /** What is taken off. */
  readonly mean: ReturnCentre;
  /** `p × p`, row by row; `NaN` until the window is full. The array changes in place. */
  readonly value: Float64Array;
  #count = 0;
  readonly #ring: Float64Array;
  readonly #sums: Float64Array;
  readonly #products: Float64Array;

  /**
   * Starts with no return seen.
   *
   * @param options Assets, window and mean.
   * @throws {RangeError} If there is no asset or the window is below 2.
   */
  constructor({ assets, window, mean = "sample" }: RollingCovarianceOptions) {
    const action = "create a RollingCovariance";
    if (!(Number.isSafeInteger(assets) && assets >= 1)) {
      throw new RangeError(
        `Cannot ${action} as assets must be an integer of at least 1: current value is ${assets}`,
      );
    }
    assertWindow(action, window, 2);
    this.assets = assets;
    this.window = window;
    this.mean = mean;
    this.value = new Float64Array(assets * assets).fill(NaN);
    this.#ring = new Float64Array(window * assets);
    this.#sums = new Float64Array(assets);
    this.#products = new Float64Array(assets * assets);
  }

  /**
   * Restores the state that {@linkcode RollingCovariance.toJSON} gave.
   *
   * @param snapshot The state as plain data.
   * @returns A covariance that continues bit for bit.
   * @throws {RangeError} As the constructor.
   */
  static from(snapshot: RollingCovarianceSnapshot): RollingCovariance {
    const rolling = new RollingCovariance(snapshot);
    rolling.#count = snapshot.count;
    rolling.#ring.set(snapshot.ring);
    rolling.#sums.set(snapshot.sums);
    rolling.#products.set(snapshot.products);
    if (rolling.ready) rolling.#write();
    return rolling;
  }

  /** Whether the window is full. */
  get ready(): boolean {
    return this.#count >= this.window;
  }

  /**
   * Takes the returns of the next time.
   *
   * @param returns Length `p`; fractions, finite.
   * @returns {@linkcode RollingCovariance.value}.
   * @throws {RangeError} If a return is missing or not finite: a covariance of assets of different times is none.
   */
  update(returns: Float64Array): Float64Array {
    const p = this.assets, ring = this.#ring;
    for (let i = 0; i < p; i++) {
      if (!(Math.abs(returns[i]!) < Infinity)) {
        throw new RangeError(
          `Cannot update a RollingCovariance as returns must be finite: asset ${i} has ${
            returns[i]
          }`,
        );
      }
    }
    const at = (this.#count % this.window) * p;
    if (this.ready) this.#add(ring, at, -1);
    for (let i = 0; i < p; i++) ring[at + i] = returns[i]!;
    this.#count++;
    if (this.#count % this.window === 0) this.#sumAnew();
    else this.#add(ring, at, 1);
    if (this.ready) this.#write();
    return this.value;
  }

  #add(x: Float64Array, at: number, sign: number): void {
    const p = this.assets, products = this.#products;
    for (let i = 0; i < p; i++) {
      const signed = sign * x[at + i]!;
      this.#sums[i]! += signed;
      for (let j = 0; j <= i; j++) products[i * p + j]! += signed * x[at + j]!;
    }
  }

  #sumAnew(): void {
    this.#sums.fill(0);
    this.#products.fill(0);
    for (let t = 0; t < this.window; t++) {
      this.#add(this.#ring, t * this.assets, 1);
    }
  }

  #write(): void {
    const p = this.assets, n = this.window, sums = this.#sums;
    const centre = this.mean === "sample";
    const divisor = centre ? n - 1 : n;
    for (let i = 0; i < p; i++) {
      for (let j = 0; j <= i; j++) {
        const mean = centre ? sums[i]! * sums[j]! / n : 0;
        const value = (this.#products[i * p + j]! - mean) / divisor;
        // Rounding may leave a variance of nothing just below 0.
        this.value[i * p + j] = i === j ? Math.max(value, 0) : value;
        this.value[j * p + i] = this.value[i * p + j]!;
      }
    }
  }

  /**
   * The window's covariance drawn to a target.
   *
   * @param target Where to; a multiple of the identity by default.
   * @returns The matrix and its weight, as `shrunkCovariance` of the window has them.
   * @throws {RangeError} If the window is not full or has fewer than three returns.
   */
  shrunk(target: ShrinkageTarget = "identity"): ShrunkCovariance {
    if (!this.ready || this.window < 3) {
      throw new RangeError(
        `Cannot shrink a covariance as the window must be full and at least 3: current state is ${this.#count} of ${this.window}`,
      );
    }
    const p = this.assets, n = this.window;
    const start = (this.#count % n) * p;
    const values = new Float64Array(n * p);
    values.set(this.#ring.subarray(start), 0);
    values.set(this.#ring.subarray(0, start), n * p - start);
    const centre = this.mean === "sample";
    if (centre) {
      for (let at = 0; at < values.length; at++) {
        values[at]! -= this.#sums[at % p]! / n;
      }
    }
    return shrink(
      { assets: p, length: n, values },
      centre ? n - 1 : n,
      target,
    );
  }

  /** Forgets every return. */
  reset(): void {
    this.#count = 0;
    this.#ring.fill(0);
    this.#sums.fill(0);
    this.#products.fill(0);
    this.value.fill(NaN);
  }

  /**
   * The state as plain data.
   *
   * @returns What {@linkcode RollingCovariance.from} takes.
   */
  toJSON(): RollingCovarianceSnapshot {
    return {
      assets: this.assets,
      window: this.window,
      mean: this.mean,
      count: this.#count,
      ring: [...this.#ring],
      sums: [...this.#sums],
      products: [...this.#products],
    };
  }
}

/** Covariances of several times. */
export type CovarianceColumn = {
  /** Number of assets `p`. */
  readonly assets: number;
  /** Number of times `T`. */
  readonly rows: number;
  /** `T × p × p`. */
  readonly values: Float64Array;
};

/**
 * The matrix of one time of a column.
 *
 * @param column The column.
 * @param row The time.
 * @returns The matrix, not copied.
 *
 * @example The last
 * ```ts
 * import assert from "node:assert/strict";
 * import { covarianceAt, rollingCovariance } from "volarb/risk";
 *
 * const column = rollingCovariance([Float64Array.of(1, 3)], { window: 2 });
 * assert.equal(covarianceAt(column, 1).values[0], 2);
 * ```
 */
export function covarianceAt(
  { assets, values }: CovarianceColumn,
  row: number,
): CovarianceMatrix {
  const size = assets * assets;
  return { assets, values: values.subarray(row * size, (row + 1) * size) };
}

/**
 * Covariance of the last returns of several assets, for each time.
 *
 * @param returns A column for each asset, of one length `T`; fractions per period, finite.
 * @param options Window and mean.
 * @returns `T` matrices; entry `t` uses returns `t - window + 1 .. t` and is `NaN` before there are so many.
 * @throws {RangeError} If columns differ in length, an entry is not finite, or the window is below 2.
 *
 * @example Two assets that move together
 * ```ts
 * import assert from "node:assert/strict";
 * import { rollingCovariance } from "volarb/risk";
 *
 * const { values } = rollingCovariance(
 *   [Float64Array.of(1, -1), Float64Array.of(2, -2)],
 *   { window: 2 },
 * );
 * assert.deepEqual([...values.subarray(4)], [2, 4, 4, 8]);
 * ```
 */
export function rollingCovariance(
  returns: readonly Float64Array[],
  options: Omit<RollingCovarianceOptions, "assets">,
): CovarianceColumn {
  return covarianceColumn(
    new RollingCovariance({ ...options, assets: returns.length }),
    returns,
  );
}

/**
 * Runs a streaming covariance over columns.
 *
 * @param covariance The streaming form.
 * @param returns A column for each asset.
 * @returns Its value at each time.
 */
export function covarianceColumn(
  covariance: { update(returns: Float64Array): Float64Array },
  returns: readonly Float64Array[],
): CovarianceColumn {
  const p = returns.length;
  const rows = returns[0]?.length ?? 0;
  const lengths = returns.map(({ length }) => length);
  if (lengths.some((length) => length !== rows)) {
    throw new RangeError(
      `Cannot compute covariances as columns must have one length: current values are ${
        lengths.join(", ")
      }`,
    );
  }
  const values = new Float64Array(rows * p * p);
  const row = new Float64Array(p);
  for (let t = 0; t < rows; t++) {
    for (let i = 0; i < p; i++) row[i] = returns[i]![t]!;
    values.set(covariance.update(row), t * p * p);
  }
  return { assets: p, rows, values };
}
