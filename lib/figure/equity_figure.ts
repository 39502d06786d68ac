import * as Plot from "@observablehq/plot";
import { drawdown, type EquityCurve } from "../performance/mod.ts";
import { type FigureName, hasNumbers, namedFigure } from "./named_figure.ts";
import { PALETTE } from "./palette.ts";
import { thin } from "./thin.ts";
import { timeAxis } from "./time_axis.ts";
import { toDates } from "./to_dates.ts";

/**
 * Equity, and below it how far it is from its highest so far.
 *
 * @param curve Equity in order of time; the drawdown is computed before lines are thinned.
 * @param options Currency of the axis, and the figure's name.
 * @returns The SVG.
 * @throws {RangeError} If the columns differ in length.
 *
 * @example Three marks
 * ```ts
 * import assert from "node:assert/strict";
 * import { equityFigure } from "volarb/figure";
 *
 * const svg = equityFigure({
 *   time: Float64Array.of(0, 3600e6, 7200e6),
 *   equity: Float64Array.of(100, 90, 110),
 * });
 * assert.match(svg, /equity \(USDT\)/);
 * ```
 */
export function equityFigure(
  { time, equity }: EquityCurve,
  { currency = "USDT", ...name }: FigureName & {
    /** Currency of the axis; `USDT` by default. */
    readonly currency?: string;
  } = {},
): string {
  const top = thin({ time, value: equity }, { y: "value" });
  const fall = thin(
    { time, value: drawdown(equity).map((d) => -100 * d) },
    { y: "value" },
  );
  const known = hasNumbers(equity);
  return namedFigure(
    {
      id: "fig-equity",
      title: "Equity and drawdown",
      caption:
        "Equity marked at every event, and its distance from the highest so far.",
    },
    name,
    {
      known,
      options: {
        height: 210,
        marginBottom: 8,
        marginLeft: 72,
        x: timeAxis(),
        y: { label: `equity (${currency})` },
        marks: [
          Plot.lineY(top.value, { x: toDates(top.time), stroke: PALETTE[0]! }),
        ],
      },
    },
    {
      known,
      options: {
        height: 130,
        marginLeft: 72,
        x: timeAxis("time (UTC)"),
        y: { label: "drawdown (%)", ticks: 4 },
        marks: [
          Plot.areaY(fall.value, {
            x: toDates(fall.time),
            fill: PALETTE[1]!,
            fillOpacity: 0.25,
          }),
          Plot.lineY(fall.value, {
            x: toDates(fall.time),
            stroke: PALETTE[1]!,
          }),
          Plot.ruleY([0]),
        ],
      },
    },
  );
}
