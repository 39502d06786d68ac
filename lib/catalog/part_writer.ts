// deno-lint-ignore-file camelcase -- the names of the Parquet format
import type { KeyValue, RowGroup, SchemaElement } from "hyparquet";
import { ByteWriter } from "hyparquet-writer";
import { writeMetadata } from "hyparquet-writer/src/metadata.js";
import type { Scaled } from "../market/mod.ts";
import { boundsOf } from "./column_bounds.ts";
import {
  type ColumnValues,
  ColumnWriter,
  PHYSICAL,
  type StampUnit,
} from "./column_page.ts";
import { GROUP_ROWS, type Layout, type PartColumn } from "./layout.ts";
import type { Ends } from "./manifest.ts";

/** Columns of a block of rows, as `market` hands them over. */
export type AnyColumns = Readonly<Record<string, Scaled | ColumnValues>>;

/** Where the bytes of a part go. */
export type Output = {
  /** Takes the next bytes. */
  append(bytes: Uint8Array): void;
  /** How many it has taken. */
  readonly size: number;
};

const MAGIC = new TextEncoder().encode("PAR1");
/** Digits of a DECIMAL of 64 bits. */
const PRECISION = 18;

const EMPTY = new Int32Array(0);

/** One column of the row group in the making. */
type Buffer = {
  readonly column: PartColumn;
  readonly writer: ColumnWriter;
  values: ColumnValues;
};

/**
 * Writes a part row group by row group: memory is that of one row group.
 */
export class PartWriter {
  readonly #file: Output;
  readonly #unit: StampUnit;
  readonly #buffers: Buffer[];
  readonly #groups: RowGroup[] = [];
  #scales: Record<string, number> | undefined;
  #buffered = 0;
  /** Number of rows written; all of them after `finish`. */
  rows = 0;

  /**
   * Starts a part.
   *
   * @param file Where it goes.
   * @param layout The columns.
   * @param unit The unit of its times.
   */
  constructor(file: Output, layout: Layout, unit: StampUnit) {
    this.#file = file;
    this.#unit = unit;
    this.#buffers = layout.columns.map((column) => ({
      column,
      writer: new ColumnWriter(column, unit),
      values: EMPTY,
    }));
    file.append(MAGIC);
  }

  /** Decimal places of each column of exact decimals. */
  get scales(): Readonly<Record<string, number>> {
    return this.#scales ?? {};
  }

  /**
   * Appends rows.
   *
   * @param columns Columns of a block; the scales of decimals are those of the
   * first block.
   * @param from First row of the block to append.
   * @param to The row after the last.
   */
  append(columns: AnyColumns, from: number, to: number): void {
    this.#scales ??= scalesOf(columns);
    while (from < to) {
      const take = Math.min(to - from, GROUP_ROWS - this.#buffered);
      if (take === GROUP_ROWS) {
        this.#writeGroup(columns, from, take);
        from += take;
        continue;
      }
      for (const buffer of this.#buffers) {
        const source = valuesOf(columns, buffer.column.name);
        this.#makeRoom(buffer, source, this.#buffered + take);
        buffer.values.set(source.subarray(from, from + take), this.#buffered);
      }
      from += take;
      this.#buffered += take;
      if (this.#buffered === GROUP_ROWS) this.flush();
    }
  }

  /** Makes a buffer long enough and wide enough for values like those of a block. */
  #makeRoom(buffer: Buffer, source: ColumnValues, rows: number): void {
    const { values } = buffer;
    const wider = source instanceof Float64Array &&
      values instanceof Int32Array;
    if (values.length >= rows && !wider) return;
    const length = Math.min(
      GROUP_ROWS,
      Math.max(rows, values.length * 2, 4096),
    );
    const room = source instanceof Uint8Array
      ? new Uint8Array(length)
      : source instanceof Int32Array && !(values instanceof Float64Array)
      ? new Int32Array(length)
      : new Float64Array(length);
    room.set(values.subarray(0, this.#buffered));
    buffer.values = room;
  }

  /** Writes the rows that wait for more; call it when no more are to come. */
  flush(): void {
    if (this.#buffered === 0) return;
    const columns: Record<string, ColumnValues> = {};
    for (const { column, values } of this.#buffers) {
      columns[column.name] = values;
    }
    this.#writeGroup(columns, 0, this.#buffered);
    const full = this.#buffered === GROUP_ROWS;
    this.#buffered = 0;
    if (!full) { for (const buffer of this.#buffers) buffer.values = EMPTY; }
  }

  #writeGroup(from: AnyColumns, start: number, rows: number): void {
    const offset = this.#file.size;
    const columns = this.#buffers.map(({ column, writer }) =>
      writer.write(
        valuesOf(from, column.name).subarray(start, start + rows),
        rows,
        this.scales[column.name] ?? 0,
        this.#file.size,
        (bytes) => this.#file.append(bytes),
      )
    );
    this.rows += rows;
    this.#groups.push({
      columns,
      total_byte_size: columns.reduce(
        (sum, { meta_data }) => sum + meta_data!.total_uncompressed_size,
        0n,
      ),
      total_compressed_size: BigInt(this.#file.size - offset),
      num_rows: BigInt(rows),
      file_offset: BigInt(offset),
    });
  }

  /**
   * What the row groups written so far know of a column of whole numbers.
   *
   * @param name The column.
   * @returns Its least and its largest value; `undefined` where it has none.
   */
  bounds(name: string): Ends | undefined {
    const index = this.#buffers.findIndex(({ column }) => column.name === name);
    return boundsOf(this.#groups, index);
  }

  /**
   * Writes what is left and the footer.
   *
   * @param metadata Key-value pairs of the footer.
   */
  finish(metadata: KeyValue[]): void {
    this.flush();
    const footer = new ByteWriter();
    writeMetadata(footer, {
      version: 2,
      created_by: "volarb",
      schema: this.#schema(),
      num_rows: BigInt(this.rows),
      row_groups: this.#groups,
      key_value_metadata: metadata,
      metadata_length: 0,
    });
    this.#file.append(footer.getBytes());
    this.#file.append(MAGIC);
  }

  #schema(): SchemaElement[] {
    const root = { name: "root", num_children: this.#buffers.length };
    return [root, ...this.#buffers.map(({ column }) => this.#element(column))];
  }

  #element({ name, type, optional }: PartColumn): SchemaElement {
    const element: SchemaElement = {
      name,
      type: PHYSICAL[type],
      repetition_type: optional ? "OPTIONAL" : "REQUIRED",
    };
    if (type === "time") {
      element.converted_type = `TIMESTAMP_${this.#unit}`;
      element.logical_type = {
        type: "TIMESTAMP",
        isAdjustedToUTC: true,
        unit: this.#unit,
      };
    }
    if (type === "decimal") {
      const scale = this.scales[name] ?? 0;
      Object.assign(element, {
        converted_type: "DECIMAL",
        scale,
        precision: PRECISION,
        logical_type: { type: "DECIMAL", scale, precision: PRECISION },
      });
    }
    return element;
  }
}

/** The array behind a column, scaled or not. */
export function valuesOf(columns: AnyColumns, name: string): ColumnValues {
  const column = columns[name]!;
  return "integers" in column ? column.integers : column;
}

function scalesOf(columns: AnyColumns): Record<string, number> {
  const scales: Record<string, number> = {};
  for (const [name, column] of Object.entries(columns)) {
    if ("integers" in column) scales[name] = column.scale;
  }
  return scales;
}
