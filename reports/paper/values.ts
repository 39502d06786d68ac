import type { Failures } from "./failures.ts";
import type { Notebook } from "./notebook_file.ts";
import { below, linesBefore, type Place } from "./place.ts";

/** Media type of the headline numbers that a notebook records. */
export const VALUES = "application/vnd.volarb.values+json";

/** Headline numbers by notebook and name, rounded as they are to be read. */
export type Values = ReadonlyMap<string, ReadonlyMap<string, string>>;

/**
 * The headline numbers that the notebooks recorded, hidden cells included.
 *
 * @param notebooks The executed notebooks.
 * @param failures Notes a number recorded twice with two values, and what is
 * not a name with a text.
 * @returns The numbers by notebook, in the order in which they were recorded.
 */
export function collectValues(
  notebooks: readonly Notebook[],
  failures: Failures,
): Values {
  const values = new Map<string, Map<string, string>>();
  for (const { file, name: notebook, cells } of notebooks) {
    const own = new Map<string, string>();
    values.set(notebook, own);
    for (const cell of cells) {
      for (const output of cell.outputs) {
        const place = { file, cell: cell.position, output: output.position };
        const bundle = output.data[VALUES];
        if (bundle === undefined) continue;
        for (const [name, text] of Object.entries(bundle as object)) {
          if (typeof text !== "string") {
            failures.add(place, `the value ${name} is not a rounded text`);
          } else if ((own.get(name) ?? text) !== text) {
            failures.add(
              place,
              `the value ${name} is ${text} here and ${own.get(name)} before`,
            );
          } else own.set(name, text);
        }
      }
    }
  }
  return values;
}

const PLACEHOLDER = /\{\{\s*(\d\d_[^{}]*?)\s*\}\}/g;

/**
 * A text with its placeholders `{{11_volatility.name}}` replaced.
 *
 * @param text The text; its lines stay where they are.
 * @param values The numbers.
 * @param place Where the text starts.
 * @param failures Notes placeholders without a value.
 * @returns The text.
 */
export function insertValues(
  text: string,
  values: Values,
  place: Place,
  failures: Failures,
): string {
  return text.replaceAll(PLACEHOLDER, (match, path: string, offset: number) => {
    const dot = path.indexOf(".");
    const notebook = dot < 0 ? path : path.slice(0, dot);
    const value = values.get(notebook)?.get(path.slice(dot + 1));
    if (dot > 0 && value !== undefined) return value;
    const at = below(place, linesBefore(text, offset));
    failures.add(
      at,
      values.has(notebook)
        ? `no value ${path}: ${notebook} records ${
          [...values.get(notebook)!.keys()].join(", ") || "none"
        }`
        : `no value ${path}: there is no notebook ${notebook}`,
    );
    return match;
  });
}
