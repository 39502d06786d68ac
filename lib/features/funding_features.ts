import {
  annualizedFunding,
  type AnnualizedFundingOptions,
  ExpectedFunding,
  type ExpectedFundingOptions,
  type ExpectedFundingSnapshot,
  FundingInterval,
  type FundingIntervalSnapshot,
  RollingHalfLife,
  type RollingHalfLifeOptions,
  type RollingHalfLifeSnapshot,
} from "../regime/mod.ts";
import { MINUTE } from "../time/mod.ts";
import { orNull } from "../stats/or_null.ts";
import { countOf } from "./feature_names.ts";
import type { EmitValue, Feature, FeatureState } from "./feature.ts";
import type { FundingRecords, PremiumRecords } from "./records.ts";
import { streamedFeature } from "./streamed_feature.ts";

const SETTLED = {
  window: "1 settlement",
  entry: "settlement",
  warmUp: 0,
  known: "when the settlement is received",
};

/**
 * Last settled funding rate as a column `funding_rate`.
 *
 * @returns The feature: the rate of its interval, a fraction of the notional.
 */
export function fundingRateFeature(): Feature {
  return streamedFeature({
    ...SETTLED,
    name: "funding_rate",
    inputs: ["funding.rate", "funding.receiveTime"],
    unit: "fraction of the notional per interval",
    start: (emit) => ({
      families: {
        funding: ({ receiveTime, rate }, from, to) => {
          for (let i = from; i < to; i++) emit(receiveTime[i]!, rate[i]!);
        },
      },
      toJSON: () => null,
    }),
  });
}

/**
 * Last settled funding rate per year as a column `annualized_funding`.
 *
 * The rate times the intervals in a year, each rate with its own interval: the one that
 * the file declares, else the one that the settlements tell.
 *
 * @param options Whether payments compound.
 * @returns The feature, a fraction of the notional per year of 365 days; missing while
 *   the interval is not known.
 *
 * @example What it reads
 * ```ts
 * import assert from "node:assert/strict";
 * import { annualizedFundingFeature } from "volarb/features";
 *
 * const { inputs, unit } = annualizedFundingFeature();
 * assert.ok(inputs.includes("funding.intervalHours"));
 * assert.equal(unit, "fraction of the notional per year");
 * ```
 */
export function annualizedFundingFeature(
  { compounding = "simple" }: Pick<AnnualizedFundingOptions, "compounding"> =
    {},
): Feature {
  annualizedFunding(new Float64Array(0), { intervalHours: 8, compounding });
  return streamedFeature({
    ...SETTLED,
    name: compounding === "simple"
      ? "annualized_funding"
      : "compound_annualized_funding",
    inputs: [
      "funding.rate",
      "funding.intervalHours",
      "funding.eventTime",
      "funding.receiveTime",
    ],
    unit: "fraction of the notional per year",
    start(emit, saved) {
      const hours = new IntervalHours(saved as IntervalSnapshot | undefined);
      return {
        families: {
          funding: (funding, from, to) => {
            for (let i = from; i < to; i++) {
              const [rate] = annualizedFunding(
                funding.rate.subarray(i, i + 1),
                { intervalHours: hours.update(funding, i), compounding },
              );
              emit(funding.receiveTime[i]!, rate!);
            }
          },
        },
        toJSON: () => hours.toJSON(),
      };
    },
  });
}

type IntervalSnapshot = {
  readonly told: FundingIntervalSnapshot;
  readonly value: number | null;
};

/** Hours of the last settlement's interval: declared, else told by the settlements. */
class IntervalHours {
  readonly #told: FundingInterval;
  /** Hours that the last rate paid for; `NaN` where not known. */
  value = NaN;

  constructor(saved?: IntervalSnapshot) {
    this.#told = saved === undefined
      ? new FundingInterval()
      : FundingInterval.from(saved.told);
    this.value = saved?.value ?? NaN;
  }

  update({ eventTime, intervalHours }: FundingRecords, row: number): number {
    const told = this.#told.update(eventTime[row]!);
    const declared = intervalHours[row]!;
    return this.value = declared === declared ? declared : told;
  }

