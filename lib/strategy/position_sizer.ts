import {
  drawdownShare,
  type KellyLimits,
  kellyShrinkage,
  leverageCap,
} from "../risk/mod.ts";
import type { FittedSignal } from "../signal/mod.ts";
import type { KellyChoice } from "./volatility_arbitrage_config.ts";

/** Says how large a position may be. */
export interface PositionSizer {
  /** Share of Kelly's leverage that positions are chosen at, in [0, 1]; the risk aversion is its inverse. */
  readonly share: number;
  /**
   * Bounds a position.
   *
   * @param target Position that was chosen, signed fraction of capital.
   * @returns The position that may be held: of the same sign, not larger.
   */
  size(target: number): number;
}

/** What is known of a signal before it is traded. */
export type SignalQuality = Pick<
  FittedSignal,
  "expectedIc" | "observations" | "horizon"
>;

/**
 * Kelly's size: a share of his leverage, bounded by what may happen to the price.
 *
 * The share is the one that is asked for, times the shrinkage `IC² / (IC² + h/T)` for the error of an estimate on `T` rows of which
 * `h` overlap, and never more than the bound on the drawdown allows. A position is cut to the least of the limits on its side:
 * leverage, distance to liquidation, jump. The share works through the risk aversion of the rule that chooses positions, `γ = 1/c`: a
 * position that is held because to trade costs more than it is worth is not cut to what would be chosen without one.
 *
 * @see eq-kelly-shrinkage, eq-liquidation-leverage
 *
 * @example Half Kelly that was learnt on ten thousand rows
 * ```ts
 * import assert from "node:assert/strict";
 * import { KellySizer, volatilityArbitrageConfig } from "volarb/strategy";
 *
 * const { kelly } = volatilityArbitrageConfig({ symbol: "BTCUSDT" });
 * const sizer = new KellySizer(kelly, { expectedIc: 0.05, observations: 10_000, horizon: 15 });
 * assert.ok(Math.abs(sizer.share - 0.5 * 0.0025 / 0.004) < 1e-15);
 * assert.deepEqual([sizer.size(1), sizer.size(-5)], [1, -2]);
 * ```
 */
export class KellySizer implements PositionSizer {
  /** Share of Kelly's leverage. */
  readonly share: number;
  readonly #long: number;
  readonly #short: number;

  /**
   * Takes share and limits.
   *
   * @param choice Share, shrinkage, limits.
   * @param signal What the signal expects of itself.
   * @throws {RangeError} If a number is out of its range; it is named.
   */
  constructor(
    { share, shrinkage, leverage, liquidation, jump, drawdown }: KellyChoice,
    { expectedIc, observations, horizon }: SignalQuality,
  ) {
    const shrunk = shrinkage === "none" ? 1 : kellyShrinkage({
      sharpe: expectedIc,
      time: observations / horizon,
    });
    const most = drawdown === null ? 1 : drawdownShare(drawdown);
    this.share = Math.min(share * shrunk, most);
    const limits: KellyLimits = {
      leverage,
      ...(liquidation && { liquidation }),
      ...(jump && { jump }),
    };
    this.#long = leverageCap(limits, "long").leverage;
    this.#short = leverageCap(limits, "short").leverage;
  }

  /**
   * Bounds a position.
   *
   * @param target Position that was chosen, signed fraction of capital.
   * @returns The position that may be held.
   */
  size(target: number): number {
    if (this.share === 0) return 0;
    return Math.max(-this.#short, Math.min(this.#long, target));
  }
}
