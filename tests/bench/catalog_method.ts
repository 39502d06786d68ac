/**
 * One run of one method of `catalog.ts`: prints what it measured as JSON.
 *
 * @module
 */
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import process from "node:process";
import { HOUR, parseUtcDate } from "volarb/time";
import { DATE } from "./catalog_rows.ts";

const [method, kind, root, file] = Deno.args as [
  string,
  "bookTicker" | "aggTrades",
  string,
  string,
];
const catalog = `${root}/catalog`;
const polarsFile = `${root}/polars.parquet`;
const part = `${catalog}/kind=${kind}/symbol=BTCUSDT/date=${DATE}/part.parquet`;

/** The columns that a strategy needs. */
const NEEDED = {
  bookTicker: [
    "bidPrice",
    "bidQuantity",
    "askPrice",
    "askQuantity",
    "eventTime",
  ],
  aggTrades: ["price", "quantity", "eventTime", "isBuyerMaker"],
} as const;

/** Starts after the modules are there; gives the rows and the size. */
const METHODS: Record<string, () => Promise<() => [number, number?]>> = {
  ingest: async () => {
    const { ingest } = await import("volarb/catalog/ingest.ts");
    fs.rmSync(catalog, { recursive: true, force: true });
    return () => {
      const { rowsWritten } = ingest({ data: root, catalog });
      return [rowsWritten, sizeOf(part)];
    };
  },
  convert: async () => {
    const { readChunks } = await import("volarb/market");
    const { layoutOf } = await import("volarb/catalog/layout.ts");
    const { NewFile } = await import("volarb/catalog/new_file.ts");
    const { PartWriter } = await import("volarb/catalog/part_writer.ts");
    return () => {
      const out = new NewFile(`${root}/converted.parquet`);
      const writer = new PartWriter(out, layoutOf(kind), "MILLIS");
      const source = {
        path: file,
        relativePath: file,
        kind,
        symbol: "BTCUSDT",
        from: DATE,
        to: DATE,
        span: "daily",
        format: "csv",
      } as const;
      const options = {
        rows: 131_072,
        onRestart: () => {
          throw new Error("the scale was not that of the first rows");
        },
      };
      for (const { columns, rows } of readChunks(source, options)) {
        writer.append(columns, 0, rows);
      }
      writer.finish([]);
      out.publish();
      return [writer.rows, out.size / 1e6];
    };
  },
  hash: () =>
    Promise.resolve(() => {
      const hash = createHash("sha256");
      const block = new Uint8Array(1 << 20);
      const open = fs.openSync(file, "r");
      for (let n = fs.readSync(open, block); n > 0;) {
        hash.update(block.subarray(0, n));
        n = fs.readSync(open, block);
      }
      hash.digest();
      return [0];
    }),
  sink: async () => {
    const { default: pl } = await import("nodejs-polars");
    fs.rmSync(polarsFile, { force: true });
    return () => {
      pl.scanCSV(file).sinkParquet(polarsFile, {
        compression: "zstd",
        rowGroupSize: 131_072,
      }).collectSync({ engine: "streaming" });
      return [
        pl.scanParquet(polarsFile).select(pl.len().alias("n")).collectSync()
          .getColumn("n").sum() as number,
        sizeOf(polarsFile),
      ];
    };
  },
  read: async () => {
    const { Catalog } = await import("volarb/catalog");
    return () => [countOf(new Catalog(catalog), {})];
  },
  hour: async () => {
    const { Catalog } = await import("volarb/catalog");
    const start = parseUtcDate(DATE) + 12 * HOUR;
    return () => [countOf(new Catalog(catalog), { start, end: start + HOUR })];
  },
  readAgain: async () => {
    const { Catalog } = await import("volarb/catalog");
    countOf(new Catalog(catalog), {});
    return () => [countOf(new Catalog(catalog), {})];
  },
  hourAgain: async () => {
    const { Catalog } = await import("volarb/catalog");
    const start = parseUtcDate(DATE) + 12 * HOUR;
    const hour = { start, end: start + HOUR };
    countOf(new Catalog(catalog), hour);
    return () => [countOf(new Catalog(catalog), hour)];
  },
  readPolars: async () => {
    const { default: pl } = await import("nodejs-polars");
    const names = kind === "bookTicker"
      ? [
        "best_bid_price",
        "best_bid_qty",
        "best_ask_price",
        "best_ask_qty",
        "event_time",
      ]
      : ["price", "quantity", "transact_time"];
    return () => {
      const frame = pl.scanParquet(polarsFile).select(...names).collectSync();
      let rows = 0;
      for (const name of names) {
        rows = frame.getColumn(name).toTypedArray().length;
      }
      return [rows];
    };
  },
};

/** Rows of the needed columns, one row group in memory at a time. */
function countOf(
  catalog: import("volarb/catalog").Catalog,
  span: { start?: number; end?: number },
): number {
  let rows = 0;
  const groups = kind === "bookTicker"
    ? catalog.rowGroups(kind, "BTCUSDT", {
      ...span,
      select: NEEDED.bookTicker,
    })
    : catalog.rowGroups(kind, "BTCUSDT", { ...span, select: NEEDED.aggTrades });
  for (const group of groups) rows += group.rows;
  return rows;
}

function sizeOf(path: string): number {
  return fs.statSync(path).size / 1e6;
}

/** Most memory that the process has held, megabytes. */
function peakMemory(): number {
  const status = "/proc/self/status";
  if (!fs.existsSync(status)) return Deno.memoryUsage().rss / 1e6;
  const kilobytes = /^VmHWM:\s*(\d+)/m.exec(fs.readFileSync(status, "utf8"));
  return Number(kilobytes![1]) * 1024 / 1e6;
}

const run = await METHODS[method]!();
const before = process.cpuUsage();
const start = performance.now();
const [rows, size] = run();
const ms = performance.now() - start;
const { user, system } = process.cpuUsage(before);
const cpu = (user + system) / 1000;
Deno.stdout.writeSync(
  new TextEncoder().encode(
    `${JSON.stringify({ ms, cpu, rows, peak: peakMemory(), size })}\n`,
  ),
);
