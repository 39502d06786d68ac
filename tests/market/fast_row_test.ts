import assert from "node:assert/strict";
import * as fc from "fast-check";
import { FieldError } from "volarb/errors";
import {
  type Kind,
  readChunks,
  readColumns,
  readerSource,
  type Scaled,
  type SourceFileOf,
} from "volarb/market";
import { fileOf } from "./files.ts";
import {
  assertSame,
  KINDS,
  outcome,
  type Read,
  rowsOf,
  SAMPLED,
  text,
} from "./random_files.ts";

/** The blocks of a file put together; what was handed out before a restart is dropped. */
function gather(
  file: SourceFileOf<Kind>,
  options: { rows: number; blockSize: number; restart: boolean },
): Read {
  let parts: Read[] = [];
  const onRestart = options.restart
    ? {
      onRestart: () => {
        parts = [];
      },
    }
    : {};
  let next = 0;
  for (
    const { rows, firstRow, columns } of readChunks(file, {
      rows: options.rows,
      blockSize: options.blockSize,
      ...onRestart,
    })
  ) {
    if (parts.length === 0) next = 0;
    assert.equal(firstRow, next);
    next += rows;
    parts.push(Object.fromEntries(
      Object.entries(columns as unknown as Read).map(([name, column]) => [
        name,
        "scale" in column
          ? { scale: column.scale, integers: column.integers.slice(0, rows) }
          : column.slice(0, rows),
      ]),
    ));
  }
  const { rows: _, ...none } = readColumns(file) as unknown as Read;
  return Object.fromEntries(
    Object.keys(none).map((name) => [name, joined(parts.map((p) => p[name]!))]),
  );
}

function joined(parts: (Scaled | Float64Array | Uint8Array)[]) {
  const arrays = parts.map((part) => "scale" in part ? part.integers : part);
  const Type =
    (arrays[0]?.constructor ?? Float64Array) as Float64ArrayConstructor;
  const whole = Type.from(arrays.flatMap((array) => [...array]));
  const first = parts[0];
  return first !== undefined && "scale" in first
    ? { scale: first.scale, integers: whole }
    : whole;
}

Deno.test("the generated reader equals the plain one bit for bit, whatever the dialect and the widths", () => {
  fc.assert(
    fc.property(text, ({ kind, text }) => {
      const file = fileOf(kind, text);
      assertSame(
        outcome(() => readColumns(file)),
        outcome(() => readColumns(file, { method: "strict" })),
      );
      Deno.removeSync(file.path);
    }),
    { numRuns: 400, seed: 1, endOnFailure: true },
  );
});

Deno.test("blocks of any size give what the whole file gives, a field split at every byte", () => {
  fc.assert(
    fc.property(
      text,
      fc.integer({ min: 1, max: 300 }),
      fc.integer({ min: 1, max: 50 }),
      fc.boolean(),
      ({ kind, text }, blockSize, rows, restart) => {
        const file = fileOf(kind, text);
        const expected = outcome(() => readColumns(file));
        const actual = outcome(() =>
          gather(file, { blockSize, rows, restart })
        );
        Deno.removeSync(file.path);
        // Which row is too large at the scale of a later one, blocks find in their order.
        if (typeof expected === "string" && expected.includes("2^53")) {
          assert.match(String(actual), /2\^53/);
        } else assertSame(actual, expected);
      },
    ),
    { numRuns: 100, seed: 2, endOnFailure: true },
  );
});

Deno.test("every value is the one that the text says (alg-decimal)", () => {
  fc.assert(
    fc.property(rowsOf("bookTicker", false), (rows) => {
      const file = fileOf("bookTicker", `${rows.join("\n")}\n`);
      const columns = outcome(() => readColumns(file));
      Deno.removeSync(file.path);
      if (typeof columns === "string") return;
      const names = Object.keys(columns);
      rows.forEach((row, i) => {
        row.split(",").forEach((field, position) => {
          const column = columns[names[position]!]!;
          const value = "scale" in column
            ? column.integers[i]! / 10 ** column.scale
            : column[i];
          const factor = position > 4 && field.length === 13 ? 1000 : 1;
          assert.equal(
            value,
            Number(field) * factor,
            `${names[position]} ${row}`,
          );
        });
      });
    }),
    { numRuns: 200, seed: 3 },
  );
});

