import { constants, crc32, zstdCompressSync } from "node:zlib";
import { Buffer } from "node:buffer";
import type { ColumnChunk, CompressionCodec, Encoding } from "hyparquet";
import { ByteWriter } from "hyparquet-writer";
import { writePageHeader } from "hyparquet-writer/src/datapage.js";
import {
  DELTA_RANGE,
  deltaBound,
  type Integers,
  packDeltas,
  type PackedDeltas,
  type Packing,
} from "./pack_deltas.ts";
import { GROUP_ROWS, type PartColumn } from "./layout.ts";

/** Unit of a time column in a file. */
export type StampUnit = "MILLIS" | "MICROS";

/** Values of a column in memory. */
export type ColumnValues = Int32Array | Float64Array | Uint8Array;

type MinMax = bigint | number;
/** The values of a chunk as bytes, before they are compressed. */
type Page = {
  readonly encoding: Encoding;
  readonly bytes: Uint8Array;
  /** The least and the largest, where the type has them. */
  readonly bounds: readonly [MinMax, MinMax] | undefined;
};
type PackedColumn = PackedDeltas & { readonly bytes: Uint8Array };

/** Share of its size that compression has to save to be worth its time. */
const WORTHWHILE = 0.02;
const TWO_32 = 2 ** 32;
const ZSTD = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

// One page is in the making at a time, so that its buffers are shared.
const packed = new Uint8Array(deltaBound(GROUP_ROWS));
const packedOtherwise = new Uint8Array(deltaBound(GROUP_ROWS));
const present = new Float64Array(GROUP_ROWS);

/** Says that a stamp is no whole millisecond where the file counts in them. */
export class FinerStamp extends Error {}

/**
 * Writes the chunks of one column of a part, each as a single page.
 *
 * How the column is packed and whether it is compressed is tried out on its
 * first chunk and then kept.
 */
export class ColumnWriter {
  readonly #column: PartColumn;
  readonly #unit: StampUnit;
  #packing: Packing | undefined;
  #codec: CompressionCodec | undefined;

  /**
   * Starts a column.
   *
   * @param column What it holds.
   * @param unit The unit if it is a time.
   */
  constructor(column: PartColumn, unit: StampUnit) {
    this.#column = column;
    this.#unit = unit;
  }

  /**
   * Writes one chunk.
   *
   * @param values The values; times in microseconds, decimals as integers,
   * booleans as 0 and 1, `NaN` where missing.
   * @param rows How many of them; at most `GROUP_ROWS`.
   * @param scale Decimal places if the column is decimals.
   * @param offset Where in the file the chunk begins.
   * @param put Takes the bytes.
   * @returns The chunk as the footer describes it.
   * @throws {RangeError} If a value cannot be stored exactly, or is missing in a
   * column that is not optional.
   * @throws {FinerStamp} If a time is finer than the unit.
   */
  write(
    values: ColumnValues,
    rows: number,
    scale: number,
    offset: number,
    put: (bytes: Uint8Array) => void,
  ): ColumnChunk {
    const { name, type, optional } = this.#column;
    const missing = optional ? countMissing(values, rows) : 0;
    const levels = optional ? packLevels(values, rows, missing) : EMPTY;
    const count = rows - missing;
    const stored = missing > 0
      ? withoutMissing(values as Float64Array, rows)
      : values;
    const { encoding, bytes, bounds } = this.#encode(stored, count, scale);
    const body = this.#compress(bytes);
    const codec = this.#codec!;
    const checked = levels.length === 0 ? body : Buffer.concat([levels, body]);
    const header = new ByteWriter();
    writePageHeader(header, {
      type: "DATA_PAGE_V2",
      uncompressed_page_size: levels.length + bytes.length,
      compressed_page_size: checked.length,
      crc: crc32(checked) | 0,
      data_page_header_v2: {
        num_values: rows,
        num_nulls: missing,
        num_rows: rows,
        encoding,
        definition_levels_byte_length: levels.length,
        repetition_levels_byte_length: 0,
        is_compressed: codec !== "UNCOMPRESSED",
      },
    });
    put(header.getBytes());
    put(checked);
    return {
      file_offset: BigInt(offset),
      meta_data: {
        type: PHYSICAL[type],
        encodings: [encoding, "RLE"],
        path_in_schema: [name],
        codec,
        num_values: BigInt(rows),
        total_uncompressed_size: BigInt(
          header.offset + levels.length + bytes.length,
        ),
        total_compressed_size: BigInt(header.offset + checked.length),
        data_page_offset: BigInt(offset),
        statistics: {
          null_count: BigInt(missing),
          ...(bounds && { min_value: bounds[0], max_value: bounds[1] }),
        },
      },
    };
  }

