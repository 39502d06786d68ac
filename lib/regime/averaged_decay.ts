import { assertPositive } from "../stats/arguments.ts";
import { bisect } from "../stats/bisect.ts";

/** Below it the closed forms cancel and their series are summed. */
const SMALL = 1;
const TERMS = 24;

/**
 * Correlation of the averages of two successive intervals of a process that decays,
 * under weights that rise linearly from zero.
 *
 * With `y` the decay over an interval it is `ρ₁ = α β / γ`,
 * `α = 2 (y - 1 + e^-y) / y²`, `β = 2 (1 - (1 + y) e^-y) / y²` and
 * `γ = 8/(3y) - 4/y² + 4β/y²`: near `1 - 11y/15` for small `y`, above `e^-y` always.
 * Averages further apart have `ρ₁ e^{-(j - 1) y}`.
 *
 * @param decay Speed of the process times the length of an interval, above 0.
 * @returns The correlation, in (0, 1).
 * @throws {RangeError} If `decay` is not positive and finite.
 * @see eq-averaged-correlation, lem-averaging
 *
 * @example Averages keep more than the process
 * ```ts
 * import assert from "node:assert/strict";
 * import { averagedCorrelation } from "volarb/regime";
 *
 * assert.ok(averagedCorrelation(0.5) > Math.exp(-0.5));
 * assert.ok(Math.abs(averagedCorrelation(1e-6) - (1 - 11e-6 / 15)) < 1e-12);
 * ```
 */
export function averagedCorrelation(decay: number): number {
  assertPositive("compute an averaged correlation", "decay", decay);
  const y = decay;
  if (y < SMALL) {
    return series(y, (n) => 2 / factorial(n + 2)) *
      series(y, (n) => 2 * (n + 1) / factorial(n + 2)) /
      series(y, (n) => 8 * (n + 3) / factorial(n + 4));
  }
  const rest = Math.exp(-y);
  const beta = 2 * (1 - (1 + y) * rest) / y ** 2;
  const alpha = 2 * (y - 1 + rest) / y ** 2;
  return alpha * beta / (8 / (3 * y) - 4 / y ** 2 + 4 * beta / y ** 2);
}

/**
 * Half-life of a process whose averages over intervals seem to have another one.
 *
 * An autoregression that is fitted to averages reads {@linkcode averagedCorrelation}
 * as its persistence `2^(-interval / halfLife)`; solved for the decay behind it. Where
 * the half-life is long the averages overstate it by 15/11.
 *
 * @param halfLife Half-life that the averages seem to have, in the unit of `interval`.
 * @param interval Length of an interval that each average is taken over.
 * @returns The half-life of the process; infinite for an infinite one, `NaN` for `NaN` or
 *   if the averages decay faster than any process makes them.
 * @throws {RangeError} If `interval` is not positive and finite.
 * @see lem-averaging
 *
 * @example There and back
 * ```ts
 * import assert from "node:assert/strict";
 * import { averagedCorrelation, unaveragedHalfLife } from "volarb/regime";
 *
 * const seen = -Math.LN2 * 8 / Math.log(averagedCorrelation(Math.LN2 * 8 / 16));
 * assert.ok(seen > 21);
 * assert.ok(Math.abs(unaveragedHalfLife(seen, 8) - 16) < 1e-9);
 * ```
 */
export function unaveragedHalfLife(
  halfLife: number,
  interval: number,
): number {
  assertPositive("undo an averaging", "interval", interval);
  if (halfLife === Infinity) return Infinity;
  const persistence = 2 ** (-interval / halfLife);
  // The correlation falls from 1 to about 0.75 / y.
  if (!(persistence > averagedCorrelation(1e3) && halfLife > 0)) return NaN;
  const decay = bisect((y) => averagedCorrelation(y) > persistence, 1e-12, 1e3);
  return Math.LN2 * interval / decay;
}

/** `Σ term(n) (-y)ⁿ`. */
function series(y: number, term: (n: number) => number): number {
  let sum = 0;
  for (let n = TERMS; n >= 0; n--) sum = term(n) - y * sum;
  return sum;
}

function factorial(n: number): number {
  let product = 1;
  for (let k = 2; k <= n; k++) product *= k;
  return product;
}
