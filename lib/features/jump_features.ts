import {
  jumpTest,
  type JumpTestOptions,
  LeeMykland,
  type LeeMyklandSnapshot,
  periodicityAt,
  type WithoutPeriodicityOptions,
} from "../volatility/mod.ts";
import { assertWindow } from "../stats/arguments.ts";
import { TIME, VALUE } from "./emission.ts";
import type { Feature } from "./feature.ts";
import type { PeriodOptions } from "./period_clock.ts";
import { type BarGatherer, periodFeature } from "./period_feature.ts";
import type { ReturnWindowOptions } from "./realized_features.ts";
import type { QuoteRecords } from "./records.ts";
import {
  MidReturns,
  type MidReturnsSnapshot,
  ReturnWindow,
  type ReturnWindowSnapshot,
} from "./return_window.ts";

const INPUTS = ["quotes.bidPrice", "quotes.askPrice"];

/** What features that look for jumps have in common. */
export type JumpPatternOptions = {
  /**
   * The intraday pattern of volatility that returns are divided by, fitted on days that
   * have passed (`intradayPeriodicity`); none by default. Without it the restless hours look
   * like jumps.
   */
  readonly pattern?: WithoutPeriodicityOptions;
};

/** Which number of the test a column holds. */
export type JumpReading = "statistic" | "p-value" | "jump-variance";

/** Choices of {@linkcode jumpTestFeature}. */
export type JumpTestFeatureOptions =
  & ReturnWindowOptions
  & JumpPatternOptions
  & Pick<JumpTestOptions, "statistic">
  & {
    /** Which number; `"statistic"` by default. */
    readonly reading?: JumpReading;
  };

/**
 * Test of Barndorff-Nielsen and Shephard for jumps among the last returns of the mid, as a
 * column `jump_statistic_<span>`, `jump_p_value_<span>` or `jump_variance_<span>`.
 *
 * The statistic is standard normal without jumps; windows overlap, so that one jump is
 * seen by every window that holds it.
 *
 * @param options Bars, how many returns are tested how often, which statistic and number,
 *   and the pattern.
 * @returns The feature; missing where a return is, or no price moved.
 * @throws {RangeError} If a number is out of range or a word unknown.
 * @see eq-jump-test, thm-bipower
 * @see Barndorff-Nielsen, O. and Shephard, N. (2006), Journal of Financial Econometrics
 *   4(1), 1-30, doi:10.1093/jjfinec/nbi022.
 *
 * @example A day of five minutes, tested every hour
 * ```ts
 * import assert from "node:assert/strict";
 * import { jumpTestFeature } from "volarb/features";
 * import { HOUR, MINUTE } from "volarb/time";
 *
 * const test = jumpTestFeature({ period: 5 * MINUTE, window: 288, step: HOUR });
 * assert.equal(test.name, "jump_statistic_1d_by_5m");
 * ```
 */
export function jumpTestFeature(
  { reading = "statistic", statistic, pattern, step, ...options }:
    JumpTestFeatureOptions,
): Feature {
  const { window, period } = options;
  const test = statistic === undefined ? {} : { statistic };
  const read = readingOf(reading);
  assertWindow("test for jumps", window, 3);
  jumpTest(new Float64Array(0), test);
  const parts = {
    window,
    step: step ?? period,
    measure: (returns: Float64Array) => read(jumpTest(returns, test)),
    ...(pattern && { scaleAt: (end: number) => periodicityAt(end, pattern) }),
  };
  const name = reading === "jump-variance"
    ? "jump_variance"
    : `jump_${reading.replaceAll("-", "_")}`;
  return periodFeature({
    name: [
      name,
      ...(statistic === "linear" ? ["linear"] : []),
      ...(pattern ? ["even"] : []),
    ].join("_"),
    inputs: INPUTS,
    unit: UNITS[reading],
    family: "quotes",
    options,
    step: parts.step,
    gather: (saved) =>
      new ReturnWindow(parts, saved as ReturnWindowSnapshot | undefined),
  });
}

