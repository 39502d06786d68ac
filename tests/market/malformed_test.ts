import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { gzipSync } from "node:zlib";
import { FieldError } from "volarb/errors";
import {
  DefectReport,
  type Kind,
  readChunks,
  readColumns,
} from "volarb/market";
import { fileOf, zipOf } from "./files.ts";

const GOOD: Record<string, string> = {
  aggTrades:
    "1983208129,42314.1,0.046,4510285418,4510285418,1704067200000,false",
  "klines_1m":
    "1721347200000,3424.99,3426.31,3423.71,3426.31,800.970,1721347259999,2742796.24451,1481,335.209,1147912.45400,0",
  bookTicker:
    "2948552298577,25115.90000000,13.09700000,25116.00000000,1.23000000,1686787200009,1686787200015",
  fundingRate: "1746072000008,4,-0.00006308",
  metrics:
    "2024-01-01 00:05:00,BTCUSDT,73839.81100000,3133154733.16132700,1.36197224,1.26060333,1.50756624,2.83721422",
};

/** Rows before the bad one: more than the reader samples to know the usual ones. */
const BEFORE = 300;

/** Reads a text in which a row is bad that the generated reader meets. */
function readBad(kind: string, bad: string, method: "fast" | "strict") {
  const good = `${GOOD[kind]}\n`;
  const text = `${good.repeat(BEFORE)}${bad}\n${good}`;
  const file = fileOf(kind as Kind, text);
  try {
    return readColumns(file, { method });
  } finally {
    Deno.removeSync(file.path);
  }
}

/** What each field of each family must not be, by position. */
const BAD: Record<
  string,
  [position: number, column: string, texts: string[]][]
> = {
  aggTrades: [
    [0, "agg_trade_id", [
      "",
      "x",
      "-1",
      "1.5",
      " 1983208129",
      "1983208129 ",
      "19832x8129",
      "9007199254740993",
      "1e9",
      "+1",
    ]],
    [1, "price", [
      "",
      "42314.",
      ".1",
      "4.2e4",
      "4231O.1",
      "42,314.1",
      "--1",
      "NaN",
      "Infinity",
      "0x10",
      "42314.1 ",
      "42 314.1",
      "42314.1.1",
      "12345678901234567.1",
      "0.1234567890123456",
    ]],
    [2, "quantity", ["", "abc", "0.04 6", "٣", "0.0460000000000000000001"]],
    [3, "first_trade_id", ["null", "NaN", "-5"]],
    [5, "transact_time", [
      "",
      "1704067200",
      "1704067200000000",
      "17040672000000",
      "0704067200000",
      "170406720000O",
      "1.704e12",
      "1704067200000000000",
    ]],
    [6, "is_buyer_maker", [
      "",
      "tru",
      "yes",
      "T",
      "tRUE",
      "truee",
      "2",
      "false ",
      "null",
      "10",
    ]],
  ],
  "klines_1m": [
    [0, "open_time", ["", "1721347200", "2024-07-19"]],
    [2, "high", ["", "-", "3426,31"]],
    [5, "volume", ["", "800.97O"]],
    [6, "close_time", ["", "0", "1721347259"]],
    [8, "count", ["", "1481.0", "x"]],
    [10, "taker_buy_quote_volume", ["", "1147912.45400f"]],
  ],
  bookTicker: [
    [0, "update_id", ["", "u"]],
    [1, "best_bid_price", ["", "25115.9000000x", "25115,90000000"]],
    [4, "best_ask_qty", ["", "1.2300000 "]],
    [6, "event_time", ["", "168678720001", "1686787200015x"]],
  ],
  fundingRate: [
    [0, "calc_time", ["", "1746072000"]],
    [1, "funding_interval_hours", ["", "8h", "-8"]],
    [2, "last_funding_rate", ["", "1e-5", "0.01%", "NaN"]],
  ],
  metrics: [
    [0, "create_time", [
      "",
      "2024-01-01",
      "2024-02-30 00:05:00",
      "2024-01-01 24:00:00",
      "2024-01-01 00:60:00",
      "01/01/2024 00:05:00",
    ]],
    [1, "symbol", ["", "ETHUSDT", "btcusdt"]],
    [2, "sum_open_interest", ["x", "1e5", "NaN"]],
    [7, "sum_taker_long_short_vol_ratio", ["2,83", "Infinity"]],
  ],
};

