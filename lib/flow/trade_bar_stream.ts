import { assertNonNegative, assertPositive } from "../stats/arguments.ts";
import { orNull } from "../stats/or_null.ts";
import { assertBuckets } from "./bucket_clock.ts";
import { assertTradeClock, type TradeClock } from "./trade_clock.ts";
import { TradeSums, type TradeSumsSnapshot } from "./trade_sums.ts";

/** What {@linkcode TradeBarStream} needs to carry on where it stopped. */
export type TradeBarSnapshot = {
  /** The clock. */
  readonly clock: TradeClock;
  /** Time of the last trade; `null` before the first. */
  readonly time: number | null;
  /** Where bar 0 of a time clock starts; `null` before the first trade and on other clocks. */
  readonly origin: number | null;
  /** The open bar: first, highest, lowest and last price, quantity, bought quantity, turnover, trades. */
  readonly building: TradeSumsSnapshot;
  /** The last completed bar, the same eight. */
  readonly completed: TradeSumsSnapshot;
  /** When the last bar was completed; `null` before the first. */
  readonly closeTime: number | null;
  /** Bars completed. */
  readonly bars: number;
};

const ACTION = "add a trade to bars";

/**
 * Bars of trades on a clock of time, trades, volume or value, one trade at a time.
 *
 * Intervals are half-open, `[t, t + d)`: a trade at the very end of a time bar
 * belongs to the next one. A bar of volume or value is complete with the trade that
 * fills it; what that trade holds beyond goes to the next bar, over several where it
 * is large. A time bar without trades is flat at the last price with volume 0, as the
 * venue writes it (`NaN` before any trade).
 *
 * Getters describe the last completed bar. Where one update completes several, they
 * describe the last of them; who wants each one hands over at most
 * {@linkcode roomAt} of quantity at a time, or advances a time clock to
 * {@linkcode nextClose}. An update allocates nothing.
 *
 * @see def-trade-clock, eq-trade-clock, lem-trade-clock, alg-trade-bars
 *
 * @example A trade of 7 over volume bars of 5
 * ```ts
 * import assert from "node:assert/strict";
 * import { TradeBarStream } from "volarb/flow";
 *
 * const bars = new TradeBarStream({ kind: "volume", volume: 5 });
 * assert.equal(bars.update(1, 100, 3, true), 0);
 * assert.equal(bars.update(2, 101, 7, false), 2);
 * assert.equal(bars.value, 5);
 * assert.equal(bars.room, 5);
 * ```
 */
export class TradeBarStream {
  /** The clock. */
  readonly clock: TradeClock;
  readonly #kind: TradeClock["kind"];
  readonly #period: number;
  readonly #size: number;
  /** Quantity in a bar; `Infinity` where it is not what ends one. */
  readonly #volume: number;
  readonly #trade = new Float64Array(4);
  #now = NaN;
  #time = NaN;
  #origin = NaN;
  #nextClose = NaN;
  #bars = 0;
  readonly #building = new TradeSums();
  readonly #bar = new TradeSums();
  #closeTime = NaN;

  /**
   * Starts with no trade seen.
   *
   * @param clock When a bar ends.
   * @throws {RangeError} If the clock's number is out of range.
   * @throws {TypeError} If its kind is unknown.
   */
  constructor(clock: TradeClock) {
    assertTradeClock("create TradeBarStream", clock);
    this.#bar.clear();
    this.clock = clock;
    this.#kind = clock.kind;
    this.#period = clock.kind === "time" ? clock.period : NaN;
    this.#size = clock.kind === "volume"
      ? clock.volume
      : clock.kind === "value"
      ? clock.value
      : clock.kind === "ticks"
      ? clock.count
      : Infinity;
    this.#volume = clock.kind === "volume" ? clock.volume : Infinity;
    if (clock.kind === "time" && clock.origin !== undefined) {
      this.#setOrigin(clock.origin);
    }
  }

