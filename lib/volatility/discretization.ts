import { assertChoice } from "../stats/arguments.ts";
import { scaledBessel } from "./scaled_bessel.ts";

/** `ζ(1/2)`, Riemann's zeta function. */
const ZETA_HALF = -1.4603545088095868;
/** `ζ(-1/2)`. */
const ZETA_MINUS_HALF = -0.2078862249773546;
/** `ζ(-3/2)`. */
const ZETA_MINUS_THREE_HALVES = -0.0254852018898330;
/** Beyond this many steps the series are exact to the last digits. */
const SERIES_FROM = 4096;

/**
 * `β = -ζ(1/2) / √(2π) = 0.5826`: by how much, in standard deviations of a step, the
 * maximum of a walk falls short of that of its Brownian path.
 *
 * @see thm-discretisation, thm-rs-expansion
 * @see Broadie, M., Glasserman, P., Kou, S. (1997), A continuity correction for
 *   discrete barrier options, Mathematical Finance 7(4), 325-349,
 *   doi:10.1111/1467-9965.00035.
 *
 * @example From the zeta function at one half
 * ```ts
 * import assert from "node:assert/strict";
 * import { CONTINUITY_CORRECTION } from "volarb/volatility";
 *
 * const zetaHalf = -1.4603545088095868;
 * const beta = -zetaHalf / Math.sqrt(2 * Math.PI);
 * assert.ok(Math.abs(CONTINUITY_CORRECTION - beta) < 1e-15);
 * ```
 */
export const CONTINUITY_CORRECTION = 0.5825971579390106;

/**
 * How the observations of a bar lie in time: on an equal `"grid"` of `N` steps, or at
 * the times of a `"poisson"` process of `N` expected trades, open and close observed.
 *
 * @see eq-rs-poisson
 */
export type Sampling = "grid" | "poisson";

/**
 * Expected maximum of a Gaussian walk of `N` steps and total variance 1.
 *
 * `E max(0, S₁, …, S_N) / σ = (2πN)^(-1/2) Σ_{k=1..N} k^(-1/2)`, exact for every `N` (Spitzer);
 * the Brownian path has `√(2/π) = 0.79788`. The sum is taken term by term up to 4096
 * and by Euler-Maclaurin's formula beyond.
 *
 * @param steps Number of steps `N`, at least 1.
 * @returns The maximum in units of the bar's volatility.
 * @throws {RangeError} If `steps` is not a positive integer.
 * @see thm-discretisation, thm-rs-expansion
 * @see Spitzer, F. (1956), A combinatorial lemma and its application to probability
 *   theory, Transactions of the AMS 82(2), 323-339,
 *   doi:10.1090/S0002-9947-1956-0079851-X.
 *
 * @example One step is half a folded normal
 * ```ts
 * import assert from "node:assert/strict";
 * import { expectedMaximum } from "volarb/volatility";
 *
 * assert.ok(Math.abs(expectedMaximum(1) - 1 / Math.sqrt(2 * Math.PI)) < 1e-15);
 * assert.ok(Math.abs(expectedMaximum(60) - 0.72599149) < 1e-8);
 * ```
 */
export function expectedMaximum(steps: number): number {
  if (!Number.isSafeInteger(steps) || steps < 1) {
    throw new RangeError(
      `Cannot compute the expected maximum as steps must be an integer of at least 1: current value is ${steps}`,
    );
  }
  return sumOfInverseRoots(steps) / Math.sqrt(2 * Math.PI * steps);
}

/** `Σ_{k=1..n} k^(-1/2)`. */
function sumOfInverseRoots(n: number): number {
  if (n > SERIES_FROM) {
    const root = Math.sqrt(n);
    return 2 * root + ZETA_HALF + 1 / (2 * root) - 1 / (24 * n * root);
  }
  let sum = 0;
  for (let k = n; k >= 1; k--) sum += 1 / Math.sqrt(k);
  return sum;
}

