import assert from "node:assert/strict";
import {
  CONTINUITY_CORRECTION,
  CorrectedRogersSatchell,
  correctedRogersSatchell,
  expectedMaximum,
  expectedRogersSatchell,
  rogersSatchell,
} from "volarb/volatility";
import { assertClose } from "../close.ts";
import { readTable } from "../known/table.ts";
import { barAt, randomBars } from "./bars.ts";

const { n, maximum, rogersSatchell: share } =
  readTable("discrete_walk").columns;

Deno.test("expectedMaximum() gives the table, by sum and by series", () => {
  assertClose(n!.map(expectedMaximum), maximum!, 1e-14);
});

Deno.test("expectedRogersSatchell() gives the table, by sum and by series (eq-rs-discrete)", () => {
  assertClose(n!.map((steps) => expectedRogersSatchell(steps)), share!, 1e-13);
});

Deno.test("the series go on where the sums end", () => {
  for (const f of [expectedMaximum, expectedRogersSatchell]) {
    const [before, last, first, after] = [4095, 4096, 4097, 4098].map((N) =>
      f(N)
    );
    const bend = after! - 3 * first! + 3 * last! - before!;
    assert.ok(Math.abs(bend) < 2e-12);
  }
});

Deno.test("expectedRogersSatchell() follows its expansion (thm-discretisation)", () => {
  for (const N of [1e4, 1e6]) {
    const series = 1 - 1.859381 / Math.sqrt(N) + 1.178839 / N;
    assert.ok(Math.abs(expectedRogersSatchell(N) - series) < 2 / N ** 1.5);
    const poisson = 1 - 4 / Math.sqrt(Math.PI * N) + 2 / N;
    assert.ok(
      Math.abs(expectedRogersSatchell(N, "poisson") - poisson) < 2 / N ** 1.5,
    );
  }
  // It takes 34,340 steps to come within 1 %.
  assert.ok(expectedRogersSatchell(34_300) < 0.99);
  assert.ok(expectedRogersSatchell(34_400) > 0.99);
});

Deno.test("expectedRogersSatchell() at Poisson times inverts its Laplace transform", () => {
  // ∫ e^(-qT) T E V(T) dT = (1 + q)/q (1/q - 2/√(q(1 + q)) + 1/(1 + q)) at rate 1, by
  // Simpson's rule. Bars of less than one trade add between 0 and E V(1) / 2.
  for (const q of [0.004, 0.01, 0.05]) {
    const step = 0.1;
    const intervals = 2 * Math.round(20 / q / step);
    let sum = 0;
    for (let i = 0; i <= intervals; i++) {
      const T = 1 + i * step;
      const weight = i === 0 || i === intervals ? 1 : i % 2 ? 4 : 2;
      sum += weight * Math.exp(-q * T) * T *
        expectedRogersSatchell(T, "poisson");
    }
    const whole = (1 + q) / q *
      (1 / q - 2 / Math.sqrt(q * (1 + q)) + 1 / (1 + q));
    const rest = whole - sum * step / 3;
    assert.ok(rest > 0 && rest < expectedRogersSatchell(1, "poisson") / 2);
  }
});

Deno.test("the continuity correction is -ζ(1/2)/√(2π)", () => {
  // ζ(1/2) is the limit of Σ k^(-1/2) - 2√n, reached by Euler-Maclaurin's terms.
  const terms = 10_000;
  const root = Math.sqrt(terms);
  let zeta = -2 * root - 1 / (2 * root) + 1 / (24 * terms * root);
  for (let k = 1; k <= terms; k++) zeta += 1 / Math.sqrt(k);
  const beta = -zeta / Math.sqrt(2 * Math.PI);
  assert.ok(Math.abs(CONTINUITY_CORRECTION - beta) < 1e-12);
});

Deno.test("expected shares refuse a number of observations that makes no sense", () => {
  for (const N of [0, -1, 1.5, NaN, Infinity]) {
    assert.throws(() => expectedMaximum(N), { name: "RangeError" });
    assert.throws(() => expectedRogersSatchell(N), {
      message: new RegExp(
        `observations must be an integer of at least 1: current value is ${N}`,
      ),
    });
  }
  assert.throws(() => expectedRogersSatchell(0.5, "poisson"), {
    message: /observations must be at least 1: current value is 0.5/,
  });
});

Deno.test("correctedRogersSatchell() solves its equation (eq-rs-corrected)", () => {
  const bars = randomBars(20);
  const N = 100;
  const seen = rogersSatchell(bars);
  for (
    const [sampling, a, b] of [
      ["grid", CONTINUITY_CORRECTION, CONTINUITY_CORRECTION ** 2 - 1 / 4],
      ["poisson", Math.SQRT1_2, 0],
    ] as const
  ) {
    const corrected = correctedRogersSatchell(bars, {
      observations: N,
      sampling,
    });
    corrected.forEach((variance, t) => {
      const sigma = Math.sqrt(variance);
      const range = Math.log(bars.high[t]! / bars.low[t]!);
      const left = variance * (1 - 2 * b / N) -
        2 * a * sigma * range / Math.sqrt(N) - seen[t]!;
      assert.ok(Math.abs(left) < 1e-16);
      assert.ok(variance > seen[t]!);
    });
  }
});

Deno.test("correctedRogersSatchell() takes the trades of each bar, and none makes it missing", () => {
  const bars = randomBars(6);
  const observations = Float64Array.of(60, 80, 0, 100, NaN, 40);
  const options = { sampling: "poisson" } as const;
  const column = correctedRogersSatchell(bars, { ...options, observations });
  const live = new CorrectedRogersSatchell(options);
  column.forEach((value, t) => {
    assert.equal(live.update(barAt(bars, t), observations[t]!), value);
    assert.equal(Number.isNaN(value), t === 2 || t === 4);
  });
  const [alone] = correctedRogersSatchell(bars, {
    ...options,
    observations: 60,
  });
  assert.equal(column[0], alone);
});

Deno.test("correctedRogersSatchell() refuses what is not a number of observations", () => {
  const bars = randomBars(3);
  const sampling = "grid";
  assert.throws(
    () => correctedRogersSatchell(bars, { sampling, observations: 0.5 }),
    { name: "RangeError", message: /current value of bar 0 is 0.5/ },
  );
  const observations = Float64Array.of(1, 2);
  assert.throws(
    () => correctedRogersSatchell(bars, { sampling, observations }),
    { message: /high has 3, observations has 2/ },
  );
});
