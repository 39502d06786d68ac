import { HOUR, MILLISECOND, MINUTE, SECOND } from "../time/mod.ts";

/**
 * Checks that features have names, all different and none of them `time`.
 *
 * @param action What could not be done.
 * @param features The features.
 * @throws {RangeError} If a name is empty, two have one name, or one has the name `time`.
 */
export function assertNames(
  action: string,
  features: readonly { readonly name: string }[],
): void {
  const names = new Set(["time"]);
  for (const { name } of features) {
    if (name === "") {
      throw new RangeError(
        `Cannot ${action} as names must not be empty: current value is ${
          JSON.stringify(name)
        }`,
      );
    }
    if (names.has(name)) {
      throw new RangeError(
        `Cannot ${action} as names must differ: current value is ${name} twice`,
      );
    }
    names.add(name);
  }
}

const UNITS = [
  [24 * HOUR, "d"],
  [HOUR, "h"],
  [MINUTE, "m"],
  [SECOND, "s"],
  [MILLISECOND, "ms"],
  [1, "us"],
] as const;

/**
 * A span of time as part of a name: `1m`, `90s`.
 *
 * @param microseconds The span.
 * @returns The number in the largest unit that it is a multiple of, and the unit.
 */
export function spanName(microseconds: number): string {
  const [size, unit] = UNITS.find(([size]) => microseconds % size === 0) ??
    UNITS.at(-1)!;
  return `${microseconds / size}${unit}`;
}

/**
 * A number of things in words: `1 bar`, `60 bars`.
 *
 * @param count How many.
 * @param noun The thing.
 * @returns Both, in the plural where needed.
 */
export function countOf(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
}

/**
 * A number as part of a column's name: a point is written `p`, a minus `m`.
 *
 * @param value Any finite number.
 * @returns Letters, digits and nothing else.
 */
export function numberName(value: number): string {
  return String(value).replace("-", "m").replace(".", "p").replace("+", "");
}
