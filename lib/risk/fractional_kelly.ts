import { assertNumbers } from "../stats/number_rules.ts";

/**
 * Growth over the rate at a share of Kelly's leverage, as it is to be expected of an estimate.
 *
 * With the drift estimated over a time `T` and the variance known, `f̂ = f* + ε / (σ √T)`, so that at a share `c`
 * of the estimate `E g = c SR² - (c²/2)(SR² + p/T)`: the estimate's error costs as much as its own
 * square. Full Kelly loses `p/(2T)`, all of its growth at `T = p/SR²`. Without `time` the drift is known.
 *
 * @param options Share `c`, Sharpe ratio `SR` (of all assets together) per square root of the unit of time, time `T` of the estimate in that unit, assets `p`.
 * @returns Expected growth of log wealth over the rate per unit of time.
 * @throws {RangeError} If a number is not finite, or `time` or `assets` not positive.
 * @see eq-kelly-shrinkage
 * @see Kan, R., Zhou, G. (2007), Optimal portfolio choice with parameter uncertainty, Journal of Financial
 *   and Quantitative Analysis 42(3), 621-656 (with a known covariance).
 *
 * @example Four years of a Sharpe ratio of one half are worth nothing at full Kelly
 * ```ts
 * import assert from "node:assert/strict";
 * import { fractionalKellyGrowth } from "volarb/risk";
 *
 * const sharpe = 0.5;
 * assert.equal(fractionalKellyGrowth({ share: 1, sharpe }), 0.125);
 * assert.equal(fractionalKellyGrowth({ share: 1, sharpe, time: 4 }), 0);
 * ```
 */
export function fractionalKellyGrowth(
  { share, sharpe, time = Infinity, assets = 1 }: {
    readonly share: number;
    readonly sharpe: number;
    readonly time?: number;
    readonly assets?: number;
  },
): number {
  const action = "compute the growth of fractional Kelly";
  assertNumbers(action, "finite", { share, sharpe });
  assertTime(action, time);
  assertNumbers(action, "positive", { assets });
  const square = sharpe * sharpe;
  return share * square - share * share / 2 * (square + assets / time);
}

/**
 * Share of the estimated Kelly leverage that is expected to grow fastest.
 *
 * `c* = SR² / (SR² + p/T)`, the maximum of {@linkcode fractionalKellyGrowth}. The ratio that is measured on the same
 * time is too high, `E SR̂² = SR² + p/T`: with `sharpeFrom: "sample"` that is taken off and `c* = max(0, 1 - p / (T SR̂²))`.
 *
 * @param options Sharpe ratio of all assets together per square root of the unit of time, time `T` of the estimate
 *   in that unit, assets `p` (1), and where the ratio is from: `truth` (the default; also an independent sample) or the `sample` itself.
 * @returns The share, in [0, 1].
 * @throws {RangeError} If a number is not finite or not positive, or a word is unknown.
 * @see eq-kelly-shrinkage, cor-sample-sharpe
 * @see Kan, R., Zhou, G. (2007), Journal of Financial and Quantitative Analysis 42(3), 621-656.
 *
 * @example Half of it after `1 / SR²` years
 * ```ts
 * import assert from "node:assert/strict";
 * import { kellyShrinkage } from "volarb/risk";
 *
 * assert.equal(kellyShrinkage({ sharpe: 0.5, time: 4 }), 0.5);
 * assert.equal(kellyShrinkage({ sharpe: 0.5, time: 4, sharpeFrom: "sample" }), 0);
 * ```
 */
export function kellyShrinkage(
  { sharpe, time, assets = 1, sharpeFrom = "truth" }: {
    readonly sharpe: number;
    readonly time: number;
    readonly assets?: number;
    readonly sharpeFrom?: "truth" | "sample";
  },
): number {
  const action = "shrink a Kelly leverage";
  assertNumbers(action, "finite", { sharpe });
  assertTime(action, time);
  assertNumbers(action, "positive", { assets });
  if (sharpeFrom !== "truth" && sharpeFrom !== "sample") {
    throw new RangeError(
      `Cannot ${action} as sharpeFrom must be truth or sample: current value is ${sharpeFrom}`,
    );
  }
  const square = sharpe * sharpe;
  const noise = assets / time;
  if (sharpeFrom === "truth") {
    return square === 0 ? 0 : square / (square + noise);
  }
  return square > noise ? 1 - noise / square : 0;
}

/**
 * Probability that wealth ever falls to a level.
 *
 * At a share `c < 2` of Kelly's leverage log wealth drifts by `(c - c²/2) SR²` at a variance of `c² SR²`, whatever `SR`
 * is: `P(ever x) = x^(2/c - 1)`. Half Kelly halves with 1/8, full Kelly with 1/2; from twice Kelly on it is certain. Continuous
 * trading, the drift known, the rate 0.
 *
 * @param options Share `c`, > 0, and level `x` as a fraction of wealth now, in (0, 1).
 * @returns The probability.
 * @throws {RangeError} If one is out of range.
 * @see eq-kelly-fall
 * @see Thorp, E. O. (2006), The Kelly criterion in blackjack, sports betting, and the stock market, section 7.
 *
 * @example Halving
 * ```ts
 * import assert from "node:assert/strict";
 * import { fallProbability } from "volarb/risk";
 *
 * const of = (share: number) => fallProbability({ share, level: 0.5 });
 * assert.deepEqual([0.25, 0.5, 1, 2].map(of), [1 / 128, 1 / 8, 1 / 2, 1]);
 * ```
 */
export function fallProbability(
  { share, level }: { readonly share: number; readonly level: number },
): number {
  const action = "compute the probability of a fall";
  assertNumbers(action, "positive", { share });
  assertNumbers(action, "insideUnit", { level });
  return share >= 2 ? 1 : level ** (2 / share - 1);
}

/**
 * Greatest share of Kelly's leverage at which a fall stays improbable enough.
 *
 * `c = 2 / (1 + ln q / ln x)`, the inverse of {@linkcode fallProbability}; 1 where Kelly itself is safe enough: more grows less.
 *
 * @param options Level `x` and the probability `q` that wealth may ever fall to it, both in (0, 1).
 * @returns The share, in (0, 1].
 * @throws {RangeError} If one is out of range.
 *
 * @example One in eight to halve: half Kelly
 * ```ts
 * import assert from "node:assert/strict";
 * import { drawdownShare } from "volarb/risk";
 *
 * assert.equal(drawdownShare({ level: 0.5, probability: 1 / 8 }), 0.5);
 * ```
 */
export function drawdownShare(
  { level, probability }: {
    readonly level: number;
    readonly probability: number;
  },
): number {
  assertNumbers("bound a drawdown", "insideUnit", { level, probability });
  return Math.min(1, 2 / (1 + Math.log(probability) / Math.log(level)));
}

function assertTime(action: string, time: number): void {
  if (time > 0) return;
  throw new RangeError(
    `Cannot ${action} as time must be positive: current value is ${time}`,
  );
}
