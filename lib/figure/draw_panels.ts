import { drawFigure, type FigureText } from "./draw_figure.ts";
import { escapeHtml } from "./escape_html.ts";
import type { PlotOptions } from "./plot_options.ts";
import { THEME } from "./theme.ts";

/**
 * Draws plots one above the other as one standalone SVG file.
 *
 * Each is drawn as {@linkcode drawFigure} draws it, so that what is below each other has the same margins and, given the same
 * domain, the same horizontal axis.
 *
 * @param text Id, title and caption of the whole.
 * @param panels Plot's options of each, from the top.
 * @returns The SVG, ending with a line's end; its root has the id.
 * @throws {RangeError} If there is no panel, or one is refused.
 *
 * @example Two lines
 * ```ts
 * import assert from "node:assert/strict";
 * import * as Plot from "@observablehq/plot";
 * import { drawPanels } from "volarb/figure";
 *
 * const panel = { height: 100, marks: [Plot.lineY([0, 1, 4])] };
 * const svg = drawPanels(
 *   { id: "fig-pair", title: "A pair", caption: "Twice the same." },
 *   [panel, panel],
 * );
 * assert.match(svg, /^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" id="fig-pair"[^>]* height="200"/);
 * ```
 */
export function drawPanels(
  { id, title, caption }: FigureText,
  panels: readonly PlotOptions[],
): string {
  if (panels.length === 0) {
    throw new RangeError(
      `Cannot draw ${id} as there must be at least one panel: current value is 0`,
    );
  }
  const width = panels[0]!.width ?? THEME.width!;
  let height = 0;
  const inner = panels.map((options, i) => {
    const svg = drawFigure({ id: `${id}-${i + 1}`, title: "", caption: "" }, {
      ...options,
      width,
    });
    const top = height;
    height += options.height ?? THEME.height!;
    return nested(svg, top);
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" id="${id}" class="panels" role="img" aria-labelledby="${id}-title ${id}-desc" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">` +
    `<title id="${id}-title">${escapeHtml(title)}</title>` +
    `<desc id="${id}-desc">${escapeHtml(caption)}</desc>${
      inner.join("")
    }</svg>\n`;
}

/** A figure as part of another: placed, and without a name of its own. */
function nested(svg: string, top: number): string {
  return svg.trim()
    .replace("<svg ", `<svg y="${top}" `)
    .replace(/ role="img" aria-labelledby="[^"]*"/, "")
    .replace(/<title[^>]*>[^]*?<\/title>|<title[^>]*\/>/, "")
    .replace(/<desc[^>]*>[^]*?<\/desc>|<desc[^>]*\/>/, "");
}
