import { assertChoice, assertPositive } from "../stats/arguments.ts";
import { bisect } from "../stats/bisect.ts";
import { dawson, erfc } from "../stats/mod.ts";

/** An alpha `dα = -κα dt + s dW` per period, and what a trade costs. */
export type BandProblem = {
  /** Proportional cost `ε` of a trade: fraction of what is traded, at least 0. */
  readonly cost: number;
  /** Speed `κ` at which the alpha reverts to zero per period, at least 0. */
  readonly reversion: number;
  /** Volatility `s` of the alpha: return per period, per root of a period; at least 0. */
  readonly alphaVolatility: number;
};

/**
 * How the band is computed: `"exact"` for a position of zero, or `"asymptotic"` for small costs.
 */
export type BandForm = "exact" | "asymptotic";

/**
 * Half-width, in units of the alpha, of the band in which it does not pay to trade.
 *
 * A trader with objective `E ∫ (x α - ½ γ σ² x²) dt - ε ∫ |dx|` trades only when the alpha lies further than
 * the half-width `b` from `γσ²x`, and then to the edge. For small costs `b = (3/2 · ε s²)^(1/3)`. At a
 * position of zero `b` solves exactly `b - (s/√κ) D(√κ b / s) = κ ε` with Dawson's integral `D`: near
 * `κε` where costs are large, as an alpha `b` earns `b / κ` in all before it is gone.
 *
 * In units of the position the half-width is `b / (γσ²)`.
 *
 * @param problem Cost, reversion and volatility of the alpha.
 * @param form Which; `"exact"` by default.
 * @returns The half-width: return per period. 0 without costs.
 * @throws {RangeError} If a number is negative or missing, or the form is unknown.
 * @see thm-no-trade-band, eq-band, eq-band-asymptotic
 * @see Martin, R., Schöneborn, T. (2011), Mean reversion pays, but costs, Risk 24(2), 96-101,
 *   arXiv:1103.4934 (the free boundary); Rogers, L. (2004), Why is the effect of proportional
 *   transaction costs O(δ^(2/3))?, Contemporary Mathematics 351, 303-308 (the power of 1/3).
 *
 * @example Small costs
 * ```ts
 * import assert from "node:assert/strict";
 * import { noTradeBand } from "volarb/signal";
 *
 * const problem = { cost: 1e-9, reversion: 0.1, alphaVolatility: 1e-4 };
 * const exact = noTradeBand(problem);
 * const asymptotic = noTradeBand(problem, "asymptotic");
 * assert.ok(Math.abs(exact / asymptotic - 1) < 1e-3);
 * ```
 */
export function noTradeBand(
  { cost, reversion, alphaVolatility }: BandProblem,
  form: BandForm = "exact",
): number {
  const action = "compute a no-trade band";
  assertChoice(action, "form", form, ["exact", "asymptotic"]);
  const named = { cost, reversion, alphaVolatility };
  for (const [name, value] of Object.entries(named)) {
    if (!(value >= 0 && value < Infinity)) {
      throw new RangeError(
        `Cannot ${action} as ${name} must be at least 0 and finite: current value is ${value}`,
      );
    }
  }
  return form === "exact"
    ? exactBand(cost, reversion, alphaVolatility)
    : Math.cbrt(1.5 * cost * alphaVolatility ** 2);
}

/** The exact half-width, of numbers that have been checked. */
export function exactBand(
  cost: number,
  reversion: number,
  alphaVolatility: number,
): number {
  const total = reversion * cost;
  const scale = alphaVolatility / Math.sqrt(reversion);
  const relative = total / scale;
  // An alpha without volatility, or one whose volatility is lost beside the cost.
  if (!(relative < 1e8)) return total;
  const small = Math.cbrt(1.5 * cost * alphaVolatility ** 2);
  // A reversion that is lost beside the volatility.
  if (!(relative > 1e-15)) return small;
  return scale * solveBand(relative);
}

/** Solves `z - D(z) = c`, by Newton's method; the left side is convex up to 1.5 and rises. */
function solveBand(c: number): number {
  let z = c < 1 ? Math.cbrt(1.5 * c) : c + 0.5 / c;
  for (let i = 0; i < 50; i++) {
    const d = dawson(z);
    const step = (belowDawson(z, d) - c) / (2 * z * d);
    z -= step;
    if (Math.abs(step) <= 4e-16 * z) break;
  }
  return z;
}

/** `z - D(z)` without cancellation. */
function belowDawson(z: number, d: number): number {
  if (z > 0.2) return z - d;
  const square = z * z;
  let term = z;
  let total = 0;
  for (let k = 1; k < 12; k++) {
    term *= -2 * square / (2 * k + 1);
    total -= term;
  }
  return total;
}

/** Where it pays to trade at a position: alphas below `sell` sell, above `buy` buy. */
export type TradeBoundaries = {
  /** Alpha at which the position is reduced. */
  readonly sell: number;
  /** Alpha at which it is increased. */
  readonly buy: number;
};

