import type { Random } from "../random/mod.ts";
import { FundingAccrual, premiumSample } from "./funding_accrual.ts";
import type { CarryParameters } from "./symbol_parameters.ts";

/** Seconds from one premium sample to the next. */
export const PREMIUM_SECONDS = 5;
/** Seconds from one funding settlement to the next. */
export const FUNDING_SECONDS = 28_800;
/** Samples of the basis that the mark price averages: two and a half minutes. */
const BASIS_SAMPLES = 30;

/**
 * The perpetual against its index: premium, funding and mark price, a sample
 * every five seconds.
 *
 * The premium `p` is Ornstein-Uhlenbeck, the index price is `fair / (1 + p)`, so
 * that the perpetual's own price stays the model's. The premium index and the
 * funding rate come from mid and index by the venue's formulas. The mark price is
 * the median of `index · (1 + F · time to funding / 8 h)`, of index plus the mean
 * basis of two and a half minutes, and of the mid.
 *
 * @see def-simulated-market
 */
export class PerpetualPremium {
  /** Model premium `p` now, a fraction. */
  premium: number;
  /** Premium index at the last sample, a fraction. */
  premiumIndex = 0;
  /** Mark price at the last sample. */
  markPrice = NaN;
  /** Funding rate settled last; `NaN` before the first. */
  fundingRate = NaN;

  readonly #carry: CarryParameters;
  readonly #kept: number;
  readonly #spread: number;
  readonly #accrual = new FundingAccrual();
  readonly #basis = new Float64Array(BASIS_SAMPLES);
  #basisCount = 0;

  constructor(carry: CarryParameters, random: Random) {
    this.#carry = carry;
    this.#kept = 2 ** (-PREMIUM_SECONDS / (3600 * carry.premiumHalfLife));
    this.#spread = carry.premiumDeviation *
      Math.sqrt(1 - this.#kept * this.#kept);
    this.premium = carry.premiumMean + carry.premiumDeviation * random.normal();
  }

  /** Takes the next sample; `second` is the time of the day it is taken at. */
  update(fair: number, mid: number, second: number, random: Random): void {
    const { premiumMean, impactSpread } = this.#carry;
    this.premium = premiumMean + this.#kept * (this.premium - premiumMean) +
      this.#spread * random.normal();
    const index = fair / (1 + this.premium);
    this.premiumIndex = premiumSample(mid, index, impactSpread);
    this.#accrual.update(this.premiumIndex);
    const basis = this.#basis;
    basis[this.#basisCount++ % BASIS_SAMPLES] = mid - index;
    const count = Math.min(this.#basisCount, BASIS_SAMPLES);
    let sum = 0;
    for (let i = 0; i < count; i++) sum += basis[i]!;
    const left = 1 - second % FUNDING_SECONDS / FUNDING_SECONDS;
    const rate = Number.isNaN(this.fundingRate) ? 0 : this.fundingRate;
    this.markPrice = median(
      index * (1 + rate * left),
      index + sum / count,
      mid,
    );
  }

  /** Settles the interval that ends now. */
  settle(): void {
    this.fundingRate = this.#accrual.settle();
  }
}

function median(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
