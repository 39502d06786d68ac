import { Matrix } from "ml-matrix";
import { ConvergenceError } from "../errors/mod.ts";
import { columnOf, matrixOf, solved, symmetricPart } from "./matrices.ts";
import type { StateSpace } from "./state_space.ts";

/** What a filter of constant matrices settles to. */
export type SteadyState = {
  /** `P⁻`, `n × n`: covariance of the state before its observation. */
  readonly predictedCovariance: Float64Array;
  /** `P`, `n × n`: covariance with it. */
  readonly filteredCovariance: Float64Array;
  /** `K = P⁻ Hᵀ S⁻¹`, `n × m`. */
  readonly gain: Float64Array;
  /** `S = H P⁻ Hᵀ + R`, `m × m`. */
  readonly innovationCovariance: Float64Array;
};

/**
 * The steady state of a Kalman filter, from the discrete algebraic Riccati equation
 * `P = F P Fᵀ - F P Hᵀ (H P Hᵀ + R)⁻¹ H P Fᵀ + Q`.
 *
 * By the structure-preserving doubling algorithm, whose step `k` is the filter's step
 * `2^k`: quadratically convergent where the model is detectable and stabilisable.
 *
 * @param model A model of constant matrices; `R` is positive definite.
 * @returns Covariances and gain.
 * @throws {RangeError} If the model varies in time or `R` is singular.
 * @throws {ConvergenceError} If there is no steady state.
 * @see thm-riccati
 * @see thm-fair-ewma
 * @see Anderson, B. D. O. (1978), International Journal of Control 28(2), 295-306.
 * @see Chu, E. K.-W., Fan, H.-Y., Lin, W.-W. and Wang, C.-S. (2004), International
 *   Journal of Control 77(8), 767-788.
 *
 * @example A local level with equal noises has the golden ratio for its gain
 * ```ts
 * import assert from "node:assert/strict";
 * import { stateSpace, steadyState } from "volarb/signal";
 *
 * const { gain } = steadyState(stateSpace({
 *   transition: 1,
 *   stateNoise: 1,
 *   loading: 1,
 *   observationNoise: 1,
 * }));
 * assert.ok(Math.abs(gain[0]! - (Math.sqrt(5) - 1) / 2) < 1e-12);
 * ```
 */
export function steadyState(model: StateSpace): SteadyState {
  const action = "compute a steady state";
  if (model.at !== undefined) {
    throw new RangeError(
      `Cannot ${action} as the model must be constant: current value depends on the step`,
    );
  }
  const { states: n, observations: m, observationNoise } = model;
  const h = matrixOf(model.loading, m, n);
  const scaled = solved(matrixOf(observationNoise, m, m), h);
  if (scaled === undefined) {
    throw new RangeError(
      `Cannot ${action} as observationNoise must be positive definite: current value is ${
        [...observationNoise].join(", ")
      }`,
    );
  }
  let a = matrixOf(model.transition, n, n).transpose();
  let g = h.transpose().mmul(scaled);
  let p = matrixOf(model.stateNoise, n, n);
  for (let k = 0; k < 60; k++) {
    // W = I + G P; then A W⁻¹ A, G + A W⁻¹ G Aᵀ and P + Aᵀ P W⁻¹ A.
    const w = Matrix.add(Matrix.eye(n), g.mmul(p));
    const wa = solved(w, a);
    const wg = solved(w, g);
    if (wa === undefined || wg === undefined) break;
    const at = a.transpose();
    const next = symmetricPart(Matrix.add(p, at.mmul(p).mmul(wa)));
    g = symmetricPart(Matrix.add(g, a.mmul(wg).mmul(at)));
    a = a.mmul(wa);
    const change = Matrix.sub(next, p).norm("max");
    p = next;
    if (!isFinite(change)) break;
    if (change <= 1e-15 * p.norm("max")) return settled(model, p);
  }
  throw new ConvergenceError(action, { iterations: 60, values: p.to1DArray() });
}

function settled(model: StateSpace, p: Matrix): SteadyState {
  const { states: n, observations: m } = model;
  const h = matrixOf(model.loading, m, n);
  const r = matrixOf(model.observationNoise, m, m);
  const hp = h.mmul(p);
  const s = Matrix.add(hp.mmul(h.transpose()), r);
  const gain = solved(s, hp)!.transpose(); // S Kᵀ = H P⁻
  const rest = Matrix.sub(Matrix.eye(n), gain.mmul(h));
  const joseph = rest.mmul(p).mmul(rest.transpose());
  const noise = gain.mmul(r).mmul(gain.transpose());
  return {
    predictedCovariance: columnOf(p),
    filteredCovariance: columnOf(symmetricPart(Matrix.add(joseph, noise))),
    gain: columnOf(gain),
    innovationCovariance: columnOf(s),
  };
}
