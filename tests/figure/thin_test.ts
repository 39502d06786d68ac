import assert from "node:assert/strict";
import * as fc from "fast-check";
import { thin, toDates } from "volarb/figure";

const column = fc.array(
  fc.oneof(
    fc.double({ noDefaultInfinity: true, noNaN: true }),
    fc.constant(NaN),
  ),
  { minLength: 1, maxLength: 400 },
).map((values) => Float64Array.from(values));

Deno.test("thin() keeps order, ends, extremes and gaps within the limit", () => {
  fc.assert(
    fc.property(column, fc.integer({ min: 5, max: 60 }), (y, points) => {
      const row = y.map((_, i) => i);
      const thinned = thin({ row, y }, { y: "y", points });
      assert.ok(thinned.row.length <= points);
      assert.ok(
        thinned.row.every((r, i) => i === 0 || r > thinned.row[i - 1]!),
      );
      assert.ok(thinned.row.every((r, i) => Object.is(y[r], thinned.y[i])));
      assert.equal(thinned.row[0], 0);
      assert.equal(thinned.row.at(-1), y.length - 1);
      const known = (values: Float64Array) =>
        values.filter((v) => !Number.isNaN(v));
      assert.equal(Math.max(...known(thinned.y)), Math.max(...known(y)));
      assert.equal(Math.min(...known(thinned.y)), Math.min(...known(y)));
      assert.equal(thinned.y.some(Number.isNaN), y.some(Number.isNaN));
    }),
  );
});

Deno.test("thin() leaves a short line as it is, in new columns", () => {
  const columns = { x: ["a", "b"], y: Float64Array.of(1, 2) };
  const thinned = thin(columns, { y: "y" });
  assert.deepEqual(thinned, columns);
  assert.notEqual(thinned.y, columns.y);
});

Deno.test("thin() refuses too few points and columns of two lengths", () => {
  const y = Float64Array.of(1, 2);
  assert.throws(() => thin({ y }, { y: "y", points: 4 }), {
    name: "RangeError",
    message: /5 or more: current value is 4$/,
  });
  assert.throws(() => thin({ y, x: [1] }, { y: "y" }), {
    name: "RangeError",
    message: /length of y, 2: current length of x is 1$/,
  });
});

Deno.test("toDates() cuts microseconds off, before 1970 too", () => {
  const [date, before, missing] = toDates(
    Float64Array.of(1_700_000_000_000_999, -1, NaN),
  );
  assert.equal(date!.toISOString(), "2023-11-14T22:13:20.000Z");
  assert.equal(before!.getTime(), -1);
  assert.ok(Number.isNaN(missing!.getTime()));
});
