import * as Plot from "@observablehq/plot";
import {
  type FigureName,
  hasNumbers,
  namedFigure,
  rowsOf,
} from "./named_figure.ts";
import { PALETTE } from "./palette.ts";

/**
 * Volatility signature: annualized volatility against the step at which the price is sampled.
 *
 * @param columns Length `n`: steps in seconds, > 0, and volatility per root year as a fraction; `NaN` is missing.
 * @param options A level to compare with, such as a noise-robust estimate, and the figure's name.
 * @returns The SVG.
 *
 * @example Noise at fine steps
 * ```ts
 * import assert from "node:assert/strict";
 * import { signatureFigure } from "volarb/figure";
 *
 * const svg = signatureFigure({
 *   seconds: Float64Array.of(1, 10, 60),
 *   volatility: Float64Array.of(0.9, 0.6, 0.5),
 * }, { reference: 0.48 });
 * assert.match(svg, /sampling step \(s\)/);
 * ```
 */
export function signatureFigure(
  { seconds, volatility }: {
    /** Sampling step in seconds. */
    readonly seconds: Float64Array;
    /** Annualized volatility, a fraction. */
    readonly volatility: Float64Array;
  },
  { reference, ...name }: FigureName & {
    /** Annualized volatility that does not depend on a step. */
    readonly reference?: number;
  } = {},
): string {
  const rows = rowsOf({ seconds, percent: volatility.map((v) => 100 * v) })
    .filter((row) => Number.isFinite(row.percent) && row.seconds > 0);
  return namedFigure(
    {
      id: "fig-signature",
      title: "Volatility signature",
      caption:
        "Annualized realized volatility against the step at which prices are sampled; the dashed line does not depend on a step.",
    },
    name,
    {
      known: hasNumbers(volatility),
      options: {
        x: { label: "sampling step (s)", type: "log", tickFormat: "~g" },
        y: { label: "volatility (% per √year)", zero: true },
        marks: [
          Plot.ruleY(reference === undefined ? [] : [100 * reference], {
            stroke: PALETTE[1]!,
            strokeDasharray: "4 3",
          }),
          Plot.lineY(rows, { x: "seconds", y: "percent", stroke: PALETTE[0]! }),
          Plot.dot(rows, {
            x: "seconds",
            y: "percent",
            fill: PALETTE[0]!,
            r: 3,
          }),
        ],
      },
    },
  );
}
