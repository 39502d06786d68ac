import { midOf } from "../liquidity/mid_price.ts";
import { logRatio } from "../volatility/mod.ts";
import { MISSING } from "../stats/finite_or_nan.ts";
import { orNull } from "../stats/or_null.ts";
import { TIME, VALUE } from "./emission.ts";
import type { BarGatherer } from "./period_feature.ts";
import type { QuoteRecords } from "./records.ts";

/** What {@linkcode MidReturns} needs to carry on where it stopped. */
export type MidReturnsSnapshot = {
  /** The last quote. */
  readonly quote: readonly [bid: number | null, ask: number | null];
  /** Mid at the end of the last bar; `null` where there is none. */
  readonly before: number | null;
};

/** Log returns of the mid that stands at the end of each bar. */
export class MidReturns {
  #bid = NaN;
  #ask = NaN;
  #before = NaN;
  #change = NaN;

  /**
   * Starts with no quote, or where it stopped.
   *
   * @param saved What {@linkcode toJSON} gave.
   */
  constructor(saved?: MidReturnsSnapshot) {
    this.#bid = saved?.quote[0] ?? NaN;
    this.#ask = saved?.quote[1] ?? NaN;
    this.#before = saved?.before ?? NaN;
  }

  /** Takes rows `from .. to-1` of the open bar, of which the last counts. */
  add(
    { bidPrice, askPrice }: QuoteRecords,
    _from: number,
    to: number,
  ): void {
    this.#bid = bidPrice[to - 1]!;
    this.#ask = askPrice[to - 1]!;
  }

  /** Return of the bar that was ended last; `NaN` where it is missing. */
  get change(): number {
    return this.#change;
  }

  /** Ends the open bar; its return is then {@linkcode change}. */
  closeBar(missing: boolean): void {
    const mid = midOf(this.#bid, this.#ask);
    const change = logRatio(mid, this.#before);
    this.#before = mid;
    this.#change = missing ? MISSING[0]! : change;
  }

  /** The state as plain data. */
  toJSON(): MidReturnsSnapshot {
    return {
      quote: [orNull(this.#bid), orNull(this.#ask)],
      before: orNull(this.#before),
    };
  }
}

/** What {@linkcode ReturnWindow} is made of. */
export type ReturnWindowParts = {
  /** Returns in the window. */
  readonly window: number;
  /** Microseconds from one value to the next. */
  readonly step: number;
  /** Reads a value off the returns, oldest first, none missing; it keeps no hold of them. */
  readonly measure: (returns: Float64Array) => number;
  /** What the return that ends at a time is divided by; 1 by default. */
  readonly scaleAt?: (time: number) => number;
};

/** What {@linkcode ReturnWindow} needs to carry on where it stopped. */
export type ReturnWindowSnapshot = {
  /** The mids. */
  readonly mids: MidReturnsSnapshot;
  /** The returns, oldest first; `null` where one is missing. */
  readonly returns: readonly (number | null)[];
};

/** Measures the last returns of the mid, now and then. */
export class ReturnWindow implements BarGatherer<"quotes"> {
  readonly #parts: ReturnWindowParts;
  readonly #mids: MidReturns;
  readonly #ring: Float64Array;
  readonly #ordered: Float64Array;
  #position = 0;

  /**
   * Starts with every return missing, or where it stopped.
   *
   * @param parts Window, step and measure.
   * @param saved What {@linkcode toJSON} gave.
   */
  constructor(parts: ReturnWindowParts, saved?: ReturnWindowSnapshot) {
    this.#parts = parts;
    this.#mids = new MidReturns(saved?.mids);
    this.#ring = Float64Array.from(
      { length: parts.window },
      (_, i) => saved?.returns[i] ?? NaN,
    );
    this.#ordered = new Float64Array(parts.window);
  }

  /** Takes rows `from .. to-1` of the open bar. */
  add(quotes: QuoteRecords, from: number, to: number): void {
    this.#mids.add(quotes, from, to);
  }

  /** Ends the open bar; a value where one is due, `NaN` where a return is missing. */
  closeBar(entry: Float64Array, missing: boolean): void {
    const { step, measure, scaleAt } = this.#parts;
    const end = entry[TIME]!;
    this.#mids.closeBar(missing);
    const { change } = this.#mids;
    this.#ring[this.#position] = scaleAt ? change / scaleAt(end) : change;
    this.#position = (this.#position + 1) % this.#ring.length;
    entry[VALUE] = NaN;
    if (end % step !== 0) return;
    const returns = this.#inOrder();
    if (!returns.includes(NaN)) entry[VALUE] = measure(returns);
  }

  /** The state as plain data. */
  toJSON(): ReturnWindowSnapshot {
    return {
      mids: this.#mids.toJSON(),
      returns: Array.from(this.#inOrder(), orNull),
    };
  }

  /** The returns, oldest first, in an array that is used again. */
  #inOrder(): Float64Array {
    const ring = this.#ring;
    const split = this.#position;
    this.#ordered.set(ring.subarray(split));
    this.#ordered.set(ring.subarray(0, split), ring.length - split);
    return this.#ordered;
  }
}
