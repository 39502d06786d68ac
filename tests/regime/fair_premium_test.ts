import assert from "node:assert/strict";
import * as fc from "fast-check";
import { fairPremium, fundingRate, premiumDeviation } from "volarb/regime";
import { assertCausal, assertClose } from "../close.ts";

Deno.test("fairPremium() has the known values: eq-fair-premium", () => {
  // mpmath, 15 digits, in basis points.
  assertClose(
    fairPremium(Float64Array.of(0, 0.02, 0.05, 0.1, 0.12, 0.2))
      .map((p) => p * 1e4),
    [
      -5,
      -4.81735159817352,
      -4.54337899543379,
      -4.08675799086758,
      6.0958904109589,
      6.82648401826484,
    ],
    1e-12,
  );
});

Deno.test("fairPremium() is undetermined where funding is the rate of the whole dead band", () => {
  assert.deepEqual(fairPremium(Float64Array.of(0.1095)), Float64Array.of(NaN));
});

Deno.test("fairPremium() is where funding pays the cost of money, at every interval", () => {
  fc.assert(fc.property(
    fc.double({ min: -1, max: 1, noNaN: true }),
    fc.constantFrom(1, 4, 8),
    (yearly, hours) => {
      const premium = fairPremium(Float64Array.of(yearly));
      if (Number.isNaN(premium[0]!)) return;
      const paid = fundingRate(premium, { intervalHours: hours })[0]!;
      assert.ok(Math.abs(paid - yearly * hours / 8760) < 1e-15);
    },
  ));
});

Deno.test("premiumDeviation() is zero at the fair premium and keeps missing ones missing", () => {
  const fair = fairPremium(Float64Array.of(0.08))[0]!;
  assert.deepEqual(
    premiumDeviation(Float64Array.of(fair, NaN, fair + 0.25), {
      annualRate: 0.08,
    }),
    Float64Array.of(0, NaN, fair + 0.25 - fair),
  );
  assert.equal(
    premiumDeviation(new Float64Array(0), { annualRate: 0 }).length,
    0,
  );
});

Deno.test("fairPremium() looks at nothing later, and refuses a negative clamp", () => {
  assertCausal(fairPremium, Float64Array.of(0, 0.3, NaN, 0.1095));
  assert.throws(
    () => fairPremium(Float64Array.of(0), { clamp: -1 }),
    RangeError,
  );
});
