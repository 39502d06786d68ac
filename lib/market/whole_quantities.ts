import type { Scaled } from "./columns.ts";
import type { DefectReport } from "./defect_report.ts";
import type { Tick } from "./tick.ts";

/**
 * Watches whether every quantity of a file is a whole number though the lot of its
 * instrument is finer.
 *
 * Such quantities are no base units: they are numbers of contracts, as those of a
 * coin-margined contract whose file was given another name, or they were rounded.
 * It is told only where a source states a lot below one, and from a number of
 * quantities on of which no market would leave every one whole. The first that is
 * not ends the watch, so that it costs a usual file nothing.
 *
 * @see def-instrument
 */
export class WholeQuantities {
  readonly #lot: Tick | undefined;
  readonly #least: number;
  #count = 0;

  /**
   * Starts before the first row.
   *
   * @param lot The lot that a source states; `undefined` where none does.
   * @param least Number of quantities from which on it is told.
   */
  constructor(lot: Tick | undefined, least: number) {
    const finer = lot !== undefined && lot.integer < 10 ** lot.scale;
    this.#lot = finer ? lot : undefined;
    this.#least = least;
  }

  /**
   * Takes the quantities of a block.
   *
   * @param column The quantities; those of zero say nothing.
   * @param rows How many they are.
   */
  add({ integers, scale }: Scaled, rows: number): void {
    if (this.#count === Infinity || this.#lot === undefined) return;
    const unit = 10 ** scale;
    for (let i = 0; i < rows; i++) {
      const quantity = integers[i]!;
      if (quantity === 0) continue;
      if (quantity % unit !== 0) {
        this.#count = Infinity;
        return;
      }
      this.#count++;
    }
  }

  /**
   * Reports the file if every quantity was whole.
   *
   * @param report Gets a `wholeQuantities` with their number.
   * @param file Name of the file.
   */
  finish(report: DefectReport, file: string): void {
    if (this.#lot === undefined || !Number.isFinite(this.#count)) return;
    if (this.#count < this.#least) return;
    const { integer, scale } = this.#lot;
    const lot = (integer / 10 ** scale).toFixed(scale);
    const text = `${this.#count} quantities, of a lot of ${lot}`;
    report.add(
      "wholeQuantities",
      { file, line: 0, time: NaN, text },
      this.#count,
    );
  }
}
