import type { Random } from "../random/mod.ts";
import { assertNumbers } from "../stats/number_rules.ts";

/** Features and returns whose alpha is known; columns of one length. */
export type KnownAlpha = {
  /** Features by name, `x0`, `x1`, …: entry `t` is known at row `t`. */
  readonly features: Readonly<Record<string, Float64Array>>;
  /** Log return from row `t - 1` to row `t`; 0 at row 0. */
  readonly returns: Float64Array;
  /** Expected return of the next row, given everything. */
  readonly alpha: Float64Array;
};

/** What every market with a known alpha is made with. */
export type KnownAlphaOptions = {
  /** Rows, at least 1. */
  readonly rows: number;
  /** Where the draws come from. */
  readonly random: Random;
  /** Standard deviation of a return; 0.001 by default. */
  readonly deviation?: number;
};

/** What {@linkcode linearAlphaMarket} is made with. */
export type LinearAlphaOptions = KnownAlphaOptions & {
  /** Correlation of each feature with the next return. */
  readonly ic: readonly number[];
  /** Correlation of any two features, in [0, 1); 0 by default. */
  readonly correlation?: number;
  /** Share of a feature that stays from row to row, in [0, 1); 0 by default. */
  readonly persistence?: number;
};

/**
 * A market whose alpha is linear in the features of a row.
 *
 * Features are AR(1) of unit variance with one correlation `ρ`; the alpha is `C⁻¹ ic` times the
 * features times the deviation, so that each feature alone has its `ic` and the optimum is
 * `√(icᵀ C⁻¹ ic)`.
 *
 * @param options Rows, random numbers, correlations, persistence, deviation.
 * @returns Features, returns and the alpha.
 * @throws {RangeError} If a number is out of range, or the features would explain more than
 *   all of the return.
 *
 * @example One feature that explains a quarter of the variance
 * ```ts
 * import assert from "node:assert/strict";
 * import { Random } from "volarb/random";
 * import { linearAlphaMarket } from "volarb/simulate";
 *
 * const { features, alpha } = linearAlphaMarket({
 *   rows: 10,
 *   random: new Random(1),
 *   ic: [0.5],
 *   deviation: 2,
 * });
 * assert.equal(alpha[3], 2 * 0.5 * features.x0![3]!);
 * ```
 */
export function linearAlphaMarket(
  { rows, random, ic, correlation = 0, persistence = 0, deviation = 1e-3 }:
    LinearAlphaOptions,
): KnownAlpha {
  const action = "simulate a linear alpha";
  assertNumbers(action, "count", { rows });
  assertNumbers(action, "positive", { deviation });
  assertNumbers(action, "belowOne", { correlation, persistence });
  for (const value of ic) assertNumbers(action, "correlation", { ic: value });
  const weights = equicorrelatedWeights(ic, correlation);
  const explained = weights.reduce((sum, w, k) => sum + w * ic[k]!, 0);
  assertNumbers(action, "share", { "the share explained": explained });
  const columns = ic.map(() => new Float64Array(rows));
  // The first is common to all features.
  const parts = Float64Array.from(
    { length: ic.length + 1 },
    () => random.normal(),
  );
  const step = Math.sqrt(1 - persistence ** 2);
  const alpha = new Float64Array(rows);
  const returns = new Float64Array(rows);
  for (let t = 0; t < rows; t++) {
    if (t > 0) {
      for (let k = 0; k < parts.length; k++) {
        parts[k] = persistence * parts[k]! + step * random.normal();
      }
      returns[t] = alpha[t - 1]! +
        deviation * Math.sqrt(1 - explained) * random.normal();
    }
    columns.forEach((column, k) => {
      const x = Math.sqrt(correlation) * parts[0]! +
        Math.sqrt(1 - correlation) * parts[k + 1]!;
      column[t] = x;
      alpha[t]! += deviation * weights[k]! * x;
    });
  }
  return { features: named(columns), returns, alpha };
}

/** `C⁻¹ ic` where all correlations are `rho`. */
function equicorrelatedWeights(
  ic: readonly number[],
  rho: number,
): number[] {
  const n = ic.length;
  const sum = ic.reduce((a, b) => a + b, 0);
  const shared = rho / (1 + (n - 1) * rho) * sum;
  return ic.map((value) => (value - shared) / (1 - rho));
}

/** What {@linkcode latentAlphaMarket} is made with. */
export type LatentAlphaMarketOptions = KnownAlphaOptions & {
  /** Share of the alpha that stays from row to row, in [0, 1). */
  readonly persistence: number;
  /** Loading of each feature on the alpha, in [-1, 1]: its noise makes its variance 1. */
  readonly loading: readonly number[];
  /** Correlation of the alpha with the next return, in [0, 1]. */
  readonly slope: number;
};

