import assert from "node:assert/strict";
import * as fc from "fast-check";
import { Random, type RandomState } from "volarb/random";

const SEED = 20230516;

/** Draws a column. */
function draws(n: number, draw: () => number): Float64Array {
  return Float64Array.from({ length: n }, draw);
}

/** Mean and variance of a column. */
function moments(column: Float64Array): { mean: number; variance: number } {
  const mean = column.reduce((a, b) => a + b, 0) / column.length;
  const variance = column.reduce((a, b) => a + (b - mean) ** 2, 0) /
    (column.length - 1);
  return { mean, variance };
}

/** Largest distance of the empirical from the given distribution, times √n. */
function kolmogorov(column: Float64Array, cdf: (x: number) => number): number {
  const sorted = column.toSorted();
  let distance = 0;
  sorted.forEach((x, i) => {
    const f = cdf(x);
    distance = Math.max(
      distance,
      f - i / sorted.length,
      (i + 1) / sorted.length - f,
    );
  });
  return distance * Math.sqrt(sorted.length);
}

/** Standard normal distribution: Taylor about 0 (exact to 1e-13 for |x| < 6). */
function normalCdf(x: number): number {
  let term = x;
  let sum = x;
  for (let k = 1; k < 200; k++) {
    term *= x * x / (2 * k + 1);
    sum += term;
  }
  return 0.5 + sum * Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
}

Deno.test("Random draws the words of xoroshiro128+ 1.0 from the state (1, 2)", () => {
  // The authors' C program from the state s = {1, 2}; the same ten numbers
  // stand in the tests of Rust's rand_xoshiro. The draws use the low words.
  const published = [
    3n,
    412333834243n,
    2360170716294286339n,
    9295852285959843169n,
    2797080929874688578n,
    6019711933173041966n,
    3076529664176959358n,
    3521761819100106140n,
    7493067640054542992n,
    920801338098114767n,
  ];
  const random = Random.from({
    generator: "xoroshiro128plus",
    state: [0, 1, 0, 2],
  });
  for (let i = 0; i < published.length; i += 2) {
    const high = Number(published[i]! & 0xffff_ffffn) >>> 6;
    const low = Number(published[i + 1]! & 0xffff_ffffn) >>> 5;
    assert.equal(random.uniform(), (high * 2 ** 27 + low) / 2 ** 53);
  }
});

Deno.test("Random is seeded by SplitMix64", () => {
  // First two outputs of SplitMix64 from 1234567, as published with the
  // algorithm's tasks: 6457827717110365317 and 3203168211198807973.
  const [a, b, c, d] = new Random(1234567).toJSON().state.map((word) =>
    BigInt(word >>> 0)
  );
  assert.equal(a! << 32n | b!, 6457827717110365317n);
  assert.equal(c! << 32n | d!, 3203168211198807973n);
});

Deno.test("Random refuses a seed that is not a safe integer", () => {
  for (const seed of [NaN, 0.5, Infinity, 2 ** 53]) {
    assert.throws(() => new Random(seed), RangeError);
  }
  assert.notEqual(new Random(-1).uniform(), new Random(1).uniform());
});

Deno.test("Random goes on exactly after save and load, whatever was drawn", () => {
  fc.assert(
    fc.property(
      fc.maxSafeInteger(),
      fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 30 }),
      (seed, plan) => {
        const random = new Random(seed);
        const draw = (from: Random, kind: number): number =>
          [
            () => from.uniform(),
            () => from.normal(),
            () => from.exponential(),
            () => from.integer(1e12),
            () => from.poisson(50),
            () => from.chiSquare(0.7, 3),
            () => from.split().uniform(),
          ][kind]!();
        for (const kind of plan) draw(random, kind);
        const copy = Random.from(
          JSON.parse(JSON.stringify(random)) as RandomState,
        );
        for (const kind of plan) {
          assert.equal(draw(copy, kind), draw(random, kind));
        }
      },
    ),
    { seed: SEED, numRuns: 100 },
  );
});

Deno.test("Random.from refuses what it has not saved", () => {
  const bad: unknown[] = [
    null,
    {},
    { generator: "mersenne", state: [1, 2, 3, 4] },
    { generator: "xoroshiro128plus", state: [0, 0, 0, 0] },
    { generator: "xoroshiro128plus", state: [1, 2, 3] },
    { generator: "xoroshiro128plus", state: [1, 2, 3, 4.5] },
  ];
  for (const saved of bad) {
    assert.throws(() => Random.from(saved as RandomState), TypeError);
  }
});

