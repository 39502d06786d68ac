import assert from "node:assert/strict";
import * as fc from "fast-check";
import {
  DefectReport,
  type Kind,
  readColumns,
  readColumnsParallel,
  ReaderPool,
  type SourceFileOf,
} from "volarb/market";
import { FileSource } from "../../lib/market/byte_source.ts";
import {
  type HelpRequest,
  ReadHelper,
  readTogether,
} from "../../lib/market/read_together.ts";
import { CONTROL } from "../../lib/market/shared_read.ts";
import { fileOf, zipOf } from "./files.ts";
import { assertSame, outcome, text } from "./random_files.ts";

/** Columns and defects as one thread reads them, or its error. */
function alone(file: SourceFileOf<Kind>) {
  const defects = new DefectReport();
  return { read: outcome(() => readColumns(file, { defects })), defects };
}

/** The same in pieces; what pieces leave to one reader is read by one, and counted. */
function together(
  file: SourceFileOf<Kind>,
  pieceBytes: number,
  help: Help,
  left: { count: number } = { count: 0 },
) {
  let defects = new DefectReport();
  const read = outcome(() => {
    const found = readTogether(file, { defects }, {
      pieceBytes,
      start: (request) => help(file, request),
    });
    if (found !== undefined) return found;
    left.count++;
    assert.deepEqual(defects.defects, [], "what is left was not reported yet");
    defects = new DefectReport();
    return readColumns(file, { defects });
  });
  return { read, defects };
}

type Help = (file: SourceFileOf<Kind>, request: HelpRequest) => void;

/** Who reads the pieces: this thread all of them, or another reader all but the last. */
const HELPERS: readonly Help[] = [
  () => {},
  (file, request) => {
    const helper = new ReadHelper({ file, options: {} });
    helper.help(request);
    helper.close();
  },
];

function assertEqual(
  actual: ReturnType<typeof alone>,
  expected: ReturnType<typeof alone>,
): void {
  // Which row is too large at the scale of a later one depends on the order.
  if (typeof expected.read === "string" && expected.read.includes("2^53")) {
    assert.match(String(actual.read), /2\^53/);
    return;
  }
  assertSame(sorted(actual.read), sorted(expected.read));
  assert.deepEqual(actual.defects.toJSON(), expected.defects.toJSON());
}

/** Columns by name, as their order says nothing. */
function sorted(read: ReturnType<typeof outcome>): ReturnType<typeof outcome> {
  return typeof read === "string" ? read : Object.fromEntries(
    Object.entries(read).sort(([a], [b]) => a < b ? -1 : 1),
  );
}

Deno.test("pieces of any size give the columns, defects and errors of one reader, whatever the dialect", () => {
  const left = { count: 0 };
  let files = 0;
  // The longest row that `text` makes.
  const line = 200;
  fc.assert(
    fc.property(
      text,
      fc.oneof(fc.integer({ min: 1, max: 199 }), fc.integer({ min: 1 })),
      fc.constantFrom(...HELPERS),
      ({ kind, text }, size, start) => {
        const file = fileOf(kind, text);
        const expected = alone(file);
        const bytes = size < line ? size : 1 + size % text.length;
        const fair = bytes > line && typeof expected.read !== "string";
        if (fair) files++;
        assertEqual(
          together(
            file,
            bytes,
            start,
            fair ? left : undefined,
          ),
          expected,
        );
        Deno.removeSync(file.path);
      },
    ),
    { numRuns: 120, seed: 8, endOnFailure: true },
  );
  assert.ok(files > 20, `${files} files`);
  assert.ok(left.count < files / 10, `${left.count} of ${files} left to one`);
});

const QUOTE =
  "42314.00000000,14.42900000,42314.10000000,5.87800000,1704067200006,1704067200014";
const NAMES =
  "update_id,best_bid_price,best_bid_qty,best_ask_price,best_ask_qty,transaction_time,event_time";

/** Quotes with ids from 1. */
function quotes(count: number, end = "\n"): string {
  return Array.from({ length: count }, (_, i) => `${i + 1},${QUOTE}${end}`)
    .join("");
}

