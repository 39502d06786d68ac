import type { Integers } from "./pack_deltas.ts";

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
  const unpack = out instanceof Int32Array ? unpackNarrow : unpackWide;
  unpack(bytes, rows, out, factor, wanted);
}

// A set of loops for each kind of array: what the compiler learns of one, it then does
// not have to ask for with every integer of the other.
const unpackNarrow = unpacker();
const unpackWide = unpacker();

/** One miniblock: reads deltas from byte `at`, gives the last integer. */
type Loop = (
  from: Packed,
  at: number,
  out: Integers,
  row: number,
  end: number,
  value: number,
) => number;

/** What the loops read of a packed column. */
type Packed = {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly factor: number;
  /** Smallest delta of the block, to which those packed are added. */
  least: number;
  /** Bits of a delta of the miniblock. */
  width: number;
};

// A function for each width, called for 32 integers at a time, is compiled within the
// first few thousand of them, and one of another width does not undo it; one function
// of all loops is compiled, undone and compiled again through the first million.
function unpacker() {
  const same: Loop = ({ factor, least }, _at, out, row, end, value) => {
    for (; row < end; row++) {
      value += least;
      out[row] = value * factor;
    }
    return value;
  };
  const bytewise: Loop = (
    { bytes, factor, least },
    at,
    out,
    row,
    end,
    value,
  ) => {
    for (; row < end; row++) {
      value += least + bytes[at++]!;
      out[row] = value * factor;
    }
    return value;
  };
  const halves: Loop = ({ view, factor, least }, at, out, row, end, value) => {
    for (; row < end; row++, at += 2) {
      value += least + view.getUint16(at, true);
      out[row] = value * factor;
    }
    return value;
  };
  const words: Loop = ({ view, factor, least }, at, out, row, end, value) => {
    for (; row < end; row++, at += 4) {
      value += least + view.getUint32(at, true);
      out[row] = value * factor;
    }
    return value;
  };
  const bits: Loop = (
    { view, factor, least, width },
    at,
    out,
    row,
    end,
    value,
  ) => {
    const mask = (1 << width) - 1;
    for (let bit = 0; row < end; row++, bit += width) {
      value += least +
        ((view.getUint32(at + (bit >>> 3), true) >>> (bit & 7)) & mask);
      out[row] = value * factor;
    }
    return value;
  };
  const manyBits: Loop = (
    { bytes, factor, least, width },
    at,
    out,
    row,
    end,
    value,
  ) => {
    for (let bit = 0; row < end; row++, bit += width) {
      value += least + bitsAt(bytes, at, bit, width);
      out[row] = value * factor;
    }
    return value;
  };
  const loopOf = (width: number): Loop => {
    if (width === 0) return same;
    if (width === 8) return bytewise;
    if (width === 16) return halves;
    if (width === 32) return words;
    return width <= 25 ? bits : manyBits;
  };
  return (
    bytes: Uint8Array,
    rows: number,
    out: Integers,
    factor: number,
    wanted: number,
  ): void => {
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
    const from: Packed = { bytes, view, factor, least: 0, width: 0 };
    const size = block / minis;
    const length = bytes.length - DELTA_PADDING;
    let row = 1;
    while (row < wanted) {
      from.least = takeZigZag(bytes);
      const widths = cursor;
      let at = cursor + minis;
      for (let mini = 0; mini < minis && row < wanted; mini++) {
        const width = from.width = bytes[widths + mini]!;
        const end = Math.min(row + size, wanted);
        const next = at + width * size / 8;
        if (next > length) throw truncated();
        value = loopOf(width)(from, at, out, row, end, value);
        row = end;
        at = next;
      }
      cursor = at;
    }
  };
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
