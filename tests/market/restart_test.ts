import assert from "node:assert/strict";
import { type Chunk, readChunks, readColumns, toDecimals } from "volarb/market";
import { fileOf } from "./files.ts";

/** 5,000 trades; the last has more decimals and more lots than any before. */
function growing(last = "42314.12345,3000000.5") {
  const rows = Array.from(
    { length: 5000 },
    (_, i) => `${i},42314.${i % 10},${1 + i % 7},${i},${i},1704067200000,true`,
  );
  rows[4999] = `4999,${last},4999,4999,1704067200000,true`;
  return fileOf("aggTrades", `${rows.join("\n")}\n`);
}

/** Scale and array of the price in each block. */
function shapes(chunks: Iterable<Chunk<"aggTrades">>): string[] {
  return [...chunks].map(({ columns: { price, quantity } }) =>
    `${price.scale} ${price.integers.constructor.name} ${quantity.scale} ${quantity.integers.constructor.name}`
  );
}

Deno.test("without onRestart every block has the scale that the whole file needs", () => {
  const found = shapes(readChunks(growing(), { rows: 1000 }));
  assert.deepEqual(
    found,
    Array(5).fill("5 Float64Array 1 Int32Array"),
  );
});

Deno.test("with onRestart the blocks so far are taken back once and come again", () => {
  let restarts = 0, handedOut = 0, kept = 0;
  const values: number[] = [];
  for (
    const { rows, columns } of readChunks(growing(), {
      rows: 1000,
      onRestart: () => {
        restarts++;
        kept = 0;
        values.length = 0;
      },
    })
  ) {
    handedOut++;
    kept += rows;
    values.push(...toDecimals(columns.price).subarray(0, rows));
  }
  assert.equal(restarts, 1);
  assert.equal(handedOut, 9);
  assert.equal(kept, 5000);
  assert.equal(values[4999], 42314.12345);
  assert.equal(values[3], 42314.3);
});

Deno.test("a wider row in the first block costs no restart", () => {
  let restarts = 0;
  const found = shapes(
    readChunks(growing(), { rows: 5000, onRestart: () => restarts++ }),
  );
  assert.equal(restarts, 0);
  assert.deepEqual(found, ["5 Float64Array 1 Int32Array"]);
});

Deno.test("a scale that is asked for is kept where the file needs less", () => {
  const { price } = readColumns(growing("1.5,1"), { scales: { price: 4 } });
  assert.equal(price.scale, 4);
  assert.equal(toDecimals(price)[4999], 1.5);
});

Deno.test("columns hold whole numbers beyond 31 bits as doubles, and refuse those beyond 53", () => {
  const { quantity } = readColumns(growing("1.5,9007199254740991"));
  assert.ok(quantity.integers instanceof Float64Array);
  assert.equal(quantity.integers[4999], 9007199254740991);
  const edge = readColumns(growing("1.5,2147483647")).quantity;
  assert.ok(edge.integers instanceof Int32Array);
  assert.ok(
    readColumns(growing("1.5,2147483648")).quantity.integers instanceof
      Float64Array,
  );
  for (const text of ["9007199254740992", "900719925474099.2"]) {
    assert.throws(() => readColumns(growing(`1.5,${text}`)), {
      name: "FieldError",
      message:
        /line 5000, column quantity: a price or quantity at \d decimals is below 2\^53/,
    });
  }
  // Two values that fit each, but not at one scale: the pass with the larger scale names the first.
  const file = fileOf(
    "klines_1m",
    "1749081600000,1,1,1,1,9007199254740991\n1749081660000,1,1,1,1,0.1\n",
  );
  assert.throws(() => readColumns(file), {
    name: "FieldError",
    message: /line 1, column volume/,
  });
});

Deno.test("select reads only what is asked for, and the same values", () => {
  const file = growing();
  const all = readColumns(file);
  const some = readColumns(file, { select: ["quantity", "eventTime"] });
  assert.deepEqual(Object.keys(some).sort(), ["eventTime", "quantity", "rows"]);
  assert.deepEqual(some.quantity, all.quantity);
  assert.deepEqual(some.eventTime, all.eventTime);
});

Deno.test("options that no file satisfies are refused", () => {
  const file = growing();
  for (
    const options of [
      { rows: 0 },
      { rows: 1.5 },
      { blockSize: -1 },
      { scales: { price: 16 } },
      { select: ["volume" as "price"] },
    ]
  ) {
    assert.throws(() => [...readChunks(file, options)], { name: "RangeError" });
  }
});

Deno.test("a block reader that stops early closes the file", () => {
  const file = growing();
  for (const { rows } of readChunks(file, { rows: 10 })) {
    assert.equal(rows, 10);
    break;
  }
  Deno.removeSync(file.path);
});

Deno.test("a value that fits 31 bits until a later row brings more decimals moves the column to doubles", () => {
  const rows = Array(300).fill("1749081600000,1,1,1,1,7");
  rows[280] = "1749081600000,1,1,1,1,22000000";
  rows[299] = "1749081600000,1,1,1,1,0.01";
  const file = fileOf("klines_1m", `${rows.join("\n")}\n`);
  const { volume } = readColumns(file);
  assert.deepEqual([volume.scale, volume.integers[280]], [2, 2_200_000_000]);
  let restarts = 0;
  for (const options of [{}, { onRestart: () => restarts++ }]) {
    const chunks = [...readChunks(file, { rows: 10, ...options })]
      .map(({ columns }) => columns.volume.scale);
    assert.deepEqual(new Set(chunks.slice(-30)), new Set([2]));
  }
  assert.equal(restarts, 1);
});
