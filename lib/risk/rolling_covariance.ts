import {
  assertChoice,
  assertInteger,
  assertWindow,
} from "../stats/arguments.ts";
import { assertReturns } from "./return_columns.ts";
import {
  assertEstimator,
  type CovarianceEstimator,
  type Estimate,
  estimateBy,
} from "./covariance_estimator.ts";
import type { CovarianceMatrix } from "./covariance_matrix.ts";
import { type ReturnCentre, ReturnWindow } from "./return_window.ts";

/** Options of {@linkcode RollingCovariance}. */
export type RollingCovarianceOptions = {
  /** Number of assets, at least 1. */
  readonly assets: number;
  /** Returns in the window, at least 2. */
  readonly window: number;
  /** `sample` takes the mean of the window off, the default; `zero` takes it as 0. */
  readonly mean?: ReturnCentre;
  /** How the matrix is made of the window; `sample`, as it is, by default. */
  readonly estimator?: CovarianceEstimator;
};

/** State of a {@linkcode RollingCovariance} as plain data. */
export type RollingCovarianceSnapshot = RollingCovarianceOptions & {
  /** Returns seen. */
  readonly count: number;
  /** The window, a ring of `window` returns for each asset, one after the other; `null` is missing. */
  readonly rings: readonly (number | null)[];
};

/**
 * Covariance of the last returns of several assets, one time after the other.
 *
 * An update copies the returns. The matrix is made of the window in order of time when it is
 * asked for: nothing is ever subtracted from a sum, so that no error is carried along, the
 * matrix cannot lose its definiteness, and it is `sampleCovariance`, `shrunkCovariance` or
 * `nonlinearShrinkage` of the window bit for bit. The divisor is `window - 1`, with `mean: "zero"`
 * `window`. After the construction a few columns of `p` entries are all that is allocated.
 *
 * @see eq-linear-shrinkage
 *
 * @example The last two of three
 * ```ts
 * import assert from "node:assert/strict";
 * import { RollingCovariance } from "volarb/risk";
 *
 * const rolling = new RollingCovariance({ assets: 1, window: 2 });
 * rolling.update(Float64Array.of(9));
 * rolling.update(Float64Array.of(1));
 * rolling.update(Float64Array.of(3));
 * assert.equal(rolling.value[0], 2);
 * ```
 */
export class RollingCovariance {
  /** Number of assets `p`. */
  readonly assets: number;
  /** Returns in the window. */
  readonly window: number;
  /** What is taken off. */
  readonly mean: ReturnCentre;
  /** How the matrix is made. */
  readonly estimator: CovarianceEstimator;
  readonly #rings: Float64Array;
  readonly #moments: ReturnWindow;
  readonly #estimate: Estimate;
  readonly #matrix: Float64Array;
  #shrinkage = NaN;
  #count = 0;
  #stale = false;

  /**
   * Starts with no return seen.
   *
   * @param options Assets, window, mean and estimator.
   * @throws {RangeError} If there is no asset, the window is below 2 or too short for the estimator, or a word is unknown.
   */
  constructor(
    { assets, window, mean = "sample", estimator = "sample" }:
      RollingCovarianceOptions,
  ) {
    const action = "create a RollingCovariance";
    assertInteger(action, "assets", assets, 1);
    assertWindow(action, window, 2);
    assertChoice(action, "mean", mean, ["sample", "zero"]);
    const divisor = mean === "sample" ? window - 1 : window;
    assertEstimator(action, estimator, divisor);
    this.assets = assets;
    this.window = window;
    this.mean = mean;
    this.estimator = estimator;
    this.#rings = new Float64Array(window * assets).fill(NaN);
    this.#moments = new ReturnWindow({ assets, rows: window, mean, divisor });
    this.#estimate = estimateBy(estimator, assets);
    this.#matrix = new Float64Array(assets * assets).fill(NaN);
  }

