import { crc32, zstdDecompressSync } from "node:zlib";
import type { CompressionCodec } from "hyparquet";
import { parquetHeader } from "hyparquet/src/column.js";
import { type ColumnValues, nearestInteger, PHYSICAL } from "./column_page.ts";
import { deltaBound, type Integers } from "./pack_deltas.ts";
import { DELTA_PADDING, unpackDeltas } from "./unpack_deltas.ts";
import { GROUP_ROWS, type PartColumn } from "./layout.ts";

const TWO_32 = 2 ** 32;

/** Most bytes of a page: that of packed integers in their widest form. */
const LONGEST = deltaBound(GROUP_ROWS);

// One page is read at a time, so that its buffer is shared.
const padding = new Uint8Array(LONGEST + DELTA_PADDING);

/**
 * Reads one chunk that a {@linkcode ColumnWriter} wrote.
 *
 * @param bytes The chunk.
 * @param rows Its number of rows.
 * @param column What it holds.
 * @param codec How it is compressed.
 * @param factor What integers are multiplied by: 1,000 makes microseconds of
 * milliseconds.
 * @param out Where the values go, from its start; missing ones become `NaN`.
 * @param wanted How many rows, from the first on, have to be read; more may be.
 * @throws {RangeError} If the chunk is not what was written.
 */
export function readColumnPage(
  bytes: Uint8Array,
  rows: number,
  column: PartColumn,
  codec: CompressionCodec,
  factor: number,
  out: ColumnValues,
  wanted: number,
): void {
  const reader = {
    view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    offset: 0,
  };
  const header = parquetHeader(reader);
  const page = header.data_page_header_v2;
  const checked = bytes.subarray(
    reader.offset,
    reader.offset + header.compressed_page_size,
  );
  if (
    page === undefined || page.num_rows !== rows ||
    checked.length !== header.compressed_page_size ||
    (crc32(checked) | 0) !== header.crc
  ) {
    throw new RangeError(`column ${column.name} is damaged`);
  }
  const levels = checked.subarray(0, page.definition_levels_byte_length);
  const body = checked.subarray(levels.length);
  const plain = codec === "ZSTD"
    ? unzipped(body, header.uncompressed_page_size - levels.length)
    : body;
  const count = rows - page.num_nulls;
  if (page.encoding === "DELTA_BINARY_PACKED") {
    const size = plain.length + DELTA_PADDING;
    const padded = size <= padding.length
      ? padding.subarray(0, size)
      : new Uint8Array(size);
    padded.set(plain);
    const some = page.num_nulls > 0 ? count : wanted;
    unpackDeltas(padded, count, out as Integers, factor, some);
  } else if (column.type === "boolean") {
    for (let i = 0; i < count; i++) out[i] = plain[i >> 3]! >> (i & 7) & 1;
  } else if (PHYSICAL[column.type] === "DOUBLE") {
    new Uint8Array(out.buffer, out.byteOffset, count * 8).set(
      plain.subarray(0, count * 8),
    );
  } else {
    unpackPlain(plain, count, factor, out);
  }
  if (page.num_nulls > 0) spread(levels, rows, count, out);
}

/**
 * The plain bytes of a page: in one piece where it is as long as it says, which
 * takes half the time of pieces of 64 KiB.
 */
function unzipped(body: Uint8Array, size: number): Uint8Array {
  if (!(size >= 0 && size <= LONGEST)) throw new RangeError("page is too long");
  // One byte more, as a buffer that is just full asks for another.
  const chunkSize = Math.max(size + 1, 64);
  return zstdDecompressSync(body, { chunkSize, maxOutputLength: chunkSize });
}

function unpackPlain(
  bytes: Uint8Array,
  count: number,
  factor: number,
  out: ColumnValues,
): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let i = 0; i < count; i++) {
    out[i] = factor *
      (view.getInt32(i * 8 + 4, true) * TWO_32 + view.getUint32(i * 8, true));
  }
}

/** Moves values from the start of a column to where its levels say they stand. */
function spread(
  levels: Uint8Array,
  rows: number,
  count: number,
  out: ColumnValues,
): void {
  if (count === 0) {
    out.fill(NaN, 0, rows);
    return;
  }
  const at = levels.length - Math.ceil(rows / 8);
  let next = count - 1;
  for (let i = rows - 1; i >= 0; i--) {
    const there = (levels[at + (i >> 3)]! >> (i & 7) & 1) === 1;
    out[i] = there ? out[next--]! : NaN;
  }
}

/**
 * Turns doubles back into the integers of exact decimals.
 *
 * @param doubles What was stored.
 * @param rows How many.
 * @param scale Decimal places.
 * @param out Where the integers go.
 * @see lem-fifteen-digits
 */
export function toIntegers(
  doubles: Float64Array,
  rows: number,
  scale: number,
  out: Integers,
): void {
  const unit = Number(`1e${scale}`);
  for (let i = 0; i < rows; i++) {
    const double = doubles[i]!;
    out[i] = Number.isNaN(double) ? NaN : nearestInteger(double, unit);
  }
}
