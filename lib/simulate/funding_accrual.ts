/** Interest rate `I` of the funding formula, per 8 hours: 1 bp. */
const INTEREST = 1e-4;
/** Largest correction towards it, per 8 hours: 5 bp. */
const CLAMP = 5e-4;

/**
 * The premium index from a price and its impact spread, as the venue has it:
 * `(max(0, impactBid - index) - max(0, index - impactAsk)) / index`.
 *
 * @see eq-premium-sample
 */
export function premiumSample(
  mid: number,
  index: number,
  impactSpread: number,
): number {
  const bid = mid * (1 - impactSpread);
  const ask = mid * (1 + impactSpread);
  return (Math.max(0, bid - index) - Math.max(0, index - ask)) / index;
}

/**
 * Funding of one interval of 8 hours from its premium samples.
 *
 * `P̄ = Σ i P_i / Σ i` over the samples in order, `F = P̄ + clamp(I - P̄, ±5 bp)` with
 * `I` = 1 bp: `P̄ + 5 bp` below -4 bp, 1 bp from -4 to +6 bp, `P̄ - 5 bp` above. The
 * generator needs it before the feature folders, which hold the formula as a
 * column function with all its terms; a test holds the two equal.
 *
 * @see Binance, Introduction to Binance Futures Funding Rates (help page).
 * @see eq-funding-rate, eq-premium-sample
 *
 * @example The dead band
 * ```ts
 * import assert from "node:assert/strict";
 * import { FundingAccrual } from "volarb/simulate";
 *
 * const accrual = new FundingAccrual();
 * for (const bp of [1, 2, -1, 4]) accrual.update(bp * 1e-4);
 * assert.ok(Math.abs(accrual.averagePremium - 1.8e-4) < 1e-18);
 * assert.equal(accrual.settle(), 1e-4);
 * ```
 */
export class FundingAccrual {
  #samples = 0;
  #sum = 0;

  /** Starts an interval without samples. */
  constructor() {}

  /** Samples so far. */
  get samples(): number {
    return this.#samples;
  }

  /** Weighted mean of the samples so far, a fraction; `NaN` before the first. */
  get averagePremium(): number {
    const n = this.#samples;
    return n === 0 ? NaN : this.#sum / (0.5 * n * (n + 1));
  }

  /**
   * Takes the next sample.
   *
   * @param premium Premium index, a fraction of the index price.
   */
  update(premium: number): void {
    this.#samples++;
    this.#sum += this.#samples * premium;
  }

  /**
   * Settles the interval and begins the next.
   *
   * @returns Funding rate per 8 hours as a fraction; longs pay where it is
   *   positive. `NaN` without samples.
   */
  settle(): number {
    const premium = this.averagePremium;
    this.#samples = 0;
    this.#sum = 0;
    const correction = INTEREST - premium;
    if (correction > CLAMP) return premium + CLAMP;
    if (correction < -CLAMP) return premium - CLAMP;
    return Number.isNaN(premium) ? NaN : INTEREST;
  }
}
