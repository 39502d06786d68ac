import assert from "node:assert/strict";
import * as fs from "node:fs";
import pl from "nodejs-polars";
import {
  Catalog,
  type CustomColumns,
  CustomData,
  type CustomSchema,
  customTypes,
} from "volarb/catalog";
import { DAY, parseUtcDate } from "volarb/time";
import { say } from "../../data/command.ts";

const SCHEMA: CustomSchema = {
  type: "Pressure",
  fields: [
    { name: "level", type: "double", unit: "1", description: "A number." },
    {
      name: "trend",
      type: "double",
      unit: "1 per s",
      description: "May be missing.",
      optional: true,
    },
    { name: "count", type: "integer", unit: "1", description: "A count." },
    { name: "until", type: "time", unit: "us", description: "A time." },
  ],
};
const ORIGIN = { symbol: "BTCUSDT", source: "test-1" };
const START = parseUtcDate("2024-03-05");

/** Records a minute apart, one in five without a trend. */
function records(rows: number, start = START): CustomColumns {
  const column = (of: (i: number) => number) =>
    Float64Array.from({ length: rows }, (_, i) => of(i));
  return {
    eventTime: column((i) => start + i * 60e6),
    receiveTime: column((i) => start + i * 60e6 + 1 + i % 3),
    level: column((i) => Math.sin(i) / 3),
    trend: column((i) => i % 5 === 0 ? NaN : -i / 7),
    count: column((i) => i * 2 ** 20),
    until: column((i) => start + i * 60e6 + 17),
  };
}

function folder(): Disposable & { readonly path: string } {
  const path = Deno.makeTempDirSync();
  return {
    path,
    [Symbol.dispose]: () => fs.rmSync(path, { recursive: true }),
  };
}

Deno.test("CustomData gives back what was written, over days and missing values", () => {
  using root = folder();
  const data = new CustomData(root.path, SCHEMA);
  const written = records(2000);
  data.write(ORIGIN, written);
  assert.deepEqual(data.dates(ORIGIN), ["2024-03-05", "2024-03-06"]);
  assert.deepEqual({ ...data.columns(ORIGIN) }, written);
  assert.deepEqual(data.origins(), [ORIGIN]);
  assert.deepEqual(customTypes(root.path), ["Pressure"]);
  // The market's kinds do not see it.
  assert.deepEqual(new Catalog(root.path).kinds(), []);
});

Deno.test("CustomData reads a span of receive times and days", () => {
  using root = folder();
  const data = new CustomData(root.path, SCHEMA);
  const written = records(2000);
  data.write(ORIGIN, written);
  const span = { start: START + 60e6, end: START + DAY + 60e6 };
  const { receiveTime } = data.columns(ORIGIN, span);
  assert.deepEqual(receiveTime, written.receiveTime!.slice(1, 1441));
  const second = data.columns(ORIGIN, { from: "2024-03-06" });
  assert.deepEqual(second.level, written.level!.slice(1440));
  const blocks: number[] = [];
  for (const { rows, firstRow, columns } of data.rowGroups(ORIGIN)) {
    blocks.push(firstRow);
    assert.deepEqual(
      columns.level!.slice(0, rows),
      written.level!.slice(firstRow, firstRow + rows),
    );
  }
  assert.deepEqual(blocks, [0, 1440]);
});

Deno.test("CustomWriter in pieces writes the bytes of one call", () => {
  using root = folder();
  const data = new CustomData(root.path, SCHEMA);
  const written = records(2000);
  data.write(ORIGIN, written);
  const other = { ...ORIGIN, source: "pieces" };
  using writer = data.writer(other);
  for (let from = 0; from < 2000; from += 333) {
    const piece = Object.entries(written).map(([name, column]) =>
      [name, column.slice(from, from + 333)] as const
    );
    writer.append(Object.fromEntries(piece));
  }
  assert.deepEqual(data.dates(other), []);
  writer.finish();
  assert.equal(writer.rows, 2000);
  for (const date of data.dates(ORIGIN)) {
    const [one, two] = [ORIGIN, other].map(({ symbol, source }) =>
      fs.readFileSync(
        `${root.path}/kind=custom/type=Pressure/symbol=${symbol}/source=${source}/date=${date}/part.parquet`,
      )
    );
    assert.ok(one!.equals(two!));
  }
});

Deno.test("CustomData leaves nothing of a write that failed", () => {
  using root = folder();
  const data = new CustomData(root.path, SCHEMA);
  const bad = { ...records(3), count: Float64Array.of(1, 2, 0.5) };
  assert.throws(() => data.write(ORIGIN, bad), {
    name: "RangeError",
    message: /column count .* whole numbers below 2\^53: found 0.5/,
  });
  assert.deepEqual(data.dates(ORIGIN), []);
});

