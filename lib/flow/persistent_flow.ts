import {
  assertFinite,
  assertInteger,
  assertNonNegative,
  assertPositive,
} from "../stats/arguments.ts";

/**
 * How many times the variance of independent trades the flow of correlated ones has.
 *
 * `K_m = 1 + 2 Σ_{k<m} (1 - k/m) ρ_k`; near normal, VPIN is `√K_m` times its baseline.
 * Lags beyond those given count as uncorrelated.
 *
 * @param autocorrelations `ρ_1, ρ_2, …` of signed volumes.
 * @param trades Trades `m` in a bucket, at least 1.
 * @returns `K_m`; `NaN` where one of its autocorrelations is missing.
 * @throws {RangeError} If `trades` is not a positive integer.
 * @see eq-vpin-persistence, prop-vpin-persistence
 *
 * @example Two trades that agree three times in four
 * ```ts
 * import assert from "node:assert/strict";
 * import { persistenceFactor } from "volarb/flow";
 *
 * assert.equal(persistenceFactor(Float64Array.of(0.5), 2), 1.5);
 * ```
 */
export function persistenceFactor(
  autocorrelations: Float64Array,
  trades: number,
): number {
  assertInteger("compute a persistence factor", "trades", trades, 1);
  let sum = 0;
  for (let k = 1; k < trades && k <= autocorrelations.length; k++) {
    sum += (1 - k / trades) * autocorrelations[k - 1]!;
  }
  return 1 + 2 * sum;
}

/** A market whose orders call orders. */
export type ClusteredFlow = {
  /** Orders that an order calls directly, `n` in [0, 1). */
  readonly branchingRatio: number;
  /** Correlation `c` of a called order's side with its caller's, in [-1, 1]. */
  readonly imitation: number;
  /** `(E v)² / E v²` of the quantities, in (0, 1]; 1 for equal ones, which is the default. */
  readonly sizeRatio?: number;
  /** What the orders that nothing called lean against; nothing by default. */
  readonly lean?: {
    /** Such orders per unit of time. */
    readonly baseline: number;
    /** Mean of their side per unit of the state. */
    readonly response: number;
    /** Variance of the state, whose mean is 0. */
    readonly variance: number;
    /** Rate at which its autocorrelation decays, per unit of time. */
    readonly decay: number;
  };
};

/**
 * How many times the variance of independent trades the flow of a self-exciting
 * market has, over long stretches.
 *
 * `K = 1 + ((1 + 2μ(1 - n) b² ψ / κ) / (1 - nc)² - 1) (E v)² / E v²`: clusters add their
 * imitation, a state that orders lean against its memory. The first is no information,
 * the second is, and the flow holds only their sum.
 *
 * @param market The market.
 * @returns `K`, at least 0.
 * @throws {RangeError} If a number is out of its range.
 * @see eq-cluster-flow, prop-cluster-flow
 *
 * @example Orders that copy their caller
 * ```ts
 * import assert from "node:assert/strict";
 * import { clusterFlowFactor } from "volarb/flow";
 *
 * assert.equal(clusterFlowFactor({ branchingRatio: 0.5, imitation: 1 }), 4);
 * ```
 */
export function clusterFlowFactor(
  { branchingRatio, imitation, sizeRatio = 1, lean }: ClusteredFlow,
): number {
  const action = "compute the flow of clusters";
  assertNonNegative(action, "branchingRatio", branchingRatio);
  if (!(branchingRatio < 1)) {
    throw new RangeError(
      `Cannot ${action} as branchingRatio must be below 1: current value is ${branchingRatio}`,
    );
  }
  if (!(Math.abs(imitation) <= 1)) {
    throw new RangeError(
      `Cannot ${action} as imitation must be in [-1, 1]: current value is ${imitation}`,
    );
  }
  if (!(sizeRatio > 0 && sizeRatio <= 1)) {
    throw new RangeError(
      `Cannot ${action} as sizeRatio must be in (0, 1]: current value is ${sizeRatio}`,
    );
  }
  let leaning = 0;
  if (lean !== undefined) {
    assertNonNegative(action, "lean.baseline", lean.baseline);
    assertFinite(action, "lean.response", lean.response);
    assertNonNegative(action, "lean.variance", lean.variance);
    assertPositive(action, "lean.decay", lean.decay);
    leaning = 2 * lean.baseline * (1 - branchingRatio) * lean.response ** 2 *
      lean.variance / lean.decay;
  }
  const signs = (1 + leaning) / (1 - branchingRatio * imitation) ** 2;
  return 1 + (signs - 1) * sizeRatio;
}
