import type { ReturnWindow } from "./return_window.ts";

/** Writes the target of a window's covariance and gives its best weight, in [0, 1]. */
export type TargetOf = (window: ReturnWindow, target: Float64Array) => number;

/**
 * `π = Σ_ij ((1/n) Σ_k x_ki² x_kj² - s_ij²)`, the summed variances of the entries of `√n S`; the sum
 * over pairs is the square of a row's sum, so that it costs a pass over the returns.
 */
function entryVariance({ columns, rows, divisor, sample }: ReturnWindow) {
  let fourth = 0;
  for (let k = 0; k < rows; k++) {
    let square = 0;
    for (let i = 0; i < columns.length; i++) {
      const x = columns[i]![k]!;
      square += x * x;
    }
    fourth += square * square;
  }
  let squares = 0;
  for (let k = 0; k < sample.length; k++) squares += sample[k]! * sample[k]!;
  return { variance: fourth / divisor - squares, squares };
}

/** `Σ_i ((1/n) Σ_k x_ki⁴ - s_ii²)`. */
function diagonalVariance(
  { columns, divisor, sample, assets: size }: ReturnWindow,
) {
  let total = 0;
  columns.forEach((column, i) => {
    let fourth = 0;
    for (let k = 0; k < column.length; k++) {
      const square = column[k]! * column[k]!;
      fourth += square * square;
    }
    total += fourth / divisor - sample[i * size + i]! ** 2;
  });
  return total;
}

/** `max(0, min(1, κ / n))`, and all the way where sample and target are one. */
function weightOf(
  numerator: number,
  distance: number,
  divisor: number,
): number {
  if (!(distance > 0)) return distance === 0 ? 1 : NaN;
  return Math.max(0, Math.min(1, numerator / distance / divisor));
}

/**
 * Mixes a target with a sample covariance.
 *
 * @param target The target, overwritten by `k T + (1 - k) S`.
 * @param sample The sample covariance `S`.
 * @param weight The target's weight `k`.
 */
export function mix(
  target: Float64Array,
  sample: Float64Array,
  weight: number,
): void {
  for (let k = 0; k < target.length; k++) {
    target[k] = weight * target[k]! + (1 - weight) * sample[k]!;
  }
}

/** `‖S - F‖²`. */
function squaredDistance(sample: Float64Array, target: Float64Array): number {
  let total = 0;
  for (let k = 0; k < sample.length; k++) {
    total += (sample[k]! - target[k]!) ** 2;
  }
  return total;
}

/** Towards the mean variance times the identity. */
const identity: TargetOf = (window, out) => {
  const { sample, assets: size, divisor } = window;
  let trace = 0;
  for (let i = 0; i < size; i++) trace += sample[i * size + i]!;
  out.fill(0);
  for (let i = 0; i < size; i++) out[i * size + i] = trace / size;
  const { variance } = entryVariance(window);
  const distance = squaredDistance(sample, out);
  return weightOf(variance, distance, divisor);
};

/** Towards the mean correlation, at the sample's variances. */
const constantCorrelation: TargetOf = (window, out) => {
  const { columns, rows, sample, assets: p, divisor } = window;
  const deviation = Float64Array.from(
    columns,
    (_, i) => Math.sqrt(sample[i * p + i]!),
  );
  let correlations = 0;
  for (let i = 0; i < p; i++) {
    for (let j = 0; j < i; j++) {
      const scale = deviation[i]! * deviation[j]!;
      if (scale > 0) correlations += sample[i * p + j]! / scale;
    }
  }
  const mean = p > 1 ? correlations / (p * (p - 1) / 2) : 0;
  for (let i = 0; i < p; i++) {
    for (let j = 0; j < p; j++) {
      out[i * p + j] = i === j
        ? sample[i * p + i]!
        : mean * (deviation[i]! * deviation[j]!);
    }
  }
  // Σ_ij √(s_jj / s_ii) θ_ij over all pairs is a sum of products, one a row.
  let crossed = 0;
  for (let k = 0; k < rows; k++) {
    let [cubes, sums] = [0, 0];
    for (let i = 0; i < p; i++) {
      const x = columns[i]![k]!;
      const d = deviation[i]!;
      if (d > 0) cubes += x * x * x / d;
      sums += d * x;
    }
    crossed += cubes * sums;
  }
  crossed /= divisor;
  for (let i = 0; i < p; i++) {
    for (let j = 0; j < p; j++) {
      crossed -= deviation[i]! * deviation[j]! * sample[i * p + j]!;
    }
  }
  const diagonal = diagonalVariance(window);
  const { variance } = entryVariance(window);
  const covariance = diagonal + mean * (crossed - diagonal);
  const distance = squaredDistance(sample, out);
  return weightOf(variance - covariance, distance, divisor);
};

/** Towards one factor, the mean of all columns, at the sample's variances. */
const singleFactor: TargetOf = (window, out) => {
  const { sample, assets: p, divisor } = window;
  // The factor's covariances are means of the sample's rows: cov(x_i, x̄) = Σ_j s_ij / p.
  const loading = new Float64Array(p);
  let factor = 0;
  for (let i = 0; i < p; i++) {
    let sum = 0;
    for (let j = 0; j < p; j++) sum += sample[i * p + j]!;
    loading[i] = sum / p;
    factor += sum;
  }
  factor /= p * p;
  for (let i = 0; i < p; i++) {
    for (let j = 0; j < p; j++) {
      out[i * p + j] = i === j
        ? sample[i * p + i]!
        : factor > 0
        ? loading[i]! * loading[j]! / factor
        : 0;
    }
  }
  const { variance } = entryVariance(window);
  const distance = squaredDistance(sample, out);
  const covariance = factor > 0
    ? factorCovariance(window, loading, factor)
    : diagonalVariance(window);
  return weightOf(variance - covariance, distance, divisor);
};

/** `ρ`: the summed covariances of the target's entries with the sample's. */
function factorCovariance(
  window: ReturnWindow,
  loading: Float64Array,
  factor: number,
): number {
  const { columns, rows, sample, assets: p, divisor } = window;
  let [first, second] = [0, 0];
  for (let k = 0; k < rows; k++) {
    let [market, squares, loaded, cubes, loadedSquares] = [0, 0, 0, 0, 0];
    for (let i = 0; i < p; i++) {
      const x = columns[i]![k]!;
      const weighed = loading[i]! * x;
      market += x;
      squares += x * x;
      loaded += weighed;
      cubes += weighed * x * x;
      loadedSquares += weighed * weighed;
    }
    market /= p;
    // Pairs i ≠ j: all of them less the diagonal.
    first += market * (squares * loaded - cubes);
    second += market * market * (loaded * loaded - loadedSquares);
  }
  first /= divisor;
  second /= divisor;
  for (let i = 0; i < p; i++) {
    for (let j = 0; j < i; j++) {
      const product = 2 * loading[i]! * loading[j]! * sample[i * p + j]!;
      first -= product;
      second -= factor * product;
    }
  }
  return diagonalVariance(window) + 2 * first / factor -
    second / (factor * factor);
}

/** The targets by name. */
export const TARGETS: {
  readonly identity: TargetOf;
  readonly constantCorrelation: TargetOf;
  readonly singleFactor: TargetOf;
} = { identity, constantCorrelation, singleFactor };
