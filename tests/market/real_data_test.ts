import assert from "node:assert/strict";
import {
  DefectReport,
  detectDefects,
  findFiles,
  type Kind,
  readChunks,
  readColumns,
  type Scaled,
  type SourceFile,
  toDecimals,
} from "volarb/market";
import { DATA, PRESENT } from "./files.ts";

const ROOT = decodeURIComponent(new URL("raw", DATA).pathname);

/** A test that needs the real data. */
function realTest(name: string, fn: () => void): void {
  Deno.test({ name, ignore: !PRESENT, fn });
}

/** Columns as arrays and scales, by name. */
function arrays(file: SourceFile, method: "fast" | "strict") {
  const { rows: _, ...columns } = readColumns(file, { method }) as unknown as
    & Record<string, Scaled | Float64Array>
    & { rows: number };
  return columns;
}

realTest(
  "every real file reads the same by the generated and by the plain reader",
  () => {
    let files = 0;
    for (const file of findFiles(ROOT)) {
      // One in seven of the many small days; every large one.
      if (file.kind === "klines_1m" && files++ % 7 > 0) continue;
      const fast = arrays(file, "fast"), strict = arrays(file, "strict");
      for (const [name, column] of Object.entries(strict)) {
        assert.deepEqual(fast[name], column, `${file.relativePath} ${name}`);
      }
    }
  },
);

realTest("every number of a real file is the one in its text", () => {
  const files = findFiles(ROOT, { symbols: ["BTCUSDT", "LAYERUSDT"] })
    .filter(({ from, format }) => format === "csv" && from < "2025-05-07");
  let fields = 0;
  for (const file of files) {
    const columns = Object.values(arrays(file, "fast"));
    const [header, ...lines] = Deno.readTextFileSync(file.path).trimEnd()
      .split("\n");
    const skipped = header!.split(",").indexOf("symbol");
    lines.forEach((line, row) => {
      const texts = line.split(",").filter((_, i) => i !== skipped);
      texts.slice(0, columns.length).forEach((text, i) => {
        const column = columns[i]!;
        const value = "scale" in column
          ? column.integers[row]! / 10 ** column.scale
          : column[row];
        const expected = /^\d{13}$/.test(text) && Number(text) < 2e12
          ? Number(text) * 1000
          : text === "true" || text === "false"
          ? Number(text === "true")
          : text.includes(":")
          ? Date.parse(`${text.replace(" ", "T")}Z`) * 1000
          : Number(text);
        fields++;
        if (value !== expected) {
          assert.fail(`${file.relativePath}:${row + 2} ${text} is ${value}`);
        }
      });
    });
  }
  assert.ok(fields > 500_000, `${fields} fields`);
});

realTest(
  "a month in an archive has every minute, and no gaps in its bars",
  () => {
    const [file] = findFiles(ROOT, {
      kinds: ["klines_1m"],
      symbols: ["LINKUSDT"],
    });
    const bars = readColumns(file as SourceFile & { kind: "klines_1m" });
    assert.equal(bars.rows, 28 * 1440);
    bars.openTime.forEach((time, i) =>
      assert.equal(time, Date.UTC(2026, 1, 1) * 1000 + i * 60e6)
    );
    assert.equal(toDecimals(bars.open)[0], 9.982);
    assert.equal(toDecimals(bars.takerBuyQuoteVolume)[0], 93722.16297);
  },
);

realTest("the defects of the real files are the known ones", () => {
  const report = new DefectReport();
  let rows = 0;
  for (const file of findFiles(ROOT)) {
    const detector = detectDefects<Kind>(file, report);
    for (const chunk of readChunks<Kind>(file, { defects: report })) {
      detector.update(chunk);
      rows += chunk.rows;
    }
    detector.finish();
  }
  assert.ok(rows > 600_000);
  const counts = Object.fromEntries(
    report.defects.map(({ kind, count, amount }) => [kind, [count, amount]]),
  );
  assert.deepEqual(counts, {
    // An insurance-fund print is left out of the aggregates.
    tradeIdGap: [1, 1],
    // Six sessions of minutes, two excerpts of metrics, ten parts of months of funding.
    rowShortfall: [18, 10_305],
    // Six sessions of trades and of quotes.
    partialDays: [12, 1_033_867.19],
    // 150 days of six-column bars.
    absentColumns: [150, 750],
    // LAYERUSDT on 6 May 2025.
    fundingIntervalChange: [1, 1],
  });
  assert.ok(!report.reaches("error"));
});

realTest("every fixture of an awkward dialect reads", () => {
  const folder = decodeURIComponent(new URL("fixtures/", DATA).pathname);
  let files = 0;
  for (
    const [name, kind] of [
      ["aggTrades", "aggTrades"],
      ["bookTicker", "bookTicker"],
      ["klines", "klines_1m"],
    ] as const
  ) {
    for (const { name: file } of Deno.readDirSync(folder + name)) {
      const path = `${folder}${name}/${file}`;
      const lines = Deno.readTextFileSync(path).trimEnd().split("\n");
      const columns = readColumns({
        path,
        relativePath: file,
        kind,
        symbol: "X",
        from: "2021-01-01",
        to: "2023-12-31",
        span: "monthly",
        format: "csv",
      });
      const header = /^[a-z]/.test(lines[0]!) ? 1 : 0;
      assert.equal(columns.rows, lines.length - header, file);
      files++;
    }
  }
  assert.equal(files, 36);
});

realTest("trade ids that a real file lacks are NaN", () => {
  const path = decodeURIComponent(
    new URL(
      "fixtures/aggTrades/ETHUSDT-2023-02-02-aggTrades-no-trade-ids.csv",
      DATA,
    ).pathname,
  );
  const { firstTradeId, rows } = readColumns({
    path,
    relativePath: "fixture",
    kind: "aggTrades",
    symbol: "ETHUSDT",
    from: "2023-02-02",
    to: "2023-02-02",
    span: "daily",
    format: "csv",
  });
  assert.equal(rows, 1000);
  assert.ok(firstTradeId.every(Number.isNaN));
});
