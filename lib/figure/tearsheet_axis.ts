/**
 * What the axes of a tearsheet tell where a reader zooms. These functions run in the page, as text: each uses others of the page by name
 * and nothing else from outside of itself.
 *
 * @module
 */

/** Three to six round numbers between two. */
export function roundTicks(low: number, high: number): number[] {
  const raw = (high - low) / 4;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= raw)!;
  const ticks: number[] = [];
  for (let k = Math.ceil(low / step); k * step <= high; k++) {
    ticks.push(k * step);
  }
  return ticks;
}

/** Up to nine round times between two: seconds to days, then every so many ten days. */
export function timeTicks([from, to]: readonly [number, number]): number[] {
  const steps = [
    1,
    5,
    15,
    30,
    60,
    300,
    900,
    1800,
    3600,
    10800,
    21600,
    43200,
    86400,
    172800,
    432000,
  ].map((s) => s * 1000);
  const decade = 864_000_000;
  const step = steps.find((s) => (to - from) / s <= 8) ??
    decade * Math.ceil((to - from) / 8 / decade);
  const ticks: number[] = [];
  for (let t = Math.ceil(from / step) * step; t <= to; t += step) {
    ticks.push(t);
  }
  return ticks;
}

/** A time as its axis tells it: the day at midnight, else the time of the day. */
export function timeText(t: number): string {
  const text = new Date(t).toISOString();
  if (t % 86_400_000 === 0) return text.slice(5, 10);
  return text.slice(11, t % 60_000 === 0 ? 16 : 19);
}

/** The last row at or before a time. */
export function rowAt(times: Float64Array, t: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle]! <= t) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** A number with so many decimals, thousands apart. */
export function numberText(x: number, digits: number): string {
  return Number.isNaN(x) ? "–" : x.toLocaleString("en-US", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).replace("-", "−");
}

/** A time to the millisecond. */
export function stampText(t: number): string {
  return new Date(t).toISOString().replace("T", " ")
    .replace(/\.000Z$|Z$/, " UTC");
}
