import * as Plot from "@observablehq/plot";
import {
  type FigureName,
  hasNumbers,
  namedFigure,
  rowsOf,
} from "./named_figure.ts";
import { PALETTE } from "./palette.ts";
import { thin } from "./thin.ts";
import { timeAxis } from "./time_axis.ts";
import { toDates } from "./to_dates.ts";

/** A state that a filter estimates. */
export type StateColumns = {
  /** What it is, with its unit: the label of its axis. */
  readonly label: string;
  /** Length `n`; its mean, `NaN` is missing. */
  readonly mean: Float64Array;
  /** Length `n`; its variance, at least 0. */
  readonly variance: Float64Array;
};

/**
 * States of a Kalman filter with bands of two standard deviations, one panel each.
 *
 * @param columns Times and states.
 * @param name The figure's name.
 * @returns The SVG.
 * @throws {RangeError} If there is no state, or the columns differ in length.
 *
 * @example One state
 * ```ts
 * import assert from "node:assert/strict";
 * import { stateFigure } from "volarb/figure";
 *
 * const svg = stateFigure({
 *   time: Float64Array.of(0, 1e6),
 *   states: [{
 *     label: "level (bp)",
 *     mean: Float64Array.of(1, 2),
 *     variance: Float64Array.of(1, 0.5),
 *   }],
 * });
 * assert.match(svg, /level \(bp\)/);
 * ```
 */
export function stateFigure(
  { time, states }: {
    /** Microseconds since the epoch. */
    readonly time: Float64Array;
    /** The states, from the top. */
    readonly states: readonly StateColumns[];
  },
  name: FigureName = {},
): string {
  if (states.length === 0) {
    throw new RangeError(
      "Cannot draw states as there must be at least one: current value is 0",
    );
  }
  const panels = states.map(({ label, mean, variance }, i) => {
    const last = i === states.length - 1;
    const line = thin({ time, mean, variance }, { y: "mean" });
    const rows = rowsOf({
      time: toDates(line.time),
      mean: line.mean,
      deviation: line.variance.map(Math.sqrt),
    });
    const colour = PALETTE[i % PALETTE.length]!;
    return {
      known: hasNumbers(mean),
      options: {
        height: states.length === 1 ? 240 : last ? 182 : 150,
        ...(last ? {} : { marginBottom: 8 }),
        x: timeAxis(last ? "time (UTC)" : undefined),
        y: { label },
        marks: [
          Plot.areaY(rows, {
            x: "time",
            y1: (row) => row.mean - 2 * row.deviation,
            y2: (row) => row.mean + 2 * row.deviation,
            fill: colour,
            fillOpacity: 0.2,
          }),
          Plot.lineY(rows, { x: "time", y: "mean", stroke: colour }),
        ],
      },
    };
  });
  return namedFigure(
    {
      id: "fig-states",
      title: "States of the filter",
      caption:
        "Means of the states after each update; bands are two standard deviations wide on each side.",
    },
    name,
    ...panels,
  );
}
