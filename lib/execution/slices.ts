import type { Random } from "../random/mod.ts";
import { assertPositive } from "../stats/arguments.ts";
import { assertNumbers } from "../stats/number_rules.ts";

/** What {@linkcode twapSlices} cuts up. */
export type TwapOptions = {
  /** Quantity of the parent, lots: a whole number above 0. */
  readonly quantity: number;
  /** Time in which it is traded, > 0; any unit, the same as `interval`. */
  readonly horizon: number;
  /** Time from one slice to the next, > 0 and at most the horizon. */
  readonly interval: number;
  /** Least quantity of an order, lots; 1 by default. */
  readonly minQuantity?: number;
  /** Random changes of times and sizes; none by default. */
  readonly jitter?: {
    /** Where the numbers come from. */
    readonly random: Random;
    /** A slice comes up to this share of its interval later, in [0, 1). */
    readonly time?: number;
    /** A slice gives up to this share of its lots to the next, or takes as much of it, in [0, 1). */
    readonly size?: number;
  };
};

/** Slices of a parent order, in the order of their times. */
export type Slices = {
  /** When each is sent, from 0, before the horizon. */
  readonly time: Float64Array;
  /** Lots of each; whole numbers whose sum is the parent. */
  readonly quantity: Float64Array;
};

const ACTION = "cut an order into slices";
/** A quotient is a whole number within this much of one: 0.3 / 0.1 is 3. */
const ROUNDING = 1e-9;

/**
 * How many whole intervals a horizon has.
 *
 * @param horizon The horizon, > 0.
 * @param interval The interval, > 0.
 * @returns `⌊horizon / interval⌋`, with a quotient that only rounding keeps from a whole number taken as that number.
 * @throws {RangeError} If one is not positive and finite, or the interval is longer than the horizon.
 *
 * @example What the floor of doubles gets wrong
 * ```ts
 * import assert from "node:assert/strict";
 * import { intervalsIn } from "volarb/execution";
 *
 * assert.equal(Math.floor(0.3 / 0.1), 2);
 * assert.equal(intervalsIn(0.3, 0.1), 3);
 * ```
 */
export function intervalsIn(horizon: number, interval: number): number {
  assertPositive(ACTION, "horizon", horizon);
  assertPositive(ACTION, "interval", interval);
  const quotient = horizon / interval;
  const whole = Math.round(quotient);
  const count = Math.abs(quotient - whole) <= ROUNDING * whole
    ? whole
    : Math.floor(quotient);
  if (count < 1) {
    throw new RangeError(
      `Cannot ${ACTION} as interval must be at most the horizon: current values are ${interval} and ${horizon}`,
    );
  }
  return count;
}

/**
 * Cuts a parent order into slices of equal size at equal distances.
 *
 * The first slice is sent at 0 and the last one an interval before the horizon. Sizes are
 * whole lots, differ by at most one and add up to the parent exactly. Where that would make
 * slices below the least quantity there are fewer of them, as evenly spread as may be; a
 * parent below it is one slice, which the venue will judge.
 *
 * @param options Quantity, horizon, interval, least quantity and jitter.
 * @returns Times and lots.
 * @throws {RangeError} If a number is out of range, or the interval is longer than the horizon.
 * @see lem-even-lots, eq-even-lots
 *
 * @example One coin in six slices
 * ```ts
 * import assert from "node:assert/strict";
 * import { twapSlices } from "volarb/execution";
 *
 * const { time, quantity } = twapSlices({
 *   quantity: 1000,
 *   horizon: 3,
 *   interval: 0.5,
 * });
 * assert.deepEqual([...quantity], [166, 167, 167, 166, 167, 167]);
 * assert.deepEqual([...time], [0, 0.5, 1, 1.5, 2, 2.5]);
 * ```
 */
export function twapSlices(options: TwapOptions): Slices {
  const { quantity, horizon, interval, minQuantity = 1, jitter } = options;
  assertLots("quantity", quantity);
  assertLots("minQuantity", minQuantity);
  const intervals = intervalsIn(horizon, interval);
  const count = Math.min(
    intervals,
    Math.max(1, Math.floor(quantity / minQuantity)),
  );
  const time = Float64Array.from(
    { length: count },
    (_, k) => Math.floor(k * intervals / count) * interval,
  );
  const lots = evenLots(quantity, count);
  if (jitter !== undefined) {
    const { random, time: late = 0, size = 0 } = jitter;
    assertNumbers(ACTION, "belowOne", {
      "jitter.time": late,
      "jitter.size": size,
    });
    delayTimes(time, { horizon, interval, late, random });
    moveLots(lots, { size, minQuantity, random });
  }
  return { time, quantity: lots };
}

