/**
 * The options of `Plot.plot`: `marks`, `x`, `y`, `color`, `width` and the rest.
 *
 * @see https://observablehq.com/plot/features/plots
 */
export type PlotOptions = NonNullable<
  Parameters<(typeof import("@observablehq/plot"))["plot"]>[0]
>;
