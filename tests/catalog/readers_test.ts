import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import * as fs from "node:fs";
import { zstdDecompressSync } from "node:zlib";
import { parquetMetadata, parquetReadObjects } from "hyparquet";
import pl from "nodejs-polars";
import { Catalog, ingest } from "volarb/catalog";
import { type Kind, type Scaled, toDecimals } from "volarb/market";
import { parseUtcDate } from "volarb/time";
import { say } from "../../data/command.ts";
import {
  AGG_TRADES_HEADER,
  aggTrades,
  csv,
  DataRoot,
  klines,
  midnight,
} from "./data_root.ts";

const DATES = ["2024-03-05", "2024-03-06"];

/** Lines of quotes with the widest ids and both clocks. */
function quotes(date: string, rows: number): string[] {
  return Array.from({ length: rows }, (_, i) => {
    const time = midnight(date) + i * 40;
    const bid = 281_451 + i % 9;
    return [
      2_710_246_762_461 + i * 513,
      (bid / 10).toFixed(2),
      ((i * 7919 % 50_000 + 1) / 1000).toFixed(3),
      ((bid + 1) / 10).toFixed(2),
      ((i * 104_729 % 9_000_000 + 1) / 1000).toFixed(3),
      time,
      time + i % 40,
    ].join(",");
  });
}

/** A catalog with two days of three kinds; the second day of bars lacks sums. */
function threeKinds(root: DataRoot): Catalog {
  DATES.forEach((date, i) => {
    const trades = aggTrades(date, 5000, { seed: i + 1 });
    root.write(
      `daily/aggTrades/BTCUSDT-aggTrades-${date}.csv`,
      csv(trades, AGG_TRADES_HEADER),
    );
    root.write(
      `daily/bookTicker/BTCUSDT-bookTicker-${date}.csv`,
      csv(quotes(date, i === 0 ? 200_000 : 3000)),
    );
    const bars = klines(date, 1440, i + 1);
    root.write(
      `daily/klines_1m/BTCUSDT-1m-${date}.csv`,
      csv(i === 0 ? bars : bars.map((b) => b.split(",").slice(0, 6).join())),
    );
  });
  root.write(
    "monthly/fundingRate/BTCUSDT-fundingRate-2024-03.csv",
    csv(
      [0, 8, 16].map((hour) =>
        `${midnight(DATES[0]!) + hour * 3_600_000 + hour % 3},8,-0.000${hour}1`
      ),
      "calc_time,funding_interval_hours,last_funding_rate",
    ),
  );
  ingest({ data: root.data, catalog: root.catalog });
  return new Catalog(root.catalog);
}

const KINDS: readonly Kind[] = [
  "aggTrades",
  "bookTicker",
  "klines_1m",
  "fundingRate",
];

/** Our columns as floating-point numbers, missing values as `NaN`. */
function ours(catalog: Catalog, kind: Kind, date?: string) {
  const range = date === undefined ? {} : { from: date, to: date };
  const { rows, ...columns } = catalog.columns(kind, "BTCUSDT", range);
  const named = Object.entries(columns as object) as [
    string,
    Scaled | Float64Array,
  ][];
  const numbers = named.map(([name, column]) =>
    [
      name,
      "integers" in column ? toDecimals(column) : Float64Array.from(column),
    ] as const
  );
  return { rows, columns: numbers };
}

/** Times stand as microseconds in our columns. */
function isTime(name: string): boolean {
  return name.endsWith("Time");
}

const compressors = {
  ZSTD: (bytes: Uint8Array) =>
    new Uint8Array(zstdDecompressSync(Buffer.from(bytes))),
};

/** The bytes of a part. */
function partOf(catalog: Catalog, kind: Kind, date: string): ArrayBuffer {
  const path =
    `${catalog.root}/kind=${kind}/symbol=BTCUSDT/date=${date}/part.parquet`;
  return new Uint8Array(fs.readFileSync(path)).buffer;
}