  /** The values that are there, as bytes. */
  #encode(values: ColumnValues, count: number, scale: number): Page {
    const { name, type } = this.#column;
    if (type === "boolean") {
      const bytes = packBooleans(values as Uint8Array, count);
      return { encoding: "PLAIN", bytes, bounds: undefined };
    }
    if (type === "double" || type === "decimalAsDouble") {
      const doubles = type === "double"
        ? values as Float64Array
        : toDoubles(name, values as Integers, count, scale);
      return {
        encoding: "PLAIN",
        bytes: new Uint8Array(doubles.buffer, doubles.byteOffset, count * 8),
        bounds: doubleBounds(doubles, count),
      };
    }
    const integers = type === "time" && this.#unit === "MILLIS"
      ? toMilliseconds(values as Float64Array, count)
      : values as Integers;
    const column = this.#pack(integers, count);
    const { least, most } = column;
    checkExact(name, column, count);
    const bounds = count > 0
      ? [BigInt(least), BigInt(most)] as const
      : undefined;
    return count === 0 || most - least < DELTA_RANGE
      ? { encoding: "DELTA_BINARY_PACKED", bytes: column.bytes, bounds }
      : { encoding: "PLAIN", bytes: packPlain(integers, count), bounds };
  }

  #pack(values: Integers, count: number): PackedColumn {
    const packing = this.#packing ?? "bits";
    const found = packDeltas(values, count, packed, packing);
    const column = { ...found, bytes: packed.subarray(0, found.size) };
    if (this.#packing !== undefined) return column;
    const { size } = packDeltas(values, count, packedOtherwise, "bytes");
    const otherwise = packedOtherwise.subarray(0, size);
    const better = zstdCompressSync(otherwise, ZSTD).length <
      Math.min(found.size, zstdCompressSync(column.bytes, ZSTD).length);
    this.#packing = better ? "bytes" : "bits";
    return better ? { ...column, bytes: otherwise } : column;
  }

  #compress(bytes: Uint8Array): Uint8Array {
    if (this.#codec === "UNCOMPRESSED") return bytes;
    const compressed = zstdCompressSync(bytes, ZSTD);
    this.#codec ??= compressed.length < bytes.length * (1 - WORTHWHILE)
      ? "ZSTD"
      : "UNCOMPRESSED";
    return this.#codec === "ZSTD" ? compressed : bytes;
  }
}

/** Physical type of each type of column. */
export const PHYSICAL = {
  time: "INT64",
  integer: "INT64",
  decimal: "INT64",
  decimalAsDouble: "DOUBLE",
  double: "DOUBLE",
  boolean: "BOOLEAN",
} as const;

const EMPTY = new Uint8Array(0);

function countMissing(values: ColumnValues, rows: number): number {
  if (!(values instanceof Float64Array)) return 0;
  let missing = 0;
  for (let i = 0; i < rows; i++) if (Number.isNaN(values[i]!)) missing++;
  return missing;
}

