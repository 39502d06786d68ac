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

// A closure for each kind of array: what the compiler learns of one, it then does not
// have to ask for with every integer of the other.
const unpackNarrow = unpacker();
const unpackWide = unpacker();

function unpacker() {
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
