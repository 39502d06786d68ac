import { assertInteger } from "./arguments.ts";

/** Eigenvalues and eigenvectors of a symmetric matrix. */
export type Eigenpairs = {
  /** Eigenvalues, rising, length `n`. */
  readonly values: Float64Array;
  /** Unit eigenvectors by row: row `j` of the `n × n` belongs to `values[j]`. */
  readonly vectors: Float64Array;
};

/** Rotations a row may need before the matrix counts as one that cannot be diagonalised. */
const MOST_SWEEPS = 60;

/** What is nothing beside 1, and has a square and an inverse of it. */
const NOTHING = 1e-140;

/**
 * Eigenvalues and eigenvectors of symmetric matrices of one size, in memory of its own.
 *
 * Householder's reflections make the matrix tridiagonal, implicit QL steps with Wilkinson's
 * shift diagonalise it: about `9 n³` operations, and an error of a few roundings of the
 * largest eigenvalue. {@linkcode symmetricEigen} is the same for one matrix. Nothing is
 * allocated after the construction.
 *
 * @see Bowdler, H., Martin, R. S., Reinsch, C., Wilkinson, J. H. (1968), The QR and QL
 *   algorithms for symmetric matrices, Numerische Mathematik 11, 293-306.
 *
 * @example The same memory for every matrix
 * ```ts
 * import assert from "node:assert/strict";
 * import { SymmetricEigen } from "volarb/stats";
 *
 * const eigen = new SymmetricEigen(2);
 * eigen.decompose(Float64Array.of(2, 1, 1, 2));
 * assert.ok(Math.abs(eigen.values[0]! - 1) < 1e-15);
 * assert.ok(Math.abs(eigen.values[1]! - 3) < 1e-15);
 * ```
 */
export class SymmetricEigen implements Eigenpairs {
  /** Rows `n` of the matrices. */
  readonly size: number;
  /** Eigenvalues of the last matrix, rising. */
  readonly values: Float64Array;
  /** Its unit eigenvectors, one a row. */
  readonly vectors: Float64Array;
  readonly #work: Float64Array;
  readonly #beside: Float64Array;
  readonly #image: Float64Array;
  readonly #scales: Float64Array;

  /**
   * Allocates for one size.
   *
   * @param size Rows `n`, at least 1.
   * @throws {RangeError} If `size` is not an integer of at least 1.
   */
  constructor(size: number) {
    assertInteger("create SymmetricEigen", "size", size, 1);
    this.size = size;
    this.values = new Float64Array(size);
    this.vectors = new Float64Array(size * size);
    this.#work = new Float64Array(size * size);
    this.#beside = new Float64Array(size);
    this.#image = new Float64Array(size);
    this.#scales = new Float64Array(size);
  }

