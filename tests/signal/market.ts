import { Random } from "volarb/random";
import type { SignalData } from "volarb/signal";

/** A market whose alpha is known. */
export type KnownAlpha = SignalData & {
  /** Expected return of the next row, given everything. */
  readonly alpha: Float64Array;
};

/** What {@linkcode staticMarket} is made with. */
export type StaticOptions = {
  readonly rows: number;
  readonly seed: number;
  /** Correlation of each feature with the next return. */
  readonly ic: readonly number[];
  /** Correlation of any two features. */
  readonly correlation?: number;
  /** Persistence of the features. */
  readonly persistence?: number;
  /** Standard deviation of a return. */
  readonly deviation?: number;
};

/**
 * Features that are AR(1) with unit variance and one correlation, and returns whose mean is
 * linear in them: the optimum is `C⁻¹ ic`.
 */
export function staticMarket(
  {
    rows,
    seed,
    ic,
    correlation = 0,
    persistence = 0,
    deviation = 1e-3,
  }: StaticOptions,
): KnownAlpha {
  const random = new Random(seed);
  const names = ic.map((_, k) => `x${k}`);
  const features = Object.fromEntries(
    names.map((name) => [name, new Float64Array(rows)]),
  );
  const weights = equicorrelatedWeights(ic, correlation);
  const explained = weights.reduce((sum, w, k) => sum + w * ic[k]!, 0);
  const common = new Float64Array(ic.length + 1).map(() => random.normal());
  const innovation = Math.sqrt(1 - persistence ** 2);
  const alpha = new Float64Array(rows);
  const returns = new Float64Array(rows);
  for (let t = 0; t < rows; t++) {
    if (t > 0) {
      common.forEach((value, k) =>
        common[k] = persistence * value + innovation * random.normal()
      );
      returns[t] = alpha[t - 1]! +
        deviation * Math.sqrt(1 - explained) * random.normal();
    }
    names.forEach((name, k) => {
      const x = Math.sqrt(correlation) * common[0]! +
        Math.sqrt(1 - correlation) * common[k + 1]!;
      features[name]![t] = x;
      alpha[t]! += deviation * weights[k]! * x;
    });
  }
  return { features, returns, alpha };
}

/** `C⁻¹ ic` where all correlations are the same. */
function equicorrelatedWeights(
  ic: readonly number[],
  rho: number,
): number[] {
  const n = ic.length;
  const sum = ic.reduce((a, b) => a + b, 0);
  const shared = rho / (1 + (n - 1) * rho) * sum;
  return ic.map((value) => (value - shared) / (1 - rho));
}

/** What {@linkcode latentMarket} is made with. */
export type LatentOptions = {
  readonly rows: number;
  readonly seed: number;
  /** Persistence of the alpha. */
  readonly persistence: number;
  /** Loading of each feature; its noise makes its variance 1. */
  readonly loading: readonly number[];
  /** Correlation of the alpha with the next return. */
  readonly slope: number;
  /** Standard deviation of a return. */
  readonly deviation?: number;
};

/** One alpha that reverts to its mean, features that are noisy copies of it. */
export function latentMarket(
  { rows, seed, persistence, loading, slope, deviation = 1e-3 }: LatentOptions,
): KnownAlpha {
  const random = new Random(seed);
  const features = Object.fromEntries(
    loading.map((_, k) => [`x${k}`, new Float64Array(rows)]),
  );
  const alpha = new Float64Array(rows);
  const returns = new Float64Array(rows);
  let a = random.normal();
  for (let t = 0; t < rows; t++) {
    if (t > 0) {
      returns[t] = alpha[t - 1]! +
        deviation * Math.sqrt(1 - slope * slope) * random.normal();
      a = persistence * a +
        Math.sqrt(1 - persistence ** 2) * random.normal();
    }
    alpha[t] = deviation * slope * a;
    loading.forEach((l, k) =>
      features[`x${k}`]![t] = l * a + Math.sqrt(1 - l * l) * random.normal()
    );
  }
  return { features, returns, alpha };
}

/** What {@linkcode driftingMarket} is made with. */
export type DriftingMarketOptions = {
  readonly rows: number;
  readonly seed: number;
  readonly features: number;
  /** Standard deviation of a coefficient at the start, in units of a return's. */
  readonly start: number;
  /** Standard deviation of its step every sixty rows. */
  readonly step: number;
  readonly deviation?: number;
};

/** Returns that are a regression on white features, whose coefficients walk at random. */
export function driftingMarket(
  { rows, seed, features: width, start, step, deviation = 1e-3 }:
    DriftingMarketOptions,
): KnownAlpha & { readonly coefficients: readonly Float64Array[] } {
  const random = new Random(seed);
  const names = Array.from({ length: width }, (_, k) => `x${k}`);
  const features = Object.fromEntries(
    names.map((name) => [name, new Float64Array(rows)]),
  );
  const coefficients = names.map(() => new Float64Array(rows));
  const b = names.map(() => start * random.normal());
  const alpha = new Float64Array(rows);
  const returns = new Float64Array(rows);
  for (let t = 0; t < rows; t++) {
    if (t > 0) returns[t] = alpha[t - 1]! + deviation * random.normal();
    names.forEach((name, k) => {
      if (t > 0 && t % 60 === 0) b[k]! += step * random.normal();
      const x = random.normal();
      features[name]![t] = x;
      coefficients[k]![t] = b[k]!;
      alpha[t]! += deviation * b[k]! * x;
    });
  }
  return { features, returns, alpha, coefficients };
}
