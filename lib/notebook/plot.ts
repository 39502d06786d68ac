import * as library from "@observablehq/plot";

/**
 * Observable Plot, from which the marks of a figure are made.
 *
 * @see https://observablehq.com/plot
 *
 * @example A line through three points
 * ```ts
 * import assert from "node:assert/strict";
 * import { Plot } from "volarb/notebook";
 *
 * const marks = [Plot.ruleY([0]), Plot.lineY([1, 4, 9], { stroke: "steelblue" })];
 * assert.ok(marks[1] instanceof Plot.Line);
 * ```
 */
export const Plot: typeof import("@observablehq/plot") = library;