  /**
   * Decomposes a matrix; its lower triangle is read.
   *
   * @param matrix Row-major `n × n`, not changed. With an entry that is not finite every
   *   value and vector is `NaN`.
   * @returns This, with the new values and vectors.
   * @throws {RangeError} If the matrix has another size.
   */
  decompose(matrix: Float64Array): this {
    const n = this.size;
    if (matrix.length !== n * n) {
      throw new RangeError(
        `Cannot decompose a matrix as it must have ${
          n * n
        } entries: current value is ${matrix.length}`,
      );
    }
    let largest = 0;
    let finite = true;
    for (let k = 0; k < matrix.length; k++) {
      const x = Math.abs(matrix[k]!);
      if (x > largest) largest = x;
      if (x - x !== 0) finite = false;
    }
    if (!finite) {
      this.values.fill(NaN);
      this.vectors.fill(NaN);
      return this;
    }
    const scale = largest > 0 ? largest : 1;
    const work = this.#work;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) {
        work[i * n + j] = work[j * n + i] = matrix[i * n + j]! / scale;
      }
    }
    this.#tridiagonalise();
    this.#accumulate();
    this.#diagonalise();
    this.#sort();
    for (let j = 0; j < n; j++) this.values[j]! *= scale;
    return this;
  }

  /** Reflections from the first column on; row `k` of the work keeps the `k`-th one's vector. */
  #tridiagonalise(): void {
    const n = this.size;
    const a = this.#work;
    const image = this.#image;
    for (let k = 0; k < n - 2; k++) {
      const row = k * n;
      const first = a[row + k + 1]!;
      let rest = 0;
      for (let j = k + 2; j < n; j++) rest += a[row + j]! * a[row + j]!;
      this.values[k] = a[row + k]!;
      if (rest < NOTHING * NOTHING) {
        this.#beside[k] = first;
        this.#scales[k] = 0;
        continue;
      }
      const square = first * first + rest;
      const norm = Math.sqrt(square);
      this.#beside[k] = first > 0 ? -norm : norm;
      // Half the squared length of the reflection's vector.
      const half = square + Math.abs(first) * norm;
      const factor = 1 / half;
      this.#scales[k] = factor;
      a[row + k + 1] = first - this.#beside[k]!;
      let along = 0;
      for (let i = k + 1; i < n; i++) {
        let sum = 0;
        for (let j = k + 1; j < n; j++) sum += a[i * n + j]! * a[row + j]!;
        image[i] = sum * factor;
        along += image[i]! * a[row + i]!;
      }
      along *= factor / 2;
      for (let i = k + 1; i < n; i++) image[i]! -= along * a[row + i]!;
      for (let i = k + 1; i < n; i++) {
        const v = a[row + i]!;
        const w = image[i]!;
        for (let j = k + 1; j < n; j++) {
          a[i * n + j]! -= v * image[j]! + w * a[row + j]!;
        }
      }
    }
    if (n > 1) {
      this.values[n - 2] = a[(n - 2) * n + n - 2]!;
      this.#beside[n - 2] = a[(n - 2) * n + n - 1]!;
    }
    this.values[n - 1] = a[n * n - 1]!;
    this.#beside[n - 1] = 0;
  }

  /** The transposed product of the reflections. */
  #accumulate(): void {
    const n = this.size;
    const a = this.#work;
    const q = this.vectors.fill(0);
    for (let i = 0; i < n; i++) q[i * n + i] = 1;
    for (let k = n - 3; k >= 0; k--) {
      const factor = this.#scales[k]!;
      if (factor === 0) continue;
      for (let r = k + 1; r < n; r++) {
        let sum = 0;
        for (let j = k + 1; j < n; j++) sum += q[r * n + j]! * a[k * n + j]!;
        sum *= factor;
        for (let j = k + 1; j < n; j++) q[r * n + j]! -= sum * a[k * n + j]!;
      }
    }
  }

  /** Implicit QL steps until nothing stands beside the diagonal. */
  #diagonalise(): void {
    const n = this.size;
    for (let first = 0; first < n; first++) {
      for (let sweep = 0;; sweep++) {
        const last = this.#blockEnd(first);
        if (last === first) break;
        if (sweep === MOST_SWEEPS) {
          throw new RangeError(
            `Cannot decompose a matrix as its QL steps must converge: current value is ${sweep} sweeps`,
          );
        }
        this.#step(first, last);
      }
    }
  }

  /** Last row of the block that begins at `first` and does not fall apart. */
  #blockEnd(first: number): number {
    const d = this.values;
    let m = first;
    while (m < this.size - 1) {
      const scale = Math.abs(d[m]!) + Math.abs(d[m + 1]!);
      // The largest entry is 1: squares of what is below NOTHING underflow.
      const least = Math.max(Number.EPSILON * scale, NOTHING);
      if (Math.abs(this.#beside[m]!) <= least) break;
      m++;
    }
    return m;
  }

  #step(first: number, last: number): void {
    const n = this.size;
    const d = this.values;
    const e = this.#beside;
    const q = this.vectors;
    const half = (d[first + 1]! - d[first]!) / (2 * e[first]!);
    const root = Math.sqrt(half * half + 1);
    let g = d[last]! - d[first]! +
      e[first]! / (half + (half >= 0 ? root : -root));
    let [sine, cosine, lowered] = [1, 1, 0];
    for (let i = last - 1; i >= first; i--) {
      const f = sine * e[i]!;
      const b = cosine * e[i]!;
      const r = Math.sqrt(f * f + g * g);
      e[i + 1] = r;
      if (r === 0) {
        // The block fell apart on the way.
        d[i + 1]! -= lowered;
        e[last] = 0;
        return;
      }
      sine = f / r;
      cosine = g / r;
      g = d[i + 1]! - lowered;
      const t = (d[i]! - g) * sine + 2 * cosine * b;
      lowered = sine * t;
      d[i + 1] = g + lowered;
      g = cosine * t - b;
      const upper = i * n;
      const lower = upper + n;
      for (let k = 0; k < n; k++) {
        const x = q[upper + k]!;
        const y = q[lower + k]!;
        q[lower + k] = sine * x + cosine * y;
        q[upper + k] = cosine * x - sine * y;
      }
    }
    d[first]! -= lowered;
    e[first] = g;
    e[last] = 0;
  }

  /** Rising values, each with its vector. */
  #sort(): void {
    const n = this.size;
    const d = this.values;
    const q = this.vectors;
    for (let i = 0; i < n - 1; i++) {
      let least = i;
      for (let j = i + 1; j < n; j++) if (d[j]! < d[least]!) least = j;
      if (least === i) continue;
      [d[i], d[least]] = [d[least]!, d[i]!];
      for (let k = 0; k < n; k++) {
        const x = q[i * n + k]!;
        q[i * n + k] = q[least * n + k]!;
        q[least * n + k] = x;
      }
    }
  }
}

