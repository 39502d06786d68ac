import { CholeskyDecomposition, Matrix } from "ml-matrix";
import { assertPositive } from "../stats/arguments.ts";

/** A matrix row by row. */
export type Rows = readonly (readonly number[])[];

/** A trader of several assets with quadratic costs of any shape. */
export type MatrixTradingProblem = {
  /** Risk aversion `γ`, > 0. */
  readonly riskAversion: number;
  /** Discount `ρ` of a period, in [0, 1). */
  readonly discount: number;
  /** Covariance `Σ` of the returns of a period, assets by assets, positive definite. */
  readonly covariance: Rows;
  /** Cost `Λ`: trades `Δx` cost `½ Δxᵀ Λ Δx`; symmetric, positive definite. */
  readonly cost: Rows;
  /** Loadings `B`, assets by factors: expected returns are `B f`. */
  readonly loadings: Rows;
  /** Mean reversion `Φ`, factors by factors: `f` is expected to become `(I - Φ) f`. */
  readonly reversion: Rows;
};

/** The policy `x_t = x_{t-1} + rate · (aim · f_t - x_{t-1})`, and the value function behind it. */
export type MatrixTradingPolicy = {
  /** Matrix rate, assets by assets. */
  readonly rate: number[][];
  /** Position aimed at per unit of each factor, assets by factors. */
  readonly aim: number[][];
  /** Curvature of the value function in the position, assets by assets. */
  readonly curvature: number[][];
  /** Mixed term of the value function, assets by factors. */
  readonly mixed: number[][];
  /** Iterations until nothing moved. */
  readonly iterations: number;
};

const MOST = 100_000;

/**
 * Optimal trading of decaying alphas under quadratic costs of any shape, by iteration of the
 * Riccati equation of its value function.
 *
 * With `J = Λ + (1 - ρ)(γΣ + A_xx)`: `A_xx ← Λ - Λ J⁻¹ Λ` and `A_xf ← (1 - ρ) Λ J⁻¹ (B + A_xf (I - Φ))` until
 * both stand still; then `rate = Λ⁻¹ A_xx`, `aim = A_xx⁻¹ A_xf`. Where `Λ = λΣ` this is
 * {@linkcode garleanuPedersen}'s closed form; where costs have another shape than risk there
 * is none.
 *
 * @param problem Risk aversion, discount, covariance, costs, loadings and mean reversion.
 * @returns Rate, aim and value function.
 * @throws {RangeError} If sizes do not fit, a number is out of range, or a matrix is not
 *   symmetric and positive definite, or the iteration does not come to rest (a factor that
 *   grows faster than it can be traded on).
 * @see thm-garleanu-pedersen, eq-trading-riccati, alg-trading-policy
 * @see Gârleanu, N., Pedersen, L. (2013), Journal of Finance 68(6), 2309-2340,
 *   doi:10.1111/jofi.12080, proposition 1 and appendix.
 *
 * @example One asset is the closed form
 * ```ts
 * import assert from "node:assert/strict";
 * import { solveTradingPolicy } from "volarb/signal";
 *
 * const { rate, aim } = solveTradingPolicy({
 *   riskAversion: 1,
 *   discount: 0.02,
 *   covariance: [[0.04]],
 *   cost: [[5 * 0.04]],
 *   loadings: [[1]],
 *   reversion: [[0.2]],
 * });
 * assert.ok(Math.abs(rate[0]![0]! - 0.3503878632) < 1e-10);
 * assert.ok(Math.abs(aim[0]![0]! - 18.5131995644) < 1e-9);
 * ```
 */
export function solveTradingPolicy(
  problem: MatrixTradingProblem,
): MatrixTradingPolicy {
  const action = "solve for a trading policy";
  const { riskAversion, discount } = problem;
  assertPositive(action, "riskAversion", riskAversion);
  if (!(discount >= 0 && discount < 1)) {
    throw new RangeError(
      `Cannot ${action} as discount must be in [0, 1): current value is ${discount}`,
    );
  }
  const { sigma, lambda, loadings, carried } = matrices(action, problem);
  const kept = 1 - discount;
  let curvature = Matrix.zeros(sigma.rows, sigma.rows);
  let mixed = Matrix.zeros(sigma.rows, loadings.columns);
  for (let iterations = 1; iterations <= MOST; iterations++) {
    const inner = Matrix.add(Matrix.mul(sigma, riskAversion), curvature)
      .mul(kept).add(lambda);
    const inverse = new CholeskyDecomposition(inner);
    const nextCurvature = symmetric(
      Matrix.sub(lambda, lambda.mmul(inverse.solve(lambda))),
    );
    const nextMixed = lambda.mmul(
      inverse.solve(Matrix.add(loadings, mixed.mmul(carried))),
    ).mul(kept);
    const rest = standsStill(curvature, nextCurvature) &&
      standsStill(mixed, nextMixed);
    curvature = nextCurvature;
    mixed = nextMixed;
    if (!Number.isFinite(mixed.norm())) break;
    if (!rest) continue;
    return {
      rate: new CholeskyDecomposition(lambda).solve(curvature).to2DArray(),
      aim: new CholeskyDecomposition(curvature).solve(mixed).to2DArray(),
      curvature: curvature.to2DArray(),
      mixed: mixed.to2DArray(),
      iterations,
    };
  }
  throw new RangeError(
    `Cannot ${action} as its Riccati equation must come to rest: current value is a mixed term of ${mixed.norm()}`,
  );
}

function standsStill(before: Matrix, after: Matrix): boolean {
  const size = Math.max(after.max(), -after.min(), 1e-300);
  const step = Matrix.sub(after, before).abs().max();
  return step <= 1e-15 * size;
}

function symmetric(matrix: Matrix): Matrix {
  return Matrix.add(matrix, matrix.transpose()).mul(0.5);
}

function matrices(action: string, problem: MatrixTradingProblem) {
  const { covariance, cost, loadings, reversion } = problem;
  const assets = covariance.length;
  const factors = reversion.length;
  const shaped = (name: string, rows: Rows, height: number, width: number) => {
    const fits = rows.length === height &&
      rows.every((r) => r.length === width);
    if (fits && height > 0 && width > 0) return new Matrix(rows as number[][]);
    throw new RangeError(
      `Cannot ${action} as ${name} must be ${height} by ${width}: current value is ${rows.length} by ${
        rows[0]?.length ?? 0
      }`,
    );
  };
  const sigma = shaped("covariance", covariance, assets, assets);
  const lambda = shaped("cost", cost, assets, assets);
  for (
    const [name, matrix] of Object.entries({ covariance: sigma, cost: lambda })
  ) {
    const definite = matrix.isSymmetric() &&
      new CholeskyDecomposition(matrix).isPositiveDefinite();
    if (definite) continue;
    throw new RangeError(
      `Cannot ${action} as ${name} must be symmetric and positive definite: current value is ${
        JSON.stringify(matrix.to2DArray())
      }`,
    );
  }
  const phi = shaped("reversion", reversion, factors, factors);
  return {
    sigma,
    lambda,
    loadings: shaped("loadings", loadings, assets, factors),
    carried: Matrix.sub(Matrix.eye(factors), phi),
  };
}
