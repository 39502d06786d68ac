/**
 * Natural logarithm of `a / b`, exact near 1.
 *
 * `2 artanh((a - b) / (a + b))`, by its series where the two are within 6 % of each
 * other, by `Math.log` elsewhere. Prices of a bar are close together: their
 * quotient would be rounded to the precision of 1, their difference is not. So
 * the result keeps its relative precision however small the move, it is zero only
 * where the two are equal, it has the sign of `a - b`, and it does not depend on
 * the platform's logarithm.
 *
 * @param a A price > 0.
 * @param b A price > 0, in the same unit.
 * @returns `ln(a / b)`; `NaN` where either is missing.
 * @see eq-coordinates
 *
 * @example One tick of a price of a hundred thousand
 * ```ts
 * import assert from "node:assert/strict";
 * import { logRatio } from "volarb/volatility";
 *
 * assert.equal(logRatio(100_000.1, 100_000.1), 0);
 * assert.ok(Math.abs(logRatio(100_000.1, 100_000) / 9.999995e-7 - 1) < 1e-9);
 * ```
 */
export function logRatio(a: number, b: number): number {
  const s = (a - b) / (a + b);
  if (s < 0.03125 && s > -0.03125) {
    const z = s * s;
    const x = s + s;
    return x +
      x * z * (1 / 3 +
          z * (1 / 5 + z * (1 / 7 + z * (1 / 9 + z * (1 / 11)))));
  }
  return Math.log(a / b);
}

/**
 * Logarithms of several ratios at once, in the place of their prices.
 *
 * For those who need more of them than the runtime puts in line, which would allocate
 * the numbers that go to a function and come back from it.
 *
 * @param pairs Prices `a0, b0, a1, b1, ...`, as of {@linkcode logRatio}; entry `k` becomes
 *   the logarithm of pair `k`.
 * @param count How many pairs there are.
 *
 * @example Two at once
 * ```ts
 * import assert from "node:assert/strict";
 * import { logRatio, logRatios } from "volarb/volatility";
 *
 * const pairs = Float64Array.of(101, 100, 102, 99);
 * logRatios(pairs, 2);
 * assert.equal(pairs[0], logRatio(101, 100));
 * assert.equal(pairs[1], logRatio(102, 99));
 * ```
 */
export function logRatios(pairs: Float64Array, count: number): void {
  for (let k = 0; k < count; k++) {
    pairs[k] = logRatio(pairs[2 * k]!, pairs[2 * k + 1]!);
  }
}

/**
 * Log returns of consecutive prices.
 *
 * `r[t] = ln(p[t] / p[t-1])`.
 *
 * @param prices Length `n`, in time order, > 0; `NaN` is missing.
 * @returns Length `n - 1` (empty for fewer than two prices): entry `t` is known
 *   with price `t + 1`.
 * @throws {RangeError} If a price is zero or negative.
 *
 * @example Up and back
 * ```ts
 * import assert from "node:assert/strict";
 * import { logReturns } from "volarb/volatility";
 *
 * const [up, down] = logReturns(Float64Array.of(100, 101, 100));
 * assert.equal(up, -down!);
 * ```
 */
export function logReturns(prices: Float64Array): Float64Array {
  const out = new Float64Array(Math.max(0, prices.length - 1));
  for (let t = 0; t < prices.length; t++) {
    const price = prices[t]!;
    if (price <= 0 || price === Infinity) {
      throw new RangeError(
        `Cannot compute log returns as a price must be positive and finite: entry ${t} is ${price}`,
      );
    }
    if (t > 0) out[t - 1] = logRatio(price, prices[t - 1]!);
  }
  return out;
}
