import * as Plot from "@observablehq/plot";
import type { HorizonIc, IcDecay } from "../signal/mod.ts";
import { PALETTE } from "./palette.ts";
import type { PlotOptions } from "./plot_options.ts";

/** Standard errors from a point to the end of its bar: 95 % of a normal law. */
const REACH = 1.959964;

/**
 * Decay curve of a signal: correlation with the return of each row ahead, its band under no
 * correlation, and the fitted curve; where the half-life is known, a point on the curve a half-life
 * after its first row, with a bar of its interval.
 *
 * @param decay What `icDecay` gave.
 * @returns Options for `drawFigure`.
 *
 * @example Three leads
 * ```ts
 * import assert from "node:assert/strict";
 * import { icDecayPlot } from "volarb/figure";
 *
 * const { marks } = icDecayPlot({
 *   lead: Float64Array.of(1, 2, 3),
 *   ic: Float64Array.of(0.04, 0.03, 0.01),
 *   standardError: Float64Array.of(0.01, 0.01, 0.01),
 *   fitted: Float64Array.of(0.04, 0.025, 0.0156),
 * });
 * assert.equal(marks!.length, 6);
 * ```
 */
export function icDecayPlot(
  decay:
    & Pick<IcDecay, "lead" | "ic" | "standardError" | "fitted">
    & Partial<Pick<IcDecay, "halfLife" | "interval">>,
): PlotOptions {
  const { lead, ic, standardError, fitted } = decay;
  const band = Array.from(lead, (rows, j) => ({
    rows,
    low: -REACH * standardError[j]!,
    high: REACH * standardError[j]!,
  }));
  return {
    x: { label: "rows ahead" },
    y: { label: "correlation" },
    marks: [
      Plot.areaY(band, {
        x: "rows",
        y1: "low",
        y2: "high",
        fill: "#000",
        fillOpacity: 0.08,
      }),
      Plot.ruleY([0]),
      Plot.line(lead, {
        x: lead,
        y: fitted,
        stroke: PALETTE[1]!,
        strokeWidth: 1.5,
      }),
      Plot.dot(lead, { x: lead, y: ic, fill: PALETTE[0]!, r: 3 }),
      ...halfLifeMarks(decay),
    ],
  };
}

/** The half-life where it lies within the leads, and as much of its interval as does. */
function halfLifeMarks(
  { lead, fitted, halfLife = NaN, interval = [NaN, NaN] }:
    & Pick<IcDecay, "lead" | "fitted">
    & Partial<Pick<IcDecay, "halfLife" | "interval">>,
) {
  const [first, last] = [lead[0]!, lead[lead.length - 1]!];
  const y = fitted[0]! / 2;
  const [low, high] = interval.map((rows) => Math.min(first + rows, last));
  const bars = low! <= high! ? [{ y, low, high }] : [];
  const points = first + halfLife <= last ? [{ y, x: first + halfLife }] : [];
  return [
    Plot.ruleY(bars, {
      y: "y",
      x1: "low",
      x2: "high",
      stroke: PALETTE[1]!,
      strokeWidth: 3,
      strokeOpacity: 0.6,
    }),
    Plot.dot(points, {
      x: "x",
      y: "y",
      fill: PALETTE[1]!,
      r: 5,
      symbol: "diamond",
    }),
  ];
}

/**
 * Correlation of signals by horizon, with bars of two standard errors.
 *
 * @param signals What `icByHorizon` gave, by the name of each signal.
 * @returns Options for `drawFigure`, with a legend.
 *
 * @example One signal at one horizon
 * ```ts
 * import assert from "node:assert/strict";
 * import { icByHorizonPlot } from "volarb/figure";
 *
 * const point = { horizon: 1, ic: 0.03, standardError: 0.01 };
 * assert.equal(icByHorizonPlot({ ridge: [point] }).marks!.length, 4);
 * ```
 */
export function icByHorizonPlot(
  signals: Readonly<
    Record<
      string,
      readonly Pick<HorizonIc, "horizon" | "ic" | "standardError">[]
    >
  >,
): PlotOptions {
  const points = Object.entries(signals).flatMap(([signal, list], i) =>
    list.map(({ horizon, ic, standardError }) => ({
      signal,
      // Side by side, so that bars do not hide each other.
      horizon: horizon * 1.04 ** i,
      ic,
      low: ic - REACH * standardError,
      high: ic + REACH * standardError,
    }))
  );
  return {
    x: { type: "log", label: "horizon (rows)", tickFormat: String },
    y: { label: "correlation" },
    color: { legend: true, domain: Object.keys(signals) },
    marks: [
      Plot.ruleY([0]),
      Plot.ruleX(points, {
        x: "horizon",
        y1: "low",
        y2: "high",
        stroke: "signal",
      }),
      Plot.line(points, {
        x: "horizon",
        y: "ic",
        stroke: "signal",
        strokeOpacity: 0.5,
      }),
      Plot.dot(points, { x: "horizon", y: "ic", fill: "signal", r: 3 }),
    ],
  };
}