/**
 * Boundaries of the alpha at which it pays to change a position, exactly.
 *
 * At a position `x` with `c = γσ²x` the boundaries `α⁻ < α⁺` are those between which the alpha, under its
 * stationary law, has mean `c`, and which are as far apart as the cost demands: the marginal
 * value of the position rises from `-ε` to `ε` between them. Both conditions are those of smooth
 * pasting in `½ s² g'' - κα g' = c - α`, solved in closed form up to a quadrature.
 *
 * @param problem Cost, reversion and volatility of the alpha, all > 0.
 * @param indifferent `c = γσ²x`: the alpha for which the position would be optimal without costs.
 * @returns The boundaries, return per period.
 * @throws {RangeError} If a number is not positive and finite, `c` lies further than six stationary
 *   deviations from zero, or costs are so high that no alpha would ever pay them.
 * @see eq-band-boundaries
 * @see Martin, R., Schöneborn, T. (2011), Mean reversion pays, but costs, Risk 24(2), 96-101,
 *   arXiv:1103.4934.
 *
 * @example At zero they are the band
 * ```ts
 * import assert from "node:assert/strict";
 * import { noTradeBand, noTradeBoundaries } from "volarb/signal";
 *
 * const problem = { cost: 1e-3, reversion: 0.1, alphaVolatility: 1e-4 };
 * const { sell, buy } = noTradeBoundaries(problem, 0);
 * assert.ok(Math.abs(buy / noTradeBand(problem) - 1) < 1e-9);
 * assert.ok(Math.abs(sell + buy) < 1e-12);
 * ```
 */
export function noTradeBoundaries(
  { cost, reversion, alphaVolatility }: BandProblem,
  indifferent: number,
): TradeBoundaries {
  const action = "compute no-trade boundaries";
  const named = { cost, reversion, alphaVolatility };
  for (const [name, value] of Object.entries(named)) {
    assertPositive(action, name, value);
  }
  const scale = alphaVolatility / Math.sqrt(reversion);
  const c = indifferent / scale;
  if (!(Math.abs(c) <= 6 / Math.SQRT2)) {
    throw new RangeError(
      `Cannot ${action} as indifferent must lie within six stationary deviations of zero: current value is ${indifferent}`,
    );
  }
  const wanted = 2 * reversion * cost / scale;
  if (!(wanted <= 10)) {
    throw new RangeError(
      `Cannot ${action} as cost must be at most ${
        5 * scale / reversion
      }, seven stationary deviations of what an alpha earns: current value is ${cost}`,
    );
  }
  // The quadrature starts at the lower boundary, where rounding must not be made larger on
  // the way: at the one that is further from zero. A positive position mirrors a negative one.
  const side = -Math.abs(c);
  const low = (width: number) => lowerBoundary(side, width);
  const width = bisect(
    (w) => marginalRise(side, low(w), w) < wanted,
    0,
    wanted + 8,
  );
  const sell = scale * low(width);
  const buy = sell + scale * width;
  return c > 0 ? { sell: -buy, buy: -sell } : { sell, buy };
}

/** Lower end of the interval of a width on which `e^(-z²)` has mean `c`. */
function lowerBoundary(c: number, width: number): number {
  return bisect((z) => truncatedMean(z, width) < c, c - width, c);
}

/** Mean of `z` under `e^(-z²)` between two ends. */
function truncatedMean(from: number, width: number): number {
  const to = from + width;
  // Where both ends lie on one side the tails are subtracted, not what is left of them.
  const side = from > 0 ? 1 : to < 0 ? -1 : 0;
  const mass = side > 0
    ? erfc(from) - erfc(to)
    : side < 0
    ? erfc(-to) - erfc(-from)
    : 2 - erfc(-from) - erfc(to);
  const mean = Math.exp(-from * from) * -Math.expm1((from - to) * (from + to)) /
    (Math.sqrt(Math.PI) * mass);
  return Math.min(to, Math.max(from, mean));
}

/** `∫ G'` between the boundaries by Gauss and Legendre's rule on panels. */
function marginalRise(c: number, from: number, width: number): number {
  const panels = Math.max(4, Math.ceil(width * 4));
  const step = width / panels;
  let total = 0;
  for (let i = 0; i < panels; i++) {
    const middle = from + (i + 0.5) * step;
    for (let j = 0; j < NODES.length; j++) {
      const z = middle + NODES[j]! * step / 2;
      total += WEIGHTS[j]! * slope(c, from, z) * step / 2;
    }
  }
  return total;
}

/** `G'(z) = 1 - e^(z² - a²) + c √π e^(z²) (erf z - erf a)`. */
function slope(c: number, from: number, z: number): number {
  const between = from > 0 ? erfc(from) - erfc(z) : erfc(-z) - erfc(-from);
  return -Math.expm1((z - from) * (z + from)) +
    c * Math.sqrt(Math.PI) * Math.exp(z * z) * between;
}

/** Gauss and Legendre's rule with five points on [-1, 1]. */
const NODES = [
  0,
  0.5384693101056831,
  -0.5384693101056831,
  0.9061798459386640,
  -0.9061798459386640,
];
const WEIGHTS = [
  0.5688888888888889,
  0.4786286704993665,
  0.4786286704993665,
  0.2369268850561891,
  0.2369268850561891,
];
