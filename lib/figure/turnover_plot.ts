import * as Plot from "@observablehq/plot";
import { rollingMean } from "../stats/mod.ts";
import type { PlotOptions } from "./plot_options.ts";
import { thin } from "./thin.ts";
import { toDates } from "./to_dates.ts";

/**
 * Turnover of positions over time: mean size of a trade per row over a moving window.
 *
 * @param time Length `n`; microseconds since the epoch.
 * @param positions Signed fraction of capital, length `n`, by name; `NaN` is missing.
 * @param options Rows of the window.
 * @returns Options for `drawFigure`, with a legend.
 *
 * @example A position that turns at every row
 * ```ts
 * import assert from "node:assert/strict";
 * import { turnoverPlot } from "volarb/figure";
 *
 * const time = Float64Array.of(0, 6e7, 12e7);
 * const position = Float64Array.of(1, -1, 1);
 * const { marks } = turnoverPlot(time, { ridge: position }, { window: 2 });
 * assert.equal(marks!.length, 2);
 * ```
 */
export function turnoverPlot(
  time: Float64Array,
  positions: Readonly<Record<string, Float64Array>>,
  { window }: {
    /** Rows of the window. */
    readonly window: number;
  },
): PlotOptions {
  const lines = Object.entries(positions).map(([name, position]) => {
    const trades = position.map((x, t) => Math.abs(x - position[t - 1]!));
    const turnover = rollingMean(trades, window);
    const line = thin({ time, turnover }, { y: "turnover", points: 600 });
    return Plot.line(line.time, {
      x: toDates(line.time),
      y: line.turnover,
      stroke: () => name,
    });
  });
  return {
    x: { label: "time (UTC)" },
    y: { label: "turnover (capital per row)" },
    color: { legend: true, domain: Object.keys(positions) },
    marks: [Plot.ruleY([0]), ...lines],
  };
}
