import * as fs from "node:fs";
import { type FileMetaData, parquetMetadata } from "hyparquet";
import { DataError, systemReason } from "../errors/mod.ts";
import { boundsOf } from "./column_bounds.ts";
import type { ColumnValues } from "./column_page.ts";
import { readColumnPage, toIntegers } from "./read_column_page.ts";
import type { Integers } from "./pack_deltas.ts";
import type { Layout, PartColumn } from "./layout.ts";
import {
  type Ends,
  type Manifest,
  MANIFEST_KEY,
  parseManifest,
} from "./manifest.ts";

/** Bytes read from the end of a part at first: most footers are smaller. */
const FOOTER_GUESS = 1 << 16;
/** Bounds of a column as the footer gives them are floating-point numbers. */
const INT32_LIMIT = 2 ** 31 - 1000;

/** A row group, without its values. */
export type GroupSpan = {
  /** Number of rows. */
  readonly rows: number;
  /** Time of its first row, microseconds. */
  readonly firstTime: number;
  /** Time of its last row, microseconds. */
  readonly lastTime: number;
};

/** What is known of a column of exact decimals from the footer. */
export type DecimalSpan = {
  /** Decimal places. */
  readonly scale: number;
  /** Largest magnitude of its integers. */
  readonly most: number;
  /** Whether a value is missing. */
  readonly missing: boolean;
};

const STAMPS = {
  timestampFromMilliseconds: (stamp: bigint) => Number(stamp) * 1000,
  timestampFromMicroseconds: (stamp: bigint) => Number(stamp),
};

/** Reads a part row group by row group. */
export class PartReader implements Disposable {
  readonly #path: string;
  readonly #layout: Layout;
  readonly #file: number;
  #bytes = new Uint8Array(0);
  #doubles = new Float64Array(0);
  /** What the file says of its parts. */
  readonly footer: FileMetaData;
  /** The row groups in order. */
  readonly groups: readonly GroupSpan[];
  /** Number of rows. */
  readonly rows: number;
  /** What the part says of itself; `undefined` if it is of another version. */
  readonly manifest: Manifest | undefined;

