import assert from "node:assert/strict";
import * as fc from "fast-check";
import { formatNumber, formatNumbers } from "volarb/notebook";

Deno.test("formatNumber() keeps the whole part and rounds to significant digits", () => {
  const cases: [number, number | undefined, string][] = [
    [0, undefined, "0"],
    [-0, undefined, "0"],
    [72_000, 2, "72000"],
    [103_245.678, undefined, "103246"],
    [6.0421, 3, "6.04"],
    [6.0001, 3, "6.00"],
    [9.9996, 4, "10.00"],
    [0.25, undefined, "0.25"],
    [-1 / 3, undefined, "-0.3333"],
    [0.00012345678, undefined, "0.0001235"],
    [0.000012345678, undefined, "1.235e-5"],
    [1.5e15, undefined, "1.500e+15"],
    [NaN, undefined, "NaN"],
    [-Infinity, undefined, "-Infinity"],
  ];
  for (const [value, digits, text] of cases) {
    assert.equal(formatNumber(value, digits), text);
  }
});

Deno.test("formatNumber() is off by half a unit of its last digit at most", () => {
  fc.assert(fc.property(
    fc.double({ noNaN: true, min: -1e300, max: 1e300 }),
    fc.integer({ min: 1, max: 15 }),
    (value, digits) => {
      const error = Math.abs(Number(formatNumber(value, digits)) - value);
      assert.ok(error <= 0.5000001 * Math.abs(value) * 10 ** (1 - digits));
    },
  ));
});

Deno.test("formatNumber() refuses digits that no double has", () => {
  for (const digits of [0, 16, 2.5, NaN]) {
    assert.throws(() => formatNumber(1, digits), {
      name: "RangeError",
      message: new RegExp(`from 1 to 15: current value is ${digits}$`),
    });
  }
});

Deno.test("formatNumbers() writes given decimals as given and computed ones short", () => {
  assert.deepEqual(formatNumbers([27103.1, NaN, 27103, -0]), [
    "27103.1",
    "NaN",
    "27103.0",
    "0.0",
  ]);
  assert.deepEqual(formatNumbers([1, 2, 3]), ["1", "2", "3"]);
  assert.deepEqual(formatNumbers([1 / 3, 1], 2), ["0.33", "1"]);
  assert.deepEqual(formatNumbers([1e-9, 2]), ["1e-9", "2"]);
  assert.deepEqual(formatNumbers([]), []);
});
