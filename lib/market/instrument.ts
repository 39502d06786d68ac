import { parseUtcDate } from "../time/mod.ts";
import { assertLinear } from "./coin_margined.ts";
import type { Scaled } from "./columns.ts";
import data from "./instruments.json" with { type: "json" };
import { parseTick, type Tick } from "./tick.ts";

/**
 * Where a property of an instrument is from.
 *
 * `stated`: from a source that covers the day. `nearest`: the first that a source
 * states, for a day before it. `inferred`: from the decimals of the file at hand.
 * `unknown`: neither.
 *
 * @see def-instrument
 */
export type Origin = "stated" | "nearest" | "inferred" | "unknown";

/** A bracket of the maintenance margin. */
export type MarginBracket = {
  /** Notional of the position from which the bracket holds, quote units. */
  readonly notionalFloor: number;
  /** Notional up to which it holds, quote units. */
  readonly notionalCap: number;
  /** Maintenance margin as a fraction of the notional. */
  readonly maintenanceRate: number;
  /** Amount taken off, so that the margin is continuous, quote units: margin = notional * rate - amount. */
  readonly maintenanceAmount: number;
  /** Greatest leverage allowed. */
  readonly maxLeverage: number;
};

/** Fees of one level of the venue's schedule, fractions of the notional. */
export type FeeTier = {
  /** Name of the level, `VIP 0`. */
  readonly level: string;
  /** Fee of a maker. */
  readonly maker: number;
  /** Fee of a taker. */
  readonly taker: number;
};

/** A funding interval and the time from which it holds. */
export type FundingIntervalSpan = {
  /** First settlement at this interval, microseconds. */
  readonly from: number;
  /** Hours between settlements. */
  readonly hours: number;
};

/**
 * What the venue says of an instrument on a day.
 *
 * @see def-instrument
 */
export type Instrument = {
  /** `BTCUSDT`. */
  readonly symbol: string;
  /** Kind of contract: profit is linear in the price, and it does not expire. */
  readonly contract: "linear perpetual" | "unknown";
  /** Step of prices, quote units. */
  readonly tick: Tick | undefined;
  /** Step of quantities, base units. */
  readonly lot: Tick | undefined;
  /** Least notional of an order, quote units. */
  readonly minNotional: number | undefined;
  /** Funding intervals in order of time. */
  readonly funding: readonly FundingIntervalSpan[];
  /** Brackets of the maintenance margin, by notional. */
  readonly brackets: readonly MarginBracket[];
  /** Where each property is from. */
  readonly origin: Readonly<
    Record<"tick" | "lot" | "minNotional" | "funding" | "brackets", Origin>
  >;
};

/** An entry of the reference data with the day from which it holds. */
type Dated = { readonly from: string };

/** An entry of an instrument's trading rules; a field that it lacks is stated by another. */
type Rule = Dated & {
  readonly tick?: string;
  readonly lot?: string;
  readonly minNotional?: string;
};

/**
 * The symbols that the reference data know.
 *
 * @example The tick of each that has one stated
 * ```ts
 * import assert from "node:assert/strict";
 * import { formatTicks, INSTRUMENTS, instrumentOn } from "volarb/market";
 *
 * const ticks = INSTRUMENTS.map((symbol) => {
 *   const { tick, origin } = instrumentOn(symbol, "2025-06-01");
 *   return origin.tick === "stated" ? [symbol, formatTicks(1, tick!)] : [];
 * });
 * assert.deepEqual(ticks.flat(), [
 *   ...["BTCUSDT", "0.1", "ETHUSDT", "0.01", "SOLUSDT", "0.01"],
 * ]);
 * ```
 */
export const INSTRUMENTS: readonly string[] = data.instruments
  .map(({ symbol }) => symbol);

/**
 * An instrument on a day, from the dated reference data of the library.
 *
 * What the data do not state is inferred from the columns of a file, if given: the
 * step is then the last decimal place that the file uses, `10 ** -scale`. Every
 * property says where it is from.
 *
 * @param symbol The instrument.
 * @param date UTC day, `YYYY-MM-DD`.
 * @param columns Prices and quantities of a file of the day, for what is not stated.
 * @returns The instrument; unknown properties are `undefined` or empty.
 * @throws {RangeError} If the symbol is of a coin-margined contract, whose quantities are
 *   not base units.
 * @throws {SyntaxError} If the date is not a day.
 * @see def-instrument
 *
 * @example Stated, and inferred
 * ```ts
 * import assert from "node:assert/strict";
 * import { instrumentOn } from "volarb/market";
 *
 * const bitcoin = instrumentOn("BTCUSDT", "2024-07-19");
 * assert.deepEqual(bitcoin.tick, { integer: 1, scale: 1 });
 * assert.equal(bitcoin.origin.tick, "stated");
 * const other = instrumentOn("NEARUSDT", "2026-02-01", {
 *   price: { integers: Int32Array.of(1206, 1204), scale: 3 },
 * });
 * assert.deepEqual(other.tick, { integer: 1, scale: 3 });
 * assert.equal(other.origin.tick, "inferred");
 * ```
 */
