import { fromEigen, SymmetricEigen } from "../stats/symmetric_eigen.ts";
import type { ReturnWindow } from "./return_window.ts";

/** Writes a window's covariance with shrunk eigenvalues. */
export type SpectrumShrinkage = (
  window: ReturnWindow,
  out: Float64Array,
) => void;

/**
 * Shrinks eigenvalues.
 *
 * @param values Eigenvalues of `p` symbols, rising; the first `zeros` of them, `p - n` where
 *   there are fewer observations than symbols, are 0 and no other is.
 * @param n Observations.
 * @param out Where the shrunk ones go, length `p`.
 */
type Spectrum = (
  values: Float64Array,
  shape: { readonly zeros: number; readonly n: number },
  out: Float64Array,
) => void;

/** Shrinks the eigenvalues and keeps the eigenvectors, in memory of its own. */
function bySpectrum(size: number, spectrum: Spectrum): SpectrumShrinkage {
  const eigen = new SymmetricEigen(size);
  const shrunk = new Float64Array(size);
  return ({ sample, divisor: n }, out) => {
    const { values, vectors } = eigen.decompose(sample);
    const least = values[size - 1]! * size * Number.EPSILON;
    let zeros = 0;
    while (zeros < size && values[zeros]! <= least) values[zeros++] = 0;
    // A column that does not move, or repeats another, is a direction without variance
    // that the count of observations does not ask for: it stays one.
    const still = Math.max(0, zeros - Math.max(0, size - n));
    shrunk.fill(0, 0, still);
    if (zeros < size) {
      spectrum(
        values.subarray(still),
        { zeros: zeros - still, n },
        shrunk.subarray(still),
      );
    }
    fromEigen({ values: shrunk, vectors }, out);
  };
}

const EDGE = Math.sqrt(5);
const HEIGHT = 3 / (4 * EDGE);
const FAR = 5 * EDGE;

/** Ledoit and Wolf (2020): the spectrum's density and its Hilbert transform by Epanechnikov's kernel. */
function analytical(size: number): SpectrumShrinkage {
  return bySpectrum(size, (values, { zeros, n }, out) => {
    const p = values.length;
    const width = n ** (-1 / 3);
    const c = zeros === 0 ? p / n : 1;
    const rest = zeros === 0 ? 1 - c : 0;
    for (let i = zeros; i < p; i++) {
      const value = values[i]!;
      let [density, hilbert] = [0, 0];
      for (let j = zeros; j < p; j++) {
        const h = values[j]! * width;
        const x = (value - values[j]!) / h;
        if (x * x < 5) density += HEIGHT * (1 - x * x / 5) / h;
        hilbert += kernelTransform(x) / h;
      }
      const scale = Math.PI * c * value / (p - zeros);
      const first = scale * density;
      const second = rest - scale * hilbert;
      out[i] = value / (first * first + second * second);
    }
    if (zeros > 0) {
      out.fill(nullEigenvalue(values, { zeros, n, width }), 0, zeros);
    }
  });
}

/**
 * Hilbert transform of Epanechnikov's kernel, `(1/π) PV ∫ k(u) / (u - x) du`.
 *
 * `-3x / 10π + 3 / (4√5 π) (1 - x²/5) ln |(√5 - x) / (√5 + x)|`. Far out its two terms cancel all
 * but `-1 / πx` of numbers of the size of `x`: there the series in `z = √5 / x`,
 * `-(3 / √5π) Σ_k z^(2k+1) / ((2k+1)(2k+3))`, keeps every digit; at `z = 1/5` its thirteenth term is `7e-20` of the first.
 */
function kernelTransform(x: number): number {
  const distance = Math.abs(x);
  if (distance === EDGE) return -3 / (10 * Math.PI) * x;
  if (distance < FAR) {
    return HEIGHT / Math.PI * (1 - x * x / 5) *
        Math.log(Math.abs((EDGE - x) / (EDGE + x))) - 3 / (10 * Math.PI) * x;
  }
  const z = EDGE / x;
  const square = z * z;
  let sum = 0;
  for (let k = FAR_SERIES.length - 1; k >= 0; k--) {
    sum = sum * square + FAR_SERIES[k]!;
  }
  return -4 * HEIGHT / Math.PI * z * sum;
}

/** `1 / ((2k+1)(2k+3))`. */
const FAR_SERIES = Float64Array.from(
  { length: 12 },
  (_, k) => 1 / ((2 * k + 1) * (2 * k + 3)),
);

/** What becomes of the zeros: `n / (π (p - n) Hf(0))`. */
function nullEigenvalue(
  values: Float64Array,
  { zeros, n, width: h }: { zeros: number; n: number; width: number },
): number {
  // π / h times the transform at -1 / h, where the mass lies that far above zero.
  const bracket = Math.PI / h * kernelTransform(-1 / h);
  return n / (zeros * bracket * meanInverse(values, zeros));
}

/** Mean of `1/λ` over the positive eigenvalues. */
function meanInverse(values: Float64Array, zeros: number): number {
  let sum = 0;
  for (let j = zeros; j < values.length; j++) sum += 1 / values[j]!;
  return sum / (values.length - zeros);
}

/** Ledoit and Wolf (2022): a smoothed Stein shrinker of the inverse eigenvalues; the trace is kept. */
function quadraticInverse(size: number): SpectrumShrinkage {
  return bySpectrum(size, (values, { zeros, n }, out) => {
    const p = values.length;
    const c = p / n;
    const h = Math.min(c * c, 1 / (c * c)) ** 0.35 / p ** 0.35;
    for (let k = zeros; k < p; k++) {
      const inverse = 1 / values[k]!;
      let [stein, conjugate] = [0, 0];
      for (let i = zeros; i < p; i++) {
        const other = 1 / values[i]!;
        const gap = other - inverse;
        const scale = gap * gap + other * other * h * h;
        stein += other * gap / scale;
        conjugate += other * other * h / scale;
      }
      stein /= p - zeros;
      conjugate /= p - zeros;
      const amplitude = stein * stein + conjugate * conjugate;
      out[k] = zeros > 0 ? 1 / (inverse * amplitude) : 1 /
        (inverse *
          ((1 - c) ** 2 + 2 * c * (1 - c) * stein + c * c * amplitude));
    }
    if (zeros > 0) {
      out.fill(n / (zeros * meanInverse(values, zeros)), 0, zeros);
    }
    keepTrace(values, out);
  });
}

function keepTrace(values: Float64Array, out: Float64Array): void {
  let [before, after] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    before += values[i]!;
    after += out[i]!;
  }
  for (let i = 0; i < values.length; i++) out[i]! *= before / after;
}

/** The estimators by name; each call has memory of its own for matrices of one size. */
export const SPECTRA: {
  readonly analytical: (size: number) => SpectrumShrinkage;
  readonly quadraticInverse: (size: number) => SpectrumShrinkage;
} = { analytical, quadraticInverse };
