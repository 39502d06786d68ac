import * as Plot from "@observablehq/plot";
import type { CalibrationCoverage } from "../signal/mod.ts";
import type { PlotOptions } from "./plot_options.ts";

/** Standard errors from a point to the end of its bar: 95 % of a normal law. */
const REACH = 1.959964;

/**
 * Calibration of a variance: how much more or less often than its probability says what came
 * lay within the central interval, with bars of two standard errors.
 *
 * A variance that is right has its points on the line of zero; one that is too small below it.
 *
 * @param forecasts `coverage` of what `forecastCalibration` gave, by name.
 * @returns Options for `drawFigure`, with a legend.
 *
 * @example One interval
 * ```ts
 * import assert from "node:assert/strict";
 * import { coveragePlot } from "volarb/figure";
 *
 * const { marks } = coveragePlot({
 *   ridge: [{ level: 0.95, share: 0.94, standardError: 0.005 }],
 * });
 * assert.equal(marks!.length, 4);
 * ```
 */
export function coveragePlot(
  forecasts: Readonly<Record<string, readonly CalibrationCoverage[]>>,
): PlotOptions {
  const names = Object.keys(forecasts);
  const points = Object.entries(forecasts).flatMap(([forecast, list], i) =>
    list.map(({ level, share, standardError }) => ({
      forecast,
      // Side by side, so that bars do not hide each other.
      level: 100 * level + 0.6 * (i - (names.length - 1) / 2),
      excess: 100 * (share - level),
      low: 100 * (share - level - REACH * standardError),
      high: 100 * (share - level + REACH * standardError),
    }))
  );
  return {
    x: { label: "probability of the interval (%)" },
    y: { label: "coverage less probability (percentage points)" },
    color: { legend: true, domain: names },
    marks: [
      Plot.ruleY([0]),
      Plot.ruleX(points, {
        x: "level",
        y1: "low",
        y2: "high",
        stroke: "forecast",
      }),
      Plot.line(points, {
        x: "level",
        y: "excess",
        stroke: "forecast",
        strokeOpacity: 0.5,
      }),
      Plot.dot(points, { x: "level", y: "excess", fill: "forecast", r: 3 }),
    ],
  };
}
