import type { DataTopic, FundingTick } from "../engine/mod.ts";
import { HOUR } from "../time/mod.ts";
import { FactorActor, type FactorActorOptions } from "./factor_actor.ts";
import type { FundingEstimate } from "./funding_estimate.ts";

/** Hours between payments where nothing has told them. */
const USUAL_HOURS = 8;

/**
 * The regime factor: it takes funding, premium and metrics, and publishes a {@linkcode FundingEstimate} at each row.
 *
 * @example What it publishes
 * ```ts
 * import assert from "node:assert/strict";
 * import { factorsOf, RegimeActor, volatilityArbitrageConfig } from "volarb/strategy";
 *
 * const { regime } = factorsOf(volatilityArbitrageConfig({ symbol: "BTCUSDT" }));
 * const actor = new RegimeActor({ id: "regime", symbol: "BTCUSDT", ...regime! });
 * assert.equal(actor.publishes[0]!.type, "FundingEstimate");
 * ```
 */
export class RegimeActor extends FactorActor {
  /** The estimate. */
  override readonly publishes: readonly DataTopic[];
  readonly #rate: string;
  #interval = USUAL_HOURS * HOUR;

  /**
   * Starts with no payment seen.
   *
   * @param options Name, instrument, features, and which of them forecasts the next payment.
   */
  constructor(options: FactorActorOptions & { readonly fundingRate: string }) {
    super(options);
    const { id: source, symbol, fundingRate } = options;
    this.publishes = [{ type: "FundingEstimate", symbol, source }];
    this.#rate = fundingRate;
  }

  /**
   * Takes a settled rate, and the interval that it was for.
   *
   * @param funding The rate.
   */
  override onFundingRate(funding: FundingTick): void {
    super.onFundingRate(funding);
    const { intervalHours } = funding;
    if (intervalHours > 0) this.#interval = intervalHours * HOUR;
  }

  /** Publishes the estimate, if there is one. */
  override onRow(): void {
    const { symbol, id: source, clock: { now } } = this;
    const rate = this.value(this.#rate);
    if (!Number.isFinite(rate)) return;
    const interval = this.#interval;
    const estimate: FundingEstimate = {
      type: "FundingEstimate",
      symbol,
      source,
      eventTime: now,
      receiveTime: now,
      rate,
      paymentTime: (Math.floor(now / interval) + 1) * interval,
      interval,
    };
    this.publish(estimate);
  }
}
