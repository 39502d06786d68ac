import assert from "node:assert/strict";
import * as fc from "fast-check";
import { optimalCombination, shrunkIc } from "volarb/signal";

const close = (a: number, b: number, tolerance = 1e-12) =>
  assert.ok(Math.abs(a - b) <= tolerance, `${a} is not ${b}`);

// lem-optimal-combination
Deno.test("optimalCombination() gives the published weights and IC*", () => {
  // Weights ∝ C⁻¹ ic of ic = (.05, .03), ρ = .5: C⁻¹ = (4/3) [[1, -.5], [-.5, 1]].
  const inputs = { ic: [0.05, 0.03], correlation: [[1, 0.5], [0.5, 1]] };
  const { weights, ic } = optimalCombination(inputs);
  close(weights[0]! / (weights[0]! + weights[1]!), 0.875);
  close(ic, 0.0503322296, 1e-9);
  close(ic, Math.sqrt((0.05 * 0.035 + 0.03 * 0.005) * 4 / 3));
  // The mean of the two scores is worth less.
  close((0.05 + 0.03) / Math.sqrt(3), 0.0461880215, 1e-9);
});

Deno.test("optimalCombination() of equal, equally correlated signals is IC √(N / (1 + (N - 1) ρ))", () => {
  const correlation = [0, 1, 2, 3].map((i) =>
    [0, 1, 2, 3].map((j) => i === j ? 1 : 0.3)
  );
  const ic = [0.03, 0.03, 0.03, 0.03];
  close(optimalCombination({ ic, correlation }).ic, 0.0435285750, 1e-9);
  close(
    optimalCombination({ ic, correlation }).ic,
    0.03 * Math.sqrt(4 / (1 + 3 * 0.3)),
  );
});

Deno.test("optimalCombination() scales to variance 1 and beats any other weights", () => {
  const number = fc.integer({ min: -16, max: 16 }).map((i) => i / 16);
  fc.assert(fc.property(
    fc.array(number, { minLength: 3, maxLength: 3 }),
    fc.array(number, { minLength: 3, maxLength: 3 }),
    fc.double({ min: -0.4, max: 0.9, noNaN: true }),
    (ic, other, rho) => {
      const correlation = [0, 1, 2].map((i) =>
        [0, 1, 2].map((j) => i === j ? 1 : rho)
      );
      const best = optimalCombination({ ic, correlation });
      const variance = quadratic(best.weights, correlation);
      if (best.ic === 0) return;
      close(variance, 1, 1e-9);
      const rival = other.reduce((sum, w, i) => sum + w * ic[i]!, 0) /
        Math.sqrt(quadratic(other, correlation));
      assert.ok(!(rival > best.ic + 1e-9));
    },
  ));
});

function quadratic(
  w: readonly number[],
  matrix: readonly (readonly number[])[],
): number {
  return w.reduce(
    (sum, a, i) => sum + w.reduce((s, b, j) => s + a * b * matrix[i]![j]!, 0),
    0,
  );
}

// cor-ic-weights
Deno.test("optimalCombination() with ridge 1 weighs by IC", () => {
  const inputs = { ic: [0.05, 0.03], correlation: [[1, 0.9], [0.9, 1]] };
  const { weights } = optimalCombination({ ...inputs, ridge: 1 });
  close(weights[0]! / weights[1]!, 5 / 3);
  const none = optimalCombination({ ...inputs, ic: [0, 0] });
  assert.deepEqual(none, { weights: [0, 0], ic: 0 });
});

Deno.test("optimalCombination() names what it cannot combine", () => {
  const same = { ic: [0.1, 0.1], correlation: [[1, 1], [1, 1]] };
  assert.throws(() => optimalCombination(same), {
    name: "RangeError",
    message: /signals must not depend on each other: .*not positive definite/,
  });
  close(optimalCombination({ ...same, ridge: 0.1 }).ic, 0.1);
  assert.throws(() => optimalCombination({ ...same, ridge: 2 }), {
    name: "RangeError",
    message: /ridge must be in \[0, 1\]: current value is 2/,
  });
  assert.throws(() => optimalCombination({ ic: [1], correlation: [[1, 0]] }), {
    name: "RangeError",
    message: /a row and a column for each of 1 signals/,
  });
});

// prop-ic-shrinkage
Deno.test("shrunkIc() halves a correlation of one standard error and keeps its sign", () => {
  close(shrunkIc(0.1, 100), 0.05);
  close(shrunkIc(-0.3, 100), -0.3 * 0.9);
  assert.equal(shrunkIc(0, 5), 0);
  assert.throws(() => shrunkIc(0.1, 0), { message: /current value is 0/ });
});
