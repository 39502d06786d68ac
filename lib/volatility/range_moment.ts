import { CONTINUITY_CORRECTION } from "./discretization.ts";

/** `E R²` of walks of 1 to 15 steps, by quadrature. */
const EXACT = [
  1,
  1.2274648292759,
  1.382252734215,
  1.495984200225,
  1.5841502529091,
  1.6551749306145,
  1.7140506774254,
  1.7639415106847,
  1.8069613147924,
  1.8445833438381,
  1.8778703793738,
  1.9076113241992,
  1.9344060342494,
  1.9587200638288,
  1.9809211717729,
];

/**
 * Expected squared range of a Gaussian walk of `N` steps and total variance 1: the
 * constant `λ₂` of the realized range.
 *
 * `4 ln 2` for the Brownian path (`N` infinite), 1 for one step. From
 * `E R² = 2 ∫ (E(w - R)⁺ - w + E R) dw`, where `E(w - R)⁺` is the probability of staying
 * within `[0, w]` integrated over the start, by quadrature: a table up to 15 steps, and
 * beyond `4 ln 2 (1 - 1.341260/√N + 0.989679/N - 0.303493/N^1.5 + 0.0206/N^2.5)`, whose
 * first two terms are exact and whose error is below 1e-7.
 *
 * @param steps Number of steps `N`, an integer of at least 1, or infinite.
 * @returns `E R²` in units of the variance of the whole walk.
 * @throws {RangeError} If `steps` is neither.
 * @see thm-discretisation
 * @see Christensen, K., Podolskij, M. (2007), Realized range-based estimation of
 *   integrated variance, Journal of Econometrics 141(2), 323-349,
 *   doi:10.1016/j.jeconom.2006.06.012.
 *
 * @example One step and a path
 * ```ts
 * import assert from "node:assert/strict";
 * import { expectedSquaredRange } from "volarb/volatility";
 *
 * assert.equal(expectedSquaredRange(1), 1);
 * assert.equal(expectedSquaredRange(Infinity), 4 * Math.LN2);
 * ```
 */
export function expectedSquaredRange(steps: number): number {
  if (steps === Infinity) return 4 * Math.LN2;
  if (!Number.isSafeInteger(steps) || steps < 1) {
    throw new RangeError(
      `Cannot compute the expected squared range as steps must be an integer of at least 1: current value is ${steps}`,
    );
  }
  if (steps <= EXACT.length) return EXACT[steps - 1]!;
  const root = Math.sqrt(steps);
  // E R² falls by 4β E R / √N, and E R is √(8/π).
  const first = -CONTINUITY_CORRECTION * Math.sqrt(8 / Math.PI) / Math.LN2;
  return 4 * Math.LN2 *
    (1 + first / root + 0.98967878 / steps - 0.30349345 / (steps * root) +
      0.02062223 / (steps * steps * root));
}

/**
 * Expected Parkinson variance of a bar seen on a grid of `N` equal steps, as a share
 * of the true variance.
 *
 * {@linkcode expectedSquaredRange} over `4 ln 2`; about `1 - 1.3413/√N + 0.9897/N`.
 *
 * @param steps Number of steps `N`, an integer of at least 1, or infinite.
 * @returns Share of the true variance, in (0, 1].
 * @throws {RangeError} If `steps` is neither.
 * @see thm-discretisation, eq-parkinson
 *
 * @example A minute seen once a second
 * ```ts
 * import assert from "node:assert/strict";
 * import { expectedParkinson } from "volarb/volatility";
 *
 * assert.ok(Math.abs(expectedParkinson(60) - 0.84268646) < 1e-7);
 * ```
 */
export function expectedParkinson(steps: number): number {
  return expectedSquaredRange(steps) / (4 * Math.LN2);
}

/**
 * Expected practical Garman-Klass variance of a bar seen on a grid of `N` equal
 * steps, as a share of the true variance.
 *
 * `2 ln 2 E V_P - (2 ln 2 - 1)`: only the range is short, the close is not.
 *
 * @param steps Number of steps `N`, an integer of at least 1, or infinite.
 * @returns Share of the true variance, in (0, 1].
 * @throws {RangeError} If `steps` is neither.
 * @see thm-discretisation, eq-garman-klass
 *
 * @example It loses as much as Rogers-Satchell, to first order
 * ```ts
 * import assert from "node:assert/strict";
 * import { expectedGarmanKlass, expectedRogersSatchell } from "volarb/volatility";
 *
 * const [a, b] = [expectedGarmanKlass(1440), expectedRogersSatchell(1440)];
 * assert.ok(Math.abs(a - b) < 2e-4);
 * ```
 */
export function expectedGarmanKlass(steps: number): number {
  return 2 * Math.LN2 * expectedParkinson(steps) - (2 * Math.LN2 - 1);
}