Deno.test("CustomData replaces a day only when it is told to", () => {
  using root = folder();
  const data = new CustomData(root.path, SCHEMA);
  data.write(ORIGIN, records(3));
  assert.throws(() => data.write(ORIGIN, records(5)), {
    name: "DataError",
    message: /it is there already and is not to be replaced/,
  });
  assert.equal(data.columns(ORIGIN).level!.length, 3);
  data.write(ORIGIN, records(5), { existing: "replace" });
  assert.equal(data.columns(ORIGIN).level!.length, 5);
});

Deno.test("CustomData reads no part of another schema and says what differs", () => {
  using root = folder();
  new CustomData(root.path, SCHEMA).write(ORIGIN, records(3));
  const [level, ...others] = SCHEMA.fields;
  const inBasisPoints = new CustomData(root.path, {
    type: "Pressure",
    fields: [{ ...level!, unit: "bp" }, ...others],
  });
  assert.throws(() => inBasisPoints.columns(ORIGIN), {
    name: "DataError",
    message:
      /it was written with level: double in 1, .*; expected level: double in bp/,
  });
});

Deno.test("CustomData names what cannot be written", () => {
  using root = folder();
  const data = new CustomData(root.path, SCHEMA);
  const good = records(2);
  const { level: _, ...without } = good;
  for (
    const [columns, message] of [
      [without, /columns must be eventTime, .*: current value is eventTime/],
      [{ ...good, more: good.level! }, /columns must be .* more$/],
      [
        { ...good, level: Float64Array.of(1, NaN) },
        /level must not be missing: .* row 1/,
      ],
      [{ ...good, level: Float64Array.of(1) }, /level has 1/],
      [
        { ...good, receiveTime: Float64Array.of(2, 1) },
        /receiveTime must not fall: current value is 1 in row 1/,
      ],
    ] as const
  ) {
    assert.throws(() => data.write(ORIGIN, columns as CustomColumns), {
      name: "RangeError",
      message,
    });
  }
  assert.throws(
    () => data.write({ symbol: "BTC/USDT", source: "x" }, good),
    { name: "RangeError", message: /symbol must be letters.*"BTC\/USDT"/ },
  );
  assert.throws(() => data.columns(ORIGIN), {
    name: "DataError",
    message:
      /Cannot read Pressure of BTCUSDT by test-1 .*: found no such records/,
  });
});

Deno.test("CustomData names what is no schema", () => {
  const field = SCHEMA.fields[0]!;
  for (
    const [schema, message] of [
      [
        { type: "../up", fields: [] },
        /type must be letters and digits: .*"..\/up"/,
      ],
      [{ type: "A", fields: [field, field] }, /different names .*"level"/],
      [{ type: "A", fields: [{ ...field, name: "eventTime" }] }, /"eventTime"/],
      [
        { type: "A", fields: [{ ...field, type: "text" as "double" }] },
        /must be a double, an integer or a time: .*"text" for level/,
      ],
    ] as const
  ) {
    assert.throws(() => new CustomData("x", schema), {
      name: "RangeError",
      message,
    });
  }
});

Deno.test("Polars scans custom records with the same values", () => {
  using root = folder();
  const data = new CustomData(root.path, SCHEMA);
  const written = records(2000);
  data.write(ORIGIN, written);
  const frame = data.scan(ORIGIN, { start: START + 60e6 }).collectSync();
  assert.equal(frame.height, 1999);
  const trend = frame.select(pl.col("trend").fillNull(pl.lit(NaN)))
    .getColumn("trend").toTypedArray();
  assert.deepEqual(trend, written.trend!.slice(1));
});

/** DuckDB, where it loads. */
const duckdb = await import("@duckdb/node-api").catch((error: Error) => {
  say(`DuckDB does not load here, so it is not asked: ${error.message}`);
  return undefined;
});

Deno.test({
  name: "DuckDB reads custom records with the same values",
  ignore: duckdb === undefined,
  sanitizeResources: false,
  fn: async () => {
    using root = folder();
    const written = records(2000);
    new CustomData(root.path, SCHEMA).write(ORIGIN, written);
    const instance = await duckdb!.DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    await connection.run("set timezone = 'UTC'");
    const result = await connection.runAndReadAll(
      `select epoch_us(eventTime)::double as eventTime,
              epoch_us(receiveTime)::double as receiveTime,
              level, trend, count::double as count,
              epoch_us(until)::double as until
       from read_parquet('${root.path}/kind=custom/*/*/*/*/part.parquet',
         hive_partitioning = true)
       where type = 'Pressure' and symbol = 'BTCUSDT' and source = 'test-1'
       order by receiveTime`,
    );
    const columns = result.getColumnsObject();
    for (const [name, values] of Object.entries(written)) {
      const found = Float64Array.from(
        columns[name]! as (number | null)[],
        (value) => value ?? NaN,
      );
      assert.deepEqual(found, values, name);
    }
    connection.closeSync();
    instance.closeSync();
  },
});
