import { missingOrRefused } from "../volatility/bars.ts";

/**
 * Checks that returns can be taken of the close of a bar, or that it is missing.
 *
 * @param action What could not be done.
 * @param bar The bar: a number that goes to a function and back may be allocated.
 * @throws {RangeError} If its close is neither positive and finite nor missing.
 */
export function checkClose(
  action: string,
  bar: { readonly close: number },
): void {
  const { close } = bar;
  if (!(close > 0 && close < Infinity)) missingOrRefused(action, { close }, -1);
}
