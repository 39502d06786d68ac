import type { PlotOptions } from "./plot_options.ts";

/**
 * Font families in the order in which a machine is asked for them.
 *
 * @example The first that is asked for
 * ```ts
 * import assert from "node:assert/strict";
 * import { FONT } from "volarb/figure";
 *
 * assert.equal(FONT.split(",")[0], '"DejaVu Sans"');
 * ```
 */
export const FONT = '"DejaVu Sans", Helvetica, Arial, sans-serif';

/**
 * What every figure starts from; a figure's own options come on top.
 *
 * 640 by 300 pixels, black on white whatever the page around it, horizontal grid
 * lines, axis labels in the middle of their axis.
 *
 * @example A figure that is higher than the others
 * ```ts
 * import assert from "node:assert/strict";
 * import { THEME } from "volarb/figure";
 *
 * const options = { ...THEME, height: 400 };
 * assert.deepEqual([options.width, options.height], [640, 400]);
 * ```
 */
export const THEME: PlotOptions = {
  width: 640,
  height: 300,
  marginLeft: 60,
  marginBottom: 40,
  style: {
    fontFamily: FONT,
    fontSize: "11px",
    background: "white",
    color: "black",
  },
  x: { labelAnchor: "center", labelArrow: "none" },
  y: { labelAnchor: "center", labelArrow: "none", grid: true },
};
