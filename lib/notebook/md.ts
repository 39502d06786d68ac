import { Displayable } from "./displayable.ts";
import { formatNumber } from "./format_number.ts";

/**
 * Prose with numbers in it: Markdown whose backslashes reach TeX.
 *
 * A number is written by `formatNumber` in 4 significant digits; whole numbers,
 * `bigint` and text stay as they are.
 *
 * @param strings The text between the values.
 * @param values What is put in.
 * @returns What a cell shows as Markdown.
 *
 * @example An estimate in a sentence
 * ```ts
 * import assert from "node:assert/strict";
 * import { md } from "volarb/notebook";
 *
 * const volatility = 0.412345;
 * const prose = md`The volatility is $\sigma = ${volatility}$.`;
 * assert.equal(String(prose), "The volatility is $\\sigma = 0.4123$.");
 * ```
 */
export function md(
  strings: TemplateStringsArray,
  ...values: readonly (number | bigint | string)[]
): Displayable {
  const text = String.raw(
    strings,
    ...values.map((value) =>
      typeof value === "number" ? formatNumber(value) : String(value)
    ),
  );
  return new Displayable({ "text/markdown": text, "text/plain": text });
}
