// deno-lint-ignore-file no-console
/**
 * One way of reading a file, in a process of its own:
 * `deno run -A tests/bench/market_method.ts METHOD KIND all|few FILE`.
 *
 * Prints `{ ms, cpu, rows, sum, rss }`: milliseconds of the reading, processor
 * milliseconds of it, rows, sum of the prices (the same for all methods), peak
 * resident set in MB.
 *
 * @module
 */
import process from "node:process";
import {
  type Chunk,
  type ColumnName,
  readChunks,
  readColumns,
  readColumnsParallel,
  ReaderPool,
  type SourceFileOf,
} from "volarb/market";

/** A family of ticks. */
type TickKind = "aggTrades" | "bookTicker";

/** Raw names and our names of the columns that the estimators need. */
const NEEDED: Record<TickKind, [raw: string, ours: string][]> = {
  aggTrades: [
    ["price", "price"],
    ["quantity", "quantity"],
    ["transact_time", "eventTime"],
    ["is_buyer_maker", "isBuyerMaker"],
  ],
  bookTicker: [
    ["best_bid_price", "bidPrice"],
    ["best_bid_qty", "bidQuantity"],
    ["best_ask_price", "askPrice"],
    ["best_ask_qty", "askQuantity"],
    ["transaction_time", "transactionTime"],
  ],
};

/** The file of a method. */
function fileOf(kind: TickKind, path: string): SourceFileOf<TickKind> {
  return {
    path,
    relativePath: path.slice(path.lastIndexOf("/") + 1),
    kind,
    symbol: "BTCUSDT",
    from: "2024-01-01",
    to: "2024-01-01",
    span: "daily",
    format: path.endsWith(".zip") ? "zip" : "csv",
  };
}

/** The column that every method adds up. */
function priceOf(kind: TickKind): string {
  return kind === "aggTrades" ? "price" : "bidPrice";
}

/** Reads by blocks, as ingest does. */
function chunks(kind: TickKind, columns: string, path: string): Result {
  const select = columns === "few"
    ? { select: NEEDED[kind].map(([, ours]) => ours) as ColumnName<TickKind>[] }
    : {};
  let rows = 0, sum = 0, scale = 0;
  const onRestart = () => {
    rows = 0;
    sum = 0;
  };
  const file = fileOf(kind, path);
  for (const chunk of readChunks(file, { ...select, onRestart })) {
    const { columns } = chunk as Chunk<"aggTrades">;
    const price = columns[priceOf(kind) as "price"];
    sum += total(price.integers, chunk.rows);
    rows += chunk.rows;
    scale = price.scale;
  }
  return { rows, sum: () => sum / 10 ** scale };
}

/** Reads the whole file into columns, by one thread, by two, or by those of a pool. */
function whole(
  kind: TickKind,
  columns: string,
  path: string,
  by: "one" | "two" | ReaderPool,
): Result {
  const select = columns === "few"
    ? { select: NEEDED[kind].map(([, ours]) => ours) as ColumnName<TickKind>[] }
    : {};
  const file = fileOf(kind, path);
  const found = by === "one"
    ? readColumns(file, select)
    : by === "two"
    ? readColumnsParallel(file, { ...select, workers: 2 })
    : by.readColumns(file, select);
  const price = (found as unknown as Chunk<"aggTrades">["columns"])[
    priceOf(kind) as "price"
  ];
  return {
    rows: found.rows,
    sum: () => total(price.integers, found.rows) / 10 ** price.scale,
  };
}

/** Sum of the first entries. */
function total(values: Int32Array | Float64Array, rows: number): number {
  let sum = 0;
  for (let i = 0; i < rows; i++) sum += values[i]!;
  return sum;
}

/** Rows read and the sum of their prices, which is no part of the reading where the columns are kept. */
type Result = { rows: number; sum: () => number };

