import * as Plot from "@observablehq/plot";
import type { InformationCoefficient } from "../signal/mod.ts";
import type { PlotOptions } from "./plot_options.ts";

/** Standard errors from a point to the end of its bar: 95 % of a normal law. */
const REACH = 1.959964;

/**
 * Stability of signals under a split of the sample: the correlation in each part, in order of
 * time, with bars of two standard errors.
 *
 * @param signals What `splitStability` gave, by the name of each signal.
 * @returns Options for `drawFigure`, with a legend.
 *
 * @example One signal in two parts
 * ```ts
 * import assert from "node:assert/strict";
 * import { splitStabilityPlot } from "volarb/figure";
 *
 * const parts = [{ ic: 0.03, standardError: 0.01 }, { ic: 0.02, standardError: 0.01 }];
 * assert.equal(splitStabilityPlot({ ridge: { parts } }).marks!.length, 3);
 * ```
 */
export function splitStabilityPlot(
  signals: Readonly<
    Record<
      string,
      {
        /** Correlation and its error in each part. */
        readonly parts: readonly Pick<
          InformationCoefficient,
          "ic" | "standardError"
        >[];
      }
    >
  >,
): PlotOptions {
  const names = Object.keys(signals);
  const points = Object.entries(signals).flatMap(([signal, { parts }], i) =>
    parts.map(({ ic, standardError }, part) => ({
      signal,
      // Side by side, so that bars do not hide each other.
      part: part + 1 + 0.1 * (i - (names.length - 1) / 2),
      ic,
      low: ic - REACH * standardError,
      high: ic + REACH * standardError,
    }))
  );
  const most = Math.max(...Object.values(signals).map((s) => s.parts.length));
  return {
    x: {
      label: "part of the sample",
      domain: [0.5, most + 0.5],
      ticks: Array.from({ length: most }, (_, part) => part + 1),
      tickFormat: String,
    },
    y: { label: "correlation" },
    color: { legend: true, domain: names },
    marks: [
      Plot.ruleY([0]),
      Plot.ruleX(points, {
        x: "part",
        y1: "low",
        y2: "high",
        stroke: "signal",
      }),
      Plot.dot(points, { x: "part", y: "ic", fill: "signal", r: 3 }),
    ],
  };
}
