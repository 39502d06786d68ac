import { assertPositive } from "../stats/arguments.ts";
import { DecayingDrift } from "./decaying_drift.ts";
import type { ExecutionSchedule } from "./execution_schedule.ts";

/** What a schedule against a decaying alpha depends on. */
export type AlphaDecayProblem = {
  /** Quantity to trade `X`, > 0, in the direction of the trade. */
  readonly quantity: number;
  /** Time to trade it in, `T`, > 0. */
  readonly horizon: number;
  /** Drift of the price at the start in the direction of the trade, `α`, quote units per unit of time; negative where waiting pays. */
  readonly alpha: number;
  /** Speed `k` at which the drift decays, per unit of time, at least 0. */
  readonly decay: number;
  /** Temporary impact `η`: trading at rate `v` pays `η v` a unit, > 0. */
  readonly impact: number;
};

const ACTION = "schedule an order";

/**
 * The schedule of least cost against a drift that decays, with linear temporary impact.
 *
 * With the price expected at `A(t) = (α/k)(1 - e^{-kt})` above its start, the cost
 * `∫ v (A + η v) dt` of trading `X = ∫ v dt` is least at
 * `v(t) = X/T + (Ā - A(t)) / (2η)`, `Ā = (1/T) ∫ A dt`: early where the price runs away, late where it
 * comes nearer. Where that would be negative, `v(t) = max(0, (λ - A(t)) / (2η))` with the `λ` that
 * trades `X`: an order is never sold back on its way. `α → 0` and `η → ∞` are TWAP exactly.
 *
 * @param problem Quantity, horizon, alpha, decay and impact.
 * @returns The schedule.
 * @throws {RangeError} If a number is out of range.
 * @see thm-alpha-schedule, eq-alpha-schedule, cor-twap-limit
 * @see asm-temporary-impact, asm-decaying-drift
 * @see Almgren, R. and Chriss, N. (2001), Journal of Risk 3(2), 5-39; with the drift of
 *   their section 4 decaying.
 *
 * @example In front of a drift that halves in 0.7
 * ```ts
 * import assert from "node:assert/strict";
 * import { alphaDecaySchedule } from "volarb/execution";
 *
 * const schedule = alphaDecaySchedule({
 *   quantity: 1e5,
 *   horizon: 2,
 *   alpha: 1e-3,
 *   decay: 1,
 *   impact: 1e-8,
 * });
 * assert.equal(schedule.rate(0).toFixed(3), "78383.382");
 * assert.equal(schedule.rate(2).toFixed(3), "35150.146");
 * assert.equal(schedule.traded(2), 1e5);
 * ```
 */
export function alphaDecaySchedule(
  problem: AlphaDecayProblem,
): ExecutionSchedule {
  const { quantity, horizon, alpha, decay, impact } = problem;
  for (const name of ["quantity", "horizon", "impact"] as const) {
    assertPositive(ACTION, name, problem[name]);
  }
  if (!Number.isFinite(alpha)) {
    throw new RangeError(
      `Cannot ${ACTION} as alpha must be finite: current value is ${alpha}`,
    );
  }
  if (!(decay >= 0 && decay < Infinity)) {
    throw new RangeError(
      `Cannot ${ACTION} as decay must be at least 0 and finite: current value is ${decay}`,
    );
  }
  const drift = new DecayingDrift(alpha, decay);
  const unit = 1 / (2 * impact);
  // λ of the schedule that trades all the time.
  const always = (quantity / unit + drift.integral(horizon)) / horizon;
  const lowest = always - Math.max(drift.value(0), drift.value(horizon));
  if (lowest >= 0) {
    return new DriftSchedule(
      drift,
      always,
      unit,
      0,
      horizon,
      horizon,
      quantity,
    );
  }
  // From 0 to the end where the price runs away, from a beginning to T where it comes nearer.
  const early = alpha > 0;
  const wanted = quantity / unit;
  const span = (edge: number) =>
    early
      ? drift.value(edge) * edge - drift.integral(edge)
      : drift.value(edge) * (horizon - edge) -
        (drift.integral(horizon) - drift.integral(edge));
  let [low, high] = [0, horizon];
  for (let step = 0; step < 200; step++) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    // The longer it trades, the more.
    if ((span(middle) > wanted) === early) high = middle;
    else low = middle;
  }
  const edge = (low + high) / 2;
  return new DriftSchedule(
    drift,
    drift.value(edge),
    unit,
    early ? 0 : edge,
    early ? edge : horizon,
    horizon,
    quantity,
  );
}

class DriftSchedule implements ExecutionSchedule {
  readonly horizon: number;
  readonly #drift: DecayingDrift;
  readonly #level: number;
  readonly #unit: number;
  readonly #start: number;
  readonly #end: number;
  readonly #quantity: number;

  constructor(
    drift: DecayingDrift,
    level: number,
    unit: number,
    start: number,
    end: number,
    horizon: number,
    quantity: number,
  ) {
    this.horizon = horizon;
    this.#drift = drift;
    this.#level = level;
    this.#unit = unit;
    this.#start = start;
    this.#end = end;
    this.#quantity = quantity;
  }

  rate(time: number): number {
    if (!(time >= this.#start && time <= this.#end)) return 0;
    return Math.max(0, (this.#level - this.#drift.value(time)) * this.#unit);
  }

  traded(time: number): number {
    if (!(time > this.#start)) return 0;
    if (time >= this.#end) return this.#quantity;
    const moved = this.#drift.integral(time) -
      this.#drift.integral(this.#start);
    const traded = (this.#level * (time - this.#start) - moved) * this.#unit;
    return Math.min(this.#quantity, Math.max(0, traded));
  }
}

/**
 * What a schedule is expected to cost against the price at the start.
 *
 * `∫ v (A + η v) dt`, by Simpson's rule.
 *
 * @param schedule When it trades.
 * @param problem Alpha, decay and impact.
 * @param steps Even number of steps of the rule; 2,000 by default.
 * @returns Expected shortfall, quote units; below 0 where the drift pays.
 * @see eq-alpha-saving
 *
 * @example TWAP of half a unit of impact
 * ```ts
 * import assert from "node:assert/strict";
 * import { alphaDecaySchedule, scheduleCost } from "volarb/execution";
 *
 * const problem = { quantity: 2, horizon: 1, alpha: 0, decay: 1, impact: 0.5 };
 * const cost = scheduleCost(alphaDecaySchedule(problem), problem);
 * assert.ok(Math.abs(cost - 2) < 1e-12);
 * ```
 */
export function scheduleCost(
  schedule: ExecutionSchedule,
  { alpha, decay, impact }: Pick<
    AlphaDecayProblem,
    "alpha" | "decay" | "impact"
  >,
  steps = 2000,
): number {
  const drift = new DecayingDrift(alpha, decay);
  const h = schedule.horizon / steps;
  let sum = 0;
  for (let i = 0; i <= steps; i++) {
    const t = i * h;
    const v = schedule.rate(t);
    const weight = i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2;
    sum += weight * v * (drift.value(t) + impact * v);
  }
  return sum * h / 3;
}
