import assert from "node:assert/strict";
import { expectedRate, fundingRate } from "volarb/regime";
import { Random } from "volarb/random";
import { assertClose } from "../close.ts";

const one = (m: number, s: number, terms = {}) =>
  expectedRate(
    { mean: Float64Array.of(m), deviation: Float64Array.of(s) },
    terms,
  )[0]!;

Deno.test("expectedRate() of a known premium is the funding map, and of a far one its branch", () => {
  const mean = Float64Array.of(-2e-3, -4e-4, 0, 1e-4, 6e-4, 2e-3);
  assertClose(
    expectedRate({ mean, deviation: new Float64Array(6) }),
    fundingRate(mean),
    1e-15,
  );
  assertClose(
    Float64Array.of(one(0.01, 1e-4)),
    fundingRate(Float64Array.of(0.01)),
    1e-12,
  );
});

Deno.test("expectedRate() is the mean of the settled rates (prop-expected-rate)", () => {
  const random = new Random(141);
  for (const [m, s] of [[-6e-4, 3e-4], [4e-4, 3e-4], [8e-4, 5e-4]] as const) {
    const drawn = fundingRate(
      Float64Array.from({ length: 20_000 }, () => m + s * random.normal()),
      { intervalHours: 4 },
    );
    const average = drawn.reduce((a, b) => a + b, 0) / drawn.length;
    const spread = Math.sqrt(
      drawn.reduce((a, x) => a + (x - average) ** 2, 0) / drawn.length,
    );
    const error = spread / Math.sqrt(drawn.length);
    assert.ok(Math.abs(one(m, s, { intervalHours: 4 }) - average) < 4 * error);
  }
});

Deno.test("expectedRate() is symmetric about the interest rate and rises with the premium", () => {
  for (const x of [1e-4, 5e-4, 2e-3]) {
    const up = one(1e-4 + x, 4e-4) - 1e-4;
    assert.ok(Math.abs(up + (one(1e-4 - x, 4e-4) - 1e-4)) < 1e-17);
    assert.ok(up > 0 && up < x);
  }
});

Deno.test("expectedRate() keeps what is missing and refuses what is none", () => {
  assert.ok(Number.isNaN(one(NaN, 1e-4)) && Number.isNaN(one(0, NaN)));
  assert.equal(
    expectedRate({ mean: new Float64Array(0), deviation: new Float64Array(0) })
      .length,
    0,
  );
  assert.throws(() => one(0, -1e-4), {
    name: "RangeError",
    message:
      "Cannot compute an expected rate as deviation must be at least 0 and finite: current value is -0.0001",
  });
  assert.throws(
    () =>
      expectedRate({
        mean: new Float64Array(2),
        deviation: new Float64Array(1),
      }),
    RangeError,
  );
});
