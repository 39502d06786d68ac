/** A table of numbers with its source, one column per name. */
export type Table = {
  /** The columns by name. */
  readonly columns: { readonly [name: string]: Float64Array };
  /** Where the numbers come from. */
  readonly source: string;
};

/** Reads `tests/known/<name>.csv`: a line of source, a line of names, numbers. */
export function readTable(name: string): Table {
  const text = Deno.readTextFileSync(
    new URL(`${name}.csv`, import.meta.url),
  );
  const [source, header, ...rows] = text.trim().split("\n");
  const cells = rows.map((row) => row.split(",").map(Number));
  const columns = Object.fromEntries(
    header!.split(",").map((column, j) => [
      column,
      Float64Array.from(cells, (row) => row[j]!),
    ]),
  );
  return { columns, source: source!.slice(2) };
}
