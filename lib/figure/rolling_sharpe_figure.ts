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

/**
 * Annualized Sharpe ratio of a rolling window, with a band of two standard errors.
 *
 * @param columns Length `n`: end of each window, its ratio, and the ratio's standard error if it is known; `NaN` is missing.
 * @param options The window in words, and the figure's name.
 * @returns The SVG.
 * @throws {RangeError} If the columns differ in length.
 *
 * @example Two windows
 * ```ts
 * import assert from "node:assert/strict";
 * import { rollingSharpeFigure } from "volarb/figure";
 *
 * const svg = rollingSharpeFigure({
 *   time: Float64Array.of(0, 3600e6),
 *   sharpe: Float64Array.of(1, 2),
 * }, { window: "7 days" });
 * assert.match(svg, /rolling Sharpe \(per √year\)/);
 * ```
 */
export function rollingSharpeFigure(
  { time, sharpe, standardError }: {
    /** End of each window, microseconds since the epoch. */
    readonly time: Float64Array;
    /** Annualized ratio. */
    readonly sharpe: Float64Array;
    /** Its standard error. */
    readonly standardError?: Float64Array;
  },
  { window = "the window", ...name }: FigureName & {
    /** How long the window is, in words. */
    readonly window?: string;
  } = {},
): string {
  const error = standardError ?? sharpe.map(() => NaN);
  const line = thin({ time, sharpe, error }, { y: "sharpe" });
  const rows = rowsOf({
    time: toDates(line.time),
    sharpe: line.sharpe,
    error: line.error,
  });
  return namedFigure(
    {
      id: "fig-rolling-sharpe",
      title: "Rolling Sharpe ratio",
      caption:
        `Annualized Sharpe ratio of the last ${window}; the band is two standard errors wide on each side.`,
    },
    name,
    {
      known: hasNumbers(sharpe),
      options: {
        height: 220,
        x: timeAxis("time (UTC)"),
        y: { label: "rolling Sharpe (per √year)" },
        marks: [
          Plot.areaY(rows.filter((row) => Number.isFinite(row.error)), {
            x: "time",
            y1: (row) => row.sharpe - 2 * row.error,
            y2: (row) => row.sharpe + 2 * row.error,
            fill: PALETTE[0]!,
            fillOpacity: 0.15,
          }),
          Plot.ruleY([0]),
          Plot.lineY(rows, { x: "time", y: "sharpe", stroke: PALETTE[0]! }),
        ],
      },
    },
  );
}
