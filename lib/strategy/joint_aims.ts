import type { MessageHead } from "../signal/mod.ts";
import { cholesky, choleskySolve } from "../stats/cholesky.ts";

/** What a strategy would hold if it were alone. */
export type PositionAim = MessageHead & {
  /** Name of the type. */
  readonly type: "PositionAim";
  /** Position, signed fraction of capital; `NaN` where it is not known. */
  readonly aim: number;
  /** Standard deviation of a bar, log return; `NaN` where it is not known. */
  readonly deviation: number;
  /** The longest position that it may hold, fraction of capital, at least 0. */
  readonly longest: number;
  /** The shortest, fraction of capital, at most 0. */
  readonly shortest: number;
};

/** What a strategy is to aim at beside the others. */
export type JointAim = MessageHead & {
  /** Name of the type. */
  readonly type: "JointAim";
  /** Position, signed fraction of capital; `NaN` where there is none to name. */
  readonly aim: number;
};

/** A position that is aimed at alone, its risk and its limits. */
export type LoneAim = Pick<
  PositionAim,
  "aim" | "deviation" | "longest" | "shortest"
>;

/**
 * Kelly's positions of several contracts together, from those of each alone.
 *
 * What is aimed at alone is `θ_i = m_i / σ_i²`, whatever share of Kelly and costs are in `m`. Together it is `Σ⁻¹ m`, which is
 * `D⁻¹ C⁻¹ D θ` with the deviations `D = diag(σ)` and the correlations `C`: the variances are those that each was sized with, the
 * covariance gives the correlations only. Where the positions, each cut to its own limits, are more than `leverage` together, all of them are scaled to it.
 *
 * @param aims Each alone.
 * @param options Correlations, `p × p` row by row, and the greatest sum of their sizes.
 * @returns The positions, fractions of capital. One alone is its own, bit for bit; all are `NaN` where correlations are missing or
 *   singular, as some portfolio is then without risk and any size of it is right.
 * @see eq-joint-kelly
 *
 * @example Two of the same kind share what one would hold
 * ```ts
 * import assert from "node:assert/strict";
 * import { jointAims } from "volarb/strategy";
 *
 * const alone = { aim: 1, deviation: 1e-3, longest: 2, shortest: -2 };
 * const [one, other] = jointAims([alone, alone], {
 *   correlations: Float64Array.of(1, 0.999, 0.999, 1),
 *   leverage: 2,
 * });
 * assert.ok(Math.abs(one! - 1 / 1.999) < 1e-12);
 * assert.ok(Math.abs(other! - one!) < 1e-12);
 * ```
 */
export function jointAims(
  aims: readonly LoneAim[],
  { correlations, leverage }: {
    readonly correlations: Float64Array;
    readonly leverage: number;
  },
): Float64Array {
  const p = aims.length;
  const joint = Float64Array.from(aims, ({ aim }) => aim);
  if (p > 1) {
    const factor = cholesky(correlations, p);
    if (factor === undefined) return joint.fill(NaN);
    aims.forEach(({ deviation }, i) => joint[i]! *= deviation);
    choleskySolve(factor, joint, joint);
    aims.forEach(({ deviation }, i) => joint[i]! /= deviation);
  }
  const cut = joint.map((aim, i) => {
    const { longest, shortest } = aims[i]!;
    return Math.max(shortest, Math.min(longest, aim));
  });
  const gross = cut.reduce((sum, aim) => sum + Math.abs(aim), 0);
  return gross > leverage ? cut.map((aim) => aim * leverage / gross) : joint;
}
