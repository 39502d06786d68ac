import assert from "node:assert/strict";
import { Random } from "volarb/random";
import * as fc from "fast-check";
import { variance } from "volarb/stats";
import { HedgedCarry, hedgedCarry } from "volarb/regime";
import { assertCausal, assertClose } from "../close.ts";
import { resumed } from "./resumed.ts";

const columns = {
  rate: Float64Array.of(5e-4, 1e-4, -2e-4, 3e-4),
  perpetual: Float64Array.of(101, 102, 99, 100),
  spot: Float64Array.of(100, 102, 98, 100),
};

Deno.test("hedgedCarry() by hand: the first settlement is not earned, the basis is marked, both legs pay", () => {
  const { funding, basis, value } = hedgedCarry(columns, {
    cost: 0.003,
    margin: 0.5,
  });
  const paid = [0, 0.0102, -0.0198, 0.03].map((x) => x / 100);
  const total = [paid[0]!, paid[1]!, paid[1]! + paid[2]!];
  total.push(total[2]! + paid[3]!);
  assertClose(funding, total);
  assertClose(basis, [0, 0.01, 0, 0.01], 1e-12);
  assertClose(
    value,
    total.map((f, t) => (f + [0, 0.01, 0, 0.01][t]! - 0.003) / 1.5),
  );
});

Deno.test("hedgedCarry() does not move with the market: price times any number is the same return", () => {
  fc.assert(
    fc.property(fc.double({ min: 0.01, max: 100, noNaN: true }), (k) => {
      const scaled = hedgedCarry({
        rate: columns.rate,
        perpetual: columns.perpetual.map((p) => p * k),
        spot: columns.spot.map((p) => p * k),
      }, { cost: 0.001 });
      const plain = hedgedCarry(columns, { cost: 0.001 });
      scaled.value.forEach((x, t) =>
        assert.ok(Math.abs(x - plain.value[t]!) < 1e-12)
      );
    }),
  );
});

Deno.test("a curve of funding alone hides the risk: the basis moves a hundred times as much", () => {
  const n = 400;
  const rate = new Float64Array(n).fill(1e-4);
  const spot = new Float64Array(n).fill(100);
  const perpetual = spot.map((p, t) => p * (1 + 1e-3 * Math.sin(t)));
  const { funding, basis } = hedgedCarry({ rate, perpetual, spot }, {
    cost: 0,
  });
  const moves = (x: Float64Array) =>
    Math.sqrt(variance(x.slice(1).map((v, t) => v - x[t]!)));
  assert.ok(moves(basis) > 100 * moves(funding));
});

Deno.test("hedgedCarry() no longer knows the funding after a missing rate, and still knows the basis", () => {
  const rate = columns.rate.slice();
  rate[1] = NaN;
  const { funding, basis, value } = hedgedCarry({ ...columns, rate }, {
    cost: 0,
  });
  assert.deepEqual(funding, Float64Array.of(0, NaN, NaN, NaN));
  assertClose(basis, [0, 0.01, 0, 0.01]);
  assert.ok(Number.isNaN(value[3]!));
});

Deno.test("HedgedCarry agrees with its columns and resumes, and looks at nothing later", () => {
  const n = 30;
  const rate = Float64Array.from({ length: n }, (_, t) => 1e-4 * Math.sin(t));
  const spot = rate.map((_, t) => 100 + Math.cos(t));
  const perpetual = spot.map((p, t) => p + 0.1 * Math.sin(3 * t));
  const options = { cost: 0.002, margin: 0.3 };
  const stream = resumed(n, {
    create: () => new HedgedCarry(options),
    restore: (snapshot) => HedgedCarry.from(snapshot),
    step: (carry, t) =>
      carry.update({
        rate: rate[t]!,
        perpetual: perpetual[t]!,
        spot: spot[t]!,
      }),
  });
  assert.deepEqual(
    stream,
    hedgedCarry({ rate, perpetual, spot }, options).value,
  );
  assertCausal(
    (x) =>
      hedgedCarry({
        rate: x,
        perpetual: perpetual.slice(0, x.length),
        spot: spot.slice(0, x.length),
      }, options).value,
    rate,
  );
});

Deno.test("HedgedCarry without a row, and with prices and options that make none", () => {
  const carry = new HedgedCarry({ cost: 0 });
  assert.equal(carry.ready, false);
  assert.ok(Number.isNaN(carry.value));
  assert.throws(
    () => carry.update({ rate: 0, perpetual: 0, spot: 1 }),
    {
      name: "RangeError",
      message:
        "Cannot compute a hedged carry as perpetual must be positive and finite: current value is 0",
    },
  );
  assert.throws(() => new HedgedCarry({ cost: NaN }), RangeError);
  assert.throws(() => new HedgedCarry({ cost: 0, margin: -1 }), RangeError);
  const none = new Float64Array(0);
  assert.equal(
    hedgedCarry({ rate: none, perpetual: none, spot: none }, { cost: 0 }).value
      .length,
    0,
  );
  assert.throws(
    () => hedgedCarry({ ...columns, spot: none }, { cost: 0 }),
    RangeError,
  );
});

Deno.test("the Sharpe ratio of a hedged carry grows by its long-run variance, whatever the basis does (prop-carry-sharpe)", () => {
  // Funding is autoregressive, the basis stationary noise many times as large.
  const [phi, mean, deviation, n, samples] = [0.6, 0.4, 1, 2_000, 400];
  const random = new Random(153);
  const totals = Float64Array.from({ length: samples }, () => {
    let x = random.normal() * deviation;
    const rate = Float64Array.from({ length: n }, () => {
      x = phi * x + Math.sqrt(1 - phi * phi) * deviation * random.normal();
      return (mean + x) * 1e-6;
    });
    const spot = new Float64Array(n).fill(1);
    const perpetual = spot.map(() => 1 + 5e-6 * random.normal());
    return hedgedCarry({ rate, perpetual, spot }, { cost: 0, margin: 0 }).value
      .at(-1)!;
  });
  const average = totals.reduce((a, b) => a + b, 0) / samples;
  const spread = Math.sqrt(
    totals.reduce((a, x) => a + (x - average) ** 2, 0) / (samples - 1),
  );
  // 1 + 2 Σ φ^i = (1 + φ) / (1 - φ).
  const asymptotic = Math.sqrt(n) * mean / deviation /
    Math.sqrt((1 + phi) / (1 - phi));
  const error = 1 / Math.sqrt(2 * samples);
  assert.ok(Math.abs(average / spread / asymptotic - 1) < 4 * error);
});
