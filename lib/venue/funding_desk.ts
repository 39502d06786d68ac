import { DataError } from "../errors/mod.ts";
import { FUNDING_JITTER, FundingSchedule } from "./funding_schedule.ts";
import { divideRounded, RATE_UNIT, toRate } from "./money.ts";
import type { ReferencePrice, VenueCore } from "./venue_core.ts";

/** A settlement that was crossed with a position and waits for its rate. */
type Due = {
  readonly time: number;
  /** Signed lots of each position of the contract. */
  readonly lots: readonly number[];
  readonly price: ReferencePrice;
};

/** One contract's settlements. */
type Line = {
  readonly schedule: FundingSchedule;
  next: number;
  due: Due | undefined;
  /** A rate whose stamp is a little before its settlement. */
  early: { readonly rate: number; readonly hours: number } | undefined;
  /** The last settlement crossed. */
  last: number;
};

/**
 * Settles funding: who holds a position when a settlement is crossed, `before < T <= now`,
 * pays `position * price * rate` at the price known at `T`.
 *
 * The rate of a settlement has its stamp within a minute of it, later by some
 * milliseconds as a rule, and is paid when it comes. A settlement with a position and without
 * a rate is never taken for zero: it ends the run or is reported.
 *
 * @see alg-funding
 */
export class FundingDesk {
  /** The earliest time at which there is something to do, microseconds. */
  next = Infinity;
  /** Whether a settlement that was crossed with a position waits for its rate. */
  waiting = false;
  readonly #core: VenueCore;
  readonly #lines: readonly Line[];

  /** Starts before the first settlement. */
  constructor(core: VenueCore) {
    this.#core = core;
    this.#lines = core.specs.map(({ funding }) => ({
      schedule: new FundingSchedule(funding),
      next: funding.length === 0 ? Infinity : -Infinity,
      due: undefined,
      early: undefined,
      last: -Infinity,
    }));
    this.#plan();
  }

  /** Crosses what is due up to a time; nothing before the first call is. */
  advance(time: number): void {
    if (time < this.next) return;
    for (const i of this.#core.sorted) {
      const line = this.#lines[i]!;
      // The clock starts here: what was before it is nobody's.
      if (line.next === -Infinity) line.next = line.schedule.next(time);
      while (line.next <= time || this.#isLate(line, time)) {
        if (this.#isLate(line, Math.min(line.next, time))) this.#miss(i, line);
        else this.#cross(i, line);
      }
    }
    this.#plan();
  }

  /** Takes a rate, at its stamp. */
  rate(i: number, time: number, rate: number, hours: number): void {
    const line = this.#lines[i]!;
    if (!Number.isFinite(rate)) {
      if (line.due !== undefined) this.#miss(i, line);
      return this.#plan();
    }
    const crossed = Math.abs(time - line.last) <= FUNDING_JITTER;
    if (!crossed && line.next - time <= FUNDING_JITTER) {
      line.early = { rate, hours };
      return;
    }
    // A settlement that the schedule does not have: the interval has changed.
    if (!crossed) this.#crossAt(i, line, time);
    this.#settle(i, line, { rate, hours });
    this.#plan();
  }

  #isLate({ due }: Line, time: number): boolean {
    return due !== undefined && time > due.time + FUNDING_JITTER;
  }

  #cross(i: number, line: Line): void {
    const { early } = line;
    this.#crossAt(i, line, line.next);
    line.early = undefined;
    line.next = line.schedule.next(line.last);
    if (early !== undefined) this.#settle(i, line, early);
  }

  /** Notes who holds what at a settlement, and at which price. */
  #crossAt(i: number, line: Line, time: number): void {
    line.last = time;
    const lots = this.#core.account.positionsOf(i).map((p) => p.lots);
    if (lots.every((held) => held === 0)) return;
    const price = this.#core.referencePrice(i);
    if (price === undefined) {
      throw new DataError(
        `Cannot settle funding of ${
          this.#core.specs[i]!.symbol
        } at ${time} as the venue must have its mark price or quotes: it has neither`,
      );
    }
    line.due = { time, lots, price };
  }

  /** Takes the rate of the last settlement crossed, and the interval that it states. */
  #settle(
    i: number,
    line: Line,
    { rate, hours }: { readonly rate: number; readonly hours: number },
  ): void {
    const { due, schedule } = line;
    schedule.learn(line.last, hours);
    line.next = schedule.next(line.last);
    if (due === undefined) return;
    line.due = undefined;
    const { lot } = this.#core.specs[i]!;
    const denominator = RATE_UNIT * 10n ** BigInt(lot.scale);
    this.#pay(i, due, rate, (lots) => {
      const size = BigInt(lots) * BigInt(lot.integer);
      return -divideRounded(
        due.price.units * size * toRate(rate),
        denominator,
      );
    });
  }

  /** A settlement has no rate. */
  #miss(i: number, line: Line): void {
    const due = line.due!;
    line.due = undefined;
    if (this.#core.settings.missingFunding === "refuse") {
      throw new DataError(
        `Cannot settle funding of ${
          this.#core.specs[i]!.symbol
        } at ${due.time} as the rate of a settlement with a position must be in the data: there is none within ${
          FUNDING_JITTER / 1e6
        } s`,
      );
    }
    this.#pay(i, due, NaN, () => 0n);
  }

  #pay(
    i: number,
    { time: settlementTime, lots, price }: Due,
    rate: number,
    amountOf: (lots: number) => bigint,
  ): void {
    const { account, specs, time } = this.#core;
    account.positionsOf(i).forEach((position, k) => {
      const held = lots[k]!;
      if (held === 0) return;
      const amount = amountOf(held);
      account.payFunding(position, amount);
      this.#core.emit({
        type: "funding",
        symbol: specs[i]!.symbol,
        time,
        settlementTime,
        rate,
        price: price.price,
        priceSource: price.source,
        position: held,
        positionSide: position.side,
        amount,
        balance: account.balance,
      });
    });
    account.check();
    this.#core.marginDue = true;
  }

  #plan(): void {
    this.next = Infinity;
    this.waiting = false;
    for (const { next, due } of this.#lines) {
      if (due !== undefined) this.waiting = true;
      // Late is what is past the last moment of the jitter, in whole microseconds.
      const late = due === undefined ? Infinity : due.time + FUNDING_JITTER + 1;
      this.next = Math.min(this.next, next, late);
    }
  }
}
