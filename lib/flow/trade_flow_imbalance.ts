import { assertColumns } from "../stats/arguments.ts";
import type { TradeBars } from "./trade_bars.ts";

/** Choices of {@linkcode tradeFlowImbalance}. */
export type TradeFlowImbalanceOptions = {
  /**
   * `"volume"` (default): bought less sold quantity, in base units. `"share"`: the
   * same over the bar's volume, in [-1, 1].
   */
  readonly unit?: "volume" | "share";
};

/**
 * Trade flow imbalance of each bar: what aggressors bought less what they sold.
 *
 * `TFI[k] = B[k] - S[k] = 2 B[k] - V[k]`, or `TFI[k] / V[k]`. This is flow of trades
 * alone; order flow imbalance also counts limit orders and cancellations.
 *
 * The streaming form is `value` of `TradeBarStream`.
 *
 * @param bars Columns of length `m`: volume and the part that aggressors bought.
 * @param options The unit.
 * @returns Length `m`, known at the bar's close. A bar without volume has imbalance
 *   0 and share `NaN`.
 * @throws {RangeError} If columns differ in length or a bought volume is not within
 *   0 and the volume.
 * @see eq-tfi, def-tfi
 * @see Silantyev, E. (2019), Digital Finance 1, 191-218,
 *   doi:10.1007/s42521-019-00007-w.
 *
 * @example Six of ten bought
 * ```ts
 * import assert from "node:assert/strict";
 * import { tradeFlowImbalance } from "volarb/flow";
 *
 * const bars = { volume: Float64Array.of(10), buyVolume: Float64Array.of(6) };
 * assert.deepEqual(tradeFlowImbalance(bars), Float64Array.of(2));
 * assert.deepEqual(
 *   tradeFlowImbalance(bars, { unit: "share" }),
 *   Float64Array.of(0.2),
 * );
 * ```
 */
export function tradeFlowImbalance(
  bars: Pick<TradeBars, "volume" | "buyVolume">,
  { unit = "volume" }: TradeFlowImbalanceOptions = {},
): Float64Array {
  const { volume, buyVolume } = bars;
  assertColumns("compute trade flow imbalance", { volume, buyVolume });
  return volume.map((total, k) => {
    const bought = buyVolume[k]!;
    if (bought < 0 || bought > total) {
      throw new RangeError(
        `Cannot compute trade flow imbalance as bought volume must be within [0, ${total}]: current value is ${bought} in bar ${k}`,
      );
    }
    const imbalance = 2 * bought - total;
    if (unit === "volume") return imbalance;
    return total > 0 ? imbalance / total : NaN;
  });
}
