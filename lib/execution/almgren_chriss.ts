import { assertNonNegative, assertPositive } from "../stats/arguments.ts";
import { sinhRatio } from "./hyperbolic.ts";

/** The liquidation problem of Almgren and Chriss, in any units that fit each other. */
export type AlmgrenChrissProblem = {
  /** Quantity `X`, > 0. */
  readonly quantity: number;
  /** Time to trade it in, `T`, > 0. */
  readonly horizon: number;
  /** Number of trades `N`, at least 1. */
  readonly trades: number;
  /** Standard deviation of the price per √time, `σ`, quote units, > 0. */
  readonly volatility: number;
  /** Fixed cost of a unit `ε`, half a spread and fees, at least 0. */
  readonly fixedCost: number;
  /** Permanent impact of a unit `γ`, at least 0. */
  readonly permanentImpact: number;
  /** Temporary impact `η` of a unit per unit of time, > 0. */
  readonly temporaryImpact: number;
  /** Aversion `λ` to the variance of the cost, per quote unit, at least 0. */
  readonly riskAversion: number;
};

/** A trajectory with what it costs. */
export type AlmgrenChriss = {
  /** Quantity left after each trade, length `N + 1`: from `X` to 0. */
  readonly remaining: Float64Array;
  /** Quantity of each trade, length `N`. */
  readonly traded: Float64Array;
  /** Urgency `κ`, per unit of time: `1/κ` is the time in which the rest falls to `1/e`. */
  readonly kappa: number;
  /** Expected cost, quote units. */
  readonly expectedCost: number;
  /** Variance of the cost. */
  readonly variance: number;
  /** `E + λ V`, which no other trajectory has less of. */
  readonly utility: number;
};

/**
 * The trajectory of least `E + λ V` under linear impact.
 *
 * `x_j = X sinh(κ (T - t_j)) / sinh(κ T)` with `2 (cosh(κ τ) - 1) / τ² = λ σ² / η̃`, `η̃ = η - γ τ / 2`.
 * `λ → 0` is TWAP. The sum of the variance is over what is left after each trade.
 *
 * @param problem Quantity, horizon, prices of impact and risk.
 * @returns The trajectory, its expected cost and variance.
 * @throws {RangeError} If a number is out of range, or `γ τ / 2` is not below `η`.
 * @see Almgren, R. and Chriss, N. (2001), Journal of Risk 3(2), 5-39.
 *
 * @example The paper's million shares in five days
 * ```ts
 * import assert from "node:assert/strict";
 * import { almgrenChriss } from "volarb/execution";
 *
 * const { kappa, remaining, expectedCost } = almgrenChriss({
 *   quantity: 1e6,
 *   horizon: 5,
 *   trades: 5,
 *   volatility: 0.95,
 *   fixedCost: 1 / 16,
 *   permanentImpact: 2.5e-7,
 *   temporaryImpact: 2.5e-6,
 *   riskAversion: 1e-6,
 * });
 * assert.equal(kappa.toFixed(7), "0.6070762");
 * assert.equal(Math.round(remaining[1]!), 541956);
 * assert.equal(expectedCost.toFixed(2), "911226.99");
 * ```
 */
export function almgrenChriss(problem: AlmgrenChrissProblem): AlmgrenChriss {
  assertProblem(problem);
  const {
    quantity,
    horizon,
    trades: n,
    volatility,
    fixedCost,
    permanentImpact,
    temporaryImpact,
    riskAversion,
  } = problem;
  const tau = horizon / n;
  const eta = temporaryImpact - permanentImpact * tau / 2;
  const square = riskAversion * volatility ** 2 / eta;
  const kappa = Math.acosh(1 + square * tau * tau / 2) / tau;
  const remaining = leastTrajectory({ quantity, horizon, n, kappa });
  const traded = Float64Array.from(
    { length: n },
    (_, j) => remaining[j]! - remaining[j + 1]!,
  );
  let squares = 0, held = 0;
  for (let j = 0; j < n; j++) {
    squares += traded[j]! ** 2;
    held += remaining[j + 1]! ** 2;
  }
  const expectedCost = permanentImpact * quantity ** 2 / 2 +
    fixedCost * quantity + eta / tau * squares;
  const variance = volatility ** 2 * tau * held;
  return {
    remaining,
    traded,
    kappa,
    expectedCost,
    variance,
    utility: expectedCost + riskAversion * variance,
  };
}

/** What is left after each trade on the trajectory of a curvature. */
function leastTrajectory(
  { quantity, horizon, n, kappa }: {
    quantity: number;
    horizon: number;
    n: number;
    kappa: number;
  },
): Float64Array {
  const tau = horizon / n;
  return Float64Array.from({ length: n + 1 }, (_, j) => {
    if (j === 0) return quantity;
    if (j === n) return 0;
    return kappa * horizon < 1e-8
      ? quantity * (1 - j / n)
      : quantity * sinhRatio(kappa * (horizon - j * tau), kappa * horizon);
  });
}

function assertProblem(problem: AlmgrenChrissProblem): void {
  const action = "compute a trajectory of Almgren and Chriss";
  for (
    const name of [
      "quantity",
      "horizon",
      "volatility",
      "temporaryImpact",
    ] as const
  ) assertPositive(action, name, problem[name]);
  for (
    const name of ["fixedCost", "permanentImpact", "riskAversion"] as const
  ) assertNonNegative(action, name, problem[name]);
  const { horizon, trades: n, permanentImpact, temporaryImpact } = problem;
  if (!(Number.isSafeInteger(n) && n >= 1)) {
    throw new RangeError(
      `Cannot ${action} as trades must be an integer of at least 1: current value is ${n}`,
    );
  }
  const moved = permanentImpact * (horizon / n) / 2;
  if (!(temporaryImpact - moved > 0)) {
    throw new RangeError(
      `Cannot ${action} as temporaryImpact must be above permanentImpact times half an interval: current values are ${temporaryImpact} and ${moved}`,
    );
  }
}

/**
 * The square-root law: what an order of a share of the volume moves the price by.
 *
 * `I = Y σ √(Q / V)`.
 *
 * @param order Quantity `Q`, volume `V` of a period and volatility `σ` of its log price; the
 *   constant `Y`, of order one, 1 by default.
 * @returns Relative impact, a fraction of the price.
 * @throws {RangeError} If one is not positive.
 * @see Tóth, B. et al. (2011), Physical Review X 1, 021006.
 *
 * @example One per cent of a day of three per cent
 * ```ts
 * import assert from "node:assert/strict";
 * import { squareRootLaw } from "volarb/execution";
 *
 * const impact = squareRootLaw({ quantity: 1, volume: 100, volatility: 0.03 });
 * assert.ok(Math.abs(impact - 0.003) < 1e-15);
 * ```
 */
export function squareRootLaw(
  { quantity, volume, volatility, constant = 1 }: {
    /** Quantity of the order. */
    readonly quantity: number;
    /** Volume of the period, in the same unit. */
    readonly volume: number;
    /** Standard deviation of the log price over the period. */
    readonly volatility: number;
    /** `Y`. */
    readonly constant?: number;
  },
): number {
  const action = "compute a square-root impact";
  assertPositive(action, "quantity", quantity);
  assertPositive(action, "volume", volume);
  assertPositive(action, "volatility", volatility);
  assertPositive(action, "constant", constant);
  return constant * volatility * Math.sqrt(quantity / volume);
}
