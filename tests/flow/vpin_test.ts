import assert from "node:assert/strict";
import { Random } from "volarb/random";
import {
  Vpin,
  vpin,
  vpinBaseline,
  vpinBaselineOfSizes,
  vpinOfBars,
  type VpinOptions,
} from "volarb/flow";
import { assertCausal, assertClose } from "../close.ts";
import {
  asOfRow,
  head,
  randomTrades,
  rowNumbers,
  throughJson,
} from "./market.ts";

const START = 1_700_000_000_000_000;
const five = {
  time: Float64Array.of(1, 2, 3, 4, 5),
  quantity: Float64Array.of(4, 3, 5, 8, 10),
  isBuyerMaker: Uint8Array.of(0, 1, 0, 1, 0),
};
const layouts: VpinOptions[] = [
  { bucketVolume: 60, window: 5, anchor: START },
  { bucketVolume: 33.3, window: 3, anchor: START + 20_000_000 },
  { bucketVolume: 60, window: 5, anchor: START, period: 30_000_000 },
  {
    bucketVolume: { bucketsPerPeriod: 8, periods: 2 },
    window: 4,
    anchor: START,
    period: 20_000_000,
  },
];

Deno.test("vpin() of five trades over buckets of 10 is 2/3, trades split over buckets", () => {
  const { imbalance, value, row, closeTime, volume } = vpin(five, {
    bucketVolume: 10,
    window: 3,
    anchor: 0,
  });
  assert.deepEqual(imbalance, Float64Array.of(4, -6, 10));
  assertClose(value, [NaN, NaN, 2 / 3]);
  assert.deepEqual(row, Int32Array.of(2, 3, 4));
  assert.deepEqual(closeTime, Float64Array.of(3, 4, 5));
  assert.deepEqual(volume, Float64Array.of(10, 10, 10));
});

Deno.test("vpin() of buckets 7 to 3, 4 to 6 and 4 to 6 is 0.8 / 3, and 1 where all buy", () => {
  const of = (quantity: number[], sold: number[]) => {
    const time = Float64Array.from(quantity, (_, i) => i);
    const trades = {
      time,
      quantity: Float64Array.from(quantity),
      isBuyerMaker: Uint8Array.from(sold),
    };
    return vpin(trades, { bucketVolume: 10, window: 3, anchor: 0 });
  };
  // Easley et al. (2012) split a trade over buckets: the twelve sold are 6, 6.
  const { imbalance, value } = of([7, 3, 4, 12, 4], [0, 1, 0, 1, 0]);
  assert.deepEqual(imbalance, Float64Array.of(4, -2, -2));
  assertClose(value, [NaN, NaN, 0.8 / 3]);
  assert.equal(of([10, 25], [0, 0]).value[2], 1);
});

Deno.test("vpin() takes a buyer who rested for a sold quantity", () => {
  const options = { bucketVolume: 10, window: 1, anchor: 0 };
  const trade = { time: Float64Array.of(1), quantity: Float64Array.of(10) };
  assert.deepEqual(
    vpin({ ...trade, isBuyerMaker: Uint8Array.of(1) }, options).imbalance,
    Float64Array.of(-10),
  );
});

Deno.test("vpin() loses no volume at the edges of buckets", () => {
  const trades = randomTrades(3000, 11);
  const total = trades.quantity.reduce((sum, q) => sum + q, 0);
  const { volume, imbalance } = vpin(trades, {
    bucketVolume: 60,
    window: 5,
    anchor: 0,
  });
  assert.equal(volume.length, Math.floor(total / 60));
  const signed = trades.quantity.reduce(
    (sum, q, i) => sum + (trades.isBuyerMaker[i] === 0 ? q : -q),
    0,
  );
  const sum = imbalance.reduce((a, b) => a + b, 0);
  assert.ok(Math.abs(sum - signed) <= 60);
});

Deno.test("vpin() does not change with the side of every trade or the unit of quantity", () => {
  const trades = randomTrades(2000, 12);
  const options = { bucketVolume: 64, window: 5, anchor: 0 };
  const { value, imbalance } = vpin(trades, options);
  const other = vpin({
    ...trades,
    isBuyerMaker: trades.isBuyerMaker.map((flag) => 1 - flag),
  }, options);
  assertClose(other.value, value, 0);
  assertClose(other.imbalance, imbalance.map((x) => -x), 0);
  const scaled = vpin(
    { ...trades, quantity: trades.quantity.map((q) => q / 8) },
    { ...options, bucketVolume: 8 },
  );
  assertClose(scaled.value, value, 0);
});

