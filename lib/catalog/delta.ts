/** Values of a block; the format asks for a multiple of 128. */
const BLOCK = 128;
/** Miniblocks of a block, each of 32 values. */
const MINIBLOCKS = 4;
/** Values of a miniblock; the format asks for a multiple of 32. */
const MINIBLOCK = BLOCK / MINIBLOCKS;
const TWO_24 = 2 ** 24;
const TWO_31 = 2 ** 31;
const TWO_32 = 2 ** 32;

/** Largest difference between two values of a column that is packed here. */
export const DELTA_RANGE = 2 ** 50;

/** Integers as a column holds them in memory. */
export type Integers = Int32Array | Float64Array;

/**
 * How wide a packed integer may be: as many bits as it needs, or whole bytes.
 *
 * Bits are smaller as they stand. Bytes leave the entropy coder that follows a
 * pattern to see: where small and repeated changes alternate with large ones,
 * as in quantities, the compressed column is a quarter smaller.
 */
export type Packing = "bits" | "bytes";

const deltas = new Float64Array(BLOCK);
const offsets = new Int32Array(BLOCK);

/**
 * Bytes that a column of integers may take when packed.
 *
 * @param rows Number of integers.
 * @returns An upper bound.
 */
export function deltaBound(rows: number): number {
  return 64 + Math.ceil(rows / BLOCK) * (BLOCK * 8 + 16);
}

/** What packing a column found out about it. */
export type PackedDeltas = {
  /** Number of bytes written. */
  readonly size: number;
  /** Smallest value; `Infinity` where there is none. */
  readonly least: number;
  /** Largest value; `-Infinity` where there is none. */
  readonly most: number;
  /** A value that is no whole number, or 0; the bytes are then void. */
  readonly fraction: number;
};

/**
 * Packs integers as Parquet's DELTA_BINARY_PACKED.
 *
 * Integers of 64 bits are worked on as doubles and 32-bit words, never as
 * `BigInt`, which is five to ten times as fast. Where the values differ by
 * {@linkcode DELTA_RANGE} or more that loses digits: the bytes are then void.
 *
 * @param values Whole numbers.
 * @param rows How many of them.
 * @param out Where the bytes go; at least `deltaBound(rows)` of them.
 * @param packing Bits or whole bytes.
 * @returns How many bytes, and the range of the values.
 * @see https://parquet.apache.org/docs/file-format/data-pages/encodings/
 */
export function packDeltas(
  values: Integers,
  rows: number,
  out: Uint8Array,
  packing: Packing = "bits",
): PackedDeltas {
  const view = new DataView(out.buffer, out.byteOffset, out.byteLength);
  let at = putVarint(out, 0, BLOCK);
  at = putVarint(out, at, MINIBLOCKS);
  at = putVarint(out, at, rows);
  let previous = rows > 0 ? values[0]! : 0;
  let low = rows > 0 ? previous : Infinity;
  let high = rows > 0 ? previous : -Infinity;
  let fraction = previous === Math.floor(previous) ? 0 : previous;
  at = putZigZag(out, at, Number.isFinite(previous) ? previous : 0);
  for (let start = 1; start < rows; start += BLOCK) {
    const size = Math.min(BLOCK, rows - start);
    let least = Infinity;
    let most = -Infinity;
    for (let i = 0; i < size; i++) {
      const value = values[start + i]!;
      const delta = value - previous;
      previous = value;
      deltas[i] = delta;
      if (delta < least) least = delta;
      if (delta > most) most = delta;
      if (value < low) low = value;
      if (value > high) high = value;
      if (value !== Math.floor(value)) fraction = value;
    }
    // Nothing that is not finite may come to the writers of numbers below.
    if (fraction !== 0 || !(most - least < Infinity)) break;
    const wide = most - least >= TWO_31;
    if (packing === "bytes" && !wide) least = steadyBase(least, most);
    at = putZigZag(out, at, least);
    if (wide) at = packWide(out, at, size, least);
    else if (packing === "bits") at = packBits(out, view, at, size, least);
    else at = packBytes(out, view, at, size, least);
  }
  return { size: at, least: low, most: high, fraction };
}

/**
 * A number not above the least delta of a block that is the same from block to
 * block, so that equal deltas have equal bytes; it costs no byte more.
 */
function steadyBase(least: number, most: number): number {
  const bytes = Math.ceil(bitWidth(most - least) / 8);
  if (bytes === 0 || bytes === 4) return least;
  const span = 1 << (bytes * 8);
  if (least >= 0 && most < span) return 0;
  return least >= -span / 2 && most < span / 2 ? -span / 2 : least;
}

