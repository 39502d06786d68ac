import { assertNumbers } from "../stats/number_rules.ts";

/** When to leave a position in a mean-reverting price, and what that is worth. */
export type OptimalExit = {
  /** Price `b*` at which to leave. */
  readonly level: number;
  /**
   * Value of a position at a price: `(b* - c) F(x) / F(b*)` below the level, `x - c` from it on.
   *
   * @param price The price `x`.
   * @returns Expected discounted proceeds.
   */
  value(price: number): number;
};

/**
 * The best price at which to sell what reverts to a mean.
 *
 * For `dX = μ (θ - X) dt + σ dW`, a cost `c` of leaving and a discount rate `r`, `V(x) = sup E e^(-rτ) (X_τ - c)` is reached by the first time at `b*`, the
 * root of `F(b) = (b - c) F'(b)`, with the rising solution `F(x) = ∫ u^(ν-1) exp(a u - u²/2) du` over `u > 0`, `a = √(2μ)(x - θ)/σ`, `ν = r/μ`; that is `Γ(ν) e^(a²/4) D₋ν(-a)`. `F'` is
 * `√(2μ)/σ` times the same integral with `ν + 1`. For small `ν` nearly all of it lies at 0: there `1/ν` is taken out and what is left is smooth.
 *
 * @param options Speed `μ`, mean `θ` and volatility `σ` of the price, discount `r`, all in one unit of time, and cost `c` (0 by default).
 * @returns Level and value, in the price's unit.
 * @throws {RangeError} If speed, volatility or discount is not positive, the cost negative, or the mean not finite.
 * @see eq-optimal-exit
 * @see Leung, T., Li, X. (2015), Optimal mean reversion trading with transaction costs and stop-loss exit, International
 *   Journal of Theoretical and Applied Finance 18(3), 1550020.
 *
 * @example Without cost, at a discount of five per cent
 * ```ts
 * import assert from "node:assert/strict";
 * import { optimalExit } from "volarb/risk";
 *
 * const exit = optimalExit({ speed: 1, mean: 0, volatility: 1, discount: 0.05 });
 * assert.equal(exit.level.toFixed(8), "1.34435085");
 * assert.equal(exit.value(0).toFixed(8), "0.93164026");
 * ```
 */
export function optimalExit(
  { speed, mean, volatility, discount, cost = 0 }: {
    readonly speed: number;
    readonly mean: number;
    readonly volatility: number;
    readonly discount: number;
    readonly cost?: number;
  },
): OptimalExit {
  const action = "find an optimal exit";
  assertNumbers(action, "positive", { speed, volatility, discount });
  assertNumbers(action, "notNegative", { cost });
  assertNumbers(action, "finite", { mean });
  const scale = Math.sqrt(2 * speed) / volatility;
  const order = discount / speed;
  const at = (x: number) => scale * (x - mean);
  // Positive below the root: F - (b - c) F' over e^(a²/2).
  const gap = (b: number) =>
    weighed(order, at(b)) - (b - cost) * scale * weighed(order + 1, at(b));
  let low = cost;
  let step = 1 / scale;
  while (gap(low + step) > 0) {
    low += step;
    step *= 2;
  }
  let high = low + step;
  for (
    let k = 0;
    k < 200 && high - low > 1e-14 * Math.max(1 / scale, Math.abs(high));
    k++
  ) {
    const middle = (low + high) / 2;
    if (gap(middle) > 0) low = middle;
    else high = middle;
  }
  const level = (low + high) / 2;
  return {
    level,
    value(price: number): number {
      if (price >= level) return price - cost;
      const [a, b] = [at(price), at(level)];
      return (level - cost) * weighed(order, a) / weighed(order, b) *
        Math.exp(exponent(a) - exponent(b));
    },
  };
}

/** What {@linkcode weighed} takes out, so that it does not overflow. */
function exponent(a: number): number {
  return a > 0 ? a * a / 2 : 0;
}

/** `∫ u^(ν-1) exp(a u - u²/2 - exponent(a)) du` over `u > 0`. */
function weighed(order: number, a: number): number {
  const shift = exponent(a);
  const tail = doubleExponential(
    1,
    Math.max(a, 1) + 10,
    (u) => u ** (order - 1) * Math.exp(a * u - u * u / 2 - shift),
  );
  // On [0, 1] the integrand less u^(ν-1), whose integral is 1/ν.
  const head = doubleExponential(
    0,
    1,
    (u) => u ** (order - 1) * Math.expm1(a * u - u * u / 2),
  );
  return Math.exp(-shift) * (1 / order + head) + tail;
}

/** Tanh-sinh quadrature, whose nodes crowd at both ends: a singular derivative there costs no digits. */
function doubleExponential(
  from: number,
  to: number,
  f: (x: number) => number,
): number {
  const [middle, half, step] = [(from + to) / 2, (to - from) / 2, 1 / 32];
  let sum = 0;
  for (let k = -110; k <= 110; k++) {
    const t = k * step;
    const s = Math.PI / 2 * Math.sinh(t);
    const weight = Math.PI / 2 * Math.cosh(t) / Math.cosh(s) ** 2;
    // The distance from the nearer end keeps its digits.
    const x = s < 0
      ? from + 2 * half / (1 + Math.exp(-2 * s))
      : s > 0
      ? to - 2 * half / (1 + Math.exp(2 * s))
      : middle;
    if (x > from && x < to) sum += weight * f(x);
  }
  return sum * step * half;
}