Deno.test("every defect of the text is reported once and in its place, wherever the file is cut", () => {
  const odd = [
    `\u{FEFF}${NAMES}\n${quotes(400)}`,
    quotes(400, "\r\n"),
    // Blank lines at the end are no rows; elsewhere they are an error.
    `${NAMES}\n${quotes(400)}\n\n\n`,
    `${quotes(200)}\n${quotes(200)}`,
    `${quotes(200, "\r\n")}\r\n${quotes(200, "\r\n")}`,
    // A last line that was cut, within its last field and before.
    `${quotes(400)}401,42314.0,1.2`,
    `${quotes(400)}401,${QUOTE.slice(0, -4)}`,
    `${quotes(400)}401,${QUOTE}`,
    // More decimals and larger numbers than the rows before; both.
    `${quotes(300)}301,42314.123,${QUOTE.slice(15)}\n${quotes(99)}`,
    `${quotes(300)}301,42314.0,9999999999,${QUOTE.slice(27)}\n${quotes(99)}`,
    `${quotes(300)}301,1234567.12345678,9,${QUOTE.slice(27)}\n${quotes(99)}`,
    // A row that cannot be read, and one with a field too many.
    `${quotes(300)}301,x,${QUOTE.slice(15)}\n${quotes(99)}`,
    `${quotes(300)}301,${QUOTE},\n${quotes(99)}`,
    NAMES,
    `${NAMES}\n`,
    "",
  ];
  for (const content of odd) {
    const file = fileOf("bookTicker", content);
    const expected = alone(file);
    for (const start of HELPERS) {
      for (const bytes of [97, 1000]) {
        assertEqual(together(file, bytes, start), expected);
      }
    }
  }
});

Deno.test("families of text and bars without sums are read in pieces as well", () => {
  const metrics = Array.from(
    { length: 280 },
    (_, i) =>
      `2024-01-01 ${String(i / 12 | 0).padStart(2, "0")}:${
        String(5 * (i % 12)).padStart(2, "0")
      }:00,BTCUSDT,88741.21,3902.5,,1.2,0.9,1.1\n`,
  ).join("");
  const bars = Array.from(
    { length: 400 },
    (_, i) => `${1746403200000 + 60_000 * i},94300.1,94310,94290,94300,12.5\n`,
  ).join("");
  const files = [fileOf("metrics", metrics), fileOf("klines_1m", bars)];
  for (const file of files) {
    for (const start of HELPERS) {
      const left = { count: 0 };
      assertEqual(together(file, 500, start, left), alone(file));
      assert.equal(left.count, 0);
    }
  }
});

Deno.test("threads of their own read what one thread reads, and write into shared memory", () => {
  // 72 MB, above the least size of two threads; the last row needs more decimals.
  const block = quotes(10_000);
  const file = fileOf("bookTicker", NAMES + "\n");
  const opened = Deno.openSync(file.path, { append: true });
  const bytes = new TextEncoder().encode(block);
  for (let i = 0; i < 85; i++) {
    for (let at = 0; at < bytes.length;) {
      at += opened.writeSync(bytes.subarray(at));
    }
  }
  opened.writeSync(
    new TextEncoder().encode(`1,1.123456,1,2,1,1704067200006,1`),
  );
  opened.close();
  const expected = alone(file);
  const defects = new DefectReport();
  const read = readColumnsParallel(file, { defects, workers: 2 });
  assertSame(sorted(outcome(() => read)), sorted(expected.read));
  assert.deepEqual(defects.toJSON(), expected.defects.toJSON());
  assert.deepEqual(
    defects.defects.map(({ kind, first }) => [kind, first.line]),
    [["truncatedLastLine", 850_002]],
  );
  assert.equal(read.rows, 850_000);
  assert.ok(read.updateId.buffer instanceof SharedArrayBuffer);
  const some = readColumnsParallel(file, { select: ["askPrice"], workers: 3 });
  assert.deepEqual(Object.keys(some).sort(), ["askPrice", "rows"]);
  Deno.removeSync(file.path);
});

