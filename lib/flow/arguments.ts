/** A column of any numeric kind, as far as its length goes. */
type Column = { readonly length: number };

/**
 * Checks that columns are typed arrays of one length.
 *
 * @param action What could not be done, as in "compute VPIN".
 * @param columns The columns by name.
 * @returns Their length.
 * @throws {TypeError} If one is not a typed array.
 * @throws {RangeError} If two differ in length; every length is named.
 */
export function assertSameLength(
  action: string,
  columns: { readonly [name: string]: Column },
): number {
  const entries = Object.entries(columns);
  for (const [name, column] of entries) {
    if (!ArrayBuffer.isView(column)) {
      throw new TypeError(
        `Cannot ${action} as ${name} must be a typed array: current value is ${column}`,
      );
    }
  }
  const length = entries[0]?.[1].length ?? 0;
  if (entries.some(([, column]) => column.length !== length)) {
    const lengths = entries.map(([name, column]) =>
      `${name} has ${column.length}`
    ).join(", ");
    throw new RangeError(
      `Cannot ${action} as columns must have one length: ${lengths}`,
    );
  }
  return length;
}

/**
 * Checks that a count is a whole number, at least `minimum`.
 *
 * @param action What could not be done.
 * @param name The argument.
 * @param value Its value.
 * @param minimum The smallest that is defined.
 * @throws {RangeError} If it is not.
 */
export function assertWhole(
  action: string,
  name: string,
  value: number,
  minimum: number,
): void {
  if (!Number.isSafeInteger(value) || value < minimum) {
    throw new RangeError(
      `Cannot ${action} as ${name} must be an integer of at least ${minimum}: current value is ${value}`,
    );
  }
}

/**
 * Checks that a number is finite and above zero.
 *
 * @param action What could not be done.
 * @param name The argument.
 * @param value Its value.
 * @throws {RangeError} If it is not.
 */
export function assertPositive(
  action: string,
  name: string,
  value: number,
): void {
  if (!(value > 0 && value < Infinity)) {
    throw new RangeError(
      `Cannot ${action} as ${name} must be positive: current value is ${value}`,
    );
  }
}

/**
 * Checks that a number is finite.
 *
 * @param action What could not be done.
 * @param name The argument.
 * @param value Its value.
 * @throws {RangeError} If it is not.
 */
export function assertFinite(
  action: string,
  name: string,
  value: number,
): void {
  if (!Number.isFinite(value)) {
    throw new RangeError(
      `Cannot ${action} as ${name} must be finite: current value is ${value}`,
    );
  }
}

/**
 * Checks that a quantity is finite and not negative.
 *
 * @param action What could not be done.
 * @param name The argument.
 * @param value Its value.
 * @throws {RangeError} If it is not.
 */
export function assertNotNegative(
  action: string,
  name: string,
  value: number,
): void {
  if (!(value >= 0 && value < Infinity)) {
    throw new RangeError(
      `Cannot ${action} as ${name} must be at least 0: current value is ${value}`,
    );
  }
}

/**
 * Checks that a column of times never falls.
 *
 * @param action What could not be done.
 * @param time Microseconds since the epoch.
 * @throws {RangeError} If a time is `NaN` or before the one that precedes it.
 */
export function assertRising(action: string, time: Float64Array): void {
  let last = -Infinity;
  for (let i = 0; i < time.length; i++) {
    const t = time[i]!;
    if (!(t >= last)) throw fallingTime(action, time, i);
    last = t;
  }
}

/**
 * The error of a time that falls.
 *
 * @param action What could not be done.
 * @param time Microseconds since the epoch.
 * @param row The row that is before the one that precedes it.
 * @returns The error, to be thrown.
 */
export function fallingTime(
  action: string,
  time: Float64Array,
  row: number,
): RangeError {
  return new RangeError(
    `Cannot ${action} as time must not fall: current value is ${
      time[row]
    } in row ${row} after ${time[row - 1]}`,
  );
}

/**
 * Checks that every flag of a column is 0 or 1.
 *
 * @param action What could not be done.
 * @param isBuyerMaker The flags.
 * @throws {RangeError} If one is neither.
 */
export function assertFlags(action: string, isBuyerMaker: Uint8Array): void {
  const n = isBuyerMaker.length;
  let flags = 0;
  let i = 0;
  // Four flags to a word where the column starts on one.
  if (isBuyerMaker.byteOffset % 4 === 0) {
    const { buffer, byteOffset } = isBuyerMaker;
    const words = new Uint32Array(buffer, byteOffset, n >> 2);
    for (let j = 0; j < words.length; j++) flags |= words[j]!;
    i = 4 * words.length;
  }
  for (; i < n; i++) flags |= isBuyerMaker[i]!;
  if ((flags & ~0x01010101) === 0) return;
  const row = isBuyerMaker.findIndex((flag) => flag > 1);
  throw new RangeError(
    `Cannot ${action} as isBuyerMaker must be 0 or 1: current value is ${
      isBuyerMaker[row]
    } in row ${row}`,
  );
}

/**
 * A number as JSON can hold it.
 *
 * @param value A number; `NaN` is missing.
 * @returns The number, `null` where it is missing.
 */
export function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

/**
 * What of a bar's volume was sold, as a fraction.
 *
 * @param action What could not be done.
 * @param volume Traded quantity.
 * @param buyVolume What of it was bought; `NaN` where missing.
 * @returns In [0, 1]; 0 for a bar without volume, `NaN` where missing.
 * @throws {RangeError} If the bought volume is not within the volume.
 */
export function soldShare(
  action: string,
  volume: number,
  buyVolume: number,
): number {
  if (buyVolume < 0 || buyVolume > volume) {
    throw new RangeError(
      `Cannot ${action} as bought volume must be within [0, ${volume}]: current value is ${buyVolume}`,
    );
  }
  return volume > 0 ? (volume - buyVolume) / volume : 0;
}
