/**
 * Columns as CSV: a name per column, a line per row.
 *
 * @param columns Columns of one length, by name.
 * @returns The text; what has a comma, a quote or a line's end is quoted.
 */
export function csvOf(
  columns: { readonly [name: string]: ArrayLike<unknown> },
): string {
  const names = Object.keys(columns);
  const quoted = (text: string) =>
    /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  const lines = Array.from(
    { length: columns[names[0]!]?.length ?? 0 },
    (_, row) => names.map((name) => quoted(String(columns[name]![row]))),
  );
  return [names.map(quoted), ...lines].map((line) => `${line.join(",")}\n`)
    .join("");
}
