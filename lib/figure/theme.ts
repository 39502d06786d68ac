import type { PlotOptions } from "./plot_options.ts";

/** Font families in the order in which a machine is asked for them. */
export const FONT = '"DejaVu Sans", Helvetica, Arial, sans-serif';

/**
 * What every figure starts from; a figure's own options come on top.
 *
 * 640 by 300 pixels, black on white whatever the page around it, horizontal grid
 * lines, axis labels in the middle of their axis.
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
