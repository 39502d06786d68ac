import * as Plot from "@observablehq/plot";
import type { CalibrationBin } from "../signal/mod.ts";
import { PALETTE } from "./palette.ts";
import type { PlotOptions } from "./plot_options.ts";

/** Standard errors from a point to the end of its bar: 95 % of a normal law. */
const REACH = 1.959964;

/**
 * Reliability of a forecast: what came against what was forecast, by bins of the forecast, beside
 * the line on which both are the same.
 *
 * @param bins What `forecastCalibration` gave.
 * @param options What a unit of the axes is (`bp` by default) and how many there are in 1.
 * @returns Options for `drawFigure`.
 *
 * @example Two bins
 * ```ts
 * import assert from "node:assert/strict";
 * import { calibrationPlot } from "volarb/figure";
 *
 * const { marks } = calibrationPlot([
 *   { forecast: -1e-5, realized: -2e-5, standardError: 1e-5, rows: 50 },
 *   { forecast: 1e-5, realized: 1e-5, standardError: 1e-5, rows: 50 },
 * ]);
 * assert.equal(marks!.length, 4);
 * ```
 */
export function calibrationPlot(
  bins: readonly CalibrationBin[],
  { unit = "bp", scale = 1e4 }: {
    /** Name of the unit. */
    readonly unit?: string;
    /** Units in 1. */
    readonly scale?: number;
  } = {},
): PlotOptions {
  const points = bins.map(({ forecast, realized, standardError }) => ({
    forecast: scale * forecast,
    realized: scale * realized,
    low: scale * (realized - REACH * standardError),
    high: scale * (realized + REACH * standardError),
  }));
  const ends = [
    Math.min(...points.map(({ forecast }) => forecast)),
    Math.max(...points.map(({ forecast }) => forecast)),
  ];
  return {
    x: { label: `forecast (${unit})` },
    y: { label: `realised (${unit})` },
    marks: [
      Plot.ruleY([0]),
      Plot.line(ends, {
        x: ends,
        y: ends,
        stroke: "#888",
        strokeDasharray: "4,3",
      }),
      Plot.ruleX(points, {
        x: "forecast",
        y1: "low",
        y2: "high",
        stroke: PALETTE[0]!,
      }),
      Plot.dot(points, {
        x: "forecast",
        y: "realized",
        fill: PALETTE[0]!,
        r: 3.5,
      }),
    ],
  };
}
