import { assertChoice, assertColumns } from "../stats/arguments.ts";
import { assertEntries, entryAt } from "./arguments.ts";
import {
  type CheckedTerms,
  checkedTerms,
  type FundingTerms,
  settledRate,
} from "./funding_terms.ts";
import {
  PremiumAverage,
  type PremiumAverageOptions,
  type PremiumAverageSnapshot,
  type PremiumColumns,
} from "./premium_average.ts";

/** Choices of {@linkcode ExpectedFunding}. */
export type ExpectedFundingOptions =
  & Omit<FundingTerms, "intervalHours">
  & PremiumAverageOptions
  & {
    /**
     * What stands for the samples still to come: `"mean"` (default) the mean so far,
     * as the venue shows it; `"last"` the last premium, right where the premium is a
     * martingale.
     */
    readonly future?: "mean" | "last";
  };

/** What {@linkcode ExpectedFunding} needs to carry on where it stopped. */
export type ExpectedFundingSnapshot = {
  /** What stands for the samples still to come. */
  readonly future: "mean" | "last";
  /** Terms of the contract; `null` stands for no cap and no floor. */
  readonly terms: {
    /** Interest rate per 8 hours. */
    readonly interestRate: number;
    /** Largest correction per 8 hours. */
    readonly clamp: number;
    /** Highest rate per interval. */
    readonly cap: number | null;
    /** Lowest rate per interval. */
    readonly floor: number | null;
  };
  /** The premium's average. */
  readonly average: PremiumAverageSnapshot;
  /** Hours of the running interval. */
  readonly intervalHours: number;
};

/**
 * Funding rate to expect at the next settlement, one premium sample at a time.
 *
 * The rate of {@linkcode fundingRate} at the premium's average over the running
 * interval, as far as it is known: the weighted mean of the samples so far
 * (`future: "mean"`), or with the last premium in place of all samples to come
 * (`future: "last"`). Both end in the settled rate.
 *
 * An update allocates nothing.
 *
 * @see eq-premium-average, eq-funding-map, prop-forecast-error
 *
 * @example Half of an interval above the band
 * ```ts
 * import assert from "node:assert/strict";
 * import { HOUR } from "volarb/time";
 * import { ExpectedFunding } from "volarb/regime";
 *
 * const expected = new ExpectedFunding({ step: HOUR });
 * for (let hour = 1; hour <= 4; hour++) expected.update(hour * HOUR, 9e-4);
 * assert.ok(Math.abs(expected.value - 4e-4) < 1e-18);
 * assert.ok(Math.abs(expected.coverage - 10 / 36) < 1e-15);
 * ```
 */
export class ExpectedFunding {
  readonly #future: "mean" | "last";
  readonly #terms: CheckedTerms;
  #average: PremiumAverage;
  #intervalHours = 8;

  /**
   * Starts with no sample seen.
   *
   * @param options Terms of the contract, sampling step, what stands for the future.
   * @throws {RangeError} If a term is out of range, the step not positive or
   *   `future` another word.
   */
  constructor(options: ExpectedFundingOptions = {}) {
    const action = "create ExpectedFunding";
    const { future = "mean", step, ...terms } = options;
    assertChoice(action, "future", future, ["mean", "last"]);
    this.#future = future;
    this.#terms = checkedTerms(action, terms);
    this.#average = new PremiumAverage(step === undefined ? {} : { step });
  }

  /**
   * Restores the state that {@linkcode toJSON} gave.
   *
   * @param snapshot The state as plain data.
   * @returns An instance that continues bit for bit.
   * @throws {RangeError} If an option in it is out of range.
   */
  static from(snapshot: ExpectedFundingSnapshot): ExpectedFunding {
    const { interestRate, clamp, cap, floor } = snapshot.terms;
    const expected = new ExpectedFunding({
      future: snapshot.future,
      interestRate,
      clamp,
      cap: cap ?? Infinity,
      floor: floor ?? -Infinity,
    });
    expected.#average = PremiumAverage.from(snapshot.average);
    expected.#intervalHours = snapshot.intervalHours;
    return expected;
  }

