import { assertColumns } from "../stats/arguments.ts";
import { forwardReturns } from "./forward_returns.ts";
import {
  type IcOptions,
  type InformationCoefficient,
  informationCoefficient,
} from "./information_coefficient.ts";

/** A correlation at one horizon. */
export type HorizonIc = InformationCoefficient & {
  /** Rows over which the return runs. */
  readonly horizon: number;
};

/**
 * Information coefficient of a signal by the horizon of the return.
 *
 * Each is {@linkcode informationCoefficient}'s, with errors that know of the overlap and
 * Hodrick's test. The columns of different horizons share most of their returns: they are one
 * piece of evidence, not many.
 *
 * @param signal Length `n`; `NaN` is missing.
 * @param returns Length `n`: log return from row `t - 1` to row `t`.
 * @param horizons Rows, each at least 1.
 * @param options Values or ranks; lags.
 * @returns One entry per horizon.
 * @throws {RangeError} If columns differ in length or a horizon is out of range.
 *
 * @example A signal that knows the next row
 * ```ts
 * import assert from "node:assert/strict";
 * import { Random } from "volarb/random";
 * import { icByHorizon } from "volarb/signal";
 *
 * const random = new Random(1);
 * const returns = Float64Array.from({ length: 4000 }, () => random.normal());
 * const signal = returns.map((_, t) => returns[t + 1] ?? NaN);
 * const [one, four] = icByHorizon(signal, returns, [1, 4]);
 * assert.ok(one!.ic > 1 - 1e-12);
 * assert.ok(Math.abs(four!.ic - 0.5) < 0.05);
 * ```
 */
export function icByHorizon(
  signal: Float64Array,
  returns: Float64Array,
  horizons: readonly number[],
  options: Pick<IcOptions, "method" | "lags"> = {},
): HorizonIc[] {
  assertColumns("compute correlations by horizon", { signal, returns });
  return horizons.map((horizon) => ({
    horizon,
    ...informationCoefficient(signal, forwardReturns(returns, horizon), {
      ...options,
      horizon,
      returns,
    }),
  }));
}
