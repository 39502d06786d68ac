import { DataError } from "../errors/mod.ts";
import type { Chunk, ColumnName } from "./columns.ts";
import { FileReader } from "./file_reader.ts";
import type { Kind } from "./kind.ts";
import { openSource } from "./open_source.ts";
import type { ReadOptions } from "./read_options.ts";
import type { SourceFileOf } from "./source_file.ts";

/** Rows of a block where nothing else is asked. */
const ROWS = 65_536;

/**
 * Reads a file block by block, in memory that does not grow with the file.
 *
 * Every dialect of the venue is told from the file itself: header or none, names,
 * order of columns under a header, unit of time, line ends, spelling of
 * booleans. Prices and quantities are exact integers whose scale is the number
 * of significant decimals in the file, the same in every block.
 *
 * A malformed field is an error that names its place. A last line without a line
 * end is a row if it has all its fields and its last field can be read; otherwise
 * it was cut, is reported as `truncatedLastLine` and left out. Where the last
 * field is a decimal, a cut cannot be seen: the row stays and is reported as
 * `unterminatedLastLine`.
 *
 * @param file The file, as {@linkcode findFiles} gives it.
 * @param options Columns, sizes, and what to do when the scale was too small.
 * @returns Blocks in the order of the file; their arrays are used again.
 * @throws {DataError} If the file is missing, empty, not of its kind, or an archive that is refused.
 * @throws {FieldError} If a field cannot be read as what its column holds.
 * @throws {RangeError} If an option is out of range.
 *
 * @example Volume of a day
 * ```ts
 * import assert from "node:assert/strict";
 * import { readChunks } from "volarb/market";
 *
 * const path = Deno.makeTempFileSync();
 * Deno.writeTextFileSync(
 *   path,
 *   "1206419187,1666.8,26.062,7,9,1675329600138,false\n" +
 *     "1206419188,1666.81,0.5,10,10,1675329600139,true\n",
 * );
 * let lots = 0, scale = 0;
 * for (
 *   const { rows, columns } of readChunks({
 *     path,
 *     relativePath: "ETHUSDT-aggTrades-2023-02-02.csv",
 *     kind: "aggTrades",
 *     symbol: "ETHUSDT",
 *     from: "2023-02-02",
 *     to: "2023-02-02",
 *     span: "daily",
 *     format: "csv",
 *   })
 * ) {
 *   scale = columns.quantity.scale;
 *   for (let i = 0; i < rows; i++) lots += columns.quantity.integers[i]!;
 * }
 * assert.equal(lots / 10 ** scale, 26.562);
 * Deno.removeSync(path);
 * ```
 */
export function* readChunks<
  K extends Kind,
  C extends ColumnName<K> = ColumnName<K>,
>(
  file: SourceFileOf<K>,
  options: ReadOptions<K, C> = {},
): Generator<Chunk<K, C>> {
  const capacity = options.rows ?? ROWS;
  const reader = new FileReader(file, options, openSource);
  try {
    let arrays = reader.allocate(capacity);
    let surveyed = options.onRestart !== undefined;
    let handedOut = false;
    for (;;) {
      const firstRow = reader.rows;
      const rows = reader.read(arrays, 0, capacity);
      const mustSurvey = !surveyed && !reader.ended && !reader.widened;
      if (reader.widened || mustSurvey) {
        if (handedOut) takeBack(file, options);
        if (handedOut || mustSurvey) reader.survey();
        surveyed ||= mustSurvey;
        handedOut = false;
        reader.restart();
        arrays = reader.allocate(capacity);
        continue;
      }
      if (rows > 0) {
        handedOut = true;
        yield {
          kind: file.kind,
          rows,
          firstRow,
          firstLine: reader.lineOf(firstRow),
          columns: reader.columns(arrays),
        };
      }
      if (reader.ended) return;
    }
  } finally {
    reader.close();
  }
}

/** Tells the caller that the blocks so far are void. */
function takeBack<K extends Kind>(
  file: SourceFileOf<K>,
  options: Pick<ReadOptions<K>, "onRestart">,
): void {
  if (options.onRestart === undefined) {
    throw new DataError(
      `Cannot read ${file.relativePath}: it changed while it was read`,
    );
  }
  options.onRestart();
}
