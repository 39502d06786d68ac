import type { Random } from "../random/mod.ts";
import type { CarryParameters } from "./symbol_parameters.ts";

/** Minutes of one window of metrics. */
export const METRICS_MINUTES = 5;

/** Persistence over one window of what halves in two days, and in six hours. */
const SLOW = 2 ** (-METRICS_MINUTES / 2880);
const QUICK = 2 ** (-METRICS_MINUTES / 360);

/** Levels and standard deviations of the logarithms. */
const INTEREST_DEVIATION = 0.08;
const ACCOUNTS = { level: 0.4, deviation: 0.08 };
const TOP_ACCOUNTS = { level: 0.3, deviation: 0.08 };
const TOP_POSITIONS = { level: 0.2, deviation: 0.05 };

/** One row of the venue's metrics. */
export type PositionMetrics = {
  /** Open interest, base currency. */
  openInterest: number;
  /** Long over short accounts of top traders. */
  topTraderAccountRatio: number;
  /** Long over short positions of top traders. */
  topTraderPositionRatio: number;
  /** Long over short accounts of everyone. */
  accountRatio: number;
  /** Taker buy over taker sell volume of the window; `NaN` where nothing was sold. */
  takerVolumeRatio: number;
};

/**
 * Open interest and long/short ratios, a window of five minutes at a time.
 *
 * Each logarithm is an autoregression of order one about its level. Accounts crowd
 * to the long side where longs pay: `ln accountRatio` has `crowding · (p - p̄)` added,
 * `p` the premium and `p̄` its mean.
 */
export class PositionProcess {
  /** The window that ended last; reused. */
  readonly row: PositionMetrics = {
    openInterest: NaN,
    topTraderAccountRatio: NaN,
    topTraderPositionRatio: NaN,
    accountRatio: NaN,
    takerVolumeRatio: NaN,
  };
  readonly #carry: CarryParameters;
  readonly #state: Float64Array;

  constructor(carry: CarryParameters, random: Random) {
    this.#carry = carry;
    this.#state = Float64Array.from({ length: 4 }, () => random.normal());
  }

  /** Closes a window. */
  update(
    { premium, buyVolume, sellVolume, random }: {
      readonly premium: number;
      readonly buyVolume: number;
      readonly sellVolume: number;
      readonly random: Random;
    },
  ): void {
    const state = this.#state;
    for (let i = 0; i < 4; i++) {
      const kept = i === 0 ? SLOW : QUICK;
      state[i] = kept * state[i]! +
        Math.sqrt(1 - kept * kept) * random.normal();
    }
    const { openInterest, crowding, premiumMean } = this.#carry;
    const row = this.row;
    row.openInterest = openInterest * Math.exp(INTEREST_DEVIATION * state[0]!);
    row.accountRatio = Math.exp(
      ACCOUNTS.level + crowding * (premium - premiumMean) +
        ACCOUNTS.deviation * state[1]!,
    );
    row.topTraderAccountRatio = Math.exp(
      TOP_ACCOUNTS.level + TOP_ACCOUNTS.deviation * state[2]!,
    );
    row.topTraderPositionRatio = Math.exp(
      TOP_POSITIONS.level + TOP_POSITIONS.deviation * state[3]!,
    );
    row.takerVolumeRatio = sellVolume > 0 ? buyVolume / sellVolume : NaN;
  }
}
