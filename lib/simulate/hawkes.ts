import type { Random } from "../random/mod.ts";
import { assertNumbers } from "../stats/number_rules.ts";

/** A self-exciting stream of events with an exponential kernel. */
export type HawkesParameters = {
  /** Events that nothing excited, per second. */
  readonly baseline: number;
  /** Expected number of events that one event excites directly, in [0, 1). */
  readonly branchingRatio: number;
  /** Rate `β` at which the excitement fades, per second; without meaning where the branching ratio is 0. */
  readonly decay: number;
};

/**
 * Exact times of a Hawkes process with an exponential kernel, one at a time.
 *
 * The intensity is `λ(t) = μ + n β Σ_{t_i < t} e^{-β (t - t_i)}`, its mean
 * `μ / (1 - n)`. What exceeds the baseline decays, so the next event comes from the
 * baseline after an exponential time, or from the excess `E` after
 * `-ln(1 + β ln U / E) / β` (never, where the logarithm's argument is not positive):
 * the earlier of the two, without rejection.
 *
 * Units are seconds here; any other serves as well, so long as it is one.
 *
 * @see Hawkes, A. G. (1971), Spectra of some self-exciting and mutually exciting
 *   point processes, Biometrika 58(1), 83-90, doi:10.1093/biomet/58.1.83.
 * @see Dassios, A. and Zhao, H. (2013), Exact simulation of Hawkes process with
 *   exponentially decaying intensity, Electronic Communications in Probability
 *   18(62), 1-13, doi:10.1214/ECP.v18-2717.
 * @see eq-hawkes, lem-hawkes
 *
 * @example As many events as the baseline and the branching ratio promise
 * ```ts
 * import assert from "node:assert/strict";
 * import { Random } from "volarb/random";
 * import { HawkesProcess } from "volarb/simulate";
 *
 * const process = new HawkesProcess({ baseline: 1, branchingRatio: 0.5, decay: 2 });
 * const random = new Random(1);
 * let events = 0;
 * while (process.next(10_000, random) < Infinity) events++;
 * // The mean is 1 / (1 - 0.5), its standard error √(1 / (1 - 0.5)³ / 10,000).
 * assert.ok(Math.abs(events / 10_000 - 2) < 3 * 0.0283);
 * ```
 */
export class HawkesProcess {
  readonly #decay: number;
  readonly #kick: number;
  #baseline: number;
  #excess = 0;
  #time = 0;

  /**
   * Starts at time 0 with nothing to be excited by.
   *
   * @param parameters Baseline, branching ratio and decay.
   * @throws {RangeError} If the baseline is negative, the branching ratio not in
   *   [0, 1) or the decay not positive.
   */
  constructor({ baseline, branchingRatio, decay }: HawkesParameters) {
    const action = "create HawkesProcess";
    assertNumbers(action, "notNegative", { baseline });
    assertNumbers(action, "belowOne", { branchingRatio });
    assertNumbers(action, "positive", { decay });
    this.#baseline = baseline;
    this.#decay = decay;
    this.#kick = branchingRatio * decay;
  }

  /** Events that nothing excited, per second; a change holds from now on. */
  get baseline(): number {
    return this.#baseline;
  }

  /** Changes the baseline; the past keeps its effect. */
  set baseline(value: number) {
    this.#baseline = value;
  }

  /** What past events add to the baseline now, per second. */
  get excess(): number {
    return this.#excess;
  }

  /**
   * Counts time from a later moment from now on, as a new day does.
   *
   * @param length Seconds from the old zero to the new one.
   */
  restartClock(length: number): void {
    this.#time -= length;
  }

  /**
   * Moves to the next event, or to the limit where none comes before it. Events
   * beyond the limit are drawn anew by the next call, which changes nothing in
   * law as the process has no memory but its excess.
   *
   * @param limit Time to stop at, seconds, not before the last event.
   * @param random Where the numbers come from.
   * @returns Time of the event, or `Infinity` where the limit was reached.
   */
  next(limit: number, random: Pick<Random, "exponential">): number {
    let wait = this.#baseline > 0
      ? random.exponential() / this.#baseline
      : Infinity;
    if (this.#excess > 0) {
      const left = 1 - this.#decay * random.exponential() / this.#excess;
      if (left > 0) wait = Math.min(wait, -Math.log(left) / this.#decay);
    }
    const time = this.#time + wait;
    if (time >= limit) {
      this.#excess *= Math.exp(-this.#decay * (limit - this.#time));
      this.#time = limit;
      return Infinity;
    }
    this.#excess = this.#excess * Math.exp(-this.#decay * wait) + this.#kick;
    this.#time = time;
    return time;
  }
}

/**
 * Every event time of a Hawkes process up to a horizon.
 *
 * @param random Where the numbers come from; it is moved on.
 * @param parameters Baseline, branching ratio and decay.
 * @param horizon Seconds, positive.
 * @returns Times in seconds, rising, in [0, horizon).
 * @throws {RangeError} If a parameter or the horizon is out of range.
 * @see eq-hawkes
 *
 * @example On average baseline over one less the branching ratio
 * ```ts
 * import assert from "node:assert/strict";
 * import { Random } from "volarb/random";
 * import { hawkesTimes } from "volarb/simulate";
 *
 * const times = hawkesTimes(
 *   new Random(1),
 *   { baseline: 1, branchingRatio: 0.5, decay: 2 },
 *   50_000,
 * );
 * assert.ok(Math.abs(times.length / 50_000 - 2) < 0.06);
 * ```
 */
export function hawkesTimes(
  random: Random,
  parameters: HawkesParameters,
  horizon: number,
): Float64Array {
  assertNumbers("simulate a Hawkes process", "positive", { horizon });
  const process = new HawkesProcess(parameters);
  const times: number[] = [];
  for (
    let time = process.next(horizon, random);
    time < Infinity;
    time = process.next(horizon, random)
  ) times.push(time);
  return Float64Array.from(times);
}
