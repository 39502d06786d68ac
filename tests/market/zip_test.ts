import assert from "node:assert/strict";
import { deflateRawSync } from "node:zlib";
import * as fc from "fast-check";
import { readChunks, readColumns } from "volarb/market";
import { fileOf, type ZipEntryOptions, zipOf } from "./files.ts";

const encode = (text: string) => new TextEncoder().encode(text);

/** Seven fields a row; the id tells rows apart. */
function trades(rows: number): Uint8Array {
  return encode(
    Array.from(
      { length: rows },
      (_, i) =>
        `${i},${42000 + i % 977}.${i % 10},0.${
          String(1 + (i * 7919) % 999).padStart(3, "0")
        },${i},${i},${1704067200000 + i},${i % 3 === 0}\n`,
    ).join(""),
  );
}

const read = (archive: Uint8Array) =>
  readColumns(fileOf("aggTrades", archive, { format: "zip" }));

/** Asserts that an archive is refused, by reading whole and by blocks. */
function refused(message: RegExp, ...entries: ZipEntryOptions[]): void {
  refusedBytes(message, zipOf(...entries));
}

function refusedBytes(message: RegExp, archive: Uint8Array): void {
  const file = fileOf("aggTrades", archive, { format: "zip" });
  const expected = { name: "DataError", message };
  assert.throws(() => readColumns(file), expected);
  assert.throws(() => [...readChunks(file)], expected);
}

Deno.test("an archive reads as the text inside it, deflated or stored", () => {
  const content = trades(30_000);
  const plain = readColumns(fileOf("aggTrades", content));
  for (const method of [0, 8]) {
    const name = "BTCUSDT-aggTrades-2023-05-16.csv";
    assert.deepEqual(read(zipOf({ name, content, method })), plain);
  }
  let rows = 0;
  const file = fileOf("aggTrades", zipOf({ content }), { format: "zip" });
  for (const chunk of readChunks(file, { rows: 1000, blockSize: 777 })) {
    assert.equal(chunk.columns.aggTradeId[0], chunk.firstRow);
    rows += chunk.rows;
  }
  assert.equal(rows, 30_000);
});

Deno.test("an archive with a file of another symbol or day is refused", () => {
  const file = fileOf(
    "aggTrades",
    zipOf({ content: trades(1), name: "x.csv" }),
  );
  const named = (name: string, relativePath: string) => {
    const archive = zipOf({ content: trades(1), name });
    const { path } = fileOf("aggTrades", archive, { format: "zip" });
    return readColumns({ ...file, format: "zip", path, relativePath });
  };
  const right = "daily/BTCUSDT-aggTrades-2023-05-16.zip";
  assert.equal(named("BTCUSDT-aggTrades-2023-05-16.csv", right).rows, 1);
  assert.equal(named("trades.csv", right).rows, 1);
  for (
    const name of [
      "ETHUSDT-aggTrades-2023-05-16.csv",
      "BTCUSDT-aggTrades-2023-05-17.csv",
      "BTCUSDT-aggTrades-2023-05.csv",
    ]
  ) {
    assert.throws(() => named(name, right), {
      name: "DataError",
      message: new RegExp(`it holds ${name}, which is of`),
    });
  }
});

Deno.test("an archive with several files, none, or another kind of file is refused", () => {
  const content = trades(1);
  refused(/holds one file, this one holds 2/, { content }, {
    name: "b.csv",
    content,
  });
  refused(/holds one file, this one holds 0/);
  refused(/holds one \.csv file, this one holds "a\.exe"/, {
    name: "a.exe",
    content,
  });
  refused(/holds one \.csv file/, {
    name: "folder/",
    content: new Uint8Array(0),
  });
});

Deno.test("a name that leaves its folder is refused", () => {
  const content = trades(1);
  for (
    const name of [
      "../a.csv",
      "/etc/a.csv",
      "x/../../a.csv",
      "C:\\a.csv",
      "..\\a.csv",
      "x/a.csv",
    ]
  ) {
    refused(/its directory is refused|holds one \.csv file/, { name, content });
  }
});

Deno.test("an encrypted archive and one with another compression are refused", () => {
  const content = trades(1);
  refused(/its file is encrypted/, { content, flags: 1 });
  refused(/encryption/, { content, flags: 0x40 });
  refused(/its compression method is 12, expected deflate/, {
    content,
    method: 12,
  });
});

Deno.test("an archive that declares too much, or holds more than it declares, is refused before it grows", () => {
  const zeros = new Uint8Array(64 << 20);
  refused(/more than any file of the venue/, { content: zeros });
  refused(/it holds more than the 100 bytes that it declares/, {
    content: zeros,
    size: 100,
  });
  refused(/more than any file of the venue/, {
    content: trades(1),
    size: 0xfffffffe,
  });
  // 200 MB of newlines from 200 kB: no row, so no more than a block is ever held.
  const before = Deno.memoryUsage().rss;
  refused(
    /more than 4096 bytes without a row|first line is blank|more than any file/,
    {
      compressed: deflateRawSync(new Uint8Array(200 << 20).fill(10)),
      size: 200 << 20,
    },
  );
  const grown = Deno.memoryUsage().rss - before;
  assert.ok(grown < 600e6, `grew by ${grown} bytes`);
});

Deno.test("an archive whose data is damaged, short or not what its CRC says is refused", () => {
  const content = trades(20_000);
  refused(/does not agree with its CRC-32/, { content, crc: 1 });
  refused(/declares \d+ bytes and holds/, {
    content,
    size: content.length + 5,
  });
  const good = zipOf({ content });
  const bad = good.slice();
  bad.fill(0xff, 2000, 2100);
  assert.throws(() => read(bad), { name: /^(DataError|FieldError)$/ });
  refusedBytes(
    /not a readable zip archive/,
    good.subarray(0, good.length - 30),
  );
  refusedBytes(/not a readable zip archive/, trades(10));
  refusedBytes(/not a readable zip archive/, new Uint8Array(0));
});

Deno.test("an archive with any byte changed is refused or reads as before", () => {
  const content = trades(50);
  const good = zipOf({ content });
  const expected = read(good);
  fc.assert(
    fc.property(
      fc.nat({ max: good.length - 1 }),
      fc.integer({ min: 0, max: 255 }),
      (at, byte) => {
        const archive = good.slice();
        archive[at] = byte;
        const file = fileOf("aggTrades", archive, { format: "zip" });
        let found: unknown;
        try {
          found = readColumns(file);
        } catch (error) {
          assert.match((error as Error).name, /^(DataError|FieldError)$/);
        }
        Deno.removeSync(file.path);
        // Bytes that say nothing about the text: dates, versions, attributes.
        if (found !== undefined) assert.deepEqual(found, expected);
      },
    ),
    { numRuns: 800, seed: 7 },
  );
});
