import { assertColumns } from "./arguments.ts";

/** What a candidate explains beyond controls. */
export type IncrementalRSquared = {
  /** Share of the variance of `y` that the controls take. */
  readonly ofControls: number;
  /** Share that the candidate adds to it. */
  readonly incremental: number;
  /** Its coefficient in the regression on all of them. */
  readonly coefficient: number;
  /** The coefficient over its standard error, residuals of one variance. */
  readonly tStatistic: number;
  /** Rows used: those without a missing entry. */
  readonly count: number;
};

/**
 * The share of the variance of `y` that `x` explains after controls.
 *
 * With the residuals `x~` and `y~` on the controls and a constant, the coefficient of
 * `x` is that of `y~` on `x~`, and with their squared correlation `r²` the increment is
 * `(1 - R²(controls)) r²`. The controls are made orthogonal one after the other, twice, so
 * that collinear ones cost no digits; a control that those before it explain is left out.
 *
 * @param y Length `n`; what is explained.
 * @param x Length `n`; the candidate.
 * @param controls Columns of length `n`, any number of them.
 * @returns The shares; `NaN` where `y`, or `x` beside the controls, does not vary, and for
 *   the statistic where no degree of freedom is left.
 * @throws {RangeError} If columns differ in length.
 * @see def-incremental, lem-incremental
 * @see Frisch, R., Waugh, F. (1933), Partial time regressions as compared with individual
 *   trends, Econometrica 1(4), 387-401.
 *
 * @example What is known already adds nothing
 * ```ts
 * import assert from "node:assert/strict";
 * import { incrementalRSquared } from "volarb/stats";
 *
 * const control = Float64Array.of(1, 2, 3, 4, 6);
 * const x = Float64Array.of(0, 1, 0, 1, 0);
 * const y = control.map((c, i) => c + 0.5 * x[i]!);
 * const { coefficient, ofControls, incremental } = incrementalRSquared(y, x, [control]);
 * assert.ok(Math.abs(coefficient - 0.5) < 1e-14);
 * assert.ok(Math.abs(ofControls + incremental - 1) < 1e-14);
 * ```
 */
export function incrementalRSquared(
  y: Float64Array,
  x: Float64Array,
  controls: readonly Float64Array[],
): IncrementalRSquared {
  const columns = [y, x, ...controls];
  assertColumns(
    "compute an incremental R²",
    Object.fromEntries(
      columns.map((
        column,
        k,
      ) => [["y", "x"][k] ?? `controls[${k - 2}]`, column]),
    ),
  );
  const known = y.map((_, t) =>
    Number(columns.every((column) => Number.isFinite(column[t]!)))
  );
  const [restOfY, restOfX, ...others] = columns.map((column) =>
    centred(column.filter((_, t) => known[t] === 1))
  ) as [Float64Array, Float64Array, ...Float64Array[]];
  const count = restOfY.length;
  const total = dot(restOfY, restOfY);
  const beside = dot(restOfX, restOfX);
  const basis: Float64Array[] = [];
  for (const control of others) {
    const before = dot(control, control);
    for (let pass = 0; pass < 2; pass++) {
      basis.forEach((b) => remove(control, b));
    }
    const length = Math.sqrt(dot(control, control));
    if (length ** 2 > 1e-20 * before) {
      basis.push(control.map((value) => value / length));
    }
  }
  for (let pass = 0; pass < 2; pass++) {
    for (const b of basis) {
      remove(restOfY, b);
      remove(restOfX, b);
    }
  }
  const [yy, xx] = [dot(restOfY, restOfY), dot(restOfX, restOfX)];
  const xy = dot(restOfX, restOfY);
  const free = xx > 1e-20 * beside;
  const coefficient = free ? xy / xx : NaN;
  const degrees = count - 2 - basis.length;
  const left = yy - coefficient * xy;
  return {
    ofControls: total > 0 ? 1 - yy / total : NaN,
    incremental: free && total > 0 ? xy * xy / xx / total : NaN,
    coefficient,
    tStatistic: degrees > 0
      ? coefficient / Math.sqrt(Math.max(0, left) / degrees / xx)
      : NaN,
    count,
  };
}

function centred(column: Float64Array): Float64Array {
  const mean = column.reduce((a, b) => a + b, 0) / column.length;
  return column.map((value) => value - mean);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let t = 0; t < a.length; t++) sum += a[t]! * b[t]!;
  return sum;
}

/** Takes the part along a vector of length one off a column. */
function remove(column: Float64Array, unit: Float64Array): void {
  const along = dot(column, unit);
  for (let t = 0; t < column.length; t++) {
    column[t] = column[t]! - along * unit[t]!;
  }
}
