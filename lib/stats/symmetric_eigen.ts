import { assertInteger } from "./arguments.ts";
import { NOTHING, TridiagonalForm } from "./tridiagonal_form.ts";
import { tridiagonalValues } from "./tridiagonal_values.ts";

/** Eigenvalues and eigenvectors of a symmetric matrix. */
export type Eigenpairs = {
  /** Eigenvalues, rising, length `n`. */
  readonly values: Float64Array;
  /** Unit eigenvectors by row: row `j` of the `n × n` belongs to `values[j]`. */
  readonly vectors: Float64Array;
};

/** Rotations a row may need before the matrix counts as one that cannot be diagonalised. */
const MOST_SWEEPS = 60;

/**
 * Eigenvalues and eigenvectors of symmetric matrices of one size, in memory of its own.
 *
 * Householder's reflections make the matrix tridiagonal, implicit QL steps
 * diagonalise it: about `8 n³` operations, and an error of a few roundings of the
 * largest eigenvalue. {@linkcode symmetricEigen} is the same for one matrix. Nothing is
 * allocated after the construction.
 *
 * Four rows are worked at once, so that no sum waits for another one's last addition. The update by a
 * reflection is made in the pass that multiplies with the next one, and the rotations of a QL step are
 * found first and then run along each row, where the number that two of them share stays in a register.
 * The values are found before, without roots: as shifts they make one step for each vector mostly enough, where
 * Wilkinson's need two.
 *
 * @see Bowdler, H., Martin, R. S., Reinsch, C., Wilkinson, J. H. (1968), The QR and QL
 *   algorithms for symmetric matrices, Numerische Mathematik 11, 293-306.
 * @see Greenbaum, A. and Dongarra, J. (1989), Experiments with QR/QL methods for the symmetric tridiagonal
 *   eigenproblem, LAPACK working note 17.
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
  readonly #form: TridiagonalForm;
  readonly #squares: Float64Array;
  readonly #shifts: Float64Array;
  readonly #sines: Float64Array;
  readonly #cosines: Float64Array;
  readonly #order: Int32Array;

  /**
   * Allocates for one size.
   *
   * @param size Rows `n`, at least 1.
   * @throws {RangeError} If `size` is not an integer of at least 1.
   */
  constructor(size: number) {
    assertInteger("create SymmetricEigen", "size", size, 1);
    this.size = size;
    this.#form = new TridiagonalForm(size);
    this.values = this.#form.diagonal;
    this.vectors = new Float64Array(size * size);
    this.#squares = new Float64Array(size);
    this.#shifts = new Float64Array(size);
    this.#sines = new Float64Array(size);
    this.#cosines = new Float64Array(size);
    this.#order = new Int32Array(size);
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
    this.#form.reduce(matrix, scale);
    this.#diagonalise();
    this.#sort(scale);
    return this;
  }

  /** Implicit QL steps until nothing stands beside the diagonal; with an eigenvalue as its shift one step is mostly enough. */
  #diagonalise(): void {
    const n = this.size;
    const shifts = this.#shifts;
    const squares = this.#squares;
    shifts.set(this.values);
    for (let i = 0; i < n; i++) squares[i] = this.#form.beside[i]! ** 2;
    tridiagonalValues(shifts, squares);
    for (let first = 0; first < n; first++) {
      for (let sweep = 0;; sweep++) {
        const last = this.#blockEnd(first);
        if (last === first) break;
        if (sweep === MOST_SWEEPS) {
          throw new RangeError(
            `Cannot decompose a matrix as its QL steps must converge: current value is ${sweep} sweeps`,
          );
        }
        const shift = sweep === 0 ? shifts[first]! : this.#shift(first);
        this.#rotate(this.#step(first, last, shift), last);
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
      if (Math.abs(this.#form.beside[m]!) <= least) break;
      m++;
    }
    return m;
  }

  /** Wilkinson's shift: the eigenvalue of the first two rows that is nearer to the first entry. */
  #shift(first: number): number {
    const d = this.values;
    const beside = this.#form.beside[first]!;
    const half = (d[first + 1]! - d[first]!) / (2 * beside);
    const root = Math.sqrt(half * half + 1);
    return d[first]! - beside / (half + (half >= 0 ? root : -root));
  }

  /** A step of a block; the first of the rotations that were found. */
  #step(first: number, last: number, shift: number): number {
    const d = this.values;
    const e = this.#form.beside;
    const sines = this.#sines;
    const cosines = this.#cosines;
    let g = d[last]! - shift;
    let sine = 1, cosine = 1, lowered = 0;
    for (let i = last - 1; i >= first; i--) {
      const f = sine * e[i]!;
      const b = cosine * e[i]!;
      const r = Math.sqrt(f * f + g * g);
      e[i + 1] = r;
      if (r === 0) {
        // The block fell apart on the way.
        d[i + 1]! -= lowered;
        e[last] = 0;
        return i + 1;
      }
      sine = f / r;
      cosine = g / r;
      sines[i] = sine;
      cosines[i] = cosine;
      g = d[i + 1]! - lowered;
      const t = (d[i]! - g) * sine + 2 * cosine * b;
      lowered = sine * t;
      d[i + 1] = g + lowered;
      g = cosine * t - b;
    }
    d[first]! -= lowered;
    e[first] = g;
    e[last] = 0;
    return first;
  }

  /** Rotates the columns `last` and the one before it, and so on down to `first`. */
  #rotate(first: number, last: number): void {
    const n = this.size;
    const q = this.#form.basis;
    const sines = this.#sines;
    const cosines = this.#cosines;
    for (let k = 0; k < n; k += 4) {
      const q0 = q[k]!, q1 = q[k + 1]!, q2 = q[k + 2]!, q3 = q[k + 3]!;
      let y0 = q0[last]!, y1 = q1[last]!, y2 = q2[last]!, y3 = q3[last]!;
      for (let i = last - 1, above = last; i >= first; above = i--) {
        const s = sines[i]!, c = cosines[i]!;
        const x0 = q0[i]!, x1 = q1[i]!, x2 = q2[i]!, x3 = q3[i]!;
        q0[above] = s * x0 + c * y0;
        q1[above] = s * x1 + c * y1;
        q2[above] = s * x2 + c * y2;
        q3[above] = s * x3 + c * y3;
        y0 = c * x0 - s * y0;
        y1 = c * x1 - s * y1;
        y2 = c * x2 - s * y2;
        y3 = c * x3 - s * y3;
      }
      q0[first] = y0;
      q1[first] = y1;
      q2[first] = y2;
      q3[first] = y3;
    }
  }

  /** Rising values at the matrix's scale, each with its vector as a row. */
  #sort(scale: number): void {
    const n = this.size;
    const d = this.values;
    const order = this.#order;
    for (let j = 0; j < n; j++) {
      const value = d[j]!;
      let at = j;
      while (at > 0 && d[at - 1]! > value) {
        d[at] = d[at - 1]!;
        order[at] = order[at - 1]!;
        at--;
      }
      d[at] = value;
      order[at] = j;
    }
    for (let j = 0; j < n; j++) {
      d[j]! *= scale;
      const column = order[j]!;
      for (let k = 0; k < n; k++) {
        this.vectors[j * n + k] = this.#form.basis[k]![column]!;
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
  for (let j = 0; j < n; j += 4) {
    // Four vectors at once; those behind the last have the weight 0.
    const b = Math.min(j + 1, n - 1) * n;
    const c = Math.min(j + 2, n - 1) * n;
    const d = Math.min(j + 3, n - 1) * n;
    const a = j * n;
    const weight = (k: number) => k < n ? values[k]! : 0;
    const wa = values[j]!, wb = weight(j + 1);
    const wc = weight(j + 2), wd = weight(j + 3);
    for (let i = 0; i < n; i++) {
      const xa = wa * vectors[a + i]!, xb = wb * vectors[b + i]!;
      const xc = wc * vectors[c + i]!, xd = wd * vectors[d + i]!;
      const row = i * n;
      for (let k = 0; k <= i; k++) {
        out[row + k]! += (xa * vectors[a + k]! + xb * vectors[b + k]!) +
          (xc * vectors[c + k]! + xd * vectors[d + k]!);
      }
    }
  }
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) out[k * n + i] = out[i * n + k]!;
  }
  return out;
}
