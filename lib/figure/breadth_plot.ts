import * as Plot from "@observablehq/plot";
import type { HorizonIc } from "../signal/mod.ts";
import type { PlotOptions } from "./plot_options.ts";

/**
 * Breadth of signals by horizon: the independent bets that their standard errors amount to,
 * beside the returns that do not overlap.
 *
 * @param signals What `icByHorizon` gave, by the name of each signal.
 * @returns Options for `drawFigure`, with a legend and logarithmic axes.
 *
 * @example One signal at two horizons
 * ```ts
 * import assert from "node:assert/strict";
 * import { breadthPlot } from "volarb/figure";
 *
 * const { marks } = breadthPlot({
 *   ridge: [
 *     { horizon: 1, breadth: 950, observations: 1000 },
 *     { horizon: 10, breadth: 120, observations: 991 },
 *   ],
 * });
 * assert.equal(marks!.length, 3);
 * ```
 */
export function breadthPlot(
  signals: Readonly<
    Record<
      string,
      readonly Pick<HorizonIc, "horizon" | "breadth" | "observations">[]
    >
  >,
): PlotOptions {
  const points = Object.entries(signals).flatMap(([signal, list]) =>
    list.map(({ horizon, breadth }) => ({ signal, horizon, breadth }))
  );
  const apart = new Map<number, number>();
  for (const { horizon, observations } of Object.values(signals).flat()) {
    const most = apart.get(horizon) ?? 0;
    apart.set(horizon, Math.max(most, observations / horizon));
  }
  return {
    x: { type: "log", label: "horizon (rows)", tickFormat: String },
    y: { type: "log", label: "independent bets", tickFormat: "~s", grid: true },
    color: { legend: true, domain: Object.keys(signals) },
    marks: [
      Plot.line([...apart].sort(([a], [b]) => a - b), {
        stroke: "#888",
        strokeDasharray: "4,3",
      }),
      Plot.line(points, {
        x: "horizon",
        y: "breadth",
        stroke: "signal",
        strokeOpacity: 0.5,
      }),
      Plot.dot(points, { x: "horizon", y: "breadth", fill: "signal", r: 3 }),
    ],
  };
}
