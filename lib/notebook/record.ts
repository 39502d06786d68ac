import { Displayable } from "./displayable.ts";
import { formatNumber } from "./format_number.ts";

/**
 * The media type under which a notebook carries its headline numbers.
 *
 * @example The numbers of a chapter, out of its output
 * ```ts
 * import assert from "node:assert/strict";
 * import { record, VALUES } from "volarb/notebook";
 *
 * const { forms } = record({ ratio: 6.0421 }, { digits: 3 });
 * assert.deepEqual(forms[VALUES], { ratio: "6.04" });
 * ```
 */
export const VALUES = "application/vnd.volarb.values+json";

/** How {@linkcode record} rounds. */
export type RecordOptions = {
  /** Significant digits of all numbers, or of each by name; 4 where absent. */
  readonly digits?: number | Readonly<Record<string, number>>;
};

/**
 * Headline numbers of a chapter, which its report and the whitepaper quote by
 * name as `{{11_volatility.name}}` and nobody types.
 *
 * @param values Numbers, rounded here, and texts such as a date by name.
 * @param options How many digits.
 * @returns What a cell shows as a list of names and values.
 * @throws {RangeError} If a name is not letters, digits and underscores with a
 * letter first, or if a number is not finite.
 *
 * @example A ratio and a date
 * ```ts
 * import assert from "node:assert/strict";
 * import { record, VALUES } from "volarb/notebook";
 *
 * const values = record({ ratio: 6.0421, from: "2025-05-05" }, { digits: 3 });
 * assert.deepEqual(values.forms[VALUES], { ratio: "6.04", from: "2025-05-05" });
 * ```
 */
export function record(
  values: Readonly<Record<string, number | bigint | string>>,
  { digits }: RecordOptions = {},
): Displayable {
  const rounded: Record<string, string> = {};
  for (const [name, value] of Object.entries(values)) {
    if (!/^[A-Za-z]\w*$/.test(name)) {
      throw new RangeError(
        `Cannot record a value as its name must be letters, digits and underscores with a letter first: current value is ${name}`,
      );
    }
    if (typeof value === "number" && !Number.isFinite(value)) {
      throw new RangeError(
        `Cannot record ${name} as it must be finite: current value is ${value}`,
      );
    }
    rounded[name] = typeof value === "number"
      ? formatNumber(value, typeof digits === "object" ? digits[name] : digits)
      : String(value);
  }
  const width = Math.max(0, ...Object.keys(rounded).map((n) => n.length));
  const lines = Object.entries(rounded).map(([name, text]) =>
    `${name.padEnd(width)}  ${text}`
  );
  return new Displayable({ [VALUES]: rounded, "text/plain": lines.join("\n") });
}
