import assert from "node:assert/strict";
import * as fc from "fast-check";
import { annualizedFunding } from "volarb/regime";
import { assertCausal, assertClose } from "../close.ts";

const basisPoint = Float64Array.of(1e-4);

Deno.test("annualizedFunding() of 1 bp each 8 hours is 10.95 % a year: 1,095 intervals, not 365", () => {
  assertClose(annualizedFunding(basisPoint, { intervalHours: 8 }), [0.1095]);
});

Deno.test("annualizedFunding() takes each row's own interval", () => {
  const yearly = annualizedFunding(Float64Array.of(1e-4, 1e-4, 1e-4, 1e-4), {
    intervalHours: Float64Array.of(8, 4, 1, NaN),
  });
  assertClose(yearly, [0.1095, 0.219, 0.876, NaN]);
});

Deno.test("annualizedFunding() compounds where asked: (1 + 1 bp)^1095 - 1 = 11.571 %", () => {
  // bc -l: scale=20; e(1095*l(1.0001))-1
  const options = { intervalHours: 8, compounding: "compound" } as const;
  assertClose(annualizedFunding(basisPoint, options), [0.11571396279168663]);
});

Deno.test("annualizedFunding() gives a year the same payments however they are cut", () => {
  fc.assert(fc.property(
    fc.integer({ min: -2e6, max: 2e6 }).map((digits) => digits * 1e-8),
    fc.constantFrom(1, 2, 4, 8),
    (rate, hours) => {
      const cut = annualizedFunding(Float64Array.of(rate * hours / 8), {
        intervalHours: hours,
      });
      const whole = annualizedFunding(Float64Array.of(rate), {
        intervalHours: 8,
      });
      assertClose(cut, whole, 1e-14);
    },
  ));
});

Deno.test("annualizedFunding() keeps missing rates missing, an empty column empty, and looks at nothing later", () => {
  assert.deepEqual(
    annualizedFunding(Float64Array.of(NaN), { intervalHours: 8 }),
    Float64Array.of(NaN),
  );
  assert.equal(
    annualizedFunding(new Float64Array(0), { intervalHours: 8 }).length,
    0,
  );
  assertCausal(
    (x) => annualizedFunding(x, { intervalHours: 4 }),
    Float64Array.of(1e-4, -2e-4, NaN, 0),
  );
});

Deno.test("annualizedFunding() refuses columns of two lengths and intervals that are not positive", () => {
  assert.throws(
    () => annualizedFunding(basisPoint, { intervalHours: new Float64Array(2) }),
    {
      name: "RangeError",
      message:
        "Cannot annualize a funding rate as columns must have one length: intervalHours has 2, the others have 1",
    },
  );
  for (const intervalHours of [0, -8, Infinity]) {
    assert.throws(
      () => annualizedFunding(basisPoint, { intervalHours }),
      RangeError,
    );
  }
  assert.throws(
    () =>
      annualizedFunding(basisPoint, {
        intervalHours: 8,
        compounding: "daily" as "simple",
      }),
    RangeError,
  );
});
