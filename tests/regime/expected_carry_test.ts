import assert from "node:assert/strict";
import * as fc from "fast-check";
import {
  breakEvenHalfLife,
  breakEvenHorizon,
  expectedCarry,
  netCarry,
  roundTripCost,
} from "volarb/regime";
import { assertCausal, assertClose } from "../close.ts";

const hourly = Float64Array.of(1e-4);
const speedOf = fc.double({ min: 1e-6, max: 10, noNaN: true });
const horizonOf = fc.double({ min: 0.1, max: 1000, noNaN: true });

Deno.test("expectedCarry() of 1 bp an hour that reverts to 0.2 bp at a tenth an hour, over two days: eq-expected-carry", () => {
  // mpmath: 2e-5·48 + 8e-5·(1 - e^-4.8)/0.1
  assertClose(
    expectedCarry(hourly, { speed: 0.1, horizon: 48, mean: 2e-5 }),
    [0.0017534162023607839769],
  );
});

Deno.test("expectedCarry() without decay is rate times time, and grows to rate over speed with it", () => {
  assertClose(expectedCarry(hourly, { speed: 0, horizon: 30 }), [30e-4]);
  assertClose(
    expectedCarry(hourly, { speed: 0.25, horizon: Infinity }),
    [4e-4],
  );
});

Deno.test("expectedCarry() of two horizons is that of the first and of what is left after it", () => {
  fc.assert(fc.property(speedOf, horizonOf, horizonOf, (speed, a, b) => {
    const [first, whole] = [a, a + b].map((horizon) =>
      expectedCarry(hourly, { speed, horizon, mean: 3e-5 })[0]!
    );
    const left = 3e-5 + 7e-5 * Math.exp(-speed * a);
    const second = expectedCarry(Float64Array.of(left), {
      speed,
      horizon: b,
      mean: 3e-5,
    })[0]!;
    assertClose(Float64Array.of(first! + second), [whole!], 1e-11);
  }));
});

Deno.test("expectedCarry() is less than the quoted rate promises, and odd in it", () => {
  fc.assert(fc.property(speedOf, horizonOf, (speed, horizon) => {
    const [long, short] = expectedCarry(Float64Array.of(-1e-4, 1e-4), {
      speed,
      horizon,
    });
    assert.equal(long, -short!);
    assert.ok(short! < 1e-4 * horizon && short! > 0);
  }));
});

Deno.test("expectedCarry() takes a speed per row, and missing ones", () => {
  assertClose(
    expectedCarry(Float64Array.of(1e-4, 1e-4, NaN, 1e-4), {
      speed: Float64Array.of(0, 1, 1, NaN),
      horizon: 1,
    }),
    [1e-4, 1e-4 * (1 - Math.exp(-1)), NaN, NaN],
  );
});

Deno.test("roundTripCost() fills every leg twice: a carry pays fees on perpetual and spot", () => {
  const perpetual = { fee: 5e-4, halfSpread: 0.5e-4 };
  const spot = { fee: 10e-4, impact: 1e-4 };
  assertClose(Float64Array.of(roundTripCost([perpetual])), [11e-4]);
  assertClose(Float64Array.of(roundTripCost([perpetual, spot])), [33e-4]);
  assert.equal(roundTripCost([]), 0);
  assert.throws(() => roundTripCost([{ fee: NaN }]), RangeError);
});

Deno.test("netCarry() takes the side that is paid, less its costs", () => {
  assertClose(
    netCarry(Float64Array.of(1e-4, -1e-4, 1e-5), {
      speed: 0,
      horizon: 50,
      cost: 30e-4,
    }),
    [20e-4, 20e-4, -25e-4],
  );
});

Deno.test("breakEvenHalfLife() of 2 bp an hour over a day for 30 bp is 16.195 hours", () => {
  // mpmath, root of 2e-4 (1 - e^(-24 k)) / k = 30e-4.
  assertClose(
    breakEvenHalfLife(Float64Array.of(2e-4), { horizon: 24, cost: 30e-4 }),
    [16.195498883755180131],
  );
});

