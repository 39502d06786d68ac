import pl from "nodejs-polars";
import type { Layout, PartColumn } from "./layout.ts";
import { PartReader } from "./part_reader.ts";
import { slicesOf, type TimeSpan } from "./range_reader.ts";

/**
 * A lazy frame over parts: times in microseconds, decimals as `Float64`.
 *
 * A span of time becomes a slice of rows, which Polars pushes down to the file
 * whatever the unit of its times.
 *
 * @param layout The columns of the kind.
 * @param paths The parts in order of time; at least one.
 * @param span The span of time.
 * @returns A frame that is read when it is collected.
 */
export function scanParts(
  layout: Layout,
  paths: readonly string[],
  span: TimeSpan,
): pl.LazyDataFrame {
  const columns = layout.columns.map(expressionOf);
  const frames = paths.map((path) => {
    const frame = pl.scanParquet(path).select(...columns);
    if (span.start === undefined && span.end === undefined) return frame;
    using part = new PartReader(path, layout);
    const slices = slicesOf(part, layout, span);
    const first = slices[0] ?? { group: 0, from: 0 };
    let offset = first.from;
    for (let i = 0; i < first.group; i++) offset += part.groups[i]!.rows;
    const rows = slices.reduce((sum, { from, to }) => sum + to - from, 0);
    return frame.slice(offset, rows);
  });
  return pl.concat(frames) as pl.LazyDataFrame;
}

function expressionOf({ name, type }: PartColumn): pl.Expr {
  const column = pl.col(name);
  if (type === "time") return column.cast(pl.Datetime("us", "UTC"));
  return type === "decimal" ? column.cast(pl.Float64) : column;
}
