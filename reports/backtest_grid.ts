import type { RecordValue } from "../lib/performance/mod.ts";
import type { BacktestFile } from "./backtest_config.ts";
import { plainData } from "./plain_data.ts";

/** A combination of a grid: the file it makes, and what it changed by name. */
export type Combination = {
  /** The backtest's file. */
  readonly file: BacktestFile;
  /** Value of each name of the grid. */
  readonly changes: { readonly [name: string]: RecordValue };
};

/**
 * Every combination of a grid's values, the last name changing fastest.
 *
 * @param file What all of them share.
 * @param grid Lists of values by name, with dots between the keys of the file: `{"strategy.stop.multiple": [2, 3]}`.
 * @returns The combinations.
 * @throws {RangeError} If the grid is no object of lists with a value each, or a name leads through what is no object.
 */
export function gridOf(file: BacktestFile, grid: unknown): Combination[] {
  const names = Object.keys(isObject(grid) ? grid : {});
  if (names.length === 0) {
    throw new RangeError(
      `Cannot sweep as a grid must have lists of values by name: current value is ${
        JSON.stringify(grid)
      }`,
    );
  }
  let combinations: Combination[] = [{ file, changes: {} }];
  for (const name of names) {
    const values = (grid as { readonly [name: string]: unknown })[name];
    if (!Array.isArray(values) || values.length === 0) {
      throw new RangeError(
        `Cannot sweep as ${name} must have a list of at least one value: current value is ${
          JSON.stringify(values)
        }`,
      );
    }
    combinations = combinations.flatMap(({ file, changes }) =>
      values.map((value) => ({
        file: changed(file, name.split("."), value, name) as BacktestFile,
        changes: { ...changes, [name]: plainData(value) },
      }))
    );
  }
  return combinations;
}

/** An object with another value at the end of a path. */
function changed(
  object: unknown,
  [key, ...rest]: readonly string[],
  value: unknown,
  name: string,
): unknown {
  if (key === undefined) return value;
  if (object !== undefined && object !== null && !isObject(object)) {
    throw new RangeError(
      `Cannot sweep as ${name} must lead to a key of an object: current value before ${key} is ${
        JSON.stringify(object)
      }`,
    );
  }
  const own = (object ?? {}) as { readonly [key: string]: unknown };
  return { ...own, [key]: changed(own[key], rest, value, name) };
}

function isObject(
  value: unknown,
): value is { readonly [name: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
