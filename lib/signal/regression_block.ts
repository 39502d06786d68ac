/** Sums of a block as plain data. */
export type RegressionBlockSnapshot = {
  /** `Σ z zᵀ`, its lower triangle, row by row. */
  readonly square: readonly number[];
  /** `Σ z y`. */
  readonly cross: readonly number[];
  /** `Σ y²`. */
  readonly total: number;
  /** Rows taken. */
  readonly count: number;
};

/** Sums over the rows of a block, and what they say of the coefficients of a regression. */
export class RegressionBlock {
  readonly #width: number;
  /** `Σ z zᵀ`, row by row. */
  readonly square: Float64Array;
  /** `Σ z y`. */
  readonly cross: Float64Array;
  /** `Σ y²`. */
  total = 0;
  /** Rows taken. */
  count = 0;

  /**
   * Starts without a row.
   *
   * @param width Number of coefficients.
   */
  constructor(width: number) {
    this.#width = width;
    this.square = new Float64Array(width * width);
    this.cross = new Float64Array(width);
  }

  /**
   * Takes a row.
   *
   * @param z Where its scores are.
   * @param at The first of them.
   * @param y Its target.
   */
  add(z: Float64Array, at: number, y: number): void {
    const width = this.#width;
    for (let i = 0; i < width; i++) {
      const zi = z[at + i]!;
      this.cross[i]! += zi * y;
      for (let j = 0; j <= i; j++) {
        this.square[i * width + j]! += zi * z[at + j]!;
      }
    }
    this.total += y * y;
    this.count++;
  }

  /**
   * The sums as plain data.
   *
   * @returns What {@linkcode RegressionBlock.restore} takes.
   */
  toJSON(): RegressionBlockSnapshot {
    return {
      square: [...this.square],
      cross: [...this.cross],
      total: this.total,
      count: this.count,
    };
  }

  /**
   * Puts sums in the place of these.
   *
   * @param snapshot What `toJSON` gave.
   */
  restore({ square, cross, total, count }: RegressionBlockSnapshot): void {
    this.square.set(square);
    this.cross.set(cross);
    this.total = total;
    this.count = count;
  }

  /** Forgets the rows. */
  clear(): void {
    this.square.fill(0);
    this.cross.fill(0);
    this.total = 0;
    this.count = 0;
  }

  /**
   * As many observations of the coefficients as say the same as all the rows: with the factor
   * `Σ z zᵀ = L Lᵀ` they are `L⁻¹ Σ z y = Lᵀ b + e`, `e` with the variance of a row's noise.
   *
   * Cholesky's method in place, as the event loop runs it, and for rows that leave directions
   * out, by whose zero pivots ml-matrix's would divide.
   *
   * @param weight What a row counts for.
   * @param loading Where `Lᵀ` goes, row by row.
   * @param values Where the observations go; `NaN` in a direction of which the rows say nothing.
   * @returns The part of the weighted `Σ y²` that the observations do not carry.
   */
  collapse(
    weight: number,
    loading: Float64Array,
    values: Float64Array,
  ): number {
    const width = this.#width;
    let rest = weight * this.total;
    for (let j = 0; j < width; j++) {
      for (let i = 0; i < width; i++) {
        if (i < j) {
          loading[j * width + i] = 0;
          continue;
        }
        let entry = weight * this.square[i * width + j]!;
        for (let k = 0; k < j; k++) {
          entry -= loading[k * width + i]! * loading[k * width + j]!;
        }
        const first = i === j;
        const known = entry > 1e-12 * weight * this.square[j * width + j]!;
        const pivot = loading[j * width + j]!;
        loading[j * width + i] = first
          ? (known ? Math.sqrt(entry) : 0)
          : pivot > 0
          ? entry / pivot
          : 0;
      }
      const pivot = loading[j * width + j]!;
      let value = weight * this.cross[j]!;
      for (let k = 0; k < j; k++) {
        const before = values[k]!;
        if (before === before) value -= loading[k * width + j]! * before;
      }
      values[j] = pivot > 0 ? value / pivot : NaN;
      if (pivot > 0) rest -= values[j]! ** 2;
    }
    return rest;
  }
}
