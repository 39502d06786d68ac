import * as Plot from "@observablehq/plot";
import type { PlotOptions } from "./plot_options.ts";
import { thin } from "./thin.ts";
import { toDates } from "./to_dates.ts";

/**
 * Rolling correlation of signals over time.
 *
 * @param time Length `n`; microseconds since the epoch.
 * @param signals What `rollingIc` gave, length `n`, by the name of each signal.
 * @param options Correlation beyond which one is told from none, drawn as two lines.
 * @returns Options for `drawFigure`, with a legend.
 *
 * @example One signal
 * ```ts
 * import assert from "node:assert/strict";
 * import { rollingIcPlot } from "volarb/figure";
 *
 * const time = Float64Array.of(0, 6e7, 12e7);
 * const ic = Float64Array.of(NaN, 0.02, 0.03);
 * assert.equal(rollingIcPlot(time, { ridge: ic }, { reach: 0.05 }).marks!.length, 3);
 * ```
 */
export function rollingIcPlot(
  time: Float64Array,
  signals: Readonly<Record<string, Float64Array>>,
  { reach }: {
    /** Correlation beyond which one is told from none. */
    readonly reach?: number;
  } = {},
): PlotOptions {
  const lines = Object.entries(signals).map(([name, ic]) => {
    const line = thin({ time, ic }, { y: "ic", points: 600 });
    return Plot.line(line.time, {
      x: toDates(line.time),
      y: line.ic,
      stroke: () => name,
    });
  });
  const bounds = reach === undefined ? [] : [
    Plot.ruleY([-reach, reach], { stroke: "#888", strokeDasharray: "4,3" }),
  ];
  return {
    x: { label: "time (UTC)" },
    y: { label: "rolling correlation" },
    color: { legend: true, domain: Object.keys(signals) },
    marks: [Plot.ruleY([0]), ...bounds, ...lines],
  };
}
