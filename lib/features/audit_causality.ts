import { Random } from "../random/mod.ts";
import { assertColumns, assertInteger } from "../stats/arguments.ts";
import { assertRising } from "../time/arguments.ts";
import { countUpTo } from "../time/mod.ts";
import type { Feature, TimedColumn } from "./feature.ts";
import {
  type MarketColumns,
  marketColumns,
  marketFor,
  type MarketRecords,
} from "./market_columns.ts";
import { noiseAfter } from "./noise_after.ts";
import type { DecisionClock } from "./decision_clock.ts";
import {
  FAMILIES,
  type Family,
  type RecordFamilies,
  rowsOf,
} from "./records.ts";
import { streamedColumn } from "./streamed_feature.ts";

/** A value that changed when the future did. */
export type CausalityViolation = {
  /**
   * What was done to the future: cut off, or replaced with noise. `"stream"`: nothing, but
   * the streaming form gives another value than the column form.
   */
  readonly by: "truncation" | "noise" | "stream";
  /** Where the future began, microseconds since the epoch; `Infinity` for `"stream"`. */
  readonly cut: number;
  /** When the changed value claims to have been known. */
  readonly time: number;
  /** The value with the true future; `NaN` also where there is no such entry. */
  readonly before: number;
  /** The value with the other one; `NaN` also where the entry is gone. */
  readonly after: number;
};

/** What {@linkcode auditCausality} found. */
export type CausalityReport = {
  /** Whether no value changed. */
  readonly causal: boolean;
  /** Values that were compared. */
  readonly compared: number;
  /** Families that the feature read. */
  readonly families: readonly Family[];
  /** Every change, in the order of the cuts, then those of the stream; at most a hundred. */
  readonly violations: readonly CausalityViolation[];
};

/** Choices of {@linkcode auditCausality}. */
export type AuditCausalityOptions = {
  /** Draws the cuts and the noise; of seed 1 by default. */
  readonly random?: Random;
  /** How many times to cut; 16 by default, besides the first and the last but one record. */
  readonly cuts?: number;
  /** When the frame decides, which a value per row depends on; at every bar by default. */
  readonly clock?: DecisionClock;
};

/** Violations that are told. */
const MOST = 100;

/**
 * Shows whether a feature looks ahead, for any feature.
 *
 * The market is cut at a number of times, of records and of the feature's own values; what is received
 * later is once taken away and once replaced with noise, of all families that the
 * feature reads (prices are scaled, quantities redrawn, sides drawn anew and the times of
 * trades and quotes stretched, so that records stay valid). Every value that claims to
 * be known at or before the cut must stay the same to the last bit, and none may be added.
 * Where a feature has both forms, they must give the same values.
 *
 * @param feature The feature, ours or the reader's own.
 * @param records Data to run it on; at least two records of the families that it reads.
 * @param options Random numbers, number of cuts, clock.
 * @returns Whether it is causal, and where it is not.
 * @throws {RangeError} If there are fewer than two records, `cuts` is no integer of at
 *   least 0, or the feature gives times that fall or are missing.
 * @throws {DataError} If it reads a family that is not there.
 * @see lem-adapted
 *
 * @example A feature that reads tomorrow's newspaper
 * ```ts
 * import assert from "node:assert/strict";
 * import { auditCausality, type Feature } from "volarb/features";
 * import { MINUTE } from "volarb/time";
 *
 * const openTime = Float64Array.from({ length: 50 }, (_, i) => i * MINUTE);
 * const price = openTime.map((_, i) => 100 + (i * 7) % 5);
 * const bars = {
 *   openTime,
 *   closeTime: openTime.map((t) => t + MINUTE),
 *   open: price, high: price, low: price, close: price,
 *   volume: price,
 * };
 * const peek: Feature = {
 *   name: "peek", inputs: ["bars.close"], unit: "USDT", window: "1 bar",
 *   warmUp: 0, known: "too early",
 *   compute: ({ bars }) => ({
 *     time: bars.receiveTime,
 *     values: bars.close.map((_, i) => bars.close[i + 1] ?? NaN),
 *   }),
 * };
 * assert.equal(auditCausality(peek, { bars }).causal, false);
 * ```
 */
