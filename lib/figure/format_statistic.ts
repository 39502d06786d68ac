import type { Statistic } from "../performance/mod.ts";

/** What is not known. */
const NONE = "–";

/**
 * A statistic's number as a reader wants it: shares in percent, money with thousands apart, spans in two units.
 *
 * @param value The number.
 * @param unit How it is told.
 * @returns The text; a dash where there is no number.
 *
 * @example A share, money and a span
 * ```ts
 * import assert from "node:assert/strict";
 * import { formatStatistic } from "volarb/figure";
 *
 * assert.equal(formatStatistic(-0.01234, "share"), "−1.234 %");
 * assert.equal(formatStatistic(12345.678, "money"), "12,345.68");
 * assert.equal(formatStatistic(3_661e6, "microseconds"), "1 h 1 min");
 * assert.equal(formatStatistic(NaN, "ratio"), "–");
 * ```
 */
export function formatStatistic(
  value: number,
  unit: Statistic["unit"],
): string {
  if (Number.isNaN(value)) return NONE;
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const text = unit === "microseconds"
    ? formatSpan(value)
    : unit === "money"
    ? grouped(value.toFixed(2))
    : unit === "count"
    ? grouped(String(Math.round(value)))
    : unit === "share"
    ? `${significant(100 * value)} %`
    : significant(value);
  return text.replaceAll("-", "−");
}

/** Four significant digits, zeros too, so that a column's numbers look alike; whole numbers as they are. */
function significant(x: number): string {
  const size = Math.abs(x);
  if (size >= 1000) return grouped(x.toFixed(0));
  if (size !== 0 && size < 1e-4) {
    return x.toExponential(2).replace("e", " · 10^");
  }
  return Number.isInteger(x) ? String(x + 0) : grouped(x.toPrecision(4));
}

/** Thousands apart. */
function grouped(text: string): string {
  return text.replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ",");
}

const UNITS = [["d", 86_400e6], ["h", 3_600e6], ["min", 60e6], [
  "s",
  1e6,
]] as const;

/** The two largest units. */
function formatSpan(span: number): string {
  const first = UNITS.findIndex(([, size]) => span >= size);
  if (first < 0) return `${Number((span / 1e3).toPrecision(4))} ms`;
  const [name, size] = UNITS[first]!;
  const whole = Math.floor(span / size);
  const next = UNITS[first + 1];
  const rest = next === undefined
    ? 0
    : Math.floor((span - whole * size) / next[1]);
  return rest === 0
    ? `${whole} ${name}`
    : `${whole} ${name} ${rest} ${next![0]}`;
}
