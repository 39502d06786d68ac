import { orNull } from "../stats/or_null.ts";

/** State of {@linkcode TradeSums}: its eight numbers in the order of its fields; `null` is missing. */
export type TradeSumsSnapshot = readonly (number | null)[];

/** Prices and sums of the trades of one bar. */
export class TradeSums {
  /** Price of the trade to be added: here, as a number given to a method may be allocated. */
  price: number = NaN;
  /** How much of that trade is to be added. */
  part: number = NaN;
  /** First price; `NaN` before a trade. */
  first: number = NaN;
  /** Highest price. */
  highest: number = NaN;
  /** Lowest price. */
  lowest: number = NaN;
  /** Last price, of an earlier bar where this one has no trade. */
  last: number = NaN;
  /** Traded quantity. */
  quantity: number = 0;
  /** What of it was bought. */
  bought: number = 0;
  /** Sum of price times quantity. */
  turnover: number = 0;
  /** Number of trades. */
  trades: number = 0;

  /**
   * Adds a trade, or a part of one: {@linkcode part} at {@linkcode price}.
   *
   * @param share What of it was bought: 1 or 0.
   */
  add(share: number): void {
    const { price, part: quantity } = this;
    if (this.trades === 0) {
      this.first = price;
      this.highest = price;
      this.lowest = price;
    } else if (price > this.highest) this.highest = price;
    else if (price < this.lowest) this.lowest = price;
    this.last = price;
    this.quantity += quantity;
    this.bought += quantity * share;
    this.turnover += quantity * price;
    this.trades++;
  }

  /**
   * Becomes the bar that another has built: flat at the last price without a trade.
   *
   * @param building The other.
   */
  close(building: TradeSums): void {
    const flat = building.trades === 0;
    this.first = flat ? building.last : building.first;
    this.highest = flat ? building.last : building.highest;
    this.lowest = flat ? building.last : building.lowest;
    this.last = building.last;
    this.quantity = building.quantity;
    // Rounding may carry a sum of parts past the size of the whole.
    this.bought = Math.min(building.bought, building.quantity);
    this.turnover = building.turnover;
    this.trades = building.trades;
  }

  /** Starts the next bar; the last price stays. */
  start(): void {
    this.first = NaN;
    this.highest = NaN;
    this.lowest = NaN;
    this.quantity = 0;
    this.bought = 0;
    this.turnover = 0;
    this.trades = 0;
  }

  /** Is no bar: all but the number of trades is missing. */
  clear(): void {
    this.restore([]);
    this.trades = 0;
  }

  /** Takes the state that {@linkcode toJSON} gave. */
  restore(snapshot: TradeSumsSnapshot): void {
    const at = (i: number) => snapshot[i] ?? NaN;
    this.first = at(0);
    this.highest = at(1);
    this.lowest = at(2);
    this.last = at(3);
    this.quantity = at(4);
    this.bought = at(5);
    this.turnover = at(6);
    this.trades = at(7);
  }

  /** The state as plain data. */
  toJSON(): TradeSumsSnapshot {
    return [
      this.first,
      this.highest,
      this.lowest,
      this.last,
      this.quantity,
      this.bought,
      this.turnover,
      this.trades,
    ].map(orNull);
  }
}
