/**
 * The colours of Okabe and Ito, told apart by readers with any of the common
 * kinds of colour blindness: blue, vermilion, green, purple, orange, sky blue,
 * black, yellow. The yellow comes last, since it is weak as a line on white.
 *
 * @see Okabe, M. and Ito, K. (2008), Color Universal Design.
 * @see Wong, B. (2011), Nature Methods 8, 441, figure 2.
 *
 * @example The colour of the first line of every figure
 * ```ts
 * import assert from "node:assert/strict";
 * import { PALETTE } from "volarb/figure";
 *
 * assert.equal(PALETTE[0], "#0072B2");
 * ```
 */
export const PALETTE: readonly string[] = [
  "#0072B2",
  "#D55E00",
  "#009E73",
  "#CC79A7",
  "#E69F00",
  "#56B4E9",
  "#000000",
  "#F0E442",
];
