import {
  added,
  identityOf,
  product,
  symmetricPart,
  transposed,
} from "./small_matrix.ts";

/** A linear stochastic differential equation `dx = A x dt + dW`, `Cov dW = C dt`. */
export type LinearDiffusion = {
  /** Number of states `n`. */
  readonly states: number;
  /** `A`, `n × n`, per unit of time. */
  readonly drift: Float64Array;
  /** `C`, `n × n`, per unit of time. */
  readonly diffusion: Float64Array;
};

/** Transition over a step. */
export type Discretized = {
  /** `F = e^{A Δ}`, `n × n`. */
  readonly transition: Float64Array;
  /** `Q = ∫_0^Δ e^{A s} C e^{Aᵀ s} ds`, `n × n`. */
  readonly stateNoise: Float64Array;
};

/**
 * The exact transition of a linear diffusion over a step of any length.
 *
 * By Van Loan's block matrix `exp [[-A, C], [0, Aᵀ]] Δ = [[·, F⁻¹ Q], [0, Fᵀ]]`. Euler's
 * `F = I + A Δ`, `Q = C Δ` is its first order: over a gap of ten half-lives it is not even stable.
 *
 * @param diffusion `A` and `C`.
 * @param step `Δ`, at least 0.
 * @returns `F` and `Q`.
 * @throws {RangeError} If the step is negative or not finite.
 * @see thm-fair-van-loan
 * @see Van Loan, C. F. (1978), IEEE Transactions on Automatic Control 23(3), 395-404.
 *
 * @example An Ornstein-Uhlenbeck process has closed forms
 * ```ts
 * import assert from "node:assert/strict";
 * import { discretized } from "volarb/signal";
 *
 * const { transition, stateNoise } = discretized({
 *   states: 1,
 *   drift: Float64Array.of(-2),
 *   diffusion: Float64Array.of(0.25),
 * }, 0.25);
 * assert.equal(transition[0]!.toFixed(8), "0.60653066");
 * assert.equal(stateNoise[0]!.toFixed(8), "0.03950753");
 * ```
 */
export function discretized(
  { states: n, drift, diffusion }: LinearDiffusion,
  step: number,
): Discretized {
  if (!(step >= 0 && step < Infinity)) {
    throw new RangeError(
      `Cannot discretise a diffusion as step must be at least 0 and finite: current value is ${step}`,
    );
  }
  let rate = 0;
  for (const x of drift) rate = Math.max(rate, Math.abs(x));
  // Beyond a step of rate 1 the block's growing half drowns the other: from there on double.
  const doublings = rate * step > 1 ? Math.ceil(Math.log2(rate * step)) : 0;
  let { f, q } = vanLoan(drift, diffusion, n, step / 2 ** doublings);
  for (let k = 0; k < doublings; k++) {
    const moved = product(product(f, q, n, n, n), transposed(f, n, n), n, n, n);
    q = symmetricPart(added(q, moved), n);
    f = product(f, f, n, n, n);
  }
  return { transition: f, stateNoise: q };
}

function vanLoan(
  drift: Float64Array,
  diffusion: Float64Array,
  n: number,
  step: number,
): { f: Float64Array; q: Float64Array } {
  const size = 2 * n;
  const block = new Float64Array(size * size);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      block[i * size + j] = -drift[i * n + j]! * step;
      block[i * size + n + j] = diffusion[i * n + j]! * step;
      block[(n + i) * size + n + j] = drift[j * n + i]! * step;
    }
  }
  const e = exponential(block, size);
  const transition = new Float64Array(n * n);
  const upper = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      transition[i * n + j] = e[(n + j) * size + n + i]!;
      upper[i * n + j] = e[i * size + n + j]!;
    }
  }
  return {
    f: transition,
    q: symmetricPart(product(transition, upper, n, n, n), n),
  };
}

/** Exponential of a matrix: Taylor's series of a small fraction, squared back. */
function exponential(a: Float64Array, n: number): Float64Array {
  let norm = 0;
  for (let i = 0; i < n; i++) {
    let row = 0;
    for (let j = 0; j < n; j++) row += Math.abs(a[i * n + j]!);
    norm = Math.max(norm, row);
  }
  const squarings = norm > 0.125 ? Math.ceil(Math.log2(norm / 0.125)) : 0;
  const small = a.map((x) => x / 2 ** squarings);
  let term = identityOf(n), sum = identityOf(n);
  for (let k = 1; k <= 14; k++) {
    term = product(term, small, n, n, n).map((x) => x / k);
    sum = added(sum, term);
  }
  for (let k = 0; k < squarings; k++) sum = product(sum, sum, n, n, n);
  return sum;
}

/**
 * The covariance that a stable linear diffusion settles to, from steps that double.
 *
 * `P = ∫_0^∞ e^{A s} C e^{Aᵀ s} ds`.
 *
 * @param diffusion `A`, with eigenvalues of negative real part, and `C`.
 * @returns `P`, `n × n`.
 * @throws {RangeError} If it does not settle.
 *
 * @example `σ² / 2κ`
 * ```ts
 * import assert from "node:assert/strict";
 * import { stationaryCovariance } from "volarb/signal";
 *
 * const [variance] = stationaryCovariance({
 *   states: 1,
 *   drift: Float64Array.of(-2),
 *   diffusion: Float64Array.of(1),
 * });
 * assert.ok(Math.abs(variance! - 0.25) < 1e-15);
 * ```
 */
export function stationaryCovariance(diffusion: LinearDiffusion): Float64Array {
  const n = diffusion.states;
  let rate = 0;
  for (const x of diffusion.drift) rate = Math.max(rate, Math.abs(x));
  let { transition: f, stateNoise: p } = discretized(
    diffusion,
    1 / (rate || 1),
  );
  for (let k = 0; k < 80; k++) {
    const next = added(
      p,
      product(product(f, p, n, n, n), transposed(f, n, n), n, n, n),
    );
    const change = Math.max(...added(next, p, -1).map(Math.abs));
    p = symmetricPart(next, n);
    f = product(f, f, n, n, n);
    if (!isFinite(change)) break;
    if (change <= 1e-16 * Math.max(...p.map(Math.abs))) return p;
  }
  throw new RangeError(
    `Cannot tell what a diffusion settles to as its drift must be stable: current value is ${
      [...diffusion.drift].join(", ")
    }`,
  );
}
