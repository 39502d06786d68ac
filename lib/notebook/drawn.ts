import { Displayable } from "./displayable.ts";

/**
 * A figure of `volarb/figure` that draws itself, as a figure of a chapter.
 *
 * @param svg What such a function gives: an SVG with an id, a title and a description, which becomes the caption.
 * @returns What a cell shows as SVG.
 * @throws {RangeError} If the SVG lacks the id or the description.
 *
 * @example An equity curve
 * ```ts
 * import assert from "node:assert/strict";
 * import { equityFigure } from "volarb/figure";
 * import { drawn } from "volarb/notebook";
 *
 * const svg = equityFigure({
 *   time: Float64Array.of(0, 1e6, 2e6),
 *   equity: Float64Array.of(100, 101, 99),
 * }, { id: "fig-three" });
 * assert.match(String(drawn(svg)), /^Figure fig-three: /);
 * ```
 */
export function drawn(svg: string): Displayable {
  const id = /^<svg[^>]* id="([^"]+)"/.exec(svg)?.[1];
  const caption = /<desc[^>]*>([^<]*)<\/desc>/.exec(svg)?.[1];
  if (id === undefined || caption === undefined) {
    throw new RangeError(
      `Cannot show a figure as its SVG must have an id and a description: current value begins with ${
        svg.slice(0, 40)
      }`,
    );
  }
  const text = caption.replaceAll("&lt;", "<").replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
  return new Displayable({
    "image/svg+xml": svg,
    "text/plain": `Figure ${id}: ${text}`,
  });
}
