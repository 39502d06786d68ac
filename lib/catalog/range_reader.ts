import type { FileMetaData } from "hyparquet";
import { countBefore } from "../time/mod.ts";
import type { ColumnValues } from "./column_page.ts";
import { ColumnPool, kindOf } from "./column_pool.ts";
import { isScaled, type Layout, type PartColumn } from "./layout.ts";
import { type DecimalSpan, fitsInt32, PartReader } from "./part_reader.ts";
import { type AnyColumns, valuesOf } from "./part_writer.ts";

/** A span of time, half-open, in microseconds. */
export type TimeSpan = {
  /** First time inside; absent is the first there is. */
  readonly start?: number | undefined;
  /** First time after it; absent is the last there is. */
  readonly end?: number | undefined;
};

/** Rows of one row group. */
export type Slice = {
  /** Number of the row group. */
  readonly group: number;
  /** First row. */
  readonly from: number;
  /** The row after the last. */
  readonly to: number;
  /** Times of the whole row group where they had to be read to find the rows. */
  readonly times?: Float64Array;
};

/** Footers that are kept; those of more parts are read twice. */
const KEPT = 16;

type Part = {
  readonly path: string;
  readonly slices: readonly Slice[];
  readonly footer: FileMetaData | undefined;
};

/**
 * Reads some columns of several parts over a span of time as if they were one:
 * decimals have the same scale and the same kind of array throughout.
 *
 * Row groups outside the span are never read.
 */
export class RangeReader {
  readonly #layout: Layout;
  readonly #columns: readonly PartColumn[];
  readonly #parts: Part[] = [];
  readonly #decimals = new Map<string, { scale: number; narrow: boolean }>();
  readonly #scratch = new ColumnPool();
  /** Number of rows in the span. */
  rows = 0;

  /**
   * Looks at the footers of the parts.
   *
   * @param layout The columns of the kind.
   * @param paths The parts in order of time.
   * @param names The columns to read.
   * @param span The span of time.
   * @throws {DataError} If a part is missing or damaged.
   */
  constructor(
    layout: Layout,
    paths: readonly string[],
    names: readonly string[],
    span: TimeSpan,
  ) {
    this.#layout = layout;
    this.#columns = layout.columns.filter(({ name }) => names.includes(name));
    const spans = new Map<string, DecimalSpan[]>();
    for (const path of paths) {
      using part = new PartReader(path, layout);
      const slices = slicesOf(part, layout, span);
      for (const column of this.#columns) {
        const { name } = column;
        if (!isScaled(column) || slices.length === 0) continue;
        const known = spans.get(name);
        if (known === undefined) spans.set(name, [part.decimal(name)]);
        else known.push(part.decimal(name));
      }
      if (slices.length > 0) {
        const footer = this.#parts.length < KEPT ? part.footer : undefined;
        this.#parts.push({ path, slices, footer });
      }
      for (const { from, to } of slices) this.rows += to - from;
    }
    for (const column of this.#columns) {
      const { name } = column;
      if (!isScaled(column)) continue;
      const known = spans.get(name) ?? [];
      const scale = Math.max(0, ...known.map((decimal) => decimal.scale));
      const narrow = known.every((decimal) => fitsInt32(decimal, scale));
      this.#decimals.set(name, { scale, narrow });
    }
  }

  /**
   * Columns with room for rows.
   *
   * @param rows Their length.
   * @returns Columns of zeros.
   */
  allocate(rows: number): AnyColumns {
    const columns: Record<string, AnyColumns[string]> = {};
    for (const { name, type } of this.#columns) {
      const decimal = this.#decimals.get(name);
      if (decimal !== undefined) {
        const integers = decimal.narrow
          ? new Int32Array(rows)
          : new Float64Array(rows);
        columns[name] = { integers, scale: decimal.scale };
      } else {
        columns[name] = type === "boolean"
          ? new Uint8Array(rows)
          : new Float64Array(rows);
      }
    }
    return columns;
  }

  /**
   * Reads the rows in order, row group by row group.
   *
   * @param columns Where they go, from `allocate`.
   * @param place Says at which row of the columns the next ones go, and is told
   * how many they will be.
   * @yields The number of rows that were read.
   * @throws {DataError} If a part is missing or damaged.
   */
  *read(
    columns: AnyColumns,
    place: (rows: number) => number,
  ): Generator<number> {
    for (const { path, slices, footer } of this.#parts) {
      using part = new PartReader(path, this.#layout, footer);
      for (const slice of slices) {
        const rows = slice.to - slice.from;
        const at = place(rows);
        for (const { name } of this.#columns) {
          const out = valuesOf(columns, name).subarray(at, at + rows);
          this.#readSlice(part, slice, name, out);
          const scale = this.#decimals.get(name)?.scale;
          const power = scale === undefined ? 0 : scale - part.scale(name);
          if (power > 0) multiply(out, 10 ** power);
        }
        yield rows;
      }
    }
  }

  /** Reads a slice; one that is not a whole row group by way of a copy. */
  #readSlice(
    part: PartReader,
    { group, from, to, times }: Slice,
    name: string,
    out: ColumnValues,
  ): void {
    if (times !== undefined && name === this.#layout.time) {
      out.set(times.subarray(from, to));
      return;
    }
    const { rows } = part.groups[group]!;
    if (to - from === rows) {
      part.read(group, name, out);
      return;
    }
    const kind = kindOf(out);
    const whole = this.#scratch.array(kind, kind, rows);
    part.read(group, name, whole, to);
    out.set(whole.subarray(from, to));
  }
}

/**
 * The rows of a part that fall in a span, by row group.
 *
 * @param part The part.
 * @param layout Names the column of time.
 * @param span The span.
 * @returns Slices in order; rows of a part are in order of time.
 * @see lem-pruning
 */
export function slicesOf(
  part: PartReader,
  layout: Layout,
  span: TimeSpan,
): Slice[] {
  const { start = -Infinity, end = Infinity } = span;
  const slices: Slice[] = [];
  part.groups.forEach(({ rows, firstTime, lastTime }, group) => {
    if (lastTime < start || firstTime >= end) return;
    if (firstTime >= start && lastTime < end) {
      slices.push({ group, from: 0, to: rows });
      return;
    }
    const times = new Float64Array(rows);
    part.read(group, layout.time, times);
    const from = countBefore(times, start);
    const to = countBefore(times, end);
    if (from < to) slices.push({ group, from, to, times });
  });
  return slices;
}

function multiply(values: ColumnValues, factor: number): void {
  for (let i = 0; i < values.length; i++) values[i]! *= factor;
}