Deno.test("Vpin agrees bit for bit with vpin() across a save and load, in every layout", () => {
  const trades = randomTrades(3000, 13);
  trades.quantity.forEach((q, i) => trades.quantity[i] = q / 7);
  for (const options of layouts) {
    const columns = vpin(trades, options);
    assert.ok(columns.value.length > 30);
    const value = asOfRow(columns.value, columns.row, 3000);
    const baseline = asOfRow(columns.baseline, columns.row, 3000);
    const imbalance = asOfRow(columns.imbalance, columns.row, 3000);
    let stream = new Vpin(options);
    let buckets = 0;
    for (let i = 0; i < 3000; i++) {
      if (i % 97 === 0) stream = Vpin.from(throughJson(stream));
      buckets += stream.update(
        trades.time[i]!,
        trades.quantity[i]!,
        trades.isBuyerMaker[i]!,
      );
      assert.equal(stream.value, value[i]);
      assert.equal(stream.baseline, baseline[i]);
      assert.equal(stream.imbalance, imbalance[i]);
      assert.equal(stream.ready, !Number.isNaN(value[i]));
    }
    assert.equal(buckets, columns.value.length);
    assert.equal(stream.buckets, buckets);
    stream.reset();
    assert.deepEqual(stream.toJSON(), new Vpin(options).toJSON());
  }
});

Deno.test("vpin() uses no trade that comes later, its bucket size included", () => {
  const trades = randomTrades(150, 14);
  for (const options of layouts) {
    assertCausal((rows) => {
      const { value, row } = vpin(head(trades, rows.length), {
        ...options,
        window: 1,
      });
      return asOfRow(value, row, rows.length);
    }, rowNumbers(150));
  }
});

Deno.test("vpin() takes the bucket size from periods that are over", () => {
  const { volume, closeTime } = vpin({
    time: Float64Array.of(0, 10, 15, 20, 25, 30, 45),
    quantity: Float64Array.of(40, 60, 0, 8, 10, 9, 1000),
    isBuyerMaker: new Uint8Array(7),
  }, {
    bucketVolume: { bucketsPerPeriod: 10 },
    window: 1,
    anchor: 0,
    period: 10,
  });
  // Periods of 10: volumes 40, 60, 18, 9, 1000; sizes 4, 6, 1.8, 0.9 in the next ones.
  assert.deepEqual(volume.slice(0, 15), new Float64Array(15).fill(4));
  assert.deepEqual(volume.slice(15, 18), new Float64Array(3).fill(6));
  assert.equal(volume[18], 1.8);
  assert.equal(closeTime[18], 30);
  assert.equal(volume.at(-1), 0.9);
});

Deno.test("vpin() depends on where buckets start, so the anchor decides, not the data", () => {
  const trades = randomTrades(4000, 15);
  const from = 1000;
  const anchor = trades.time[2000]!;
  const later = {
    time: trades.time.slice(from),
    quantity: trades.quantity.slice(from),
    isBuyerMaker: trades.isBuyerMaker.slice(from),
  };
  const options = { bucketVolume: 60, window: 5, anchor };
  assert.deepEqual(vpin(later, options).value, vpin(trades, options).value);
  const unanchored = { ...options, anchor: 0 };
  assert.notDeepEqual(
    vpin(later, unanchored).value.slice(-20),
    vpin(trades, unanchored).value.slice(-20),
  );
});

Deno.test("vpin() of one large trade completes every bucket that it fills", () => {
  const { value, row } = vpin({
    time: Float64Array.of(1),
    quantity: Float64Array.of(35),
    isBuyerMaker: Uint8Array.of(0),
  }, { bucketVolume: 10, window: 2, anchor: 0 });
  assertClose(value, [NaN, 1, 1]);
  assert.deepEqual(row, Int32Array.of(0, 0, 0));
});

Deno.test("vpin() of nothing, of too little and of trades without quantity has no bucket", () => {
  const options = { bucketVolume: 10, window: 1, anchor: 0 };
  assert.equal(vpin(head(five, 0), options).value.length, 0);
  assert.equal(vpin(head(five, 1), options).value.length, 0);
  const none = { ...five, quantity: new Float64Array(5) };
  assert.equal(vpin(none, options).value.length, 0);
  assert.equal(
    vpin(none, {
      ...options,
      bucketVolume: { bucketsPerPeriod: 1 },
      period: 1,
    }).value.length,
    0,
  );
});

Deno.test("vpinBaseline() is E|S|/m of m even steps", () => {
  const table = [
    [1, 1],
    [2, 0.5],
    [3, 0.5],
    [10, 0.24609375],
    [50, 0.112275173],
    [100, 0.0795892374],
    [1000, 0.0252250],
  ] as const;
  for (const [trades, level] of table) {
    assert.ok(Math.abs(vpinBaseline(trades) - level) < 1e-7, `${trades}`);
  }
  assert.ok(Math.abs(vpinBaseline(100) - 0.0795892374) < 1e-10);
});

Deno.test("vpinBaseline() goes over into its series without a step", () => {
  let level = 1;
  for (let k = 1; k <= 1001; k++) level *= (2 * k - 1) / (2 * k);
  assert.ok(Math.abs(vpinBaseline(2002) / level - 1) < 1e-13);
  assert.ok(
    Math.abs(vpinBaseline(1e12) / Math.sqrt(2 / (Math.PI * 1e12)) - 1) < 1e-9,
  );
  assert.throws(() => vpinBaseline(0), { name: "RangeError" });
});

