import * as Plot from "@observablehq/plot";
import type { FactorContribution } from "../signal/mod.ts";
import { PALETTE } from "./palette.ts";
import type { PlotOptions } from "./plot_options.ts";

/** Standard errors from a point to the end of its bar: 95 % of a normal law. */
const REACH = 1.959964;

/**
 * What each feature gives to the correlation of a forecast with the return, with bars of two
 * standard errors.
 *
 * @param contributions What `factorContributions` gave.
 * @returns Options for `drawFigure`.
 *
 * @example One feature
 * ```ts
 * import assert from "node:assert/strict";
 * import { contributionPlot } from "volarb/figure";
 *
 * const { marks } = contributionPlot([
 *   { name: "ofi", varianceShare: 1, icShare: 0.03, standardError: 0.01, ownIc: 0.03 },
 * ]);
 * assert.equal(marks!.length, 3);
 * ```
 */
export function contributionPlot(
  contributions: readonly FactorContribution[],
): PlotOptions {
  const rows = contributions.map(({ name, icShare, standardError }) => ({
    name,
    icShare,
    low: icShare - REACH * standardError,
    high: icShare + REACH * standardError,
  }));
  const longest = Math.max(...rows.map(({ name }) => name.length));
  return {
    height: 60 + 24 * rows.length,
    marginLeft: 20 + 6.5 * longest,
    x: { label: "share of the correlation", grid: true },
    y: { label: null, domain: rows.map(({ name }) => name), grid: false },
    marks: [
      Plot.ruleX([0]),
      Plot.ruleY(rows, {
        y: "name",
        x1: "low",
        x2: "high",
        stroke: PALETTE[0]!,
      }),
      Plot.dot(rows, { y: "name", x: "icShare", fill: PALETTE[0]!, r: 3.5 }),
    ],
  };
}
