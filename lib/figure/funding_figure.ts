import * as Plot from "@observablehq/plot";
import { mean } from "../stats/mod.ts";
import { histogramBins } from "./histogram_bins.ts";
import { type FigureName, namedFigure, rowsOf } from "./named_figure.ts";
import { PALETTE } from "./palette.ts";

/**
 * Histogram of funding rates.
 *
 * @param rates A fraction per settlement; `NaN` is missing.
 * @param options Width of a bin in basis points, and the figure's name.
 * @returns The SVG; the dashed line is the mean.
 * @throws {RangeError} If the width is not positive.
 *
 * @example Four settlements
 * ```ts
 * import assert from "node:assert/strict";
 * import { fundingFigure } from "volarb/figure";
 *
 * const svg = fundingFigure(Float64Array.of(1e-4, 1e-4, 2e-4, -1e-4));
 * assert.match(svg, /funding rate of a settlement \(bp\)/);
 * ```
 */
export function fundingFigure(
  rates: Float64Array,
  { width = 0.25, ...name }: FigureName & {
    /** Width of a bin in basis points, > 0; 0.25 by default, wider where there would be more than 200. */
    readonly width?: number;
  } = {},
): string {
  if (!(width > 0)) {
    throw new RangeError(
      `Cannot draw funding as width must be positive: current value is ${width}`,
    );
  }
  const points = rates.filter(Number.isFinite).map((r) => r * 1e4);
  let low = Infinity;
  let high = -Infinity;
  for (const x of points) {
    low = Math.min(low, x);
    high = Math.max(high, x);
  }
  const size = Math.max(width, (high - low) / 200);
  const from = Math.floor(low / size) * size;
  const count = Math.max(1, Math.floor((high - from) / size) + 1);
  const known = points.length > 0;
  const bins = histogramBins(points, known ? count : 0, [
    from,
    from + count * size,
  ]);
  const bars = rowsOf({
    ...bins,
    share: bins.density.map((d) => 100 * d * size),
  });
  const center = mean(points);
  return namedFigure(
    {
      id: "fig-funding",
      title: "Funding rates",
      caption: `Share of settlements by their rate, in bins of ${
        Number(size.toPrecision(3))
      } bp; the dashed line is the mean.`,
    },
    name,
    {
      known,
      options: {
        height: 240,
        x: { label: "funding rate of a settlement (bp)" },
        y: { label: "settlements (%)", nice: true },
        marks: [
          Plot.rectY(bars, {
            x1: "low",
            x2: "high",
            y: "share",
            fill: PALETTE[4]!,
          }),
          Plot.ruleX([center], { strokeDasharray: "4 3" }),
          Plot.ruleY([0]),
        ],
      },
    },
  );
}
