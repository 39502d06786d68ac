import {
  EffectiveSpread,
  type EffectiveSpreadSnapshot,
  type TradeSpreadOptions,
} from "../liquidity/mod.ts";
import type { RollingMean, RollingMeanSnapshot } from "../stats/mod.ts";
import { SECOND } from "../time/mod.ts";
import { assertPositive, countOf } from "./arguments.ts";
import type { EmitValue, Feature } from "./feature.ts";
import type { QuoteRecords, TradeRecords } from "./records.ts";
import { rollingMeanFrom } from "./rolling_mean_from.ts";
import { streamedFeature } from "./streamed_feature.ts";
import { WaitingQuotes, type WaitingQuotesSnapshot } from "./waiting_quotes.ts";

/** Choices of {@linkcode effectiveSpreadFeature}. */
export type EffectiveSpreadFeatureOptions = TradeSpreadOptions & {
  /** Trades averaged; 1 by default. */
  readonly window?: number;
  /**
   * How long quotes are kept for trades that happened before but are received later,
   * microseconds; a second by default. A trade that comes later still has no spread.
   */
  readonly horizon?: number;
};

/**
 * Effective spread of the last trades as a column `effective_spread_<window>`, or
 * `relative_effective_spread_<window>` over the mid.
 *
 * Twice the signed distance of the price from the mid of the last quote before the trade,
 * strictly, by the venue's times: a trade is received long after the quotes that it met,
 * so these are kept until it comes.
 *
 * @param options Trades averaged, unit, and how long quotes are kept.
 * @returns The feature, with one value for each trade.
 * @throws {RangeError} If a number is out of range.
 * @see Lee, C. and Ready, M. (1991), Journal of Finance 46(2), 733-746,
 *   doi:10.1111/j.1540-6261.1991.tb02683.x.
 *
 * @example It reads two families
 * ```ts
 * import assert from "node:assert/strict";
 * import { effectiveSpreadFeature, FeatureStream } from "volarb/features";
 *
 * const spread = effectiveSpreadFeature({ unit: "relative", window: 100 });
 * const { families } = new FeatureStream({
 *   features: [spread],
 *   clock: { kind: "quotes", count: 1000 },
 * });
 * assert.deepEqual(families, ["trades", "quotes"]);
 * ```
 */
export function effectiveSpreadFeature(
  { unit = "price", window = 1, horizon = SECOND }:
    EffectiveSpreadFeatureOptions = {},
): Feature {
  const relative = unit === "relative";
  assertPositive("compute effective spreads", "horizon", horizon);
  rollingMeanFrom(window, undefined);
  return streamedFeature({
    name: `${relative ? "relative_" : ""}effective_spread_${window}`,
    inputs: [
      "trades.price",
      "trades.isBuyerMaker",
      "trades.eventTime",
      "trades.receiveTime",
      "quotes.bidPrice",
      "quotes.askPrice",
      "quotes.eventTime",
      "quotes.receiveTime",
    ],
    unit: relative ? "fraction of the mid" : "quote currency",
    window: countOf(window, "trade"),
    entry: "trade",
    warmUp: window - 1,
    known: "when the trade is received",
    start(emit, saved) {
      const state = new SpreadState(
        { unit, window, horizon },
        emit,
        saved as SpreadSnapshot | undefined,
      );
      return {
        families: {
          trades: (trades, from, to) => state.takeTrades(trades, from, to),
          quotes: (quotes, from, to) => state.takeQuotes(quotes, from, to),
        },
        toJSON: () => state.toJSON(),
      };
    },
  });
}

type SpreadSnapshot = {
  readonly spread: EffectiveSpreadSnapshot;
  readonly mean: RollingMeanSnapshot;
  readonly waiting: WaitingQuotesSnapshot;
};

/** Joins trades to the quotes that stood before them. */
class SpreadState {
  readonly #horizon: number;
  readonly #emit: EmitValue;
  readonly #spread: EffectiveSpread;
  readonly #mean: RollingMean;
  readonly #waiting: WaitingQuotes;

  constructor(
    { unit, window, horizon }: Required<EffectiveSpreadFeatureOptions>,
    emit: EmitValue,
    saved?: SpreadSnapshot,
  ) {
    this.#horizon = horizon;
    this.#emit = emit;
    this.#spread = saved === undefined
      ? new EffectiveSpread({ unit })
      : EffectiveSpread.from(saved.spread);
    this.#mean = rollingMeanFrom(window, saved?.mean);
    this.#waiting = new WaitingQuotes(saved?.waiting);
  }

  takeQuotes(quotes: QuoteRecords, from: number, to: number): void {
    const { receiveTime, eventTime, bidPrice, askPrice } = quotes;
    for (let i = from; i < to; i++) {
      this.#waiting.release(receiveTime[i]! - this.#horizon, this.#spread);
      this.#waiting.push(eventTime[i]!, bidPrice[i]!, askPrice[i]!);
    }
  }

  takeTrades(trades: TradeRecords, from: number, to: number): void {
    const { receiveTime, eventTime, price, isBuyerMaker } = trades;
    for (let i = from; i < to; i++) {
      const time = eventTime[i]!;
      this.#waiting.release(time, this.#spread);
      const spread = this.#waiting.released <= time
        ? this.#spread.update(time, price[i]!, isBuyerMaker[i]!)
        : NaN;
      this.#emit(receiveTime[i]!, this.#mean.update(spread));
    }
  }

  toJSON(): SpreadSnapshot {
    return {
      spread: this.#spread.toJSON(),
      mean: this.#mean.toJSON(),
      waiting: this.#waiting.toJSON(),
    };
  }
}
