import assert from "node:assert/strict";
import * as fc from "fast-check";
import {
  type Bar,
  type Bars,
  CloseToClose,
  closeToClose,
  CorrectedRogersSatchell,
  correctedRogersSatchell,
  GarmanKlass,
  garmanKlass,
  meilijson,
  Parkinson,
  parkinson,
  RogersSatchell,
  rogersSatchell,
  YangZhang,
  yangZhang,
} from "volarb/volatility";
import { assertCausal, assertClose } from "../close.ts";
import { barAt, type Prices, randomBars, withMissing } from "./bars.ts";

/** What every streaming estimator of bars has. */
type Stream = {
  update(bar: Bar): number;
  readonly value: number;
  readonly ready: boolean;
  reset(): void;
};

/** One estimator in both forms. */
type Estimator = {
  name: string;
  /** Bars before the window that it reads too. */
  before: number;
  column(bars: Bars, window: number): Float64Array;
  stream(window: number): Stream;
  restore(snapshot: string): Stream;
};

/** Reads what an estimator wrote. */
// deno-lint-ignore no-explicit-any
const parse = (snapshot: string): any => JSON.parse(snapshot);

/** The corrected estimator with one number of observations for all bars. */
class Corrected implements Stream {
  constructor(readonly inner: CorrectedRogersSatchell) {}
  update(bar: Bar): number {
    return this.inner.update(bar, 60);
  }
  get value(): number {
    return this.inner.value;
  }
  get ready(): boolean {
    return this.inner.ready;
  }
  reset(): void {
    this.inner.reset();
  }
  toJSON() {
    return this.inner.toJSON();
  }
}

const estimators: Estimator[] = [
  {
    name: "closeToClose",
    before: 1,
    column: (bars, window) => closeToClose(bars, { window }),
    stream: (window) => new CloseToClose({ window }),
    restore: (snapshot) => CloseToClose.from(parse(snapshot)),
  },
  {
    name: "closeToClose from zero",
    before: 1,
    column: (bars, window) => closeToClose(bars, { window, mean: "zero" }),
    stream: (window) => new CloseToClose({ window, mean: "zero" }),
    restore: (snapshot) => CloseToClose.from(parse(snapshot)),
  },
  {
    name: "parkinson",
    before: 0,
    column: (bars, window) => parkinson(bars, { window }),
    stream: (window) => new Parkinson({ window }),
    restore: (snapshot) => Parkinson.from(parse(snapshot)),
  },
  {
    name: "garmanKlass",
    before: 0,
    column: (bars, window) => garmanKlass(bars, { window }),
    stream: (window) => new GarmanKlass({ window }),
    restore: (snapshot) => GarmanKlass.from(parse(snapshot)),
  },
  {
    name: "garmanKlass optimal",
    before: 0,
    column: (bars, window) => garmanKlass(bars, { window, form: "optimal" }),
    stream: (window) => new GarmanKlass({ window, form: "optimal" }),
    restore: (snapshot) => GarmanKlass.from(parse(snapshot)),
  },
  {
    name: "rogersSatchell",
    before: 0,
    column: (bars, window) => rogersSatchell(bars, { window }),
    stream: (window) => new RogersSatchell({ window }),
    restore: (snapshot) => RogersSatchell.from(parse(snapshot)),
  },
  {
    name: "correctedRogersSatchell",
    before: 0,
    column: (bars, window) =>
      correctedRogersSatchell(bars, {
        window,
        observations: 60,
        sampling: "grid",
      }),
    stream: (window) =>
      new Corrected(new CorrectedRogersSatchell({ window, sampling: "grid" })),
    restore: (snapshot) =>
      new Corrected(CorrectedRogersSatchell.from(parse(snapshot))),
  },
  {
    name: "yangZhang without overnight",
    before: 0,
    column: (bars, window) => yangZhang(bars, { window, overnight: "none" }),
    stream: (window) => new YangZhang({ window, overnight: "none" }),
    restore: (snapshot) => YangZhang.from(parse(snapshot)),
  },
  {
    name: "yangZhang",
    before: 1,
    column: (bars, window) => yangZhang(bars, { window, overnight: "bars" }),
    stream: (window) => new YangZhang({ window, overnight: "bars" }),
    restore: (snapshot) => YangZhang.from(parse(snapshot)),
  },
];

