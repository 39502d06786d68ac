import { assertColumns } from "../stats/arguments.ts";
import { assertRising } from "../time/arguments.ts";

/** Ticks of an asset. */
export type TickColumns = {
  /** Times in any unit, never falling. */
  readonly time: Float64Array;
  /** Log price at each time. */
  readonly logPrice: Float64Array;
};

/** State of a {@linkcode HayashiYoshida} as plain data. */
export type HayashiYoshidaSnapshot = {
  /** Time and price of the last tick of each; `null` before the first. */
  readonly ticks: readonly (number | null)[];
  /** Price of `y` at the last tick of `x`; `null` where there was none. */
  readonly start: number | null;
  /** Ticks of each. */
  readonly counts: readonly [number, number];
  /** Sum of the increments of `x` that have met the tick of `y` at their end. */
  readonly done: number;
  /** Sum of those that wait for it, and of each times the price of `y` at its start. */
  readonly waiting: readonly [number, number];
};

/**
 * Covariance of two assets whose ticks come at different times, one tick after the other.
 *
 * `Σ_i Σ_j ΔX_i ΔY_j 1{I_i ∩ J_j ≠ ∅}`: the product of every two increments whose intervals overlap. Nothing is
 * carried forward, so that the pull to 0 of the previous-tick covariance at short intervals
 * (Epps, 1979) does not arise. It is unbiased for ticks that come independently of the prices;
 * microstructure noise biases it through shared ticks only, but makes it noisy.
 *
 * The sum is kept up to date in constant time: `ΔX_i` meets `Y` from its last tick at or before
 * the start of the interval to its first at or after its end, so it waits for that tick and counts
 * up to the last one until then.
 *
 * @see eq-hayashi-yoshida, prop-lags, alg-hayashi-yoshida
 * @see Hayashi, T. and Yoshida, N. (2005), Bernoulli 11(2), 359-379, doi:10.3150/bj/1116340299.
 *
 * @example One interval inside of another
 * ```ts
 * import assert from "node:assert/strict";
 * import { HayashiYoshida } from "volarb/risk";
 *
 * const pair = new HayashiYoshida();
 * pair.update("x", 0, 0);
 * pair.update("y", 0, 0);
 * pair.update("y", 1, 0.5);
 * assert.equal(pair.update("x", 2, 1), 0.5);
 * ```
 */
export class HayashiYoshida {
  /** Sum over the pairs of increments known so far. */
  value = 0;
  #xTime = NaN;
  #xPrice = NaN;
  #yTime = NaN;
  #yPrice = NaN;
  /** Price of `y` at its last tick at or before the last one of `x`. */
  #start = NaN;
  #xTicks = 0;
  #yTicks = 0;
  #done = 0;
  #moved = 0;
  #weighted = 0;

