/** Row-by-row matrices in flat columns: what the filter's relatives need of linear algebra. */

/**
 * Product of two matrices.
 *
 * @param a `n × k`.
 * @param b `k × m`.
 * @param n Rows of `a`.
 * @param k Columns of `a`.
 * @param m Columns of `b`.
 * @returns `n × m`.
 */
export function product(
  a: Float64Array,
  b: Float64Array,
  n: number,
  k: number,
  m: number,
): Float64Array {
  const out = new Float64Array(n * m);
  for (let i = 0; i < n; i++) {
    for (let l = 0; l < k; l++) {
      const x = a[i * k + l]!;
      for (let j = 0; j < m; j++) out[i * m + j]! += x * b[l * m + j]!;
    }
  }
  return out;
}

/**
 * Transpose of a matrix.
 *
 * @param a `n × m`.
 * @param n Its rows.
 * @param m Its columns.
 * @returns `m × n`.
 */
export function transposed(
  a: Float64Array,
  n: number,
  m: number,
): Float64Array {
  const out = new Float64Array(n * m);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) out[j * n + i] = a[i * m + j]!;
  }
  return out;
}

/**
 * Solves `A X = B` by Gauss's elimination with row pivots.
 *
 * @param a `n × n`.
 * @param b `n × m`.
 * @param n Rows.
 * @param m Columns of `b`.
 * @returns `X`, `n × m`; nothing where `A` is singular.
 */
export function solved(
  a: Float64Array,
  b: Float64Array,
  n: number,
  m: number,
): Float64Array | undefined {
  const left = a.slice(), right = b.slice();
  let scale = 0;
  for (const x of a) scale = Math.max(scale, Math.abs(x));
  for (let c = 0; c < n; c++) {
    let pivot = c;
    for (let i = c + 1; i < n; i++) {
      if (Math.abs(left[i * n + c]!) > Math.abs(left[pivot * n + c]!)) {
        pivot = i;
      }
    }
    const head = left[pivot * n + c]!;
    if (!(Math.abs(head) > 1e-14 * scale)) return undefined;
    swapRows(left, n, c, pivot);
    swapRows(right, m, c, pivot);
    for (let i = 0; i < n; i++) {
      if (i === c) continue;
      const factor = left[i * n + c]! / head;
      if (factor === 0) continue;
      for (let j = c; j < n; j++) left[i * n + j]! -= factor * left[c * n + j]!;
      for (let j = 0; j < m; j++) {
        right[i * m + j]! -= factor * right[c * m + j]!;
      }
    }
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) right[i * m + j]! /= left[i * n + i]!;
  }
  return right;
}

function swapRows(a: Float64Array, width: number, i: number, k: number): void {
  if (i === k) return;
  for (let j = 0; j < width; j++) {
    const x = a[i * width + j]!;
    a[i * width + j] = a[k * width + j]!;
    a[k * width + j] = x;
  }
}

/**
 * Inverse of a matrix.
 *
 * @param a `n × n`.
 * @param n Its rows.
 * @returns The inverse; nothing where it is singular.
 */
export function inverseOf(
  a: Float64Array,
  n: number,
): Float64Array | undefined {
  return solved(a, identityOf(n), n, n);
}

/**
 * The identity.
 *
 * @param n Its rows.
 * @returns `n × n`.
 */
export function identityOf(n: number): Float64Array {
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) out[i * n + i] = 1;
  return out;
}

/**
 * Sum of two matrices, the second times a factor.
 *
 * @param a The first.
 * @param b The second.
 * @param factor What the second is multiplied by; 1 by default.
 * @returns Their sum.
 */
export function added(
  a: Float64Array,
  b: Float64Array,
  factor = 1,
): Float64Array {
  return a.map((x, i) => x + factor * b[i]!);
}

/**
 * The symmetric part of a matrix.
 *
 * @param a `n × n`.
 * @param n Its rows.
 * @returns `(A + Aᵀ) / 2`.
 */
export function symmetricPart(a: Float64Array, n: number): Float64Array {
  return a.map((x, at) => {
    const i = Math.floor(at / n), j = at % n;
    return (x + a[j * n + i]!) / 2;
  });
}
