import fc from "fast-check";
import assert from "node:assert/strict";
import type { LiquidationEvent } from "volarb/venue";
import { liquidationShares } from "../../lib/engine/liquidation_shares.ts";

function event(terms: Partial<LiquidationEvent>): LiquidationEvent {
  return {
    type: "liquidation",
    symbol: "X",
    time: 0,
    positionSide: "both",
    position: 3,
    left: 0,
    price: 100,
    notional: 300n,
    realized: 0n,
    fee: 7n,
    insurance: 0n,
    balance: 0n,
    ...terms,
  };
}

Deno.test("shares lose what the position lost, money and fee to the last unit", () => {
  // Five long and two short are three: of 301 five thirds are 501.67, two thirds 200.67.
  assert.deepEqual(liquidationShares([5, -2], event({ notional: 301n })), [
    { lots: 5, notional: 502n, fee: 12n },
    { lots: -2, notional: 201n, fee: -5n },
  ]);
  // Half of 4 and of 3, running sums 2 and 3.5: the second gives 2.
  const part = event({ position: -4, left: -3, notional: 400n, fee: 4n });
  assert.deepEqual(liquidationShares([-4, -3], part), [
    { lots: -2, notional: 200n, fee: 2n },
    { lots: -2, notional: 200n, fee: 2n },
  ]);
});

Deno.test("a value beyond what doubles hold is divided exactly", () => {
  const notional = 9_007_199_254_740_993n * 3n;
  const shares = liquidationShares([1, 1, 1], event({ notional, fee: 0n }));
  assert.deepEqual(shares.map((share) => share.notional), [
    9_007_199_254_740_993n,
    9_007_199_254_740_993n,
    9_007_199_254_740_993n,
  ]);
});

Deno.test("lots, money and fee of any shares add up, and none loses more than it has", () => {
  const share = fc.integer({ min: -9, max: 9 }).filter((lots) => lots !== 0);
  fc.assert(
    fc.property(
      fc.array(share, { minLength: 1, maxLength: 6 }),
      fc.nat({ max: 1000 }),
      fc.bigInt({ min: 1n, max: 10n ** 18n }),
      fc.bigInt({ min: 0n, max: 10n ** 15n }),
      (shares, pick, notional, fee) => {
        const whole = shares.reduce((sum, lots) => sum + lots, 0);
        fc.pre(whole !== 0);
        const closed = 1 + pick % Math.abs(whole);
        const position = Math.sign(whole) * closed;
        const left = whole - position;
        const parts = liquidationShares(
          shares,
          event({ position, left, notional, fee }),
        );
        const sign = Math.sign(whole);
        let lots = 0;
        let money = 0n;
        let fees = 0n;
        parts.forEach((part, k) => {
          lots += part.lots;
          fees += part.fee;
          money += BigInt(Math.sign(part.lots) * sign) * part.notional;
          assert.ok(part.lots * Math.sign(shares[k]!) >= 0);
          assert.ok(Math.abs(part.lots) <= Math.abs(shares[k]!));
          if (left === 0) assert.equal(part.lots, shares[k]);
        });
        assert.deepEqual([lots, money, fees], [position, notional, fee]);
      },
    ),
    { seed: 6, numRuns: 300 },
  );
});
