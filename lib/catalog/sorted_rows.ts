import { MINUTE } from "../time/mod.ts";
import { isScaled, type Layout, SCHEMA_VERSION } from "./layout.ts";
import { MANIFEST_KEY } from "./manifest.ts";
import { fitsInt32, PartReader } from "./part_reader.ts";
import { type AnyColumns, PartWriter, valuesOf } from "./part_writer.ts";
import { ScratchFile } from "./scratch_file.ts";

/** Rows that are sorted at once, about. */
const BUCKET_ROWS = 1 << 19;
/** Buckets at most: each is an open file with a buffer. */
const MOST_BUCKETS = 256;
/** Rows that the buffers of all buckets hold together. */
const BUFFERED_ROWS = 1 << 20;

/** A block of rows. */
export type Block = {
  /** The columns. */
  readonly columns: AnyColumns;
  /** How many rows they have. */
  readonly rows: number;
};

/**
 * Rows in the order of (time, id), in bounded memory: they are dealt into
 * files on the disk by their minute, and each file is sorted on its own.
 *
 * @param read Reads the rows from the start; called twice.
 * @param layout Names the columns that order the rows.
 * @param folder Where the files go; they vanish with the process.
 * @yields Blocks in order; rows of the same time and id stay as they came.
 */
export function* sortedRows(
  read: () => Iterable<Block>,
  layout: Layout,
  folder: string,
): Generator<Block> {
  const edges = bucketEdges(read(), layout);
  const buckets = deal(read(), layout, edges, folder);
  try {
    for (const bucket of buckets) yield sortBucket(bucket, layout);
  } finally {
    for (const { file } of buckets) file.close();
  }
}

type Bucket = { readonly file: ScratchFile; readonly writer: PartWriter };

/** Times at which the second and each later bucket begins. */
function bucketEdges(blocks: Iterable<Block>, layout: Layout): number[] {
  const counts = new Map<number, number>();
  let total = 0;
  for (const { columns, rows } of blocks) {
    const times = valuesOf(columns, layout.time);
    for (let i = 0; i < rows; i++) {
      const minute = Math.floor(times[i]! / MINUTE);
      counts.set(minute, (counts.get(minute) ?? 0) + 1);
    }
    total += rows;
  }
  const size = Math.max(BUCKET_ROWS, total / MOST_BUCKETS);
  const edges: number[] = [];
  let filled = 0;
  for (const [minute, count] of [...counts].sort((a, b) => a[0] - b[0])) {
    if (filled >= size) {
      edges.push(minute * MINUTE);
      filled = 0;
    }
    filled += count;
  }
  return edges;
}

function deal(
  blocks: Iterable<Block>,
  layout: Layout,
  edges: number[],
  folder: string,
): Bucket[] {
  const buckets: Bucket[] = [];
  try {
    const rows = Math.ceil(BUFFERED_ROWS / (edges.length + 1) / 8);
    for (let i = 0; i <= edges.length; i++) {
      const file = new ScratchFile(folder);
      buckets.push({
        file,
        writer: new PartWriter(file, layout, "MICROS", Math.max(rows, 256)),
      });
    }
    for (const { columns, rows } of blocks) {
      const times = valuesOf(columns, layout.time);
      for (let from = 0; from < rows;) {
        const bucket = bucketOf(edges, times[from]!);
        let to = from + 1;
        while (to < rows && bucketOf(edges, times[to]!) === bucket) to++;
        buckets[bucket]!.writer.append(columns, from, to);
        from = to;
      }
    }
    return buckets;
  } catch (error) {
    for (const { file } of buckets) file.close();
    throw error;
  }
}

/** Number of edges that are not after a time. */
function bucketOf(edges: readonly number[], time: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (edges[middle]! <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The rows of one bucket in order. */
function sortBucket({ file, writer }: Bucket, layout: Layout): Block {
  const value = JSON.stringify({
    schemaVersion: SCHEMA_VERSION,
    scales: writer.scales,
  });
  writer.finish([{ key: MANIFEST_KEY, value }]);
  using part = new PartReader("a sorted part", layout, file.detach());
  const { rows } = part;
  const columns: Record<string, AnyColumns[string]> = {};
  for (const column of layout.columns) {
    const { name, type } = column;
    if (isScaled(column)) {
      const span = part.decimal(name);
      const integers = fitsInt32(span, span.scale)
        ? new Int32Array(rows)
        : new Float64Array(rows);
      columns[name] = { integers, scale: span.scale };
    } else {
      columns[name] = type === "boolean"
        ? new Uint8Array(rows)
        : new Float64Array(rows);
    }
    const values = valuesOf(columns, name);
    let at = 0;
    for (let group = 0; group < part.groups.length; group++) {
      part.read(group, name, values.subarray(at));
      at += part.groups[group]!.rows;
    }
  }
  const times = valuesOf(columns, layout.time);
  const ids = layout.id === undefined ? times : valuesOf(columns, layout.id);
  const order = Uint32Array.from(times, (_, i) => i).sort((a, b) =>
    times[a]! - times[b]! || ids[a]! - ids[b]! || a - b
  );
  for (const { name } of layout.columns) {
    const values = valuesOf(columns, name);
    const copy = values.slice();
    for (let i = 0; i < rows; i++) values[i] = copy[order[i]!]!;
  }
  return { columns, rows };
}
