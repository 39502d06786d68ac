import * as Plot from "@observablehq/plot";
import type { ProfitComponents } from "../performance/mod.ts";
import { type FigureName, hasNumbers, namedFigure } from "./named_figure.ts";
import { PALETTE } from "./palette.ts";
import { thin } from "./thin.ts";
import { timeAxis } from "./time_axis.ts";
import { toDates } from "./to_dates.ts";

/**
 * Where profit came from, summed since the start.
 *
 * @param columns Times, and by name one column per component.
 * @param options Currency, and the figure's name.
 * @returns The SVG; each line has its share of 5,000 points.
 * @throws {RangeError} If the columns differ in length, or there are more components than colours.
 *
 * @example Two components
 * ```ts
 * import assert from "node:assert/strict";
 * import { componentsFigure } from "volarb/figure";
 *
 * const svg = componentsFigure({
 *   time: Float64Array.of(0, 3600e6),
 *   columns: { alpha: Float64Array.of(0, 10), fee: Float64Array.of(0, -3) },
 * });
 * assert.match(svg, /profit since the start \(USDT\)/);
 * ```
 */
export function componentsFigure(
  { time, columns }: ProfitComponents,
  { currency = "USDT", ...name }: FigureName & {
    /** Currency of the axis; `USDT` by default. */
    readonly currency?: string;
  } = {},
): string {
  const names = Object.keys(columns);
  if (names.length > PALETTE.length) {
    throw new RangeError(
      `Cannot draw components as there must be at most ${PALETTE.length}: current value is ${names.length}`,
    );
  }
  const points = Math.max(200, Math.floor(5000 / Math.max(1, names.length)));
  const lines = names.map((component) => ({
    component,
    ...thin({ time, value: columns[component]! }, { y: "value", points }),
  }));
  return namedFigure(
    {
      id: "fig-components",
      title: "Where profit came from",
      caption: `Profit since the start by ${
        names.join(", ")
      }; the lines sum to the change of equity.`,
    },
    name,
    {
      known: Object.values(columns).some(hasNumbers),
      options: {
        height: 260,
        marginLeft: 72,
        x: timeAxis("time (UTC)"),
        y: { label: `profit since the start (${currency})` },
        color: { domain: names, legend: true },
        marks: [
          Plot.ruleY([0]),
          ...lines.map((line) =>
            Plot.lineY(line.value, {
              x: toDates(line.time),
              stroke: () => line.component,
            })
          ),
        ],
      },
    },
  );
}
