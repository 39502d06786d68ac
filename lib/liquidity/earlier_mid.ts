import { orNull } from "../stats/or_null.ts";
import { midOf } from "./mid_price.ts";

/** State of {@linkcode EarlierMid}: time, mid, and mid of the time before; `null` is missing. */
export type EarlierMidSnapshot = {
  /** Time of the last quote; `null` before the first. */
  readonly time: number | null;
  /** Mid of the last quote. */
  readonly mid: number | null;
  /** Mid of the last quote of an earlier time. */
  readonly earlier: number | null;
};

/** The mid that stood before a time, strictly, in a merged stream of quotes and trades. */
export class EarlierMid {
  /** Time of the last quote; `NaN` before the first. */
  time: number = NaN;
  /** Mid of the last quote. */
  mid: number = NaN;
  /** Mid of the last quote of an earlier time. */
  earlier: number = NaN;

  /** Takes the state that {@linkcode toJSON} gave. */
  restore({ time, mid, earlier }: EarlierMidSnapshot): void {
    this.time = time ?? NaN;
    this.mid = mid ?? NaN;
    this.earlier = earlier ?? NaN;
  }

  /** Takes the next quote. */
  update(action: string, time: number, bid: number, ask: number): void {
    this.check(action, time);
    // In place where all is well, as a call with numbers of its own would allocate them,
    // and kept in each branch, as a number that may be the constant NaN is allocated too.
    if (bid > 0 && bid <= ask) {
      this.#stand(time);
      this.mid = (bid + ask) / 2;
    } else {
      const mid = midOf(bid, ask);
      this.#stand(time);
      this.mid = mid;
    }
  }

  /** Moves on to a time; what stood until then is the earlier mid. */
  #stand(time: number): void {
    if (time !== this.time) this.earlier = this.mid;
    this.time = time;
  }

  /** The mid of the last quote before `time`; `NaN` where there is none. */
  before(action: string, time: number): number {
    this.check(action, time);
    return time === this.time ? this.earlier : this.mid;
  }

  /** Checks that a time is there and not before the last quote. */
  check(action: string, time: number): void {
    if (time >= this.time || (this.time !== this.time && time === time)) return;
    throw new RangeError(
      `Cannot ${action} as time must not fall: current value is ${time} after ${this.time}`,
    );
  }

  /** The state as plain data. */
  toJSON(): EarlierMidSnapshot {
    return {
      time: orNull(this.time),
      mid: orNull(this.mid),
      earlier: orNull(this.earlier),
    };
  }
}
