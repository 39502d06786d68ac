import type { DefectReport } from "./defect_report.ts";

/** A finer decimal place that fewer than one price in so many uses is no tick. */
const RARE = 1000;

type Place = { readonly line: number; readonly time: number };
type Level = { count: number; first: Place; last: Place };

/**
 * Counts by which decimal place the prices of a file end, to tell stray prices
 * where no source states the tick: if fewer than one price in a thousand is finer
 * than a power of ten, that power is the tick and these prices are off it.
 *
 * @see def-instrument
 */
export class TickCensus {
  /** By zeros at the end of the integers. */
  readonly #levels: Level[] = [];
  #total = 0;

  /** Takes a price as an integer, and where it stands. */
  add(price: number, line: number, time: number): void {
    let zeros = 0;
    for (let rest = price; rest !== 0 && rest % 10 === 0; rest /= 10) zeros++;
    this.#total++;
    const place = { line, time };
    const level = this.#levels[zeros];
    if (level === undefined) {
      this.#levels[zeros] = { count: 1, first: place, last: place };
    } else {
      level.count++;
      level.last = place;
    }
  }

  /**
   * Reports the prices that are too fine.
   *
   * @param report Gets an `offTick` if there are any.
   * @param file Name of the file.
   * @param scale Decimal places of the integers.
   */
  finish(report: DefectReport, file: string, scale: number): void {
    const stray: Level[] = [];
    let count = 0, zeros = 0;
    for (; zeros < scale; zeros++) {
      const level = this.#levels[zeros];
      if (level === undefined) continue;
      if ((count + level.count) * RARE >= this.#total) break;
      count += level.count;
      stray.push(level);
    }
    if (count === 0) return;
    const byLine = (a: Place, b: Place) => a.line - b.line;
    const first = stray.map((level) => level.first).sort(byLine)[0]!;
    const last = stray.map((level) => level.last).sort(byLine).at(-1)!;
    const text = `finer than ${
      (10 ** (zeros - scale)).toFixed(scale - zeros)
    }, the tick that the other prices show`;
    report.addMany(
      "offTick",
      { file, ...first, text },
      { file, ...last, text },
      count,
    );
  }
}
