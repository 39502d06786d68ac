import type { DataTopic } from "../engine/mod.ts";
import type { VolatilityEstimate } from "../signal/mod.ts";
import {
  type BarRecord,
  FactorActor,
  type FactorActorOptions,
} from "./factor_actor.ts";

/**
 * The volatility factor: with every bar it publishes a `VolatilityEstimate`, the variance that is forecast for the next one.
 *
 * @example What it publishes
 * ```ts
 * import assert from "node:assert/strict";
 * import { factorsOf, VolatilityActor, volatilityArbitrageConfig } from "volarb/strategy";
 *
 * const { volatility } = factorsOf(volatilityArbitrageConfig({ symbol: "BTCUSDT" }));
 * const actor = new VolatilityActor({ id: "volatility", symbol: "BTCUSDT", ...volatility });
 * assert.deepEqual(actor.publishes, [
 *   { type: "VolatilityEstimate", symbol: "BTCUSDT", source: "volatility" },
 * ]);
 * ```
 */
export class VolatilityActor extends FactorActor {
  /** The estimate. */
  override readonly publishes: readonly DataTopic[];
  readonly #variance: string;

  /**
   * Starts with no bar seen.
   *
   * @param options Name, instrument, features, and which of them is the variance of a bar.
   */
  constructor(options: FactorActorOptions & { readonly variance: string }) {
    super(options);
    const { id: source, symbol, variance } = options;
    this.publishes = [{ type: "VolatilityEstimate", symbol, source }];
    this.#variance = variance;
  }

  /** Variance that is forecast for the next bar; `NaN` while it is not known. */
  get variance(): number {
    return this.value(this.#variance);
  }

  /**
   * Publishes the estimate, if there is one.
   *
   * @param bar The bar.
   */
  override onRow({ openTime, closeTime }: BarRecord): void {
    const { variance, symbol, id: source, clock: { now } } = this;
    if (!(variance > 0)) return;
    const estimate: VolatilityEstimate = {
      type: "VolatilityEstimate",
      symbol,
      source,
      eventTime: now,
      receiveTime: now,
      horizon: closeTime - openTime,
      variance,
      standardError: NaN,
    };
    this.publish(estimate);
  }
}
