import type { KlineColumns, Scaled } from "../market/mod.ts";

/**
 * The columns that {@linkcode reconcileBars} compares.
 *
 * @example The sums among them
 * ```ts
 * import assert from "node:assert/strict";
 * import { RECONCILED_COLUMNS } from "volarb/flow";
 *
 * assert.ok(RECONCILED_COLUMNS.includes("quoteVolume"));
 * ```
 */
export const RECONCILED_COLUMNS = [
  "open",
  "high",
  "low",
  "close",
  "volume",
  "quoteVolume",
  "count",
  "takerBuyVolume",
  "takerBuyQuoteVolume",
] as const;

/** Name of a column that is compared. */
export type ReconciledColumn = typeof RECONCILED_COLUMNS[number];

/** Bars to be compared. */
export type ReconciledBars = Pick<KlineColumns, "openTime" | ReconciledColumn>;

/** One value that two bars of the same time do not share. */
export type BarDifference = {
  /** Start of the bar, microseconds. */
  readonly openTime: number;
  /** The column; `openTime` where one side has no bar of that time. */
  readonly column: ReconciledColumn | "openTime";
  /** The built value, quote or base units; `NaN` where there is no bar. */
  readonly built: number;
  /** The published value, quote or base units; `NaN` where there is no bar. */
  readonly published: number;
};

/** What {@linkcode reconcileBars} found. */
export type BarReconciliation = {
  /** Bars that both sides have. */
  readonly bars: number;
  /** Values of theirs that were compared; one that either side lacks is not. */
  readonly values: number;
  /** The values that differ, in order of time. */
  readonly differences: readonly BarDifference[];
};

/**
 * Holds bars built from trades against the bars that the venue publishes, digit by
 * digit.
 *
 * Values are compared as decimals and not as doubles: `61.80` is `61.8`, and nothing
 * else is. Bars are matched by their start, from the later of the two first bars to
 * the earlier of the two last; there, a bar that only one side has is a difference.
 * `NaN`, a value that a dialect lacks, is compared with nothing.
 *
 * @param built Bars in order of time, as {@linkcode tradeKlines} gives them.
 * @param published Bars in order of time, as `market` or `catalog` give them.
 * @returns How much was compared, and what differs.
 * @throws {RangeError} If the bars of a side are not in order of time.
 * @see lem-reconciliation, eq-reconciliation
 *
 * @example One lot is missing
 * ```ts
 * import assert from "node:assert/strict";
 * import { reconcileBars, tradeKlines } from "volarb/flow";
 *
 * const built = tradeKlines({
 *   price: { integers: Int32Array.of(281451), scale: 1 },
 *   quantity: { integers: Int32Array.of(50), scale: 3 },
 *   firstTradeId: Float64Array.of(32),
 *   lastTradeId: Float64Array.of(35),
 *   eventTime: Float64Array.of(1_000),
 *   isBuyerMaker: Uint8Array.of(1),
 * });
 * const volume = { integers: Int32Array.of(51), scale: 3 };
 * const { values, differences } = reconcileBars(built, { ...built, volume });
 * assert.equal(values, 9);
 * assert.deepEqual(differences, [
 *   { openTime: 0, column: "volume", built: 0.05, published: 0.051 },
 * ]);
 * ```
 */
export function reconcileBars(
  built: ReconciledBars,
  published: ReconciledBars,
): BarReconciliation {
  const a = built.openTime;
  const b = published.openTime;
  assertOrder("built", a);
  assertOrder("published", b);
  const from = Math.max(a[0] ?? Infinity, b[0] ?? Infinity);
  const to = Math.min(a.at(-1) ?? -Infinity, b.at(-1) ?? -Infinity);
  const differences: BarDifference[] = [];
  let bars = 0;
  let values = 0;
  let i = rowAt(a, from);
  let j = rowAt(b, from);
  while (a[i]! <= to || b[j]! <= to) {
    const here = a[i] ?? Infinity;
    const there = b[j] ?? Infinity;
    const openTime = Math.min(here, there);
    if (here !== there) {
      differences.push({
        openTime,
        column: "openTime",
        built: here === openTime ? here : NaN,
        published: there === openTime ? there : NaN,
      });
    } else {
      bars++;
      for (const column of RECONCILED_COLUMNS) {
        const x = decimalAt(built[column], i);
        const y = decimalAt(published[column], j);
        if (Number.isNaN(x.integer) || Number.isNaN(y.integer)) continue;
        values++;
        if (areEqual(x, y)) continue;
        differences.push({
          openTime,
          column,
          built: x.integer / Number(`1e${x.scale}`),
          published: y.integer / Number(`1e${y.scale}`),
        });
      }
    }
    if (here === openTime) i++;
    if (there === openTime) j++;
  }
  return { bars, values, differences };
}

/** One value of a column, exact. */
type Decimal = { readonly integer: number; readonly scale: number };

function decimalAt(column: Scaled | Float64Array, row: number): Decimal {
  return "scale" in column
    ? { integer: column.integers[row]!, scale: column.scale }
    : { integer: column[row]!, scale: 0 };
}

/** Whether two decimals are the same number, whatever their scales. */
function areEqual(x: Decimal, y: Decimal): boolean {
  const scale = Math.max(x.scale, y.scale);
  const left = x.integer * 10 ** (scale - x.scale);
  const right = y.integer * 10 ** (scale - y.scale);
  if (Number.isSafeInteger(left) && Number.isSafeInteger(right)) {
    return left === right;
  }
  const exact = (value: Decimal) =>
    BigInt(value.integer) * 10n ** BigInt(scale - value.scale);
  return exact(x) === exact(y);
}

/** First row at or after a time. */
function rowAt(openTime: Float64Array, time: number): number {
  const row = openTime.findIndex((t) => t >= time);
  return row === -1 ? openTime.length : row;
}

function assertOrder(name: string, openTime: Float64Array): void {
  for (let i = 1; i < openTime.length; i++) {
    if (openTime[i]! > openTime[i - 1]!) continue;
    throw new RangeError(
      `Cannot reconcile bars as openTime of the ${name} ones must rise: current value is ${
        openTime[i]
      } in bar ${i} after ${openTime[i - 1]}`,
    );
  }
}
