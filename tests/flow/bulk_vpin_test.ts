import assert from "node:assert/strict";
import { Random } from "volarb/random";
import { normalCdf } from "volarb/stats";
import {
  bulkBuyShare,
  BulkClassifier,
  BulkVpin,
  bulkVpin,
  bulkVpinBaseline,
  type BulkVpinOptions,
  tradeBars,
  vpinOfBars,
} from "volarb/flow";
import { assertCausal, assertClose } from "../close.ts";
import {
  asOfRow,
  head,
  randomTrades,
  rowNumbers,
  throughJson,
} from "./market.ts";

const options: BulkVpinOptions = {
  bucketVolume: 60,
  barsPerBucket: 2,
  deviationWindow: 10,
  window: 5,
  anchor: 0,
};

Deno.test("bulkBuyShare() of one deviation up is F(1) of each law", () => {
  const changes = Float64Array.of(-Math.SQRT1_2, Math.SQRT1_2, 1);
  const laws = [
    ["normal", 0.8413447],
    [{ studentT: 0.25 }, 0.6443481],
    [{ studentT: 1 }, 0.75],
    [{ studentT: 5 }, 0.8183913],
  ] as const;
  for (const [law, share] of laws) {
    const shares = bulkBuyShare(changes, { deviationWindow: 2, law });
    assert.ok(Math.abs(shares[2]! - share) < 1e-7);
  }
});

Deno.test("bulkBuyShare() scales by the changes before, not by those of the whole sample", () => {
  const random = new Random(31);
  const changes = Float64Array.from({ length: 60 }, () => random.normal());
  assertCausal((x) => bulkBuyShare(x, { deviationWindow: 5 }), changes);
  const louder = changes.map((x, i) => i < 40 ? x : 100 * x);
  assert.deepEqual(
    bulkBuyShare(louder, { deviationWindow: 5 }).slice(0, 40),
    bulkBuyShare(changes, { deviationWindow: 5 }).slice(0, 40),
  );
});

Deno.test("bulkBuyShare() of the other direction is the rest, in any unit", () => {
  const random = new Random(32);
  const changes = Float64Array.from({ length: 200 }, () => random.normal());
  for (const law of ["normal", { studentT: 0.25 }] as const) {
    const share = bulkBuyShare(changes, { deviationWindow: 5, law });
    const other = bulkBuyShare(changes.map((x) => -8 * x), {
      deviationWindow: 5,
      law,
    });
    other.forEach((s, i) => {
      if (i >= 5) assert.ok(Math.abs(s + share[i]! - 1) < 1e-12);
    });
  }
});

Deno.test("bulkBuyShare() after changes that were all equal is its limit", () => {
  const after = (x: number) =>
    bulkBuyShare(Float64Array.of(0, 0, x), { deviationWindow: 2 })[2];
  assert.equal(after(0), 0.5);
  assert.equal(after(0.1), 1);
  assert.equal(after(-0.1), 0);
});

Deno.test("bulkBuyShare() is missing while its window holds a missing change", () => {
  const share = bulkBuyShare(Float64Array.of(1, -1, NaN, 1, 2, 3), {
    deviationWindow: 2,
  });
  assert.deepEqual(
    Array.from(share, Number.isNaN),
    [true, true, true, true, true, false],
  );
});

Deno.test("BulkClassifier agrees bit for bit with the column across a save and load", () => {
  const random = new Random(33);
  const changes = Float64Array.from({ length: 100 }, () => random.normal());
  const choice = { deviationWindow: 7, law: { studentT: 2 } };
  const share = bulkBuyShare(changes, choice);
  let stream = new BulkClassifier(choice);
  changes.forEach((x, i) => {
    stream = BulkClassifier.from(throughJson(stream));
    assert.equal(stream.update(x), share[i]);
    assert.equal(stream.ready, !Number.isNaN(share[i]));
  });
  stream.reset();
  assert.deepEqual(stream.toJSON(), new BulkClassifier(choice).toJSON());
});

Deno.test("bulkVpinBaseline() of the normal law is exact: 1/2, 1/3, 13/48 and the table", () => {
  const table = [
    [1, 0.5],
    [2, 1 / 3],
    [3, 13 / 48],
    [5, 11990 / 57600],
    [10, 0.1464],
    [50, 0.0652],
  ] as const;
  for (const [barsPerBucket, level] of table) {
    const tolerance = barsPerBucket <= 5 ? 1e-15 : 5e-5;
    assert.ok(
      Math.abs(bulkVpinBaseline({ barsPerBucket }) - level) <= tolerance,
    );
  }
});

Deno.test("bulkVpinBaseline() goes over into its limit without a step", () => {
  const [exact, limit] = [400, 401].map((barsPerBucket) =>
    bulkVpinBaseline({ barsPerBucket }) * Math.sqrt(barsPerBucket)
  );
  assert.ok(Math.abs(exact! / limit! - 1) < 1e-6);
});

