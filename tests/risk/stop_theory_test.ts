import assert from "node:assert/strict";
import * as fc from "fast-check";
import { Random } from "volarb/random";
import {
  AverageTrueRange,
  averageTrueRange,
  chandelier,
  drawdownStop,
  expectedDrawdown,
  followedPrice,
  monitoringShift,
  optimalExit,
  OVERSHOOT,
  type RangeBars,
  stopLossReturns,
  stopOnBar,
  stopOnBothPaths,
  TrailingStop,
  VolatilityTrailingStop,
} from "volarb/risk";
import { EwmaVariance } from "volarb/volatility";
import { assertCausal, assertClose } from "../close.ts";
import { readTable } from "../known/table.ts";

const five = readTable("five_bars").columns as unknown as RangeBars;

Deno.test("averageTrueRange() of the five bars is 4, 4, 6, 4, 7 and Wilder's average of three", () => {
  assert.deepEqual([...averageTrueRange(five, 1)], [4, 4, 6, 4, 7]);
  assertClose(averageTrueRange(five, 3), [
    NaN,
    NaN,
    14 / 3,
    40 / 9,
    143 / 27,
  ], 1e-14);
});

Deno.test("chandelier() hangs twice the range of three bars under their highest", () => {
  const long = chandelier(five, { window: 3, multiple: 2, side: "long" });
  assertClose(long.subarray(4), [96.407407], 1e-8);
  const turned = {
    high: five.low.map((x) => -x),
    low: five.high.map((x) => -x),
    close: five.close.map((x) => -x),
  };
  const short = chandelier(turned, { window: 3, multiple: 2, side: "short" });
  assertClose(short, long.map((x) => -x), 1e-15);
});

Deno.test("AverageTrueRange agrees with averageTrueRange() across a save and load, and looks no bar ahead", () => {
  const random = new Random(8);
  const close = Float64Array.from({ length: 40 }, () => 100 + random.normal());
  const bars = {
    high: close.map((x) => x + 1),
    low: close.map((x) => x - random.uniform()),
    close,
  };
  bars.high[20] = NaN;
  const column = averageTrueRange(bars, 7);
  let stream = new AverageTrueRange(7);
  close.forEach((_, t) => {
    stream.update({
      high: bars.high[t]!,
      low: bars.low[t]!,
      close: bars.close[t]!,
    });
    assert.ok(Object.is(stream.value, column[t]));
    assert.equal(stream.ready, t >= 6);
    stream = AverageTrueRange.from(JSON.parse(JSON.stringify(stream)));
  });
  assert.equal(column[20], column[19]);
  stream.reset();
  assert.equal(stream.ready, false);
  assertCausal(
    (high) =>
      chandelier({
        high,
        low: bars.low.slice(0, high.length),
        close: close.slice(0, high.length),
      }, { window: 5, side: "long" }),
    bars.high,
  );
});

Deno.test("drawdownStop() has the numbers of Taylor's formula, and of its limit without drift", () => {
  const at = (drift: number) =>
    Object.values(drawdownStop({ drift, sigma: 1, distance: 1 }));
  assertClose(
    Float64Array.from([...at(0.5), ...at(-0.5)]),
    [
      1.7182818284590452,
      0.7182818284590452,
      1.4365636569180904,
      0.6321205588285577,
      -0.36787944117144233,
      0.7357588823428847,
    ],
    1e-14,
  );
  assert.deepEqual(at(0), [1, 0, 1]);
  for (const z of [1e-2, -1e-2]) {
    // The series and the closed form meet.
    const below = at(z / 2 * 0.999999);
    const above = at(z / 2 * 1.000001);
    below.forEach((x, i) =>
      assert.ok(Math.abs(x - above[i]!) < 3e-6 * Math.abs(x) + 3e-8)
    );
  }
  const scaled = drawdownStop({ drift: 1, sigma: 2, distance: 4 });
  assertClose(
    Float64Array.of(scaled.maximum, scaled.time),
    [4 * at(1)[0]!, 4 * at(1)[2]!],
    1e-14,
  );
});

/** A stop at one below the highest of a walk of steps `dt`: maxima, exits and times. */
function stopped(
  { drift, step, paths, seed }: {
    drift: number;
    step: number;
    paths: number;
    seed: number;
  },
) {
  const random = new Random(seed);
  const root = Math.sqrt(step);
  const [maximum, exit, time] = [0, 0, 0].map(() =>
    new Float64Array(paths)
  ) as [Float64Array, Float64Array, Float64Array];
  for (let k = 0; k < paths; k++) {
    let [x, top, steps] = [0, 0, 0];
    do {
      x += drift * step + root * random.normal();
      steps++;
      if (x > top) top = x;
    } while (top - x < 1);
    maximum[k] = top;
    exit[k] = x;
    time[k] = steps * step;
  }
  return { maximum, exit, time };
}

