import { assertInteger } from "../stats/arguments.ts";
import { assertNumbers } from "../stats/number_rules.ts";

/** A stop-loss rule on returns, as Kaminski and Lo define it. */
export type StopLossRule = {
  /** Periods `J` whose returns are added up. */
  readonly lookback: number;
  /** Loss `γ` of them at which the position is left, > 0. */
  readonly loss: number;
  /** Return `δ` of a period after which it is taken up again, at least 0; 0 by default. */
  readonly reentry?: number;
  /** Return per period while out of it; 0 by default. */
  readonly rate?: number;
};

/** What a stop-loss rule earned. */
export type StoppedReturns = {
  /** Return of each period under the rule. */
  readonly returns: Float64Array;
  /** 1 where the position was held in the period, 0 where it was out. */
  readonly invested: Uint8Array;
  /** Mean return under the rule less without it, per period: the stopping premium. */
  readonly premium: number;
  /** Share of periods out. */
  readonly out: number;
  /** What the premium is to be expected to be of independent returns: `p_out (r - mean)`. */
  readonly independent: number;
};

/**
 * Returns under a stop-loss rule, and the premium of it.
 *
 * In: out from the next period on when the last `J` periods in it lost more than `γ`. Out: in again after a period that returned at least `δ`. The decision for a period uses
 * earlier ones only. Of independent returns the premium is `p_out (r - μ)`, below zero whenever the position pays more than the rate: a stop adds where losses are
 * followed by losses, and nowhere else.
 *
 * @param returns Returns per period of the position, finite.
 * @param rule The rule.
 * @returns Returns, where it was invested, and the premium beside what independence would give.
 * @throws {RangeError} If a return is not finite or a number of the rule out of range.
 * @see eq-stopping-premium, def-stopping-premium
 * @see Kaminski, K. M., Lo, A. W. (2014), When do stop-loss rules stop losses?, Journal of Financial Markets 18, 234-254.
 *
 * @example Out after a loss, in after a gain
 * ```ts
 * import assert from "node:assert/strict";
 * import { stopLossReturns } from "volarb/risk";
 *
 * const { invested } = stopLossReturns(
 *   Float64Array.of(0.01, -0.05, -0.03, 0.02, 0.01),
 *   { lookback: 1, loss: 0.04 },
 * );
 * assert.deepEqual([...invested], [1, 1, 0, 0, 1]);
 * ```
 */
export function stopLossReturns(
  returns: Float64Array,
  { lookback, loss, reentry = 0, rate = 0 }: StopLossRule,
): StoppedReturns {
  const action = "apply a stop-loss rule";
  assertInteger(action, "lookback", lookback, 1);
  assertNumbers(action, "positive", { loss });
  assertNumbers(action, "notNegative", { reentry });
  assertNumbers(action, "finite", { rate });
  const n = returns.length;
  const kept = new Float64Array(n);
  const invested = new Uint8Array(n);
  let [sum, ruled, out] = [0, 0, 0];
  let holds = true;
  let since = 0;
  for (let t = 0; t < n; t++) {
    const r = returns[t]!;
    if (r - r !== 0) assertNumbers(action, "finite", { [`returns[${t}]`]: r });
    invested[t] = holds ? 1 : 0;
    kept[t] = holds ? r : rate;
    sum += r;
    ruled += kept[t]!;
    if (!holds) {
      out++;
      holds = r >= reentry;
      since = t + 1;
      continue;
    }
    let window = 0;
    for (let k = Math.max(since, t - lookback + 1); k <= t; k++) {
      window += returns[k]!;
    }
    holds = window >= -loss;
  }
  return {
    returns: kept,
    invested,
    premium: (ruled - sum) / n,
    out: out / n,
    independent: out / n * (rate - sum / n),
  };
}
