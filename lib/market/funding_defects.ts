import { formatUtc, HOUR, MINUTE } from "../time/mod.ts";
import type { Chunk } from "./columns.ts";
import { RowDefects } from "./row_defects.ts";

/**
 * Defects of `fundingRate`: order, duplicates, changes of the interval,
 * settlements whose spacing is not the stated interval, too few of them at the
 * ends of the month, times outside the month or away from the full hour by more
 * than a minute.
 */
export class FundingDefects extends RowDefects<"fundingRate"> {
  #firstTime = NaN;
  #firstHours = NaN;
  #lastTime = NaN;
  #lastHours = NaN;
  #lastRate = NaN;

  /** Looks at the rows of a block. */
  protected override look({ columns, rows }: Chunk<"fundingRate">): void {
    for (let i = 0; i < rows; i++) {
      const time = columns.eventTime[i]!, rate = columns.rate[i]!;
      const hours = columns.intervalHours[i]!;
      const settlement = Math.round(time / HOUR);
      const spacing = settlement - Math.round(this.#lastTime / HOUR);
      if (spacing === 0) {
        const kind = rate === this.#lastRate
          ? "exactDuplicate"
          : "conflictingDuplicate";
        this.mark(kind, i, time, `${formatUtc(time)} again`);
        continue;
      }
      // A settlement at midnight may carry the jitter of the last millisecond.
      if (time < this.start - MINUTE || time >= this.end + MINUTE) {
        this.mark("outsideDay", i, time, formatUtc(time));
        continue;
      }
      if (hours !== this.#lastHours && this.#lastHours > 0 && hours > 0) {
        const text = `${this.#lastHours} h to ${hours} h`;
        this.mark("fundingIntervalChange", i, time, text);
      } else if (spacing > 0 && hours > 0 && spacing !== hours) {
        const text = `${spacing} h after the last, stated ${hours} h`;
        this.mark("fundingSpacing", i, time, text);
      }
      this.follow(i, time);
      if (Math.abs(time - settlement * HOUR) > MINUTE) {
        this.mark("offGrid", i, time, formatUtc(time));
      }
      if (Number.isNaN(this.#firstTime)) {
        this.#firstTime = time;
        this.#firstHours = hours;
      }
      this.#lastTime = time;
      this.#lastHours = hours;
      this.#lastRate = rate;
    }
  }

  /** Reports settlements that lack at the ends as well. */
  override finish(): void {
    super.finish();
    const before = Math.round(
      (this.#firstTime - this.start) / (this.#firstHours * HOUR),
    );
    const after = Math.round(
      (this.end - this.#lastTime) / (this.#lastHours * HOUR),
    ) - 1;
    const missing = Math.max(before, 0) + Math.max(after, 0);
    if (!(missing > 0)) return;
    const text = `${formatUtc(this.#firstTime)} to ${
      formatUtc(this.#lastTime)
    }`;
    this.note("rowShortfall", 0, NaN, text, missing);
  }
}
