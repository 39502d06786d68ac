import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import * as fs from "node:fs";
import * as fc from "fast-check";
import { DataError } from "volarb/errors";
import type { Kind } from "volarb/market";
import { FinerStamp } from "volarb/catalog/column_page.ts";
import { isScaled, layoutOf } from "volarb/catalog/layout.ts";
import { NewFile } from "volarb/catalog/new_file.ts";
import { PartReader } from "volarb/catalog/part_reader.ts";
import {
  type AnyColumns,
  PartWriter,
  valuesOf,
} from "volarb/catalog/part_writer.ts";
import { formatManifest, MANIFEST_KEY } from "volarb/catalog/manifest.ts";
import { SCHEMA_VERSION } from "volarb/catalog";
import { DataRoot } from "./data_root.ts";

/** Writes columns as a part, in pieces of the given length. */
function writePart(
  path: string,
  kind: Kind,
  columns: AnyColumns,
  rows: number,
  piece = rows,
  unit: "MILLIS" | "MICROS" = "MICROS",
): void {
  const file = new NewFile(path);
  const writer = new PartWriter(file, layoutOf(kind), unit);
  for (let from = 0; from < rows; from += piece) {
    writer.append(columns, from, Math.min(from + piece, rows));
  }
  const value = formatManifest({
    schemaVersion: SCHEMA_VERSION,
    kind,
    symbol: "BTCUSDT",
    date: "2024-01-01",
    source: { path: "x.csv", size: 1, sha256: "0" },
    rows,
    firstTime: 0,
    lastTime: 0,
    scales: writer.scales,
    defects: [],
  });
  writer.finish([{ key: MANIFEST_KEY, value }]);
  file.publish();
}

/** Reads every column of a part as floating-point numbers. */
function readPart(path: string, kind: Kind): Record<string, number[]> {
  const layout = layoutOf(kind);
  using part = new PartReader(path, layout);
  const columns: Record<string, number[]> = {};
  for (const column of layout.columns) {
    const all: number[] = [];
    part.groups.forEach(({ rows }, group) => {
      const out = column.type === "boolean"
        ? new Uint8Array(rows)
        : new Float64Array(rows);
      part.read(group, column.name, out);
      for (const value of out) all.push(value);
    });
    columns[column.name] = all;
    if (isScaled(column)) part.decimal(column.name);
  }
  return columns;
}

const whole = fc.oneof(
  fc.integer({ min: 0, max: 2 ** 31 - 1 }),
  fc.integer({ min: 0, max: 2 ** 52 - 1 }),
  fc.constantFrom(0, 1, 2 ** 31, 2 ** 52 - 1),
);
const orMissing = (numbers: fc.Arbitrary<number>) =>
  fc.oneof({ weight: 3, arbitrary: numbers }, fc.constant(NaN));

/** Columns of bars of any length, with values missing where they may. */
const bars = fc.integer({ min: 1, max: 300 }).chain((rows) => {
  const column = (numbers: fc.Arbitrary<number>) =>
    fc.array(numbers, { minLength: rows, maxLength: rows })
      .map((values) => Float64Array.from(values));
  const scaled = (numbers: fc.Arbitrary<number>) =>
    fc.record({
      integers: column(numbers),
      scale: fc.integer({ min: 0, max: 8 }),
    });
  const columns = fc.record({
    openTime: fc.constant(
      Float64Array.from({ length: rows }, (_, i) => 1.7e15 + i * 6e7),
    ),
    open: scaled(whole),
    high: scaled(whole),
    low: scaled(whole),
    close: scaled(whole),
    volume: scaled(whole),
    closeTime: column(orMissing(whole)),
    quoteVolume: scaled(orMissing(whole)),
    count: column(orMissing(whole)),
    takerBuyVolume: scaled(orMissing(whole)),
    takerBuyQuoteVolume: scaled(fc.constant(NaN)),
  });
  return fc.record({ rows: fc.constant(rows), columns });
});

Deno.test("a part gives back what was written, missing values included", () => {
  using root = new DataRoot();
  const path = `${root.folder}/part.parquet`;
  fc.assert(
    fc.property(bars, fc.integer({ min: 1, max: 64 }), (block, piece) => {
      const { columns, rows } = block;
      writePart(path, "klines_1m", columns, rows, piece);
      const back = readPart(path, "klines_1m");
      for (const name of Object.keys(columns)) {
        assert.deepEqual(
          back[name],
          [...valuesOf(columns as AnyColumns, name)],
          name,
        );
      }
    }),
    { numRuns: 60 },
  );
});