Deno.test("breakEvenHalfLife() is where netCarry() is zero", () => {
  fc.assert(fc.property(
    fc.double({ min: 0.001, max: 0.999, noNaN: true }),
    horizonOf,
    (share, horizon) => {
      const cost = share * 1e-4 * horizon;
      const [hours] = breakEvenHalfLife(hourly, { horizon, cost });
      const [net] = netCarry(hourly, {
        speed: Math.LN2 / hours!,
        horizon,
        cost,
      });
      assert.ok(Math.abs(net!) < 1e-12 * cost);
    },
  ));
});

Deno.test("breakEvenHalfLife() at its ends: no cost, no time to spare, never", () => {
  const at = (cost: number, horizon: number) =>
    breakEvenHalfLife(hourly, { horizon, cost })[0]!;
  assert.equal(at(0, 10), 0);
  assert.equal(at(1e-4, 1), Infinity);
  assert.ok(Number.isNaN(at(1.1e-4, 1)));
  assertClose(Float64Array.of(at(3e-4, Infinity)), [3 * Math.LN2]);
  assert.deepEqual(
    breakEvenHalfLife(Float64Array.of(NaN, 0), { horizon: 1, cost: 1e-4 }),
    Float64Array.of(NaN, NaN),
  );
});

Deno.test("breakEvenHorizon() is where expectedCarry() has paid the cost, if it ever does", () => {
  fc.assert(fc.property(
    speedOf,
    fc.double({ min: 1e-6, max: 0.1, noNaN: true }),
    (speed, cost) => {
      const [horizon] = breakEvenHorizon(hourly, { speed, cost });
      if (horizon === Infinity) {
        assert.ok(1e-4 / speed <= cost * (1 + 1e-12));
        return;
      }
      assert.ok(
        Math.abs(
          expectedCarry(hourly, { speed, horizon: horizon! })[0]! / cost - 1,
        ) < 1e-6,
      );
    },
  ));
  assertClose(breakEvenHorizon(hourly, { speed: 0, cost: 5e-4 }), [5]);
  assert.deepEqual(
    breakEvenHorizon(Float64Array.of(1, NaN), {
      speed: Float64Array.of(NaN, 1),
      cost: 1,
    }),
    Float64Array.of(NaN, NaN),
  );
  assert.equal(breakEvenHorizon(hourly, { speed: 1, cost: 0 })[0], 0);
});

Deno.test("carry functions look at nothing later and keep empty columns empty", () => {
  const rate = Float64Array.of(1e-4, -3e-4, NaN, 0, 2e-4);
  const none = new Float64Array(0);
  for (
    const f of [
      (x: Float64Array) => netCarry(x, { speed: 1, horizon: 2, cost: 1e-4 }),
      (x: Float64Array) => breakEvenHalfLife(x, { horizon: 2, cost: 1e-4 }),
      (x: Float64Array) => breakEvenHorizon(x, { speed: 1, cost: 1e-4 }),
    ]
  ) {
    assertCausal(f, rate);
    assert.equal(f(none).length, 0);
  }
});

Deno.test("carry functions refuse negative speeds and costs and horizons that are not positive", () => {
  const trade = { speed: 1, horizon: 1, cost: 0 };
  assert.throws(() => expectedCarry(hourly, { ...trade, horizon: 0 }), {
    name: "RangeError",
    message:
      "Cannot expect a carry as horizon must be positive and finite: current value is 0",
  });
  assert.throws(
    () => expectedCarry(hourly, { ...trade, speed: -1 }),
    RangeError,
  );
  assert.throws(
    () => expectedCarry(hourly, { ...trade, mean: NaN }),
    RangeError,
  );
  assert.throws(
    () => expectedCarry(hourly, { speed: 0, horizon: Infinity }),
    /infinite horizon needs a positive speed/,
  );
  assert.throws(
    () => expectedCarry(hourly, { ...trade, speed: new Float64Array(2) }),
    RangeError,
  );
  assert.throws(() => netCarry(hourly, { ...trade, cost: NaN }), RangeError);
  assert.throws(
    () => breakEvenHalfLife(hourly, { horizon: 1, cost: -1 }),
    RangeError,
  );
  assert.throws(
    () => breakEvenHalfLife(hourly, { horizon: NaN, cost: 1 }),
    RangeError,
  );
  assert.throws(
    () => breakEvenHorizon(hourly, { speed: -1, cost: 1 }),
    RangeError,
  );
});
