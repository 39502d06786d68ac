import { svgElement } from "./svg_document.ts";

/** Pixels that the legend adds above the plot. */
export const LEGEND_HEIGHT = 18;

/** Pixels per letter at 11 px, rounded up, so that labels never overlap. */
const LETTER = 7;

/**
 * The legend of categories as a row of swatches.
 *
 * Plot's own legend is HTML beside the SVG, which a standalone file cannot hold.
 *
 * @param labels The categories.
 * @param colours The colour of each.
 * @param left Pixels from the left edge.
 * @returns A group of swatches and labels.
 */
export function colourLegend(
  labels: readonly string[],
  colours: readonly string[],
  left: number,
): Element {
  const group = svgElement("g", {
    "aria-label": "legend",
    "text-anchor": "start",
  });
  let x = left;
  labels.forEach((label, i) => {
    const fill = colours[i % colours.length]!;
    group.append(
      svgElement("rect", { x, y: 5, width: 11, height: 11, fill }),
      svgElement("text", { x: x + 15, y: 14 }, label),
    );
    x += 15 + LETTER * label.length + 14;
  });
  return group;
}
