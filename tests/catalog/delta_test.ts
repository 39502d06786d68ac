import assert from "node:assert/strict";
import * as fc from "fast-check";
import { ByteWriter } from "hyparquet-writer";
import { deltaBinaryPack } from "hyparquet-writer/src/delta.js";
import { deltaBinaryUnpack } from "hyparquet/src/delta.js";
import {
  DELTA_RANGE,
  deltaBound,
  type Integers,
  packDeltas,
  type Packing,
} from "volarb/catalog/pack_deltas.ts";
import { DELTA_PADDING, unpackDeltas } from "volarb/catalog/unpack_deltas.ts";

/** The packed column, followed by the padding that the reader asks for. */
function pack(values: Integers, packing: Packing): Uint8Array {
  const bytes = new Uint8Array(deltaBound(values.length)).fill(0xaa);
  const { size } = packDeltas(values, values.length, bytes, packing);
  return bytes.subarray(0, size + DELTA_PADDING);
}

/** What another implementation reads from the column. */
function unpackElsewhere(bytes: Uint8Array, rows: number): number[] {
  const out = new BigInt64Array(rows);
  const view = new DataView(
    bytes.buffer,
    bytes.byteOffset,
    bytes.byteLength - DELTA_PADDING,
  );
  deltaBinaryUnpack({ view, offset: 0 }, rows, out);
  return Array.from(out, Number);
}

const columns = fc.tuple(
  fc.array(
    fc.oneof(
      fc.integer(),
      fc.constantFrom(0, 1, -1, 255, 256, 65_535, 65_536, 2 ** 31, 2 ** 32),
      fc.integer({ min: 0, max: DELTA_RANGE / 2 }),
      fc.integer({ min: -(2 ** 40), max: 2 ** 40 }),
    ),
    { maxLength: 400 },
  ),
  fc.constantFrom(0, 1.6e15, -(2 ** 52), 5e12),
).map(([steps, base]) => Float64Array.from(steps, (step) => base + step));

Deno.test("unpackDeltas() gives back what packDeltas() was given", () => {
  fc.assert(fc.property(columns, (values) => {
    for (const packing of ["bits", "bytes"] as const) {
      const out = new Float64Array(values.length);
      unpackDeltas(pack(values, packing), values.length, out);
      assert.deepEqual(out, values);
    }
  }));
});

Deno.test("another reader finds the same integers, another writer's are read", () => {
  fc.assert(fc.property(columns, (values) => {
    for (const packing of ["bits", "bytes"] as const) {
      assert.deepEqual(
        unpackElsewhere(pack(values, packing), values.length),
        [...values],
      );
    }
    const writer = new ByteWriter();
    deltaBinaryPack(writer, BigInt64Array.from(values, BigInt), "INT64");
    writer.appendBytes(new Uint8Array(DELTA_PADDING));
    const out = new Float64Array(values.length);
    unpackDeltas(writer.getBytes(), values.length, out);
    assert.deepEqual(out, values);
  }));
});

Deno.test("integers of 32 bits need no wider column", () => {
  const extremes = Int32Array.of(2 ** 31 - 1, -(2 ** 31), 0, 7, 2 ** 31 - 1);
  const out = new Int32Array(extremes.length);
  unpackDeltas(pack(extremes, "bits"), extremes.length, out);
  assert.deepEqual(out, extremes);
});

