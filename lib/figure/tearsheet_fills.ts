/**
 * Fills that a reader of a tearsheet has in view. These functions run in the page, as text: each uses others of the page by name and
 * nothing else from outside of itself.
 *
 * @module
 */
import { svgElement } from "./svg_element.ts";
import { numberText, rowAt, stampText } from "./tearsheet_axis.ts";
import type { LiveChart, LiveFills, LivePage } from "./tearsheet_data.ts";

/** The first and the last fill of a window; the last is before the first where there is none. */
export function fillsWithin(
  { time }: LiveFills,
  [from, to]: readonly [number, number],
): [number, number] {
  return [rowAt(time, from - 1) + 1, rowAt(time, to)];
}

/** Draws the fills in view as triangles, unless there are too many to be told apart. */
export function drawFills(
  { fills, shown }: LivePage,
  { spec, inside, wanted }: LiveChart,
  { x, y }: { x: (t: number) => number; y: (v: number) => number },
): void {
  if (spec.fills === undefined || !wanted?.checked) return;
  const of = fills[spec.fills]!;
  const [first, last] = fillsWithin(of, shown);
  if (last - first >= 3000) return;
  for (let i = first; i <= last; i++) {
    const bought = of.quantity[i]! > 0;
    const [cx, cy] = [x(of.time[i]!), y(of.price[i]!)];
    const tip = bought ? -4 : 4;
    svgElement(inside, "path", {
      class: "fill",
      d: `M${cx - 3.5},${cy - tip * 0.75}h7L${cx},${cy + tip}Z`,
      fill: bought ? "#0072B2" : "#D55E00",
      stroke: "white",
      "stroke-width": 0.4,
    });
  }
}

/** Lists the fills in view, in a table that opens on demand. */
export function listFills(
  { fills, shown }: LivePage,
  { spec, list }: LiveChart,
): void {
  if (list === undefined) return;
  const of = fills[spec.fills!]!;
  const [first, last] = fillsWithin(of, shown);
  const count = last - first + 1;
  const rows = [];
  for (let i = first; i <= Math.min(last, first + 199); i++) {
    rows.push(
      `<tr><td>${stampText(of.time[i]!)}</td><td>${
        of.quantity[i]! > 0 ? "buy" : "sell"
      }</td><td>${numberText(Math.abs(of.quantity[i]!), 3)}</td><td>${
        numberText(of.price[i]!, 2)
      }</td></tr>`,
    );
  }
  const more = count > 200 ? ", the first 200" : "";
  list.innerHTML = `<summary>${numberText(count, 0)} fills of ${
    of.symbol.replace(/[&<>]/g, "")
  } in view${more}</summary><table><tr><th>time</th><th>side</th><th>quantity</th><th>price</th></tr>${
    rows.join("")
  }</table>`;
}