/** Polars to a frame, and on to typed arrays. */
async function polars(
  kind: TickKind,
  columns: string,
  path: string,
  arrays: boolean,
): Promise<() => Result> {
  const pl = (await import("nodejs-polars")).default;
  const schema = kind === "aggTrades"
    ? {
      "agg_trade_id": pl.Int64,
      "price": pl.Float64,
      "quantity": pl.Float64,
      "first_trade_id": pl.Int64,
      "last_trade_id": pl.Int64,
      "transact_time": pl.Int64,
      "is_buyer_maker": pl.Bool,
    }
    : {
      "update_id": pl.Int64,
      "best_bid_price": pl.Float64,
      "best_bid_qty": pl.Float64,
      "best_ask_price": pl.Float64,
      "best_ask_qty": pl.Float64,
      "transaction_time": pl.Int64,
      "event_time": pl.Int64,
    };
  const names = columns === "few"
    ? NEEDED[kind].map(([raw]) => raw)
    : Object.keys(schema);
  const price = kind === "aggTrades" ? "price" : "best_bid_price";
  return () => {
    const frame = pl.readCSV(path, { schema, columns: names });
    if (!arrays) {
      return { rows: frame.height, sum: () => frame.getColumn(price).sum() };
    }
    const typed = names.map((name) => {
      const series = frame.getColumn(name);
      return (name === "is_buyer_maker" ? series.cast(pl.UInt8) : series)
        .toTypedArray();
    });
    const values = typed[names.indexOf(price)] as Float64Array;
    return { rows: frame.height, sum: () => total(values, frame.height) };
  };
}

/** DuckDB, chunk by chunk into typed arrays: the quickest way that its API has. */
async function duckdb(
  kind: TickKind,
  columns: string,
  path: string,
): Promise<() => Promise<Result>> {
  const { DuckDBInstance } = await import("@duckdb/node-api");
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const needed = NEEDED[kind].map(([raw]) => raw);
  const fields = columns === "few"
    ? needed.map((name) => `${name}::double as ${name}`)
    : ["columns(*)::double"];
  const price = kind === "aggTrades" ? "price" : "best_bid_price";
  return async () => {
    const result = await connection.stream(
      `select ${fields.join(", ")} from read_csv('${path}', header = true)`,
    );
    const names = result.columnNames();
    const size = Math.ceil(Deno.statSync(path).size / 40);
    const arrays = names.map(() => new Float64Array(size));
    let rows = 0;
    for await (const chunk of result) {
      for (let k = 0; k < arrays.length; k++) {
        // The array behind the vector: asking item by item takes ten times as long.
        const { items } = chunk.getColumnVector(k) as unknown as {
          items: Float64Array;
        };
        arrays[k]!.set(items, rows);
      }
      rows += chunk.rowCount;
    }
    return { rows, sum: () => total(arrays[names.indexOf(price)]!, rows) };
  };
}

/** Inflates an archive by node:zlib as a stream and drops the text. */
async function inflate(path: string): Promise<Result> {
  const { createReadStream } = await import("node:fs");
  const { createInflateRaw } = await import("node:zlib");
  const head = new Uint8Array(30);
  const file = Deno.openSync(path);
  file.readSync(head);
  file.close();
  const view = new DataView(head.buffer);
  const start = 30 + view.getUint16(26, true) + view.getUint16(28, true);
  const stream = createReadStream(path, {
    start,
    end: start + view.getUint32(18, true) - 1,
    highWaterMark: 1 << 20,
  }).pipe(createInflateRaw({ chunkSize: 1 << 20 }));
  let bytes = 0;
  for await (const part of stream) bytes += part.length;
  return { rows: bytes, sum: () => 0 };
}

/** Peak resident set of this process, MB; `NaN` where the system does not say. */
function peak(): number {
  try {
    const status = Deno.readTextFileSync("/proc/self/status");
    return Number(/VmHWM:\s+(\d+)/.exec(status)![1]) / 1024;
  } catch {
    return NaN;
  }
}

async function main(): Promise<void> {
  const [method, kind, columns, path] = Deno.args as [
    string,
    TickKind,
    string,
    string,
  ];
  const prepared = method.startsWith("polars")
    ? await polars(kind, columns, path, method === "polars-arrays")
    : method === "duckdb"
    ? await duckdb(kind, columns, path)
    : undefined;
  // Threads stand before the reading, as those of Polars and DuckDB do.
  using pool = method.startsWith("pool")
    ? new ReaderPool({ workers: 2 })
    : undefined;
  await pool?.ready();
  const by = pool ?? (method.startsWith("parallel") ? "two" : "one");
  // The second file of a process finds the reader compiled.
  if (method.endsWith("-again")) whole(kind, columns, path, by);
  const cpu = process.cpuUsage(), start = performance.now();
  const result = prepared !== undefined
    ? await prepared()
    : /^(whole|parallel|pool)/.test(method)
    ? whole(kind, columns, path, by)
    : method === "inflate"
    ? await inflate(path)
    : chunks(kind, columns, path);
  const ms = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  const rss = peak();
  console.log(
    JSON.stringify({
      ms,
      cpu: (user + system) / 1000,
      rows: result.rows,
      sum: result.sum(),
      rss,
    }),
  );
}

await main();
