import { assertColumns } from "../stats/arguments.ts";
import { assertFlags } from "./arguments.ts";

/**
 * Side of the aggressor of each trade.
 *
 * `+1` where the aggressor bought (`isBuyerMaker` is 0: the buyer took), `-1` where
 * the aggressor sold (`isBuyerMaker` is 1: the buyer's order was resting and was
 * hit). A bought quantity takes from the ask and counts as positive flow.
 *
 * @param isBuyerMaker Length `n`; 1 or 0, as the venue's flag.
 * @returns Length `n`; `+1` or `-1`, known with the trade.
 * @throws {TypeError} If the column is not a typed array.
 * @throws {RangeError} If a flag is neither 0 nor 1.
 * @see def-aggressor-sign, eq-map-agg-trades
 * @see Lee, C. and Ready, M. (1991), Journal of Finance 46(2), 733-746,
 *   doi:10.1111/j.1540-6261.1991.tb02683.x, for venues that do not say it.
 *
 * @example The buyer rested, the seller rested
 * ```ts
 * import assert from "node:assert/strict";
 * import { aggressorSign } from "volarb/flow";
 *
 * assert.deepEqual(
 *   aggressorSign(Uint8Array.of(1, 0)),
 *   Float64Array.of(-1, 1),
 * );
 * ```
 */
export function aggressorSign(isBuyerMaker: Uint8Array): Float64Array {
  const n = assertColumns("compute aggressor signs", { isBuyerMaker });
  assertFlags("compute aggressor signs", isBuyerMaker);
  const sign = new Float64Array(n);
  for (let i = 0; i < n; i++) sign[i] = 1 - 2 * isBuyerMaker[i]!;
  return sign;
}
