import { assertChoice } from "../stats/arguments.ts";
import { assertFiniteReturns, assertReturns } from "./return_columns.ts";

/** What is taken off the returns. */
export type ReturnCentre = "sample" | "zero";

/**
 * The returns of a window, centred, with their sample covariance.
 *
 * Filled in place, so that a window that moves allocates nothing: write the returns into
 * `columns`, then {@linkcode ReturnWindow.centre}.
 */
export class ReturnWindow {
  /** Number of assets `p`. */
  readonly assets: number;
  /** Returns of each, `N`. */
  readonly rows: number;
  /** What sums are divided by, `n`. */
  readonly divisor: number;
  /** Returns by asset; centred after {@linkcode ReturnWindow.centre}. */
  readonly columns: readonly Float64Array[];
  /** Sample covariance `S`, row-major. */
  readonly sample: Float64Array;
  /** Whether every return is there. */
  finite = true;
  readonly #centres: boolean;

  /**
   * Allocates for a shape.
   *
   * @param shape Assets, returns of each, what is taken off, and what sums are divided by.
   */
  constructor({ assets, rows, mean, divisor }: {
    readonly assets: number;
    readonly rows: number;
    readonly mean: ReturnCentre;
    readonly divisor: number;
  }) {
    this.assets = assets;
    this.rows = rows;
    this.divisor = divisor;
    this.#centres = mean === "sample";
    this.columns = Array.from(
      { length: assets },
      () => new Float64Array(rows),
    );
    this.sample = new Float64Array(assets * assets);
  }

  /**
   * The window of columns of returns, centred.
   *
   * @param action What could not be done.
   * @param returns A column for each asset.
   * @param options What is taken off, and what is taken from the number of returns in the divisor.
   * @returns The window.
   * @throws {TypeError} If a column is not a typed array.
   * @throws {RangeError} If there is no asset, columns differ in length, an entry is not finite, or the
   *   divisor is not positive.
   */
  static of(
    action: string,
    returns: readonly Float64Array[],
    { mean, ddof }: { readonly mean: ReturnCentre; readonly ddof: number },
  ): ReturnWindow {
    const rows = assertReturns(action, returns);
    assertFiniteReturns(action, returns);
    assertChoice(action, "mean", mean, ["sample", "zero"]);
    if (!(rows > ddof)) {
      throw new RangeError(
        `Cannot ${action} as there must be more than ${ddof} returns: current number is ${rows}`,
      );
    }
    const window = new ReturnWindow({
      assets: returns.length,
      rows,
      mean,
      divisor: rows - ddof,
    });
    returns.forEach((column, i) => window.columns[i]!.set(column));
    window.centre();
    return window;
  }

  /** Takes the means out and computes the sample covariance. */
  centre(): void {
    const { columns, sample, assets: p, divisor } = this;
    this.finite = true;
    for (const column of columns) this.#centre(column);
    if (!this.finite) {
      sample.fill(NaN);
      return;
    }
    for (let i = 0; i < p; i += 2) {
      for (let j = 0; j <= i; j += 2) this.#tile(i, j, divisor);
    }
  }

  /** Four inner products of two columns with two, which share their reads. */
  #tile(i: number, j: number, divisor: number): void {
    const { columns, sample, assets: p, rows } = this;
    const x = columns[i]!;
    const y = columns[j]!;
    const below = columns[i + 1] ?? x;
    const right = columns[j + 1] ?? y;
    let [a, b, c, d] = [0, 0, 0, 0];
    for (let t = 0; t < rows; t++) {
      const u = x[t]!;
      const v = y[t]!;
      const w = below[t]!;
      const z = right[t]!;
      a += u * v;
      b += u * z;
      c += w * v;
      d += w * z;
    }
    const put = (i: number, j: number, sum: number) => {
      if (i >= p || j >= p) return;
      sample[i * p + j] = sample[j * p + i] = sum / divisor;
    };
    put(i, j, a);
    put(i, j + 1, b);
    put(i + 1, j, c);
    put(i + 1, j + 1, d);
  }

  #centre(column: Float64Array): void {
    let sum = 0;
    for (let t = 0; t < column.length; t++) sum += column[t]!;
    if (sum - sum !== 0) {
      this.finite = false;
      return;
    }
    if (!this.#centres) return;
    const mean = sum / column.length;
    for (let t = 0; t < column.length; t++) column[t]! -= mean;
  }
}