  /**
   * Restores the state that {@linkcode HayashiYoshida.toJSON} gave.
   *
   * @param snapshot The state as plain data.
   * @returns A covariance that continues bit for bit.
   */
  static from(snapshot: HayashiYoshidaSnapshot): HayashiYoshida {
    const pair = new HayashiYoshida();
    [pair.#xTime, pair.#xPrice, pair.#yTime, pair.#yPrice] = snapshot.ticks
      .map((entry) => entry ?? NaN) as [number, number, number, number];
    pair.#start = snapshot.start ?? NaN;
    [pair.#xTicks, pair.#yTicks] = snapshot.counts;
    pair.#done = snapshot.done;
    [pair.#moved, pair.#weighted] = snapshot.waiting;
    pair.#sum();
    return pair;
  }

  /** Whether both assets have had two ticks. */
  get ready(): boolean {
    return this.#xTicks > 1 && this.#yTicks > 1;
  }

  /**
   * Takes a tick.
   *
   * @param side Which asset.
   * @param time When, after the last tick of this one and not before that of the other.
   * @param logPrice Its log price, finite.
   * @returns The covariance so far, not annualised: of the whole span.
   * @throws {RangeError} If time runs backwards or the price is not finite.
   */
  update(side: "x" | "y", time: number, logPrice: number): number {
    const own = side === "x" ? this.#xTime : this.#yTime;
    const other = side === "x" ? this.#yTime : this.#xTime;
    if (time <= own || time < other || time !== time) {
      throw new RangeError(
        `Cannot update a HayashiYoshida as time must not run backwards: current value is ${time} after ${
          time <= own ? own : other
        }`,
      );
    }
    if (!Number.isFinite(logPrice)) {
      throw new RangeError(
        `Cannot update a HayashiYoshida as a log price must be finite: current value is ${logPrice}`,
      );
    }
    if (side === "x") this.#tickOfX(time, logPrice);
    else this.#tickOfY(time, logPrice);
    this.#sum();
    return this.value;
  }

  #tickOfX(time: number, logPrice: number): void {
    if (this.#xTicks > 0 && this.#yTicks > 0) {
      const move = logPrice - this.#xPrice;
      if (this.#yTime === time) {
        // The first tick of y at or after the end is there already.
        this.#done += move * (this.#yPrice - this.#start);
      } else {
        this.#moved += move;
        this.#weighted += move * this.#start;
      }
    }
    this.#xTime = time;
    this.#xPrice = logPrice;
    this.#start = this.#yPrice;
    this.#xTicks++;
  }

  #tickOfY(time: number, logPrice: number): void {
    this.#done += logPrice * this.#moved - this.#weighted;
    this.#moved = 0;
    this.#weighted = 0;
    // An interval of x that begins now, or began before there was a y, begins at this price.
    if (this.#yTicks === 0 || this.#xTime === time) this.#start = logPrice;
    this.#yTime = time;
    this.#yPrice = logPrice;
    this.#yTicks++;
  }

  #sum(): void {
    this.value = this.#moved === 0 && this.#weighted === 0
      ? this.#done
      : this.#done + (this.#yPrice * this.#moved - this.#weighted);
  }

  /**
   * The state as plain data.
   *
   * @returns What {@linkcode HayashiYoshida.from} takes.
   */
  toJSON(): HayashiYoshidaSnapshot {
    const orNull = (x: number) => Number.isNaN(x) ? null : x;
    return {
      ticks: [this.#xTime, this.#xPrice, this.#yTime, this.#yPrice].map(orNull),
      start: orNull(this.#start),
      counts: [this.#xTicks, this.#yTicks],
      done: this.#done,
      waiting: [this.#moved, this.#weighted],
    };
  }
}

/**
 * Covariance of two assets whose ticks come at different times.
 *
 * The formula and its source are at {@linkcode HayashiYoshida}; this sums over the increments
 * of `x`, each times the change of `y` between its last tick at or before the start and its
 * first at or after the end.
 *
 * @param x Ticks of one asset; of ticks at one time the last counts.
 * @param y Ticks of the other.
 * @returns The covariance of the span, not annualised; 0 with fewer than two ticks of either.
 * @throws {RangeError} If columns differ in length or times fall.
 *
 * @example By hand
 * ```ts
 * import assert from "node:assert/strict";
 * import { hayashiYoshida } from "volarb/risk";
 *
 * const covariance = hayashiYoshida({
 *   time: Float64Array.of(0, 2, 5, 9),
 *   logPrice: Float64Array.of(0, 1, 3, 2),
 * }, {
 *   time: Float64Array.of(0, 1, 4, 6, 9),
 *   logPrice: Float64Array.of(0, 0.5, 1.5, 1, 2),
 * });
 * assert.equal(covariance, 2);
 * ```
 */
export function hayashiYoshida(x: TickColumns, y: TickColumns): number {
  const action = "compute a Hayashi-Yoshida covariance";
  for (const { time, logPrice } of [x, y]) {
    assertColumns(action, { time, logPrice });
    assertRising(action, time);
  }
  const n = y.time.length;
  let sum = 0, before = -1, after = 0;
  for (let i = 1; i < x.time.length; i++) {
    const [start, end] = [x.time[i - 1]!, x.time[i]!];
    while (before + 1 < n && y.time[before + 1]! <= start) before++;
    after = Math.max(after, before, 0);
    while (after < n - 1 && y.time[after]! < end) after++;
    const last = y.time[after]! >= end ? lastAt(y.time, after) : after;
    const first = Math.max(before, 0);
    if (last > first) {
      sum += (x.logPrice[i]! - x.logPrice[i - 1]!) *
        (y.logPrice[last]! - y.logPrice[first]!);
    }
  }
  return sum;
}

/** The last of the ticks at one time. */
function lastAt(time: Float64Array, at: number): number {
  while (at + 1 < time.length && time[at + 1] === time[at]) at++;
  return at;
}
