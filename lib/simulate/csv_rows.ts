import { formatUtc, HOUR, MINUTE } from "../time/mod.ts";
import type { CsvText } from "./csv_text.ts";
import type { Kline } from "./minute_kline.ts";
import type { SimulatedMinute } from "./simulated_contract.ts";
import { type SymbolParameters, unitsOf } from "./symbol_parameters.ts";

/** First lines of the venue's files and of the truth. */
export const HEADERS = {
  aggTrades:
    "agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker",
  klines:
    "open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore",
  bookTicker:
    "update_id,best_bid_price,best_bid_qty,best_ask_price,best_ask_qty,transaction_time,event_time",
  fundingRate: "calc_time,funding_interval_hours,last_funding_rate",
  metrics:
    "create_time,symbol,sum_open_interest,sum_open_interest_value,count_toptrader_long_short_ratio,sum_toptrader_long_short_ratio,count_long_short_ratio,sum_taker_long_short_vol_ratio",
  truth: "open_time,spot_variance,integrated_variance,jump,latent_price,alpha",
} as const;

/** First day whose metrics are labelled by the start of their window. */
const START_LABELS_FROM = Date.UTC(2026, 5, 25) * 1000;

/** Writes a contract's minutes in the venue's dialect. */
export class CsvRows {
  readonly #symbol: string;
  readonly #tickUnits: number;
  readonly #lotUnits: number;
  readonly #priceDecimals: number;
  readonly #quantityDecimals: number;

  constructor(symbol: string, { contract }: SymbolParameters) {
    this.#symbol = symbol;
    this.#priceDecimals = contract.priceDecimals;
    this.#quantityDecimals = contract.quantityDecimals;
    this.#tickUnits = unitsOf(
      contract.tickSize,
      contract.priceDecimals,
      "tickSize",
    );
    this.#lotUnits = unitsOf(
      contract.lotSize,
      contract.quantityDecimals,
      "lotSize",
    );
  }

  /** The minute's aggregated trades. */
  aggTrades(text: CsvText, { trades }: SimulatedMinute): void {
    const {
      rows,
      firstAggTradeId,
      priceTicks,
      lots,
      firstTradeId,
      lastTradeId,
      eventTime,
      isBuyerMaker,
    } = trades;
    for (let i = 0; i < rows; i++) {
      text.integer(firstAggTradeId + i);
      text.decimal(priceTicks[i]! * this.#tickUnits, this.#priceDecimals);
      text.decimal(lots[i]! * this.#lotUnits, this.#quantityDecimals);
      text.integer(firstTradeId[i]!);
      text.integer(lastTradeId[i]!);
      text.integer(eventTime[i]! / 1000);
      text.text(isBuyerMaker[i] === 1 ? "true" : "false");
      text.endRow();
    }
  }

  /** The minute's best quotes. */
  bookTicker(text: CsvText, { quotes }: SimulatedMinute): void {
    for (let i = 0; i < quotes.rows; i++) {
      text.integer(quotes.updateId[i]!);
      text.decimal(quotes.bidTicks[i]! * this.#tickUnits, this.#priceDecimals);
      text.decimal(quotes.bidLots[i]! * this.#lotUnits, this.#quantityDecimals);
      text.decimal(quotes.askTicks[i]! * this.#tickUnits, this.#priceDecimals);
      text.decimal(quotes.askLots[i]! * this.#lotUnits, this.#quantityDecimals);
      text.integer(quotes.transactionTime[i]! / 1000);
      text.integer(quotes.eventTime[i]! / 1000);
      text.endRow();
    }
  }

  /** A bar of trades. */
  kline(text: CsvText, openTime: number, kline: Kline): void {
    const price = this.#priceDecimals;
    const quantity = this.#quantityDecimals;
    const value = this.#tickUnits * this.#lotUnits;
    text.integer(openTime / 1000);
    text.decimal(kline.open * this.#tickUnits, price);
    text.decimal(kline.high * this.#tickUnits, price);
    text.decimal(kline.low * this.#tickUnits, price);
    text.decimal(kline.close * this.#tickUnits, price);
    text.decimal(kline.volume * this.#lotUnits, quantity);
    text.integer((openTime + MINUTE) / 1000 - 1);
    text.decimal(kline.quoteVolume * value, price + quantity);
    text.integer(kline.count);
    text.decimal(kline.takerBuyVolume * this.#lotUnits, quantity);
    text.decimal(kline.takerBuyQuoteVolume * value, price + quantity);
    text.integer(0);
    text.endRow();
  }

  /** A bar of samples that are not traded: mark price or premium index. */
  sampleKline(text: CsvText, openTime: number, samples: Float64Array): void {
    const units = (x: number) => Math.round(x * 1e8);
    text.integer(openTime / 1000);
    text.decimal(units(samples[0]!), 8);
    text.decimal(units(Math.max(...samples)), 8);
    text.decimal(units(Math.min(...samples)), 8);
    text.decimal(units(samples[samples.length - 1]!), 8);
    text.integer(0);
    text.integer((openTime + MINUTE) / 1000 - 1);
    text.integer(0);
    text.integer(samples.length);
    text.integer(0);
    text.integer(0);
    text.integer(0);
    text.endRow();
  }

  /** A settlement of funding, a few milliseconds after the hour as at the venue. */
  fundingRate(text: CsvText, time: number, rate: number): void {
    text.integer(time / 1000 + jitter(time));
    text.integer(8);
    text.decimal(Math.round(rate * 1e8), 8);
    text.endRow();
  }

  /** The metrics of a window of five minutes that ends with this minute. */
  metrics(text: CsvText, minute: SimulatedMinute): void {
    const row = minute.metrics;
    if (row === undefined) return;
    const label = minute.openTime < START_LABELS_FROM
      ? minute.openTime + MINUTE
      : minute.openTime - 4 * MINUTE;
    const openInterest = Math.round(row.openInterest * 1000);
    const value = openInterest / 1000 * minute.truth.latentPrice;
    text.text(formatUtc(label).slice(0, 19).replace("T", " "));
    text.text(this.#symbol);
    text.decimal(openInterest * 1e5, 8);
    text.text(`${value.toFixed(4)}0000`);
    for (
      const ratio of [
        row.topTraderAccountRatio,
        row.topTraderPositionRatio,
        row.accountRatio,
        row.takerVolumeRatio,
      ]
    ) {
      if (Number.isNaN(ratio)) text.text("");
      else text.decimal(Math.round(ratio * 1e8), 8);
    }
    text.endRow();
  }

  /** The truth of a minute. */
  truth(text: CsvText, { openTime, truth }: SimulatedMinute): void {
    text.integer(openTime / 1000);
    text.text(truth.spotVariance.toPrecision(6));
    text.text(truth.integratedVariance.toPrecision(6));
    text.text(truth.jumps === 0 ? "0" : truth.jump.toPrecision(6));
    text.text(truth.latentPrice.toFixed(this.#priceDecimals + 2));
    text.text(truth.alpha.toPrecision(6));
    text.endRow();
  }
}

/** Milliseconds that a settlement's stamp is late: 0, at times 1 or 2. */
function jitter(time: number): number {
  const turn = 7 * Math.round(time / (8 * HOUR)) % 5;
  return turn === 1 ? 1 : turn === 3 ? 2 : 0;
}
