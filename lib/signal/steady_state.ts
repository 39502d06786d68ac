import { ConvergenceError } from "../errors/mod.ts";
import {
  added,
  identityOf,
  product,
  solved,
  symmetricPart,
  transposed,
} from "./small_matrix.ts";
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
  const { states: n, observations: m, loading, observationNoise } = model;
  const scaled = solved(observationNoise, loading, m, n);
  if (scaled === undefined) {
    throw new RangeError(
      `Cannot ${action} as observationNoise must be positive definite: current value is ${
        [...observationNoise].join(", ")
      }`,
    );
  }
  let a = transposed(model.transition, n, n);
  let g = product(transposed(loading, m, n), scaled, n, m, n);
  let p: Float64Array = model.stateNoise;
  const square = (x: Float64Array, y: Float64Array) => product(x, y, n, n, n);
  for (let k = 0; k < 60; k++) {
    // W = I + G P; then A W⁻¹ A, G + A W⁻¹ G Aᵀ and P + Aᵀ P W⁻¹ A.
    const w = added(identityOf(n), square(g, p));
    const wa = solved(w, a, n, n);
    const wg = solved(w, g, n, n);
    if (wa === undefined || wg === undefined) break;
    const at = transposed(a, n, n);
    const next = symmetricPart(added(p, square(square(at, p), wa)), n);
    g = symmetricPart(added(g, square(square(a, wg), at)), n);
    a = square(a, wa);
    const change = largest(added(next, p, -1));
    p = next;
    if (!isFinite(change)) break;
    if (change <= 1e-15 * largest(p)) return settled(model, p);
  }
  throw new ConvergenceError(action, { iterations: 60, values: [...p] });
}

function settled(model: StateSpace, p: Float64Array): SteadyState {
  const { states: n, observations: m, loading: h } = model;
  const ph = product(p, transposed(h, m, n), n, n, m);
  const s = added(product(h, ph, m, n, m), model.observationNoise);
  // S Kᵀ = H P⁻.
  const gain = transposed(solved(s, transposed(ph, n, m), m, n)!, m, n);
  const rest = added(identityOf(n), product(gain, h, n, m, n), -1);
  const joseph = product(
    product(rest, p, n, n, n),
    transposed(rest, n, n),
    n,
    n,
    n,
  );
  const noise = product(
    product(gain, model.observationNoise, n, m, m),
    transposed(gain, n, m),
    n,
    m,
    n,
  );
  return {
    predictedCovariance: p,
    filteredCovariance: symmetricPart(added(joseph, noise), n),
    gain,
    innovationCovariance: s,
  };
}

function largest(a: Float64Array): number {
  let most = 0;
  for (const x of a) most = Math.max(most, Math.abs(x));
  return a.some((x) => x !== x) ? NaN : most;
}