Deno.test("bulkVpinBaseline() of Student's t matches the table and nears the normal", () => {
  const table = [[0.1, 0.129], [0.25, 0.2186], [1, 0.372], [
    5,
    0.4686,
  ]] as const;
  for (const [studentT, level] of table) {
    const value = bulkVpinBaseline({ barsPerBucket: 1, law: { studentT } });
    assert.ok(Math.abs(value - level) < 5e-4, `${studentT}: ${value}`);
  }
  for (const barsPerBucket of [1, 2, 3, 10, 50]) {
    const t = bulkVpinBaseline({ barsPerBucket, law: { studentT: 1e7 } });
    const normal = bulkVpinBaseline({ barsPerBucket });
    assert.ok(Math.abs(t - normal) < 3e-7, `${barsPerBucket}: ${t}, ${normal}`);
  }
});

/** A trade of one volume bar each, prices a random walk of normal steps. */
function walk(n: number, seed: number) {
  const random = new Random(seed);
  let price = 1e6;
  return {
    time: rowNumbers(n),
    price: Float64Array.from({ length: n }, () => price += random.normal()),
    quantity: new Float64Array(n).fill(1),
  };
}

Deno.test("bulkVpin() of a random walk is 1/2 with one bar a bucket and 1/3 with two", () => {
  const n = 300_000;
  for (const barsPerBucket of [1, 2]) {
    const window = 140_000;
    const { value, baseline } = bulkVpin(walk(n, 34), {
      bucketVolume: barsPerBucket,
      barsPerBucket,
      deviationWindow: 2000,
      window,
      anchor: 0,
    });
    const last = value.at(-1)!;
    assert.ok(Math.abs(last - baseline[0]!) < 0.003, `${last}`);
    assert.equal(baseline[0], 1 / (1 + barsPerBucket));
  }
});

Deno.test("bulkVpin() of one bar by hand", () => {
  const { imbalance, value } = bulkVpin({
    time: Float64Array.of(1, 2, 3, 4),
    price: Float64Array.of(100, 101, 99, 102),
    quantity: Float64Array.of(10, 10, 10, 10),
  }, {
    ...options,
    bucketVolume: 10,
    barsPerBucket: 1,
    deviationWindow: 2,
    window: 1,
  });
  // Changes 1 and -2 have deviation 3/√2; the next is 3.
  const expected = 2 * normalCdf(Math.SQRT2) - 1;
  assertClose(imbalance, [NaN, NaN, NaN, 10 * expected], 1e-12);
  assertClose(value, [NaN, NaN, NaN, expected], 1e-12);
});

Deno.test("BulkVpin agrees bit for bit with bulkVpin() across a save and load", () => {
  const trades = randomTrades(3000, 35);
  const columns = bulkVpin(trades, options);
  assert.ok(columns.value.length > 500);
  const value = asOfRow(columns.value, columns.row, 3000);
  const imbalance = asOfRow(columns.imbalance, columns.row, 3000);
  let stream = new BulkVpin(options);
  let buckets = 0;
  for (let i = 0; i < 3000; i++) {
    if (i % 101 === 0) stream = BulkVpin.from(throughJson(stream));
    buckets += stream.update(
      trades.time[i]!,
      trades.price[i]!,
      trades.quantity[i]!,
    );
    assert.equal(stream.value, value[i]);
    assert.equal(stream.imbalance, imbalance[i]);
    assert.equal(stream.ready, !Number.isNaN(value[i]));
  }
  assert.equal(buckets, columns.value.length);
  stream.reset();
  assert.deepEqual(stream.toJSON(), new BulkVpin(options).toJSON());
});

Deno.test("bulkVpin() uses no trade that comes later", () => {
  const trades = randomTrades(150, 36);
  assertCausal((rows) => {
    const { value, row } = bulkVpin(head(trades, rows.length), {
      ...options,
      deviationWindow: 3,
      window: 1,
    });
    return asOfRow(value, row, rows.length);
  }, rowNumbers(150));
});

Deno.test("bulk classification on bars of time goes through vpinOfBars()", () => {
  const trades = randomTrades(3000, 37);
  const bars = tradeBars(trades, { kind: "time", period: 2_000_000 });
  const change = bars.close.map((c, k) => c - (bars.close[k - 1] ?? NaN));
  const share = bulkBuyShare(change, { deviationWindow: 20 });
  const { value } = vpinOfBars({
    ...bars,
    buyVolume: bars.volume.map((v, k) => v * share[k]!),
  }, { bucketVolume: 500, window: 10, anchor: 0 });
  const defined = value.filter((x) => x === x);
  assert.ok(defined.length > 50);
  assert.ok(defined.every((x) => x >= 0 && x <= 1));
});

Deno.test("bulkVpin() refuses bad choices and trades by name", () => {
  const trades = randomTrades(10, 38);
  const bad = (change: object) => () =>
    bulkVpin(trades, { ...options, ...change });
  assert.throws(bad({ barsPerBucket: 0 }), { message: /barsPerBucket/ });
  assert.throws(bad({ bucketVolume: -1 }), { message: /bucketVolume/ });
  assert.throws(bad({ deviationWindow: 1 }), { message: /window/ });
  assert.throws(bad({ window: 0 }), { message: /window/ });
  assert.throws(bad({ anchor: NaN }), { message: /anchor/ });
  assert.throws(bad({ law: { studentT: 0 } }), { message: /studentT/ });
  assert.throws(
    () => bulkVpin({ ...trades, price: new Float64Array(10) }, options),
    { message: /price must be positive/ },
  );
  assert.equal(bulkVpin(head(trades, 0), options).value.length, 0);
});