  /** Rate expected at the next settlement, per interval; `NaN` before the interval's first sample. */
  get value(): number {
    const premium = this.#future === "mean"
      ? this.#average.value
      : this.#average.projected;
    return settledRate(premium, this.#terms, this.#intervalHours);
  }

  /** Weighted mean of the premium so far, a fraction of the index price. */
  get average(): number {
    return this.#average.value;
  }

  /** Share of the interval's weight that has been seen, in [0, 1]. */
  get coverage(): number {
    return this.#average.coverage;
  }

  /** Whether the running interval has a sample. */
  get ready(): boolean {
    return this.#average.ready;
  }

  /**
   * Takes the next premium sample.
   *
   * @param time When the sample is known, microseconds since the epoch.
   * @param premium The sample, a fraction; `NaN` is missing.
   * @param intervalHours Hours between settlements in force now; 8 by default.
   * @returns The rate expected at the end of the running interval.
   * @throws {RangeError} If the time is missing or before the last one, or the
   *   interval is not a whole number of steps that divides a day.
   */
  update(time: number, premium: number, intervalHours = 8): number {
    this.#average.update(time, premium, intervalHours);
    this.#intervalHours = intervalHours;
    return this.value;
  }

  /** Forgets every sample. */
  reset(): void {
    this.#average.reset();
    this.#intervalHours = 8;
  }

  /**
   * The state as plain data.
   *
   * @returns What {@linkcode ExpectedFunding.from} takes.
   */
  toJSON(): ExpectedFundingSnapshot {
    const { interestRate, clamp, cap, floor } = this.#terms;
    return {
      future: this.#future,
      terms: {
        interestRate,
        clamp,
        cap: cap === Infinity ? null : cap,
        floor: floor === -Infinity ? null : floor,
      },
      average: this.#average.toJSON(),
      intervalHours: this.#intervalHours,
    };
  }
}

/**
 * {@linkcode ExpectedFunding} over whole columns.
 *
 * @param columns Length `n` each; when each premium sample is known, and the sample.
 * @param options Terms of the contract, sampling step, what stands for the future;
 *   `intervalHours` in force at each sample (8 by default), one number or one per row.
 * @returns Length `n`; rate expected at the end of the running interval, per
 *   interval as a fraction, from samples up to `t`. `NaN` where the interval has
 *   none yet.
 * @throws {RangeError} If lengths differ, times fall, or an option is out of range.
 * @see eq-premium-average, eq-funding-map
 *
 * @example The premium came down: what it was, and what it is
 * ```ts
 * import assert from "node:assert/strict";
 * import { HOUR } from "volarb/time";
 * import { expectedFunding } from "volarb/regime";
 *
 * const columns = {
 *   time: Float64Array.of(HOUR, 2 * HOUR),
 *   premium: Float64Array.of(15e-4, 9e-4),
 * };
 * const mean = expectedFunding(columns, { step: HOUR });
 * const last = expectedFunding(columns, { step: HOUR, future: "last" });
 * assert.ok(Math.abs(mean[1]! - 6e-4) < 1e-17); // (1·15 + 2·9) / 3 - 5 bp
 * assert.ok(last[1]! < mean[1]!);
 * ```
 */
export function expectedFunding(
  { time, premium }: PremiumColumns,
  options: ExpectedFundingOptions & {
    /** Hours between settlements: one number, or one per row. */
    readonly intervalHours?: number | Float64Array;
  } = {},
): Float64Array {
  const action = "expect a funding rate";
  const { intervalHours = 8, ...rest } = options;
  assertColumns(action, { time, premium });
  assertEntries(action, "intervalHours", intervalHours, time.length);
  const expected = new ExpectedFunding(rest);
  return premium.map((p, t) =>
    expected.update(time[t]!, p, entryAt(intervalHours, t))
  );
}