  /**
   * Restores the state that {@linkcode toJSON} gave.
   *
   * @param snapshot The state as plain data.
   * @returns A stream that continues bit for bit.
   * @throws {RangeError} If the clock's number is out of range.
   */
  static from(snapshot: TradeBarSnapshot): TradeBarStream {
    const stream = new TradeBarStream(snapshot.clock);
    stream.#time = snapshot.time ?? NaN;
    stream.#closeTime = snapshot.closeTime ?? NaN;
    stream.#bars = snapshot.bars;
    stream.#setOrigin(snapshot.origin ?? NaN);
    stream.#building.restore(snapshot.building);
    stream.#bar.restore(snapshot.completed);
    return stream;
  }

  /** Whether a bar has been completed. */
  get ready(): boolean {
    return this.#bars > 0;
  }

  /** Signed volume of the last bar, bought less sold; `NaN` before the first. */
  get value(): number {
    return 2 * this.#bar.bought - this.#bar.quantity;
  }

  /** When the last bar was completed, microseconds since the epoch. */
  get closeTime(): number {
    return this.#closeTime;
  }

  /** First price of the last bar. */
  get open(): number {
    return this.#bar.first;
  }

  /** Highest price of the last bar. */
  get high(): number {
    return this.#bar.highest;
  }

  /** Lowest price of the last bar. */
  get low(): number {
    return this.#bar.lowest;
  }

  /** Last price of the last bar. */
  get close(): number {
    return this.#bar.last;
  }

  /** Traded quantity of the last bar. */
  get volume(): number {
    return this.#bar.quantity;
  }

  /** Quantity of the last bar that the aggressor bought. */
  get buyVolume(): number {
    return this.#bar.bought;
  }

  /** Turnover of the last bar in quote currency. */
  get quoteVolume(): number {
    return this.#bar.turnover;
  }

  /** Trades that the last bar holds, a split one counted in each bar that it reaches. */
  get count(): number {
    return this.#bar.trades;
  }

  /** Bars completed so far. */
  get bars(): number {
    return this.#bars;
  }

  /** Quantity that the open bar still takes; `Infinity` unless the clock is of volume. */
  get room(): number {
    return this.#volume - this.#building.quantity;
  }

