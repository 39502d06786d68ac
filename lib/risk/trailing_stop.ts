import { assertPositive } from "../stats/arguments.ts";
import {
  assertTrailingOffset,
  distanceAt,
  type TrailingOffset,
} from "./trailing_offset.ts";

/** What {@linkcode TrailingStop} is made of. */
export type TrailingStopOptions = {
  /** What the stop trades: `sell` protects a long position and follows highs, `buy` a short one. */
  readonly side: "buy" | "sell";
  /** How far it stays behind. */
  readonly offset: TrailingOffset;
  /** The tick, quote units; 1 by default, which makes prices their own ticks. */
  readonly tickSize?: number;
  /** Price from which on it trails, ticks: reached from below by a `sell`; at once where it is left out. */
  readonly activation?: number;
};

/** State of a {@linkcode TrailingStop} as plain data. */
export type TrailingStopSnapshot = TrailingStopOptions & {
  /** Level, ticks; `null` before the first price. */
  readonly level: number | null;
  /** Whether it trails yet. */
  readonly active: boolean;
};

/** A level is taken as a whole number of ticks within this much of one. */
const ROUNDING = 1e-7;

/**
 * The level of a stop that follows the price and never goes back.
 *
 * A `sell` stop stands `distance` below the highest price so far, rounded down to a tick, a
 * `buy` stop above the lowest, rounded up: never nearer than was asked for. With a
 * volatility offset the distance of each price is that of the volatility then; a level that
 * was reached is kept when the volatility rises. The caller says which price it follows: of
 * quotes a `buy` follows the ask and a `sell` the bid, at which they would trade.
 *
 * An update allocates nothing.
 *
 * @see eq-trailing-level, lem-never-loosens, alg-trailing-stop
 * @see Wilder, J. W. (1978), New concepts in technical trading systems, Trend Research.
 *
 * @example Half a per cent behind the highest price
 * ```ts
 * import assert from "node:assert/strict";
 * import { TrailingStop } from "volarb/risk";
 *
 * const stop = new TrailingStop({
 *   side: "sell",
 *   offset: { type: "basisPoints", basisPoints: 50 },
 *   tickSize: 0.01,
 * });
 * assert.equal(stop.update(10_200), 10_149);
 * assert.equal(stop.update(10_150), 10_149);
 * assert.equal(stop.triggered(10_149), true);
 * ```
 */
export class TrailingStop {
  /** What the stop trades. */
  readonly side: "buy" | "sell";
  /** How far it stays behind. */
  readonly offset: TrailingOffset;
  /** The tick, quote units. */
  readonly tickSize: number;
  /** Price from which on it trails, ticks; `NaN` where it trails at once. */
  readonly activation: number;
  /** Level, ticks; `NaN` before it trails. */
  level: number = NaN;
  /** Whether it trails yet. */
  active: boolean;

  /**
   * Starts before the first price.
   *
   * @param options Side, offset, tick and activation.
   * @throws {RangeError} If the offset or the tick is not positive, or the side unknown.
   */
  constructor(options: TrailingStopOptions) {
    const { side, offset, tickSize = 1, activation = NaN } = options;
    if (side !== "buy" && side !== "sell") {
      throw new RangeError(
        `Cannot trail a stop as side must be buy or sell: current value is ${side}`,
      );
    }
    assertPositive("trail a stop", "tickSize", tickSize);
    this.side = side;
    this.offset = assertTrailingOffset(offset);
    this.tickSize = tickSize;
    this.activation = activation;
    this.active = Number.isNaN(activation);
  }

  /**
   * Restores the state that {@linkcode TrailingStop.toJSON} gave.
   *
   * @param snapshot The state as plain data.
   * @returns A stop that continues at its level.
   * @throws {RangeError} As the constructor.
   */
  static from(
    { level, active, ...options }: TrailingStopSnapshot,
  ): TrailingStop {
    const stop = new TrailingStop(options);
    stop.level = level ?? NaN;
    stop.active = active;
    return stop;
  }

  /** The level, ticks. */
  get value(): number {
    return this.level;
  }

  /** Whether there is a level. */
  get ready(): boolean {
    return !Number.isNaN(this.level);
  }

  /**
   * Takes the next price.
   *
   * @param price The price that is followed, ticks; `NaN` is missing and changes nothing.
   * @param sigma Standard deviation of the log price per period now, for a `volatility` offset.
   * @returns The level, ticks; `NaN` before it trails.
   * @throws {RangeError} If `sigma` is asked for and is not a number of at least 0.
   */
  update(price: number, sigma?: number): number {
    if (price !== price) return this.level;
    const sells = this.side === "sell";
    if (!this.active) {
      this.active = sells ? price >= this.activation : price <= this.activation;
      if (!this.active) return this.level;
    }
    const distance = distanceAt(
      this.offset,
      price,
      this.tickSize,
      sells ? -1 : 1,
      sigma,
    );
    const level = sells
      ? Math.floor(price - distance + ROUNDING)
      : Math.ceil(price + distance - ROUNDING);
    const tighter = sells ? level > this.level : level < this.level;
    if (tighter || this.level !== this.level) this.level = level;
    return this.level;
  }

  /**
   * Whether a price triggers the stop.
   *
   * @param price The price that is followed, ticks.
   * @returns `true` at the level and beyond it.
   */
  triggered(price: number): boolean {
    return this.side === "sell" ? price <= this.level : price >= this.level;
  }

  /** Forgets every price. */
  reset(): void {
    this.level = NaN;
    this.active = Number.isNaN(this.activation);
  }

  /**
   * The state as plain data.
   *
   * @returns What {@linkcode TrailingStop.from} takes.
   */
  toJSON(): TrailingStopSnapshot {
    return {
      side: this.side,
      offset: this.offset,
      tickSize: this.tickSize,
      ...(!Number.isNaN(this.activation) && { activation: this.activation }),
      level: Number.isNaN(this.level) ? null : this.level,
      active: this.active,
    };
  }
}
