import { assertChoice, assertPositive } from "../stats/arguments.ts";
import { DAY, DAYS_PER_YEAR } from "../time/mod.ts";
import { type EquityCurve, resampleEquity } from "./equity_curve.ts";
import type { EquityGridOptions } from "./equity_curve.ts";

/** Which return: `"simple"` is `E[t] / E[t-1] - 1`, `"log"` its logarithm, `ln(E[t] / E[t-1])`. */
export type ReturnKind = "simple" | "log";

/** Returns of periods that lie end to end. */
export type Returns = {
  /** Which return. */
  readonly kind: ReturnKind;
  /** Length `n`; the end of each period, microseconds since the epoch. */
  readonly time: Float64Array;
  /** Length `n`; a fraction per period, `NaN` where there is none. */
  readonly value: Float64Array;
  /** Microseconds of a period. */
  readonly step: number;
  /** Periods in a year; what annualises. */
  readonly periodsPerYear: number;
  /** What the numbers are, to be printed beside them. */
  readonly definition: string;
};

/** Choices of {@linkcode equityReturns}. */
export type ReturnOptions = EquityGridOptions & {
  /** Which return; `"simple"` by default. */
  readonly kind?: ReturnKind;
  /** Days of a year; 365 by default, as the market never closes. */
  readonly daysPerYear?: number;
};

/**
 * Returns of an account on a grid of simulated time, idle periods included.
 *
 * The equity is carried to the grid by {@linkcode resampleEquity}, then each row is compared with
 * the one before. A period in which nothing happened has a return of 0 and counts.
 *
 * @param curve Marks in order of time.
 * @param options Grid, kind, days of a year.
 * @returns One return per period, the first that of the second row of the grid. A period that
 *   starts or ends without equity, or starts with none or less, has none; a logarithm also needs some at the end.
 * @throws {RangeError} If the grid is refused or the kind unknown.
 * @see def-equity-grid, eq-simple-returns, lem-idle-periods
 *
 * @example Ten percent up, then idle
 * ```ts
 * import assert from "node:assert/strict";
 * import { equityReturns } from "volarb/performance";
 *
 * const { value, periodsPerYear } = equityReturns({
 *   time: Float64Array.of(0, 86_400e6),
 *   equity: Float64Array.of(100, 110),
 * }, { step: 86_400e6, to: 2 * 86_400e6 });
 * assert.ok(Math.abs(value[0]! - 0.1) < 1e-15);
 * assert.equal(value[1], 0);
 * assert.equal(periodsPerYear, 365);
 * ```
 */
export function equityReturns(
  curve: EquityCurve,
  { kind = "simple", daysPerYear = DAYS_PER_YEAR, ...grid }: ReturnOptions,
): Returns {
  assertChoice("compute returns", "kind", kind, ["simple", "log"]);
  const { time, equity } = resampleEquity(curve, grid);
  return {
    kind,
    time: time.slice(1),
    value: returnsOf(equity, kind),
    step: grid.step,
    periodsPerYear: periodsPerYear(grid.step, daysPerYear),
    definition: `${kind} returns of equity on a grid of ${
      spanText(grid.step)
    }, idle periods included, ${daysPerYear}-day year`,
  };
}

/** Return of each row on the one before; `n - 1` of them. */
function returnsOf(equity: Float64Array, kind: ReturnKind): Float64Array {
  const value = new Float64Array(Math.max(0, equity.length - 1));
  for (let i = 0; i < value.length; i++) {
    const before = equity[i]!;
    const change = equity[i + 1]! - before;
    const simple = before > 0 ? change / before : NaN;
    value[i] = kind === "simple"
      ? simple
      : simple > -1
      ? Math.log1p(simple)
      : NaN;
  }
  return value;
}

/**
 * Periods in a year.
 *
 * `daysPerYear · 86,400 s / step`.
 *
 * @param step Microseconds of a period, > 0.
 * @param daysPerYear Days of a year; 365 by default.
 * @returns How many, not rounded.
 * @throws {RangeError} If one is not positive and finite.
 *
 * @example Ten seconds
 * ```ts
 * import assert from "node:assert/strict";
 * import { periodsPerYear } from "volarb/performance";
 *
 * assert.equal(periodsPerYear(10e6), 3_153_600);
 * assert.equal(periodsPerYear(86_400e6, 252), 252);
 * ```
 */
export function periodsPerYear(
  step: number,
  daysPerYear: number = DAYS_PER_YEAR,
): number {
  assertPositive("annualise", "step", step);
  assertPositive("annualise", "daysPerYear", daysPerYear);
  return daysPerYear * DAY / step;
}

/** A span in the largest unit that leaves a whole number: `10 s`, `1 h`. */
export function spanText(span: number): string {
  const units = [["d", DAY], ["h", 3.6e9], ["min", 6e7], ["s", 1e6], [
    "ms",
    1e3,
  ]] as const;
  const [name, size] =
    units.find(([, size]) => span >= size && span % size === 0) ?? ["µs", 1];
  return `${span / size} ${name}`;
}