  /**
   * Quantity that the open bar still takes at a price.
   *
   * @param price Above 0.
   * @returns What is left of the volume, or of the value over the price; `Infinity`
   *   on the other clocks.
   */
  roomAt(price: number): number {
    return this.#kind === "value"
      ? (this.#size - this.#building.turnover) / price
      : this.room;
  }

  /** Where the open bar of a time clock ends; `NaN` on other clocks and before the first trade. */
  get nextClose(): number {
    return this.#nextClose;
  }

  /**
   * Takes the next trade.
   *
   * @param time Microseconds since the epoch; not before the last trade.
   * @param price Above 0.
   * @param quantity At least 0.
   * @param isBuyerMaker Whether the aggressor sold: the venue's flag, or 1 and 0.
   * @returns How many bars it completed.
   * @throws {RangeError} If time falls, is before the origin, or a number is out of range.
   */
  update(
    time: number,
    price: number,
    quantity: number,
    isBuyerMaker: boolean | number,
  ): number {
    const trade = this.#trade;
    trade[0] = time;
    trade[1] = price;
    trade[2] = quantity;
    trade[3] = isBuyerMaker ? 1 : 0;
    return this.take(trade);
  }

  /**
   * Takes the next trade from a column: what {@linkcode update} does, for those who have
   * their numbers in one, as a number that is handed to a method may be allocated.
   *
   * @param trade Time, price, quantity and whether the aggressor sold, 1 or 0.
   * @returns How many bars it completed.
   * @throws {RangeError} As {@linkcode update}.
   */
  take(trade: Float64Array): number {
    const price = trade[1]!;
    const quantity = trade[2]!;
    if (!(price > 0 && price < Infinity)) {
      assertPositive(ACTION, "price", price);
    }
    if (!(quantity >= 0 && quantity < Infinity)) {
      assertNonNegative(ACTION, "quantity", quantity);
    }
    const before = this.#bars;
    this.#now = trade[0]!;
    this.#advance();
    const building = this.#building;
    const share = 1 - trade[3]!;
    building.price = price;
    building.part = quantity;
    if (this.#kind === "volume") this.#fillVolume(share);
    else if (this.#kind === "value") this.#fillValue(share);
    else {
      building.add(share);
      if (this.#kind === "ticks" && building.trades === this.#size) {
        this.#closeTime = this.#time;
        this.#complete();
      }
    }
    return this.#bars - before;
  }

  #fillVolume(share: number): void {
    const size = this.#size;
    const building = this.#building;
    const quantity = building.part;
    if (quantity >= size) assertBuckets(ACTION, quantity, size);
    let rest = quantity;
    while (rest >= size - building.quantity) {
      building.part = size - building.quantity;
      building.add(share);
      building.quantity = size;
      this.#closeTime = this.#time;
      this.#complete();
      rest -= building.part;
    }
    building.part = rest;
    if (rest > 0 || quantity === 0) building.add(share);
  }

  #fillValue(share: number): void {
    const size = this.#size;
    const building = this.#building;
    const { price, part: quantity } = building;
    if (quantity * price >= size) assertBuckets(ACTION, quantity * price, size);
    let rest = quantity;
    while (rest >= (size - building.turnover) / price) {
      building.part = (size - building.turnover) / price;
      building.add(share);
      building.turnover = size;
      this.#closeTime = this.#time;
      this.#complete();
      rest -= building.part;
    }
    building.part = rest;
    if (rest > 0 || quantity === 0) building.add(share);
    // Rounding may fill the bar with less than it had room for.
    if (building.turnover >= size) {
      building.turnover = size;
      this.#closeTime = this.#time;
      this.#complete();
    }
  }

  /**
   * Lets time pass without a trade, to close the bars of a time clock that are over.
   *
   * @param time Microseconds since the epoch; not before the last trade.
   * @returns How many bars it completed; 0 on the other clocks.
   * @throws {RangeError} If time falls or is before the origin.
   */
  advance(time: number): number {
    const before = this.#bars;
    this.#now = time;
    this.#advance();
    return this.#bars - before;
  }

  #advance(): void {
    const time = this.#now;
    if (!(time >= this.#time) && !(this.#time !== this.#time)) {
      throw new RangeError(
        `Cannot advance bars as time must not fall: current value is ${time} after ${this.#time}`,
      );
    }
    this.#time = time;
    if (this.#kind !== "time") return;
    if (this.#origin !== this.#origin) {
      this.#setOrigin(Math.floor(time / this.#period) * this.#period);
    }
    if (time < this.#origin) {
      throw new RangeError(
        `Cannot advance bars as time must not be before the origin ${this.#origin}: current value is ${time}`,
      );
    }
    while (time >= this.#nextClose) {
      this.#closeTime = this.#nextClose;
      this.#complete();
      this.#nextClose = this.#origin + (this.#bars + 1) * this.#period;
    }
  }

  /** Forgets every trade. */
  reset(): void {
    this.#time = NaN;
    this.#bars = 0;
    this.#setOrigin(
      this.clock.kind === "time" ? this.clock.origin ?? NaN : NaN,
    );
    this.#building.last = NaN;
    this.#building.start();
    this.#closeTime = NaN;
    this.#bar.clear();
  }

  /**
   * The state as plain data.
   *
   * @returns What {@linkcode TradeBarStream.from} takes.
   */
  toJSON(): TradeBarSnapshot {
    return {
      clock: this.clock,
      time: orNull(this.#time),
      origin: orNull(this.#origin),
      bars: this.#bars,
      closeTime: orNull(this.#closeTime),
      building: this.#building.toJSON(),
      completed: this.#bar.toJSON(),
    };
  }

  #setOrigin(origin: number): void {
    this.#origin = origin;
    this.#nextClose = origin + (this.#bars + 1) * this.#period;
  }

  #complete(): void {
    this.#bar.close(this.#building);
    this.#building.start();
    this.#bars++;
  }
}
