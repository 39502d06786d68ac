import type { Failures } from "./failures.ts";
import { linesBefore } from "./place.ts";

const REQUIRED = ["author", "title", "year"];

/**
 * The keys of a BibTeX file.
 *
 * @param bibtex The file.
 * @param file The file as messages name it.
 * @param failures Notes keys that stand twice and entries without author, title
 * or year.
 * @returns The keys in the file's order.
 */
export function readKeys(
  bibtex: string,
  file: string,
  failures: Failures,
): ReadonlySet<string> {
  const keys = new Set<string>();
  const heads = [...bibtex.matchAll(/^@(\w+)\s*\{\s*([^,\s]+)\s*,/gm)];
  heads.forEach((head, i) => {
    const key = head[2]!;
    const place = { file, line: 1 + linesBefore(bibtex, head.index) };
    if (keys.has(key)) failures.add(place, `the entry ${key} stands twice`);
    keys.add(key);
    const entry = bibtex.slice(head.index, heads[i + 1]?.index);
    for (const field of REQUIRED) {
      if (!new RegExp(`^\\s*${field}\\s*=`, "mi").test(entry)) {
        failures.add(place, `the entry ${key} has no ${field}`);
      }
    }
  });
  return keys;
}
