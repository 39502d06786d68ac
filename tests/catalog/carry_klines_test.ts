import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { inflateRawSync } from "node:zlib";
import { Catalog, ingest } from "volarb/catalog";
import {
  DefectReport,
  detectDefects,
  findFiles,
  readChunks,
  readColumns,
  receiveTime,
  type Scaled,
  type SourceFileOf,
  toDecimals,
} from "volarb/market";
import { marketFiles, symbolParameters } from "volarb/simulate";
import { MINUTE } from "volarb/time";
import { DataRoot } from "./data_root.ts";

type CarryKind = "markPriceKlines_1m" | "premiumIndexKlines_1m";

/** The header of the venue's kline archives, the same for every family of bars. */
const HEADER =
  "open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore";

/**
 * The rows that the venue's documentation shows of the two endpoints which the
 * archives are written from (Mark-Price-Kline-Candlestick-Data and
 * Premium-Index-Kline-Data of the USDS-margined futures).
 */
const DOCUMENTED: Record<CarryKind, { row: string; date: string }> = {
  "markPriceKlines_1m": {
    row:
      "1591256460000,9653.29201333,9654.56401333,9653.07367333,9653.07367333,0,1591256519999,0,60,0,0,0",
    date: "2020-06-04",
  },
  "premiumIndexKlines_1m": {
    row:
      "1691603820000,-0.00042931,-0.00023641,-0.00059406,-0.00043659,0,1691603879999,0,12,0,0,0",
    date: "2023-08-09",
  },
};

const FIELDS = [
  "openTime",
  "open",
  "high",
  "low",
  "close",
  "volume",
  "closeTime",
  "quoteVolume",
  "count",
  "takerBuyVolume",
  "takerBuyQuoteVolume",
] as const;

/** Asserts that the columns hold what the rows of a text say, field by field. */
function assertText(
  columns: Readonly<Record<string, unknown>>,
  rows: readonly string[],
): void {
  for (const [k, name] of FIELDS.entries()) {
    const column = columns[name] as Scaled | Float64Array;
    const values = "scale" in column ? toDecimals(column) : column;
    assert.equal(values.length, rows.length);
    const factor = name.endsWith("Time") ? 1000 : 1;
    rows.forEach((row, i) => {
      const text = row.split(",")[k]!;
      assert.equal(values[i], Number(text) * factor, `${name} of ${row}`);
    });
  }
}

Deno.test("the venue's own rows of mark price and premium read exactly, with its header and without", () => {
  for (const [kind, { row, date }] of Object.entries(DOCUMENTED)) {
    for (const text of [`${HEADER}\n${row}\n`, `${row}\n`]) {
      using root = new DataRoot();
      root.write(`daily/${kind}/BTCUSDT-1m-${date}.csv`, text);
      const [file] = findFiles(root.data) as [SourceFileOf<CarryKind>];
      assert.equal(file.kind, kind);
      const columns = readColumns(file);
      assertText(columns, [row]);
      // A bar is known when its minute is over.
      assert.deepEqual(
        receiveTime(file.kind, columns.openTime, { feedDelay: 0 }),
        columns.openTime.map((time) => time + MINUTE),
      );
      const report = new DefectReport();
      const detector = detectDefects(file, report);
      for (const chunk of readChunks(file, { defects: report })) {
        detector.update(chunk);
      }
      detector.finish();
      assert.deepEqual(
        report.defects.map((defect) => defect.kind),
        text.startsWith("open")
          ? ["rowShortfall"]
          : ["missingHeader", "rowShortfall"],
      );
    }
  }
});

Deno.test("mark price and premium of a simulated market come back from the catalog as they stand in its files", () => {
  using root = new DataRoot();
  const parts = new Map<string, Uint8Array[]>();
  const plan = {
    seed: 7,
    contracts: {
      BTCUSDT: symbolParameters("BTCUSDT", { tradesPerDay: 40_000 }),
    },
    from: "2024-01-01",
    to: "2024-01-02",
    ticksFrom: "2024-01-03",
    kinds: [
      "klines_1m",
      "markPriceKlines_1m",
      "premiumIndexKlines_1m",
    ] as const,
    zipped: ["markPriceKlines_1m"] as const,
  };
  for (const { path, bytes } of marketFiles(plan)) {
    parts.set(path, [...parts.get(path) ?? [], bytes.slice()]);
  }
  for (const [path, list] of parts) {
    root.write(path.replace(/^futures\//, ""), Buffer.concat(list));
  }
  const { defects, rowsWritten } = ingest({
    data: root.data,
    catalog: root.catalog,
  });
  assert.deepEqual(defects.defects, []);
  assert.equal(rowsWritten, 3 * 2 * 1440);
  const catalog = new Catalog(root.catalog);
  for (const kind of ["markPriceKlines_1m", "premiumIndexKlines_1m"] as const) {
    const rows = [...parts].filter(([path]) => path.includes(kind))
      .flatMap(([path, list]) => textOf(path, Buffer.concat(list)))
      .filter((line) => /^\d/.test(line));
    assert.equal(rows.length, 2880);
    assertText(catalog.columns(kind, "BTCUSDT"), rows);
  }
  const mark = toDecimals(
    catalog.columns("markPriceKlines_1m", "BTCUSDT").close,
  );
  const last = toDecimals(catalog.columns("klines_1m", "BTCUSDT").close);
  const premium = toDecimals(
    catalog.columns("premiumIndexKlines_1m", "BTCUSDT").low,
  );
  mark.forEach((price, i) =>
    assert.ok(Math.abs(price / last[i]! - 1) < 0.01, `${price} and ${last[i]}`)
  );
  assert.ok(premium.some((low) => low < 0), "the premium is never negative");
});

/** Lines of a file, out of its archive where it is one. */
function textOf(path: string, bytes: Buffer): string[] {
  if (path.endsWith(".csv")) return bytes.toString("utf8").split("\n");
  const start = 30 + bytes.readUInt16LE(26) + bytes.readUInt16LE(28);
  const directory = bytes.lastIndexOf("PK\x01\x02");
  const size = bytes.readUInt32LE(directory + 20);
  return inflateRawSync(bytes.subarray(start, start + size)).toString("utf8")
    .split("\n");
}