/**
 * A market with one alpha behind all features, each a noisy copy of it.
 *
 * `a[t+1] = φ a[t] + √(1-φ²) w`, features `l_k a + √(1-l_k²) e_k`, returns `σ (s a[t] + √(1-s²) u)`.
 *
 * @param options Rows, random numbers, persistence, loadings, slope, deviation.
 * @returns Features, returns and the alpha.
 * @throws {RangeError} If a number is out of range.
 *
 * @example A copy without noise
 * ```ts
 * import assert from "node:assert/strict";
 * import { Random } from "volarb/random";
 * import { latentAlphaMarket } from "volarb/simulate";
 *
 * const { features, alpha } = latentAlphaMarket({
 *   rows: 10,
 *   random: new Random(1),
 *   persistence: 0.9,
 *   loading: [1],
 *   slope: 0.1,
 *   deviation: 1,
 * });
 * assert.ok(Math.abs(alpha[5]! - 0.1 * features.x0![5]!) < 1e-15);
 * ```
 */
export function latentAlphaMarket(
  { rows, random, persistence, loading, slope, deviation = 1e-3 }:
    LatentAlphaMarketOptions,
): KnownAlpha {
  const action = "simulate a latent alpha";
  assertNumbers(action, "count", { rows });
  assertNumbers(action, "positive", { deviation });
  assertNumbers(action, "belowOne", { persistence });
  assertNumbers(action, "share", { slope });
  for (const l of loading) assertNumbers(action, "correlation", { loading: l });
  const columns = loading.map(() => new Float64Array(rows));
  const alpha = new Float64Array(rows);
  const returns = new Float64Array(rows);
  const step = Math.sqrt(1 - persistence ** 2);
  let a = random.normal();
  for (let t = 0; t < rows; t++) {
    if (t > 0) {
      returns[t] = alpha[t - 1]! +
        deviation * Math.sqrt(1 - slope * slope) * random.normal();
      a = persistence * a + step * random.normal();
    }
    alpha[t] = deviation * slope * a;
    loading.forEach((l, k) => {
      columns[k]![t] = l * a + Math.sqrt(1 - l * l) * random.normal();
    });
  }
  return { features: named(columns), returns, alpha };
}

/** What {@linkcode driftingAlphaMarket} is made with. */
export type DriftingAlphaOptions = KnownAlphaOptions & {
  /** Number of features. */
  readonly width: number;
  /** Standard deviation of a coefficient at the start, in units of a return's. */
  readonly start: number;
  /** Standard deviation of its step from block to block, in the same unit. */
  readonly step: number;
  /** Rows of a block; 60 by default. */
  readonly block?: number;
};

/**
 * A market whose alpha is a regression on white features, with coefficients that walk at
 * random from block to block.
 *
 * @param options Rows, random numbers, features, first and later steps, block, deviation.
 * @returns Features, returns and the alpha.
 * @throws {RangeError} If a number is out of range.
 *
 * @example Coefficients that stay
 * ```ts
 * import assert from "node:assert/strict";
 * import { Random } from "volarb/random";
 * import { driftingAlphaMarket } from "volarb/simulate";
 *
 * const { features, alpha } = driftingAlphaMarket({
 *   rows: 200,
 *   random: new Random(1),
 *   width: 1,
 *   start: 0.1,
 *   step: 0,
 * });
 * const slope = alpha[0]! / features.x0![0]!;
 * assert.ok(Math.abs(alpha[150]! / features.x0![150]! - slope) < 1e-15);
 * ```
 */
export function driftingAlphaMarket(
  { rows, random, width, start, step, block = 60, deviation = 1e-3 }:
    DriftingAlphaOptions,
): KnownAlpha {
  const action = "simulate a drifting alpha";
  assertNumbers(action, "count", { rows, width, block });
  assertNumbers(action, "positive", { deviation });
  assertNumbers(action, "notNegative", { start, step });
  const columns = Array.from({ length: width }, () => new Float64Array(rows));
  const b = columns.map(() => start * random.normal());
  const alpha = new Float64Array(rows);
  const returns = new Float64Array(rows);
  for (let t = 0; t < rows; t++) {
    if (t > 0) returns[t] = alpha[t - 1]! + deviation * random.normal();
    columns.forEach((column, k) => {
      if (t > 0 && t % block === 0) b[k]! += step * random.normal();
      const x = random.normal();
      column[t] = x;
      alpha[t]! += deviation * b[k]! * x;
    });
  }
  return { features: named(columns), returns, alpha };
}

function named(
  columns: readonly Float64Array[],
): Record<string, Float64Array> {
  return Object.fromEntries(columns.map((column, k) => [`x${k}`, column]));
}
