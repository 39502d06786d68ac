import assert from "node:assert/strict";
import * as fc from "fast-check";
import { kendallBias, kendallCorrection } from "volarb/regime";
import { assertClose } from "../close.ts";

Deno.test("kendallBias() is -(1 + 3 phi) / n, and -2 phi / n about a known mean: eq-kendall", () => {
  assertClose(
    Float64Array.of(
      kendallBias(0.9, { transitions: 100 }),
      kendallBias(0.9, { transitions: 100, mean: "known" }),
      kendallBias(0, { transitions: 50 }),
    ),
    [-0.037, -0.018, -0.02],
  );
});

Deno.test("kendallCorrection() undoes kendallBias()", () => {
  fc.assert(fc.property(
    fc.double({ min: -1, max: 1, noNaN: true }),
    fc.integer({ min: 4, max: 10_000 }),
    fc.constantFrom("estimated" as const, "known" as const),
    (persistence, transitions, mean) => {
      const options = { transitions, mean };
      const expected = persistence + kendallBias(persistence, options);
      const back = kendallCorrection(expected, options);
      assert.ok(Math.abs(back - persistence) < 1e-12);
    },
  ));
});

Deno.test("kendallCorrection() may pass 1, and takes four transitions at least", () => {
  assert.ok(kendallCorrection(0.99, { transitions: 100 }) > 1);
  assert.throws(() => kendallCorrection(0.9, { transitions: 3 }), {
    name: "RangeError",
    message:
      "Cannot correct Kendall's bias as transitions must be an integer of at least 4: current value is 3",
  });
  assert.throws(() => kendallBias(0.9, { transitions: 10.5 }), RangeError);
  assert.throws(
    () => kendallBias(0.9, { transitions: 10, mean: "zero" as "known" }),
    RangeError,
  );
});
