/** What is nothing beside 1, and has a square and an inverse of it. */
export const NOTHING = 1e-140;

/** Symmetric matrices of one size as `Q T Qᵀ` with a tridiagonal `T`, by Householder's reflections. */
export class TridiagonalForm {
  /** Diagonal of `T`. */
  readonly diagonal: Float64Array;
  /** What stands beside it; 0 at the end. */
  readonly beside: Float64Array;
  /** Rows of `Q`; three zeros follow each, and three rows of them the last, so that four may always be taken at once. */
  readonly basis: readonly Float64Array[];
  readonly #size: number;
  /** Rows of the matrix, padded as those of `Q`. */
  readonly #work: readonly Float64Array[];
  readonly #scales: Float64Array;
  readonly #images: readonly [Float64Array, Float64Array];

  /** Allocates for matrices of `size` rows. */
  constructor(size: number) {
    const padded = size + 3;
    const rows = () =>
      Array.from({ length: padded }, () => new Float64Array(padded));
    this.diagonal = new Float64Array(size);
    this.beside = new Float64Array(size);
    this.basis = rows();
    this.#size = size;
    this.#work = rows();
    this.#scales = new Float64Array(size);
    this.#images = [new Float64Array(padded), new Float64Array(padded)];
  }

  /**
   * Reduces a matrix; its lower triangle is read.
   *
   * @param matrix Row-major, finite.
   * @param scale What its entries are divided by.
   */
  reduce(matrix: Float64Array, scale: number): void {
    const n = this.#size;
    const work = this.#work;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) {
        work[i]![j] = work[j]![i] = matrix[i * n + j]! / scale;
      }
    }
    this.#tridiagonalise();
    this.#accumulate();
  }

  /** Reflections from the first column on; row `k` of the work keeps the `k`-th one's vector. */
  #tridiagonalise(): void {
    const n = this.#size;
    const a = this.#work;
    let [before, image] = this.#images;
    // The update by no reflection.
    before.fill(0);
    let last = a[0]!;
    for (let k = 0; k < n; k++) {
      const row = a[k]!;
      const v = last[k]!;
      const w = before[k]!;
      for (let j = k; j < n; j++) row[j]! -= v * before[j]! + w * last[j]!;
      this.diagonal[k] = row[k]!;
      const factor = this.#reflection(k, row);
      this.#reflect(k, { last, before, image });
      let along = 0;
      for (let i = k + 1; i < n; i++) {
        image[i]! *= factor;
        along += image[i]! * row[i]!;
      }
      along *= factor / 2;
      for (let i = k + 1; i < n; i++) image[i]! -= along * row[i]!;
      [image, before] = [before, image];
      last = row;
    }
  }

  /** Makes row `k` beyond its diagonal a reflection's vector; what its square is divided by, or 0 where there is none. */
  #reflection(k: number, row: Float64Array): number {
    const n = this.#size;
    const first = row[k + 1]!;
    let rest = 0;
    for (let j = k + 2; j < n; j++) rest += row[j]! * row[j]!;
    if (rest < NOTHING * NOTHING) {
      this.beside[k] = first;
      return this.#scales[k] = 0;
    }
    const square = first * first + rest;
    const norm = Math.sqrt(square);
    const beside = first > 0 ? -norm : norm;
    this.beside[k] = beside;
    row[k + 1] = first - beside;
    // One over half the squared length of the vector.
    return this.#scales[k] = 1 / (square + Math.abs(first) * norm);
  }

  /** Updates the rows below `k` by the reflection before, and multiplies them with its vector. */
  #reflect(
    k: number,
    { last, before, image }: {
      readonly last: Float64Array;
      readonly before: Float64Array;
      readonly image: Float64Array;
    },
  ): void {
    const n = this.#size;
    const a = this.#work;
    const vector = a[k]!;
    for (let i = k + 1; i < n; i += 4) {
      const v0 = last[i]!, v1 = last[i + 1]!;
      const v2 = last[i + 2]!, v3 = last[i + 3]!;
      const w0 = before[i]!, w1 = before[i + 1]!;
      const w2 = before[i + 2]!, w3 = before[i + 3]!;
      const a0 = a[i]!, a1 = a[i + 1]!, a2 = a[i + 2]!, a3 = a[i + 3]!;
      let s0 = 0, s1 = 0, s2 = 0, s3 = 0;
      for (let j = k + 1; j < n; j++) {
        const v = last[j]!, w = before[j]!, u = vector[j]!;
        const x0 = a0[j]! - (v0 * w + w0 * v);
        const x1 = a1[j]! - (v1 * w + w1 * v);
        const x2 = a2[j]! - (v2 * w + w2 * v);
        const x3 = a3[j]! - (v3 * w + w3 * v);
        a0[j] = x0;
        a1[j] = x1;
        a2[j] = x2;
        a3[j] = x3;
        s0 += x0 * u;
        s1 += x1 * u;
        s2 += x2 * u;
        s3 += x3 * u;
      }
      image[i] = s0;
      image[i + 1] = s1;
      image[i + 2] = s2;
      image[i + 3] = s3;
    }
  }

  /** The product of the reflections, from the last on. */
  #accumulate(): void {
    const n = this.#size;
    const a = this.#work;
    const q = this.basis;
    const [image] = this.#images;
    for (let i = 0; i < n; i++) q[i]!.fill(0)[i] = 1;
    for (let k = n - 3; k >= 0; k--) {
      const factor = this.#scales[k]!;
      if (factor === 0) continue;
      const row = a[k]!;
      image.fill(0);
      for (let i = k + 1; i < n; i += 4) {
        const v0 = row[i]!, v1 = row[i + 1]!;
        const v2 = row[i + 2]!, v3 = row[i + 3]!;
        const q0 = q[i]!, q1 = q[i + 1]!, q2 = q[i + 2]!, q3 = q[i + 3]!;
        for (let j = k + 1; j < n; j++) {
          image[j]! += (v0 * q0[j]! + v1 * q1[j]!) +
            (v2 * q2[j]! + v3 * q3[j]!);
        }
      }
      for (let i = k + 1; i < n; i += 4) {
        const v0 = factor * row[i]!, v1 = factor * row[i + 1]!;
        const v2 = factor * row[i + 2]!, v3 = factor * row[i + 3]!;
        const q0 = q[i]!, q1 = q[i + 1]!, q2 = q[i + 2]!, q3 = q[i + 3]!;
        for (let j = k + 1; j < n; j++) {
          const w = image[j]!;
          q0[j]! -= v0 * w;
          q1[j]! -= v1 * w;
          q2[j]! -= v2 * w;
          q3[j]! -= v3 * w;
        }
      }
    }
  }
}
