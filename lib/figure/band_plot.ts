import * as Plot from "@observablehq/plot";
import { PALETTE } from "./palette.ts";
import type { PlotOptions } from "./plot_options.ts";
import { thin } from "./thin.ts";
import { toDates } from "./to_dates.ts";

/**
 * What a filter believes over time: its mean with a band of two standard deviations, and the
 * truth where it is known.
 *
 * @param time Length `n`; microseconds since the epoch.
 * @param columns Mean, variance and perhaps the truth, length `n`, in one unit.
 * @param options Label of the vertical axis.
 * @returns Options for `drawFigure`, with a legend.
 *
 * @example Two rows
 * ```ts
 * import assert from "node:assert/strict";
 * import { bandPlot } from "volarb/figure";
 *
 * const { marks } = bandPlot(Float64Array.of(0, 6e7), {
 *   mean: Float64Array.of(1, 2),
 *   variance: Float64Array.of(1, 1),
 *   truth: Float64Array.of(0, 2),
 * }, { label: "alpha (bp)" });
 * assert.equal(marks!.length, 4);
 * ```
 */
export function bandPlot(
  time: Float64Array,
  { mean, variance, truth }: {
    /** Mean of what is believed. */
    readonly mean: Float64Array;
    /** Variance of what is believed. */
    readonly variance: Float64Array;
    /** What is true. */
    readonly truth?: Float64Array;
  },
  { label }: {
    /** Label of the vertical axis, with its unit. */
    readonly label: string;
  },
): PlotOptions {
  const band = thin({ time, mean, variance }, { y: "mean", points: 800 });
  const reach = band.variance.map((v) => 2 * Math.sqrt(v));
  const dates = toDates(band.time);
  const known = truth === undefined
    ? []
    : [thin({ time, truth }, { y: "truth", points: 800 })];
  return {
    x: { label: "time (UTC)" },
    y: { label },
    color: { legend: true },
    marks: [
      Plot.areaY(band.time, {
        x: dates,
        y1: band.mean.map((m, i) => m - reach[i]!),
        y2: band.mean.map((m, i) => m + reach[i]!),
        fill: PALETTE[0]!,
        fillOpacity: 0.18,
      }),
      Plot.ruleY([0]),
      Plot.line(band.time, {
        x: dates,
        y: band.mean,
        stroke: () => "filter",
      }),
      ...known.map((line) =>
        Plot.line(line.time, {
          x: toDates(line.time),
          y: line.truth,
          stroke: () => "truth",
        })
      ),
    ],
  };
}
