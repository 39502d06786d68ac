import {
  assertChoice,
  assertNonNegative,
  assertPositive,
} from "../stats/arguments.ts";
import { assertFairValue, type FairValueParameters } from "./fair_value.ts";

/** Whether the imbalance of the book is looked at besides the mid. */
export type ImbalanceUse = "seen" | "ignored";

/** Options of {@linkcode fairValueError}. */
export type FairValueErrorOptions = {
  /** Whether the imbalance is looked at; `"seen"` by default. */
  readonly imbalance?: ImbalanceUse;
  /** Seconds between quotes; 0, watched without a pause, by default. */
  readonly step?: number;
};

/** Options of {@linkcode fairVarianceError}. */
export type FairVarianceErrorOptions = FairValueErrorOptions & {
  /** Seconds `T` that are watched. */
  readonly duration: number;
  /** Whether the speed of the pricing error is known, as by the imbalance that goes with it; `"known"` by default. */
  readonly speed?: "known" | "estimated";
};

/**
 * Expected realised variance of the mid, per second, from returns over a step.
 *
 * `v + λ_J (m² + s_J²) + 2 s² (1 - e^{-κΔ}) / Δ + 2 η² / Δ`: what the fair price has, what the
 * pricing error adds, and what the rounding adds.
 *
 * @param parameters The model.
 * @param step Seconds `Δ`, positive.
 * @returns Variance per second.
 * @throws {RangeError} If a parameter is out of its range or the step is not positive.
 * @see eq-fair-signature
 *
 * @example Over a long step nothing but the fair price is left
 * ```ts
 * import assert from "node:assert/strict";
 * import { fairValueOf, fairValueSignature } from "volarb/signal";
 * import { symbolParameters } from "volarb/simulate";
 *
 * const model = fairValueOf(symbolParameters("BTCUSDT"));
 * const own = model.variance + model.jumpVariance!;
 * assert.ok(fairValueSignature(model, 1) > 1.15 * own);
 * assert.ok(fairValueSignature(model, 86_400) < 1.001 * own);
 * ```
 */
export function fairValueSignature(
  parameters: FairValueParameters,
  step: number,
): number {
  assertFairValue(parameters);
  assertPositive("compute a signature", "step", step);
  const { variance, jumpVariance = 0, pricingError, errorSpeed, rounding } =
    parameters;
  const gone = -Math.expm1(-errorSpeed * step);
  return variance + jumpVariance +
    2 * (pricingError ** 2 * gone + rounding ** 2) / step;
}

/**
 * Standard deviation of the fair log price given the whole past of the mid.
 *
 * Watched without a pause it is `P = (σ / κ) (√(σ² + 2 κ s²) - σ)`, and no filter knows it better; from quotes
 * a step `Δ` apart, with `a = 1 - e^{-κΔ}`, `b = 1 - e^{-2κΔ}` and `q = σ² Δ`,
 *
 * ```text
 * P = 2 q b s² / (q b + √(q² b² + 4 a² b q s²))
 * ```
 *
 * Where the imbalance is seen, `s²` is the part of the pricing error's variance that it does
 * not explain.
 *
 * @param parameters The model; variance and jumps are taken together, rounding is left out.
 * @param options Use of the imbalance, and the step.
 * @returns `√P`, a log return.
 * @throws {RangeError} If a parameter or an option is out of its range.
 * @see thm-fair-error
 *
 * @example The mid alone says little about its own error
 * ```ts
 * import assert from "node:assert/strict";
 * import { fairValueError, fairValueOf } from "volarb/signal";
 * import { symbolParameters } from "volarb/simulate";
 *
 * const model = fairValueOf(symbolParameters("BTCUSDT"));
 * const alone = fairValueError(model, { imbalance: "ignored" });
 * assert.ok(alone > 0.97 * model.pricingError);
 * assert.ok(fairValueError(model) < 0.8 * model.pricingError);
 * ```
 */