Deno.test("Random gives the same bytes in another process", async () => {
  const program = `import { Random } from "volarb/random";
    const r = new Random(${SEED});
    console.log(JSON.stringify(Array.from({ length: 50 }, () =>
      [r.uniform(), r.normal(), r.gamma(0.3), r.poisson(70), r.split("a").normal()])));`;
  const output = await new Deno.Command(Deno.execPath(), {
    args: ["eval", program],
    cwd: new URL("../../", import.meta.url),
  }).output();
  const random = new Random(SEED);
  const here = Array.from(
    { length: 50 },
    () => [
      random.uniform(),
      random.normal(),
      random.gamma(0.3),
      random.poisson(70),
      random.split("a").normal(),
    ],
  );
  assert.equal(
    new TextDecoder().decode(output.stdout).trim(),
    JSON.stringify(here),
    new TextDecoder().decode(output.stderr),
  );
});

Deno.test("uniform() is in [0, 1) and passes chi-square and Kolmogorov tests", () => {
  const random = new Random(SEED);
  const n = 1_000_000;
  const column = draws(n, () => random.uniform());
  assert.ok(column.every((u) => u >= 0 && u < 1));
  const cells = new Float64Array(1000);
  for (const u of column) cells[Math.floor(u * 1000)]!++;
  const chiSquare = cells.reduce((a, c) => a + (c - 1000) ** 2 / 1000, 0);
  // 999 degrees of freedom: mean 999, standard deviation 44.7.
  assert.ok(Math.abs(chiSquare - 999) < 4 * 44.7, String(chiSquare));
  assert.ok(kolmogorov(column, (u) => u) < 1.95);
  // The finest of the 53 bits are even as well.
  const finest = new Float64Array(256);
  for (const u of column) finest[u * 2 ** 53 % 256]!++;
  const even = finest.reduce((a, c) => a + (c - n / 256) ** 2 / (n / 256), 0);
  assert.ok(Math.abs(even - 255) < 4 * Math.sqrt(510), String(even));
});

Deno.test("uniform() is not correlated with what follows it", () => {
  const random = new Random(SEED);
  const n = 400_000;
  const column = draws(n, () => random.uniform() - 0.5);
  for (const lag of [1, 2, 3, 7]) {
    let sum = 0;
    for (let i = lag; i < n; i++) sum += column[i]! * column[i - lag]!;
    assert.ok(Math.abs(12 * sum / Math.sqrt(n)) < 4, `lag ${lag}`);
  }
});

Deno.test("normal() has the normal's distribution, moments and tail", () => {
  const random = new Random(SEED);
  const n = 2_000_000;
  const column = draws(n, () => random.normal());
  const power = (k: number) => column.reduce((a, x) => a + x ** k, 0) / n;
  assert.ok(Math.abs(power(1)) < 4 / Math.sqrt(n));
  assert.ok(Math.abs(power(2) - 1) < 4 * Math.sqrt(2 / n));
  assert.ok(Math.abs(power(3)) < 4 * Math.sqrt(15 / n));
  assert.ok(Math.abs(power(4) - 3) < 4 * Math.sqrt(96 / n));
  assert.ok(kolmogorov(column.slice(0, 200_000), normalCdf) < 1.95);
  // Beyond the ziggurat's base: P(|Z| > 3.6541528853610088) = 2.580e-4.
  const tail = column.filter((x) => Math.abs(x) > 3.6541528853610088);
  assert.ok(Math.abs(tail.length - 516) < 4 * Math.sqrt(516), `${tail.length}`);
  assert.ok(tail.some((x) => x > 0) && tail.some((x) => x < 0));
  // Successive values are not correlated, nor are their sizes.
  let product = 0;
  let sizes = 0;
  for (let i = 1; i < n; i++) {
    product += column[i]! * column[i - 1]!;
    sizes += (column[i]! ** 2 - 1) * (column[i - 1]! ** 2 - 1);
  }
  assert.ok(Math.abs(product) < 4 * Math.sqrt(n));
  assert.ok(Math.abs(sizes) < 4 * 2 * Math.sqrt(n));
});

Deno.test("exponential() has the exponential's distribution", () => {
  const random = new Random(SEED);
  const column = draws(200_000, () => random.exponential());
  assert.ok(kolmogorov(column, (x) => -Math.expm1(-x)) < 1.95);
});

Deno.test("integer() is unbiased and stays in range", () => {
  const random = new Random(SEED);
  for (const n of [1, 2, 6, 7, 1000]) {
    const count = new Float64Array(n);
    const total = 1000 * n;
    for (let i = 0; i < total; i++) count[random.integer(n)]!++;
    const chiSquare = count.reduce((a, c) => a + (c - 1000) ** 2 / 1000, 0);
    const bound = n - 1 + 5 * Math.sqrt(2 * (n - 1)) + 1e-9;
    assert.ok(chiSquare <= bound, `${n}: ${chiSquare}`);
  }
  // 3 2^30 values: a plain remainder would favour the first third two to one.
  let low = 0;
  for (let i = 0; i < 30_000; i++) {
    if (random.integer(3 * 2 ** 30) < 2 ** 30) low++;
  }
  assert.ok(Math.abs(low - 10_000) < 4 * Math.sqrt(30_000 * 2 / 9), `${low}`);
  const large = draws(2000, () => random.integer(2 ** 53 - 5));
  assert.ok(large.every((x) => Number.isSafeInteger(x) && x >= 0));
  for (const n of [0, -1, 2.5, NaN, 2 ** 53 + 2]) {
    assert.throws(() => random.integer(n), RangeError);
  }
});

