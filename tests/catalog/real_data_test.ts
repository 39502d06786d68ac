import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Catalog, ingest } from "volarb/catalog";
import {
  type ColumnsOf,
  findFiles,
  type Kind,
  readColumns,
  type Scaled,
  type SourceFile,
  toDecimals,
} from "volarb/market";
import { say } from "../../data/command.ts";
import { DataRoot } from "./data_root.ts";

const data = fileURLToPath(
  new URL("../../../shared/data/raw", import.meta.url),
);
const present = existsSync(data);
if (!present) {
  say("The venue's files are not here, so they are not ingested.");
}

/** Columns as floating-point numbers. */
function numbersOf(columns: object): [string, Float64Array][] {
  return Object.entries(columns as Record<string, Scaled | Float64Array>)
    .filter(([name]) => name !== "rows")
    .map(([name, column]) => [
      name,
      "integers" in column ? toDecimals(column) : Float64Array.from(column),
    ]);
}

Deno.test({
  name: "the venue's files come back from the catalog value by value",
  ignore: !present,
  fn: () => {
    using root = new DataRoot();
    const report = ingest({ data, catalog: root.catalog });
    const catalog = new Catalog(root.catalog);
    const files = findFiles(data);
    assert.equal(report.filesRead, files.length);
    let rows = 0;
    for (const file of files) {
      const raw = readColumns(file as SourceFile & { kind: Kind });
      const stored = catalog.columns(file.kind, file.symbol, {
        from: file.from,
        to: file.to,
      });
      rows += stored.rows;
      const kept = new Map(numbersOf(stored));
      for (const [name, values] of numbersOf(raw)) {
        assert.deepEqual(
          kept.get(name),
          values,
          `${file.relativePath} ${name}`,
        );
      }
    }
    assert.equal(rows, report.rowsWritten);
    assert.equal(ingest({ data, catalog: root.catalog }).filesRead, 0);
  },
});

Deno.test({
  name: "the longest run of one-minute bars is that of the inventory",
  ignore: !present,
  fn: () => {
    using root = new DataRoot();
    const kinds = ["klines_1m"] as const;
    const symbols = ["BTCUSDT"];
    ingest({ data, catalog: root.catalog, kinds, symbols });
    const catalog = new Catalog(root.catalog);
    assert.deepEqual(catalog.longestRun("klines_1m", "BTCUSDT"), {
      from: "2025-05-05",
      to: "2025-06-23",
      days: 50,
    });
    const bars = catalog.bars("BTCUSDT", {
      from: "2025-05-05",
      to: "2025-06-23",
    });
    assert.equal(bars.rows, 50 * 1440);
    assert.ok(bars.high.every((high, i) => high >= bars.low[i]!));
    const columns: ColumnsOf<"klines_1m"> = catalog.columns(
      "klines_1m",
      "BTCUSDT",
    );
    assert.equal(columns.openTime.length, 50 * 1440 + 18);
  },
});
