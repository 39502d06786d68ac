import type { Random } from "../random/mod.ts";
import type { BarColumns, Feature, MarketColumns } from "./feature.ts";

/** A value that changed when the future did. */
export type CausalityViolation = {
  /** What was done to the future: cut off, or replaced with noise. */
  readonly by: "truncation" | "noise";
  /** Where the future began, microseconds since the epoch. */
  readonly cut: number;
  /** When the changed value claims to have been known. */
  readonly time: number;
  /** The value with the true future. */
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
  /** Every change, in the order of the cuts; at most a hundred. */
  readonly violations: readonly CausalityViolation[];
};

/** What {@linkcode auditCausality} needs beside the feature. */
export type AuditCausalityOptions = {
  /** Draws the cuts and the noise. */
  readonly random: Random;
  /** How many times to cut; 16 by default, besides the first and the last bar. */
  readonly cuts?: number;
};

/**
 * Shows whether a feature looks ahead, for any feature.
 *
 * The market is cut at a number of times; what comes after is once taken away and
 * once replaced with noise (the later prices of each bar are scaled by a random
 * factor and the volumes redrawn, so that bars stay valid). Every value that claims to be known at
 * or before the cut must stay the same to the last bit.
 *
 * @param feature The feature, ours or the reader's own.
 * @param market Data to run it on; at least two bars.
 * @param options Random numbers, number of cuts.
 * @returns Whether it is causal, and where it is not.
 * @throws {RangeError} If there are fewer than two bars.
 *
 * @example A feature that reads tomorrow's newspaper
 * ```ts
 * import assert from "node:assert/strict";
 * import { auditCausality, type Feature } from "volarb/features";
 * import { Random } from "volarb/random";
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
 *     time: bars.closeTime,
 *     values: bars.close.map((_, i) => bars.close[i + 1] ?? NaN),
 *   }),
 * };
 * assert.equal(auditCausality(peek, { bars }, { random: new Random(1) }).causal, false);
 * ```
 */
export function auditCausality(
  feature: Feature,
  market: MarketColumns,
  { random, cuts = 16 }: AuditCausalityOptions,
): CausalityReport {
  const { closeTime } = market.bars;
  const n = closeTime.length;
  if (n < 2) {
    throw new RangeError(
      `Cannot audit ${feature.name} as it takes at least two bars: current value is ${n}`,
    );
  }
  const rows = new Set([0, n - 2]);
  for (let k = 0; k < cuts; k++) rows.add(random.integer(n - 1));
  const whole = feature.compute(market);
  const violations: CausalityViolation[] = [];
  let compared = 0;
  for (const row of [...rows].sort((a, b) => a - b)) {
    const cut = closeTime[row]!;
    const others = {
      truncation: { bars: firstBars(market.bars, row + 1) },
      noise: { bars: withNoiseAfter(market.bars, row, random) },
    };
    for (const by of ["truncation", "noise"] as const) {
      const other = feature.compute(others[by]);
      for (let i = 0; i < whole.time.length && whole.time[i]! <= cut; i++) {
        compared++;
        const before = whole.values[i]!;
        const after = other.time[i] === whole.time[i] ? other.values[i]! : NaN;
        if (
          (other.time[i] !== whole.time[i] || !Object.is(before, after)) &&
          violations.length < 100
        ) {
          violations.push({ by, cut, time: whole.time[i]!, before, after });
        }
      }
    }
  }
  return { causal: violations.length === 0, compared, violations };
}

function firstBars(bars: BarColumns, count: number): BarColumns {
  return {
    openTime: bars.openTime.slice(0, count),
    closeTime: bars.closeTime.slice(0, count),
    open: bars.open.slice(0, count),
    high: bars.high.slice(0, count),
    low: bars.low.slice(0, count),
    close: bars.close.slice(0, count),
    volume: bars.volume.slice(0, count),
  };
}

function withNoiseAfter(
  bars: BarColumns,
  row: number,
  random: Random,
): BarColumns {
  const noisy = firstBars(bars, bars.closeTime.length);
  for (let i = row + 1; i < noisy.open.length; i++) {
    const factor = Math.exp(0.05 * random.normal());
    noisy.open[i]! *= factor;
    noisy.high[i]! *= factor;
    noisy.low[i]! *= factor;
    noisy.close[i]! *= factor;
    noisy.volume[i]! *= random.exponential();
  }
  return noisy;
}
