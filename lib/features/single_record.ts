import {
  type Family,
  mapColumns,
  type RecordFamilies,
  type RecordOf,
} from "./records.ts";

/** Columns of one row that can be written. */
type Row<F extends Family> = {
  readonly [Name in keyof RecordFamilies[F]]: { [row: number]: number };
};

/**
 * Columns with room for one record.
 *
 * @param family The family.
 * @returns The columns.
 */
export function singleRow<F extends Family>(family: F): RecordFamilies[F] {
  return mapColumns(
    family,
    (name) => name === "isBuyerMaker" ? new Uint8Array(1) : new Float64Array(1),
  );
}

/**
 * Writes a record into columns of one row.
 *
 * Written out name by name, as every record of a stream passes here.
 */
export const WRITE_RECORD: {
  readonly [F in Family]: (
    row: RecordFamilies[F],
    record: RecordOf<F>,
  ) => void;
} = {
  bars(row: Row<"bars">, record) {
    row.openTime[0] = record.openTime;
    row.closeTime[0] = record.closeTime;
    row.receiveTime[0] = record.receiveTime;
    row.open[0] = record.open;
    row.high[0] = record.high;
    row.low[0] = record.low;
    row.close[0] = record.close;
    row.volume[0] = record.volume;
    row.quoteVolume[0] = record.quoteVolume;
    row.count[0] = record.count;
    row.takerBuyVolume[0] = record.takerBuyVolume;
  },
  trades(row: Row<"trades">, record) {
    row.eventTime[0] = record.eventTime;
    row.receiveTime[0] = record.receiveTime;
    row.price[0] = record.price;
    row.quantity[0] = record.quantity;
    row.isBuyerMaker[0] = record.isBuyerMaker;
  },
  quotes(row: Row<"quotes">, record) {
    row.eventTime[0] = record.eventTime;
    row.receiveTime[0] = record.receiveTime;
    row.bidPrice[0] = record.bidPrice;
    row.bidQuantity[0] = record.bidQuantity;
    row.askPrice[0] = record.askPrice;
    row.askQuantity[0] = record.askQuantity;
  },
  funding(row: Row<"funding">, record) {
    row.eventTime[0] = record.eventTime;
    row.receiveTime[0] = record.receiveTime;
    row.intervalHours[0] = record.intervalHours;
    row.rate[0] = record.rate;
  },
  metrics(row: Row<"metrics">, record) {
    row.eventTime[0] = record.eventTime;
    row.receiveTime[0] = record.receiveTime;
    row.openInterest[0] = record.openInterest;
    row.openInterestValue[0] = record.openInterestValue;
    row.topTraderAccountRatio[0] = record.topTraderAccountRatio;
    row.topTraderPositionRatio[0] = record.topTraderPositionRatio;
    row.accountRatio[0] = record.accountRatio;
    row.takerVolumeRatio[0] = record.takerVolumeRatio;
  },
  premium(row: Row<"premium">, record) {
    row.openTime[0] = record.openTime;
    row.closeTime[0] = record.closeTime;
    row.receiveTime[0] = record.receiveTime;
    row.close[0] = record.close;
  },
};