function meanAndError(x: Float64Array): [number, number] {
  const mean = x.reduce((a, b) => a + b, 0) / x.length;
  const square = x.reduce((a, b) => a + (b - mean) ** 2, 0) / (x.length - 1);
  return [mean, Math.sqrt(square / x.length)];
}

Deno.test("a stop on a walk earns what drawdownStop() says after the two shifts for its steps", () => {
  const step = 0.01;
  for (const drift of [0.5, -0.5]) {
    const walk = stopped({ drift, step, paths: 20_000, seed: 58 });
    const theory = drawdownStop({
      drift,
      sigma: 1,
      distance: 1,
      monitoring: step,
    });
    for (const name of ["maximum", "exit", "time"] as const) {
      const [mean, error] = meanAndError(walk[name]);
      assert.ok(Math.abs(mean - theory[name]) < 3.5 * error, `${name} ${mean}`);
    }
  }
});

Deno.test("a stop on a martingale earns nothing, whatever its distance does", () => {
  const random = new Random(60);
  const paths = 4000;
  const earned = new Float64Array(paths);
  for (let k = 0; k < paths; k++) {
    const stop = new VolatilityTrailingStop({
      side: "sell",
      multiple: 2,
      horizon: 10,
      scale: "simple",
    }, new EwmaVariance(0.9));
    let [price, sigma] = [1e6, 0.001];
    for (let t = 0; t < 500; t++) {
      sigma = 0.001 + 0.9 * (sigma - 0.001) + 0.0002 * random.uniform();
      const r = sigma * random.normal();
      price *= 1 + r;
      stop.observe(r);
      if (stop.triggered(price)) break;
      stop.update(price);
    }
    earned[k] = price / 1e6 - 1;
  }
  const [mean, error] = meanAndError(earned);
  assert.ok(Math.abs(mean) < 3 * error, `${mean} of ${error}`);
});

Deno.test("monitoringShift() is Siegmund's constant times a step's deviation", () => {
  assert.ok(Math.abs(OVERSHOOT - 0.5825971579390107) < 1e-15);
  assertClose(
    Float64Array.of(monitoringShift({ sigma: 1, interval: 1e-3 })),
    [0.01842],
    1e-3,
  );
});

Deno.test("expectedDrawdown() is met by walks of many steps", () => {
  assertClose(
    Float64Array.of(expectedDrawdown({ sigma: 2, time: 4 })),
    [4 * 1.2533141373155003],
    1e-14,
  );
  const random = new Random(61);
  const [paths, steps] = [1500, 2000];
  const drawdown = Float64Array.from({ length: paths }, () => {
    let [x, top, most] = [0, 0, 0];
    for (let t = 0; t < steps; t++) {
      x += random.normal() / Math.sqrt(steps);
      top = Math.max(top, x);
      most = Math.max(most, top - x);
    }
    // Twice the overshoot: of the highest and of the lowest price that no step saw.
    return most + 2 * monitoringShift({ sigma: 1, interval: 1 / steps });
  });
  const [mean, error] = meanAndError(drawdown);
  assert.ok(Math.abs(mean - 1.2533) < 3.5 * error, `${mean}`);
});

Deno.test("optimalExit() finds the levels of Leung and Li's problem to eleven digits", () => {
  // mpmath in 40 digits: Γ(ν) e^(a²/4) D₋ν(-a), root of F = (b - c) F'.
  const cases = [
    [[0.3, 8, 0.3, 0.05, 0.02], 0.466835869914, 0.406989996],
    [[0, 1, 1, 0.05, 0], 1.34435084622, 0.9316402564],
    [[0.3, 8, 0.3, 0.5, 0.02], 0.380372920233, NaN],
  ] as const;
  for (
    const [[mean, speed, volatility, discount, cost], level, value] of cases
  ) {
    const exit = optimalExit({ mean, speed, volatility, discount, cost });
    assertClose(Float64Array.of(exit.level), [level], 5e-12);
    if (value === value) {
      assertClose(Float64Array.of(exit.value(mean)), [value], 2e-9);
    }
  }
});

Deno.test("the value of an optimal exit is smooth at its level, never below leaving at once, and goes with the units", () => {
  const process = { mean: 1, speed: 3, volatility: 0.5, discount: 0.4 };
  const { level, value } = optimalExit({ ...process, cost: 0.1 });
  const step = 1e-5;
  assert.ok(Math.abs(value(level - step) - (level - step - 0.1)) < 1e-8);
  for (let x = 0; x < level; x += 0.1) {
    assert.ok(value(x) > x - 0.1);
    assert.ok(value(x + 0.05) > value(x));
  }
  assert.equal(value(level + 1), level + 1 - 0.1);
  const scaled = optimalExit({
    mean: 10,
    speed: 3,
    volatility: 5,
    discount: 0.4,
    cost: 1,
  });
  assertClose(Float64Array.of(scaled.level), [10 * level], 1e-12);
});