/** Packs a block whose offsets from `base` fit 31 bits, in bits. */
function packBits(
  out: Uint8Array,
  view: DataView,
  at: number,
  size: number,
  base: number,
): number {
  const widths = at;
  at += MINIBLOCKS;
  for (let i = 0; i < size; i++) offsets[i] = deltas[i]! - base;
  for (let i = size; i < BLOCK; i++) offsets[i] = 0;
  for (let mini = 0; mini < MINIBLOCKS; mini++) {
    const from = mini * MINIBLOCK;
    let bits = 0;
    for (let i = from; i < from + MINIBLOCK; i++) bits |= offsets[i]!;
    const width = 32 - Math.clz32(bits);
    out[widths + mini] = width;
    if (width === 0) continue;
    let word = 0;
    let used = 0;
    for (let i = from; i < from + MINIBLOCK; i++) {
      const offset = offsets[i]!;
      word |= offset << used;
      used += width;
      if (used >= 32) {
        view.setInt32(at, word, true);
        at += 4;
        used -= 32;
        word = used === 0 ? 0 : offset >>> (width - used);
      }
    }
  }
  return at;
}

/** Packs a block whose offsets from `base` fit 31 bits, in whole bytes. */
function packBytes(
  out: Uint8Array,
  view: DataView,
  at: number,
  size: number,
  base: number,
): number {
  const widths = at;
  at += MINIBLOCKS;
  for (let i = 0; i < size; i++) offsets[i] = deltas[i]! - base;
  for (let i = size; i < BLOCK; i++) offsets[i] = 0;
  for (let mini = 0; mini < MINIBLOCKS; mini++) {
    const from = mini * MINIBLOCK;
    const to = from + MINIBLOCK;
    let bits = 0;
    for (let i = from; i < to; i++) bits |= offsets[i]!;
    const bytes = (39 - Math.clz32(bits)) >> 3;
    out[widths + mini] = bytes * 8;
    if (bytes === 1) {
      for (let i = from; i < to; i++) out[at++] = offsets[i]!;
    } else if (bytes === 2) {
      for (let i = from; i < to; i++, at += 2) {
        view.setInt16(at, offsets[i]!, true);
      }
    } else if (bytes === 3) {
      for (let i = from; i < to; i++) {
        const offset = offsets[i]!;
        out[at++] = offset;
        out[at++] = offset >>> 8;
        out[at++] = offset >>> 16;
      }
    } else if (bytes === 4) {
      for (let i = from; i < to; i++, at += 4) {
        view.setInt32(at, offsets[i]!, true);
      }
    }
  }
  return at;
}

/** Packs a block whose offsets from `base` need up to 53 bits. */
function packWide(
  out: Uint8Array,
  at: number,
  size: number,
  base: number,
): number {
  const widths = at;
  at += MINIBLOCKS;
  for (let mini = 0; mini < MINIBLOCKS; mini++) {
    const from = mini * MINIBLOCK;
    let most = 0;
    for (let i = from; i < Math.min(from + MINIBLOCK, size); i++) {
      most = Math.max(most, deltas[i]! - base);
    }
    const width = bitWidth(most);
    out[widths + mini] = width;
    let pending = 0;
    let used = 0;
    for (let i = from; i < from + MINIBLOCK; i++) {
      const offset = i < size ? deltas[i]! - base : 0;
      // Two pieces, since 53 bits and the 7 pending ones are not exact at once.
      for (
        const [piece, bits] of [
          [offset % TWO_24, Math.min(width, 24)],
          [Math.floor(offset / TWO_24), Math.max(width - 24, 0)],
        ] as const
      ) {
        pending += piece * 2 ** used;
        used += bits;
        for (; used >= 8; used -= 8) {
          out[at++] = pending % 256;
          pending = Math.floor(pending / 256);
        }
      }
    }
  }
  return at;
}

/** Bits that a whole number from 0 to 2^53 takes. */
function bitWidth(value: number): number {
  const high = Math.floor(value / TWO_32);
  return high > 0 ? 64 - Math.clz32(high) : 32 - Math.clz32(value % TWO_32);
}

/** Writes an unsigned LEB128 number below 2^53. */
function putVarint(out: Uint8Array, at: number, value: number): number {
  for (; value >= 128; value = Math.floor(value / 128)) {
    out[at++] = value % 128 + 128;
  }
  out[at++] = value;
  return at;
}

/** Writes a signed safe integer as zigzag LEB128, exact where doubling is not. */
function putZigZag(out: Uint8Array, at: number, value: number): number {
  const magnitude = value < 0 ? -1 - value : value;
  const low = magnitude % 64 * 2 + (value < 0 ? 1 : 0);
  const rest = Math.floor(magnitude / 64);
  if (rest === 0) {
    out[at++] = low;
    return at;
  }
  out[at++] = low + 128;
  return putVarint(out, at, rest);
}

