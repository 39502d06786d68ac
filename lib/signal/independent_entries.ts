/**
 * The entries of an observation as ones whose noise is independent.
 *
 * With Cholesky's `R = L D Lᵀ` of those that are there, the entries of `L⁻¹ y = L⁻¹ H x + e`
 * have independent noise of the variances in `D`. Everything is in place.
 *
 * @see lem-one-by-one
 */
export class IndependentEntries {
  /** `L⁻¹ H`, `m × n`. */
  readonly rows: Float64Array;
  /** `L⁻¹ y`, length `m`; `NaN` is missing. */
  readonly values: Float64Array;
  /** `D`, length `m`. */
  readonly variances: Float64Array;

  readonly #n: number;
  readonly #m: number;
  readonly #weights: Float64Array;

  /**
   * Room for observations of a size.
   *
   * @param n Entries of the state.
   * @param m Entries of an observation.
   */
  constructor(n: number, m: number) {
    this.#n = n;
    this.#m = m;
    this.rows = new Float64Array(m * n);
    this.values = new Float64Array(m);
    this.variances = new Float64Array(m);
    this.#weights = new Float64Array(m * m);
  }

  /**
   * Takes an observation apart.
   *
   * @param h `H`, `m × n`.
   * @param r `R`, `m × m`.
   * @param y Where the observation is; `NaN` is missing.
   * @param offset Its first entry.
   */
  set(h: Float64Array, r: Float64Array, y: Float64Array, offset: number): void {
    const n = this.#n, m = this.#m, l = this.#weights, d = this.variances;
    for (let i = 0; i < m; i++) {
      let value = y[offset + i]!, variance = r[i * m + i]!;
      for (let k = 0; k < n; k++) this.rows[i * n + k] = h[i * n + k]!;
      // A missing entry, or one without noise of its own, is a row that nothing refers to.
      d[i] = 0;
      for (let j = 0; j < i && value === value; j++) {
        l[i * m + j] = 0;
        if (d[j] === 0) continue;
        let entry = r[i * m + j]!;
        for (let k = 0; k < j; k++) {
          entry -= l[i * m + k]! * l[j * m + k]! * d[k]!;
        }
        const weight = entry / d[j]!;
        l[i * m + j] = weight;
        variance -= weight * weight * d[j]!;
        value -= weight * this.values[j]!;
        for (let k = 0; k < n; k++) {
          this.rows[i * n + k]! -= weight * this.rows[j * n + k]!;
        }
      }
      this.values[i] = value;
      if (value === value) d[i] = Math.max(variance, 0);
    }
  }
}
