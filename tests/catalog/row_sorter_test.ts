import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import * as fc from "fast-check";
import { layoutOf } from "volarb/catalog/layout.ts";
import { type AnyColumns, valuesOf } from "volarb/catalog/part_writer.ts";
import { LateRows } from "volarb/catalog/late_rows.ts";
import { type Block, RowOrder } from "volarb/catalog/row_order.ts";
import { RowSorter } from "volarb/catalog/row_sorter.ts";
import { DataRoot, numbers } from "./data_root.ts";

const layout = layoutOf("aggTrades");

/** Columns of trades with given times and ids; the row's number is its price. */
function block(times: readonly number[], ids: readonly number[]): Block {
  const rows = times.length;
  const row = Int32Array.from(times, (_, i) => i);
  return {
    rows,
    columns: {
      aggTradeId: Float64Array.from(ids),
      price: { integers: row, scale: 1 },
      quantity: { integers: row, scale: 3 },
      firstTradeId: new Float64Array(rows).fill(NaN),
      lastTradeId: Float64Array.from(row),
      eventTime: Float64Array.from(times),
      isBuyerMaker: Uint8Array.from(row, (i) => i & 1),
    },
  };
}

/** Some of the rows of a block. */
function part({ columns }: Block, from: number, to: number): Block {
  const piece: Record<string, AnyColumns[string]> = {};
  for (const [name, column] of Object.entries(columns)) {
    const values = valuesOf(columns, name).slice(from, to);
    piece[name] = "integers" in column
      ? { integers: values as Int32Array, scale: column.scale }
      : values;
  }
  return { columns: piece, rows: to - from };
}

/** The rows in order, as numbers of the rows that came. */
function sortedRows(whole: Block, size: number, folder: string) {
  const order = new RowOrder(layout);
  const pieces: Block[] = [];
  for (let from = 0; from < whole.rows; from += size) {
    pieces.push(part(whole, from, Math.min(from + size, whole.rows)));
  }
  for (const piece of pieces) order.watch(piece);
  const sorter = new RowSorter(layout, order.minutes, folder);
  for (const piece of pieces) sorter.deal(piece);
  const sorted: number[] = [];
  for (const { columns, rows } of sorter.sorted()) {
    for (let i = 0; i < rows; i++) {
      const row = valuesOf(columns, "price")[i]!;
      assert.equal(valuesOf(columns, "lastTradeId")[i], row);
      assert.equal(valuesOf(columns, "isBuyerMaker")[i], row & 1);
      assert.ok(Number.isNaN(valuesOf(columns, "firstTradeId")[i]));
      sorted.push(row);
    }
  }
  sorter.close();
  return { sorted, displaced: order.displaced };
}

/** What a stable sort of (time, id) gives. */
function stableSort(times: readonly number[], ids: readonly number[]) {
  return times.map((_, i) => i).sort((a, b) =>
    times[a]! - times[b]! || ids[a]! - ids[b]!
  );
}

Deno.test("rows come out as a stable sort by time and id puts them", () => {
  using root = new DataRoot();
  const rows = fc.array(
    fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 3 })),
    { minLength: 1, maxLength: 60 },
  );
  fc.assert(
    fc.property(rows, fc.integer({ min: 1, max: 20 }), (pairs, size) => {
      const times = pairs.map(([time]) => time * 3e7);
      const ids = pairs.map(([, id]) => id);
      const { sorted, displaced } = sortedRows(
        block(times, ids),
        size,
        root.folder,
      );
      const expected = stableSort(times, ids);
      assert.deepEqual(sorted, expected);
      assert.equal(displaced === 0, expected.every((row, i) => row === i));
    }),
  );
});

/** The rows as they go by in order, or nothing if one is overdue. */
function lateRows(whole: Block, size: number): number[] | undefined {
  const late = new LateRows(layout);
  const sorted: number[] = [];
  const collect = ({ columns, rows }: Block) => {
    if (rows > 0) sorted.push(...valuesOf(columns, "price").subarray(0, rows));
  };
  for (let from = 0; from < whole.rows; from += size) {
    collect(late.take(part(whole, from, Math.min(from + size, whole.rows))));
  }
  collect(late.rest());
  return late.overdue ? undefined : sorted;
}

Deno.test("rows up to a minute late are put in order as they go by", () => {
  const rows = fc.array(
    fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 3 })),
    { minLength: 1, maxLength: 200 },
  );
  fc.assert(
    fc.property(rows, fc.integer({ min: 1, max: 40 }), (pairs, size) => {
      const times = pairs.map(([late], i) => i * 2e7 - late * 1e6);
      const ids = pairs.map(([, id]) => id);
      assert.deepEqual(
        lateRows(block(times, ids), size),
        stableSort(times, ids),
      );
    }),
  );
});

Deno.test("a row that comes later than a minute is overdue, or still in order", () => {
  const rows = fc.array(fc.integer({ min: 0, max: 20 }), {
    minLength: 1,
    maxLength: 100,
  });
  let overdue = 0;
  fc.assert(
    fc.property(rows, fc.integer({ min: 1, max: 10 }), (steps, size) => {
      const times = steps.map((step) => step * 2e7);
      const sorted = lateRows(block(times, times), size);
      if (sorted === undefined) overdue++;
      else assert.deepEqual(sorted, stableSort(times, times));
    }),
  );
  assert.ok(overdue > 0);
});

Deno.test("halves of a day that alternate row by row are put in order", () => {
  using root = new DataRoot();
  const half = 150_000;
  const times = Array.from(
    { length: 2 * half },
    (_, i) => (i % 2) * 12 * 3.6e9 + Math.floor(i / 2) * 1e5,
  );
  const { sorted, displaced } = sortedRows(
    block(times, times),
    100_000,
    root.folder,
  );
  assert.deepEqual(sorted, stableSort(times, times));
  assert.equal(displaced, half - 1);
});

Deno.test("rows in any order, a hundred thousand in one minute", () => {
  using root = new DataRoot();
  const random = numbers(7);
  const times = Array.from(
    { length: 100_000 },
    () => Math.floor(random.next().value * 6e7),
  );
  const { sorted } = sortedRows(block(times, times), 65_536, root.folder);
  assert.deepEqual(sorted, stableSort(times, times));
});

Deno.test("nothing is left on the disk, whether the rows are taken or not", () => {
  using root = new DataRoot();
  const folder = `${root.folder}/scratch`;
  const { rows, columns } = block([3, 2, 1], [1, 2, 3]);
  const order = new RowOrder(layout);
  order.watch({ columns, rows });
  const sorter = new RowSorter(layout, order.minutes, folder);
  sorter.deal({ columns, rows });
  sorter.close();
  assert.deepEqual(readdirSync(folder), []);
});
