import assert from "node:assert/strict";
import * as fc from "fast-check";
import { DAY, HOUR, MINUTE } from "volarb/time";
import {
  EXACT_ALPHA,
  type Overnight,
  YangZhang,
  yangZhang,
  yangZhangWeight,
} from "volarb/volatility";
import { assertCausal, assertClose } from "../close.ts";
import { readTable } from "../known/table.ts";
import { barAt, randomBars } from "./bars.ts";

const one = (x: number) => Float64Array.of(x);

/** Yang and Zhang's definition, with a given overnight return for each bar. */
function byDefinition(
  bars: ReturnType<typeof randomBars>,
  overnight: Float64Array,
  window: number,
): number {
  const last = <T extends Float64Array>(x: T) => x.slice(-window);
  const centered = (x: Float64Array) => {
    const mean = x.reduce((a, b) => a + b) / window;
    return x.reduce((a, b) => a + (b - mean) ** 2, 0) / (window - 1);
  };
  const { open, high, low, close } = bars;
  const c = close.map((p, i) => Math.log(p / open[i]!));
  const rs = c.map((ci, i) => {
    const u = Math.log(high[i]! / open[i]!);
    const d = Math.log(low[i]! / open[i]!);
    return u * (u - ci) + d * (d - ci);
  });
  const k = 0.34 / (1.34 + (window + 1) / (window - 1));
  return centered(last(overnight)) + k * centered(last(c)) +
    (1 - k) * last(rs).reduce((a, b) => a + b) / window;
}

Deno.test("yangZhangWeight() gives the table and its efficiencies (eq-yang-zhang-k)", () => {
  const { n, k, efficiency, peak } = readTable("yang_zhang_weight").columns;
  n!.forEach((window, i) => {
    const weight = yangZhangWeight(window);
    assert.ok(Math.abs(weight - k![i]!) < 5e-7);
    assert.ok(Math.abs(1 / weight - efficiency![i]!) < 6e-3);
    assert.ok(Math.abs(1 + 1 / weight - peak![i]!) < 6e-3);
  });
  // 0.34 / (1.34 + 11 / 9) and 0.34 / (1.34 + 31 / 29) in lowest terms.
  assertClose(one(yangZhangWeight(10)), [153 / 1153], 1e-15);
  assertClose(one(yangZhangWeight(30)), [493 / 3493], 1e-15);
  assert.ok(Math.abs(1 + 1 / yangZhangWeight(2, EXACT_ALPHA) - 14.08) < 5e-3);
});

Deno.test("yangZhangWeight() is the k of least variance (thm-minimum-variance-k)", () => {
  fc.assert(fc.property(
    fc.integer({ min: 2, max: 500 }),
    fc.double({ min: 1.01, max: 1.5, noNaN: true }),
    fc.double({ min: 1e-4, max: 0.1, noNaN: true }),
    (n, alpha, step) => {
      const variance = (k: number) =>
        2 * k * k / (n - 1) + (1 - k) ** 2 * (alpha - 1) / n;
      const k = yangZhangWeight(n, alpha);
      assert.ok(variance(k) <= variance(k + step));
      assert.ok(variance(k) <= variance(k - step));
    },
  ));
});

Deno.test("yangZhangWeight() takes the caller's alpha, and refuses one that is not above 1", () => {
  const bars = randomBars(9);
  const options = { window: 8, overnight: "bars" } as const;
  assert.notEqual(
    yangZhang(bars, { ...options, alpha: 1.5 })[8],
    yangZhang(bars, options)[8],
  );
  assert.throws(() => yangZhangWeight(5, 1), {
    name: "RangeError",
    message: /alpha must be above 1: current value is 1/,
  });
});

Deno.test("yangZhang() follows the definition for every overnight", () => {
  const bars = randomBars(13);
  // Minutes across midnight, with a halt of ten minutes before the last three.
  const openTime = bars.open.map((_, t) =>
    DAY + (t - 5) * MINUTE + (t >= 10 ? 10 * MINUTE : 0)
  );
  const o = bars.open.map((p, t) => t ? Math.log(p / bars.close[t - 1]!) : 0);
  const only = (t: number) => o.map((x, i) => i === t ? x : 0);
  const expected: [Overnight, Float64Array][] = [
    ["none", o.map(() => 0)],
    ["bars", o],
    ["session", only(5)],
    ["gap", only(10)],
  ];
  for (const [overnight, returns] of expected) {
    const options = { window: 12, overnight, gap: 5 * MINUTE };
    const variance = yangZhang({ ...bars, openTime }, options);
    assertClose(
      variance.slice(-1),
      [byDefinition(bars, returns, 12)],
      1e-12,
    );
  }
});

