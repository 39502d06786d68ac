import * as Plot from "@observablehq/plot";
import { type FigureName, hasNumbers, namedFigure } from "./named_figure.ts";
import { PALETTE } from "./palette.ts";
import { thin } from "./thin.ts";
import { timeAxis } from "./time_axis.ts";
import { toDates } from "./to_dates.ts";

/**
 * Position over time, as the steps that it is.
 *
 * @param columns Length `n`: times of changes and the quantity from then on, below 0 short.
 * @param options Unit of the quantity, and the figure's name.
 * @returns The SVG.
 * @throws {RangeError} If the columns differ in length.
 *
 * @example Long, then flat
 * ```ts
 * import assert from "node:assert/strict";
 * import { inventoryFigure } from "volarb/figure";
 *
 * const svg = inventoryFigure({
 *   time: Float64Array.of(0, 3600e6),
 *   quantity: Float64Array.of(1, 0),
 * }, { unit: "BTC" });
 * assert.match(svg, /position \(BTC\)/);
 * ```
 */
export function inventoryFigure(
  { time, quantity }: {
    /** Microseconds since the epoch. */
    readonly time: Float64Array;
    /** Base units. */
    readonly quantity: Float64Array;
  },
  { unit = "base units", ...name }: FigureName & {
    /** Unit of the quantity; `base units` by default. */
    readonly unit?: string;
  } = {},
): string {
  const steps = thin({ time, quantity }, { y: "quantity" });
  const options = { x: toDates(steps.time), curve: "step-after" as const };
  return namedFigure(
    {
      id: "fig-inventory",
      title: "Inventory",
      caption: "Position after each change; above zero long, below short.",
    },
    name,
    {
      known: hasNumbers(quantity),
      options: {
        height: 200,
        marginLeft: 72,
        x: timeAxis("time (UTC)"),
        y: { label: `position (${unit})` },
        marks: [
          Plot.areaY(steps.quantity, {
            ...options,
            fill: PALETTE[2]!,
            fillOpacity: 0.3,
          }),
          Plot.lineY(steps.quantity, { ...options, stroke: PALETTE[2]! }),
          Plot.ruleY([0]),
        ],
      },
    },
  );
}
