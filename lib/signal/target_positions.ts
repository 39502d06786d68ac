import { assertColumns, assertPositive } from "../stats/arguments.ts";
import type { PositionConfig } from "./position_config.ts";
import { type PositionInput, PositionRule } from "./position_rule.ts";

/** Columns of {@linkcode PositionInput}, one length; `NaN` is not known. */
export type PositionInputColumns = {
  readonly [Name in keyof PositionInput]: Float64Array;
};

/** The columns that are read; a signal's own columns have more. */
const INPUTS: readonly (keyof PositionInput)[] = [
  "mean",
  "meanVariance",
  "variance",
  "forecastVariance",
  "halfSpread",
  "toxicity",
  "fundingRate",
  "rowsToFunding",
];

/** Where the position is to be at each row, and how it came about. */
export type TargetPositionColumns = {
  /** Position to go to, signed fraction of capital. */
  readonly target: Float64Array;
  /** Position aimed at, fraction of capital. */
  readonly aim: Float64Array;
  /** Half-width of the no-trade band, fraction of capital. */
  readonly band: Float64Array;
  /** What toxicity leaves of the aim. */
  readonly damping: Float64Array;
  /** 1 where the position may only shrink, else 0. */
  readonly reduceOnly: Uint8Array;
};

/**
 * {@linkcode PositionRule} over columns: every order is taken to be filled at once.
 *
 * @param config What positions are chosen by.
 * @param columns Posterior, variance, spread, toxicity and funding of each row.
 * @returns Length `n`: entry `t` uses rows `0 .. t`.
 * @throws {TypeError} If a key of the choices is unknown or missing, or a value is no number.
 * @throws {RangeError} If a number is out of range or columns differ in length.
 * @see eq-target-position
 *
 * @example A signal that fades
 * ```ts
 * import assert from "node:assert/strict";
 * import { targetPositions } from "volarb/signal";
 *
 * const { target } = targetPositions({
 *   horizon: 1,
 *   halfLife: 10,
 *   expectedIc: 0.05,
 *   riskAversion: 1,
 *   maximum: 1,
 * }, {
 *   mean: Float64Array.of(5e-7, NaN),
 *   meanVariance: Float64Array.of(0, NaN),
 *   variance: Float64Array.of(1e-6, NaN),
 * });
 * assert.ok(Math.abs(target[1]! / target[0]! - 2 ** -0.1) < 1e-12);
 * ```
 */
export function targetPositions(
  config: PositionConfig,
  columns: PositionInputColumns,
): TargetPositionColumns {
  const rule = new PositionRule(config);
  const names = INPUTS.filter((name) => columns[name] !== undefined);
  const given = Object.fromEntries(
    names.map((name) => [name, columns[name]!]),
  );
  const n = assertColumns("choose positions", given);
  const target = new Float64Array(n);
  const aim = new Float64Array(n);
  const band = new Float64Array(n);
  const damping = new Float64Array(n);
  const reduceOnly = new Uint8Array(n);
  const input: Record<string, number> = {};
  for (let t = 0; t < n; t++) {
    for (const name of names) input[name] = columns[name]![t]!;
    target[t] = rule.update(input as PositionInput);
    aim[t] = rule.aim;
    band[t] = rule.band;
    damping[t] = rule.damping;
    reduceOnly[t] = rule.reduceOnly ? 1 : 0;
  }
  return { target, aim, band, damping, reduceOnly };
}

/**
 * A position in the unit that orders are in.
 *
 * `θ W / P`, rounded toward zero to whole lots: a position is never larger than was chosen.
 *
 * @param target Position `θ`, signed fraction of capital.
 * @param market Capital `W` and price `P` in quote units, and the lot in base units, all > 0.
 * @returns Base units, signed.
 * @throws {RangeError} If a number is not positive and finite.
 *
 * @example A tenth of 10,000 in lots of 0.001
 * ```ts
 * import assert from "node:assert/strict";
 * import { contractsOf } from "volarb/signal";
 *
 * const market = { capital: 10_000, price: 64_000, lot: 0.001 };
 * assert.equal(contractsOf(-0.1, market), -0.015);
 * ```
 */
export function contractsOf(
  target: number,
  { capital, price, lot }: {
    /** Capital, quote units. */
    readonly capital: number;
    /** Price, quote units per base unit. */
    readonly price: number;
    /** Smallest step of a quantity, base units. */
    readonly lot: number;
  },
): number {
  const action = "turn a position into contracts";
  for (const [name, value] of Object.entries({ capital, price, lot })) {
    assertPositive(action, name, value);
  }
  // A whole number of lots that rounding has made a little less is still whole.
  const lots = Math.trunc(target * capital / price / lot * (1 + 1e-12));
  // Dividing by the inverse of a lot that is a power of ten gives the decimal.
  const perUnit = Math.round(1 / lot);
  const decimal = Math.abs(perUnit * lot - 1) < 1e-9;
  return (decimal ? lots / perUnit : lots * lot) + 0;
}
