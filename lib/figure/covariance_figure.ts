import * as Plot from "@observablehq/plot";
import { type FigureName, hasNumbers, namedFigure } from "./named_figure.ts";

/**
 * A covariance matrix as its correlations, with volatilities on the diagonal.
 *
 * @param columns Names of the assets, and their covariances of a year, row after row.
 * @param name The figure's name.
 * @returns The SVG: correlations by colour and number; on the diagonal the volatility in percent per root year.
 * @throws {RangeError} If there are not as many covariances as pairs.
 *
 * @example Two assets
 * ```ts
 * import assert from "node:assert/strict";
 * import { covarianceFigure } from "volarb/figure";
 *
 * const svg = covarianceFigure({
 *   names: ["BTC", "ETH"],
 *   covariance: Float64Array.of(0.25, 0.24, 0.24, 0.36),
 * });
 * assert.match(svg, /0\.80/);
 * assert.match(svg, /50 %/);
 * ```
 */
export function covarianceFigure(
  { names, covariance }: {
    /** Names of the assets. */
    readonly names: readonly string[];
    /** Covariances of a year, `names.length` squared of them, row after row. */
    readonly covariance: Float64Array;
  },
  name: FigureName = {},
): string {
  const n = names.length;
  if (covariance.length !== n * n) {
    throw new RangeError(
      `Cannot draw covariances as there must be one per pair, ${
        n * n
      }: current value is ${covariance.length}`,
    );
  }
  const size = Math.max(44, Math.min(90, 540 / Math.max(1, n)));
  return namedFigure(
    {
      id: "fig-covariance",
      title: "Covariances",
      caption:
        "Correlations of returns by colour and number; on the diagonal the volatility in percent per root year.",
    },
    name,
    {
      known: hasNumbers(covariance),
      options: {
        width: Math.max(420, 110 + Math.round(size * n)),
        height: 80 + Math.round(0.6 * size * n),
        marginLeft: 90,
        x: { label: "asset", type: "band", domain: [...names], padding: 0 },
        y: {
          label: "asset",
          type: "band",
          domain: [...names],
          padding: 0,
          grid: false,
        },
        color: {
          type: "diverging",
          scheme: "RdBu",
          domain: [-1, 1],
          legend: true,
          label: "correlation",
        },
        marks: cellMarks(correlationCells(names, covariance)),
      },
    },
  );
}

/** A pair of assets, or one with itself, and what is written there. */
type CorrelationCell = {
  readonly row: string;
  readonly column: string;
  readonly correlation: number;
  readonly text: string;
  readonly own: boolean;
};

/** Correlations of pairs, and the volatility of each asset; pairs without one are left out. */
function correlationCells(
  names: readonly string[],
  covariance: Float64Array,
): CorrelationCell[] {
  const n = names.length;
  return names.flatMap((row, i) =>
    names.map((column, j) => {
      const scale = Math.sqrt(covariance[i * n + i]! * covariance[j * n + j]!);
      const correlation = covariance[i * n + j]! / scale;
      const volatility = 100 * Math.sqrt(covariance[i * n + i]!);
      const text = i === j
        ? `${Number(volatility.toPrecision(3))} %`
        : correlation.toFixed(2).replace("-", "−");
      return { row, column, correlation, text, own: i === j };
    })
  ).filter(({ correlation }) => Number.isFinite(correlation));
}

/** Colours and numbers of cells. */
function cellMarks(cells: readonly CorrelationCell[]): Plot.Markish[] {
  const dark = (cell: CorrelationCell) =>
    !cell.own && Math.abs(cell.correlation) > 0.6;
  return [
    Plot.cell(cells.filter((cell) => !cell.own), {
      x: "column",
      y: "row",
      fill: "correlation",
      inset: 0.5,
    }),
    Plot.cell(cells.filter((cell) => cell.own), {
      x: "column",
      y: "row",
      fill: "#eeeeee",
      inset: 0.5,
    }),
    Plot.text(cells.filter(dark), {
      x: "column",
      y: "row",
      text: "text",
      fill: "white",
    }),
    Plot.text(cells.filter((cell) => !dark(cell)), {
      x: "column",
      y: "row",
      text: "text",
      fill: "black",
    }),
  ];
}
