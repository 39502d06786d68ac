import { assertPositive } from "../stats/arguments.ts";

/**
 * Where a resting order stands in the queue of its price.
 *
 * With best quotes and trades only, the venue's queue is not seen: trades take from its
 * front, but a drop of the displayed size that no trade explains is a cancel of somebody
 * before or behind. A model says how many lots were before.
 *
 * All models here leave lots ahead in `[0, size]`: an order moves forward by what
 * vanishes ahead of it and is filled by trades alone.
 *
 * @see def-queue-model, eq-queue-update, thm-queue-caution, alg-queue
 */
export interface QueueModel {
  /** Name, for the report. */
  readonly name: string;

  /**
   * Lots ahead after the displayed size at the price changed.
   *
   * @param front Lots ahead before, at least 0, trades already taken off.
   * @param previous Displayed size at the last change, lots.
   * @param size Displayed size now, lots.
   * @param traded Lots traded at the price between the two, which explain as much of
   *   a drop.
   * @returns Lots ahead now, at least 0.
   */
  afterChange(
    front: number,
    previous: number,
    size: number,
    traded: number,
  ): number;
}

/**
 * A model that shares an unexplained drop `d` by a probability `p` that it was behind:
 * `front' = front - (1 - p) d + min(back - p d, 0)`, kept within `[0, size]`.
 *
 * Without the lower bound the formula falls below zero (`log`, 1 ahead and 99 behind, a
 * drop of 80: -9.47), and cancels would fill an order.
 */
function probabilistic(
  name: string,
  behind: (front: number, back: number) => number,
): QueueModel {
  return {
    name,
    afterChange(front, previous, size, traded) {
      const drop = previous - size - traded;
      if (drop <= 0) return Math.min(front, size);
      // As published: the lots that traded since are counted behind, where they no longer
      // are. It keeps the order a little further back than the truth.
      const back = Math.max(previous - front, 0);
      // Nobody is there, so nobody can have left: the ratio would be 0 / 0.
      const p = front + back === 0 ? 1 : behind(front, back);
      const ahead = front - (1 - p) * drop + Math.min(back - p * drop, 0);
      return Math.min(Math.max(ahead, 0), size);
    },
  };
}

/**
 * Every cancel was behind: only trades move the order forward, and a level smaller than
 * what was ahead.
 *
 * `front' = min(front, size)`. The most cautious of the models that believe the display.
 *
 * @returns The model.
 * @see Moallemi, C., Yuan, K. (2016), A model for queue position valuation in a limit
 *   order book, SSRN 2996221.
 *
 * @example A drop of 20 leaves 60 ahead
 * ```ts
 * import assert from "node:assert/strict";
 * import { riskAverseQueue } from "volarb/venue";
 *
 * assert.equal(riskAverseQueue().afterChange(60, 100, 80, 0), 60);
 * assert.equal(riskAverseQueue().afterChange(60, 100, 50, 0), 50);
 * ```
 */
export function riskAverseQueue(): QueueModel {
  return {
    name: "riskAverse",
    afterChange: (front, _, size) => Math.min(front, size),
  };
}

/**
 * Only trades move the order forward; the displayed size says nothing.
 *
 * `front' = front`. More cautious than {@linkcode riskAverseQueue}: the level may vanish
 * and come back without a step forward.
 *
 * @returns The model.
 *
 * @example A drop says nothing
 * ```ts
 * import assert from "node:assert/strict";
 * import { tradeOnlyQueue } from "volarb/venue";
 *
 * assert.equal(tradeOnlyQueue().afterChange(60, 100, 50, 0), 60);
 * ```
 */
export function tradeOnlyQueue(): QueueModel {
  return { name: "tradeOnly", afterChange: (front) => front };
}