/**
 * Eigenvalues and eigenvectors of a symmetric matrix.
 *
 * `A v = λ v`, by {@linkcode SymmetricEigen}.
 *
 * @param matrix Row-major `n × n`; its lower triangle is read.
 * @param size Rows `n`, at least 1.
 * @returns Eigenvalues, rising, and unit eigenvectors by row; `NaN` throughout where an
 *   entry is not finite.
 * @throws {RangeError} If the matrix has another size.
 *
 * @example Two numbers that go together
 * ```ts
 * import assert from "node:assert/strict";
 * import { symmetricEigen } from "volarb/stats";
 *
 * const { values } = symmetricEigen(Float64Array.of(1, 0.6, 0.6, 1), 2);
 * assert.ok(Math.abs(values[0]! - 0.4) < 1e-15);
 * assert.ok(Math.abs(values[1]! - 1.6) < 1e-15);
 * ```
 */
export function symmetricEigen(matrix: Float64Array, size: number): Eigenpairs {
  const { values, vectors } = new SymmetricEigen(size).decompose(matrix);
  return { values, vectors };
}

/**
 * The symmetric matrix with given eigenvalues and eigenvectors.
 *
 * `Σ_j λ_j v_j v_jᵀ`, symmetric to the last bit.
 *
 * @param pairs Values and vectors by row.
 * @param out Where it goes, row-major `n × n`; new by default.
 * @returns `out`.
 *
 * @example There and back
 * ```ts
 * import assert from "node:assert/strict";
 * import { fromEigen, symmetricEigen } from "volarb/stats";
 *
 * const matrix = Float64Array.of(3, 1, 1, 2);
 * const again = fromEigen(symmetricEigen(matrix, 2));
 * matrix.forEach((x, k) => assert.ok(Math.abs(x - again[k]!) < 1e-14));
 * ```
 */
export function fromEigen(
  { values, vectors }: Eigenpairs,
  out: Float64Array = new Float64Array(vectors.length),
): Float64Array {
  const n = values.length;
  out.fill(0);
  for (let j = 0; j < n; j++) {
    const row = j * n;
    for (let i = 0; i < n; i++) {
      const x = values[j]! * vectors[row + i]!;
      for (let k = 0; k <= i; k++) out[i * n + k]! += x * vectors[row + k]!;
    }
  }
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) out[k * n + i] = out[i * n + k]!;
  }
  return out;
}
