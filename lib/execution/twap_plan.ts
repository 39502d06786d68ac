import type { Random } from "../random/mod.ts";
import { evenLots, mergedLots, moveLots, scheduledLots } from "./slices.ts";

/** Share of an order that is traded by a time, rising from 0 to 1 at the horizon. */
export type ShareOf = (time: number) => number;

/** What a {@linkcode TwapPlan} is made from. */
export type TwapPlanOptions = {
  /** Where each slot ends, ascending; the last one at the horizon. */
  readonly end: Float64Array;
  /** Lots of each slot; whole numbers. */
  readonly lots: Float64Array;
  /** What becomes of lots that a slot could not trade. */
  readonly missed: "spread" | "burst" | "drop";
  /** Least quantity of a slice, lots. */
  readonly least: number;
};

/**
 * Lots of each slot of an order, kept up with what the slots before could trade and with
 * schedules that change.
 *
 * @see lem-time-consistent, lem-even-lots
 *
 * @example A slot that could trade nothing is spread over the rest
 * ```ts
 * import assert from "node:assert/strict";
 * import { TwapPlan } from "volarb/execution";
 *
 * const plan = new TwapPlan({
 *   end: Float64Array.of(1, 2, 3),
 *   lots: Float64Array.of(2, 2, 2),
 *   missed: "spread",
 *   least: 1,
 * });
 * assert.equal(plan.due(6), 2);
 * assert.equal(plan.due(6), 3);
 * assert.equal(plan.due(3), 3);
 * ```
 */
export class TwapPlan {
  /** Slot that is due next; the number of slots when all are past. */
  next = 0;
  /** Lots of the slots from the next one on. */
  planned: number;
  /** Least quantity of a slice, lots. */
  least: number;
  readonly #end: Float64Array;
  readonly #lots: Float64Array;
  readonly #missed: TwapPlanOptions["missed"];
  #share: ShareOf | undefined;
  /** Whether what is planned is spread over the slots that are left, but not written down. */
  #loose = false;

  /**
   * Takes the slots.
   *
   * @param options Ends, lots, rule and least quantity.
   */
  constructor({ end, lots, missed, least }: TwapPlanOptions) {
    this.#end = end;
    this.#lots = lots.slice();
    this.#missed = missed;
    this.least = least;
    this.planned = lots.reduce((sum, part) => sum + part, 0);
  }

  /** Number of slots. */
  get slots(): number {
    return this.#end.length;
  }

  /** Lots of every slot as planned now; those of past slots as they were planned. */
  get lots(): Float64Array {
    this.#settle();
    return this.#lots.slice();
  }

  /**
   * Lots that the next slot should trade; the slot is past then.
   *
   * @param available Lots that neither a fill nor a child has.
   * @returns Whole lots, at most those available.
   */
  due(available: number): number {
    const late = available - this.planned;
    if (late < 0 || (late > 0 && this.#missed === "spread")) {
      this.#spread(available);
    }
    if (this.next >= this.slots) return 0;
    const planned = this.#loose ? this.#first() : this.#lots[this.next]!;
    this.#lots[this.next] = planned;
    this.planned -= planned;
    this.next++;
    return late > 0 && this.#missed === "burst" ? planned + late : planned;
  }

  /**
   * Follows another schedule from the next slot on.
   *
   * @param lots Whole lots to spread over the slots that are left.
   * @param share The schedule; evenly where there is none.
   */
  follow(lots: number, share: ShareOf | undefined): void {
    this.#share = share;
    this.replan(lots);
  }

  /**
   * Spreads lots over the slots that are left: evenly, or by the schedule.
   *
   * @param lots Whole lots.
   */
  replan(lots: number): void {
    this.#spread(lots);
    this.#settle();
  }

  /** The same, written down only where it has to be. */
  #spread(lots: number): void {
    this.planned = this.next < this.slots ? lots : 0;
    this.#loose = true;
    // Where slices may have to be merged, all of them have to be known.
    const single = this.#share === undefined
      ? lots >= this.least * (this.slots - this.next)
      : this.least === 1;
    if (!single) this.#settle();
  }

  /** The first slot's lots of what is planned, none of which has to be merged. */
  #first(): number {
    const slots = this.slots - this.next;
    if (this.#share === undefined) return Math.floor(this.planned / slots);
    return Math.round(this.planned * this.#shares(this.#share)(0));
  }

  /** Writes down what is planned. */
  #settle(): void {
    if (!this.#loose) return;
    this.#loose = false;
    const [from, lots, share] = [this.next, this.planned, this.#share];
    const slots = this.slots - from;
    if (slots <= 0) return;
    this.#lots.fill(0, from);
    if (lots === 0) return;
    if (share === undefined) {
      const { least } = this;
      const count = Math.min(slots, Math.max(1, Math.floor(lots / least)));
      evenLots(lots, count).forEach((part, j) =>
        this.#lots[from + Math.floor(j * slots / count)] = part
      );
      return;
    }
    const shares = this.#shares(share);
    const done = Float64Array.from({ length: slots }, (_, j) => shares(j));
    this.#lots.set(mergedLots(scheduledLots(lots, done), this.least), from);
  }

  /** Share of what is planned that is done with the next slot and `j` more. */
  #shares(share: ShareOf): (j: number) => number {
    const from = this.next;
    const begun = from === 0 ? 0 : share(this.#end[from - 1]!);
    const left = 1 - begun;
    return (j) => {
      if (from + j === this.slots - 1 || !(left > 0)) return 1;
      return Math.min(1, (share(this.#end[from + j]!) - begun) / left);
    };
  }

  /**
   * Moves a random share of each slice's lots to the next one or back.
   *
   * @param size Largest share, in [0, 1).
   * @param random Where the numbers come from.
   */
  jitter(size: number, random: Random): void {
    this.#settle();
    const left = this.#lots.subarray(this.next);
    const sized = left.filter((part) => part > 0);
    moveLots(sized, { size, minQuantity: this.least, random });
    let k = 0;
    left.forEach((part, j) => {
      if (part > 0) left[j] = sized[k++]!;
    });
  }
}