Deno.test("yangZhang() spreads one jump of a session over the bars of the window", () => {
  const price = (t: number) => t < 3 ? 100 : 110;
  const flat = Float64Array.from({ length: 6 }, (_, t) => price(t));
  const bars = { open: flat, high: flat, low: flat, close: flat };
  const openTime = flat.map((_, t) => DAY + (t - 3) * HOUR);
  const [variance] = yangZhang({ ...bars, openTime }, {
    window: 5,
    overnight: "session",
  }).slice(-1);
  assertClose(one(variance!), [Math.log(1.1) ** 2 / 5], 1e-14);
});

Deno.test("yangZhang() takes sessions of eight hours as funding has them", () => {
  const bars = randomBars(4);
  const openTime = Float64Array.of(6, 7, 8, 9).map((h) => h * HOUR);
  const options = { window: 3, overnight: "session" } as const;
  const day = yangZhang({ ...bars, openTime }, options);
  const none = yangZhang(bars, { ...options, overnight: "none" });
  const funding = yangZhang({ ...bars, openTime }, {
    ...options,
    session: 8 * HOUR,
  });
  assert.equal(day[3], none[3]);
  assert.ok(funding[3]! > none[3]!);
});

Deno.test("yangZhang() is not moved by the drift of the open-to-close returns", () => {
  // Bars that open at the low and close at the high: all of it is drift.
  const open = Float64Array.from({ length: 9 }, (_, t) => 1.05 ** t);
  const close = open.map((p) => p * 1.05);
  const bars = { open, high: close, low: open, close };
  const variance = yangZhang(bars, { window: 8, overnight: "none" });
  assert.ok(variance[8]! < 1e-30);
});

Deno.test("YangZhang agrees with yangZhang() on sessions across a save and load", () => {
  const bars = randomBars(40);
  const openTime = bars.open.map((_, t) => t * HOUR);
  for (const overnight of ["session", "gap"] as const) {
    const options = { window: 7, overnight, gap: 1.5 * HOUR };
    openTime.fill(NaN);
    openTime.forEach((_, t) => openTime[t] = (t + Math.floor(t / 6)) * HOUR);
    const column = yangZhang({ ...bars, openTime }, options);
    let stream = new YangZhang(options);
    column.forEach((value, t) => {
      assert.equal(
        stream.update({ ...barAt(bars, t), openTime: openTime[t]! }),
        value,
      );
      stream = YangZhang.from(JSON.parse(JSON.stringify(stream)));
      assert.equal(stream.value, value);
    });
    assertCausal((close) => {
      const n = close.length;
      return yangZhang({
        open: bars.open.slice(0, n),
        high: bars.high.slice(0, n),
        low: bars.low.slice(0, n),
        close,
        openTime: openTime.slice(0, n),
      }, options);
    }, bars.close);
  }
});

Deno.test("yangZhang() refuses times that do not rise, and names them", () => {
  const openTime = Float64Array.of(0, MINUTE, MINUTE, 2 * MINUTE);
  const bars = { ...randomBars(4), openTime };
  assert.throws(() => yangZhang(bars, { window: 2, overnight: "session" }), {
    name: "RangeError",
    message:
      /openTime must rise: current value of bar 2 is 60000000 after 60000000/,
  });
  openTime[2] = NaN;
  assert.throws(
    () => yangZhang(bars, { window: 2, overnight: "gap", gap: MINUTE }),
    { name: "RangeError", message: /bar 2 is NaN/ },
  );
});

Deno.test("yangZhang() says what an overnight that reads the time needs", () => {
  const bars = randomBars(4);
  assert.throws(() => yangZhang(bars, { window: 2, overnight: "session" }), {
    name: "TypeError",
    message: /needs the column openTime/,
  });
  assert.throws(() => new YangZhang({ window: 2, overnight: "gap" }), {
    name: "RangeError",
    message: /gap must be positive and finite: current value is undefined/,
  });
  const overnight = "continuous" as Overnight;
  assert.throws(() => new YangZhang({ window: 2, overnight }), {
    message: /must be one of "none", "bars", "session", "gap"/,
  });
});