Deno.test("poisson() has the Poisson's probabilities on both sides of the switch", () => {
  const random = new Random(SEED);
  const n = 200_000;
  for (const mean of [0.3, 4, 9.99, 10, 35, 400]) {
    const column = draws(n, () => random.poisson(mean));
    const { mean: m, variance } = moments(column);
    assert.ok(Math.abs(m - mean) < 4 * Math.sqrt(mean / n), `mean ${mean}`);
    const spread = Math.sqrt((2 * mean ** 2 + mean) / n);
    assert.ok(Math.abs(variance - mean) < 4 * spread, `variance ${mean}`);
    const counts = new Map<number, number>();
    for (const k of column) counts.set(k, (counts.get(k) ?? 0) + 1);
    let probability = Math.exp(-mean);
    let chiSquare = 0;
    let cells = 0;
    for (let k = 0; k < mean + 8 * Math.sqrt(mean) + 8; k++) {
      const expected = n * probability;
      if (expected > 25) {
        chiSquare += ((counts.get(k) ?? 0) - expected) ** 2 / expected;
        cells++;
      }
      probability *= mean / (k + 1);
    }
    assert.ok(chiSquare < cells + 5 * Math.sqrt(2 * cells), `cells ${mean}`);
  }
  assert.equal(random.poisson(0), 0);
  assert.throws(() => random.poisson(-1), RangeError);
  assert.throws(() => random.poisson(NaN), RangeError);
});

Deno.test("gamma() and chiSquare() have their moments, below and above shape one", () => {
  const random = new Random(SEED);
  const n = 300_000;
  for (const shape of [0.2, 1, 2.5, 40]) {
    const column = draws(n, () => random.gamma(shape));
    const { mean, variance } = moments(column);
    assert.ok(Math.abs(mean - shape) < 4 * Math.sqrt(shape / n));
    // The fourth central moment of the law is 3 shape² + 6 shape.
    const spread = Math.sqrt((2 * shape ** 2 + 6 * shape) / n);
    assert.ok(Math.abs(variance - shape) < 4 * spread, `shape ${shape}`);
  }
  for (const [degrees, noncentrality] of [[3, 0], [0.4, 2], [5, 60]] as const) {
    const column = draws(n, () => random.chiSquare(degrees, noncentrality));
    const { mean, variance } = moments(column);
    const expected = 2 * degrees + 4 * noncentrality;
    assert.ok(
      Math.abs(mean - degrees - noncentrality) < 4 * Math.sqrt(expected / n),
    );
    const fourth = 3 * expected ** 2 + 48 * (degrees + 4 * noncentrality);
    const spread = Math.sqrt((fourth - expected ** 2) / n);
    assert.ok(Math.abs(variance - expected) < 4 * spread);
  }
  assert.ok(
    kolmogorov(
      draws(100_000, () => random.chiSquare(2)),
      (x) => -Math.expm1(-x / 2),
    ) < 1.95,
  );
  assert.throws(() => random.gamma(0), RangeError);
});

Deno.test("split() gives streams that are not correlated with their parent or siblings", () => {
  const parent = new Random(SEED);
  const streams = [parent.split(), parent.split(), parent];
  streams.push(streams[0]!.split(), parent.split("BTCUSDT"));
  const n = 100_000;
  const columns = streams.map((stream) => draws(n, () => stream.normal()));
  columns.forEach((a, i) =>
    columns.slice(i + 1).forEach((b, j) => {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += a[k]! * b[k]!;
      assert.ok(Math.abs(sum) < 4 * Math.sqrt(n), `${i} and ${i + 1 + j}`);
    })
  );
});

Deno.test("split() by a label leaves the stream where it is and depends on the label alone", () => {
  const random = new Random(SEED);
  const before = JSON.stringify(random);
  const child = JSON.stringify(random.split("2024-01-01"));
  const labels = ["", "a", "b", "ab", "ba", "a\u0000", "2024-01-02"];
  const states = labels.map((label) => JSON.stringify(random.split(label)));
  assert.equal(new Set([child, ...states]).size, labels.length + 1);
  assert.equal(JSON.stringify(random.split("2024-01-01")), child);
  assert.equal(JSON.stringify(random), before);
  random.split();
  assert.notEqual(JSON.stringify(random), before);
});