Deno.test("one changed byte is an error, a reported cut, or the value that the text says", () => {
  const good = [
    "1983208129,42314.1,0.046,4510285418,4510285418,1704067200000,false",
    "1983208130,42314.2,12.5,4510285419,4510285420,1704067200001,true",
    "1983208131,42314,3,4510285421,4510285421,1704067200001,true",
  ];
  const alphabet = "0123456789.,-+eE \r\nx:/;tTrRuUfFaAlLsS\0é\u{FEFF}\"'";
  fc.assert(
    fc.property(
      fc.nat({ max: good[1]!.length - 1 }),
      fc.constantFrom(...alphabet),
      fc.boolean(),
      (at, character, header) => {
        const bad = good[1]!.slice(0, at) + character + good[1]!.slice(at + 1);
        const names = header
          ? "agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker\n"
          : "";
        const before = `${good.join("\n")}\n`.repeat(100);
        const file = fileOf(
          "aggTrades",
          `${names}${before}${bad}\n${good[2]}\n`,
        );
        const fast = outcome(() => readColumns(file));
        assertSame(
          fast,
          outcome(() => readColumns(file, { method: "strict" })),
        );
        Deno.removeSync(file.path);
        if (typeof fast === "string") return;
        const fields = bad.replace("\r", "").split(",");
        assert.equal(fields.length, 7, bad);
        const price = fast["price"] as Scaled;
        assert.equal(
          price.integers[300]! / 10 ** price.scale,
          Number(fields[1]),
        );
        assert.equal(
          (fast["aggTradeId"] as Float64Array)[300],
          Number(fields[0]),
        );
        assert.equal(
          (fast["isBuyerMaker"] as Uint8Array)[300],
          /^(true|True|TRUE|1)$/.test(fields[6]!) ? 1 : 0,
        );
      },
    ),
    { numRuns: 2000, seed: 4 },
  );
});

Deno.test("a byte changed where a price repeats is an error or the value that the text says", () => {
  const quote = (i: number, bid = "42314.00000000") =>
    `${
      3769461237639 + i
    },${bid},14.42900000,42314.10000000,5.87800000,1704067200006,1704067200014`;
  const before = Array.from({ length: 300 }, (_, i) => `${quote(i)}\n`).join(
    "",
  );
  const encoder = new TextEncoder();
  const bytes = encoder.encode(`${before}${quote(300)}\n${quote(301)}\n`);
  const start = before.length, width = quote(300).length;
  fc.assert(
    fc.property(
      fc.nat({ max: width }),
      fc.oneof(
        fc.nat({ max: 255 }),
        fc.constantFrom(...encoder.encode("0123456789.,\n\r-")),
      ),
      (at, byte) => {
        const changed = bytes.slice();
        changed[start + at] = byte;
        const file = fileOf("bookTicker", changed);
        assertSame(
          outcome(() => readColumns(file)),
          outcome(() => readColumns(file, { method: "strict" })),
        );
        Deno.removeSync(file.path);
      },
    ),
    { numRuns: 500, seed: 7 },
  );
  // Eight bytes that are no number equal themselves in no memory.
  const odd = fileOf(
    "bookTicker",
    `${before}${quote(300, "\0".repeat(14))}\n`.repeat(2),
  );
  assert.throws(() => readColumns(odd), FieldError);
});

