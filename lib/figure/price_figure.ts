import * as Plot from "@observablehq/plot";
import {
  type FigureName,
  hasNumbers,
  namedFigure,
  rowsOf,
} from "./named_figure.ts";
import { PALETTE } from "./palette.ts";
import { thin } from "./thin.ts";
import { timeAxis } from "./time_axis.ts";
import { toDates } from "./to_dates.ts";

/** Fills drawn at most; of more, every k-th is. */
const MOST_FILLS = 600;

/** What was traded; a sale has a quantity below zero. */
type DrawnFills = {
  readonly time: Float64Array;
  readonly price: Float64Array;
  readonly quantity: Float64Array;
};

/**
 * Price with fills and stops.
 *
 * @param columns Price in order of time, `stop` its level or `NaN`; fills with signed quantity.
 * @param options Unit of the price, and the figure's name.
 * @returns The SVG: purchases point up, sales down; of more than 600 fills every k-th is drawn and the caption says so.
 * @throws {RangeError} If the columns differ in length.
 *
 * @example A purchase
 * ```ts
 * import assert from "node:assert/strict";
 * import { priceFigure } from "volarb/figure";
 *
 * const svg = priceFigure({
 *   time: Float64Array.of(0, 3600e6),
 *   price: Float64Array.of(100, 101),
 *   fills: {
 *     time: Float64Array.of(1800e6),
 *     price: Float64Array.of(100.5),
 *     quantity: Float64Array.of(2),
 *   },
 * });
 * assert.match(svg, /price \(USDT\)/);
 * ```
 */
export function priceFigure(
  { time, price, stop, fills }: {
    /** Microseconds since the epoch. */
    readonly time: Float64Array;
    /** Mid price. */
    readonly price: Float64Array;
    /** Level of the stop. */
    readonly stop?: Float64Array;
    /** What was traded. */
    readonly fills?: {
      readonly time: Float64Array;
      readonly price: Float64Array;
      readonly quantity: Float64Array;
    };
  },
  { currency = "USDT", ...name }: FigureName & {
    /** Currency of the axis; `USDT` by default. */
    readonly currency?: string;
  } = {},
): string {
  const line = thin({ time, price }, { y: "price" });
  const every = Math.max(1, Math.ceil((fills?.time.length ?? 0) / MOST_FILLS));
  const few = every === 1 ? "" : ` One fill in ${every} is drawn.`;
  return namedFigure(
    {
      id: "fig-price",
      title: "Price with fills and stops",
      caption:
        `Mid price, purchases (▲), sales (▼) and the level of the stop (dashed).${few}`,
    },
    name,
    {
      known: hasNumbers(price),
      options: {
        marginLeft: 72,
        x: timeAxis("time (UTC)"),
        y: { label: `price (${currency})` },
        color: {
          domain: ["price", "stop", "bought", "sold"],
          range: ["#666666", PALETTE[3]!, PALETTE[0]!, PALETTE[1]!],
          legend: true,
        },
        marks: [
          Plot.lineY(line.price, {
            x: toDates(line.time),
            stroke: () => "price",
            strokeWidth: 1,
          }),
          ...(stop === undefined ? [] : stopMarks(time, price, stop)),
          ...(fills === undefined ? [] : fillMarks(fills, every)),
        ],
      },
    },
  );
}

/** Dashed lines of the stops. */
function stopMarks(
  time: Float64Array,
  price: Float64Array,
  stop: Float64Array,
): Plot.Markish[] {
  if (!hasNumbers(stop)) return [];
  return stopLines(time, price, stop).map((line) =>
    Plot.lineY(line, {
      x: "time",
      y: "value",
      stroke: () => "stop",
      strokeDasharray: "3 2",
    })
  );
}

/** A triangle for each of the fills that are drawn, up where bought and down where sold. */
function fillMarks(
  { time, price, quantity }: DrawnFills,
  every: number,
): Plot.Markish[] {
  const fills = rowsOf({ time: toDates(time), price, quantity })
    .filter((_, i) => i % every === 0);
  const side = (ariaDescription: string, sign: number, fill: string) =>
    Plot.dot(fills.filter((of) => sign * of.quantity > 0), {
      x: "time",
      y: "price",
      symbol: "triangle",
      rotate: sign > 0 ? 0 : 180,
      r: 3,
      fill,
      stroke: "white",
      strokeWidth: 0.4,
      ariaDescription,
    });
  return [side("bought", 1, PALETTE[0]!), side("sold", -1, PALETTE[1]!)];
}

/** Times and levels of stops below the price and of those above it, thinned: no line leads from one to the other. */
function stopLines(
  time: Float64Array,
  price: Float64Array,
  stop: Float64Array,
): { time: Date; value: number }[][] {
  const below = stop.map((level, i) => level <= price[i]! ? level : NaN);
  const above = stop.map((level, i) => level > price[i]! ? level : NaN);
  return [below, above].filter(hasNumbers).map((side) => {
    const line = thin({ time, side }, { y: "side" });
    return rowsOf({ time: toDates(line.time), value: line.side });
  });
}