export function instrumentOn(
  symbol: string,
  date: string,
  columns: { readonly price?: Scaled; readonly quantity?: Scaled } = {},
): Instrument {
  assertLinear("describe an instrument", symbol);
  const day = parseUtcDate(date);
  const entry = data.instruments.find((known) => known.symbol === symbol);
  const rules: readonly Rule[] = entry?.rules ?? [];
  const step = (name: "tick" | "lot", column: Scaled | undefined) => {
    const { value, origin } = atDay(
      rules.filter((rule) => rule[name] !== undefined),
      day,
    );
    if (value !== undefined) return { value: parseTick(value[name]!), origin };
    return column === undefined
      ? { value: undefined, origin }
      : { value: { integer: 1, scale: column.scale }, origin: INFERRED };
  };
  const tick = step("tick", columns.price);
  const lot = step("lot", columns.quantity);
  const notional = atDay(
    rules.filter((rule) => rule.minNotional !== undefined),
    day,
  );
  const brackets = atDay(entry?.brackets ?? [], day);
  const funding = entry?.funding ?? [];
  return {
    symbol,
    contract: entry === undefined ? "unknown" : "linear perpetual",
    tick: tick.value,
    lot: lot.value,
    minNotional: notional.value === undefined
      ? undefined
      : Number(notional.value.minNotional),
    funding: funding.map(({ from, hours }) => ({ from: timeOf(from), hours })),
    brackets: (brackets.value?.tiers ?? []).map((tier) => ({
      ...tier,
      maintenanceRate: Number(tier.maintenanceRate),
    })),
    origin: {
      tick: tick.origin,
      lot: lot.origin,
      minNotional: notional.origin,
      funding: atDay(funding, day).origin,
      brackets: brackets.origin,
    },
  };
}

/**
 * The venue's fee schedule on a day.
 *
 * @param date UTC day, `YYYY-MM-DD`.
 * @returns The levels from the highest fees to the lowest, and whether a source covers the day.
 * @throws {SyntaxError} If the date is not a day.
 *
 * @example A user without a level
 * ```ts
 * import assert from "node:assert/strict";
 * import { feeTiersOn } from "volarb/market";
 *
 * const { tiers, origin } = feeTiersOn("2024-07-19");
 * assert.deepEqual(tiers[0], { level: "VIP 0", maker: 0.0002, taker: 0.0005 });
 * assert.equal(origin, "stated");
 * ```
 */
export function feeTiersOn(
  date: string,
): { readonly tiers: readonly FeeTier[]; readonly origin: Origin } {
  const { value, origin } = atDay(data.feeTiers, parseUtcDate(date));
  return {
    origin,
    tiers: (value?.tiers ?? []).map(({ level, maker, taker }) => ({
      level,
      maker: Number(maker),
      taker: Number(taker),
    })),
  };
}

/**
 * The funding intervals that a `fundingRate` file shows.
 *
 * @param columns Settlement times and stated hours, in order of time.
 * @returns One entry per change, in order of time.
 *
 * @example From four hours to one
 * ```ts
 * import assert from "node:assert/strict";
 * import { fundingIntervals } from "volarb/market";
 *
 * const intervals = fundingIntervals({
 *   eventTime: Float64Array.of(0, 14400e6, 18000e6),
 *   intervalHours: Float64Array.of(4, 4, 1),
 * });
 * assert.deepEqual(intervals, [
 *   { from: 0, hours: 4 },
 *   { from: 18000e6, hours: 1 },
 * ]);
 * ```
 */
export function fundingIntervals(
  columns: {
    readonly eventTime: Float64Array;
    readonly intervalHours: Float64Array;
  },
): FundingIntervalSpan[] {
  const intervals: FundingIntervalSpan[] = [];
  columns.intervalHours.forEach((hours, i) => {
    if (Number.isNaN(hours) || hours === intervals.at(-1)?.hours) return;
    intervals.push({ from: columns.eventTime[i]!, hours });
  });
  return intervals;
}

const INFERRED: Origin = "inferred";

/** The last entry that holds on a day, or the first one of all. */
function atDay<T extends Dated>(
  entries: readonly T[],
  day: number,
): { readonly value: T | undefined; readonly origin: Origin } {
  const sorted = [...entries].sort((a, b) => timeOf(a.from) - timeOf(b.from));
  // An entry that begins within the day does not hold for all of it.
  const value = sorted.findLast(({ from }) => timeOf(from) <= day);
  if (value !== undefined) return { value, origin: "stated" };
  return sorted.length > 0
    ? { value: sorted[0], origin: "nearest" }
    : { value: undefined, origin: "unknown" };
}

/** Microseconds of a day or of a day with a time. */
function timeOf(text: string): number {
  return Date.parse(text.includes("T") ? `${text}Z` : text) * 1000;
}
