import { Matrix } from "ml-matrix";
import { columnOf, matrixOf, symmetricPart } from "./matrices.ts";

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
  let { f, q } = vanLoan(
    matrixOf(drift, n, n),
    matrixOf(diffusion, n, n),
    step / 2 ** doublings,
  );
  for (let k = 0; k < doublings; k++) {
    q = symmetricPart(Matrix.add(q, moved(f, q)));
    f = f.mmul(f);
  }
  return { transition: columnOf(f), stateNoise: columnOf(q) };
}

/** `F Q Fᵀ`. */
function moved(f: Matrix, q: Matrix): Matrix {
  return f.mmul(q).mmul(f.transpose());
}

function vanLoan(
  drift: Matrix,
  diffusion: Matrix,
  step: number,
): { f: Matrix; q: Matrix } {
  const n = drift.rows;
  const block = Matrix.zeros(2 * n, 2 * n)
    .setSubMatrix(Matrix.mul(drift, -step), 0, 0)
    .setSubMatrix(Matrix.mul(diffusion, step), 0, n)
    .setSubMatrix(Matrix.mul(drift.transpose(), step), n, n);
  const e = exponential(block);
  const f = e.subMatrix(n, 2 * n - 1, n, 2 * n - 1).transpose();
  const upper = e.subMatrix(0, n - 1, n, 2 * n - 1);
  return { f, q: symmetricPart(f.mmul(upper)) };
}

/** Exponential of a matrix: Taylor's series of a small fraction, squared back. */
function exponential(a: Matrix): Matrix {
  const norm = Math.max(...Matrix.abs(a).sum("row"));
  const squarings = norm > 0.125 ? Math.ceil(Math.log2(norm / 0.125)) : 0;
  const small = Matrix.div(a, 2 ** squarings);
  let term = Matrix.eye(a.rows), sum = term.clone();
  for (let k = 1; k <= 14; k++) {
    term = term.mmul(small).div(k);
    sum.add(term);
  }
  for (let k = 0; k < squarings; k++) sum = sum.mmul(sum);
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
  const { transition, stateNoise } = discretized(diffusion, 1 / (rate || 1));
  let f = matrixOf(transition, n, n), p = matrixOf(stateNoise, n, n);
  for (let k = 0; k < 80; k++) {
    const next = symmetricPart(Matrix.add(p, moved(f, p)));
    const change = Matrix.sub(next, p).norm("max");
    p = next;
    f = f.mmul(f);
    if (!isFinite(change)) break;
    if (change <= 1e-16 * p.norm("max")) return columnOf(p);
  }
  throw new RangeError(
    `Cannot tell what a diffusion settles to as its drift must be stable: current value is ${
      [...diffusion.drift].join(", ")
    }`,
  );
}