export function fairValueError(
  parameters: FairValueParameters,
  { imbalance = "seen", step = 0 }: FairValueErrorOptions = {},
): number {
  const action = "bound the error of a fair value";
  const { own, error, speed } = scalesOf(action, parameters, imbalance, step);
  // All divided by the step squared, so that the limit is a case like others.
  const a = step === 0 ? speed : -Math.expm1(-speed * step) / step;
  const b = step === 0 ? 2 * speed : -Math.expm1(-2 * speed * step) / step;
  const q = own * b;
  return Math.sqrt(
    2 * q * error / (q + Math.sqrt(q * q + 4 * a * a * q * error)) || 0,
  );
}

/**
 * Least standard error of an estimate of the fair price's variance from quotes within a
 * duration, if the size of the pricing error has to be estimated too.
 *
 * Watched without a pause, with `α = κ σ / √(σ² + 2 κ s²)`, the variance of `ln σ²` is `8 / (α T)`, and
 * `8 (1/α + 1/κ) / T` if the speed `κ` is not known either: more quotes identify the sum
 * `σ² + 2 κ s²`, and only more time tells its parts. From `n` returns over a step the mid's are
 * an autoregressive moving average of `φ = e^{-κΔ}` and `θ`, and it is
 * `(2 + 4 (1 + θ) / (1 - θ)) / n`, and `(2 + 8 (1 - φθ) / ((1 - θ) (1 - φ))) / n`.
 *
 * @param parameters The model; variance and jumps are taken together, rounding is left out.
 * @param options Duration, step, use of the imbalance, and whether the speed is known.
 * @returns Standard error of the variance per second.
 * @throws {RangeError} If a parameter or an option is out of its range.
 * @see lem-fair-arima
 * @see thm-fair-information
 *
 * @example An hour
 * ```ts
 * import assert from "node:assert/strict";
 * import { fairValueOf, fairVarianceError } from "volarb/signal";
 * import { symbolParameters } from "volarb/simulate";
 *
 * const model = fairValueOf(symbolParameters("BTCUSDT"));
 * const error = fairVarianceError(model, { duration: 3600 });
 * assert.ok(error > 0.15 * model.variance && error < 0.25 * model.variance);
 * ```
 */
export function fairVarianceError(
  parameters: FairValueParameters,
  options: FairVarianceErrorOptions,
): number {
  const action = "bound the error of a variance";
  const { duration, imbalance = "seen", step = 0, speed: word = "known" } =
    options;
  assertPositive(action, "duration", duration);
  assertChoice(action, "speed", word, ["known", "estimated"]);
  const { own, error, speed } = scalesOf(action, parameters, imbalance, step);
  const known = word === "known";
  if (step === 0) {
    const alpha = speed * Math.sqrt(own / (own + 2 * speed * error));
    const slow = 1 / alpha + (known ? 0 : 1 / speed);
    return own * Math.sqrt(8 * slow / duration);
  }
  const gone = -Math.expm1(-speed * step), kept = 1 - gone;
  const fresh = error * -Math.expm1(-2 * speed * step);
  const e = own * step * gone * gone / (own * step * kept + fresh);
  // 1 - θ, from (1 - θ)² / θ = e.
  const rest = (Math.sqrt(e * e + 4 * e) - e) / 2;
  const both = gone + rest - gone * rest; // 1 - φθ
  const each = known ? 2 + 4 * (2 - rest) / rest : 2 + 8 * both / (rest * gone);
  return own * Math.sqrt(each * step / duration);
}

/** Variance of the fair price, of the pricing error that the imbalance leaves, and its speed. */
function scalesOf(
  action: string,
  parameters: FairValueParameters,
  imbalance: ImbalanceUse,
  step: number,
) {
  assertFairValue(parameters);
  assertChoice(action, "imbalance", imbalance, ["seen", "ignored"]);
  assertNonNegative(action, "step", step);
  const { pricingError, imbalanceSlope, imbalanceNoise, errorSpeed } =
    parameters;
  const told = (imbalanceSlope * pricingError) ** 2;
  const all = told + imbalanceNoise ** 2;
  const share = imbalance === "ignored" || all === 0 ? 0 : told / all;
  return {
    own: parameters.variance + (parameters.jumpVariance ?? 0),
    error: pricingError ** 2 * (1 - share),
    speed: errorSpeed,
  };
}
