import { missingOrRefused } from "../volatility/bars.ts";

/**
 * A close that returns can be taken of.
 *
 * @param action What could not be done.
 * @param close The close of a bar.
 * @returns The close; `NaN` where it is missing.
 * @throws {RangeError} If it is not positive and finite.
 */
export function checkedClose(action: string, close: number): number {
  return close > 0 && close < Infinity
    ? close
    : missingOrRefused(action, { close }, -1);
}
