import * as Plot from "@observablehq/plot";
import {
  type FigureName,
  hasNumbers,
  namedFigure,
  rowsOf,
} from "./named_figure.ts";
import { PALETTE } from "./palette.ts";

/**
 * Decay of the information coefficient with the horizon, with bars of two standard errors.
 *
 * @param columns Length `n`: horizon in seconds, > 0, coefficient, and its standard error if it is known; `NaN` is missing.
 * @param name The figure's name.
 * @returns The SVG.
 *
 * @example Two horizons
 * ```ts
 * import assert from "node:assert/strict";
 * import { icDecayFigure } from "volarb/figure";
 *
 * const svg = icDecayFigure({
 *   seconds: Float64Array.of(10, 60),
 *   ic: Float64Array.of(0.08, 0.03),
 *   standardError: Float64Array.of(0.01, 0.01),
 * });
 * assert.match(svg, /information coefficient \(correlation\)/);
 * ```
 */
export function icDecayFigure(
  { seconds, ic, standardError }: {
    /** Horizon in seconds. */
    readonly seconds: Float64Array;
    /** Correlation of signal and return over the horizon. */
    readonly ic: Float64Array;
    /** Its standard error. */
    readonly standardError?: Float64Array;
  },
  name: FigureName = {},
): string {
  const error = standardError ?? ic.map(() => NaN);
  const rows = rowsOf({ seconds, ic, error })
    .filter((row) => Number.isFinite(row.ic) && row.seconds > 0);
  return namedFigure(
    {
      id: "fig-ic-decay",
      title: "Decay of the information coefficient",
      caption:
        "Correlation of the signal with the return over each horizon; bars are two standard errors long on each side.",
    },
    name,
    {
      known: hasNumbers(ic),
      options: {
        height: 240,
        x: { label: "horizon (s)", type: "log", tickFormat: "~g" },
        y: { label: "information coefficient (correlation)" },
        marks: [
          Plot.ruleY([0]),
          Plot.ruleX(rows.filter((row) => Number.isFinite(row.error)), {
            x: "seconds",
            y1: (row) => row.ic - 2 * row.error,
            y2: (row) => row.ic + 2 * row.error,
            stroke: PALETTE[0]!,
          }),
          Plot.lineY(rows, { x: "seconds", y: "ic", stroke: PALETTE[0]! }),
          Plot.dot(rows, { x: "seconds", y: "ic", fill: PALETTE[0]!, r: 3 }),
        ],
      },
    },
  );
}
