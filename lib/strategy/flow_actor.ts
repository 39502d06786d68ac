import type { DataTopic } from "../engine/mod.ts";
import type { ToxicityEstimate } from "../signal/mod.ts";
import { FactorActor, type FactorActorOptions } from "./factor_actor.ts";

/** Which features a {@linkcode FlowActor} reads the toxicity from. */
export type ToxicityFeatures = {
  /** Name of VPIN. */
  readonly vpin: string;
  /** Name of its rank. */
  readonly rank: string;
  /** Name of the volume of a bucket. */
  readonly bucketVolume: string;
  /** Buckets that VPIN takes in. */
  readonly buckets: number;
};

/**
 * The flow factor: it takes every trade, and publishes a `ToxicityEstimate` at each row at which VPIN has changed.
 *
 * @example What it publishes
 * ```ts
 * import assert from "node:assert/strict";
 * import { factorsOf, FlowActor, volatilityArbitrageConfig } from "volarb/strategy";
 *
 * const { flow } = factorsOf(volatilityArbitrageConfig({ symbol: "BTCUSDT" }));
 * const actor = new FlowActor({ id: "flow", symbol: "BTCUSDT", ...flow! });
 * assert.equal(actor.publishes[0]!.type, "ToxicityEstimate");
 * ```
 */
export class FlowActor extends FactorActor {
  /** The estimate. */
  override readonly publishes: readonly DataTopic[];
  readonly #from: ToxicityFeatures;
  #vpin = NaN;
  #rank = NaN;

  /**
   * Starts with no trade seen.
   *
   * @param options Name, instrument, features, and which of them say how toxic flow is.
   */
  constructor(options: FactorActorOptions & ToxicityFeatures) {
    super(options);
    const { id: source, symbol } = options;
    this.publishes = [{ type: "ToxicityEstimate", symbol, source }];
    this.#from = options;
  }

  /** Publishes the estimate, if there is a new one. */
  override onRow(): void {
    const { symbol, id: source, clock: { now } } = this;
    const { buckets, ...from } = this.#from;
    const vpin = this.value(from.vpin);
    const rank = this.value(from.rank);
    if (!(vpin >= 0) || (vpin === this.#vpin && rank === this.#rank)) return;
    this.#vpin = vpin;
    this.#rank = rank;
    const estimate: ToxicityEstimate = {
      type: "ToxicityEstimate",
      symbol,
      source,
      eventTime: now,
      receiveTime: now,
      vpin,
      rank,
      bucketVolume: this.value(from.bucketVolume),
      buckets,
    };
    this.publish(estimate);
  }
}
