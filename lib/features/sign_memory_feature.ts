import { RecentValues } from "./recent_values.ts";
import type { RollingMean, RollingMeanSnapshot } from "../stats/mod.ts";
import { assertInteger } from "../stats/arguments.ts";
import { orNull } from "../stats/or_null.ts";
import { VALUE } from "./emission.ts";
import type { Feature } from "./feature.ts";
import type { PeriodOptions } from "./period_clock.ts";
import { type BarGatherer, periodFeature } from "./period_feature.ts";
import type { TradeRecords } from "./records.ts";
import { rollingMeanFrom } from "./rolling_mean_from.ts";

/** Choices of {@linkcode signMemoryFeature}. */
export type SignMemoryFeatureOptions = PeriodOptions & {
  /** Orders from one of a pair to the other, at least 1; 1 by default. */
  readonly lag?: number;
};

/**
 * Autocorrelation of the aggressors' signs over bars of the clock, as a column
 * `sign_memory_<lag>_<span>`.
 *
 * `(⟨ε[t] ε[t-lag]⟩ - ⟨ε⟩²) / (1 - ⟨ε⟩²)` over the orders of the window, the partner of the
 * first of them lying before it. Rows of one venue's time and side are one order, which
 * counts with its first row: as trades of their own they would multiply the memory.
 *
 * @param options Lag, bars, and how many are taken together.
 * @returns The feature; missing where there was no order, or of one side only.
 * @throws {RangeError} If a number is out of range.
 * @see def-taker-order
 * @see Lillo, F. and Farmer, J. D. (2004), The long memory of the efficient market,
 *   Studies in Nonlinear Dynamics and Econometrics 8(3), doi:10.2202/1558-3708.1226.
 *
 * @example Ten orders apart, over an hour
 * ```ts
 * import assert from "node:assert/strict";
 * import { signMemoryFeature } from "volarb/features";
 * import { MINUTE } from "volarb/time";
 *
 * const memory = signMemoryFeature({ lag: 10, period: MINUTE, window: 60 });
 * assert.equal(memory.name, "sign_memory_10_1h_by_1m");
 * ```
 */
export function signMemoryFeature(
  { lag = 1, ...options }: SignMemoryFeatureOptions,
): Feature {
  assertInteger("compute sign_memory", "lag", lag, 1);
  const { window = 1 } = options;
  return periodFeature({
    name: `sign_memory_${lag}`,
    inputs: ["trades.isBuyerMaker", "trades.eventTime"],
    unit: "correlation",
    family: "trades",
    options,
    gather: (saved) =>
      new SignBar(lag, window, saved as SignSnapshot | undefined),
  });
}

type SignSnapshot = {
  readonly signs: readonly (number | null)[];
  readonly last: readonly [time: number | null, sign: number];
  readonly open: readonly [
    orders: number,
    sum: number,
    pairs: number,
    products: number,
  ];
  readonly means: readonly RollingMeanSnapshot[];
};

/** Signs of the orders of a bar, and of the bars in the window. */
class SignBar implements BarGatherer<"trades"> {
  readonly #signs: RecentValues;
  readonly #means: readonly RollingMean[];
  #time = NaN;
  #sign = NaN;
  #orders = 0;
  #sum = 0;
  #pairs = 0;
  #products = 0;

  constructor(lag: number, window: number, saved?: SignSnapshot) {
    this.#signs = new RecentValues("compute sign_memory", lag, saved?.signs);
    this.#means = [0, 1, 2, 3].map((i) =>
      rollingMeanFrom(window, saved?.means[i])
    );
    this.#time = saved?.last[0] ?? NaN;
    this.#sign = saved?.last[1] ?? 0;
    const { open = [0, 0, 0, 0] } = saved ?? {};
    [this.#orders, this.#sum, this.#pairs, this.#products] = open;
  }

  add(
    { eventTime, isBuyerMaker }: TradeRecords,
    from: number,
    to: number,
  ): void {
    for (let row = from; row < to; row++) {
      const time = eventTime[row]!;
      const sign = 1 - 2 * isBuyerMaker[row]!;
      if (time === this.#time && sign === this.#sign) continue;
      this.#time = time;
      this.#sign = sign;
      const partner = this.#signs.push(sign);
      this.#orders++;
      this.#sum += sign;
      if (partner !== partner) continue;
      this.#pairs++;
      this.#products += sign * partner;
    }
  }

  closeBar(entry: Float64Array, missing: boolean): void {
    const of = (i: number, sum: number) =>
      this.#means[i]!.update(missing ? NaN : sum);
    const orders = of(0, this.#orders);
    const mean = of(1, this.#sum) / orders;
    const pairs = of(2, this.#pairs);
    const product = of(3, this.#products) / pairs;
    this.#orders = 0;
    this.#sum = 0;
    this.#pairs = 0;
    this.#products = 0;
    const variance = 1 - mean * mean;
    entry[VALUE] = variance > 0 ? (product - mean * mean) / variance : NaN;
  }

  toJSON(): SignSnapshot {
    return {
      signs: this.#signs.toJSON(),
      last: [orNull(this.#time), this.#sign],
      open: [this.#orders, this.#sum, this.#pairs, this.#products],
      means: this.#means.map((mean) => mean.toJSON()),
    };
  }
}
