import assert from "node:assert/strict";
import { Random } from "volarb/random";
import { incrementalRSquared } from "volarb/stats";

const column = (random: Random, n: number) =>
  Float64Array.from({ length: n }, () => random.normal());

Deno.test("incrementalRSquared() is the difference of two regressions by normal equations (lem-incremental)", () => {
  // Ten cars: fuel on weight beside power.
  const mpg = Float64Array.of(
    21,
    21,
    22.8,
    21.4,
    18.7,
    18.1,
    14.3,
    24.4,
    22.8,
    19.2,
  );
  const wt = Float64Array.of(
    2.62,
    2.875,
    2.32,
    3.215,
    3.44,
    3.46,
    3.57,
    3.19,
    3.15,
    3.44,
  );
  const hp = Float64Array.of(110, 110, 93, 110, 175, 105, 245, 62, 95, 123);
  const found = incrementalRSquared(mpg, wt, [hp]);
  const rss = (columns: Float64Array[]) => {
    const x = [mpg.map(() => 1), ...columns];
    const a = x.map((
      p,
    ) => [
      ...x.map((q) => p.reduce((s, v, i) => s + v * q[i]!, 0)),
      p.reduce((s, v, i) => s + v * mpg[i]!, 0),
    ]);
    for (let i = 0; i < x.length; i++) {
      for (let k = 0; k < x.length; k++) {
        if (k === i) continue;
        const f = a[k]![i]! / a[i]![i]!;
        a[k] = a[k]!.map((v, j) => v - f * a[i]![j]!);
      }
    }
    const b = a.map((line, i) => line.at(-1)! / line[i]!);
    return {
      b,
      rest: mpg.reduce(
        (s, v, t) => s + (v - b.reduce((u, c, k) => u + c * x[k]![t]!, 0)) ** 2,
        0,
      ),
    };
  };
  const mean = mpg.reduce((a, b) => a + b, 0) / 10;
  const total = mpg.reduce((s, v) => s + (v - mean) ** 2, 0);
  const [whole, alone] = [rss([wt, hp]), rss([hp])];
  assert.ok(Math.abs(found.coefficient - whole.b[1]!) < 1e-10);
  assert.ok(Math.abs(found.ofControls - (1 - alone.rest / total)) < 1e-12);
  assert.ok(
    Math.abs(found.incremental - (alone.rest - whole.rest) / total) < 1e-12,
  );
  assert.equal(found.count, 10);
});

Deno.test("incrementalRSquared() without controls is the squared correlation (def-incremental)", () => {
  const random = new Random(163);
  const [x, noise] = [column(random, 500), column(random, 500)];
  const y = x.map((v, i) => 2 * v + noise[i]!);
  const { ofControls, incremental, coefficient, tStatistic } =
    incrementalRSquared(y, x, []);
  assert.ok(Math.abs(ofControls) < 1e-14 && Math.abs(incremental - 0.8) < 0.05);
  const t = Math.sqrt(498 * incremental / (1 - incremental));
  assert.ok(Math.abs(tStatistic - t) < 1e-9 && coefficient > 1.9);
});

Deno.test("incrementalRSquared() of a candidate without a part of its own adds nothing, on average 1/(n - 1 - controls) of what is left", () => {
  const random = new Random(164);
  let sum = 0;
  for (let k = 0; k < 400; k++) {
    const [y, x, a, b] = [0, 1, 2, 3].map(() => column(random, 24)) as [
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    const { ofControls, incremental } = incrementalRSquared(y, x, [a, b]);
    sum += incremental / (1 - ofControls) / 400;
  }
  assert.ok(Math.abs(sum - 1 / 21) < 4 * Math.SQRT2 / 21 / 20);
});

Deno.test("incrementalRSquared() leaves out collinear controls and rows with something missing", () => {
  const random = new Random(165);
  const [y, x, control] = [
    column(random, 50),
    column(random, 50),
    column(random, 50),
  ];
  const once = incrementalRSquared(y, x, [control]);
  const twice = incrementalRSquared(y, x, [
    control,
    control.map((v) => 3 * v - 7),
  ]);
  assert.ok(Math.abs(once.incremental - twice.incremental) < 1e-13);
  assert.ok(Math.abs(once.tStatistic - twice.tStatistic) < 1e-9);
  const gap = Float64Array.of(...y, NaN, 5);
  const wide = incrementalRSquared(gap, Float64Array.of(...x, 1, 1), [
    Float64Array.of(...control, 2, Infinity),
  ]);
  assert.deepEqual(wide, once);
});

Deno.test("incrementalRSquared() says NaN where nothing varies and refuses columns of two lengths", () => {
  const y = Float64Array.of(1, 2, 4, 3);
  const flat = incrementalRSquared(y, new Float64Array(4), []);
  assert.ok(Number.isNaN(flat.incremental) && Number.isNaN(flat.coefficient));
  const own = incrementalRSquared(y, y.map((v) => 2 * v), [y]);
  assert.ok(Number.isNaN(own.incremental) && own.ofControls > 1 - 1e-12);
  assert.equal(
    incrementalRSquared(new Float64Array(0), new Float64Array(0), []).count,
    0,
  );
  assert.throws(() => incrementalRSquared(y, new Float64Array(3), []), {
    name: "RangeError",
    message:
      "Cannot compute an incremental R² as columns must have one length: y has 4, x has 3",
  });
});
