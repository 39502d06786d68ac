import { assertColumns } from "../stats/arguments.ts";
import type { RowRange } from "../stats/mod.ts";
import type { SignalData } from "./signal_model.ts";

/**
 * Checks that columns are of one length and rows are among them.
 *
 * @param action What could not be done.
 * @param data The columns.
 * @param rows The rows, all by default.
 * @returns The rows.
 * @throws {TypeError} If there is no feature or a column is no typed array.
 * @throws {RangeError} If columns differ in length or rows are not among them.
 */
export function checkedRows(
  action: string,
  { features, returns, variance }: SignalData,
  rows?: RowRange,
): RowRange {
  if (Object.keys(features).length === 0) {
    throw new TypeError(
      `Cannot ${action} as there must be a feature: current value is {}`,
    );
  }
  const length = assertColumns(action, {
    ...features,
    returns,
    ...(variance && { variance }),
  });
  const { from, to } = rows ?? { from: 0, to: length };
  const whole = Number.isSafeInteger(from) && Number.isSafeInteger(to);
  if (!whole || from < 0 || to > length || from > to) {
    throw new RangeError(
      `Cannot ${action} as rows must lie in 0 to ${length}: current value is ${from} to ${to}`,
    );
  }
  return { from, to };
}

/**
 * Columns of features in the order of names.
 *
 * @param action What could not be done.
 * @param names The names.
 * @param features The columns by name.
 * @returns The columns.
 * @throws {RangeError} If one is not there.
 */
export function featureColumns(
  action: string,
  names: readonly string[],
  features: Readonly<Record<string, Float64Array>>,
): Float64Array[] {
  return names.map((name) => {
    const column = features[name];
    if (column !== undefined) return column;
    throw new RangeError(
      `Cannot ${action} as the feature ${name} must be there: current value is ${
        Object.keys(features).join(", ")
      }`,
    );
  });
}
