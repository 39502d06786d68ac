import assert from "node:assert/strict";
import * as fc from "fast-check";
import {
  divideRounded,
  formatMoney,
  fromMoney,
  rateOf,
  toMoney,
  toRate,
} from "volarb/venue";

fc.configureGlobal({ seed: 1 });

Deno.test("divideRounded() rounds ties away from zero, by a table", () => {
  for (
    const [numerator, denominator, expected] of [
      [0n, 1n, 0n],
      [1n, 2n, 1n],
      [-1n, 2n, -1n],
      [1n, 3n, 0n],
      [2n, 3n, 1n],
      [-2n, 3n, -1n],
      [7n, 2n, 4n],
      [-7n, 2n, -4n],
      [10n, 4n, 3n],
      [9n, 4n, 2n],
    ] as const
  ) {
    assert.equal(divideRounded(numerator, denominator), expected);
  }
  assert.throws(() => divideRounded(1n, 0n), /current value is 0/);
});

Deno.test("divideRounded() is odd in its numerator and off by at most one half", () => {
  const whole = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n });
  fc.assert(fc.property(
    whole,
    fc.bigInt({ min: 1n, max: 10n ** 15n }),
    (a, b) => {
      const quotient = divideRounded(a, b);
      assert.equal(divideRounded(-a, b), -quotient);
      const twice = 2n * (quotient * b - a);
      assert.ok(twice <= b && twice >= -b);
    },
  ));
});

Deno.test("money is read, printed and measured to its eighth decimal", () => {
  assert.equal(toMoney(0.1), 10_000_000n);
  assert.equal(toMoney(-1234.56789012), -123_456_789_012n);
  assert.equal(formatMoney(toMoney(-1234.56789012)), "-1234.56789012");
  assert.equal(formatMoney(0n), "0.00000000");
  assert.equal(formatMoney(-1n), "-0.00000001");
  assert.equal(fromMoney(-123_456_789_012n), -1234.56789012);
  assert.throws(() => toMoney(NaN), /current value is NaN/);
  assert.throws(() => toMoney(2 ** 60), { name: "RangeError" });
});

Deno.test("a rate keeps twelve decimals and is taken of money with one rounding", () => {
  assert.equal(toRate(0.0005), 500_000_000n);
  assert.equal(toRate(-0.00012345), -123_450_000n);
  // 12.34567891 x 0.0005 = 0.006172839455: a tie at the ninth decimal does not arise.
  assert.equal(rateOf(1_234_567_891n, toRate(0.0005)), 617_284n);
  // 0.00000001 x 0.5 is a tie.
  assert.equal(rateOf(1n, toRate(0.5)), 1n);
  assert.equal(rateOf(-1n, toRate(0.5)), -1n);
  assert.throws(() => toRate(NaN), /current value is NaN/);
});
