import { DataError } from "../errors/mod.ts";
import { feeTiersOn } from "../market/mod.ts";
import type { Liquidity } from "./fill.ts";
import { toRate } from "./money.ts";

/** What the venue charges for a fill. */
export interface FeeModel {
  /** Name, for the report. */
  readonly name: string;

  /**
   * Fee rate of a fill.
   *
   * @param time Time of the fill, microseconds.
   * @param liquidity Whether it made or took.
   * @param symbol Instrument.
   * @returns Rate of the notional, in units of `1e-12`; below 0 is a rebate.
   * @throws {DataError} If no rate is known for the time.
   */
  rate(time: number, liquidity: Liquidity, symbol: string): bigint;

  /**
   * The model as a run begins, for one that remembers what it is told.
   *
   * @returns A model that has been told nothing.
   */
  session?(): FeeModel;

  /**
   * Takes a fill, after its fee.
   *
   * @param time Time of the fill, microseconds.
   * @param notional Price times quantity, money.
   */
  note?(time: number, notional: bigint): void;
}

/** Fee rates and the time from which they hold. */
export type FeePeriod = {
  /** From when, microseconds; `-Infinity` for always. */
  readonly from: number;
  /** Fee of a maker, a fraction of the notional; below 0 is a rebate. */
  readonly maker: number;
  /** Fee of a taker, a fraction of the notional. */
  readonly taker: number;
};

/**
 * Fees that hold from stated times on, with the discount for paying in the venue's asset.
 *
 * The discount takes a fraction off fees, not off rebates. A fee that the venue takes in
 * its own asset is booked at its worth in quote currency, with no position in the asset.
 *
 * @param options Periods in order of time; the discount, a fraction in [0, 1).
 * @returns The model.
 * @throws {RangeError} If there is no period, their times do not rise, or the discount is
 *   out of range.
 *
 * @example A discount of ten percent
 * ```ts
 * import assert from "node:assert/strict";
 * import { feeSchedule, toRate } from "volarb/venue";
 *
 * const fees = feeSchedule({
 *   periods: [{ from: -Infinity, maker: 0.0002, taker: 0.0005 }],
 *   discount: 0.1,
 * });
 * assert.equal(fees.rate(0, "taker", "BTCUSDT"), toRate(0.00045));
 * ```
 */
export function feeSchedule(
  { periods, discount = 0, name = "schedule" }: {
    /** Rates by time, rising. */
    readonly periods: readonly FeePeriod[];
    /** What paying in the venue's asset takes off fees, a fraction; 0 by default. */
    readonly discount?: number;
    /** Name, for the report. */
    readonly name?: string;
  },
): FeeModel {
  checkPeriods(periods);
  if (!(discount >= 0 && discount < 1)) {
    refuse("discount must be in [0, 1)", discount);
  }
  const after = (rate: number) =>
    toRate(rate > 0 ? rate * (1 - discount) : rate);
  const rates = periods.map(({ from, maker, taker }) => ({
    from,
    maker: after(maker),
    taker: after(taker),
  }));
  return {
    name: discount === 0 ? name : `${name}, ${discount * 100} % off`,
    rate(time, liquidity, symbol) {
      for (let k = rates.length - 1; k >= 0; k--) {
        const period = rates[k]!;
        if (time >= period.from) return period[liquidity];
      }
      throw new DataError(
        `Cannot charge a fee on ${symbol} as its time must be at or after ${
          rates[0]!.from
        }, the first known: current value is ${time}`,
      );
    },
  };
}

/**
 * The venue's fees of one level, as its schedule stood on a day.
 *
 * @param options Level such as `VIP 0`; UTC day, `YYYY-MM-DD`; discount for paying in
 *   BNB, 0.1 on this venue and 0 by default.
 * @returns The model; its name says whether a source covers the day.
 * @throws {DataError} If the schedule has no such level.
 * @throws {SyntaxError} If the date is not a day.
 *
 * @example A user without a level who pays in BNB
 * ```ts
 * import assert from "node:assert/strict";
 * import { toRate, venueFees } from "volarb/venue";
 *
 * const fees = venueFees({ level: "VIP 0", date: "2024-07-19", discount: 0.1 });
 * assert.equal(fees.rate(0, "maker", "BTCUSDT"), toRate(0.00018));
 * assert.equal(fees.name, "VIP 0 (stated), 10 % off");
 * ```
 */
export function venueFees(
  { level = "VIP 0", date, discount = 0 }: {
    /** Level; `VIP 0` by default. */
    readonly level?: string;
    /** UTC day of the schedule. */
    readonly date: string;
    /** What paying in BNB takes off. */
    readonly discount?: number;
  },
): FeeModel {
  const { tiers, origin } = feeTiersOn(date);
  const tier = tiers.find((known) => known.level === level);
  if (tier === undefined) {
    throw new DataError(
      `Cannot charge fees as level must be one of ${
        tiers.map((known) => known.level).join(", ")
      }: current value is ${level}`,
    );
  }
  return feeSchedule({
    periods: [{ from: -Infinity, maker: tier.maker, taker: tier.taker }],
    discount,
    name: `${level} (${origin})`,
  });
}

/**
 * No fees at all, for tests and for the question what fees cost.
 *
 * @returns The model.
 *
 * @example Nothing
 * ```ts
 * import assert from "node:assert/strict";
 * import { noFees } from "volarb/venue";
 *
 * assert.equal(noFees().rate(0, "taker", "BTCUSDT"), 0n);
 * ```
 */
export function noFees(): FeeModel {
  return feeSchedule({
    periods: [{ from: -Infinity, maker: 0, taker: 0 }],
    name: "none",
  });
}

function checkPeriods(periods: readonly FeePeriod[]): void {
  if (periods.length === 0) refuse("there must be a period", 0);
  periods.forEach(({ from, maker, taker }, k) => {
    if (!(from < Infinity) || (k > 0 && !(from > periods[k - 1]!.from))) {
      refuse("times of periods must rise", from);
    }
    for (const rate of [maker, taker]) {
      if (!(Math.abs(rate) < 1)) refuse("rates must be within 1", rate);
    }
  });
}

function refuse(rule: string, value: number): never {
  throw new RangeError(
    `Cannot charge fees as ${rule}: current value is ${value}`,
  );
}
