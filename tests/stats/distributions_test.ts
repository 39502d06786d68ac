import assert from "node:assert/strict";
import * as fc from "fast-check";
import {
  c4,
  chiSquareCdf,
  chiSquareQuantile,
  erfc,
  logGamma,
  normalCdf,
  normalDensity,
  normalQuantile,
  studentTCdf,
  studentTQuantile,
} from "volarb/stats";
import { assertClose } from "../close.ts";
import { readTable } from "../known/table.ts";

Deno.test("erfc() gives the table, on both sides of its seam", () => {
  const { x, erfc: expected } = readTable("erfc").columns;
  assertClose(x!.map(erfc), expected!, 1e-14);
  assertClose(x!.map((v) => erfc(-v)), expected!.map((v) => 2 - v), 1e-15);
  assert.equal(erfc(Infinity), 0);
  assert.equal(erfc(-Infinity), 2);
  assert.ok(Number.isNaN(erfc(NaN)));
});

Deno.test("normalCdf() and normalQuantile() give the tables", () => {
  const { x, cdf } = readTable("normal").columns;
  assertClose(x!.map(normalCdf), cdf!, 1e-14);
  const { p, quantile } = readTable("normal_quantile").columns;
  assertClose(p!.map(normalQuantile), quantile!, 2e-15);
});

Deno.test("normalQuantile() is the inverse of normalCdf() down to 1e-300", () => {
  fc.assert(fc.property(
    fc.double({ min: -37, max: 5, noNaN: true }),
    (x) => {
      const error = normalQuantile(normalCdf(x)) - x;
      // Near 1 the probability itself has few digits.
      const digits = x > 0 ? 1e-16 / normalDensity(x) : 0;
      assert.ok(Math.abs(error) <= 1e-13 * Math.max(1, Math.abs(x)) + digits);
    },
  ));
  assert.equal(normalQuantile(0.5), 0);
  assert.equal(normalQuantile(0), -Infinity);
  assert.equal(normalQuantile(1), Infinity);
  for (const p of [-0.1, 1.1, NaN]) {
    assert.throws(() => normalQuantile(p), {
      name: "RangeError",
      message: new RegExp(`p must be in \\[0, 1\\]: current value is ${p}`),
    });
  }
});

Deno.test("studentTCdf() gives the table, Cauchy's arctangent and the normal limit", () => {
  const { x, two, four } = readTable("student_t").columns;
  assertClose(x!.map((v) => studentTCdf(v, 2)), two!, 1e-13);
  assertClose(x!.map((v) => studentTCdf(v, 4)), four!, 1e-13);
  for (const v of [-1e8, -3, -0.01, 0, 2, 40]) {
    const cauchy = Math.atan2(1, -v) / Math.PI;
    assertClose(Float64Array.of(studentTCdf(v, 1)), [cauchy], 1e-14);
    assert.ok(Math.abs(studentTCdf(v, 1e9) - normalCdf(v)) < 1e-8);
  }
  for (const v of [-2, 0.5]) {
    // The half step of the gamma function changes its form at 40 degrees.
    const [below, at, above] = [39.9, 40, 40.1].map((k) => studentTCdf(v, k));
    assert.ok(Math.abs(above! - 2 * at! + below!) < 1e-7);
  }
  assert.ok(Math.abs(studentTCdf(0.5, 0.25) - 0.5919000106579932) < 1e-11);
  assert.equal(studentTCdf(-Infinity, 3), 0);
  assert.equal(studentTCdf(Infinity, 3), 1);
});

Deno.test("studentTQuantile() is the inverse of studentTCdf()", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1e-9, max: 0.5, noNaN: true, maxExcluded: true }),
      fc.double({ min: 0.25, max: 200, noNaN: true }),
      (p, degrees) => {
        const t = studentTQuantile(p, degrees);
        assert.ok(Math.abs(studentTCdf(t, degrees) / p - 1) < 1e-9);
        assert.equal(studentTQuantile(1 - p, degrees) >= 0, true);
      },
    ),
    { numRuns: 30 },
  );
  assert.equal(studentTQuantile(0.5, 3), 0);
  assert.equal(studentTQuantile(0, 3), -Infinity);
});

Deno.test("chiSquareCdf() gives the table, and chiSquareQuantile() its inverse", () => {
  const { x, degrees, cdf } = readTable("chi_square").columns;
  x!.forEach((v, i) => {
    const k = degrees![i]!;
    assertClose(Float64Array.of(chiSquareCdf(v, k)), [cdf![i]!], 1e-13);
    assertClose(
      Float64Array.of(chiSquareQuantile(cdf![i]!, k)),
      [v],
      1e-10,
    );
  });
  // One degree is a squared normal.
  assertClose(
    Float64Array.of(chiSquareQuantile(0.95, 1)),
    [normalQuantile(0.975) ** 2],
    1e-13,
  );
  assert.equal(chiSquareCdf(-1, 3), 0);
  assert.equal(chiSquareCdf(Infinity, 3), 1);
  assert.equal(chiSquareQuantile(0, 3), 0);
  assert.equal(chiSquareQuantile(1, 3), Infinity);
});

Deno.test("distributions refuse degrees of freedom that are not positive", () => {
  for (const k of [0, -1, NaN, Infinity]) {
    for (
      const f of [
        () => chiSquareCdf(1, k),
        () => chiSquareQuantile(0.5, k),
        () => studentTCdf(1, k),
        () => studentTQuantile(0.5, k),
      ]
    ) {
      assert.throws(f, {
        name: "RangeError",
        message: new RegExp(`degrees of freedom .* current value is ${k}`),
      });
    }
  }
});

Deno.test("logGamma() gives factorials and the root of pi", () => {
  let factorial = 0;
  for (let n = 1; n < 100; n++) {
    assert.ok(Math.abs(logGamma(n) - factorial) <= 1e-14 * (1 + factorial));
    factorial += Math.log(n);
  }
  assert.ok(Math.abs(logGamma(0.5) - Math.log(Math.PI) / 2) < 1e-14);
  assert.throws(() => logGamma(0), { message: /current value is 0/ });
});

Deno.test("c4() gives the constants of control charts", () => {
  // ISO 7870-2, table 2.
  const known = [[2, 0.7979], [5, 0.9400], [10, 0.9727], [25, 0.9896]] as const;
  for (const [n, expected] of known) {
    assert.ok(Math.abs(c4(n) - expected) < 5e-5);
  }
  assert.throws(() => c4(1), { message: /current value is 1/ });
});
