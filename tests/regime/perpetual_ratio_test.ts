import assert from "node:assert/strict";
import * as fc from "fast-check";
import { fairPremium, perpetualRatio } from "volarb/regime";
import { assertClose } from "../close.ts";

const close = (actual: number, expected: number, relative = 1e-12) =>
  assertClose(Float64Array.of(actual), [expected], relative);

Deno.test("perpetualRatio() has the known values: eq-perpetual-ratio", () => {
  // mpmath, 40 digits: 1095 / (1095 - 0.05) and so on.
  close(
    perpetualRatio({ anchoring: 1095, quoteRate: 0.05 }),
    1.00004566418557925,
  );
  close(
    perpetualRatio({ anchoring: 1095, interest: 0.1095, quoteRate: 0.05 }),
    0.999945659619160692,
  );
  const period = perpetualRatio({
    anchoring: 1,
    quoteRate: 0.05 / 1095,
    payment: "period",
  });
  close(period - 1, 4.5664185579250194e-5, 1e-11);
});

Deno.test("perpetualRatio() with both rates and interest, paid continuously and per period", () => {
  const rates = {
    anchoring: 3,
    interest: 0.2,
    quoteRate: 0.03,
    baseRate: 0.01,
  };
  close(perpetualRatio(rates), 0.93959731543624161);
  close(perpetualRatio({ ...rates, payment: "period" }), 0.93953488372093023);
});

Deno.test("perpetualRatio() per period is the expected spot at a geometric time", () => {
  fc.assert(fc.property(
    fc.double({ min: 0.2, max: 5, noNaN: true }),
    fc.double({ min: -0.05, max: 0.05, noNaN: true }),
    fc.double({ min: -0.05, max: 0.05, noNaN: true }),
    (anchoring, quoteRate, baseRate) => {
      const success = anchoring / (1 + anchoring);
      const growth = (1 + quoteRate) / (1 + baseRate);
      let series = 0;
      let term = success;
      for (let k = 0; k < 2000; k++) {
        series += term;
        term *= (1 - success) * growth;
      }
      close(
        perpetualRatio({ anchoring, quoteRate, baseRate, payment: "period" }),
        series,
      );
    },
  ));
});

Deno.test("perpetualRatio() continuously is the expected spot at an exponential time", () => {
  // Simpson's rule over 40 mean times.
  const [anchoring, quoteRate, baseRate] = [2, 0.3, 0.1];
  const n = 20_000;
  const step = 20 / n;
  let integral = 0;
  for (let i = 0; i <= n; i++) {
    const weight = i === 0 || i === n ? 1 : i % 2 === 1 ? 4 : 2;
    integral += weight * anchoring *
      Math.exp(-(anchoring + baseRate - quoteRate) * i * step);
  }
  close(
    perpetualRatio({ anchoring, quoteRate, baseRate }),
    integral * step / 3,
    1e-11,
  );
});

Deno.test("perpetualRatio() per period goes to the continuous one as periods shrink", () => {
  const yearly = {
    anchoring: 1095,
    interest: 0.1,
    quoteRate: 0.05,
    baseRate: 0.01,
  };
  const n = 1e8;
  close(
    perpetualRatio({
      anchoring: yearly.anchoring / n,
      interest: yearly.interest / n,
      quoteRate: yearly.quoteRate / n,
      baseRate: yearly.baseRate / n,
      payment: "period",
    }),
    perpetualRatio(yearly),
    1e-9,
  );
});

Deno.test("perpetualRatio() refuses rates under which no price exists", () => {
  assert.throws(() => perpetualRatio({ anchoring: 0.04, quoteRate: 0.05 }), {
    name: "RangeError",
    message:
      "Cannot price a perpetual as anchoring must exceed quoteRate less baseRate: current value is 0.04 against 0.05 less 0",
  });
  assert.throws(
    () => perpetualRatio({ anchoring: 0, quoteRate: 0 }),
    RangeError,
  );
  assert.throws(
    () => perpetualRatio({ anchoring: 1, quoteRate: NaN }),
    RangeError,
  );
  assert.throws(
    () =>
      perpetualRatio({
        anchoring: 1,
        quoteRate: 0,
        payment: "daily" as "period",
      }),
    RangeError,
  );
});

Deno.test("a perpetual that stays on a branch of the venue's map has the fair premium over 1 - rate (cor-band-anchor)", () => {
  for (const annual of [0, 0.02, 0.05, 0.12, 0.3]) {
    const rate = annual / 1095;
    const fair = fairPremium(Float64Array.of(annual))[0]!;
    const clamp = rate < 1e-4 ? 5e-4 : -5e-4;
    const ratio = perpetualRatio({
      anchoring: 1,
      interest: clamp,
      quoteRate: rate,
      payment: "period",
    });
    assert.ok(Math.abs(ratio - 1 - fair / (1 - rate)) < 1e-15);
  }
});