Deno.test("columns on both sides of 30 bits of range pack as another writer packs them", () => {
  const random = fc.sample(fc.integer({ min: 0, max: 2 ** 30 }), {
    numRuns: 300,
    seed: 5,
  });
  for (const span of [2 ** 30 - 1, 2 ** 30, 2 ** 31 - 1, 2 ** 32]) {
    for (const base of [0, -span, -Math.floor(span / 2), 2 ** 53 - 1 - span]) {
      // Jumps from end to end: the widest differences that the range has.
      const doubles = Float64Array.from(
        random,
        (value, i) => base + [0, span, value % span][i % 3]!,
      );
      const integers = Int32Array.from(doubles);
      const columns: Integers[] = integers.every((v, i) => v === doubles[i])
        ? [doubles, integers]
        : [doubles];
      for (const values of columns) {
        for (const packing of ["bits", "bytes"] as const) {
          const bytes = new Uint8Array(deltaBound(300) + DELTA_PADDING);
          const found = packDeltas(values, 300, bytes, packing);
          assert.deepEqual(
            [found.least, found.most, found.fraction],
            [Math.min(...doubles), Math.max(...doubles), 0],
          );
          assert.deepEqual(unpackElsewhere(pack(values, packing), 300), [
            ...doubles,
          ]);
        }
      }
      const writer = new ByteWriter();
      deltaBinaryPack(writer, BigInt64Array.from(doubles, BigInt), "INT64");
      assert.ok(
        pack(doubles, "bits").length - DELTA_PADDING <= writer.offset + 16,
      );
    }
  }
});

Deno.test("a factor turns milliseconds into microseconds", () => {
  const out = new Float64Array(3);
  unpackDeltas(pack(Float64Array.of(5, 6, 8), "bits"), 3, out, 1000);
  assert.deepEqual([...out], [5000, 6000, 8000]);
});

Deno.test("the first of many integers can be had alone", () => {
  const values = Float64Array.from({ length: 500 }, (_, i) => i * i);
  for (const wanted of [0, 1, 2, 129, 160, 499]) {
    const out = new Float64Array(500).fill(-1);
    unpackDeltas(pack(values, "bits"), 500, out, 1, wanted);
    assert.deepEqual(out.subarray(0, wanted), values.subarray(0, wanted));
    assert.ok(out.subarray(wanted).every((value) => value === -1));
  }
});

Deno.test("a constant step packs into next to nothing", () => {
  const ids = Float64Array.from({ length: 100_000 }, (_, i) => 5e12 + i);
  assert.ok(pack(ids, "bits").length < 100_000 / 20);
});

Deno.test("packDeltas() finds the range of the values, and fractions", () => {
  const bytes = new Uint8Array(deltaBound(4));
  const pack4 = (...values: number[]) =>
    packDeltas(Float64Array.from(values), values.length, bytes);
  const { least, most, fraction } = pack4(5, -3, 7, 0);
  assert.deepEqual([least, most, fraction], [-3, 7, 0]);
  assert.equal(pack4(5, 0.5, 7).fraction, 0.5);
  assert.ok(Number.isNaN(pack4(5, NaN).fraction));
  assert.ok(Number.isNaN(pack4(NaN, 5).fraction));
  assert.equal(pack4(5, Infinity, 3).most, Infinity);
  assert.equal(pack4(-Infinity, 3).least, -Infinity);
  assert.equal(pack4().most, -Infinity);
});

Deno.test("deltaBound() holds the widest column", () => {
  const wide = Float64Array.from(
    { length: 10_000 },
    (_, i) => i % 2 * (DELTA_RANGE - 1),
  );
  assert.ok(pack(wide, "bits").length <= deltaBound(wide.length));
  const out = new Float64Array(wide.length);
  unpackDeltas(pack(wide, "bytes"), wide.length, out);
  assert.deepEqual(out, wide);
});

Deno.test("unpackDeltas() refuses a column that is cut or of another length", () => {
  const values = Float64Array.from({ length: 500 }, (_, i) => i * i * i);
  const bytes = pack(values, "bits");
  const out = new Float64Array(600);
  assert.throws(() => unpackDeltas(bytes, 499, out), RangeError);
  for (let cut = 1; cut < bytes.length - DELTA_PADDING; cut++) {
    assert.throws(
      () => unpackDeltas(bytes.subarray(0, bytes.length - cut), 500, out),
      RangeError,
    );
  }
});