for (const { name, before, column, stream, restore } of estimators) {
  Deno.test(`${name}: column and stream agree bit for bit across a save and load`, () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 9 }),
        fc.integer({ min: 0, max: 30 }),
        fc.option(fc.integer({ min: 0, max: 29 })),
        fc.integer(),
        (window, stop, missing, seed) => {
          const clean = randomBars(30, seed);
          const bars = missing === null ? clean : withMissing(clean, missing);
          const whole = column(bars, window);
          let live = stream(window);
          for (let t = 0; t < 30; t++) {
            if (t === stop) {
              const value = live.value;
              live = restore(JSON.stringify(live));
              assert.equal(live.value, value);
            }
            assert.equal(live.update(barAt(bars, t)), whole[t]);
            assert.equal(live.value, whole[t]);
            assert.equal(live.ready, !Number.isNaN(whole[t]));
          }
          assert.ok(whole.every((v) => Number.isNaN(v) || v >= 0));
        },
      ),
      { numRuns: 30 },
    );
  });

  Deno.test(`${name}: no entry depends on a later bar`, () => {
    const bars = randomBars(40);
    assertCausal((close) => {
      const n = close.length;
      return column({
        open: bars.open.slice(0, n),
        high: bars.high.slice(0, n),
        low: bars.low.slice(0, n),
        close,
      }, 5);
    }, bars.close);
  });

  Deno.test(`${name}: the first value comes with the window, and reset() begins again`, () => {
    const bars = randomBars(12);
    const live = stream(5);
    for (let round = 0; round < 2; round++) {
      for (let t = 0; t < 12; t++) {
        live.update(barAt(bars, t));
        assert.equal(live.ready, t >= 4 + before, `bar ${t}`);
      }
      live.reset();
      assert.equal(live.ready, false);
      assert.ok(Number.isNaN(live.value));
    }
  });

  Deno.test(`${name}: a missing bar makes missing what reads it, and nothing else`, () => {
    const bars = randomBars(40);
    const clean = column(bars, 5);
    const holed = column(withMissing(bars, 20), 5);
    for (let t = 0; t < 40; t++) {
      const reads = t >= 20 && t - 4 - before <= 20;
      if (reads) assert.ok(Number.isNaN(holed[t]!), `bar ${t}`);
      else assertClose(holed.slice(t, t + 1), clean.slice(t, t + 1), 1e-14);
    }
  });

  Deno.test(`${name}: an empty column gives an empty column`, () => {
    const none = new Float64Array(0);
    const bars = { open: none, high: none, low: none, close: none };
    assert.equal(column(bars, 5).length, 0);
  });

  Deno.test(`${name}: the last of many bars is as exact as the first`, () => {
    const bars = randomBars(200_000);
    const whole = column(bars, 50);
    const tail = Object.fromEntries(
      Object.entries(bars).map(([key, x]) => [key, x.slice(-50 - before)]),
    ) as Prices;
    assertClose(whole.slice(-1), column(tail, 50).slice(-1), 1e-14);
  });

  Deno.test(`${name}: the unit of the price does not matter`, () => {
    const bars = randomBars(40);
    const cents = Object.fromEntries(
      Object.entries(bars).map(([key, x]) => [key, x.map((p) => p * 128)]),
    ) as Prices;
    assert.deepEqual(column(bars, 5), column(cents, 5));
  });

  Deno.test(`${name}: a zero, negative or infinite close names bar and value`, () => {
    for (const price of [0, -5, Infinity]) {
      const bars = randomBars(10);
      bars.close[7] = price;
      bars.low[7] = Math.min(price, bars.low[7]!);
      bars.high[7] = Math.max(price, bars.high[7]!);
      assert.throws(() => column(bars, 2), {
        name: "RangeError",
        message: new RegExp(
          `must be positive and finite: current value of bar 7 is ${price}`,
        ),
      });
      assert.throws(() => stream(2).update(barAt(bars, 7)), {
        name: "RangeError",
        message: /current value is/,
      });
    }
  });

  Deno.test(`${name}: a window that is too short, or no whole number, is refused`, () => {
    for (const window of [0, -1, 1.5, NaN, Infinity]) {
      const refused = {
        name: "RangeError",
        message: new RegExp(`window must be .* current value is ${window}`),
      };
      assert.throws(() => stream(window), refused);
      assert.throws(() => column(randomBars(3), window), refused);
    }
  });
}

