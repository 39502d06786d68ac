import * as Plot from "@observablehq/plot";
import { mean } from "../stats/mod.ts";
import { type FigureName, namedFigure } from "./named_figure.ts";
import { PALETTE } from "./palette.ts";

/** Points drawn at most; of more, every k-th is. */
const MOST = 2_000;

/**
 * Price change against order flow imbalance, with the line of least squares.
 *
 * @param columns Length `n`: imbalance of each period and the change of the mid in it; pairs with a missing entry are left out.
 * @param options Units of both axes, and the figure's name.
 * @returns The SVG: the line is fitted to all pairs, of more than 2,000 every k-th is drawn and the caption says so.
 * @throws {RangeError} If the columns differ in length.
 *
 * @example Three periods
 * ```ts
 * import assert from "node:assert/strict";
 * import { orderFlowFigure } from "volarb/figure";
 *
 * const svg = orderFlowFigure({
 *   imbalance: Float64Array.of(-1, 0, 2),
 *   change: Float64Array.of(-0.5, 0, 1),
 * });
 * assert.match(svg, /slope 0.5, R² 1/);
 * ```
 */
export function orderFlowFigure(
  { imbalance, change }: {
    /** Order flow imbalance. */
    readonly imbalance: Float64Array;
    /** Change of the mid price. */
    readonly change: Float64Array;
  },
  { flowUnit = "lots", changeUnit = "ticks", ...name }: FigureName & {
    /** Unit of the imbalance; `lots` by default. */
    readonly flowUnit?: string;
    /** Unit of the change; `ticks` by default. */
    readonly changeUnit?: string;
  } = {},
): string {
  if (imbalance.length !== change.length) {
    throw new RangeError(
      `Cannot draw order flow as columns must have one length: imbalance has ${imbalance.length}, change has ${change.length}`,
    );
  }
  const pairs = Array.from(imbalance, (x, i) => ({ x, y: change[i]! }))
    .filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
  const { slope, intercept, rSquared } = lineOf(pairs);
  const every = Math.max(1, Math.ceil(pairs.length / MOST));
  const few = every === 1 ? "" : ` One pair in ${every} is drawn.`;
  const short = (v: number) => String(Number(v.toPrecision(3)));
  const known = pairs.length > 1 && Number.isFinite(slope);
  const ends = [Math.min, Math.max].map((f) =>
    pairs.reduce((e, { x }) => f(e, x), pairs[0]?.x ?? 0)
  );
  return namedFigure(
    {
      id: "fig-order-flow",
      title: "Price change against order flow",
      caption:
        `Change of the mid price in a period against its order flow imbalance, and the line of least squares.${few}`,
    },
    name,
    {
      known,
      options: {
        x: { label: `order flow imbalance (${flowUnit})` },
        y: { label: `change of the mid (${changeUnit})` },
        marks: [
          Plot.dot(pairs.filter((_, i) => i % every === 0), {
            x: "x",
            y: "y",
            fill: PALETTE[0]!,
            fillOpacity: 0.25,
            r: 1.8,
          }),
          Plot.line(ends.map((x) => [x, intercept + slope * x] as const), {
            stroke: PALETTE[1]!,
            strokeWidth: 2,
          }),
          Plot.text([`slope ${short(slope)}, R² ${short(rSquared)}`], {
            frameAnchor: "top-left",
            dx: 6,
            dy: 6,
            // Neither a line of the grid nor a point goes through it.
            stroke: "white",
            strokeWidth: 4,
            fill: "currentColor",
          }),
        ],
      },
    },
  );
}

function lineOf(
  pairs: readonly { x: number; y: number }[],
): { slope: number; intercept: number; rSquared: number } {
  const x = Float64Array.from(pairs, (pair) => pair.x);
  const y = Float64Array.from(pairs, (pair) => pair.y);
  const [centerX, centerY] = [mean(x), mean(y)];
  let xx = 0, xy = 0, yy = 0;
  for (let i = 0; i < x.length; i++) {
    xx += (x[i]! - centerX) ** 2;
    xy += (x[i]! - centerX) * (y[i]! - centerY);
    yy += (y[i]! - centerY) ** 2;
  }
  const slope = xy / xx;
  return {
    slope,
    intercept: centerY - slope * centerX,
    rSquared: xy * xy / (xx * yy),
  };
}
