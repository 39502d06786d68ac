import assert from "node:assert/strict";
import * as fc from "fast-check";
import {
  formatTicks,
  parseTick,
  parseTicks,
  readColumns,
  tickStep,
  toDecimals,
} from "volarb/market";
import { fileOf } from "./files.ts";

Deno.test("text, ticks and text again is the identity for every count to a million and every step to 1e-8", () => {
  for (let scale = 1; scale <= 8; scale++) {
    const tick = { integer: 1, scale };
    for (let k = 0; k <= 1_000_000; k++) {
      const text = formatTicks(k, tick);
      if (parseTicks(text, tick) !== k) assert.fail(`${text} at ${scale}`);
    }
    // The text itself, against numbers made another way.
    for (const k of [0, 1, 29, 57, 348, 999_999, 1_000_000]) {
      assert.equal(formatTicks(k, tick), (k / 10 ** scale).toFixed(scale));
    }
  }
});

Deno.test("a column read from a file holds the same ticks as the text of each row", () => {
  const day = 1704067200000;
  for (let scale = 1; scale <= 8; scale++) {
    const tick = { integer: 1, scale };
    const lines: string[] = [];
    // A stride that shares no factor with ten passes through every last digit.
    for (let k = 0; k <= 1_000_000; k += 37) {
      const text = formatTicks(k, tick);
      lines.push(`${k},${text},${text.replace(/\.?0+$/, "")},1,1,${day},true`);
    }
    // The last row has all decimals, so that the scale is the tick's.
    lines.push(`1000001,${formatTicks(1, tick)},1,1,1,${day},true\n`);
    const { aggTradeId, price, quantity } = readColumns(
      fileOf("aggTrades", lines.join("\n")),
    );
    assert.equal(price.scale, scale);
    for (let i = 0; i < lines.length - 1; i++) {
      assert.equal(price.integers[i], aggTradeId[i]);
      const text = lines[i]!.split(",")[2]!;
      const parsed = parseTicks(text, { integer: 1, scale: quantity.scale });
      assert.equal(quantity.integers[i], parsed);
    }
  }
});

Deno.test("multiples of a step that binary fractions miss are counted exactly", () => {
  // floor(0.29 / 0.01) is 28, floor(0.3 / 0.1) is 2.
  assert.equal(parseTicks("0.29", { integer: 1, scale: 2 }), 29);
  assert.equal(parseTicks("0.3", { integer: 1, scale: 1 }), 3);
  assert.equal(parseTicks("44.00", { integer: 44, scale: 1 }), 10);
  assert.equal(parseTicks("-2.50", { integer: 25, scale: 2 }), -10);
  assert.equal(parseTicks("-0.0", { integer: 1, scale: 1 }), 0);
});

Deno.test("what is no multiple of the step, no decimal or too large is refused", () => {
  const tick = { integer: 5, scale: 2 };
  for (const text of ["0.31", "0.301", "90071992547409.95"]) {
    assert.throws(() => parseTicks(text, tick), RangeError, text);
  }
  for (const text of ["", ".5", "1e3", "x", "1,5", "1."]) {
    assert.throws(() => parseTicks(text, tick), SyntaxError, text);
  }
  assert.throws(() => formatTicks(0.5, tick), RangeError);
  assert.throws(() => formatTicks(2 ** 53, tick), RangeError);
  for (const text of ["0", "0.0", "-0.1", "a"]) {
    assert.throws(() => parseTick(text), SyntaxError, text);
  }
});

Deno.test("parseTick() drops zeros and tickStep() speaks the column's unit", () => {
  assert.deepEqual(parseTick("0.00100"), { integer: 1, scale: 3 });
  assert.deepEqual(parseTick("5"), { integer: 5, scale: 0 });
  assert.deepEqual(parseTick("2.5"), { integer: 25, scale: 1 });
  assert.equal(tickStep(parseTick("0.5"), 0), 1);
  assert.equal(tickStep(parseTick("10"), 1), 100);
  assert.equal(tickStep(undefined, 3), 1);
});

// lem-division, lem-fifteen-digits
Deno.test("toDecimals() gives the double nearest to the text", () => {
  fc.assert(fc.property(
    fc.maxSafeInteger().filter((n) => n >= 0),
    fc.integer({ min: 0, max: 15 }),
    (integer, scale) => {
      const integers = Float64Array.of(integer);
      const text = formatTicks(integer, { integer: 1, scale });
      assert.equal(toDecimals({ integers, scale })[0], Number(text));
    },
  ));
  assert.ok(
    Number.isNaN(toDecimals({ integers: Float64Array.of(NaN), scale: 2 })[0]),
  );
  for (const scale of [-1, 0.5, 23]) {
    assert.throws(
      () => toDecimals({ integers: Int32Array.of(1), scale }),
      RangeError,
    );
  }
});
