import pl from "nodejs-polars";

const TWO_32 = 2 ** 32;

/** A column of Polars: `Series` of nodejs-polars. */
export type PolarsSeries = ReturnType<
  (typeof import("nodejs-polars"))["Series"]
>;

/**
 * The values of a Polars column as doubles, exact or refused.
 *
 * Polars' own ways to single values lose digits without a word: in nodejs-polars
 * 0.25 `get(i)` and `series[i]` of an `Int64` keep the low 32 bits, and `toArray`
 * of an `Int64` rounds beyond 2^53.
 *
 * @param series Numbers, booleans, dates or times.
 * @returns Length of the series: missing values are `NaN`, booleans 1 and 0, times microseconds since the epoch.
 * @throws {RangeError} If a whole number is not exact in a double.
 * @throws {TypeError} If the series holds something else.
 *
 * @example A time that `get` cuts
 * ```ts
 * import assert from "node:assert/strict";
 * import { integerSeries, numbersOf } from "volarb/catalog";
 *
 * const times = integerSeries("time", [1704067200123]);
 * assert.notEqual(times.get(0), 1704067200123);
 * assert.deepEqual([...numbersOf(times)], [1704067200123]);
 * ```
 */
export function numbersOf(series: PolarsSeries): Float64Array {
  const plain = plainSeries(series);
  const values = plain.fillNull("zero").toTypedArray() as
    | BigInt64Array
    | BigUint64Array
    | Float64Array;
  const numbers = values instanceof Float64Array
    ? values
    : exactNumbers(values, series.name);
  if (series.nullCount() > 0) {
    const missing = series.isNull().cast(pl.UInt8).toTypedArray();
    for (let i = 0; i < numbers.length; i++) {
      if (missing[i] === 1) numbers[i] = NaN;
    }
  }
  return numbers;
}

/** The series in a type whose typed arrays are exact. */
function plainSeries(series: PolarsSeries): PolarsSeries {
  const type = /^DataType\((\w+)/.exec(String(series.dtype))?.[1] ?? "";
  if (/^(Float32|Float64|Decimal)$/.test(type)) return series.cast(pl.Float64);
  if (type === "UInt64") return series;
  if (/^U?Int(8|16|32|64)$/.test(type)) return series.cast(pl.Int64);
  if (type === "Bool") return series.cast(pl.Int64);
  if (type === "Datetime" || type === "Date") {
    return series.cast(pl.Datetime("us")).cast(pl.Int64);
  }
  throw new TypeError(
    `Cannot read the column ${series.name} as numbers as it must hold numbers, booleans or times: current value is ${
      String(series.dtype)
    }`,
  );
}

/** Whole numbers of 64 bits as doubles: five times as fast as `Number` of each. */
function exactNumbers(
  values: BigInt64Array | BigUint64Array,
  name: string,
): Float64Array {
  const { buffer, byteOffset, length } = values;
  const low = new Uint32Array(buffer, byteOffset, 2 * length);
  const high = values instanceof BigInt64Array
    ? new Int32Array(buffer, byteOffset, 2 * length)
    : low;
  const numbers = new Float64Array(length);
  for (let i = 0; i < length; i++) {
    const number = high[2 * i + 1]! * TWO_32 + low[2 * i]!;
    if (!Number.isSafeInteger(number)) {
      throw new RangeError(
        `Cannot read the column ${name} as numbers as they must be below 2^53: current value is ${
          values[i]
        }`,
      );
    }
    numbers[i] = number;
  }
  return numbers;
}

/**
 * A Polars column of whole numbers, `Int64`, exact.
 *
 * `pl.Series` makes nulls of a list of `bigint` in `Int64`, and `UInt64` without a
 * type.
 *
 * @param name Name of the column.
 * @param values Whole numbers; `NaN` is missing.
 * @returns A series of the same length.
 * @throws {RangeError} If a value is no whole number below 2^63, or no safe one where it is a double.
 *
 * @example An id beyond 2^53
 * ```ts
 * import assert from "node:assert/strict";
 * import { integerSeries } from "volarb/catalog";
 *
 * const ids = integerSeries("id", [9007199254740993n]);
 * assert.deepEqual(ids.toTypedArray(), BigInt64Array.of(9007199254740993n));
 * ```
 */
export function integerSeries(
  name: string,
  values: ArrayLike<number> | ArrayLike<bigint>,
): PolarsSeries {
  const integers = new BigInt64Array(values.length);
  const present = new Uint8Array(values.length).fill(1);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isNaN(value)) present[i] = 0;
    else if (
      typeof value === "bigint"
        ? BigInt.asIntN(64, value) === value
        : Number.isSafeInteger(value)
    ) integers[i] = BigInt(value);
    else {
      throw new RangeError(
        `Cannot make the column ${name} as its values must be whole numbers of 64 bits: current value is ${value}`,
      );
    }
  }
  // Its types know of no BigInt64Array, which it takes as it is.
  const series = pl.Series(name, integers as unknown as bigint[]);
  if (!present.includes(0)) return series;
  return pl.DataFrame([series, pl.Series("present", present)])
    .select(
      pl.when(pl.col("present").eq(pl.lit(1))).then(pl.col(name))
        .otherwise(pl.lit(null)).alias(name),
    ).getColumn(name);
}
