/**
 * Checks that a column of times never falls.
 *
 * @param action What could not be done.
 * @param time Microseconds since the epoch.
 * @param name What the column is called.
 * @throws {RangeError} If a time is `NaN` or before the one that precedes it.
 */
export function assertRising(
  action: string,
  time: Float64Array,
  name: string = "time",
): void {
  let last = -Infinity;
  for (let i = 0; i < time.length; i++) {
    const t = time[i]!;
    if (!(t >= last)) throw fallingTime(action, time, i, name);
    last = t;
  }
}

/**
 * The error of a time that falls.
 *
 * @param action What could not be done.
 * @param time Microseconds since the epoch.
 * @param row The row that is before the one that precedes it.
 * @param name What the column is called.
 * @returns The error, to be thrown.
 */
export function fallingTime(
  action: string,
  time: Float64Array,
  row: number,
  name: string = "time",
): RangeError {
  const before = row === 0 ? "" : ` after ${time[row - 1]}`;
  return new RangeError(
    `Cannot ${action} as ${name} must not fall: current value is ${
      time[row]
    } in row ${row}${before}`,
  );
}

/**
 * Checks that a time is finite and not before the one that came last.
 *
 * @param action What could not be done.
 * @param time Microseconds since the epoch.
 * @param last The time before it; `NaN` where there is none.
 * @throws {RangeError} If it is missing or earlier.
 */
export function assertNotEarlier(
  action: string,
  time: number,
  last: number,
): void {
  if (!Number.isFinite(time)) {
    throw new RangeError(
      `Cannot ${action} as time must be finite: current value is ${time}`,
    );
  }
  if (time < last) {
    throw new RangeError(
      `Cannot ${action} as time must not fall: current value is ${time} after ${last}`,
    );
  }
}
