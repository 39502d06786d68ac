/** Entries that a window may have: a gigabyte of numbers. */
const MOST_ENTRIES = 2 ** 27;

/**
 * Checks that a window is a whole number of entries, at least `minimum` and few enough to
 * be kept.
 *
 * @param action What could not be done, as in "create RollingMean".
 * @param window The window asked for.
 * @param minimum The smallest that is defined.
 * @param name What the number is called.
 * @throws {RangeError} If it is not.
 */
export function assertWindow(
  action: string,
  window: number,
  minimum: number,
  name: string = "window",
): void {
  assertInteger(action, name, window, minimum);
  if (window > MOST_ENTRIES) {
    throw new RangeError(
      `Cannot ${action} as ${name} must be at most ${MOST_ENTRIES}: current value is ${window}`,
    );
  }
}

/**
 * Checks that columns are typed arrays of one length.
 *
 * @param action What could not be done, as in "compute Parkinson variance".
 * @param columns The columns by name.
 * @returns Their length.
 * @throws {TypeError} If one is not a typed array.
 * @throws {RangeError} If two differ in length; every length is named.
 */
export function assertColumns(
  action: string,
  columns: { readonly [name: string]: { readonly length: number } },
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
 * Checks the shape of a ring read from outside.
 *
 * @param action What could not be done.
 * @param window Entries in the window.
 * @param position Where the next entry goes.
 * @param length How many values the snapshot holds.
 * @throws {RangeError} If they do not fit each other.
 */
export function assertRing(
  action: string,
  window: number,
  position: number,
  length: number,
): void {
  if (length !== window) {
    throw new RangeError(
      `Cannot ${action} as it must hold one value per entry of the window: window is ${window}, values are ${length}`,
    );
  }
  if (!Number.isSafeInteger(position) || position < 0 || position >= window) {
    throw new RangeError(
      `Cannot ${action} as position must be in [0, window): current value is ${position}`,
    );
  }
}

/**
 * Checks what is taken from `n` in the divisor of a variance.
 *
 * @param action What could not be done.
 * @param ddof The number.
 * @throws {RangeError} If it is negative or not finite.
 */
export function assertDegreesOfFreedom(action: string, ddof: number): void {
  if (!(ddof >= 0 && ddof < Infinity)) {
    throw new RangeError(
      `Cannot ${action} as ddof must be at least 0: current value is ${ddof}`,
    );
  }
}

/**
 * Checks that a choice is one of the words it may be.
 *
 * @param action What could not be done.
 * @param name Name of the choice.
 * @param value The word given.
 * @param words The words there are.
 * @throws {RangeError} If it is none of them.
 */
export function assertChoice(
  action: string,
  name: string,
  value: string,
  words: readonly string[],
): void {
  if (!words.includes(value)) {
    const known = words.map((word) => JSON.stringify(word)).join(", ");
    throw new RangeError(
      `Cannot ${action} as ${name} must be one of ${known}: current value is ${
        JSON.stringify(value)
      }`,
    );
  }
}

/**
 * Checks that a number is positive and finite.
 *
 * @param action What could not be done.
 * @param name What the number is called.
 * @param value The number.
 * @throws {RangeError} If it is not.
 */
export function assertPositive(
  action: string,
  name: string,
  value: number | undefined,
): void {
  if (!(value! > 0 && value! < Infinity)) {
    throw new RangeError(
      `Cannot ${action} as ${name} must be positive and finite: current value is ${value}`,
    );
  }
}

/**
 * Checks that a number is finite and not negative.
 *
 * @param action What could not be done.
 * @param name What the number is called.
 * @param value The number.
 * @throws {RangeError} If it is not.
 */
export function assertNonNegative(
  action: string,
  name: string,
  value: number,
): void {
  if (!(value >= 0 && value < Infinity)) {
    throw new RangeError(
      `Cannot ${action} as ${name} must be at least 0 and finite: current value is ${value}`,
    );
  }
}

/**
 * Checks that a number is not negative; infinity is allowed.
 *
 * @param action What could not be done.
 * @param name What the number is called.
 * @param value The number.
 * @throws {RangeError} If it is negative or `NaN`.
 */
export function assertAtLeastZero(
  action: string,
  name: string,
  value: number,
): void {
  if (!(value >= 0)) {
    throw new RangeError(
      `Cannot ${action} as ${name} must be at least 0: current value is ${value}`,
    );
  }
}

/**
 * Checks that a choice is an integer of at least some minimum.
 *
 * @param action What could not be done.
 * @param name What the number is called.
 * @param value The number.
 * @param minimum The least that is defined.
 * @throws {RangeError} If it is not.
 */
export function assertInteger(
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
 * Checks that a number is finite.
 *
 * @param action What could not be done.
 * @param name What the number is called.
 * @param value The number.
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
 * Checks a probability that is neither 0 nor 1.
 *
 * @param action What could not be done.
 * @param name What the number is called.
 * @param value The probability.
 * @throws {RangeError} If it is not in (0, 1).
 */
export function assertProbability(
  action: string,
  name: string,
  value: number,
): void {
  if (!(value > 0 && value < 1)) {
    throw new RangeError(
      `Cannot ${action} as ${name} must be in (0, 1): current value is ${value}`,
    );
  }
}

/**
 * Checks that what was given is an object: no array, no `null`.
 *
 * @param action What could not be done.
 * @param name What it is called.
 * @param given The object.
 * @returns The object.
 * @throws {TypeError} If it is none.
 */
export function assertObject(
  action: string,
  name: string,
  given: unknown,
): Readonly<Record<string, unknown>> {
  if (typeof given === "object" && given !== null && !Array.isArray(given)) {
    return given as Readonly<Record<string, unknown>>;
  }
  const text = typeof given === "string" || Array.isArray(given)
    ? JSON.stringify(given)
    : String(given);
  throw new TypeError(
    `Cannot ${action} as ${name} must be an object: current value is ${text}`,
  );
}

/**
 * Checks that an object has no key but those that are known: a misspelt choice is no choice.
 *
 * @param action What could not be done.
 * @param name What the object is called.
 * @param given The object.
 * @param keys The keys there are.
 * @returns The object.
 * @throws {TypeError} If it is no object or another key is there.
 */
export function assertKeys(
  action: string,
  name: string,
  given: unknown,
  keys: readonly string[],
): Readonly<Record<string, unknown>> {
  const object = assertObject(action, name, given);
  const unknown = Object.keys(object).find((key) => !keys.includes(key));
  if (unknown === undefined) return object;
  throw new TypeError(
    `Cannot ${action} as the keys of ${name} must be among ${
      keys.join(", ")
    }: current value is ${unknown}`,
  );
}
