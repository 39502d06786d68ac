import { assertRecordRules } from "./record_rules.ts";
import {
  type Family,
  mapColumns,
  type RecordFamilies,
  type RecordOf,
} from "./records.ts";

/** Columns that can be written. */
type Writable<F extends Family> = {
  readonly [Name in keyof RecordFamilies[F]]: { [row: number]: number };
};

/** Takes rows `from .. to-1` of columns. */
export type TakeRecords<F extends Family> = (
  records: RecordFamilies[F],
  from: number,
  to: number,
) => void;

/** Rows that wait at the most: a few kilobytes of each family. */
const ROOM = 256;

/**
 * Records of one family on their way to the features of a stream.
 *
 * Handing every record to every feature at once costs a call each. So records wait until
 * a row is decided or there is no room: a feature that reads no other family then takes
 * them in one run. Features that read several families take them in runs in which they came.
 */
export class RecordQueue<F extends Family> {
  /** The records that wait: rows `0 .. filled-1`. */
  readonly columns: RecordFamilies[F];
  readonly #family: F;
  readonly #write: (
    columns: RecordFamilies[F],
    row: number,
    record: RecordOf<F>,
  ) => void;
  readonly #alone: TakeRecords<F>[] = [];
  readonly #inOrder: TakeRecords<F>[] = [];
  #filled = 0;
  /** Rows that the features of several families have taken. */
  #settled = 0;

  /**
   * Starts with no record and nobody to take one.
   *
   * @param family The family.
   */
  constructor(family: F) {
    this.#family = family;
    this.columns = mapColumns(
      family,
      (name) =>
        name === "isBuyerMaker" ? new Uint8Array(ROOM) : new Float64Array(ROOM),
    );
    this.#write = WRITE_RECORD[family];
  }

  /**
   * Adds what takes the records.
   *
   * @param take The function.
   * @param order `"alone"` where it reads no other family, `"in order"` where it does.
   */
  addTaker(take: TakeRecords<F>, order: "alone" | "in order"): void {
    (order === "alone" ? this.#alone : this.#inOrder).push(take);
  }

  /**
   * Takes a record; there is room for one after {@linkcode give}.
   *
   * @param record Its values by name.
   * @returns Its row.
   * @throws {RangeError} If a number cannot be what it says.
   */
  push(record: RecordOf<F>): number {
    const row = this.#filled;
    this.#write(this.columns, row, record);
    // One that is refused is not added.
    assertRecordRules(this.#family, this.columns, row, row + 1);
    this.#filled = row + 1;
    return row;
  }

  /** Whether there is no room. */
  get full(): boolean {
    return this.#filled === ROOM;
  }

  /** Hands over to the features of several families what they do not have. */
  settle(): void {
    const from = this.#settled;
    const to = this.#settled = this.#filled;
    if (from === to) return;
    const takers = this.#inOrder;
    for (let i = 0; i < takers.length; i++) takers[i]!(this.columns, from, to);
  }

  /** Hands over everything. */
  give(): void {
    this.settle();
    const rows = this.#filled;
    this.clear();
    if (rows > 0) takeAll(this.#alone, this.columns, 0, rows);
  }

  /**
   * Hands over other columns, past what waits.
   *
   * @param records The columns.
   * @param from First row.
   * @param to The row after the last.
   * @throws {RangeError} If a number cannot be what it says.
   */
  pass(records: RecordFamilies[F], from: number, to: number): void {
    assertRecordRules(this.#family, records, from, to);
    takeAll(this.#inOrder, records, from, to);
    takeAll(this.#alone, records, from, to);
  }

  /** Forgets what waits. */
  clear(): void {
    this.#filled = 0;
    this.#settled = 0;
  }
}

function takeAll<F extends Family>(
  takers: readonly TakeRecords<F>[],
  records: RecordFamilies[F],
  from: number,
  to: number,
): void {
  for (let i = 0; i < takers.length; i++) takers[i]!(records, from, to);
}

/**
 * Writes a record into a row of columns.
 *
 * Written out name by name, as every record of a stream passes here.
 */
const WRITE_RECORD: {
  readonly [F in Family]: (
    columns: RecordFamilies[F],
    row: number,
    record: RecordOf<F>,
  ) => void;
} = {
  bars(columns: Writable<"bars">, row, record) {
    columns.openTime[row] = record.openTime;
    columns.closeTime[row] = record.closeTime;
    columns.receiveTime[row] = record.receiveTime;
    columns.open[row] = record.open;
    columns.high[row] = record.high;
    columns.low[row] = record.low;
    columns.close[row] = record.close;
    columns.volume[row] = record.volume;
    columns.quoteVolume[row] = record.quoteVolume;
    columns.count[row] = record.count;
    columns.takerBuyVolume[row] = record.takerBuyVolume;
  },
  trades(columns: Writable<"trades">, row, record) {
    columns.eventTime[row] = record.eventTime;
    columns.receiveTime[row] = record.receiveTime;
    columns.price[row] = record.price;
    columns.quantity[row] = record.quantity;
    columns.isBuyerMaker[row] = record.isBuyerMaker;
  },
  quotes(columns: Writable<"quotes">, row, record) {
    columns.eventTime[row] = record.eventTime;
    columns.receiveTime[row] = record.receiveTime;
    columns.bidPrice[row] = record.bidPrice;
    columns.bidQuantity[row] = record.bidQuantity;
    columns.askPrice[row] = record.askPrice;
    columns.askQuantity[row] = record.askQuantity;
  },
  funding(columns: Writable<"funding">, row, record) {
    columns.eventTime[row] = record.eventTime;
    columns.receiveTime[row] = record.receiveTime;
    columns.intervalHours[row] = record.intervalHours;
    columns.rate[row] = record.rate;
  },
  metrics(columns: Writable<"metrics">, row, record) {
    columns.eventTime[row] = record.eventTime;
    columns.receiveTime[row] = record.receiveTime;
    columns.openInterest[row] = record.openInterest;
    columns.openInterestValue[row] = record.openInterestValue;
    columns.topTraderAccountRatio[row] = record.topTraderAccountRatio;
    columns.topTraderPositionRatio[row] = record.topTraderPositionRatio;
    columns.accountRatio[row] = record.accountRatio;
    columns.takerVolumeRatio[row] = record.takerVolumeRatio;
  },
  premium(columns: Writable<"premium">, row, record) {
    columns.openTime[row] = record.openTime;
    columns.closeTime[row] = record.closeTime;
    columns.receiveTime[row] = record.receiveTime;
    columns.close[row] = record.close;
  },
};