const UNITS: { readonly [R in JumpReading]: string } = {
  "statistic": "standard normal without jumps",
  "p-value": "probability",
  "jump-variance": "variance of the log price over the span",
};

function readingOf(
  reading: JumpReading,
): (test: ReturnType<typeof jumpTest>) => number {
  switch (reading) {
    case "statistic":
      return ({ statistic }) => statistic;
    case "p-value":
      return ({ pValue }) => pValue;
    case "jump-variance":
      return ({ jumpVariance }) => jumpVariance;
    default:
      throw new RangeError(
        `Cannot test for jumps as reading must be one of "statistic", "p-value", "jump-variance": current value is ${
          JSON.stringify(reading)
        }`,
      );
  }
}

/** Choices of {@linkcode leeMyklandFeature}. */
export type LeeMyklandFeatureOptions = PeriodOptions & JumpPatternOptions & {
  /** Returns in the window of the spot variance, at least 3. */
  readonly window: number;
};

/**
 * Statistic of Lee and Mykland for a jump in the last return of the mid, as a column
 * `lee_mykland_<span>`.
 *
 * The return over the root of the average product of neighbours before it; compare its
 * size with `leeMyklandThreshold`.
 *
 * @param options Bars, returns of the spot variance, and the pattern.
 * @returns The feature; missing where a return is, or the window did not move.
 * @throws {RangeError} If a number is out of range.
 * @see eq-lee-mykland, thm-lee-mykland
 * @see Lee, S. and Mykland, P. (2008), Review of Financial Studies 21(6), 2535-2563,
 *   doi:10.1093/rfs/hhm056.
 *
 * @example Five minutes against the day before
 * ```ts
 * import assert from "node:assert/strict";
 * import { leeMyklandFeature } from "volarb/features";
 * import { MINUTE } from "volarb/time";
 *
 * const jumps = leeMyklandFeature({ period: 5 * MINUTE, window: 288 });
 * assert.equal(jumps.name, "lee_mykland_1d_by_5m");
 * assert.equal(jumps.warmUp, 288);
 * ```
 */
export function leeMyklandFeature(
  { pattern, ...options }: LeeMyklandFeatureOptions,
): Feature {
  return periodFeature({
    name: pattern ? "lee_mykland_even" : "lee_mykland",
    inputs: INPUTS,
    unit: "average deviations of a return",
    family: "quotes",
    options,
    gather: (saved) =>
      new JumpBar(options.window, pattern, saved as JumpSnapshot | undefined),
  });
}

type JumpSnapshot = {
  readonly mids: MidReturnsSnapshot;
  readonly jumps: LeeMyklandSnapshot;
};

/** Tests the return of each bar. */
class JumpBar implements BarGatherer<"quotes"> {
  readonly #pattern: WithoutPeriodicityOptions | undefined;
  readonly #mids: MidReturns;
  readonly #jumps: LeeMykland;

  constructor(
    window: number,
    pattern: WithoutPeriodicityOptions | undefined,
    saved?: JumpSnapshot,
  ) {
    this.#pattern = pattern;
    this.#mids = new MidReturns(saved?.mids);
    this.#jumps = saved === undefined
      ? new LeeMykland({ window })
      : LeeMykland.from(saved.jumps);
  }

  add(quotes: QuoteRecords, from: number, to: number): void {
    this.#mids.add(quotes, from, to);
  }

  closeBar(entry: Float64Array, missing: boolean): void {
    this.#mids.closeBar(missing);
    const scale = this.#pattern
      ? periodicityAt(entry[TIME]!, this.#pattern)
      : 1;
    entry[VALUE] = this.#jumps.update(this.#mids.change / scale);
  }

  toJSON(): JumpSnapshot {
    return { mids: this.#mids.toJSON(), jumps: this.#jumps.toJSON() };
  }
}
