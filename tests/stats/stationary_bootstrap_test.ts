import assert from "node:assert/strict";
import { Random } from "volarb/random";
import {
  bootstrapDraws,
  bootstrapVariance,
  mean,
  optimalBlockLength,
  StationaryBootstrap,
  variance,
} from "volarb/stats";
import { assertClose } from "../close.ts";
import { readTable } from "../known/table.ts";

const series = Object.values(readTable("performance_series").columns);

Deno.test("optimalBlockLength() is arch's for five processes", () => {
  assertClose(
    Float64Array.from(series, optimalBlockLength),
    readTable("performance_block_length").columns.blockLength!,
    1e-10,
  );
});

Deno.test("optimalBlockLength() is between 1 and its largest, and NaN of too little", () => {
  const still = new Float64Array(100).fill(0.1);
  assert.equal(optimalBlockLength(still), 1);
  assert.ok(Number.isNaN(optimalBlockLength(Float64Array.of(1, 2, 3))));
  assert.ok(
    Number.isNaN(optimalBlockLength(still.map((x, t) => t === 5 ? NaN : x))),
  );
  const wave = Float64Array.from({ length: 60 }, (_, t) => Math.sin(t / 20));
  assert.ok(optimalBlockLength(wave) <= 20);
  assert.ok(series.every((x) => optimalBlockLength(x) >= 1));
});

Deno.test("StationaryBootstrap goes on to the next row with probability 1 - 1/b", () => {
  const n = 1000;
  const bootstrap = new StationaryBootstrap({
    blockLength: 8,
    random: new Random(3),
  });
  const rows = new Uint32Array(n);
  let follows = 0;
  const counts = new Float64Array(n);
  for (let draw = 0; draw < 200; draw++) {
    bootstrap.draw(rows);
    for (let i = 0; i < n; i++) {
      counts[rows[i]!]!++;
      if (i > 0 && rows[i] === (rows[i - 1]! + 1) % n) follows++;
    }
  }
  // A new block begins at the next row by chance with probability 1/n.
  const expected = 7 / 8 + 1 / 8 / n;
  const share = follows / (200 * (n - 1));
  assert.ok(
    Math.abs(share - expected) < 4 * Math.sqrt(expected / 8 / 2e5),
    `${share}`,
  );
  assert.ok(Math.abs(mean(counts) - 200) < 1e-12);
  assert.ok(Math.max(...counts) < 200 + 6 * Math.sqrt(200 * 15));
});

Deno.test("StationaryBootstrap with blocks of one row draws rows one by one", () => {
  const bootstrap = new StationaryBootstrap({
    blockLength: 1,
    random: new Random(5),
  });
  const random = new Random(5);
  assert.deepEqual(
    bootstrap.draw(new Uint32Array(20)),
    Uint32Array.from({ length: 20 }, () => random.uniform() * 20),
  );
});

Deno.test("resamples have the variance that Politis and Romano's lemma says", () => {
  const x = series[1]!;
  const rows = x.length;
  for (const blockLength of [1, 6]) {
    const means = bootstrapDraws(
      new StationaryBootstrap({ blockLength, random: new Random(7) }),
      {
        rows,
        draws: 4000,
        statistic: (drawn) =>
          drawn.reduce((sum, row) => sum + x[row]!, 0) / rows,
      },
    );
    const expected = bootstrapVariance(x, blockLength) / rows;
    // The variance of a normal's sample variance: 2 / 4000.
    assert.ok(
      Math.abs(variance(means) / expected - 1) < 4 * Math.sqrt(2 / 4000),
    );
    assert.ok(Math.abs(mean(means) - mean(x)) < 4 * Math.sqrt(expected / 4000));
  }
});

Deno.test("bootstrapVariance() of single rows is the population variance, and arch's beyond", () => {
  const x = series[0]!;
  assertClose(
    Float64Array.of(bootstrapVariance(x, 1)),
    [variance(x, { ddof: 0 })],
    1e-12,
  );
  const losses = Object.values(readTable("performance_losses").columns);
  const { omega } = readTable("performance_comparison").columns;
  const others = [0, 1, 2, 4].map((j) => losses[j]!);
  const differences = others.map((loss) =>
    loss.map((l, t) => losses[3]![t]! - l)
  );
  assertClose(
    Float64Array.from(differences, (d) => Math.sqrt(bootstrapVariance(d, 4))),
    omega!.slice(0, 4),
    1e-10,
  );
  assert.ok(Number.isNaN(bootstrapVariance(new Float64Array(0), 2)));
});

Deno.test("the bootstrap refuses lengths and numbers out of range", () => {
  for (const blockLength of [0.5, NaN, Infinity]) {
    assert.throws(
      () => new StationaryBootstrap({ blockLength, random: new Random(1) }),
      {
        name: "RangeError",
        message: new RegExp(`current value is ${blockLength}`),
      },
    );
  }
  assert.throws(() => bootstrapVariance(series[0]!, 0), { name: "RangeError" });
  const bootstrap = new StationaryBootstrap({
    blockLength: 2,
    random: new Random(1),
  });
  for (const options of [{ rows: 0, draws: 1 }, { rows: 1, draws: 0 }]) {
    assert.throws(
      () => bootstrapDraws(bootstrap, { ...options, statistic: () => 0 }),
      { name: "RangeError", message: /at least 1: current value is 0/ },
    );
  }
});
