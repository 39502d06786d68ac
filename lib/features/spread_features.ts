import {
  RealizedSpread,
  type RealizedSpreadOptions,
  type TradeSpreadOptions,
} from "../liquidity/mod.ts";
import { spreadOf } from "../liquidity/effective_spread.ts";
import type { RollingMean, RollingMeanSnapshot } from "../stats/mod.ts";
import { SECOND } from "../time/mod.ts";
import { assertPositive } from "../stats/arguments.ts";
import { countOf, spanName } from "./feature_names.ts";
import {
  emptyEntry,
  type TakeEntry,
  takerOf,
  TIME,
  VALUE,
} from "./emission.ts";
import type { EmitValue, Feature, WantedValues } from "./feature.ts";
import {
  MaturingTrades,
  type MaturingTradesSnapshot,
} from "./maturing_trades.ts";
import type { QuoteRecords, TradeRecords } from "./records.ts";
import { rollingMeanFrom } from "./rolling_mean_from.ts";
import { streamedFeature } from "./streamed_feature.ts";
import { VenueMids, type VenueMidsSnapshot } from "./venue_mids.ts";

const INPUTS = [
  "trades.price",
  "trades.isBuyerMaker",
  "trades.eventTime",
  "trades.receiveTime",
  "quotes.bidPrice",
  "quotes.askPrice",
  "quotes.eventTime",
  "quotes.receiveTime",
];

/** What features of the spreads that trades pay have in common. */
export type SpreadFeatureOptions = TradeSpreadOptions & {
  /** Trades averaged; 1 by default. */
  readonly window?: number;
  /**
   * How late a trade may come, microseconds: quotes are kept so long for trades that
   * happened before but are received later; a second by default. One that comes later
   * still has no spread.
   */
  readonly lateness?: number;
};

/** Choices of {@linkcode realizedSpreadFeature}. */
export type RealizedSpreadFeatureOptions =
  & SpreadFeatureOptions
  & Pick<RealizedSpreadOptions, "horizon">;

/**
 * Effective spread of the last trades as a column `effective_spread_<window>`, or
 * `relative_effective_spread_<window>` over the mid.
 *
 * Twice the signed distance of the price from the mid of the last quote before the trade,
 * strictly, by the venue's times: a trade is received long after the quotes that it met,
 * so these are kept until it comes.
 *
 * @param options Trades averaged, unit, and how late a trade may come.
 * @returns The feature, with one value for each trade.
 * @throws {RangeError} If a number is out of range.
 * @see def-effective-spread
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
  { unit = "price", window = 1, lateness = SECOND }: SpreadFeatureOptions = {},
): Feature {
  assertPositive("compute effective spreads", "lateness", lateness);
  rollingMeanFrom(window, undefined);
  const options = { unit, window, lateness };
  return streamedFeature({
    ...lineageOf("effective_spread", options),
    known: "when the trade is received",
    start(emit, saved, wanted) {
      const from = saved as EffectiveSnapshot | undefined;
      const state = new EffectiveState(options, emit, wanted, from);
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

/**
 * Realised spread of the last trades as a column `realized_spread_<horizon>_<window>`, or
 * `relative_realized_spread_…` over the mid before the trade.
 *
 * Twice the signed distance of the price from the mid of the last quote before the
 * trade's time and `horizon`, strictly, by the venue's times: what its maker kept once the
 * price had moved on. The effective spread less it is the price impact.
 *
 * It is known with the first quote of that time or later, when that is received, or
 * with the trade where such a quote was there before it: never with a trade whose
 * horizon is not over.
 *
 * @param options Horizon, trades averaged, unit, and how late a trade may come.
 * @returns The feature, with one value for each trade whose horizon is over.
 * @throws {RangeError} If a number is out of range.
 * @see def-effective-spread
 * @see Huang, R. and Stoll, H. (1996), Journal of Financial Economics 41(3), 313-357,
 *   doi:10.1016/0304-405X(95)00867-E.
 *
 * @example Five seconds later
 * ```ts
 * import assert from "node:assert/strict";
 * import { realizedSpreadFeature } from "volarb/features";
 * import { SECOND } from "volarb/time";
 *
 * const { name } = realizedSpreadFeature({ horizon: 5 * SECOND, window: 100 });
 * assert.equal(name, "realized_spread_5s_100");
 * ```
 */