export function auditCausality(
  feature: Feature,
  records: MarketRecords,
  { random = new Random(1), cuts = 16, clock }: AuditCausalityOptions = {},
): CausalityReport {
  const market = marketColumns(records, clock);
  const read = new Set<Family>();
  const action = `audit ${feature.name}`;
  assertInteger(action, "cuts", cuts, 0);
  const run = (market: MarketColumns) => {
    const column = feature.compute(
      marketFor(feature.name, market, { onRead: (family) => read.add(family) }),
    );
    assertColumns(action, { time: column.time, values: column.values });
    assertRising(action, column.time);
    return column;
  };
  const whole = run(market);
  const families = FAMILIES.filter((family) => read.has(family));
  const violations: CausalityViolation[] = [];
  let compared = 0;
  const compare = (
    by: CausalityViolation["by"],
    cut: number,
    other: TimedColumn,
  ) => {
    compared += compareUpTo(whole, other, cut, (found) => {
      if (violations.length < MOST) violations.push({ by, cut, ...found });
    });
  };
  const known = whole.time;
  for (
    const cut of drawCuts(action, market, { families, known, random, cuts })
  ) {
    const others = {
      truncation: truncated(market, families, cut),
      noise: withNoise(market, families, cut, random),
    };
    for (const by of ["truncation", "noise"] as const) {
      compare(by, cut, run(marketColumns(others[by], clock)));
    }
  }
  if (feature.start !== undefined) {
    const streamed = streamedColumn(market, (emit) => feature.start!(emit));
    compare("stream", Infinity, streamed);
  }
  return { causal: violations.length === 0, compared, families, violations };
}

/** Compares the values known by a time; gives their number and tells of each that differs. */
function compareUpTo(
  whole: TimedColumn,
  other: TimedColumn,
  cut: number,
  tell: (found: Pick<CausalityViolation, "time" | "before" | "after">) => void,
): number {
  const entries = Math.max(entriesUpTo(whole, cut), entriesUpTo(other, cut));
  for (let i = 0; i < entries; i++) {
    const time = whole.time[i] ?? other.time[i]!;
    const before = whole.values[i] ?? NaN;
    const after = other.time[i] === time ? other.values[i]! : NaN;
    // Both zeros are one: a stream that is saved cannot hold the other.
    const same = Object.is(before + 0, after + 0);
    if (whole.time[i] !== other.time[i] || !same) tell({ time, before, after });
  }
  return entries;
}

/** What {@linkcode drawCuts} draws from. */
type CutChoices = {
  /** Families that the feature read. */
  readonly families: readonly Family[];
  /** When its values claim to be known. */
  readonly known: Float64Array;
  readonly random: Random;
  readonly cuts: number;
};

/**
 * Where the future begins, in order: the first and the last but one record of each
 * family, and times drawn alike from the records' receive times, from those at which a
 * value claims to be known, and from those of them at which something had happened
 * that was not received yet, where a feature that reads the venue's clock is found out.
 */
function drawCuts(
  action: string,
  market: MarketColumns,
  { families, known, random, cuts }: CutChoices,
): number[] {
  const received = families.map((family) => market[family].receiveTime)
    .filter(({ length }) => length > 0);
  const all = new Set<number>();
  for (const time of received) {
    all.add(time[0]!);
    all.add(time[Math.max(0, time.length - 2)]!);
  }
  const count = received.reduce((sum, { length }) => sum + length, 0);
  if (count < 2) {
    throw new RangeError(
      `Cannot ${action} as it takes at least two records: current value is ${count}`,
    );
  }
  const claims = known.filter(Number.isFinite);
  const early = claims.filter((time) =>
    families.some((family) => hasUnheard(market[family], time))
  );
  const times = [...received, claims, early].filter(({ length }) => length > 0);
  for (let k = 0; k < cuts; k++) {
    const time = times[random.integer(times.length)]!;
    all.add(time[random.integer(time.length)]!);
  }
  return [...all].sort((a, b) => a - b);
}

/** Whether the next record to be received had happened by a time. */
function hasUnheard(
  records: RecordFamilies[Family],
  time: number,
): boolean {
  const row = countUpTo(records.receiveTime, time);
  const happened = "closeTime" in records
    ? records.closeTime
    : records.eventTime;
  return happened[row]! <= time;
}

/** How many entries claim to be known by a time. */
function entriesUpTo({ time }: TimedColumn, cut: number): number {
  let count = 0;
  while (count < time.length && time[count]! <= cut) count++;
  return count;
}

function truncated(
  market: MarketColumns,
  families: readonly Family[],
  cut: number,
): MarketRecords {
  return {
    ...mapFamilies(families, (family) => {
      const records = market[family];
      const rows = countUpTo(records.receiveTime, cut);
      return rowsOf(family, records, 0, rows);
    }),
    until: cut,
  };
}

function withNoise(
  market: MarketColumns,
  families: readonly Family[],
  cut: number,
  random: Random,
): MarketRecords {
  return mapFamilies(families, (family) => {
    const records = market[family];
    return noiseAfter(family, records, {
      row: countUpTo(records.receiveTime, cut),
      cut,
      random,
    });
  });
}

function mapFamilies(
  families: readonly Family[],
  map: <F extends Family>(family: F) => RecordFamilies[F],
): MarketRecords {
  return Object.fromEntries(families.map((family) => [family, map(family)]));
}
