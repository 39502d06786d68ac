import * as Plot from "@observablehq/plot";
import { type FigureName, hasNumbers, namedFigure } from "./named_figure.ts";
import { PALETTE } from "./palette.ts";
import { thin } from "./thin.ts";
import { timeAxis } from "./time_axis.ts";
import { toDates } from "./to_dates.ts";

/** Times and how much is done by then. */
export type ScheduleProgress = {
  /** Microseconds since the epoch. */
  readonly time: Float64Array;
  /** Quantity since the start; base units. */
  readonly quantity: Float64Array;
};

/**
 * A schedule of execution against what was filled.
 *
 * @param columns What was planned to be done by each time, and what was filled by each fill, both since the start.
 * @param options Unit of the quantity, and the figure's name.
 * @returns The SVG; the plan is drawn straight between its times, fills as steps.
 * @throws {RangeError} If columns differ in length.
 *
 * @example Half on time
 * ```ts
 * import assert from "node:assert/strict";
 * import { scheduleFigure } from "volarb/figure";
 *
 * const svg = scheduleFigure({
 *   plan: { time: Float64Array.of(0, 60e6), quantity: Float64Array.of(0, 10) },
 *   filled: { time: Float64Array.of(0, 30e6), quantity: Float64Array.of(0, 5) },
 * }, { unit: "BTC" });
 * assert.match(svg, /quantity done \(BTC\)/);
 * ```
 */
export function scheduleFigure(
  { plan, filled }: {
    /** What is to be done. */
    readonly plan: ScheduleProgress;
    /** What was done. */
    readonly filled: ScheduleProgress;
  },
  { unit = "base units", ...name }: FigureName & {
    /** Unit of the quantity; `base units` by default. */
    readonly unit?: string;
  } = {},
): string {
  const target = thin({ ...plan }, { y: "quantity" });
  const steps = thin({ ...filled }, { y: "quantity" });
  return namedFigure(
    {
      id: "fig-schedule",
      title: "Schedule against fills",
      caption:
        "Quantity that the schedule has done by each time (dashed), and what was filled.",
    },
    name,
    {
      known: hasNumbers(plan.quantity) || hasNumbers(filled.quantity),
      options: {
        height: 260,
        x: timeAxis("time (UTC)"),
        y: { label: `quantity done (${unit})` },
        color: {
          domain: ["schedule", "filled"],
          range: ["#666666", PALETTE[0]!],
          legend: true,
        },
        marks: [
          Plot.lineY(target.quantity, {
            x: toDates(target.time),
            stroke: () => "schedule",
            strokeDasharray: "5 3",
          }),
          Plot.lineY(steps.quantity, {
            x: toDates(steps.time),
            stroke: () => "filled",
            curve: "step-after",
            strokeWidth: 2,
          }),
          Plot.ruleY([0]),
        ],
      },
    },
  );
}