Deno.test("a malformed field is an error that names file, line, column and text", () => {
  let cases = 0;
  for (const [kind, fields] of Object.entries(BAD)) {
    for (const [position, column, texts] of fields) {
      for (const text of texts) {
        const parts = GOOD[kind]!.split(",");
        parts[position] = text;
        const bad = parts.join(",");
        for (const method of ["fast", "strict"] as const) {
          cases++;
          let error: unknown;
          try {
            readBad(kind, bad, method);
          } catch (thrown) {
            error = thrown;
          }
          assert.ok(
            error instanceof FieldError,
            `${kind} ${column} accepts ${JSON.stringify(text)}`,
          );
          assert.equal(error.position.line, BEFORE + 1);
          assert.equal(error.position.file, `BTCUSDT-${kind}.csv`);
          // A comma in the text is one field too many: the column behind the last.
          if (!text.includes(",")) {
            assert.equal(error.position.column, column);
            assert.equal(error.position.text, text);
          }
        }
      }
    }
  }
  assert.ok(cases > 100);
});

Deno.test("a row with a field too few, one too many, or none is an error", () => {
  for (const [kind, good] of Object.entries(GOOD)) {
    const short = good.split(",").slice(0, -1).join(",");
    for (const bad of [short, `${good},`, `${good},0`, "", ",", " ", "\0"]) {
      for (const method of ["fast", "strict"] as const) {
        assert.throws(
          () => readBad(kind, bad, method),
          (error) =>
            error instanceof FieldError &&
            error.position.line === BEFORE + 1,
          `${kind} accepts ${JSON.stringify(bad)}`,
        );
      }
    }
  }
});

Deno.test("a field that is not selected cannot hide a comma", () => {
  const good = GOOD["aggTrades"]!;
  // The first field has the usual width but holds two fields.
  const bad = good.replace("1983208129,", "1983,08129,");
  const file = fileOf(
    "aggTrades",
    `${`${good}\n`.repeat(BEFORE)}${bad}\n${good}\n`,
  );
  assert.throws(
    () => readColumns(file, { select: ["price", "isBuyerMaker"] }),
    { name: "FieldError" },
  );
});

Deno.test("an error in the millionth byte names the line, the header counted", () => {
  const good = GOOD["aggTrades"]!;
  const header =
    "agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker";
  const lines = [
    header,
    ...Array(20_000).fill(good),
    good.replace("42314", "42E14"),
  ];
  const file = fileOf("aggTrades", `${lines.join("\n")}\n`);
  for (const read of [() => readColumns(file), () => [...readChunks(file)]]) {
    assert.throws(read, {
      name: "FieldError",
      message:
        'Cannot read BTCUSDT-aggTrades.csv, line 20002, column price: a price or quantity is a decimal like 12.5, found "42E14.1"',
    });
  }
});

Deno.test("a header that lacks a column or names one twice is refused", () => {
  for (
    const [header, message] of [
      [
        "agg_trade_id,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker",
        /its header has no column price/,
      ],
      [
        "agg_trade_id,price,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker",
        /names the column "price" twice/,
      ],
      ["<html>", /its header has no column agg_trade_id, price/],
    ] as const
  ) {
    const file = fileOf("aggTrades", `${header}\n${GOOD["aggTrades"]}\n`);
    assert.throws(() => readColumns(file), { name: "DataError", message });
  }
});

