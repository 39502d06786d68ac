import { assertPositive } from "../stats/arguments.ts";

/**
 * How much of a schedule is done when it is traded with more or less urgency.
 *
 * `1 - (1 - D)^u` for `u >= 1` and its mirror `D^{1/u}` below: at urgency `u` the first moment trades `u` times as fast as
 * the schedule, at `1/u` the last one does. Both rise from 0 to 1 with the schedule, so that all
 * of it is traded within the horizon; `u = 1` is the schedule. Of TWAP over `T` the mean time of trading is
 * `T / (1 + u)` at either.
 *
 * @param done Share `D` that the schedule has traded, in [0, 1].
 * @param urgency `u`, > 0.
 * @returns Share that is traded.
 * @throws {RangeError} If the urgency is not positive and finite.
 * @see def-urgency, eq-urgency, lem-urgency
 *
 * @example Twice as fast at first, and half as urgent
 * ```ts
 * import assert from "node:assert/strict";
 * import { urgentShare } from "volarb/execution";
 *
 * assert.equal(urgentShare(0.5, 2), 0.75);
 * assert.equal(urgentShare(0.5, 0.5), 0.25);
 * ```
 */
export function urgentShare(done: number, urgency: number): number {
  assertPositive("hurry a schedule", "urgency", urgency);
  if (urgency === 1) return done;
  return urgency > 1 ? 1 - (1 - done) ** urgency : done ** (1 / urgency);
}
