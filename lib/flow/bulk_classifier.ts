import {
  normalCdf,
  RollingVariance,
  type RollingVarianceSnapshot,
} from "../stats/mod.ts";
import { assertColumns, assertPositive } from "../stats/arguments.ts";
import { orNull } from "../stats/or_null.ts";
import { StudentTLaw } from "../stats/student_t_law.ts";

/** The law that turns a scaled price change into a bought share. */
export type PriceChangeLaw =
  | "normal"
  | {
    /** Degrees of freedom, above 0; 0.25 in the later papers. */
    readonly studentT: number;
  };

/** Choices of {@linkcode BulkClassifier}. */
export type BulkClassifierOptions = {
  /** Price changes before the current one whose deviation scales it, at least 2. */
  readonly deviationWindow: number;
  /** The law; `"normal"` by default. */
  readonly law?: PriceChangeLaw;
};

/** What {@linkcode BulkClassifier} needs to carry on where it stopped. */
export type BulkClassifierSnapshot = {
  /** The choices. */
  readonly options: BulkClassifierOptions;
  /** Variance of the last price changes. */
  readonly variance: RollingVarianceSnapshot;
  /** Bought share of the last bar; `null` where there is none. */
  readonly value: number | null;
};

/**
 * Bulk volume classification: the share of a bar's volume that was bought, guessed
 * from its price change, one bar at a time.
 *
 * `F(ΔP / σ)`, with `F` the distribution function of the normal or Student's t and `σ`
 * the sample deviation of the `deviationWindow` price changes before this one, so
 * that nothing of the future, nor the change itself, scales it. Where these changes
 * were all equal, `σ` is 0 and the share is its limit: 0, one half or 1.
 *
 * Where the venue says who was the aggressor, this is a demonstration of what the
 * guess is worth; the side itself is in the flag.
 *
 * @see prop-bulk, eq-bulk, alg-bulk
 * @see Easley, D., López de Prado, M. and O'Hara, M. (2016), Discerning information
 *   from trade data, Journal of Financial Economics 120(2), 269-285,
 *   doi:10.1016/j.jfineco.2016.01.018.
 *
 * @example One deviation up is 84 % bought
 * ```ts
 * import assert from "node:assert/strict";
 * import { BulkClassifier } from "volarb/flow";
 *
 * const classifier = new BulkClassifier({ deviationWindow: 2 });
 * classifier.update(-Math.SQRT1_2);
 * classifier.update(Math.SQRT1_2);
 * assert.ok(Math.abs(classifier.update(1) - 0.8413447460685429) < 1e-12);
 * ```
 */
export class BulkClassifier {
  /** The choices. */
  readonly options: BulkClassifierOptions;
  readonly #student: StudentTLaw | undefined;
  #variance: RollingVariance;
  readonly #change = new Float64Array(1);
  #value = NaN;

  /**
   * Starts with no price change seen.
   *
   * @param options Window and law.
   * @throws {RangeError} If the window is not an integer of at least 2 or the degrees
   *   of freedom are not positive.
   */
  constructor(options: BulkClassifierOptions) {
    const { deviationWindow, law = "normal" } = options;
    if (law !== "normal") {
      assertPositive("create BulkClassifier", "studentT", law.studentT);
    }
    this.options = options;
    this.#student = law === "normal"
      ? undefined
      : new StudentTLaw(law.studentT);
    this.#variance = new RollingVariance(deviationWindow);
  }

  /**
   * Restores the state that {@linkcode toJSON} gave.
   *
   * @param snapshot The state as plain data.
   * @returns A classifier that continues bit for bit.
   * @throws {RangeError} If a number is out of range.
   */
  static from(snapshot: BulkClassifierSnapshot): BulkClassifier {
    const classifier = new BulkClassifier(snapshot.options);
    classifier.#variance = RollingVariance.from(snapshot.variance);
    classifier.#value = snapshot.value ?? NaN;
    return classifier;
  }

  /** Bought share of the last bar, in [0, 1]; `NaN` until the window is full. */
  get value(): number {
    return this.#value;
  }

  /** Whether the last bar has a share. */
  get ready(): boolean {
    return !Number.isNaN(this.#value);
  }

  /**
   * Takes the price change of the next bar.
   *
   * @param priceChange Close less the close before, in quote currency or ticks.
   * @returns The share of its volume that was bought.
   */
  update(priceChange: number): number {
    this.#change[0] = priceChange;
    this.take(this.#change, 0);
    return this.#value;
  }

  /**
   * Takes an entry of a column: what {@linkcode update} does, for those who have their
   * numbers in columns, as a number that is handed to a method may be allocated.
   *
   * @param column Where the price change is.
   * @param index Which one it is.
   */
  take(column: Float64Array, index: number): void {
    const priceChange = column[index]!;
    const deviation = Math.sqrt(this.#variance.value);
    this.#variance.take(column, index);
    const scaled = priceChange / deviation;
    if (priceChange === 0 && deviation === 0) this.#value = 0.5;
    else if (scaled !== scaled) this.#value = NaN;
    else if (this.#student === undefined) this.#value = normalCdf(scaled);
    else {
      this.#student.x = scaled;
      this.#student.evaluate();
      this.#value = this.#student.probability;
    }
  }

  /** Forgets every price change. */
  reset(): void {
    this.#variance.reset();
    this.#value = NaN;
  }

  /**
   * The state as plain data.
   *
   * @returns What {@linkcode BulkClassifier.from} takes.
   */
  toJSON(): BulkClassifierSnapshot {
    return {
      options: this.options,
      variance: this.#variance.toJSON(),
      value: orNull(this.#value),
    };
  }
}

/**
 * Share of each bar's volume that was bought, guessed from its price change.
 *
 * {@linkcode BulkClassifier} over a whole column. Times the volume it is the bought
 * volume that `vpinOfBars` takes.
 *
 * @param priceChange Length `n`; close less the close before, `NaN` where missing.
 * @param options Window and law.
 * @returns Length `n`; in [0, 1], known at the bar's close; `NaN` until the window
 *   before it is full and while it holds a missing change.
 * @throws {RangeError} If the window is not an integer of at least 2 or the degrees
 *   of freedom are not positive.
 * @see eq-bulk, prop-bulk
 * @see Easley, D., López de Prado, M. and O'Hara, M. (2012), Review of Financial
 *   Studies 25(5), 1457-1493, doi:10.1093/rfs/hhs053.
 *
 * @example The first bars have nothing to be scaled with
 * ```ts
 * import assert from "node:assert/strict";
 * import { bulkBuyShare } from "volarb/flow";
 *
 * const share = bulkBuyShare(Float64Array.of(1, -1, 0), { deviationWindow: 2 });
 * assert.deepEqual(share, Float64Array.of(NaN, NaN, 0.5));
 * ```
 */
export function bulkBuyShare(
  priceChange: Float64Array,
  options: BulkClassifierOptions,
): Float64Array {
  const n = assertColumns("classify bulk volume", { priceChange });
  const classifier = new BulkClassifier(options);
  const share = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    classifier.take(priceChange, i);
    share[i] = classifier.value;
  }
  return share;
}