/** Columns of quotes: the widest integers, and more rows than a row group. */
function quotes(rows: number): AnyColumns {
  const times = Float64Array.from({ length: rows }, (_, i) => 1.7e15 + i * 1e3);
  const lots = Int32Array.from(
    { length: rows },
    (_, i) => Math.imul(i, 0x9e3779b1) >>> 1,
  );
  return {
    updateId: Float64Array.from({ length: rows }, (_, i) => 5e12 + i * 17),
    bidPrice: { integers: lots, scale: 2 },
    bidQuantity: { integers: new Int32Array(rows).fill(7), scale: 3 },
    askPrice: {
      integers: Float64Array.from(
        { length: rows },
        (_, i) => i % 2 === 0 ? 0 : Number.MAX_SAFE_INTEGER,
      ),
      scale: 8,
    },
    askQuantity: { integers: Float64Array.from(lots), scale: 0 },
    transactionTime: times,
    eventTime: times,
  };
}

Deno.test("a part of several row groups keeps the widest integers", () => {
  using root = new DataRoot();
  const path = `${root.folder}/part.parquet`;
  const columns = quotes(300_000);
  writePart(path, "bookTicker", columns, 300_000, 131_072, "MILLIS");
  const back = readPart(path, "bookTicker");
  for (const name of Object.keys(columns)) {
    assert.deepEqual(back[name], [...valuesOf(columns, name)], name);
  }
  using part = new PartReader(path, layoutOf("bookTicker"));
  assert.deepEqual(part.groups.map(({ rows }) => rows), [
    131_072,
    131_072,
    37_856,
  ]);
  assert.equal(part.groups[1]!.firstTime, 1.7e15 + 131_072e3);
  assert.equal(part.groups[1]!.lastTime, 1.7e15 + 262_143e3);
  assert.equal(part.decimal("bidPrice").scale, 2);
  assert.equal(part.decimal("bidQuantity").most, 7);
});

Deno.test("a part does not depend on the pieces that it was appended in", () => {
  using root = new DataRoot();
  const columns = quotes(200_000);
  for (const piece of [200_000, 65_536, 131_072, 999]) {
    const path = `${root.folder}/${piece}.parquet`;
    writePart(path, "bookTicker", columns, 200_000, piece);
  }
  const [first, ...others] = fs.readdirSync(root.folder)
    .filter((name) => name.endsWith(".parquet"))
    .map((name) => fs.readFileSync(`${root.folder}/${name}`));
  for (const other of others) assert.ok(first!.equals(other));
});

Deno.test("a stamp finer than a millisecond does not fit milliseconds", () => {
  using root = new DataRoot();
  const path = `${root.folder}/part.parquet`;
  const columns = { ...quotes(3), eventTime: Float64Array.of(0, 1000, 2001) };
  assert.throws(
    () => writePart(path, "bookTicker", columns, 3, 3, "MILLIS"),
    FinerStamp,
  );
});

Deno.test("values that cannot be stored exactly are refused", () => {
  using root = new DataRoot();
  const path = `${root.folder}/part.parquet`;
  for (const value of [NaN, 0.5, 2 ** 53, Infinity]) {
    const columns = { ...quotes(2), updateId: Float64Array.of(1, value) };
    assert.throws(() => writePart(path, "bookTicker", columns, 2), {
      name: "RangeError",
      message:
        `Cannot store column updateId as its values must be whole numbers below 2^53: found ${value}`,
    });
  }
});

Deno.test("no damaged byte of the data is read in silence", () => {
  using root = new DataRoot();
  const path = `${root.folder}/part.parquet`;
  writePart(path, "bookTicker", quotes(500), 500);
  const bytes = fs.readFileSync(path);
  const footer = bytes.readUInt32LE(bytes.length - 8) + 8;
  const damaged = `${root.folder}/damaged.parquet`;
  const expected = readPart(path, "bookTicker");
  for (let at = 4; at < bytes.length - footer; at += 7) {
    const copy = Buffer.from(bytes);
    copy[at]! ^= 0x10;
    fs.writeFileSync(damaged, copy);
    try {
      assert.deepEqual(readPart(damaged, "bookTicker"), expected);
    } catch (error) {
      assert.ok(error instanceof DataError, String(error));
      assert.match(error.message, /no undamaged part of a catalog/);
    }
  }
});

Deno.test("a part that was cut is no part", () => {
  using root = new DataRoot();
  const path = `${root.folder}/part.parquet`;
  writePart(path, "bookTicker", quotes(500), 500);
  const bytes = fs.readFileSync(path);
  const cut = `${root.folder}/cut.parquet`;
  for (let length = 0; length < bytes.length; length += 211) {
    fs.writeFileSync(cut, bytes.subarray(0, length));
    assert.throws(
      () => new PartReader(cut, layoutOf("bookTicker")),
      DataError,
    );
  }
  assert.throws(
    () => new PartReader(`${root.folder}/none`, layoutOf("bookTicker")),
    { message: `Cannot read ${root.folder}/none: no such file or directory` },
  );
});
