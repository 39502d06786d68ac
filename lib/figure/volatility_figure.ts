import * as Plot from "@observablehq/plot";
import { type FigureName, hasNumbers, namedFigure } from "./named_figure.ts";
import { PALETTE } from "./palette.ts";
import { thin } from "./thin.ts";
import { timeAxis } from "./time_axis.ts";
import { toDates } from "./to_dates.ts";

/**
 * Several estimators of volatility over time.
 *
 * @param columns Times, and by name one column per estimator: volatility per root year as a fraction, `NaN` is missing.
 * @param name The figure's name.
 * @returns The SVG; each line has its share of 4,000 points.
 * @throws {RangeError} If the columns differ in length, or there are more estimators than colours.
 *
 * @example Two estimators
 * ```ts
 * import assert from "node:assert/strict";
 * import { volatilityFigure } from "volarb/figure";
 *
 * const svg = volatilityFigure({
 *   time: Float64Array.of(0, 3600e6),
 *   estimators: {
 *     parkinson: Float64Array.of(0.5, 0.6),
 *     "Yang-Zhang": Float64Array.of(0.4, 0.5),
 *   },
 * });
 * assert.match(svg, /Yang-Zhang/);
 * ```
 */
export function volatilityFigure(
  { time, estimators }: {
    /** Microseconds since the epoch. */
    readonly time: Float64Array;
    /** One column per estimator. */
    readonly estimators: { readonly [name: string]: Float64Array };
  },
  name: FigureName = {},
): string {
  const names = Object.keys(estimators);
  if (names.length > PALETTE.length) {
    throw new RangeError(
      `Cannot draw estimators as there must be at most ${PALETTE.length}: current value is ${names.length}`,
    );
  }
  const points = Math.max(200, Math.floor(4000 / Math.max(1, names.length)));
  const lines = names.map((estimator) => {
    const percent = estimators[estimator]!.map((v) => 100 * v);
    return { estimator, ...thin({ time, percent }, { y: "percent", points }) };
  });
  return namedFigure(
    {
      id: "fig-volatility",
      title: "Estimators of volatility",
      caption: `Annualized volatility by ${names.join(", ")}.`,
    },
    name,
    {
      known: Object.values(estimators).some(hasNumbers),
      options: {
        x: timeAxis("time (UTC)"),
        y: { label: "volatility (% per √year)", zero: true },
        color: { domain: names, legend: true },
        marks: lines.map((line) =>
          Plot.lineY(line.percent, {
            x: toDates(line.time),
            stroke: () => line.estimator,
            strokeWidth: 1,
            strokeOpacity: 0.8,
          })
        ),
      },
    },
  );
}
