import * as Plot from "@observablehq/plot";
import { DAY, formatUtcDate, HOUR } from "../time/mod.ts";
import { type FigureName, hasNumbers, namedFigure } from "./named_figure.ts";

/**
 * Return of each hour of each day, in UTC.
 *
 * @param columns Length `n`: start of each hour and its return as a fraction; `NaN` is missing and left white.
 * @param name The figure's name.
 * @returns The SVG: a row for each day, at most the last 62, blue for gains and red for losses.
 *
 * @example A morning
 * ```ts
 * import assert from "node:assert/strict";
 * import { hourlyHeatmapFigure } from "volarb/figure";
 *
 * const svg = hourlyHeatmapFigure({
 *   time: Float64Array.of(0, 3600e6, 7200e6),
 *   value: Float64Array.of(0.001, -0.002, 0),
 * });
 * assert.match(svg, /hour of the day \(UTC\)/);
 * ```
 */
export function hourlyHeatmapFigure(
  { time, value }: {
    /** Start of each hour, microseconds since the epoch. */
    readonly time: Float64Array;
    /** Return of the hour, a fraction. */
    readonly value: Float64Array;
  },
  name: FigureName = {},
): string {
  const cells = Array.from(time, (t, i) => ({
    day: formatUtcDate(t),
    hour: Math.floor((t - Math.floor(t / DAY) * DAY) / HOUR),
    bp: value[i]! * 1e4,
  }));
  const days = [...new Set(cells.map(({ day }) => day))].sort().slice(-62);
  const shown = cells.filter(({ day, bp }) =>
    Number.isFinite(bp) && days.includes(day)
  );
  // One hour in a hundred is darker than the scale: an outlier must not make all others pale.
  const sizes = shown.map(({ bp }) => Math.abs(bp)).sort((a, b) => a - b);
  const most = sizes[Math.floor(0.99 * (sizes.length - 1))] || 1;
  return namedFigure(
    {
      id: "fig-hours",
      title: "Returns by day and hour",
      caption:
        "Return of each hour of each day in basis points, in UTC; the colour ends at the 99th percentile of their size.",
    },
    name,
    {
      known: hasNumbers(value),
      options: {
        height: 90 + 11 * Math.max(6, days.length),
        marginLeft: 98,
        x: {
          label: "hour of the day (UTC)",
          type: "band",
          domain: Array.from({ length: 24 }, (_, h) => h),
          padding: 0,
        },
        y: {
          label: "day",
          type: "band",
          domain: days,
          padding: 0,
          grid: false,
          ...(days.length > 31
            ? { ticks: days.filter((_, i) => i % 7 === 0) }
            : {}),
        },
        color: {
          type: "diverging",
          scheme: "RdBu",
          domain: [-most, most],
          clamp: true,
          legend: true,
          label: "return of the hour (bp)",
        },
        marks: [
          Plot.cell(shown, { x: "hour", y: "day", fill: "bp", inset: 0.5 }),
        ],
      },
    },
  );
}