export function realizedSpreadFeature(
  { horizon, unit = "price", window = 1, lateness = SECOND }:
    RealizedSpreadFeatureOptions,
): Feature {
  new RealizedSpread({ horizon });
  assertPositive("compute realised spreads", "lateness", lateness);
  rollingMeanFrom(window, undefined);
  const options = { horizon, unit, window, lateness };
  return streamedFeature({
    ...lineageOf(`realized_spread_${spanName(horizon)}`, options),
    entry: "trade whose horizon is over",
    known:
      "with the first quote of the end of the horizon or later, when it is received",
    start(emit, saved, wanted) {
      const from = saved as RealizedSnapshot | undefined;
      const state = new RealizedState(options, emit, wanted, from);
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

function lineageOf(
  name: string,
  { unit, window }: Required<SpreadFeatureOptions>,
) {
  const relative = unit === "relative";
  return {
    name: `${relative ? "relative_" : ""}${name}_${window}`,
    inputs: INPUTS,
    unit: relative ? "fraction of the mid" : "quote currency",
    window: countOf(window, "trade"),
    entry: "trade",
    warmUp: window - 1,
  };
}

type EffectiveSnapshot = {
  readonly mids: VenueMidsSnapshot;
  readonly mean: RollingMeanSnapshot;
};

/** Joins trades to the mids that stood before them. */
class EffectiveState {
  readonly #options: Required<SpreadFeatureOptions>;
  readonly #give: TakeEntry;
  readonly #entry = emptyEntry();
  readonly #every: boolean;
  readonly #mids: VenueMids;
  readonly #mean: RollingMean;

  constructor(
    options: Required<SpreadFeatureOptions>,
    emit: EmitValue,
    wanted: WantedValues = "every",
    saved?: EffectiveSnapshot,
  ) {
    this.#options = options;
    this.#give = takerOf(emit);
    this.#every = wanted === "every";
    this.#mids = new VenueMids(saved?.mids);
    this.#mean = rollingMeanFrom(options.window, saved?.mean);
  }

  takeQuotes(quotes: QuoteRecords, from: number, to: number): void {
    this.#mids.push(quotes, from, to, NaN);
    this.#mids.forget(quotes.receiveTime[to - 1]! - this.#options.lateness);
  }

  takeTrades(trades: TradeRecords, from: number, to: number): void {
    const { receiveTime, eventTime, price, isBuyerMaker } = trades;
    const { unit } = this.#options;
    for (let i = from; i < to; i++) {
      const mid = this.#mids.forget(eventTime[i]!);
      const mean = this.#mean.update(
        spreadOf(price[i]!, mid, mid, isBuyerMaker[i]!, unit),
      );
      if (this.#every || i === to - 1) {
        this.#entry[TIME] = receiveTime[i]!;
        this.#entry[VALUE] = mean;
        this.#give(this.#entry);
      }
    }
  }

  toJSON(): EffectiveSnapshot {
    return { mids: this.#mids.toJSON(), mean: this.#mean.toJSON() };
  }
}

type RealizedSnapshot = EffectiveSnapshot & {
  readonly maturing: MaturingTradesSnapshot;
};

/** Lets trades wait for the mid at the end of their horizon. */
class RealizedState {
  readonly #options: Required<RealizedSpreadFeatureOptions>;
  readonly #give: TakeEntry;
  readonly #entry = emptyEntry();
  readonly #every: boolean;
  readonly #mids: VenueMids;
  readonly #mean: RollingMean;
  readonly #maturing: MaturingTrades;
  /** When the last spread was known, if it has not been given. */
  #known = NaN;

  constructor(
    options: Required<RealizedSpreadFeatureOptions>,
    emit: EmitValue,
    wanted: WantedValues = "every",
    saved?: RealizedSnapshot,
  ) {
    this.#options = options;
    this.#give = takerOf(emit);
    this.#every = wanted === "every";
    this.#mids = new VenueMids(saved?.mids);
    this.#mean = rollingMeanFrom(options.window, saved?.mean);
    this.#maturing = new MaturingTrades(saved?.maturing);
  }

  takeQuotes(quotes: QuoteRecords, from: number, to: number): void {
    const { receiveTime, eventTime } = quotes;
    const mids = this.#mids;
    for (let row = from; row < to;) {
      row = mids.push(quotes, row, to, this.#maturing.next);
      if (row === to) break;
      // Trades are kept until the first quote at their end, so this mid is before it.
      while (this.#maturing.next <= eventTime[row]!) {
        this.#mature(receiveTime[row]!, mids.mid);
      }
    }
    mids.forget(receiveTime[to - 1]! - this.#options.lateness);
    this.#giveLast();
  }

  takeTrades(trades: TradeRecords, from: number, to: number): void {
    const { receiveTime, eventTime, price, isBuyerMaker } = trades;
    for (let i = from; i < to; i++) {
      const time = eventTime[i]!;
      const end = time + this.#options.horizon;
      const mid = this.#mids.forget(time);
      this.#maturing.push(end, price[i]!, isBuyerMaker[i]!, mid);
      if (end <= this.#mids.time) {
        this.#mature(receiveTime[i]!, this.#mids.before(end));
      }
    }
    this.#giveLast();
  }

  toJSON(): RealizedSnapshot {
    return {
      mids: this.#mids.toJSON(),
      mean: this.#mean.toJSON(),
      maturing: this.#maturing.toJSON(),
    };
  }

  /** Gives the spread of the trade that has waited longest. */
  #mature(known: number, mid: number): void {
    const trade = this.#maturing;
    const spread = spreadOf(
      trade.price,
      mid,
      trade.mid,
      trade.sold,
      this.#options.unit,
    );
    trade.shift();
    this.#mean.update(spread);
    this.#known = known;
    if (this.#every) this.#giveLast();
  }

  /** Gives the last spread, if it has not been given. */
  #giveLast(): void {
    if (this.#known !== this.#known) return;
    this.#entry[TIME] = this.#known;
    this.#entry[VALUE] = this.#mean.value;
    this.#known = NaN;
    this.#give(this.#entry);
  }
}