/**
 * A cancel was behind with probability `back^n / (back^n + front^n)`.
 *
 * Of an unexplained drop `d`, `(1 - p) d` lots leave ahead and `p d` behind, and what is
 * more than there was behind leaves ahead too. With `n` 1 it is right in the mean where every
 * lot is as likely to be cancelled as any other; with more, a large drop lets an order pass
 * another that was ahead of it.
 *
 * @param exponent `n`, above 0.
 * @returns The model.
 * @throws {RangeError} If the exponent is not above 0.
 * @see prop-uniform-cancels, prop-rank-reversal
 * @see Rigtorp, E. (2013), Estimating order queue position,
 *   rigtorp.se/2013/06/08/estimating-order-queue-position.html.
 *
 * @example 60 ahead of 100, 20 leave, 12 of them ahead
 * ```ts
 * import assert from "node:assert/strict";
 * import { powerQueue } from "volarb/venue";
 *
 * assert.equal(powerQueue(1).afterChange(60, 100, 80, 0), 48);
 * ```
 */
export function powerQueue(exponent: number): QueueModel {
  assertPositive("model a queue", "exponent", exponent);
  // The quotient of the two first: neither power can then overflow on its own.
  return probabilistic(
    `power(${exponent})`,
    (front, back) => 1 / (1 + (front / back) ** exponent),
  );
}

/**
 * A cancel was behind with probability `(back / (front + back))^n`.
 *
 * @param exponent `n`, above 0.
 * @returns The model.
 * @throws {RangeError} If the exponent is not above 0.
 *
 * @example 60 ahead of 100, 20 leave
 * ```ts
 * import assert from "node:assert/strict";
 * import { power2Queue } from "volarb/venue";
 *
 * const ahead = power2Queue(2).afterChange(60, 100, 80, 0);
 * assert.ok(Math.abs(ahead - 43.2) < 1e-12);
 * ```
 */
export function power2Queue(exponent: number): QueueModel {
  assertPositive("model a queue", "exponent", exponent);
  return probabilistic(
    `power2(${exponent})`,
    (front, back) => (back / (front + back)) ** exponent,
  );
}

/**
 * A cancel was behind with probability `1 - (front / (front + back))^n`.
 *
 * @param exponent `n`, above 0.
 * @returns The model.
 * @throws {RangeError} If the exponent is not above 0.
 *
 * @example 60 ahead of 100, 20 leave
 * ```ts
 * import assert from "node:assert/strict";
 * import { power3Queue } from "volarb/venue";
 *
 * const ahead = power3Queue(2).afterChange(60, 100, 80, 0);
 * assert.ok(Math.abs(ahead - 52.8) < 1e-12);
 * ```
 */
export function power3Queue(exponent: number): QueueModel {
  assertPositive("model a queue", "exponent", exponent);
  return probabilistic(
    `power3(${exponent})`,
    (front, back) => 1 - (front / (front + back)) ** exponent,
  );
}

/**
 * A cancel was behind with probability `ln(1 + back) / (ln(1 + back) + ln(1 + front))`.
 *
 * @returns The model.
 *
 * @example 60 ahead of 100, 20 leave
 * ```ts
 * import assert from "node:assert/strict";
 * import { logQueue } from "volarb/venue";
 *
 * const ahead = logQueue().afterChange(60, 100, 80, 0);
 * assert.ok(Math.abs(ahead - 49.49223011957801) < 1e-12);
 * ```
 */
export function logQueue(): QueueModel {
  return probabilistic("log", (front, back) => {
    const behind = Math.log1p(back);
    return behind / (behind + Math.log1p(front));
  });
}

/**
 * A cancel was behind with probability `ln(1 + back) / ln(1 + front + back)`.
 *
 * @returns The model.
 *
 * @example 60 ahead of 100, 20 leave
 * ```ts
 * import assert from "node:assert/strict";
 * import { log2Queue } from "volarb/venue";
 *
 * const ahead = log2Queue().afterChange(60, 100, 80, 0);
 * assert.ok(Math.abs(ahead - 56.09306648939256) < 1e-12);
 * ```
 */
export function log2Queue(): QueueModel {
  return probabilistic(
    "log2",
    (front, back) => Math.log1p(back) / Math.log1p(front + back),
  );
}