Deno.test("stopLossReturns() of independent returns costs what Kaminski and Lo say", () => {
  const random = new Random(14);
  const returns = Float64Array.from(
    { length: 400_000 },
    () => 0.002 + 0.01 * random.normal(),
  );
  const rule = { lookback: 5, loss: 0.03, reentry: 0.005, rate: 0.0005 };
  const { premium, independent, out } = stopLossReturns(returns, rule);
  assert.ok(out > 0.01);
  assert.ok(premium < 0);
  const error = 0.01 * Math.sqrt(out / returns.length);
  assert.ok(Math.abs(premium - independent) < 3 * error);
});

Deno.test("stopLossReturns() earns where losses are followed by losses", () => {
  const random = new Random(15);
  let r = 0;
  const momentum = Float64Array.from(
    { length: 100_000 },
    () => r = 0.5 * r + 0.01 * random.normal(),
  );
  const { premium, out } = stopLossReturns(momentum, {
    lookback: 1,
    loss: 0.01,
    reentry: 0,
  });
  assert.ok(premium > 5 * 0.01 * Math.sqrt(out / momentum.length));
});

Deno.test("stopLossReturns() decides a period by earlier ones", () => {
  const random = new Random(16);
  const returns = Float64Array.from({ length: 60 }, () => random.normal());
  assertCausal(
    (r) =>
      Float64Array.from(
        stopLossReturns(r, { lookback: 3, loss: 0.5 }).invested,
      ),
    returns,
  );
});

/** A stop of some ticks that has seen one price. */
function after(price: number, ticks: number, side: "buy" | "sell" = "sell") {
  const stop = new TrailingStop({ side, offset: { type: "ticks", ticks } });
  stop.update(price);
  return stop;
}

Deno.test("stopOnBar() leaves at 98 or holds at 98: ten ticks, a bar 100/108/95/105", () => {
  const bar = { open: 100, high: 108, low: 95, close: 105 };
  const { highFirst, lowFirst, ambiguous } = stopOnBothPaths(
    after(100, 10),
    bar,
  );
  assert.deepEqual(highFirst, { exit: 98, level: 98 });
  assert.deepEqual(lowFirst, { exit: NaN, level: 98 });
  assert.equal(ambiguous, true);
});

Deno.test("stopOnBar() leaves at 97 or holds at 97: five ticks, a bar 100/102/96/99", () => {
  const { highFirst, lowFirst } = stopOnBothPaths(after(100, 5), {
    open: 100,
    high: 102,
    low: 96,
    close: 99,
  });
  assert.deepEqual(highFirst, { exit: 97, level: 97 });
  assert.deepEqual(lowFirst, { exit: NaN, level: 97 });
});

Deno.test("stopOnBar() fills a gap at the open and not at the level", () => {
  const gap = { open: 80, high: 101, low: 79, close: 100 };
  const { highFirst, lowFirst, ambiguous } = stopOnBothPaths(
    after(100, 10),
    gap,
  );
  assert.deepEqual([highFirst.exit, lowFirst.exit, ambiguous], [80, 80, false]);
});

Deno.test("stopOnBar() of a bar turned over is its mirror image", () => {
  const price = fc.integer({ min: 50, max: 150 });
  fc.assert(fc.property(
    fc.tuple(price, price, price, price),
    fc.integer({ min: 1, max: 40 }),
    ([a, b, c, d], ticks) => {
      const [low, x, y, high] = [a, b, c, d].sort((p, q) => p - q) as [
        number,
        number,
        number,
        number,
      ];
      const bar = { open: x, high, low, close: y };
      const turned = {
        open: 1000 - x,
        high: 1000 - low,
        low: 1000 - high,
        close: 1000 - y,
      };
      const sells = stopOnBar(after(100, ticks), bar, { path: "highFirst" });
      const buys = stopOnBar(after(900, ticks, "buy"), turned, {
        path: "lowFirst",
      });
      assert.deepEqual(buys, {
        exit: 1000 - sells.exit,
        level: 1000 - sells.level,
      });
      const both = stopOnBothPaths(after(100, ticks), bar);
      for (const { exit } of [both.highFirst, both.lowFirst]) {
        assert.ok(Number.isNaN(exit) || (exit >= low && exit <= high));
      }
    },
  ));
});