  /**
   * Opens a part and reads its footer.
   *
   * @param path The file.
   * @param layout The columns of its kind.
   * @param footer Its footer where it was read before.
   * @throws {DataError} If it is not there or is no part.
   */
  constructor(path: string, layout: Layout, footer?: FileMetaData) {
    this.#path = path;
    this.#layout = layout;
    try {
      this.#file = fs.openSync(path, "r");
    } catch (error) {
      throw new DataError(`Cannot read ${path}: ${saidBy(error)}`);
    }
    try {
      this.footer = footer ?? readFooter(this.#file);
      this.rows = Number(this.footer.num_rows);
      const pairs = this.footer.key_value_metadata;
      this.manifest = parseManifest(
        pairs?.find(({ key }) => key === MANIFEST_KEY)?.value,
      );
      const time = this.#indexOf(layout.time);
      this.groups = this.footer.row_groups.map((group) => {
        const bounds = group.columns[time]!.meta_data!.statistics!;
        return {
          rows: Number(group.num_rows),
          firstTime: Number(bounds.min_value),
          lastTime: Number(bounds.max_value),
        };
      });
    } catch (error) {
      fs.closeSync(this.#file);
      throw this.#damaged(error);
    }
  }

  /**
   * Decimal places of a column of exact decimals.
   *
   * @param name The column.
   * @returns The scale; 0 for any other column.
   * @throws {DataError} If the part is of a version that does not say it here.
   */
  scale(name: string): number {
    const index = this.#indexOf(name);
    const { scale } = this.footer.schema[index + 1]!;
    if (scale !== undefined) return scale;
    if (this.#layout.columns[index]!.type !== "decimalAsDouble") return 0;
    const stated = this.manifest?.scales[name];
    if (stated !== undefined) return stated;
    throw new DataError(
      `Cannot read ${this.#path} as its version of the catalog is not known here: ingest its file again`,
    );
  }

  /**
   * What the footer knows of a column of exact decimals.
   *
   * @param name The column.
   * @returns Scale, largest magnitude and whether values are missing.
   */
  decimal(name: string): DecimalSpan {
    const index = this.#indexOf(name);
    const scale = this.scale(name);
    let most = 0;
    let missing = false;
    for (const { columns } of this.footer.row_groups) {
      const { min_value, max_value, null_count } = columns[index]!.meta_data!
        .statistics!;
      for (const bound of [min_value, max_value]) {
        most = Math.max(most, Math.abs(Number(bound ?? 0)) * 10 ** scale);
      }
      missing ||= null_count! > 0n;
    }
    return { scale, most, missing };
  }

  /**
   * What the footer knows of a column of whole numbers.
   *
   * @param name The column.
   * @returns Its least and its largest value; `undefined` where none is stated.
   */
  bounds(name: string): Ends | undefined {
    return boundsOf(this.footer.row_groups, this.#indexOf(name));
  }

  /**
   * Reads one column of one row group.
   *
   * @param group The row group's number.
   * @param name The column.
   * @param out Where its values go, from the start: times in microseconds,
   * decimals as integers.
   * @param wanted How many rows, from the first on, have to be read.
   * @throws {DataError} If the part is damaged.
   */
  read(
    group: number,
    name: string,
    out: ColumnValues,
    wanted: number = this.groups[group]!.rows,
  ): void {
    const index = this.#indexOf(name);
    const { columns, num_rows } = this.footer.row_groups[group]!;
    const chunk = columns[index]!.meta_data!;
    const size = Number(chunk.total_compressed_size);
    if (this.#bytes.length < size) this.#bytes = new Uint8Array(size * 2);
    const bytes = this.#bytes.subarray(0, size);
    const rows = Number(num_rows);
    const column = this.#layout.columns[index]!;
    const unit = this.footer.schema[index + 1]!.converted_type;
    const factor = unit === "TIMESTAMP_MILLIS" ? 1000 : 1;
    const asDouble = column.type === "decimalAsDouble";
    if (asDouble && this.#doubles.length < rows) {
      this.#doubles = new Float64Array(rows);
    }
    const values = asDouble ? this.#doubles : out;
    try {
      readExactly(this.#file, bytes, Number(chunk.data_page_offset));
      readColumnPage(
        bytes,
        rows,
        column,
        chunk.codec,
        factor,
        values,
        wanted,
      );
      if (asDouble) {
        toIntegers(this.#doubles, rows, this.scale(name), out as Integers);
      }
    } catch (error) {
      throw this.#damaged(error);
    }
  }

  /** Closes the file. */
  [Symbol.dispose](): void {
    fs.closeSync(this.#file);
  }

  #indexOf(name: string): number {
    return this.#layout.columns.findIndex((column: PartColumn) =>
      column.name === name
    );
  }

  #damaged(error: unknown): DataError {
    return new DataError(
      `Cannot read ${this.#path} as it is no undamaged part of a catalog: ${
        saidBy(error)
      }`,
      { cause: error },
    );
  }
}

/**
 * Whether a column of exact decimals fits integers of 32 bits.
 *
 * @param span What the footer knows.
 * @param scale The decimal places wanted.
 * @returns Whether `Int32Array` holds it.
 */
export function fitsInt32(span: DecimalSpan, scale: number): boolean {
  return !span.missing && span.most * 10 ** (scale - span.scale) < INT32_LIMIT;
}

function readFooter(file: number): FileMetaData {
  const { size } = fs.fstatSync(file);
  let tail = new Uint8Array(Math.min(size, FOOTER_GUESS));
  readExactly(file, tail, size - tail.length);
  const length = tail.length < 12
    ? 0
    : new DataView(tail.buffer).getUint32(tail.length - 8, true) + 8;
  if (length > size) throw new RangeError("its footer is cut");
  if (length > tail.length) {
    tail = new Uint8Array(length);
    readExactly(file, tail, size - length);
  }
  return parquetMetadata(tail, {
    // deno-lint-ignore no-explicit-any
    parsers: STAMPS as any,
    geoparquet: false,
  });
}

/**
 * Fills bytes from a file.
 *
 * @param file An open file.
 * @param bytes All of them are filled.
 * @param position Where in the file they begin.
 * @throws {RangeError} If the file ends before.
 */
export function readExactly(
  file: number,
  bytes: Uint8Array,
  position: number,
): void {
  for (let at = 0; at < bytes.length;) {
    const count = fs.readSync(
      file,
      bytes,
      at,
      bytes.length - at,
      position + at,
    );
    if (count === 0) throw new RangeError("the file ends too early");
    at += count;
  }
}

/** Why something failed, in a clause. */
function saidBy(error: unknown): string {
  return systemReason(error) ??
    (error instanceof Error ? error.message : String(error));
}
