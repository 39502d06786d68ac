import { assertNonNegative } from "../stats/arguments.ts";
import { normalCdf } from "../stats/mod.ts";
import { drifted } from "./decaying_drift.ts";

/** What the choice between waiting and crossing depends on; prices and fees in one unit, per unit of quantity. */
export type WaitingProblem = {
  /** Half the spread `h`, at least 0. */
  readonly halfSpread: number;
  /** Fee of a taker `f_t`. */
  readonly takerFee: number;
  /** Fee of a maker `f_m`; below 0 is a rebate. */
  readonly makerFee: number;
  /** Probability `p` that an order at the best price on its own side is filled within the wait. */
  readonly fillProbability: number;
  /** Drift `α` of the price in the direction of the order, per unit of time; below 0 where waiting pays. */
  readonly alpha: number;
  /** Speed `k` at which the drift decays, per unit of time. */
  readonly decay: number;
  /** How long is waited, `w`. */
  readonly wait: number;
  /** What the price moves against the order on average when it is filled, `c`; 0 by default. */
  readonly adverseSelection?: number;
};

/**
 * What waiting at the best price costs more than crossing the spread now.
 *
 * Crossing costs `h + f_t` over the middle. Waiting costs `f_m - h + c` with probability `p`, and else
 * `h + f_t + A(w)`, as the rest crosses after the wait, when the drift has taken the price
 * `A(w) = (α/k)(1 - e^{-kw})` away. The difference is `(1 - p) A(w) - p (2h + f_t - f_m - c)`: below 0, wait.
 *
 * @param problem Spread, fees, probability, drift and wait.
 * @returns The difference, in the unit of the prices.
 * @throws {RangeError} If a number is out of range.
 * @see prop-waiting, eq-waiting, asm-waiting
 * @see lem-wait-martingale, eq-wait-martingale
 *
 * @example Half a chance to save two half spreads, against a drift of one
 * ```ts
 * import assert from "node:assert/strict";
 * import { costOfWaiting } from "volarb/execution";
 *
 * const cost = costOfWaiting({
 *   halfSpread: 0.5,
 *   takerFee: 0,
 *   makerFee: 0,
 *   fillProbability: 0.5,
 *   alpha: 0.25,
 *   decay: 0,
 *   wait: 4,
 * });
 * // (1 - 0.5) 1 - 0.5 (2 × 0.5).
 * assert.equal(cost, 0);
 * ```
 */
export function costOfWaiting(problem: WaitingProblem): number {
  const {
    halfSpread,
    takerFee,
    makerFee,
    fillProbability: p,
    alpha,
    decay,
    wait,
    adverseSelection = 0,
  } = problem;
  const action = "compute the cost of waiting";
  assertNonNegative(action, "halfSpread", halfSpread);
  assertNonNegative(action, "decay", decay);
  assertNonNegative(action, "wait", wait);
  if (!Number.isFinite(takerFee + makerFee + alpha + adverseSelection)) {
    throw new RangeError(
      `Cannot ${action} as takerFee, makerFee, alpha and adverseSelection must be finite: current values are ${takerFee}, ${makerFee}, ${alpha} and ${adverseSelection}`,
    );
  }
  if (!(p >= 0 && p <= 1)) {
    throw new RangeError(
      `Cannot ${action} as fillProbability must be in [0, 1]: current value is ${p}`,
    );
  }
  const drift = drifted(alpha, decay, wait);
  const saved = 2 * halfSpread + takerFee - makerFee - adverseSelection;
  return (1 - p) * drift - p * saved;
}

/**
 * Probability that an order at the back of a queue is filled within a wait.
 *
 * `1 - (1 - e^{-q / V}) (1 - 2 Φ(-d))`: it is filled where the volume that trades against the queue, exponential with mean `V`,
 * passes what is ahead of the order and the order itself, `q`; or where the price comes through it, a Brownian motion that has to
 * go `d` of the standard deviations of its move within the wait. The two are taken as independent, and nothing that is canceled
 * ahead of the order is counted.
 *
 * @param problem Queue, volume and distance.
 * @returns Probability; 0 where nothing trades and the price cannot come.
 * @throws {RangeError} If a number is negative, or queue or volume not finite.
 * @see prop-fill-probability, eq-fill-probability
 *
 * @example A queue as long as the mean volume, and a price that is near
 * ```ts
 * import assert from "node:assert/strict";
 * import { fillProbability } from "volarb/execution";
 *
 * assert.equal(fillProbability({ queue: 3, volume: 3 }), Math.exp(-1));
 * assert.equal(fillProbability({ queue: 3, volume: 0, distance: 0 }), 1);
 * ```
 */
export function fillProbability(
  { queue, volume, distance = Infinity }: {
    /** What has to trade, `q`. */
    readonly queue: number;
    /** Mean volume within the wait, `V`. */
    readonly volume: number;
    /** How far the price has to come, `d`, standard deviations of its move within the wait; it never comes by default. */
    readonly distance?: number;
  },
): number {
  const action = "compute a probability of being filled";
  assertNonNegative(action, "queue", queue);
  assertNonNegative(action, "volume", volume);
  if (!(distance >= 0)) {
    throw new RangeError(
      `Cannot ${action} as distance must be at least 0: current value is ${distance}`,
    );
  }
  const passes = volume === 0 ? 0 : Math.exp(-queue / volume);
  if (distance === Infinity) return passes;
  return 1 - (1 - passes) * (1 - 2 * normalCdf(-distance));
}