  toJSON(): IntervalSnapshot {
    return { told: this.#told.toJSON(), value: orNull(this.value) };
  }
}

/** Choices of {@linkcode expectedFundingFeature}. */
export type ExpectedFundingFeatureOptions =
  & Omit<ExpectedFundingOptions, "step">
  & {
    /** Hours between settlements, or `"settled"`: as the last settlement had it. */
    readonly intervalHours: number | "settled";
  };

/**
 * Funding rate to expect at the next settlement, from the premium so far, as a column
 * `expected_funding`, or `expected_funding_last` where the last premium stands for those to
 * come.
 *
 * Reads the premium's one-minute bars, each close being a sample; with `"settled"` also
 * the settlements.
 *
 * @param options Interval, terms of the contract, and what stands for the future.
 * @returns The feature: rate per interval, a fraction of the notional; missing while
 *   the interval is not known.
 * @throws {RangeError} If an option is out of range.
 * @see eq-premium-average
 */
export function expectedFundingFeature(
  { intervalHours, ...terms }: ExpectedFundingFeatureOptions,
): Feature {
  const options = { ...terms, step: MINUTE };
  const settled = intervalHours === "settled";
  const check = new ExpectedFunding(options);
  if (!settled) check.update(0, NaN, intervalHours);
  return streamedFeature({
    name: terms.future === "last"
      ? "expected_funding_last"
      : "expected_funding",
    inputs: [
      "premium.close",
      "premium.closeTime",
      "premium.receiveTime",
      ...settled
        ? ["funding.intervalHours", "funding.eventTime", "funding.receiveTime"]
        : [],
    ],
    unit: "fraction of the notional per interval",
    window: "the running interval",
    entry: "bar of the premium",
    warmUp: 0,
    known: "when the premium's bar is received",
    start(emit, saved) {
      const from = saved as ExpectedSnapshot | undefined;
      const expected = from === undefined
        ? new ExpectedFunding(options)
        : ExpectedFunding.from(from.expected);
      const hours = new IntervalHours(from?.hours);
      if (!settled) hours.value = intervalHours;
      return {
        families: {
          premium: (premium, from, to) =>
            expectOver(premium, from, to, expected, hours, emit),
          ...settled && {
            funding: (funding: FundingRecords, from: number, to: number) => {
              for (let i = from; i < to; i++) hours.update(funding, i);
            },
          },
        },
        toJSON: (): ExpectedSnapshot => ({
          expected: expected.toJSON(),
          hours: hours.toJSON(),
        }),
      };
    },
  });
}

type ExpectedSnapshot = {
  readonly expected: ExpectedFundingSnapshot;
  readonly hours: IntervalSnapshot;
};

function expectOver(
  { receiveTime, closeTime, close }: PremiumRecords,
  from: number,
  to: number,
  expected: ExpectedFunding,
  { value: hours }: IntervalHours,
  emit: EmitValue,
): void {
  for (let i = from; i < to; i++) {
    const rate = hours === hours
      ? expected.update(closeTime[i]!, close[i]!, hours)
      : NaN;
    emit(receiveTime[i]!, rate);
  }
}

/**
 * Half-life of the premium over its last bars as a column `premium_half_life_<window>`.
 *
 * An Ornstein-Uhlenbeck process by exact maximum likelihood over each window, with
 * Kendall's correction: some 60 passes over the window with every bar.
 *
 * @param options Bars in the window, the mean if it is known, and the unit of time, an
 *   hour by default.
 * @returns The feature, in that unit; missing where nothing reverts.
 * @throws {RangeError} If an option is out of range.
 * @see eq-kendall
 */
export function premiumHalfLifeFeature(
  options: RollingHalfLifeOptions,
): Feature {
  const { window } = options;
  new RollingHalfLife(options);
  return streamedFeature({
    name: `premium_half_life_${window}`,
    inputs: ["premium.close", "premium.closeTime", "premium.receiveTime"],
    unit: options.unit === undefined
      ? "hours"
      : `units of ${options.unit} microseconds`,
    window: countOf(window, "bar"),
    entry: "bar of the premium",
    warmUp: window - 1,
    known: "when the premium's bar is received",
    start(emit, saved): FeatureState {
      const decay = saved === undefined
        ? new RollingHalfLife(options)
        : RollingHalfLife.from(saved as RollingHalfLifeSnapshot);
      return {
        families: {
          premium: ({ receiveTime, closeTime, close }, from, to) => {
            for (let i = from; i < to; i++) {
              emit(receiveTime[i]!, decay.update(closeTime[i]!, close[i]!));
            }
          },
        },
        toJSON: () => decay.toJSON(),
      };
    },
  });
}
