import assert from "node:assert/strict";
import * as fc from "fast-check";
import {
  deadBand,
  fundingInterval,
  fundingRate,
  impliedPremium,
  inDeadBand,
} from "volarb/regime";
import { mean, median } from "volarb/stats";
import { assertCausal, assertClose } from "../close.ts";
import { present, settledRates } from "./real_funding.ts";

const bp = (...values: number[]) => Float64Array.from(values, (x) => x * 1e-4);
const premiumOf = fc.double({ min: -0.02, max: 0.02, noNaN: true });

Deno.test("fundingRate() maps the venue's premiums to its rates: eq-funding-rate", () => {
  assertClose(
    fundingRate(bp(-20, -10, -4, 0, 6, 7, 10, 20)),
    bp(-15, -5, 1, 1, 1, 2, 5, 15),
    1e-12,
  );
});

Deno.test("fundingRate() is the interest rate to the last bit inside the dead band", () => {
  const { lower, upper } = deadBand();
  assertClose(Float64Array.of(lower, upper), bp(-4, 6));
  fc.assert(fc.property(
    fc.double({ min: lower, max: upper, noNaN: true }),
    (premium) => {
      assert.ok(
        Math.abs(fundingRate(Float64Array.of(premium))[0]! - 1e-4) < 1e-18,
      );
    },
  ));
  fc.assert(fc.property(
    fc.double({ min: -3.99e-4, max: 5.99e-4, noNaN: true }),
    (premium) => {
      assert.equal(fundingRate(Float64Array.of(premium))[0], 1e-4);
    },
  ));
});

Deno.test("fundingRate() goes below zero: it is no max(0, .)", () => {
  assert.ok(fundingRate(bp(-6))[0]! < 0);
});

Deno.test("fundingRate() never falls in the premium and never leaves it by more than the clamp", () => {
  fc.assert(fc.property(premiumOf, premiumOf, (a, b) => {
    const [low, high] = fundingRate(
      Float64Array.of(Math.min(a, b), Math.max(a, b)),
    );
    assert.ok(low! <= high!);
    assert.ok(Math.abs(low! - Math.min(a, b)) <= 5e-4 + 1e-15);
  }));
});

Deno.test("fundingRate() scales with the interval, row by row", () => {
  assertClose(
    fundingRate(bp(0, 0, 0, 14, 14), {
      intervalHours: Float64Array.of(8, 4, 1, 4, NaN),
    }),
    [1e-4, 5e-5, 1.25e-5, 4.5e-4, NaN],
  );
});

Deno.test("fundingRate() stays within cap and floor of the interval", () => {
  assertClose(
    fundingRate(bp(-9000, 0, 9000), {
      intervalHours: 1,
      cap: 0.02,
      floor: -0.02,
    }),
    [-0.02, 1.25e-5, 0.02],
  );
});

Deno.test("fundingRate() takes other terms", () => {
  assertClose(
    fundingRate(bp(0, 5), { interestRate: 0, clamp: 2e-4 }),
    bp(0, 3),
  );
  assertClose(fundingRate(bp(-3, 3), { clamp: 0 }), bp(-3, 3));
});

Deno.test("impliedPremium() is the inverse of fundingRate() outside the band, and knows that it is none inside", () => {
  fc.assert(fc.property(
    premiumOf,
    fc.constantFrom(1, 4, 8),
    (premium, intervalHours) => {
      const rate = fundingRate(Float64Array.of(premium), { intervalHours });
      const [back] = impliedPremium(rate, { intervalHours });
      if (premium > -4e-4 - 1e-15 && premium < 6e-4 + 1e-15) {
        assert.ok(Number.isNaN(back!) || Math.abs(back! - premium) < 1e-15);
      } else assert.ok(Math.abs(back! - premium) < 1e-15);
    },
  ));
  assert.deepEqual(
    impliedPremium(Float64Array.of(0.02, -0.02), { cap: 0.02, floor: -0.02 }),
    Float64Array.of(NaN, NaN),
  );
});

Deno.test("inDeadBand() tells the interest rate of each interval within half a published digit", () => {
  const rate = Float64Array.of(1e-4, 5e-5, 1.25e-5, 1e-4, 1.0001e-4, NaN);
  assert.deepEqual(
    inDeadBand(rate, { intervalHours: Float64Array.of(8, 4, 1, 4, 8, 8) }),
    Float64Array.of(1, 1, 1, 0, 0, NaN),
  );
});

Deno.test("funding maps keep missing entries missing, empty columns empty, and look at nothing later", () => {
  for (const map of [fundingRate, impliedPremium, inDeadBand]) {
    assert.equal(map(new Float64Array(0)).length, 0);
    assert.deepEqual(map(Float64Array.of(NaN)), Float64Array.of(NaN));
    assertCausal((x) => map(x), bp(-20, 1, NaN, 7, 1));
  }
});

Deno.test("funding maps refuse terms that make none", () => {
  const premium = bp(0);
  assert.throws(() => fundingRate(premium, { cap: -1, floor: 1 }), {
    name: "RangeError",
    message:
      "Cannot map a premium to a funding rate as floor must not exceed cap: current value is 1 > -1",
  });
  assert.throws(() => fundingRate(premium, { clamp: -1 }), RangeError);
  assert.throws(() => fundingRate(premium, { interestRate: NaN }), RangeError);
  assert.throws(() => fundingRate(premium, { intervalHours: 0 }), RangeError);
  assert.throws(
    () => fundingRate(premium, { intervalHours: new Float64Array(3) }),
    RangeError,
  );
});

Deno.test({
  name:
    "settled rates have their mass at 1 bp per 8 hours, scaled by the interval, and never lie above it for BTC, ETH and SOL",
  ignore: !present,
  fn() {
    for (
      const [symbol, mass] of [
        ["BTCUSDT", 15 / 329],
        ["ETHUSDT", 39 / 329],
        ["SOLUSDT", 48 / 329],
        ["ENAUSDT", 276 / 474],
      ] as const
    ) {
      const { intervalHours, rate } = settledRates(symbol);
      const inBand = inDeadBand(rate, { intervalHours });
      assert.ok(Math.abs(mean(inBand) - mass) < 1e-12, symbol);
      assert.ok(
        rate.every((r, t) => r <= 1e-4 * intervalHours[t]! / 8 + 1e-12),
        symbol,
      );
    }
    // 62 at 0.5 bp of 4 hours and 336 at 0.125 bp of 1 hour: the scale is h / 8.
    const { eventTime, rate } = settledRates("LAYERUSDT");
    const intervalHours = fundingInterval(eventTime, { initial: 4 });
    const inBand = inDeadBand(rate, { intervalHours });
    assert.equal(inBand.reduce((sum, x) => sum + x, 0), 62 + 336);
    const premium = impliedPremium(rate, {
      intervalHours,
      cap: 0.02,
      floor: -0.02,
    });
    // Not told: in the band, and twice at the floor.
    assert.equal(premium.filter(Number.isNaN).length, 62 + 336 + 2);
  },
});

Deno.test({
  name:
    "BTC's implied premium settles around -4.5 bp, the fair one of 5 % a year, not at zero",
  ignore: !present,
  fn() {
    const premium = impliedPremium(settledRates("BTCUSDT").rate)
      .filter((p) => !Number.isNaN(p));
    assert.equal(premium.length, 314);
    const middle = median(premium);
    assert.ok(middle > -4.9e-4 && middle < -4.3e-4, `${middle}`);
  },
});