/** Moves each time later by a random share of its interval, and never to the next or the horizon. */
export function delayTimes(
  time: Float64Array,
  { horizon, interval, late, random }: {
    readonly horizon: number;
    readonly interval: number;
    readonly late: number;
    readonly random: Random;
  },
): void {
  time.forEach((from, k) => {
    const next = k + 1 < time.length ? time[k + 1]! : horizon;
    time[k] = from + Math.min(interval, next - from) * late * random.uniform();
  });
}

/** Moves a random share of each slice's lots to the next or back; none falls below the least. */
export function moveLots(
  lots: Float64Array,
  { size, minQuantity, random }: {
    readonly size: number;
    readonly minQuantity: number;
    readonly random: Random;
  },
): void {
  for (let k = 0; k + 1 < lots.length; k++) {
    const most = Math.floor(size * Math.min(lots[k]!, lots[k + 1]!));
    const moved = random.integer(2 * most + 1) - most;
    const after = Math.min(
      lots[k]! - minQuantity,
      Math.max(minQuantity - lots[k + 1]!, moved),
    );
    lots[k]! -= after;
    lots[k + 1]! += after;
  }
}

/**
 * Merges slices that are too small with their neighbours: one is sent as soon as the slices so far
 * want more than was sent, as the least quantity at least, and takes what it lacks from those
 * that follow.
 *
 * @param lots Lots of each slice; whole numbers, at least 0.
 * @param least Least quantity of a slice, lots.
 * @returns Lots of each slice: 0, or at least the least; a sum below it is one slice.
 *
 * @example Ten lots in twos, of which five are the least
 * ```ts
 * import assert from "node:assert/strict";
 * import { mergedLots } from "volarb/execution";
 *
 * const merged = mergedLots(Float64Array.of(2, 2, 2, 2, 2), 5);
 * assert.deepEqual([...merged], [5, 0, 5, 0, 0]);
 * ```
 */
export function mergedLots(lots: Float64Array, least: number): Float64Array {
  const whole = lots.reduce((sum, part) => sum + part, 0);
  let [wanted, sent] = [0, 0];
  return lots.map((part) => {
    wanted += part;
    if (wanted <= sent) return 0;
    let slice = Math.min(whole - sent, Math.max(least, wanted - sent));
    if (whole - sent - slice < least) slice = whole - sent;
    sent += slice;
    return slice;
  });
}

/**
 * Whole lots in parts that differ by at most one and add up exactly.
 *
 * @param quantity Lots.
 * @param count Parts, at least 1.
 * @returns Part `k` is `⌊(k+1) q / n⌋ - ⌊k q / n⌋`.
 */
export function evenLots(quantity: number, count: number): Float64Array {
  let done = 0;
  return Float64Array.from({ length: count }, (_, k) => {
    // Exact below 2^53: the product of a remainder, not of the quantity.
    const each = Math.floor(quantity / count), rest = quantity - each * count;
    const until = each * (k + 1) + Math.floor((k + 1) * rest / count);
    const part = until - done;
    done = until;
    return part;
  });
}

/**
 * Whole lots of a schedule at given times: its own cumulative quantity, rounded.
 *
 * No slice is more than one lot from the schedule's, none is negative, and they add up exactly.
 *
 * @param quantity Lots of the parent, a whole number.
 * @param done Share of the parent that the schedule has traded by the end of each slice, rising to 1.
 * @returns Lots of each slice.
 * @throws {RangeError} If the shares fall or do not end at 1.
 *
 * @example Half at once
 * ```ts
 * import assert from "node:assert/strict";
 * import { scheduledLots } from "volarb/execution";
 *
 * const lots = scheduledLots(5, Float64Array.of(0.5, 0.8, 1));
 * assert.deepEqual([...lots], [3, 1, 1]);
 * ```
 */
export function scheduledLots(
  quantity: number,
  done: Float64Array,
): Float64Array {
  assertLots("quantity", quantity);
  let before = 0;
  done.forEach((share, k) => {
    if (!(share >= before - ROUNDING)) {
      throw new RangeError(
        `Cannot ${ACTION} as shares must rise: entry ${k} is ${share} after ${before}`,
      );
    }
    before = share;
  });
  if (!(Math.abs(before - 1) <= ROUNDING)) {
    throw new RangeError(
      `Cannot ${ACTION} as shares must end at 1: current value is ${before}`,
    );
  }
  let traded = 0;
  return done.map((share, k) => {
    const until = k + 1 === done.length
      ? quantity
      : Math.min(quantity, Math.max(traded, Math.round(share * quantity)));
    const lots = until - traded;
    traded = until;
    return lots;
  });
}

function assertLots(name: string, value: number): void {
  if (Number.isSafeInteger(value) && value > 0) return;
  throw new RangeError(
    `Cannot ${ACTION} as ${name} must be a whole number of lots above 0: current value is ${value}`,
  );
}