Deno.test("a thread reads on while another is slow with a piece before, and waits when it holds many", () => {
  const text = quotes(4000);
  const file = fileOf("bookTicker", text);
  const expected = readColumns(file);
  let pieces = 0;
  let helper: Worker | undefined;
  const read = readTogether(file, {}, {
    pieceBytes: 10_000,
    // Takes the first piece, has its rows in place, and tells of them a while later.
    start: ({ task }) => {
      pieces = task.pieces;
      Atomics.add(task.control, CONTROL.next, 1);
      const end = text.indexOf("\n", task.pieceBytes - 1) + 1;
      const rows = text.slice(0, end).split("\n").length - 1;
      for (const [name, column] of Object.entries(task.columns)) {
        const known = expected[name as "bidPrice"];
        column.set((known.integers ?? known).subarray(0, rows));
      }
      const { control, rowsOf } = task;
      helper = new Worker(LATE, { type: "module" });
      helper.postMessage({ control, rowsOf, rows, done: CONTROL.done });
    },
  });
  assert.ok(pieces > 30, `${pieces} pieces, more than are held`);
  assertSame(sorted(outcome(() => read!)), sorted(outcome(() => expected)));
  helper?.terminate();
  Deno.removeSync(file.path);
});

/** A thread that tells of the rows of the first piece after a tenth of a second. */
const LATE = `data:text/javascript,${
  encodeURIComponent(
    `onmessage = ({ data: { control, rowsOf, rows, done } }) => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
  Atomics.store(rowsOf, 0, rows);
  Atomics.notify(rowsOf, 0);
  Atomics.add(control, done, 1);
  Atomics.notify(control, done);
};`,
  )
}`;

Deno.test("a pool reads one file after another, whatever was wrong with those before", async () => {
  const block = quotes(10_000);
  const large = (first: string, last: string) =>
    fileOf("bookTicker", first + block.repeat(85) + last);
  const files: SourceFileOf<Kind>[] = [
    large(`${NAMES}\n`, ""),
    large("", `1,x,${QUOTE.slice(15)}\n`),
    fileOf("metrics", "create_time\n"),
    large("", `1,1.123456,1,2,1,1704067200006,1`),
  ];
  using pool = new ReaderPool({ workers: 2 });
  await pool.ready();
  for (const file of files) {
    const expected = alone(file);
    const defects = new DefectReport();
    const read = outcome(() => pool.readColumns(file, { defects }));
    assertEqual({ read, defects }, expected);
    Deno.removeSync(file.path);
  }
  const [file] = files;
  assert.throws(() => pool.readColumns(file!), {
    name: "DataError",
    message: /there is no such file/,
  });
  pool.close();
  const closed = {
    name: "TypeError",
    message: /^Cannot .+: the pool of readers is closed$/,
  };
  assert.throws(() => pool.readColumns(file!), closed);
  await assert.rejects(() => pool.ready(), closed);
});

Deno.test("archives, small files and one worker are read by one thread", () => {
  const content = new TextEncoder().encode(quotes(10));
  const zip = fileOf("bookTicker", zipOf({ content }), { format: "zip" });
  const csv = fileOf("bookTicker", content);
  const expected = readColumns(csv);
  assert.deepEqual(readColumnsParallel(zip), expected);
  assert.deepEqual(readColumnsParallel(csv, { workers: 1 }), expected);
  assert.deepEqual(readColumnsParallel(csv, { workers: 8 }), expected);
  assert.ok(expected.updateId.buffer instanceof ArrayBuffer);
});

Deno.test("a number of workers that is none, and columns that are none, are refused", () => {
  const file = fileOf("bookTicker", quotes(1));
  for (const workers of [0, -1, 1.5, NaN]) {
    assert.throws(() => new ReaderPool({ workers }), RangeError);
    assert.throws(() => readColumnsParallel(file, { workers }), {
      name: "RangeError",
      message:
        `Cannot make a pool of readers as workers must be a whole number above 0: current value is ${workers}`,
    });
  }
  assert.throws(
    () => readColumnsParallel(file, { select: ["price"] as never[] }),
    RangeError,
  );
});

Deno.test("a range of a file ends where it should", () => {
  const file = fileOf("bookTicker", "0123456789");
  const source = new FileSource(file.path, "x");
  const into = new Uint8Array(20);
  source.seek(3, 7);
  assert.equal(source.read(into), 4);
  assert.equal(source.read(into), 0);
  source.seek(8, Infinity);
  assert.equal(source.read(into), 2);
  assert.equal(String.fromCharCode(...into.subarray(0, 2)), "89");
  source.close();
});