  /**
   * Restores the state that {@linkcode RollingCovariance.toJSON} gave.
   *
   * @param snapshot The state as plain data.
   * @returns A covariance that continues bit for bit.
   * @throws {RangeError} As the constructor, and if the rings do not fit the window.
   */
  static from(
    { count, rings, ...options }: RollingCovarianceSnapshot,
  ): RollingCovariance {
    const rolling = new RollingCovariance(options);
    const action = "restore a RollingCovariance";
    assertInteger(action, "count", count, 0);
    if (rings.length !== rolling.#rings.length) {
      throw new RangeError(
        `Cannot ${action} as its rings must hold ${rolling.#rings.length} returns: current number is ${rings.length}`,
      );
    }
    rings.forEach((x, k) => rolling.#rings[k] = x ?? NaN);
    rolling.#count = count;
    rolling.#stale = rolling.ready;
    return rolling;
  }

  /**
   * `p × p`, row by row; `NaN` until the window is full and while it holds a missing return. The array
   * changes in place.
   */
  get value(): Float64Array {
    this.#compute();
    return this.#matrix;
  }

  /** Weight of the target, in [0, 1]; 0 without one, `NaN` of a nonlinear estimator. */
  get shrinkage(): number {
    this.#compute();
    return this.#shrinkage;
  }

  /** Whether the window is full. */
  get ready(): boolean {
    return this.#count >= this.window;
  }

  /**
   * Takes the returns of the next time.
   *
   * @param returns Length `p`; fractions. What is not finite is missing: there is no covariance while it is
   *   in the window, for one of assets of different times is none.
   * @throws {RangeError} If there is another number of returns.
   */
  update(returns: ArrayLike<number>): void {
    assertRow("update a RollingCovariance", returns, this.assets);
    const at = this.#count % this.window;
    for (let i = 0; i < this.assets; i++) {
      this.#rings[i * this.window + at] = returns[i]!;
    }
    this.#count++;
    this.#stale = this.ready;
  }

  /** Forgets every return. */
  reset(): void {
    this.#rings.fill(NaN);
    this.#matrix.fill(NaN);
    this.#shrinkage = NaN;
    this.#count = 0;
    this.#stale = false;
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
      estimator: this.estimator,
      count: this.#count,
      rings: Array.from(this.#rings, (x) => Number.isFinite(x) ? x : null),
    };
  }

  #compute(): void {
    if (!this.#stale) return;
    this.#stale = false;
    const n = this.window;
    const at = this.#count % n;
    for (let i = 0; i < this.assets; i++) {
      const start = i * n;
      const column = this.#moments.columns[i]!;
      column.set(this.#rings.subarray(start + at, start + n));
      column.set(this.#rings.subarray(start, start + at), n - at);
    }
    this.#moments.centre();
    const weight = this.#estimate(this.#moments, this.#matrix);
    this.#shrinkage = this.#moments.finite ? weight : NaN;
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
 * {@linkcode RollingCovariance} over the times, bit for bit.
 *
 * @param returns A column for each asset, of one length `T`; fractions per period, `NaN` is missing.
 * @param options Window, mean and estimator.
 * @returns `T` matrices; entry `t` uses returns `t - window + 1 .. t` and is `NaN` before there are so many and
 *   while one of them is missing.
 * @throws {RangeError} If columns differ in length, the window is too short, or a word is unknown.
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
 * @throws {RangeError} If columns differ in length.
 */
export function covarianceColumn(
  covariance: {
    readonly value: Float64Array;
    update(returns: Float64Array): void;
  },
  returns: readonly Float64Array[],
): CovarianceColumn {
  const rows = assertReturns("compute covariances", returns);
  const p = returns.length;
  const values = new Float64Array(rows * p * p);
  const row = new Float64Array(p);
  for (let t = 0; t < rows; t++) {
    for (let i = 0; i < p; i++) row[i] = returns[i]![t]!;
    covariance.update(row);
    values.set(covariance.value, t * p * p);
  }
  return { assets: p, rows, values };
}

/**
 * Checks that there is a return for each asset.
 *
 * @param action What could not be done.
 * @param returns The returns of a time.
 * @param assets How many there must be.
 * @throws {RangeError} If there are more or fewer.
 */
export function assertRow(
  action: string,
  returns: ArrayLike<number>,
  assets: number,
): void {
  if (returns.length === assets) return;
  throw new RangeError(
    `Cannot ${action} as there must be ${assets} returns: current number is ${returns.length}`,
  );
}