Deno.test("followedPrice() of quotes is the ask of a buy and the bid of a sell", () => {
  const prices = { bid: 1, ask: 2, last: 3, mark: 4 };
  assert.deepEqual(
    (["bidAsk", "last", "mark"] as const).flatMap((follows) => [
      followedPrice("buy", follows, prices),
      followedPrice("sell", follows, prices),
    ]),
    [2, 1, 3, 3, 4, 4],
  );
});

Deno.test("VolatilityTrailingStop never loosens, is wider where the volatility was, and equals a fixed one where it is constant", () => {
  fc.assert(fc.property(
    fc.array(
      fc.tuple(
        fc.double({ min: 0, max: 0.05, noNaN: true }),
        fc.integer({ min: 9000, max: 11_000 }),
      ),
      { minLength: 1, maxLength: 40 },
    ),
    fc.constantFrom("buy" as const, "sell" as const),
    (steps, side) => {
      const estimator = {
        value: 0,
        update(x: number) {
          this.value = x * x;
        },
      };
      const options = { side, multiple: 2, horizon: 4 } as const;
      let stop = new VolatilityTrailingStop(options, estimator);
      let before = NaN;
      for (const [sigma, price] of steps) {
        stop.observe(sigma);
        const level = stop.update(price);
        if (side === "sell") assert.ok(!(level < before));
        else assert.ok(!(level > before));
        if (level !== before) {
          assert.ok(side === "sell" ? level <= price : level >= price);
        }
        before = level;
        stop = VolatilityTrailingStop.from(
          JSON.parse(JSON.stringify(stop)),
          estimator,
        );
        assert.equal(stop.value, level);
      }
    },
  ));
  const constant = { value: 0.01 ** 2, update() {} };
  const stop = new VolatilityTrailingStop({
    side: "sell",
    multiple: 1,
    horizon: 1,
    scale: "simple",
  }, constant);
  const fixed = new TrailingStop({
    side: "sell",
    offset: { type: "basisPoints", basisPoints: 100 },
  });
  for (const price of [10_000, 10_300, 10_100, 10_700, 10_600]) {
    assert.equal(stop.update(price), fixed.update(price));
  }
});

Deno.test("VolatilityTrailingStop that is looked at in steps stands nearer by the shift", () => {
  const at = (monitoring: number) => {
    const constant = { value: 1e-4, update() {} };
    const stop = new VolatilityTrailingStop({
      side: "buy",
      multiple: 3,
      horizon: 4,
      scale: "simple",
      monitoring,
    }, constant);
    return stop.update(1e6) - 1e6;
  };
  assert.equal(at(0), 60_000);
  assert.equal(at(1), Math.ceil(1e6 * 0.01 * (6 - 2 * OVERSHOOT)));
});

Deno.test("stops name what they cannot take", () => {
  const refuse = (f: () => unknown, message: RegExp) =>
    assert.throws(f, { name: "RangeError", message });
  const volatility = new TrailingStop({
    side: "sell",
    offset: { type: "volatility", multiple: 1, horizon: 1 },
  });
  refuse(
    () => volatility.update(100, NaN),
    /sigma must be a number of at least 0: current value is NaN/,
  );
  const constant = { value: 1, update() {} };
  const make = (changes: object) =>
    new VolatilityTrailingStop({
      side: "sell",
      multiple: 1,
      horizon: 1,
      ...changes,
    }, constant);
  refuse(() => make({ multiple: 0 }), /multiple must be positive/);
  refuse(() => make({ horizon: NaN }), /horizon must be positive/);
  refuse(() => make({ scale: "root" }), /scale must be log or simple/);
  refuse(() => make({ monitoring: 4 }), /monitoring must be so often/);
  refuse(
    () => drawdownStop({ drift: 0, sigma: 0, distance: 1 }),
    /sigma must be positive and finite: current value is 0/,
  );
  refuse(
    () => optimalExit({ mean: 0, speed: 0, volatility: 1, discount: 1 }),
    /speed must be positive and finite: current value is 0/,
  );
  refuse(
    () => stopLossReturns(Float64Array.of(NaN), { lookback: 1, loss: 1 }),
    /returns\[0\] must be finite: current value is NaN/,
  );
  refuse(
    () => chandelier(five, { side: "flat" as "long" }),
    /side must be long or short: current value is flat/,
  );
  refuse(
    () => chandelier(five, { side: "long", multiple: -1 }),
    /multiple must be positive/,
  );
  refuse(() => averageTrueRange(five, 0), /window must be/);
  const bar = { open: 1, high: 2, low: 1.5, close: 2 };
  refuse(() => stopOnBothPaths(after(3, 1), bar), /low <= open, close <= high/);
  refuse(
    () => followedPrice("buy", "mid" as "mark", {}),
    /follows must be bidAsk, last or mark: current value is mid/,
  );
});
