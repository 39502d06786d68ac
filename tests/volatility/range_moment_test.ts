import assert from "node:assert/strict";
import { Random } from "volarb/random";
import { mean } from "volarb/stats";
import {
  brownianBars,
  expectedGarmanKlass,
  expectedParkinson,
  expectedSquaredRange,
  garmanKlass,
  parkinson,
} from "volarb/volatility";
import { assertClose } from "../close.ts";
import { readTable } from "../known/table.ts";

Deno.test("expectedSquaredRange() gives the table, by its own and by its series", () => {
  const { n, squaredRange } = readTable("squared_range").columns;
  assertClose(n!.map(expectedSquaredRange), squaredRange!, 3e-8);
});

Deno.test("expectedSquaredRange() of two steps is 1 + 1/√3 - … by hand", () => {
  // The range is |Z₁ + Z₂|, |Z₁| or |Z₂| as the steps agree in sign or not: with like
  // signs E (Z₁ + Z₂)² = 2 + 4/π, with unlike ones E max(Z₁², Z₂²) = 1 + 2/π.
  const expected = ((2 + 4 / Math.PI) + (1 + 2 / Math.PI)) / 2 / 2;
  assertClose(Float64Array.of(expectedSquaredRange(2)), [expected], 1e-12);
});

Deno.test("expectedSquaredRange() joins its table and its series, and rises to 4 ln 2", () => {
  let last = 0;
  for (let n = 1; n < 300; n++) {
    const next = expectedSquaredRange(n);
    assert.ok(next > last && next < 4 * Math.LN2);
    last = next;
  }
  const [a, b, c, d] = [14, 15, 16, 17].map(expectedSquaredRange);
  assert.ok(Math.abs(d! - 3 * c! + 3 * b! - a!) < 5e-4);
  assert.equal(expectedParkinson(Infinity), 1);
  assert.equal(expectedGarmanKlass(Infinity), 1);
});

Deno.test("bars of a grid have the expected Parkinson and Garman-Klass (thm-discretisation)", () => {
  const random = new Random(7);
  for (const steps of [5, 60]) {
    const bars = brownianBars(random, {
      bars: 20_000,
      steps,
      variance: 1e-8,
      observation: "grid",
    });
    const p = mean(parkinson(bars)) / 1e-8;
    const g = mean(garmanKlass(bars)) / 1e-8;
    assert.ok(Math.abs(p - expectedParkinson(steps)) < 0.015);
    assert.ok(Math.abs(g - expectedGarmanKlass(steps)) < 0.015);
  }
});

Deno.test("expectedSquaredRange() refuses what is not a number of steps", () => {
  for (const steps of [0, 1.5, NaN]) {
    assert.throws(() => expectedSquaredRange(steps), {
      name: "RangeError",
      message: new RegExp(`current value is ${steps}`),
    });
  }
});
