import * as Plot from "@observablehq/plot";
import {
  type FigureName,
  hasNumbers,
  namedFigure,
  rowsOf,
} from "./named_figure.ts";
import { PALETTE } from "./palette.ts";

/**
 * Capacity curve: profit against the size that is traded.
 *
 * @param columns Length `n`, rising sizes: multiple of the size that was run, profit, and the ends of its interval if they are known;
 *   `NaN` is missing.
 * @param options Currency, and the figure's name.
 * @returns The SVG; a dot marks where profit is largest.
 *
 * @example Impact takes over
 * ```ts
 * import assert from "node:assert/strict";
 * import { capacityFigure } from "volarb/figure";
 *
 * const svg = capacityFigure({
 *   multiple: Float64Array.of(0.5, 1, 2, 4),
 *   profit: Float64Array.of(60, 100, 140, 20),
 * });
 * assert.match(svg, /size \(multiple of the run\)/);
 * ```
 */
export function capacityFigure(
  { multiple, profit, low, high }: {
    /** Multiple of the size that was run, > 0. */
    readonly multiple: Float64Array;
    /** Profit at that size. */
    readonly profit: Float64Array;
    /** Lower end of its interval. */
    readonly low?: Float64Array;
    /** Upper end. */
    readonly high?: Float64Array;
  },
  { currency = "USDT", ...name }: FigureName & {
    /** Currency of the axis; `USDT` by default. */
    readonly currency?: string;
  } = {},
): string {
  const none = profit.map(() => NaN);
  const rows = rowsOf({
    multiple,
    profit,
    low: low ?? none,
    high: high ?? none,
  })
    .filter((row) => Number.isFinite(row.profit) && row.multiple > 0);
  return namedFigure(
    {
      id: "fig-capacity",
      title: "Capacity",
      caption:
        "Profit of the run at multiples of its size; the dot is where profit is largest.",
    },
    name,
    {
      known: hasNumbers(profit),
      options: {
        height: 260,
        marginLeft: 84,
        x: { label: "size (multiple of the run)", type: "log", axis: null },
        y: { label: `profit (${currency})` },
        marks: profitMarks(rows),
      },
    },
  );
}

/** Profit at a multiple of the size, with the ends of its interval. */
type SizedProfit = {
  readonly multiple: number;
  readonly profit: number;
  readonly low: number;
  readonly high: number;
};

/** The curve with its band, and a dot where it is highest. */
function profitMarks(rows: readonly SizedProfit[]): Plot.Markish[] {
  const best = rows.reduce<SizedProfit | undefined>(
    (most, row) => most === undefined || row.profit > most.profit ? row : most,
    undefined,
  );
  return [
    // An axis of its own: the scale's would leave out the labels of some.
    Plot.axisX(roundSizes(rows.map((row) => row.multiple)), {
      text: (size: number) => size.toLocaleString("en-US"),
      label: "size (multiple of the run)",
      labelAnchor: "center",
      labelArrow: "none",
    }),
    Plot.areaY(
      rows.filter((row) =>
        Number.isFinite(row.low) && Number.isFinite(row.high)
      ),
      {
        x: "multiple",
        y1: "low",
        y2: "high",
        fill: PALETTE[2]!,
        fillOpacity: 0.2,
      },
    ),
    Plot.ruleY([0]),
    Plot.lineY(rows, {
      x: "multiple",
      y: "profit",
      stroke: PALETTE[2]!,
      strokeWidth: 2,
    }),
    Plot.dot(best === undefined ? [] : [best], {
      x: "multiple",
      y: "profit",
      fill: PALETTE[1]!,
      r: 4.5,
    }),
  ];
}

/** One, two and five times the powers of ten between the smallest and the largest size. */
function roundSizes(sizes: readonly number[]): number[] {
  const least = Math.min(...sizes);
  const most = Math.max(...sizes);
  const ticks: number[] = [];
  for (let k = Math.floor(Math.log10(least)); 10 ** k <= most; k++) {
    for (const digit of [1, 2, 5]) {
      const size = Number(`${digit}e${k}`);
      if (size >= least && size <= most) ticks.push(size);
    }
  }
  return ticks;
}
