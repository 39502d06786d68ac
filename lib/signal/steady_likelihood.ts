import type { KalmanFilter } from "./kalman_filter.ts";

/**
 * Runs a filter whose covariances have settled over observations: means only.
 *
 * @param filter A plain filter of a constant model, settled; its mean and likelihood go on.
 * @param observations `T × m`, step by step.
 * @param from First step.
 * @returns The step at which an entry is missing, or `T`; nothing is done where the noise of the
 *   observations is correlated.
 */
export function steadyLikelihood(
  filter: KalmanFilter,
  observations: Float64Array,
  from: number,
): number {
  const { states: n, observations: m, transition, loading: h } = filter.model;
  const { gains, variances } = settledGains(filter);
  const steps = observations.length / m;
  if (gains === undefined) return from;
  const weights = variances.map((f) => 1 / f);
  let constant = m * Math.log(2 * Math.PI);
  for (const f of variances) constant += Math.log(f);
  const x = filter.mean, next = new Float64Array(n);
  let squares = 0, t = from;
  for (; t < steps; t++) {
    const at = t * m;
    let sum = 0;
    for (let i = 0; i < m; i++) sum += observations[at + i]!;
    if (sum !== sum) break;
    for (let i = 0; i < n; i++) {
      let moved = 0;
      for (let j = 0; j < n; j++) moved += transition[i * n + j]! * x[j]!;
      next[i] = moved;
    }
    for (let i = 0; i < m; i++) {
      let v = observations[at + i]!;
      for (let j = 0; j < n; j++) v -= h[i * n + j]! * next[j]!;
      squares += v * v * weights[i]!;
      for (let j = 0; j < n; j++) next[j] = next[j]! + gains[i * n + j]! * v;
    }
    for (let i = 0; i < n; i++) x[i] = next[i]!;
  }
  filter.steps += t - from;
  filter.logLikelihood -= 0.5 * ((t - from) * constant + squares);
  return t;
}

/** Gain and variance of each entry in turn, from the covariance that the filter has settled to. */
function settledGains(
  { model, covariance }: KalmanFilter,
): { gains: Float64Array | undefined; variances: Float64Array } {
  const { states: n, observations: m, transition: f, loading: h } = model;
  const gains = new Float64Array(m * n), variances = new Float64Array(m);
  const p = model.stateNoise.slice();
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      for (let k = 0; k < n; k++) {
        for (let l = 0; l < n; l++) {
          p[i * n + j]! += f[i * n + k]! * covariance[k * n + l]! *
            f[j * n + l]!;
        }
      }
    }
  }
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < i; j++) {
      if (model.observationNoise[i * m + j] !== 0) {
        return { gains: undefined, variances };
      }
    }
    const d = new Float64Array(n);
    let variance = model.observationNoise[i * m + i]!;
    for (let j = 0; j < n; j++) {
      for (let k = 0; k < n; k++) d[j]! += p[j * n + k]! * h[i * n + k]!;
    }
    for (let j = 0; j < n; j++) variance += h[i * n + j]! * d[j]!;
    variances[i] = variance;
    for (let j = 0; j < n; j++) {
      gains[i * n + j] = d[j]! / variance;
      for (let k = 0; k < n; k++) p[j * n + k]! -= d[j]! * d[k]! / variance;
    }
  }
  return { gains, variances };
}
