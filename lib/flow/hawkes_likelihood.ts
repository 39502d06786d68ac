/** Log-likelihood of a Hawkes process and its first and second derivatives. */
export type HawkesLikelihood = {
  /** Log-likelihood. */
  readonly value: number;
  /** Derivatives by baseline, excitation and decay. */
  readonly gradient: readonly [number, number, number];
  /** Second derivatives by the same. */
  readonly hessian: readonly (readonly number[])[];
};

/**
 * Log-likelihood of events given the first, with derivatives, in one pass.
 *
 * `Σ ln λ(t[i]) - ∫ λ` over the events after the first, to `end`. With
 * `S₀ = Σ e^(-β Δ)`, `S₁ = Σ Δ e^(-β Δ)` and `S₂ = Σ Δ² e^(-β Δ)` over past events, all of which are
 * carried from event to event, `λ = μ + α S₀`, `∂λ/∂β = -α S₁` and `∂²λ/∂β² = α S₂`.
 *
 * @param seconds Times of the events, rising, the first at 0.
 * @param end Where observation ends, at or after the last event.
 * @param parameters `μ`, `α` and `β`.
 * @returns Value, gradient and matrix of second derivatives.
 * @see eq-hawkes-likelihood, thm-hawkes-likelihood
 * @see Ogata, Y. (1978), Annals of the Institute of Statistical Mathematics 30, 243-261,
 *   doi:10.1007/BF02480216; Ozaki, T. (1979), the same 31, 145-155,
 *   doi:10.1007/BF02480272, for the recursions.
 */
export function hawkesLikelihood(
  seconds: Float64Array,
  end: number,
  [mu, alpha, beta]: readonly [number, number, number],
): HawkesLikelihood {
  const n = seconds.length;
  let logs = 0;
  let [g0, g1, g2] = [0, 0, 0];
  let [h00, h01, h02, h11, h12, h22] = [0, 0, 0, 0, 0, 0];
  let [s0, s1, s2] = [0, 0, 0];
  let last = seconds[0]!;
  for (let i = 1; i <= n; i++) {
    const t = i < n ? seconds[i]! : end;
    const gap = t - last;
    const kept = Math.exp(-beta * gap);
    s2 = kept * (s2 + gap * (2 * s1 + gap * (1 + s0)));
    s1 = kept * (s1 + gap * (1 + s0));
    s0 = kept * (1 + s0);
    last = t;
    if (i === n) break;
    const w = 1 / (mu + alpha * s0);
    logs -= Math.log(w);
    const a = s0 * w;
    const b = -alpha * s1 * w;
    g0 += w;
    g1 += a;
    g2 += b;
    h00 -= w * w;
    h01 -= w * a;
    h02 -= w * b;
    h11 -= a * a;
    h12 -= s1 * w + a * b;
    h22 += alpha * s2 * w - b * b;
  }
  // The integral of the intensity: μ T + α K / β with K = n - S₀ at the end.
  const span = end - seconds[0]!;
  const k = n - s0;
  const cross = s1 / beta - k / (beta * beta);
  return {
    value: logs - mu * span - alpha * k / beta,
    gradient: [g0 - span, g1 - k / beta, g2 - alpha * cross],
    hessian: [
      [h00, h01, h02],
      [h01, h11, h12 - cross],
      [
        h02,
        h12 - cross,
        h22 -
        alpha *
          (-s2 / beta - 2 * s1 / beta ** 2 + 2 * k / beta ** 3),
      ],
    ],
  };
}
