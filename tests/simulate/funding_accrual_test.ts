import assert from "node:assert/strict";
import * as fc from "fast-check";
import { FundingAccrual } from "volarb/simulate";
import { fundingRate } from "volarb/regime";

/** Rate of an interval whose premium is the same all along. */
function settle(...premiums: number[]): number {
  const accrual = new FundingAccrual();
  for (const premium of premiums) accrual.update(premium);
  return accrual.settle();
}

Deno.test("FundingAccrual settles the pencil cases of the venue's formula", () => {
  // Premium and rate in bp.
  const cases = [
    [-20, -15],
    [-10, -5],
    [-4, 1],
    [0, 1],
    [6, 1],
    [7, 2],
    [10, 5],
    [20, 15],
  ] as const;
  for (const [premium, rate] of cases) {
    const found = settle(premium * 1e-4);
    assert.ok(Math.abs(found - rate * 1e-4) < 1e-18, `${premium} bp: ${found}`);
  }
});

Deno.test("FundingAccrual weights the last sample most", () => {
  const accrual = new FundingAccrual();
  for (const bp of [1, 2, -1, 4]) accrual.update(bp * 1e-4);
  // (1 + 4 - 3 + 16) / 10
  assert.ok(Math.abs(accrual.averagePremium - 1.8e-4) < 1e-18);
  assert.equal(accrual.samples, 4);
  accrual.settle();
  assert.equal(accrual.samples, 0);
  assert.ok(Number.isNaN(accrual.averagePremium));
  assert.ok(Number.isNaN(accrual.settle()));
});

Deno.test("FundingAccrual is the column function's formula", () => {
  fc.assert(
    fc.property(
      fc.double({ min: -0.01, max: 0.01, noNaN: true }),
      (premium) => {
        assert.equal(
          settle(premium),
          fundingRate(Float64Array.of(premium))[0],
        );
      },
    ),
    { seed: 1, numRuns: 500 },
  );
});
