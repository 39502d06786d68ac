import { linearFit } from "../flow/mod.ts";
import { assertColumns } from "../stats/arguments.ts";

/** A book whose next imbalance and next move are linear in the imbalance. */
export type LinearBook = {
  /** Share `a` of the imbalance that is left at the next update. */
  readonly persistence: number;
  /** Expected move `b` of the mid at the next update per unit of imbalance. */
  readonly response: number;
  /** Standard error of the response. */
  readonly responseError: number;
  /** `c = b / (1 - a)`: what belongs in front of the imbalance; `mid + c ρ` is a martingale price. */
  readonly slope: number;
  /** Updates used. */
  readonly count: number;
};

/**
 * Fits the linear book by two regressions over updates.
 *
 * With `E ρ' = a ρ` and `E (M' - M) = b ρ`, `M + c ρ` is a martingale over updates if and
 * only if `c = b / (1 - a)`, which is also the limit of the expected moves of the mid.
 *
 * @param book `imbalance` and `mid` of successive updates, length `n`. A missing entry
 *   leaves out the steps to and from it; put `NaN` where a pause should not count.
 * @returns The book; `NaN` where it is not defined.
 * @throws {RangeError} If columns differ in length.
 * @see def-fair, eq-linear-micro-price, prop-linear-book
 *
 * @example An imbalance that halves, and a mid that follows
 * ```ts
 * import assert from "node:assert/strict";
 * import { fitLinearBook } from "volarb/liquidity";
 *
 * const book = fitLinearBook({
 *   imbalance: Float64Array.of(0.8, 0.4, 0.2, 0.1),
 *   mid: Float64Array.of(100, 100.8, 101.2, 101.4),
 * });
 * assert.ok(Math.abs(book.persistence - 0.5) < 1e-12);
 * assert.ok(Math.abs(book.slope - 2) < 1e-12);
 * ```
 */
export function fitLinearBook(
  { imbalance, mid }: {
    readonly imbalance: Float64Array;
    readonly mid: Float64Array;
  },
): LinearBook {
  assertColumns("fit a linear book", { imbalance, mid });
  const now = imbalance.subarray(0, Math.max(0, imbalance.length - 1));
  const known = now.map((x, i) =>
    Number.isFinite(mid[i + 1]! - mid[i]!) ? x : NaN
  );
  const next = linearFit(known, imbalance.slice(1));
  const move = linearFit(known, mid.slice(1).map((m, i) => m - mid[i]!));
  return {
    persistence: next.slope,
    response: move.slope,
    responseError: move.slopeError,
    slope: move.slope / (1 - next.slope),
    count: move.count,
  };
}

/**
 * Slope that is found where the imbalance is seen with an error.
 *
 * `c κ (1 - a) / (1 - a κ)` with the reliability `κ = Var ρ / (Var ρ + Var e)`: both
 * regressions are attenuated, and the sum of expected moves more than either. For `a`
 * near one an error of the share `1 - a` of the variance halves the slope.
 *
 * @param book The book as it is.
 * @param reliability `κ`, in [0, 1].
 * @returns The slope that the two regressions give.
 * @throws {RangeError} If the reliability is not in [0, 1].
 * @see eq-blurred-state, lem-blurred-state
 *
 * @example A persistent imbalance, hardly blurred
 * ```ts
 * import assert from "node:assert/strict";
 * import { blurredSlope } from "volarb/liquidity";
 *
 * const slope = blurredSlope({ persistence: 0.99, slope: 10 }, 0.99);
 * assert.ok(Math.abs(slope - 10 * 0.99 / 1.99) < 1e-12);
 * ```
 */
export function blurredSlope(
  { persistence, slope }: Pick<LinearBook, "persistence" | "slope">,
  reliability: number,
): number {
  if (!(reliability >= 0 && reliability <= 1)) {
    throw new RangeError(
      `Cannot blur a slope as reliability must be in [0, 1]: current value is ${reliability}`,
    );
  }
  return slope * reliability * (1 - persistence) /
    (1 - persistence * reliability);
}
