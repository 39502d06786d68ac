const ZERO = 48;
const MINUS = 45;
const POINT = 46;
const COMMA = 44;
const NEWLINE = 10;
/** Room that a row of any family may need. */
const LONGEST_ROW = 512;
const encoder = new TextEncoder();

/**
 * Rows of a CSV file as bytes, without a string per number.
 *
 * Values are whole numbers: a price of 63943.90 is 6394390 units of two decimals.
 */
export class CsvText {
  #bytes: Uint8Array;
  #length = 0;

  constructor(capacity: number) {
    this.#bytes = new Uint8Array(capacity + LONGEST_ROW);
  }

  /** Bytes written since the last {@linkcode CsvText.clear}. */
  get length(): number {
    return this.#length;
  }

  /** What was written; valid until more is. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Begins again with nothing. */
  clear(): void {
    this.#length = 0;
  }

  /** A whole number and a comma. */
  integer(value: number): void {
    this.#integer(value);
    this.#bytes[this.#length++] = COMMA;
  }

  /** `units / 10^decimals` with all its decimals, and a comma. */
  decimal(units: number, decimals: number): void {
    let size = units;
    if (size < 0) {
      this.#bytes[this.#length++] = MINUS;
      size = -size;
    }
    if (decimals === 0) {
      this.#integer(size);
    } else {
      const power = 10 ** decimals;
      const whole = Math.floor(size / power);
      this.#integer(whole);
      this.#bytes[this.#length++] = POINT;
      this.#digits(size - whole * power, decimals);
    }
    this.#bytes[this.#length++] = COMMA;
  }

  /** Text of ASCII and a comma. */
  text(value: string): void {
    const { written } = encoder.encodeInto(
      value,
      this.#bytes.subarray(this.#length),
    );
    this.#length += written;
    this.#bytes[this.#length++] = COMMA;
  }

  /** Ends a row: the last comma becomes a newline, and room is made for the next. */
  endRow(): void {
    this.#bytes[this.#length - 1] = NEWLINE;
    if (this.#length + LONGEST_ROW > this.#bytes.length) {
      const larger = new Uint8Array(2 * this.#bytes.length);
      larger.set(this.bytes);
      this.#bytes = larger;
    }
  }

  #integer(value: number): void {
    let size = value;
    if (size < 0) {
      this.#bytes[this.#length++] = MINUS;
      size = -size;
    }
    if (size < 1e9) {
      this.#digits(size, digitsOf(size));
    } else {
      const high = Math.floor(size / 1e9);
      this.#integer(high);
      this.#digits(size - high * 1e9, 9);
    }
  }

  /** The last `count` digits of a number below 10^9. */
  #digits(value: number, count: number): void {
    const bytes = this.#bytes;
    const start = this.#length;
    let left = value | 0;
    for (let i = start + count - 1; i >= start; i--) {
      const rest = left / 10 | 0;
      bytes[i] = ZERO + left - 10 * rest;
      left = rest;
    }
    this.#length = start + count;
  }
}

/** Number of decimal digits of a whole number below 10^9. */
function digitsOf(value: number): number {
  if (value < 1e4) {
    return value < 100 ? (value < 10 ? 1 : 2) : (value < 1000 ? 3 : 4);
  }
  if (value < 1e6) return value < 1e5 ? 5 : 6;
  return value < 1e7 ? 7 : value < 1e8 ? 8 : 9;
}
