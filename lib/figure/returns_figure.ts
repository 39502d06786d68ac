import * as Plot from "@observablehq/plot";
import { mean, normalDensity, quantile, variance } from "../stats/mod.ts";
import { histogramBins } from "./histogram_bins.ts";
import { type FigureName, namedFigure, rowsOf } from "./named_figure.ts";
import { PALETTE } from "./palette.ts";

/**
 * Distribution of returns beside the normal one of the same mean and deviation, on a logarithmic scale that shows the tails.
 *
 * Periods without a return of their own (exactly 0) are left out where `idle` says so: they would be one bar.
 *
 * @param returns A fraction per period; `NaN` is missing.
 * @param options Whether idle periods are shown, and the figure's name.
 * @returns The SVG; the axis ends at the quantiles 0.0005 and 0.9995, what is beyond is counted.
 *
 * @example A few returns
 * ```ts
 * import assert from "node:assert/strict";
 * import { returnsFigure } from "volarb/figure";
 *
 * const svg = returnsFigure(Float64Array.of(0.001, -0.002, 0.003, 0.001));
 * assert.match(svg, /return of a period \(bp\)/);
 * ```
 */
export function returnsFigure(
  returns: Float64Array,
  { idle = "out", ...name }: FigureName & {
    /** Whether periods of exactly 0 are left out (default) or in. */
    readonly idle?: "out" | "in";
  } = {},
): string {
  const points = returns.filter((r) =>
    Number.isFinite(r) && (idle === "in" || r !== 0)
  )
    .map((r) => r * 1e4);
  const known = points.length > 1 && points.some((r) => r !== points[0]);
  const range = [quantile(points, 0.0005), quantile(points, 0.9995)] as const;
  const bins = histogramBins(points, known ? 61 : 0, range);
  const center = mean(points);
  const scale = Math.sqrt(variance(points));
  const grid = Float64Array.from(
    { length: 161 },
    (_, i) => range[0] + i / 160 * (range[1] - range[0]),
  );
  const normal = grid.map((x) => normalDensity((x - center) / scale) / scale);
  const floor = Math.min(...bins.density.filter((d) => d > 0), 1) / 2;
  const bars = rowsOf(bins).filter(({ density }) => density > 0);
  return namedFigure(
    {
      id: "fig-returns",
      title: "Distribution of returns",
      caption:
        "Density of the returns of periods (bars), and the normal density of the same mean and deviation (line).",
    },
    name,
    {
      known,
      options: {
        x: { label: "return of a period (bp)" },
        y: {
          label: "density (1/bp)",
          type: "log",
          domain: known ? [floor, 2 * Math.max(...bins.density)] : [0.1, 1],
          clamp: true,
          tickFormat: "~g",
          ticks: decades(floor, 2 * Math.max(...bins.density)),
        },
        marks: [
          Plot.rectY(bars, {
            x1: "low",
            x2: "high",
            y1: floor,
            y2: "density",
            fill: PALETTE[0]!,
            fillOpacity: 0.55,
            insetRight: 1,
          }),
          Plot.lineY(
            rowsOf({ grid, normal }).filter((row) => row.normal >= floor),
            { x: "grid", y: "normal", stroke: PALETTE[1]!, strokeWidth: 2 },
          ),
        ],
      },
    },
  );
}

/** Powers of ten between two numbers. */
function decades(low: number, high: number): number[] {
  const first = Math.ceil(Math.log10(low));
  const count = Math.max(0, Math.floor(Math.log10(high)) - first + 1);
  return Array.from({ length: count || 0 }, (_, i) => 10 ** (first + i));
}