/** What hyparquet makes of a cell, times in microseconds, missing ones `NaN`. */
function numberOf(value: unknown): number {
  if (value === null || value === undefined) return NaN;
  return value instanceof Date ? value.getTime() * 1000 : Number(value);
}

Deno.test("the statistics of every row group are the least and the greatest of its values", async () => {
  using root = new DataRoot();
  const catalog = threeKinds(root);
  for (const kind of KINDS) {
    for (const date of catalog.dates(kind, "BTCUSDT")) {
      const file = partOf(catalog, kind, date);
      const metadata = parquetMetadata(file);
      let start = 0;
      for (const { num_rows, columns } of metadata.row_groups) {
        const rowEnd = start + Number(num_rows);
        const rows = await parquetReadObjects({
          file,
          metadata,
          rowStart: start,
          rowEnd,
          compressors,
        });
        start = rowEnd;
        for (const { meta_data } of columns) {
          const { path_in_schema, statistics, type } = meta_data!;
          const values = rows.map((row) => numberOf(row[path_in_schema[0]!]));
          const there = values.filter((x) => x === x);
          const missing = values.length - there.length;
          assert.equal(Number(statistics!.null_count), missing);
          // A side has no bounds: nobody looks for a span of sides.
          if (there.length === 0 || type === "BOOLEAN") continue;
          const least = there.reduce((a, b) => Math.min(a, b));
          const greatest = there.reduce((a, b) => Math.max(a, b));
          assert.equal(numberOf(statistics!.min_value), least);
          assert.equal(numberOf(statistics!.max_value), greatest);
        }
      }
      assert.equal(start, catalog.manifest(kind, "BTCUSDT", date)!.rows);
    }
  }
});

Deno.test("hyparquet reads every part with the same values", async () => {
  using root = new DataRoot();
  const catalog = threeKinds(root);
  for (const kind of KINDS) {
    const date = DATES[0]!;
    const rows = await parquetReadObjects({
      file: partOf(catalog, kind, date),
      compressors,
    });
    const expected = ours(catalog, kind, date);
    assert.equal(rows.length, expected.rows);
    for (const [name, values] of expected.columns) {
      rows.forEach((row, i) => {
        const number = numberOf(row[name]);
        // hyparquet multiplies decimals by 0.1 or 0.001, which is not exact.
        const tolerance = Math.abs(values[i]!) * 1e-15;
        assert.ok(
          Object.is(number, values[i]) ||
            Math.abs(number - values[i]!) <= tolerance,
          `${kind} ${name} ${i}: ${number} is not ${values[i]}`,
        );
      });
    }
  }
});

/** A column of a frame as floating-point numbers, times in microseconds. */
function polarsNumbers(frame: pl.DataFrame, name: string): Float64Array {
  const column = pl.col(name);
  const integer = isTime(name) ? column.cast(pl.Int64) : column;
  const number = frame.select(
    integer.cast(pl.Float64).fillNull(pl.lit(NaN)).alias("number"),
  );
  return number.getColumn("number").toTypedArray() as Float64Array;
}

Deno.test("scan() gives Polars the same values, bit by bit", () => {
  using root = new DataRoot();
  const catalog = threeKinds(root);
  for (const kind of KINDS) {
    const frame = catalog.scan(kind, "BTCUSDT").collectSync();
    const expected = ours(catalog, kind);
    assert.equal(frame.height, expected.rows);
    assert.deepEqual(frame.columns, expected.columns.map(([name]) => name));
    for (const [name, values] of expected.columns) {
      assert.deepEqual(polarsNumbers(frame, name), values, `${kind} ${name}`);
    }
  }
});

Deno.test("scan() takes a span of time and the types that it promises", () => {
  using root = new DataRoot();
  const catalog = threeKinds(root);
  const start = parseUtcDate(DATES[0]!) + 3e9;
  const span = { start, end: start + 6e9 };
  const frame = catalog.scan("bookTicker", "BTCUSDT", span).collectSync();
  const { rows, updateId } = catalog.columns("bookTicker", "BTCUSDT", span);
  assert.ok(rows > 0);
  assert.deepEqual(polarsNumbers(frame, "updateId"), updateId);
  assert.deepEqual(
    Object.values(frame.schema).map(String),
    [
      "DataType(Int64)",
      ...Array(4).fill("DataType(Float64)"),
      ...Array(2).fill("DataType(Datetime(us,UTC))"),
    ],
  );
});

