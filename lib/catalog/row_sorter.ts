import { MINUTE } from "../time/mod.ts";
import type { ColumnValues } from "./column_page.ts";
import { ColumnPool, kindOf } from "./column_pool.ts";
import type { Layout } from "./layout.ts";
import { type AnyColumns, valuesOf } from "./part_writer.ts";
import { type Block, orderOf } from "./row_order.ts";
import { ScratchFile } from "./scratch_file.ts";

/** Rows that are sorted at once, about. */
const BUCKET_ROWS = 1 << 17;
/** Buckets at most: each is an open file. */
const MOST_BUCKETS = 256;

/** Rows of a span of time: pieces of rows, of each piece column by column. */
type Bucket = {
  readonly file: ScratchFile;
  readonly pieces: number[];
  rows: number;
};

/**
 * Puts rows in the order of (time, id), in bounded memory: they are dealt into
 * files on the disk by their minute, and each file is sorted on its own.
 *
 * @see lem-canonical-order
 */
export class RowSorter {
  readonly #layout: Layout;
  readonly #edges: number[];
  readonly #buckets: Bucket[] = [];
  readonly #copy = new ColumnPool();
  #like: AnyColumns = {};

  /**
   * Opens the files.
   *
   * @param layout Names the columns that order the rows.
   * @param minutes Number of rows by minute since the epoch.
   * @param folder Where the files are; they vanish with the process.
   */
  constructor(
    layout: Layout,
    minutes: ReadonlyMap<number, number>,
    folder: string,
  ) {
    this.#layout = layout;
    this.#edges = edgesOf(minutes);
    for (let i = 0; i <= this.#edges.length; i++) {
      const file = new ScratchFile(folder);
      this.#buckets.push({ file, pieces: [], rows: 0 });
    }
  }

  /**
   * Takes a block of rows in any order.
   *
   * @param block The rows.
   */
  deal({ columns, rows }: Block): void {
    this.#like = columns;
    const times = valuesOf(columns, this.#layout.time);
    const starts = new Uint32Array(this.#buckets.length + 1);
    const places = new Uint8Array(rows);
    for (let i = 0; i < rows; i++) {
      const place = bucketOf(this.#edges, times[i]!);
      places[i] = place;
      starts[place + 1]!++;
    }
    for (let i = 1; i < starts.length; i++) starts[i]! += starts[i - 1]!;
    const order = new Uint32Array(rows);
    const next = starts.slice();
    for (let i = 0; i < rows; i++) order[next[places[i]!]!++] = i;
    const dealt = this.#copy.reordered(columns, order);
    this.#buckets.forEach((bucket, i) => {
      const from = starts[i]!;
      const to = starts[i + 1]!;
      if (from === to) return;
      for (const { name } of this.#layout.columns) {
        const piece = valuesOf(dealt, name).subarray(from, to);
        bucket.file.append(bytesOf(piece));
      }
      bucket.pieces.push(to - from);
      bucket.rows += to - from;
    });
  }

  /**
   * Gives the rows back.
   *
   * @yields Blocks in order, whose arrays are used again; rows of the same time
   * and id stay as they came.
   */
  *sorted(): Generator<Block> {
    const pool = new ColumnPool();
    for (const bucket of this.#buckets) {
      const { rows } = bucket;
      if (rows === 0) continue;
      const columns = this.#load(bucket, pool);
      const order = orderOf(columns, rows, this.#layout);
      yield { columns: this.#copy.reordered(columns, order), rows };
      bucket.file.close();
    }
  }

  #load({ file, pieces, rows }: Bucket, pool: ColumnPool): AnyColumns {
    const columns: Record<string, AnyColumns[string]> = {};
    for (const { name } of this.#layout.columns) {
      const like = this.#like[name]!;
      const values = pool.array(name, kindOf(valuesOf(this.#like, name)), rows);
      columns[name] = "integers" in like
        ? { integers: values as Int32Array, scale: like.scale }
        : values;
    }
    let position = 0;
    let at = 0;
    for (const piece of pieces) {
      for (const { name } of this.#layout.columns) {
        const values = valuesOf(columns, name).subarray(at, at + piece);
        position += file.read(bytesOf(values), position);
      }
      at += piece;
    }
    return columns;
  }

  /** Closes the files. */
  close(): void {
    for (const { file } of this.#buckets) file.close();
  }
}

function bytesOf(values: ColumnValues): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

/** Times at which the second and each later bucket begins. */
function edgesOf(minutes: ReadonlyMap<number, number>): number[] {
  const counts = [...minutes].sort((a, b) => a[0] - b[0]);
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  const size = Math.max(BUCKET_ROWS, total / (MOST_BUCKETS - 1));
  const edges: number[] = [];
  let filled = 0;
  for (const [minute, count] of counts) {
    if (filled + count > size && filled > 0) {
      edges.push(minute * MINUTE);
      filled = 0;
    }
    filled += count;
  }
  return edges;
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
