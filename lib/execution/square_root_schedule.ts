import { assertNonNegative, assertPositive } from "../stats/arguments.ts";
import type { AlphaDecayProblem } from "./alpha_decay_schedule.ts";
import { DecayingDrift } from "./decaying_drift.ts";
import type { ExecutionSchedule } from "./execution_schedule.ts";

const ACTION = "schedule an order";

/**
 * The schedule of least cost against a drift that decays, with temporary impact in the square
 * root of the rate.
 *
 * Trading at rate `v` pays `η √v` a unit. With the price expected at `A(t) = (α/k)(1 - e^{-kt})` above its start the
 * cost `∫ v (A + η √v) dt` of trading `X` is least where `A + (3/2) η √v = λ`:
 * `v(t) = (2 max(0, λ - A(t)) / (3η))²` with the `λ` that trades `X`. Concave impact punishes haste less than
 * linear impact does: the schedule bends more to the same drift once it is fast. `α → 0` is TWAP exactly.
 *
 * @param problem Quantity, horizon, alpha, decay, and as `impact` what a rate of 1 pays a unit.
 * @returns The schedule.
 * @throws {RangeError} If a number is out of range.
 * @see prop-square-root-schedule, eq-square-root-schedule
 * @see Almgren, R. (2003), Applied Mathematical Finance 10(1), 1-18, for impact in a power of the rate.
 *
 * @example Without a drift it is TWAP
 * ```ts
 * import assert from "node:assert/strict";
 * import { squareRootSchedule } from "volarb/execution";
 *
 * const problem = { quantity: 6, horizon: 3, alpha: 0, decay: 1, impact: 0.5 };
 * assert.equal(squareRootSchedule(problem).rate(1), 2);
 * assert.equal(squareRootSchedule(problem).traded(1), 2);
 * ```
 */
export function squareRootSchedule(
  problem: AlphaDecayProblem,
): ExecutionSchedule {
  const { quantity, horizon, alpha, decay } = problem;
  for (const name of ["quantity", "horizon", "impact"] as const) {
    assertPositive(ACTION, name, problem[name]);
  }
  if (!Number.isFinite(alpha)) {
    throw new RangeError(
      `Cannot ${ACTION} as alpha must be finite: current value is ${alpha}`,
    );
  }
  assertNonNegative(ACTION, "decay", decay);
  if (alpha === 0) return steady(quantity, horizon);
  return new SquareRootSchedule(problem);
}

function steady(quantity: number, horizon: number): ExecutionSchedule {
  return {
    horizon,
    rate: (time) => time >= 0 && time <= horizon ? quantity / horizon : 0,
    traded: (time) => quantity * Math.min(1, Math.max(0, time / horizon)),
  };
}

class SquareRootSchedule implements ExecutionSchedule {
  readonly horizon: number;
  readonly #drift: DecayingDrift;
  readonly #quantity: number;
  /** `(2 / (3η))²`. */
  readonly #unit: number;
  /** `λ`. */
  readonly #level: number;
  readonly #start: number;
  readonly #end: number;

  constructor({ quantity, horizon, alpha, decay, impact }: AlphaDecayProblem) {
    this.horizon = horizon;
    this.#quantity = quantity;
    this.#drift = new DecayingDrift(alpha, decay);
    this.#unit = (2 / (3 * impact)) ** 2;
    const [first, last] = [0, this.#drift.value(horizon)];
    const wanted = quantity / this.#unit;
    // Between trading nothing and trading all of it while the drift is at its worst.
    let low = Math.min(first, last);
    let high = Math.max(first, last) + Math.sqrt(wanted / horizon);
    for (let step = 0; step < 200; step++) {
      const middle = (low + high) / 2;
      if (middle === low || middle === high) break;
      const { start, end } = this.#support(middle, alpha, decay);
      if (this.#sum(middle, start, end) > wanted) high = middle;
      else low = middle;
    }
    this.#level = (low + high) / 2;
    const { start, end } = this.#support(this.#level, alpha, decay);
    this.#start = start;
    this.#end = end;
  }

  rate(time: number): number {
    if (!(time >= this.#start && time <= this.#end)) return 0;
    return Math.max(0, this.#level - this.#drift.value(time)) ** 2 * this.#unit;
  }

  traded(time: number): number {
    if (!(time > this.#start)) return 0;
    if (time >= this.#end) return this.#quantity;
    const traded = this.#sum(this.#level, this.#start, time) * this.#unit;
    return Math.min(this.#quantity, Math.max(0, traded));
  }

  /** When the drift is below a level: the beginning where it rises, the end where it falls. */
  #support(
    level: number,
    alpha: number,
    decay: number,
  ): { start: number; end: number } {
    const { horizon } = this;
    const x = decay * level / alpha;
    const crossing = decay === 0
      ? level / alpha
      : x < 1
      ? -Math.log1p(-x) / decay
      : Infinity;
    return alpha > 0
      ? { start: 0, end: Math.min(horizon, Math.max(0, crossing)) }
      : { start: Math.min(horizon, Math.max(0, crossing)), end: horizon };
  }

  /** `∫ (λ - A)²` from one time to another. */
  #sum(level: number, from: number, to: number): number {
    const drift = this.#drift;
    return level * level * (to - from) -
      2 * level * (drift.integral(to) - drift.integral(from)) +
      drift.squareIntegral(to) - drift.squareIntegral(from);
  }
}