Deno.test("a file cut at any byte loses at most its last row, and says so", () => {
  fc.assert(
    fc.property(text, fc.nat(), ({ kind, text }, at) => {
      const whole = fileOf(kind, text);
      const cut = fileOf(kind, text.slice(0, 1 + at % text.length));
      const full = outcome(() => readColumns(whole));
      const part = outcome(() => readColumns(cut));
      Deno.removeSync(whole.path);
      Deno.removeSync(cut.path);
      if (typeof full === "string" || typeof part === "string") return;
      // The last row may hold a cut number, which is reported; all before it are exact.
      for (const name of Object.keys(part)) {
        const a = part[name]!, b = full[name]!;
        const length = ("scale" in a ? a.integers : a).length - 1;
        for (let i = 0; i < length; i++) {
          const [x, y] = [a, b].map((c) =>
            "scale" in c ? c.integers[i]! / 10 ** c.scale : c[i]
          );
          assert.ok(
            Object.is(x, y),
            `${name}[${i}]: ${x}, not ${y} in ${text}`,
          );
        }
      }
    }),
    { numRuns: 200, seed: 5 },
  );
});

Deno.test("random bytes are refused, never a crash", () => {
  let refused = 0;
  const kinds: Kind[] = [...KINDS, "metrics", "fundingRate"];
  fc.assert(
    fc.property(
      fc.constantFrom(...kinds),
      fc.oneof(
        fc.uint8Array({ minLength: 1, maxLength: 6000 }),
        // Bytes that look like a file.
        fc.array(fc.constantFrom(..."0123456789,.\n\r-"), {
          minLength: 1,
          maxLength: 9000,
        }).map((list) => new TextEncoder().encode(list.join(""))),
      ),
      fc.integer({ min: 1, max: 5000 }),
      (kind, bytes, blockSize) => {
        const file = fileOf(kind, bytes);
        for (const size of [blockSize, 1 << 18]) {
          const found = outcome(() => readColumns(file, { blockSize: size }));
          if (typeof found === "string") refused++;
        }
        Deno.removeSync(file.path);
      },
    ),
    { numRuns: 400, seed: 6 },
  );
  assert.ok(refused > 700, `${refused} of 800 refused`);
});

Deno.test("bad rows after good ones keep the reader's memory of digits clean", () => {
  // Ids that share their front digits with a row that was refused in between.
  const row = (id: string) => `${id},1.5,2,8,9,1704067200000,true`;
  const usual = `${row("1983208128")}\n`.repeat(SAMPLED);
  const ids = ["1983208129", "19832O8129", "1983208130"];
  const file = fileOf("aggTrades", `${usual}${ids.map(row).join("\n")}\n`);
  assert.throws(() => readColumns(file), FieldError);
  const blank = row("1983208129").replace(",8,9,", ",,,");
  const mixed = fileOf(
    "aggTrades",
    usual + [row("1983208128"), blank, row("1983208130"), ""].join("\n"),
  );
  assert.deepEqual([...readColumns(mixed).aggTradeId.subarray(SAMPLED)], [
    1983208128,
    1983208129,
    1983208130,
  ]);
});

Deno.test("nothing that a file says becomes code", () => {
  const names =
    "agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker";
  const row = "1,1.5,2,8,9,1704067200000,true";
  const evil = [
    "\u{2028}throw 1//",
    "*/throw 1/*",
    "`${evil}`",
    "\\u000athrow 1",
  ];
  const file = fileOf(
    "aggTrades",
    `${names},${evil.join(",")}\n${row},${evil.join(",")}\n`,
  );
  assert.equal(readColumns(file).rows, 1);
  const source = readerSource(file);
  assert.doesNotMatch(source, /throw|evil/);
  // What a dialect adds to the code is numbers and our own names.
  const plain = readerSource(fileOf("aggTrades", `${row}\n`));
  const words = (code: string) => new Set(code.match(/[A-Za-z_$][\w$]*/g));
  const known = words(plain);
  for (const word of words(source)) {
    assert.ok(known.has(word) || word === "skipped", word);
  }
});
