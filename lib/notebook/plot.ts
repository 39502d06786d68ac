import * as library from "@observablehq/plot";

/**
 * Observable Plot, from which the marks of a figure are made.
 *
 * @see https://observablehq.com/plot
 */
export const Plot: typeof import("@observablehq/plot") = library;