Deno.test("Polars reads the folders of the catalog as they are", () => {
  using root = new DataRoot();
  const catalog = threeKinds(root);
  for (const kind of KINDS) {
    const frame = pl.scanParquet(
      `${root.catalog}/kind=${kind}/**/*.parquet`,
      { hivePartitioning: true, tryParseHiveDates: true },
    ).collectSync();
    assert.equal(frame.height, ours(catalog, kind).rows);
    assert.deepEqual(frame.columns.slice(-3), ["kind", "symbol", "date"]);
    const name = kind === "klines_1m" ? "openTime" : "eventTime";
    const micros = frame.select(
      pl.col(name).cast(pl.Datetime("us", "UTC")).alias(name),
    );
    assert.deepEqual(
      polarsNumbers(micros, name),
      ours(catalog, kind).columns.find(([n]) => n === name)![1],
    );
  }
});

/** DuckDB, where it loads. */
const duckdb = await import("@duckdb/node-api").catch(
  (error: Error) => {
    say(
      `DuckDB does not load here, so it is not asked: ${error.message}`,
    );
    return undefined;
  },
);

Deno.test({
  name: "DuckDB reads the folders of the catalog with the same values",
  ignore: duckdb === undefined,
  sanitizeResources: false,
  fn: async () => {
    using root = new DataRoot();
    const catalog = threeKinds(root);
    const instance = await duckdb!.DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    await connection.run("set timezone = 'UTC'");
    for (const kind of KINDS) {
      const expected = ours(catalog, kind);
      const time = kind === "klines_1m" ? "openTime" : "eventTime";
      const fields = expected.columns.map(([name]) =>
        isTime(name)
          ? `epoch_us(${name})::double as ${name}`
          : `${name}::double as ${name}`
      );
      const result = await connection.runAndReadAll(
        `select ${fields.join(", ")}
         from read_parquet('${root.catalog}/kind=${kind}/*/*/part.parquet',
           hive_partitioning = true, union_by_name = true)
         order by date, ${time}, ${expected.columns[0]![0]}`,
      );
      const columns = result.getColumnsObject();
      for (const [name, values] of expected.columns) {
        const found = Float64Array.from(
          columns[name]! as (number | null)[],
          (value) => value ?? NaN,
        );
        assert.deepEqual(found, values, `${kind} ${name}`);
      }
    }
    connection.closeSync();
    instance.closeSync();
  },
});

Deno.test({
  name: "DuckDB reads instruments of different ticks together, by name",
  ignore: duckdb === undefined,
  sanitizeResources: false,
  fn: async () => {
    using root = new DataRoot();
    ["BTCUSDT", "ETHUSDT"].forEach((symbol, i) =>
      root.write(
        `daily/aggTrades/${symbol}-aggTrades-${DATES[0]}.csv`,
        csv(aggTrades(DATES[0]!, 2000, { tick: 1 + i }), AGG_TRADES_HEADER),
      )
    );
    ingest({ data: root.data, catalog: root.catalog });
    const catalog = new Catalog(root.catalog);
    const instance = await duckdb!.DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    const result = await connection.runAndReadAll(
      `select symbol, sum(price)::double as total
       from read_parquet('${root.catalog}/kind=aggTrades/*/*/part.parquet',
         hive_partitioning = true, union_by_name = true)
       group by symbol order by symbol`,
    );
    const expected = ["BTCUSDT", "ETHUSDT"].map((symbol) => {
      const { price } = catalog.columns("aggTrades", symbol);
      let ticks = 0;
      for (const tick of price.integers) ticks += tick;
      return [symbol, ticks / 10 ** price.scale];
    });
    assert.deepEqual(result.getRows(), expected);
    connection.closeSync();
    instance.closeSync();
  },
});