/** Definition levels: one run where all or none are missing, else one bit each. */
function packLevels(
  values: ColumnValues,
  rows: number,
  missing: number,
): Uint8Array {
  const mixed = missing > 0 && missing < rows;
  const groups = Math.ceil(rows / 8);
  const levels = new Uint8Array(6 + (mixed ? groups : 0));
  let at = 0;
  let head = mixed ? groups * 2 + 1 : rows * 2;
  for (; head >= 128; head >>>= 7) levels[at++] = head & 127 | 128;
  levels[at++] = head;
  if (!mixed) {
    levels[at++] = missing === 0 ? 1 : 0;
    return levels.subarray(0, at);
  }
  for (let i = 0; i < rows; i++) {
    if (!Number.isNaN(values[i]!)) levels[at + (i >> 3)]! |= 1 << (i & 7);
  }
  return levels.subarray(0, at + groups);
}

function withoutMissing(values: Float64Array, rows: number): Float64Array {
  let count = 0;
  for (let i = 0; i < rows; i++) {
    const value = values[i]!;
    if (!Number.isNaN(value)) present[count++] = value;
  }
  return present;
}

/** Stamps in milliseconds; works in place on `present`, which may hold them already. */
function toMilliseconds(times: Float64Array, count: number): Float64Array {
  for (let i = 0; i < count; i++) {
    const stamp = times[i]! / 1000;
    if (stamp !== Math.floor(stamp)) throw new FinerStamp();
    present[i] = stamp;
  }
  return present;
}

/** Refuses values that are no safe integers. */
function checkExact(name: string, column: PackedColumn, count: number): void {
  const { least, most, fraction } = column;
  const odd = fraction !== 0
    ? fraction
    : [least, most].find((value) => !Number.isSafeInteger(value));
  if (count === 0 || odd === undefined) return;
  throw new RangeError(
    `Cannot store column ${name} as its values must be whole numbers below 2^53: found ${odd}`,
  );
}

/** Smallest and largest; a zero among them is the wider of the two zeros. */
function doubleBounds(
  values: Float64Array,
  count: number,
): readonly [number, number] | undefined {
  let least = Infinity;
  let most = -Infinity;
  for (let i = 0; i < count; i++) {
    const value = values[i]!;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return count === 0 ? undefined : [least || -0, most || 0];
}

/** The doubles nearest to decimals; works in place on `present`. */
function toDoubles(
  name: string,
  values: Integers,
  count: number,
  scale: number,
): Float64Array {
  const unit = Number(`1e${scale}`);
  for (let i = 0; i < count; i++) {
    const value = values[i]!;
    present[i] = value / unit;
    if (nearestInteger(present[i]!, unit) !== value) {
      throw new RangeError(
        `Cannot store column ${name} as its decimals must have at most 15 digits: found ${value} at scale ${scale}`,
      );
    }
  }
  return present;
}

/**
 * The integer whose quotient by `unit` is nearest to a double.
 *
 * @param double What was stored.
 * @param unit A power of ten.
 * @returns A safe integer.
 * @see lem-division, lem-fifteen-digits
 */
export function nearestInteger(double: number, unit: number): number {
  const near = Math.round(double * unit);
  if (near / unit === double) return near + 0;
  return (near + 1) / unit === double ? near + 1 : near - 1;
}

function packPlain(values: Integers, count: number): Uint8Array {
  const view = new DataView(packed.buffer);
  for (let i = 0; i < count; i++) {
    const value = values[i]!;
    const high = Math.floor(value / TWO_32);
    view.setUint32(i * 8, value - high * TWO_32, true);
    view.setInt32(i * 8 + 4, high, true);
  }
  return packed.subarray(0, count * 8);
}

function packBooleans(values: Uint8Array, count: number): Uint8Array {
  const bytes = packed.subarray(0, Math.ceil(count / 8));
  bytes.fill(0);
  for (let i = 0; i < count; i++) bytes[i >> 3]! |= values[i]! << (i & 7);
  return bytes;
}
