import * as Plot from "@observablehq/plot";
import { type FigureName, hasNumbers, namedFigure } from "./named_figure.ts";
import { PALETTE } from "./palette.ts";
import { thin } from "./thin.ts";
import { timeAxis } from "./time_axis.ts";
import { toDates } from "./to_dates.ts";

/**
 * Price, and below it VPIN with what pure chance would give.
 *
 * @param columns Length `n`: times, price, VPIN; `NaN` is missing.
 * @param options Currency, the level of balanced flow, and the figure's name.
 * @returns The SVG.
 * @throws {RangeError} If the columns differ in length.
 *
 * @example Two buckets
 * ```ts
 * import assert from "node:assert/strict";
 * import { vpinFigure } from "volarb/figure";
 *
 * const svg = vpinFigure({
 *   time: Float64Array.of(0, 3600e6),
 *   price: Float64Array.of(100, 101),
 *   vpin: Float64Array.of(0.2, 0.4),
 * }, { baseline: 0.1 });
 * assert.match(svg, /VPIN \(share of volume\)/);
 * ```
 */
export function vpinFigure(
  { time, price, vpin }: {
    /** Microseconds since the epoch. */
    readonly time: Float64Array;
    /** Price. */
    readonly price: Float64Array;
    /** Volume-synchronised probability of informed trading, in [0, 1]. */
    readonly vpin: Float64Array;
  },
  { currency = "USDT", baseline, ...name }: FigureName & {
    /** Currency of the axis; `USDT` by default. */
    readonly currency?: string;
    /** VPIN of flow without information. */
    readonly baseline?: number;
  } = {},
): string {
  const top = thin({ time, price }, { y: "price" });
  const below = thin({ time, vpin }, { y: "vpin" });
  return namedFigure(
    {
      id: "fig-vpin",
      title: "Toxicity with price",
      caption:
        "Price, and VPIN of the buckets; the dashed line is what balanced flow gives.",
    },
    name,
    {
      known: hasNumbers(price),
      options: {
        height: 180,
        marginBottom: 8,
        marginLeft: 72,
        x: timeAxis(),
        y: { label: `price (${currency})` },
        marks: [
          Plot.lineY(top.price, { x: toDates(top.time), stroke: "#666666" }),
        ],
      },
    },
    {
      known: hasNumbers(vpin),
      options: {
        height: 160,
        marginLeft: 72,
        x: timeAxis("time (UTC)"),
        y: { label: "VPIN (share of volume)", zero: true },
        marks: [
          Plot.lineY(below.vpin, {
            x: toDates(below.time),
            stroke: PALETTE[1]!,
          }),
          Plot.ruleY(baseline === undefined ? [] : [baseline], {
            strokeDasharray: "4 3",
          }),
        ],
      },
    },
  );
}
