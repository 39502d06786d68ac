import type { Strategy } from "../engine/mod.ts";
import { monitoringShift, type TrailingOffset } from "../risk/mod.ts";
import type { Order, OrderEvent } from "../venue/mod.ts";
import { refuse } from "./config_rules.ts";
import type { StopChoice } from "./volatility_arbitrage_config.ts";

/**
 * How far a stop stays behind, in the words of an order: `k σ √h`, less twice the shift for a price that is looked at in steps.
 *
 * @param choice Multiple, horizon, monitoring.
 * @returns The offset, in deviations of a bar.
 * @throws {RangeError} If looking at the price takes the whole distance.
 * @see eq-trailing-level, prop-two-shifts
 *
 * @example Three deviations of an hour
 * ```ts
 * import assert from "node:assert/strict";
 * import { stopOffset, volatilityArbitrageConfig } from "volarb/strategy";
 *
 * const { stop } = volatilityArbitrageConfig({ symbol: "BTCUSDT" });
 * assert.deepEqual(stopOffset(stop!), {
 *   type: "volatility",
 *   multiple: 3 * Math.sqrt(60),
 *   horizon: 1,
 *   scale: "log",
 * });
 * ```
 */
export function stopOffset(
  { multiple, horizon, monitoring }: Pick<
    StopChoice,
    "multiple" | "horizon" | "monitoring"
  >,
): TrailingOffset {
  const distance = multiple * Math.sqrt(horizon);
  const shift = 2 * monitoringShift({ sigma: 1, interval: monitoring });
  if (!(shift < distance)) {
    refuse(
      "stop.monitoring",
      "so often that a distance is left",
      monitoring,
    );
  }
  return {
    type: "volatility",
    multiple: distance - shift,
    horizon: 1,
    scale: "log",
  };
}

/**
 * Keeps one trailing stop behind a position, held by the order emulator.
 *
 * The stop is as large as the position and on its other side: it grows and shrinks with it, and its level stays where it has trailed to. A
 * position that turns gets a new one.
 */
export class StopKeeper {
  readonly #strategy: Strategy;
  readonly #symbol: string;
  readonly #trailing: TrailingOffset;
  readonly #trigger: StopChoice["trigger"];
  /** Tells the emulator the variance that is known, when it has begun to listen. */
  readonly #tell: () => void;
  #stop: Order | undefined;

  /** Takes whose position of which contract it protects. */
  constructor(
    strategy: Strategy,
    symbol: string,
    choice: StopChoice,
    tell: () => void,
  ) {
    this.#strategy = strategy;
    this.#symbol = symbol;
    this.#trailing = stopOffset(choice);
    this.#trigger = choice.trigger;
    this.#tell = tell;
  }

  /** Whether a stop was set off and is on its way. */
  get firing(): boolean {
    return this.#stop?.isOpen === true && this.#stop.status !== "emulated";
  }

  /** Makes the stop fit the position. */
  follow(): void {
    const lots = this.#strategy.position(this.#symbol);
    const side = lots > 0 ? "sell" : "buy";
    const quantity = Math.abs(lots);
    const stop = this.#stop;
    if (stop?.isOpen) {
      if (this.firing) return;
      if (quantity > 0 && stop.side === side) {
        if (stop.leavesQuantity !== quantity) {
          this.#strategy.modify(stop, { quantity });
        }
        return;
      }
      this.#stop = undefined;
      this.#strategy.cancel(stop);
    }
    if (quantity === 0) return;
    this.#stop = this.#strategy.orders.trailingStopMarket({
      symbol: this.#symbol,
      side,
      quantity,
      trailing: this.#trailing,
      triggerType: this.#trigger,
      reduceOnly: true,
      emulated: true,
      tags: ["stop"],
    });
    this.#strategy.submit(this.#stop);
    this.#tell();
  }

  /**
   * Takes an event of any order of the strategy.
   *
   * @returns Whether the stop has just been set off.
   */
  onOrderEvent(event: OrderEvent, order: Order): boolean {
    if (order !== this.#stop) return false;
    // What the venue did not take leaves a position without a stop; one that was denied would be denied again.
    if (event.type === "canceled" || event.type === "expired") this.follow();
    return event.type === "released";
  }
}
