import assert from "node:assert/strict";
import { tridiagonalValues } from "../../lib/stats/tridiagonal_values.ts";

/** Asserts that entries are within `error` of what is expected. */
function assertNear(
  actual: Float64Array,
  expected: number[],
  error: number,
): void {
  assert.equal(actual.length, expected.length);
  actual.forEach((x, i) => assert.ok(Math.abs(x - expected[i]!) <= error));
}

/** The values, rising, of a matrix by its diagonal and what is beside it. */
function valuesOf(diagonal: number[], beside: number[]): Float64Array {
  const values = Float64Array.from(diagonal);
  tridiagonalValues(values, Float64Array.from([...beside, 0], (x) => x * x));
  return values.sort();
}

Deno.test("tridiagonalValues() of two rows are (a + b)/2 ± √((a - b)²/4 + e²)", () => {
  assertNear(valuesOf([4, 1], [2]), [0, 5], 1e-15);
  assertNear(valuesOf([0, 0], [-3]), [-3, 3], 1e-15);
});

Deno.test("tridiagonalValues() matches the second difference's closed form", () => {
  const n = 64;
  const values = valuesOf(new Array(n).fill(2), new Array(n - 1).fill(-1));
  const exact = Array.from(
    { length: n },
    (_, j) => 4 * Math.sin(Math.PI * (j + 1) / (2 * (n + 1))) ** 2,
  );
  assertNear(values, exact, 1e-13);
});

Deno.test("tridiagonalValues() leaves a diagonal as it is, and takes what falls apart by parts", () => {
  assert.deepEqual([...valuesOf([3, -1, 2], [0, 0])], [-1, 2, 3]);
  assertNear(
    valuesOf([4, 1, 7, 0, 0], [2, 0, 1e-170, -3]),
    [-3, 0, 3, 5, 7],
    1e-15,
  );
  assert.deepEqual([...valuesOf([], [])], []);
});

Deno.test("tridiagonalValues() finds zeros that others swamp", () => {
  // A vector's product with itself has one value, and zeros.
  const values = valuesOf([1, 1, 0, 0], [1, 0, 0]);
  assertNear(values, [0, 0, 0, 2], 1e-15);
});
