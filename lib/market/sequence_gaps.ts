import type { DefectKind } from "./defect_kinds.ts";
import { type DefectExample, DefectReport } from "./defect_report.ts";

/**
 * Whole numbers left out of a sequence, such as ids or minutes.
 *
 * While the numbers rise, every gap is one. As soon as one comes late nobody can
 * say which numbers will still come: then only how many lack between the least and
 * the largest is told, at the end.
 *
 * @see lem-gaps
 */
export class SequenceGaps {
  readonly #kind: DefectKind;
  readonly #gaps = new DefectReport();
  #least = Infinity;
  #largest = -Infinity;
  #count = 0;
  #rises = true;

  /**
   * Starts without a number.
   *
   * @param kind What a gap is reported as.
   */
  constructor(kind: DefectKind) {
    this.#kind = kind;
  }

  /** Largest number so far. */
  get largest(): number {
    return this.#largest;
  }

  /** How many numbers lack between the least and the largest. */
  get missing(): number {
    return this.#count === 0
      ? 0
      : this.#largest - this.#least + 1 - this.#count;
  }

  /** Whether no number came late. */
  get rises(): boolean {
    return this.#rises;
  }

  /** Takes a number that was not there before; returns how many were left out right before it. */
  add(number: number): number {
    const gap = number - this.#largest - 1;
    if (number > this.#largest) this.#largest = number;
    else this.#rises = false;
    if (number < this.#least) this.#least = number;
    this.#count++;
    return gap > 0 && this.#count > 1 ? gap : 0;
  }

  /** Remembers where a gap was seen. */
  note(example: DefectExample, amount: number): void {
    this.#gaps.add(this.#kind, example, amount);
  }

  /** Reports the gaps, or where they are not known how many numbers lack. */
  finish(report: DefectReport, file: string): void {
    if (this.#rises) {
      report.addAll(this.#gaps);
      return;
    }
    const { missing } = this;
    if (missing <= 0) return;
    const text = `${missing} of ${
      missing + this.#count
    }, which come in disorder`;
    report.add(this.#kind, { file, line: 0, time: NaN, text }, missing);
  }
}
