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

/** Values that differ by less are packed as integers of 32 bits: so do differences of their differences. */
const NARROW = 2 ** 30;

// One column is packed at a time, so that what it is worked on with is shared.
const deltas = new Float64Array(BLOCK);
const offsets = new Int32Array(BLOCK);
/** Of a block: smallest and largest delta. Of all: smallest and largest value, from the first one. */
const range = new Int32Array(4);
const LEAST = 0;
const MOST = 1;
const LOW = 2;
const HIGH = 3;

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
 * Integers of 64 bits are worked on as 32-bit differences from the first one where
 * these suffice, else as doubles, never as `BigInt`, which takes five to twenty
 * times as long. Where the values differ by
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
  let at = putVarint(out, 0, BLOCK);
  at = putVarint(out, at, MINIBLOCKS);
  at = putVarint(out, at, rows);
  if (rows === 0) {
    at = putZigZag(out, at, 0);
    return { size: at, least: Infinity, most: -Infinity, fraction: 0 };
  }
  const first = values[0]!;
  at = putZigZag(out, at, Number.isFinite(first) ? first : 0);
  return packNarrow(values, rows, out, at, packing) ??
    packDoubles(values, rows, out, at, packing);
}

/** Packs blocks of values that differ by less than 30 bits; `undefined` if they turn out not to, or one is no whole number. */
function packNarrow(
  values: Integers,
  rows: number,
  out: Uint8Array,
  at: number,
  packing: Packing,
): PackedDeltas | undefined {
  const view = new DataView(out.buffer, out.byteOffset, out.byteLength);
  const first = values[0]!;
  if (!Number.isSafeInteger(first)) return undefined;
  range.fill(0);
  // The same loop twice: one that sees both kinds of arrays takes three times as long.
  const take = values instanceof Int32Array ? takeIntegers : takeDoubles;
  for (let start = 1; start < rows; start += BLOCK) {
    const size = Math.min(BLOCK, rows - start);
    if (!take(values as Int32Array & Float64Array, start, size)) {
      return undefined;
    }
    let least = range[LEAST]!;
    if (packing === "bytes") least = steadyBase(least, range[MOST]!);
    at = putZigZag(out, at, least);
    for (let i = 0; i < size; i++) offsets[i] = (offsets[i]! - least) | 0;
    at = packOffsets(out, view, at, size, packing);
  }
  const least = first + range[LOW]!, most = first + range[HIGH]!;
  return Number.isSafeInteger(least) && Number.isSafeInteger(most)
    ? { size: at, least, most, fraction: 0 }
    : undefined;
}

/** Takes the differences of a block into `offsets`; `false` if the values are not narrow. */
function takeIntegers(
  values: Int32Array,
  start: number,
  size: number,
): boolean {
  const first = values[0]!;
  let previous = values[start - 1]!;
  let low = first + range[LOW]!, high = first + range[HIGH]!;
  let least = 0x7fff_ffff, most = -0x7fff_ffff;
  for (let i = 0; i < size; i++) {
    const value = values[start + i]!;
    const delta = (value - previous) | 0;
    previous = value;
    offsets[i] = delta;
    if (delta < least) least = delta;
    if (delta > most) most = delta;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  range[LEAST] = least;
  range[MOST] = most;
  range[LOW] = low - first;
  range[HIGH] = high - first;
  return high - low < NARROW;
}

/** The same of doubles. */
function takeDoubles(
  values: Float64Array,
  start: number,
  size: number,
): boolean {
  const first = values[0]!;
  let previous = (values[start - 1]! - first) | 0;
  let low = range[LOW]!, high = range[HIGH]!;
  let least = 0x7fff_ffff, most = -0x7fff_ffff;
  for (let i = 0; i < size; i++) {
    const difference = values[start + i]! - first;
    const value = difference | 0;
    if (value !== difference || value >= NARROW || value <= -NARROW) {
      return false;
    }
    const delta = (value - previous) | 0;
    previous = value;
    offsets[i] = delta;
    if (delta < least) least = delta;
    if (delta > most) most = delta;
    // Without a branch, as times rise or stay at random.
    const above = (high - value) | 0, below = (value - low) | 0;
    high = (high - (above & (above >> 31))) | 0;
    low = (low + (below & (below >> 31))) | 0;
  }
  range[LEAST] = least;
  range[MOST] = most;
  range[LOW] = low;
  range[HIGH] = high;
  return high - low < NARROW;
}

/** Packs blocks of values of any range. */
function packDoubles(
  values: Integers,
  rows: number,
  out: Uint8Array,
  at: number,
  packing: Packing,
): PackedDeltas {
  const view = new DataView(out.buffer, out.byteOffset, out.byteLength);
  let previous = values[0]!;
  let low = previous;
  let high = previous;
  let fraction = previous === Math.floor(previous) ? 0 : previous;
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
    if (wide) {
      at = packWide(out, at, size, least);
      continue;
    }
    for (let i = 0; i < size; i++) offsets[i] = deltas[i]! - least;
    at = packOffsets(out, view, at, size, packing);
  }
  return { size: at, least: low, most: high, fraction };
}

/** Packs the offsets of a block, which fit 31 bits. */
function packOffsets(
  out: Uint8Array,
  view: DataView,
  at: number,
  size: number,
  packing: Packing,
): number {
  if (size < BLOCK) offsets.fill(0, size);
  return packing === "bits"
    ? packBits(out, view, at)
    : packBytes(out, view, at);
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

/** Packs `offsets` in bits. */
function packBits(
  out: Uint8Array,
  view: DataView,
  at: number,
): number {
  const widths = at;
  at += MINIBLOCKS;
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

/** Packs `offsets` in whole bytes. */
function packBytes(
  out: Uint8Array,
  view: DataView,
  at: number,
): number {
  const widths = at;
  at += MINIBLOCKS;
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
