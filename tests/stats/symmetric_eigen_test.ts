import assert from "node:assert/strict";
import * as fc from "fast-check";
import { Random } from "volarb/random";
import {
  cholesky,
  choleskySolve,
  fromEigen,
  SymmetricEigen,
  symmetricEigen,
} from "volarb/stats";
import { assertClose } from "../close.ts";

/** A random symmetric matrix, `rank` of whose eigenvalues are not zero. */
function gram(n: number, rank: number, random: Random): Float64Array {
  const x = Float64Array.from({ length: rank * n }, () => random.normal());
  const matrix = new Float64Array(n * n);
  for (let k = 0; k < rank; k++) {
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        matrix[i * n + j]! += x[k * n + i]! * x[k * n + j]!;
      }
    }
  }
  return matrix;
}

/** Greatest distance of two columns, against the greatest entry. */
function distance(a: Float64Array, b: Float64Array): number {
  let [most, scale] = [0, 1e-300];
  a.forEach((x, k) => {
    most = Math.max(most, Math.abs(x - b[k]!));
    scale = Math.max(scale, Math.abs(x));
  });
  return most / scale;
}

Deno.test("symmetricEigen() matches the second difference's closed form", () => {
  const n = 30;
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    matrix[i * n + i] = 2;
    if (i > 0) matrix[i * n + i - 1] = matrix[(i - 1) * n + i] = -1;
  }
  const { values } = symmetricEigen(matrix, n);
  const exact = Array.from(
    { length: n },
    (_, j) => 4 * Math.sin(Math.PI * (j + 1) / (2 * (n + 1))) ** 2,
  );
  assertClose(values, exact, 1e-13);
});

Deno.test("symmetricEigen() matches the Hilbert matrix of five rows (numpy 2.4: linalg.eigvalsh)", () => {
  const n = 5;
  const matrix = Float64Array.from(
    { length: n * n },
    (_, k) => 1 / (Math.floor(k / n) + k % n + 1),
  );
  const { values } = symmetricEigen(matrix, n);
  [
    3.287928772171e-6,
    3.058980401512e-4,
    1.1407491623420e-2,
    0.20853421861101,
    1.5670506910982,
  ].forEach((x, j) => assert.ok(Math.abs(values[j]! - x) < 1e-13));
});

Deno.test("fromEigen() gives back what SymmetricEigen took, whatever the rank and the scale", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 0, max: 14 }),
      fc.integer({ min: -150, max: 150 }),
      fc.integer(),
      (n, rank, exponent, seed) => {
        const matrix = gram(n, rank, new Random(seed))
          .map((x) => x * 10 ** exponent);
        const eigen = new SymmetricEigen(n).decompose(matrix);
        assert.ok(distance(matrix, fromEigen(eigen)) < 1e-13);
        const { values, vectors } = eigen;
        for (let i = 0; i < n; i++) {
          assert.ok(i === 0 || values[i]! >= values[i - 1]!);
          for (let j = 0; j < n; j++) {
            let dot = 0;
            for (let k = 0; k < n; k++) {
              dot += vectors[i * n + k]! * vectors[j * n + k]!;
            }
            assert.ok(Math.abs(dot - (i === j ? 1 : 0)) < 1e-13);
          }
        }
      },
    ),
  );
});

/** Greatest distance of the vectors' products from those of an orthonormal basis, and of `V diag(λ) Vᵀ` from the matrix. */
function defects(matrix: Float64Array, n: number) {
  const pairs = symmetricEigen(matrix, n);
  const { vectors } = pairs;
  let basis = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let dot = i === j ? -1 : 0;
      for (let k = 0; k < n; k++) {
        dot += vectors[i * n + k]! * vectors[j * n + k]!;
      }
      basis = Math.max(basis, Math.abs(dot));
    }
  }
  return { basis, matrix: distance(matrix, fromEigen(pairs)) };
}

/** A tridiagonal matrix as a whole one. */
function tridiagonal(diagonal: number[], beside: number[]): Float64Array {
  const n = diagonal.length;
  const matrix = new Float64Array(n * n);
  diagonal.forEach((x, i) => matrix[i * n + i] = x);
  beside.forEach((x, i) => matrix[i * n + i + 1] = matrix[(i + 1) * n + i] = x);
  return matrix;
}