Deno.test("a file of another family, an empty one and a blank one are refused", () => {
  const refused = (kind: Kind, text: string, message: RegExp) =>
    assert.throws(() => readColumns(fileOf(kind, text)), {
      name: "DataError",
      message,
    });
  refused(
    "aggTrades",
    `${GOOD["klines_1m"]}\n`,
    /a row has 7 or 8 fields, the first has 12/,
  );
  refused(
    "klines_1m",
    `${GOOD["aggTrades"]}\n`,
    /a row has 6 or 11 or 12 or 13 fields/,
  );
  refused("aggTrades", "", /it is empty/);
  refused("aggTrades", "\u{FEFF}", /its first line is blank/);
  const text = `${GOOD["aggTrades"]}\n`;
  const unread: [Uint8Array, RegExp][] = [
    [Buffer.from(`\u{FEFF}${text}`, "utf16le"), /it is text in UTF-16/],
    [gzipSync(text), /it is packed by gzip/],
    [zipOf({ content: Buffer.from(text) }), /it is a zip archive under/],
  ];
  for (const [bytes, message] of unread) {
    const file = fileOf("aggTrades", bytes);
    assert.throws(() => readColumns(file), { name: "DataError", message });
  }
  refused("aggTrades", "\n\n", /its first line is blank/);
  refused(
    "aggTrades",
    "x".repeat(300_000),
    /more than 4096 bytes without a row/,
  );
  assert.throws(
    () => readColumns({ ...fileOf("metrics", "x"), path: "nowhere" }),
    {
      name: "DataError",
      message: "Cannot read BTCUSDT-metrics.csv: there is no such file",
    },
  );
});

Deno.test("a quote file is not taken for one of trades", () => {
  // Both have seven fields; the sixth is a time in both, the seventh tells.
  const file = fileOf("aggTrades", `${GOOD["bookTicker"]}\n`);
  assert.throws(() => readColumns(file), { name: "FieldError" });
});

Deno.test("a header alone is a file without rows", () => {
  const header = "calc_time,funding_interval_hours,last_funding_rate";
  for (const text of [header, `${header}\n`, `${header}\r\n\r\n`]) {
    assert.equal(readColumns(fileOf("fundingRate", text)).rows, 0);
    assert.deepEqual([...readChunks(fileOf("fundingRate", text))], []);
  }
});

Deno.test("a last line that was cut is reported and left out, at whatever byte", () => {
  for (const [kind, good] of Object.entries(GOOD)) {
    for (let length = 1; length < good.length; length++) {
      const file = fileOf(kind as Kind, `${good}\n${good.slice(0, length)}`);
      const defects = new DefectReport();
      const { rows } = readColumns(file, { defects });
      const kinds = defects.defects.map((defect) => defect.kind);
      if (Number(rows) === 1) {
        assert.ok(kinds.includes("truncatedLastLine"), good.slice(0, length));
      } else {
        // All fields are there and the last is a number: only a report is possible.
        assert.equal(rows, 2);
        const fields = good.slice(0, length).split(",").length;
        assert.equal(fields, good.split(",").length);
        assert.ok(
          kinds.includes("unterminatedLastLine") || kind === "klines_1m",
        );
      }
    }
  }
});

Deno.test("a bad field before the end of a last line without end is an error", () => {
  const good = GOOD["aggTrades"]!;
  const file = fileOf("aggTrades", `${good}\n${good.replace("42314.1", "x")}`);
  assert.throws(() => readColumns(file), { name: "FieldError" });
});

Deno.test("a line of more than 4,096 bytes is refused wherever it stands, one of as many is read", () => {
  const row = (filler: number, end = "\n") =>
    `1,1.5,2,8,9,1704067200000,true,${"x".repeat(filler)}${end}`;
  const short = row(4);
  const longest = 4096 - (row(0).length - 1);
  for (const before of [0, 1, 300, 9000]) {
    for (const method of ["fast", "strict"] as const) {
      for (const blockSize of [1 << 18, 5000, 64]) {
        const read = (filler: number) =>
          readColumns(
            fileOf(
              "aggTrades",
              short.repeat(before) + row(filler) + short.repeat(3),
            ),
            { method, blockSize },
          ).rows;
        assert.equal(read(longest), before + 4);
        assert.throws(() => read(longest + 1), {
          name: "DataError",
          message:
            "Cannot read BTCUSDT-aggTrades.csv: it has more than 4096 bytes without a row",
        });
      }
    }
  }
});