/** Bytes beyond the end of a packed column that the reader may touch. */
export const DELTA_PADDING = 8;

/** Where the reader of a packed column stands. */
let cursor = 0;

/**
 * Unpacks a column of DELTA_BINARY_PACKED integers.
 *
 * @param bytes The packed column, followed by {@linkcode DELTA_PADDING} bytes.
 * @param rows Number of integers.
 * @param out Where they go, from its start: integers beyond 32 bits and a
 * factor other than 1 need a `Float64Array`.
 * @param factor What each integer is multiplied by.
 * @param wanted How many of the integers, from the first on, are unpacked.
 * @throws {RangeError} If the bytes are no such column or hold another number
 * of integers.
 */
export function unpackDeltas(
  bytes: Uint8Array,
  rows: number,
  out: Integers,
  factor = 1,
  wanted = rows,
): void {
  cursor = 0;
  const block = takeVarint(bytes);
  const minis = takeVarint(bytes);
  const count = takeVarint(bytes);
  let value = takeZigZag(bytes);
  if (count !== rows || block % 128 !== 0 || (block / minis) % 32 !== 0) {
    throw new RangeError(
      `Cannot unpack a column as it must hold ${rows} integers in miniblocks of 32: it holds ${count} in ${minis} of ${block}`,
    );
  }
  if (wanted === 0) return;
  out[0] = value * factor;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = block / minis;
  const length = bytes.length - DELTA_PADDING;
  let row = 1;
  while (row < wanted) {
    const least = takeZigZag(bytes);
    const widths = cursor;
    let at = cursor + minis;
    for (let mini = 0; mini < minis && row < wanted; mini++) {
      const width = bytes[widths + mini]!;
      const end = Math.min(row + size, wanted);
      if (at + width * size / 8 > length) throw truncated();
      if (width === 0) {
        if (least === 0) {
          out.fill(value * factor, row, end);
          row = end;
        } else {
          for (; row < end; row++) {
            value += least;
            out[row] = value * factor;
          }
        }
      } else if (width === 8) {
        for (let byte = at; row < end; row++, byte++) {
          value += least + bytes[byte]!;
          out[row] = value * factor;
        }
      } else if (width === 16) {
        for (let byte = at; row < end; row++, byte += 2) {
          value += least + view.getUint16(byte, true);
          out[row] = value * factor;
        }
      } else if (width === 32) {
        for (let byte = at; row < end; row++, byte += 4) {
          value += least + view.getUint32(byte, true);
          out[row] = value * factor;
        }
      } else if (width <= 25) {
        const mask = (1 << width) - 1;
        for (let bit = 0; row < end; row++, bit += width) {
          value += least +
            ((view.getUint32(at + (bit >>> 3), true) >>> (bit & 7)) & mask);
          out[row] = value * factor;
        }
      } else {
        for (let bit = 0; row < end; row++, bit += width) {
          value += least + bitsAt(bytes, at, bit, width);
          out[row] = value * factor;
        }
      }
      at += width * size / 8;
    }
    cursor = at;
  }
}

/** An unsigned number of 26 to 53 bits that starts at any bit. */
function bitsAt(
  bytes: Uint8Array,
  at: number,
  bit: number,
  width: number,
): number {
  let byte = at + (bit >>> 3);
  let result = bytes[byte++]! >>> (bit & 7);
  let have = 8 - (bit & 7);
  for (; have + 8 <= width; have += 8) result += bytes[byte++]! * 2 ** have;
  const rest = (1 << (width - have)) - 1;
  return result + (bytes[byte]! & rest) * 2 ** have;
}

/** Reads an unsigned LEB128 number at the cursor. */
function takeVarint(bytes: Uint8Array): number {
  let value = 0;
  for (let scale = 1; cursor < bytes.length; scale *= 128) {
    const byte = bytes[cursor++]!;
    value += (byte & 127) * scale;
    if (byte < 128) return value;
  }
  throw truncated();
}

/** Reads a zigzag LEB128 number at the cursor, exact for safe integers. */
function takeZigZag(bytes: Uint8Array): number {
  const first = bytes[cursor++]!;
  const magnitude = ((first & 127) >> 1) +
    (first < 128 ? 0 : takeVarint(bytes) * 64);
  return (first & 1) === 1 ? -1 - magnitude : magnitude;
}

function truncated(): RangeError {
  return new RangeError("Cannot unpack a column as its bytes end too early");
}