Deno.test("symmetricEigen() is orthogonal to 1e-13 where eigenvalues repeat, crowd together, or lie far apart", () => {
  const n = 50;
  const random = new Random(11);
  const ones = new Float64Array(n * n).fill(0.3);
  for (let i = 0; i < n; i++) ones[i * n + i] = 1;
  const graded = gram(n, n, random);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) graded[i * n + j]! *= 10 ** (-(i + j) / 5);
  }
  const apart = gram(n, n, random);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      if (Math.floor(i / 7) !== Math.floor(j / 7)) apart[i * n + j] = 0;
    }
  }
  const matrices: { [name: string]: Float64Array } = {
    "full rank": gram(n, 250, random),
    "rank of ten": gram(n, 10, random),
    "one correlation": ones,
    "graded from 1 to 1e-20": graded,
    "in blocks": apart,
    "a constant": new Float64Array(n * n).fill(2),
    "nothing": new Float64Array(n * n),
    // Its two greatest eigenvalues agree to 14 digits.
    "Wilkinson's W21+": tridiagonal(
      Array.from({ length: 21 }, (_, i) => Math.abs(i - 10)),
      new Array(20).fill(1),
    ),
    "W21+ glued five times": tridiagonal(
      Array.from({ length: 105 }, (_, i) => Math.abs(i % 21 - 10)),
      Array.from({ length: 104 }, (_, i) => i % 21 === 20 ? 1e-8 : 1),
    ),
  };
  for (const [name, matrix] of Object.entries(matrices)) {
    const { basis, matrix: back } = defects(
      matrix,
      Math.round(Math.sqrt(matrix.length)),
    );
    assert.ok(basis < 1e-13 && back < 1e-13, `${name}: ${basis}, ${back}`);
  }
});

Deno.test("SymmetricEigen gives the same bits whatever it took before", () => {
  const random = new Random(12);
  const matrix = gram(13, 40, random);
  const { values, vectors } = symmetricEigen(matrix, 13);
  const used = new SymmetricEigen(13);
  used.decompose(gram(13, 3, random));
  used.decompose(new Float64Array(169).fill(NaN));
  used.decompose(matrix);
  assert.deepEqual([used.values, used.vectors], [values, vectors]);
});

Deno.test("symmetricEigen() keeps eight digits of a coupling that its square would lose", () => {
  const e = 1e-9;
  const matrix = Float64Array.of(1, 1, e, 1, 1, 0, e, 0, 1);
  const again = fromEigen(symmetricEigen(matrix, 3));
  assert.ok(Math.abs(again[2]! - e) < 1e-15);
});

Deno.test("symmetricEigen() converges where squares underflow", () => {
  for (const exponent of [-150, -158, -160, -162, -170, -300]) {
    const matrix = new Float64Array(9);
    matrix[8] = 1e-22;
    matrix[6] = matrix[2] = 1e-22 * 10 ** exponent;
    matrix[1] = matrix[3] = 1e-300;
    const { values } = symmetricEigen(matrix, 3);
    assert.ok(Math.abs(values[0]!) < 1e-160);
    assert.ok(Math.abs(values[2]! - 1e-22) < 1e-37);
  }
});

Deno.test("symmetricEigen() of a matrix with a missing entry is missing", () => {
  const { values, vectors } = symmetricEigen(Float64Array.of(1, 0, NaN, 1), 2);
  assert.deepEqual([...values, ...vectors], new Array(6).fill(NaN));
});

Deno.test("SymmetricEigen refuses another size", () => {
  assert.throws(() => new SymmetricEigen(0), {
    name: "RangeError",
    message: /size must be an integer of at least 1: current value is 0/,
  });
  assert.throws(() => symmetricEigen(new Float64Array(3), 2), {
    name: "RangeError",
    message: /must have 4 entries: current value is 3/,
  });
});

Deno.test("cholesky() solves what it factors and says where a row is redundant", () => {
  const random = new Random(3);
  for (const n of [1, 2, 5, 20]) {
    const matrix = gram(n, n + 5, random);
    const x = Float64Array.from({ length: n }, () => random.normal());
    const b = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) b[i]! += matrix[i * n + j]! * x[j]!;
    }
    const factor = cholesky(matrix, n)!;
    assertClose(choleskySolve(factor, b), x, 1e-9);
    if (n > 1) assert.equal(cholesky(gram(n, n - 1, random), n), undefined);
  }
  assert.equal(cholesky(Float64Array.of(1, 2, 2, 1), 2), undefined);
  assert.equal(cholesky(Float64Array.of(NaN), 1), undefined);
  assert.equal(cholesky(Float64Array.of(0), 1), undefined);
});