Deno.test("vpin() of a hundred iid sides a bucket is near its baseline, not near 0", () => {
  const random = new Random(20);
  const n = 400_000;
  const { value, baseline } = vpin({
    time: rowNumbers(n),
    quantity: new Float64Array(n).fill(1),
    isBuyerMaker: Uint8Array.from({ length: n }, () => random.integer(2)),
  }, { bucketVolume: 100, window: 4000, anchor: 0 });
  // Standard error of the mean of 4000 |S|/m: 0.0600 / √4000 = 0.00095.
  assert.ok(Math.abs(value.at(-1)! - 0.0795892374) < 0.004);
  assert.ok(
    Math.abs(
      baseline.at(-1)! - vpinBaselineOfSizes(new Float64Array(100).fill(1)),
    ) < 1e-12,
  );
});

Deno.test("vpinBaselineOfSizes() is √(2/π) √(Σv²) / Σv", () => {
  assert.equal(
    vpinBaselineOfSizes(Float64Array.of(3, 4)),
    Math.sqrt(2 / Math.PI) * 5 / 7,
  );
  assert.ok(Number.isNaN(vpinBaselineOfSizes(new Float64Array(0))));
  assert.throws(() => vpinBaselineOfSizes(Float64Array.of(-1)), {
    message: /current value is -1/,
  });
});

Deno.test("vpinOfBars() splits a bar pro rata and agrees with the stream", () => {
  const options = { bucketVolume: 10, window: 2, anchor: 0 };
  const bars = {
    closeTime: Float64Array.of(1, 2, 3, 4, 5, 6, 7),
    volume: Float64Array.of(4, 12, 0, 30, 7, 9, 15),
    buyVolume: Float64Array.of(1, 9, 0, 12, NaN, 9, 0),
  };
  const { imbalance, value, row } = vpinOfBars(bars, options);
  assertClose(imbalance.slice(0, 2), [1, 2.2]);
  const held = asOfRow(value, row, 7);
  const stream = new Vpin(options);
  held.forEach((v, i) => {
    stream.updateBar(bars.closeTime[i]!, bars.volume[i]!, bars.buyVolume[i]!);
    assert.equal(stream.value, v);
  });
  // The bar of unknown side spoils its bucket and the windows that hold it.
  assert.ok(Number.isNaN(held[4]!) && Number.isNaN(held[5]!));
});

Deno.test("vpin() refuses bad trades and layouts by name", () => {
  const options = { bucketVolume: 10, window: 3, anchor: 0 };
  const bad = (change: object, more: object = {}) => () =>
    vpin({ ...five, ...change }, { ...options, ...more });
  assert.throws(bad({ quantity: Float64Array.of(1, -1, 1, 1, 1) }), {
    name: "RangeError",
    message: /quantity must be at least 0 and finite: current value is -1/,
  });
  assert.throws(bad({ quantity: Float64Array.of(1, NaN, 1, 1, 1) }), {
    message: /current value is NaN/,
  });
  assert.throws(bad({ quantity: Float64Array.of(1, Infinity, 1, 1, 1) }), {
    message: /current value is Infinity/,
  });
  assert.throws(bad({ time: Float64Array.of(1, 2, 1, 4, 5) }), {
    message: /time must not fall/,
  });
  assert.throws(bad({ time: Float64Array.of(1, NaN, 3, 4, 5) }), {
    name: "RangeError",
    message: /time must not fall: current value is NaN in row 1/,
  });
  const lone = {
    time: Float64Array.of(NaN),
    quantity: Float64Array.of(1),
    isBuyerMaker: Uint8Array.of(0),
  };
  assert.throws(() => vpin(lone, options), { message: /must not fall/ });
  assert.throws(bad({ isBuyerMaker: Uint8Array.of(0, 1, 3, 0, 0) }), {
    message: /isBuyerMaker must be 0 or 1/,
  });
  assert.throws(bad({ time: new Float64Array(2) }), { message: /time has 2/ });
  assert.throws(bad({}, { bucketVolume: 0 }), {
    message: /bucketVolume must be positive and finite: current value is 0/,
  });
  assert.throws(bad({}, { window: 0 }), { message: /window/ });
  assert.throws(bad({}, { anchor: NaN }), { message: /anchor must be finite/ });
  assert.throws(bad({}, { period: -1 }), {
    message: /period must be positive/,
  });
  assert.throws(bad({}, { bucketVolume: { bucketsPerPeriod: 0 } }), {
    message: /bucketsPerPeriod/,
  });
  assert.throws(
    bad({ quantity: new Float64Array(5).fill(1e12) }, {
      bucketVolume: 1e-3,
    }),
    { message: /at most/ },
  );
  const stream = new Vpin(options);
  stream.update(2, 1, true);
  assert.throws(() => stream.update(1, 1, true), { message: /must not fall/ });
  assert.throws(() => stream.update(2, -1, true), { message: /at least 0/ });
  assert.throws(() => stream.updateBar(2, 1, 2), {
    message: /within \[0, 1\]/,
  });
});