/**
 * Expected Rogers-Satchell variance of a bar that is seen `N` times, as a share of
 * the true variance.
 *
 * - grid of `N` equal steps: `(πN)^(-1) Σ_{j,k >= 1, j+k <= N} (jk)^(-1/2)`, exact for every
 *   `N`; about `1 - 1.8594/√N + 1.1788/N`;
 * - `N` Poisson trades expected: `1 + 2/N - 2e^(-N/2) [(1 + 1/N) I₀(N/2) + I₁(N/2)]`, exact;
 *   about `1 - 2.2568/√N + 2/N`.
 *
 * The double sum is taken in `O(N)`, as the inner sums are those of one pass, up to
 * 4096 and by its series to `N^(-5/2)` beyond. Both hold without drift; a drift of half
 * the volatility of the bar, or of all of it, takes some 0.005 or 0.02 more.
 *
 * @param observations Steps, or trades expected, `N`, at least 1; on the grid an
 *   integer.
 * @param sampling How the observations lie in time; `"grid"` by default.
 * @returns Share of the true variance, in [0, 1): at one step nothing is seen.
 * @throws {RangeError} If `observations` is out of range or the sampling unknown.
 * @see thm-discretisation, eq-rs-discrete, thm-rs-expansion, eq-rs-asymptotic,
 *   eq-rs-poisson
 * @see Rogers, L.C.G., Satchell, S.E. (1991), Annals of Applied Probability 1(4),
 *   504-512, doi:10.1214/aoap/1177005835, who state the problem; the two exact forms
 *   follow from the Wiener-Hopf factors of the walk.
 *
 * @example A minute seen once a second
 * ```ts
 * import assert from "node:assert/strict";
 * import { expectedRogersSatchell } from "volarb/volatility";
 *
 * assert.ok(Math.abs(expectedRogersSatchell(2) - 1 / (2 * Math.PI)) < 1e-15);
 * assert.ok(Math.abs(expectedRogersSatchell(60) - 0.77888717) < 1e-8);
 * ```
 */
export function expectedRogersSatchell(
  observations: number,
  sampling: Sampling = "grid",
): number {
  const action = "compute the expected Rogers-Satchell variance";
  assertChoice(action, "sampling", sampling, ["grid", "poisson"]);
  const whole = sampling === "grid";
  if (
    !(observations >= 1 && observations < Infinity) ||
    (whole && !Number.isSafeInteger(observations))
  ) {
    throw new RangeError(
      `Cannot ${action} as observations must be ${
        whole ? "an integer of at least 1" : "at least 1"
      }: current value is ${observations}`,
    );
  }
  const n = observations;
  if (!whole) return expectedAtPoissonTimes(n);
  return n > SERIES_FROM ? expectedSeries(n) : doubleSum(n) / (Math.PI * n);
}

/** `Σ_{j+k <= n} (jk)^(-1/2)`. */
function doubleSum(n: number): number {
  const inner = new Float64Array(n);
  for (let m = 1; m < n; m++) inner[m] = inner[m - 1]! + 1 / Math.sqrt(m);
  let total = 0;
  for (let k = 1; k < n; k++) total += inner[n - k]! / Math.sqrt(k);
  return total;
}

/** From the expansion of `Li_{1/2}(e^-x)² / (1 - e^-x)` at 0, term by term. */
function expectedSeries(n: number): number {
  const root = Math.sqrt(n);
  const first = 4 * ZETA_HALF / root;
  const second = (ZETA_HALF * ZETA_HALF + Math.PI / 2) / n;
  const third = (ZETA_HALF - 2 * ZETA_MINUS_HALF) / (n * root);
  const fourth = -(ZETA_MINUS_THREE_HALVES - ZETA_MINUS_HALF + ZETA_HALF / 6) /
    (2 * n * n * root);
  return 1 + (first + second + third + fourth) / Math.PI;
}

function expectedAtPoissonTimes(n: number): number {
  const x = n / 2;
  return 1 + 2 / n -
    2 * ((1 + 1 / n) * scaledBessel(0, x) + scaledBessel(1, x));
}
