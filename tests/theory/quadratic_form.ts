/** Mean and standard deviation of an estimator. */
export type Moments = { readonly mean: number; readonly deviation: number };

/** Returns of a price with independent noise. */
export type NoisyReturns = {
  /** Number of returns. */
  readonly n: number;
  /** Variance of the price over the period. */
  readonly variance: number;
  /** Variance of the noise in each log price. */
  readonly noise: number;
};

/**
 * Exact moments of an estimator that is quadratic in Gaussian returns.
 *
 * `r'Ar` has mean `tr(AΣ)` and variance `2 tr((AΣ)²)`; `A` is read off the estimator by
 * polarization and `Σ` is `variance/n + 2 noise` on, `-noise` beside the diagonal.
 */
export function quadraticMoments(
  estimator: (returns: Float64Array) => number,
  { n, variance, noise }: NoisyReturns,
): Moments {
  const unit = new Float64Array(n);
  const form = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    unit[i] = 1;
    form[i * n + i] = estimator(unit);
    for (let j = 0; j < i; j++) {
      unit[j] = 1;
      const both = estimator(unit);
      unit[j] = 0;
      form[i * n + j] =
        form[j * n + i] =
          (both - form[i * n + i]! - form[j * n + j]!) / 2;
    }
    unit[i] = 0;
  }
  const diagonal = variance / n + 2 * noise;
  const product = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const left = j > 0 ? form[i * n + j - 1]! : 0;
      const right = j + 1 < n ? form[i * n + j + 1]! : 0;
      product[i * n + j] = form[i * n + j]! * diagonal - noise * (left + right);
    }
  }
  let mean = 0;
  let square = 0;
  for (let i = 0; i < n; i++) {
    mean += product[i * n + i]!;
    for (let j = 0; j < n; j++) {
      square += product[i * n + j]! * product[j * n + i]!;
    }
  }
  return { mean, deviation: Math.sqrt(2 * square) };
}
