import pl from "nodejs-polars";
import { integerSeries } from "../catalog/mod.ts";

/** A column of a result: numbers, words, or exact money in units of 1e-8. */
export type ResultColumn = Float64Array | readonly string[] | readonly bigint[];

/** A table of Polars: `DataFrame` of nodejs-polars. */
export type ResultFrame = ReturnType<
  (typeof import("nodejs-polars"))["DataFrame"]
>;

/** Names of columns that hold times: `time`, `openTime`. */
const TIME = /^time$|Time$/;

/**
 * A table of a run's result: plain columns of one length, and a Polars frame of them.
 *
 * Numbers of a column that is named `time`, or whose name ends in `Time`, are microseconds
 * since the epoch, UTC.
 *
 * @example As columns and as a frame
 * ```ts
 * import assert from "node:assert/strict";
 * import { ResultTable } from "volarb/engine";
 *
 * const table = new ResultTable({
 *   symbol: ["BTCUSDT", "ETHUSDT"],
 *   price: Float64Array.of(65_000, 3_500),
 *   fee: [100_000_000n, 5n],
 * });
 * assert.equal(table.rows, 2);
 * assert.deepEqual(table.frame().columns, ["symbol", "price", "fee"]);
 * ```
 */
export class ResultTable<C extends { readonly [name: string]: ResultColumn }> {
  /** The columns. */
  readonly columns: C;

  /**
   * Takes the columns.
   *
   * @param columns Columns of one length.
   * @throws {RangeError} If they differ in length.
   */
  constructor(columns: C) {
    this.columns = columns;
    for (const [name, column] of Object.entries(columns)) {
      if (column.length === this.rows) continue;
      throw new RangeError(
        `Cannot make a table as columns must have one length: current value is ${column.length} for ${name} after ${this.rows}`,
      );
    }
  }

  /** Number of rows. */
  get rows(): number {
    for (const name in this.columns) return this.columns[name]!.length;
    return 0;
  }

  /**
   * The rows that a condition holds for.
   *
   * @param keep Told the number of a row, from 0.
   * @returns A table of the same columns.
   */
  filter(keep: (row: number) => boolean): ResultTable<C> {
    const columns = Object.entries(this.columns).map(([name, column]) => [
      name,
      (column as readonly unknown[]).filter((_, row) => keep(row)),
    ]);
    return new ResultTable(Object.fromEntries(columns) as C);
  }

  /**
   * The table as a frame of Polars: times as `Datetime("us", "UTC")`, missing as null, other
   * numbers as `Float64`, `NaN` as it is, words as `String`, money as `Int64` in units of 1e-8.
   *
   * Take numbers out by `numbersOf` of lib/catalog, which is exact for each of them.
   *
   * @returns The frame.
   *
   * @example When an order was sent
   * ```ts
   * import assert from "node:assert/strict";
   * import { numbersOf } from "volarb/catalog";
   * import { ResultTable } from "volarb/engine";
   *
   * const orders = new ResultTable({
   *   symbol: ["BTCUSDT"],
   *   time: Float64Array.of(1_705_622_400_000_001),
   * });
   * const time = orders.frame().getColumn("time");
   * assert.equal(String(time.dtype), "DataType(Datetime(us,UTC))");
   * assert.deepEqual(numbersOf(time), orders.columns.time);
   * ```
   */
  frame(): ResultFrame {
    return pl.DataFrame(
      Object.entries(this.columns).map(([name, column]) => {
        if (column instanceof Float64Array) {
          const series = pl.Series(name, column);
          return TIME.test(name)
            ? series.cast(pl.Int64).cast(pl.Datetime("us", "UTC"))
            : series;
        }
        return typeof column[0] === "bigint"
          ? integerSeries(name, column as readonly bigint[])
          : pl.Series(name, [...column] as string[], pl.Utf8);
      }),
    );
  }
}
