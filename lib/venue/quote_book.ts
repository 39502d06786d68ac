import type { TriggerType } from "./order_request.ts";

/**
 * One side of the best quotes, and what own orders took from it.
 *
 * What was taken counts until an update of this side shows another price or size: the
 * display does not know of the simulated fills, so an unchanged display is the one that
 * they have already eaten.
 */
export class BookSide {
  /** Best price, ticks; `NaN` where the side is empty. */
  ticks = NaN;
  /** Displayed size, lots. */
  lots = 0;
  /** What own orders took, the displayed size and beyond, lots. */
  taken = 0;

  /** What is left of the displayed size, lots. */
  get left(): number {
    return this.taken < this.lots ? this.lots - this.taken : 0;
  }

  /** What was taken beyond the displayed size, lots. */
  get beyond(): number {
    return this.taken > this.lots ? this.taken - this.lots : 0;
  }

  /**
   * Takes an update.
   *
   * @param ticks Best price.
   * @param lots Displayed size.
   */
  update(ticks: number, lots: number): void {
    if (ticks === this.ticks && lots === this.lots) return;
    this.ticks = ticks;
    this.lots = lots;
    this.taken = 0;
  }
}

/** The market of one contract as the venue shows it: best quotes, last trade, mark price. */
export class QuoteBook {
  /** Bids. */
  readonly bid: BookSide = new BookSide();
  /** Asks. */
  readonly ask: BookSide = new BookSide();
  /** Time of the last quote, microseconds; `-Infinity` before the first. */
  quoteTime = -Infinity;
  /** Price of the last trade, ticks. */
  lastTicks = NaN;
  /** Whether bars have been seen. */
  hasBars = false;
  /** Mark price, quote currency. */
  markPrice = NaN;
  /** Mark price, ticks. */
  markTicks = NaN;

  /** The side that an order takes from. */
  opposite(sign: 1 | -1): BookSide {
    return sign === 1 ? this.ask : this.bid;
  }

  /** The side that an order rests on. */
  own(sign: 1 | -1): BookSide {
    return sign === 1 ? this.bid : this.ask;
  }

  /**
   * The price that triggers an order.
   *
   * @param sign 1 for a buy, which follows the ask, -1 for a sell, which follows the bid.
   * @param type What triggers; without quotes the last trade stands for them.
   * @returns Ticks; `NaN` while it is unknown.
   */
  reference(sign: 1 | -1, type: TriggerType): number {
    switch (type) {
      case "bidAsk":
        return this.quoteTime === -Infinity
          ? this.lastTicks
          : this.opposite(sign).ticks;
      case "last":
        return this.lastTicks;
      case "mark":
        return this.markTicks;
    }
  }

  /** Half of the sum of the best prices, ticks; `NaN` where a side is empty. */
  get mid(): number {
    return (this.bid.ticks + this.ask.ticks) / 2;
  }
}
