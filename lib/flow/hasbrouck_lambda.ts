import { assertColumns } from "../stats/arguments.ts";
import { assertFlags } from "./arguments.ts";
import type { Trades } from "./columns.ts";
import { KyleLambda, type KyleLambdaOptions } from "./kyle_lambda.ts";

/**
 * Signed square root of the turnover of each trade.
 *
 * `sign √(price · quantity)`, `+` where the aggressor bought. Summed over bars by
 * `barSum` it is the flow of {@linkcode hasbrouckLambda}.
 *
 * @param trades Columns of length `n`; prices > 0, quantities ≥ 0.
 * @returns Length `n`; in the root of quote currency, known with the trade.
 * @throws {RangeError} If columns differ in length, a turnover is negative or a flag is
 *   neither 0 nor 1.
 * @see Hasbrouck, J. (2009), Journal of Finance 64(3), 1445-1477,
 *   doi:10.1111/j.1540-6261.2009.01469.x.
 *
 * @example Bought 4 at 25, sold 1 at 9
 * ```ts
 * import assert from "node:assert/strict";
 * import { signedRootTurnover } from "volarb/flow";
 *
 * const flow = signedRootTurnover({
 *   price: Float64Array.of(25, 9),
 *   quantity: Float64Array.of(4, 1),
 *   isBuyerMaker: Uint8Array.of(0, 1),
 * });
 * assert.deepEqual(flow, Float64Array.of(10, -3));
 * ```
 */
export function signedRootTurnover(
  { price, quantity, isBuyerMaker }: Omit<Trades, "time">,
): Float64Array {
  const action = "compute signed root turnover";
  const n = assertColumns(action, { price, quantity, isBuyerMaker });
  assertFlags(action, isBuyerMaker);
  const flow = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const turnover = price[i]! * quantity[i]!;
    if (turnover < 0) {
      throw new RangeError(
        `Cannot ${action} as turnover must be at least 0: current value is ${turnover} in row ${i}`,
      );
    }
    flow[i] = (1 - 2 * isBuyerMaker[i]!) * Math.sqrt(turnover);
  }
  return flow;
}

/**
 * Hasbrouck's lambda over rolling windows of bars: log return per unit of signed root
 * turnover.
 *
 * The slope `λ` of `r[k] = a + λ S[k] + e[k]` with `S[k] = Σ sign √(price · quantity)` over
 * the trades of the bar. As `KyleLambda` it measures the impact within the bar; the
 * stream of the one is that of the other.
 *
 * @param rootFlow Length `n`; signed root turnover of each bar.
 * @param logReturn Length `n`; log return of each bar.
 * @param options Bars in the regression.
 * @returns Length `n`; per root of quote currency, entry `t` over bars
 *   `t-window+1 .. t`.
 * @throws {RangeError} If columns differ in length or the window is not an integer of
 *   at least 3.
 * @see eq-impact-measures, def-impact-measures
 * @see Hasbrouck, J. (2009), Journal of Finance 64(3), 1445-1477,
 *   doi:10.1111/j.1540-6261.2009.01469.x.
 *
 * @example Returns proportional to flow
 * ```ts
 * import assert from "node:assert/strict";
 * import { hasbrouckLambda } from "volarb/flow";
 *
 * const lambda = hasbrouckLambda(
 *   Float64Array.of(-64, 0, 64),
 *   Float64Array.of(-0.25, 0, 0.25),
 *   { window: 3 },
 * );
 * assert.equal(lambda[2], 0.25 / 64);
 * ```
 */
export function hasbrouckLambda(
  rootFlow: Float64Array,
  logReturn: Float64Array,
  options: KyleLambdaOptions,
): Float64Array {
  const n = assertColumns("compute Hasbrouck's lambda", {
    rootFlow,
    logReturn,
  });
  const stream = new KyleLambda(options);
  const lambda = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    lambda[i] = stream.update(rootFlow[i]!, logReturn[i]!);
  }
  return lambda;
}
