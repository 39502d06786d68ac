import { drawFigure, type PlotOptions } from "../figure/mod.ts";
import { Displayable } from "./displayable.ts";

/**
 * A figure of a chapter.
 *
 * Its short title is the first sentence of the caption.
 *
 * @param id Its label, under which the text refers to it: `fig-` and lower-case
 * words joined by hyphens.
 * @param caption What is to be seen, with units; Markdown.
 * @param options Plot's options, the marks among them.
 * @returns What a cell shows as SVG.
 * @throws {RangeError} What `drawFigure` of `volarb/figure` throws.
 *
 * @example A line
 * ```ts
 * import assert from "node:assert/strict";
 * import { figure, Plot } from "volarb/notebook";
 *
 * const square = figure("fig-square", "A square grows. Nothing else does.", {
 *   marks: [Plot.lineY([0, 1, 4, 9])],
 * });
 * assert.match(String(square), /^Figure fig-square: A square grows\./);
 * ```
 */
export function figure(
  id: string,
  caption: string,
  options: PlotOptions,
): Displayable {
  const [title] = /^.+?[.?!](?=\s|$)/s.exec(caption) ?? [caption];
  const svg = drawFigure(
    { id, title: title.replace(/[.]$/, ""), caption },
    options,
  );
  return new Displayable({
    "image/svg+xml": svg,
    "text/plain": `Figure ${id}: ${caption}`,
  });
}