Deno.test("range estimators name the rule that a bar breaks", () => {
  const good = { open: 100, high: 103, low: 99, close: 102 };
  const broken: [Partial<Bar>, RegExp][] = [
    [{ high: 98 }, /high must be at least low: current value is 98 < 99/],
    [
      { open: 104 },
      /open must be within \[low, high\].*104 outside \[99, 103\]/,
    ],
    [
      { close: 98 },
      /close must be within \[low, high\].*98 outside \[99, 103\]/,
    ],
    [{ low: 0 }, /low must be positive and finite: current value is 0/],
  ];
  for (const [change, message] of broken) {
    const bar = { ...good, ...change };
    const refused = { name: "RangeError", message };
    assert.throws(() => new GarmanKlass().update(bar), refused);
    assert.throws(() => new RogersSatchell().update(bar), refused);
    const overnight = "none";
    assert.throws(
      () => new YangZhang({ window: 2, overnight }).update(bar),
      refused,
    );
  }
  assert.throws(() => new Parkinson().update({ high: 98, low: 99 }), {
    message: /high must be at least low/,
  });
});

Deno.test("range estimators name both lengths when columns differ", () => {
  const bars = { ...randomBars(3), low: new Float64Array(2) };
  for (const f of [parkinson, garmanKlass, rogersSatchell]) {
    assert.throws(() => f(bars), {
      name: "RangeError",
      message: /high has 3, low has 2/,
    });
  }
  assert.throws(() => yangZhang(bars, { window: 2, overnight: "none" }), {
    message: /low has 2/,
  });
});

Deno.test("range estimators refuse what is not a typed array", () => {
  const bars = { high: [2], low: [1] } as unknown as Prices;
  assert.throws(() => parkinson(bars), { name: "TypeError", message: /high/ });
});

Deno.test("a bar that did not move has variance zero, one without a trade has none", () => {
  const flat = Float64Array.of(100, 100, 100);
  const prices = { open: flat, high: flat, low: flat, close: flat };
  const bars = { ...prices, volume: Float64Array.of(1, 0, 2) };
  for (const f of [parkinson, garmanKlass, rogersSatchell]) {
    assert.deepEqual(f(prices), Float64Array.of(0, 0, 0));
    assert.deepEqual(f(bars), Float64Array.of(0, NaN, 0));
    assert.deepEqual(f(bars, { emptyBars: "flat" }), Float64Array.of(0, 0, 0));
  }
  const options = { window: 2, overnight: "none" } as const;
  assert.equal(yangZhang(prices, options)[2], 0);
  assert.ok(Number.isNaN(yangZhang(bars, options)[2]!));
  assert.equal(yangZhang(bars, { ...options, emptyBars: "flat" })[2], 0);
  const live = new RogersSatchell();
  const bar = { open: 100, high: 100, low: 100, close: 100, volume: 0 };
  assert.ok(Number.isNaN(live.update(bar)));
});

Deno.test("bars of the mark price among bars of trades have no range variance, whatever empty bars are", () => {
  const bars = randomBars(12);
  const traded = new Float64Array(12).fill(3);
  // The venue gives bars of the mark price, which it smooths, no volume.
  const mixed = traded.map((v, t) => t % 4 === 3 ? 0 : v);
  for (const emptyBars of ["missing", "flat"] as const) {
    const forms: ((volume: Float64Array) => Float64Array)[] = [
      (volume) => parkinson({ ...bars, volume }, { emptyBars }),
      (volume) => garmanKlass({ ...bars, volume }, { emptyBars }),
      (volume) => rogersSatchell({ ...bars, volume }, { emptyBars }),
      (volume) => meilijson({ ...bars, volume }, { emptyBars }),
      (volume) =>
        correctedRogersSatchell({
          ...bars,
          volume,
        }, {
          observations: new Float64Array(12).fill(100),
          sampling: "grid",
          emptyBars,
        }),
    ];
    for (const [form, of] of forms.entries()) {
      const expected = of(traded).map((v, t) => t % 4 === 3 ? NaN : v);
      assert.ok(expected[0]! > 0);
      assert.deepEqual(of(mixed), expected, `${form} ${emptyBars}`);
    }
    const options = { window: 3, overnight: "bars", emptyBars } as const;
    const windows = yangZhang({ ...bars, volume: mixed }, options);
    assert.ok(windows.every(Number.isNaN));
    assert.ok(
      yangZhang({ ...bars, volume: traded }, options).slice(3).every((v) =>
        v > 0
      ),
    );
  }
});

Deno.test("an unknown word is refused with the words there are", () => {
  const emptyBars = "drop" as "missing";
  assert.throws(() => new RogersSatchell({ emptyBars }), {
    message:
      /emptyBars must be one of "missing", "flat": current value is "drop"/,
  });
});
