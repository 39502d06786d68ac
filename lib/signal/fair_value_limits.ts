import { assertChoice, assertPositive } from "../stats/arguments.ts";
import { assertFairValue, type FairValueParameters } from "./fair_value.ts";

/** Whether the imbalance of the book is looked at besides the mid. */
export type ImbalanceUse = "seen" | "ignored";

/** Options of {@linkcode fairValueError}. */
export type FairValueErrorOptions = {
  /** Whether the imbalance is looked at; `"seen"` by default. */
  readonly imbalance?: ImbalanceUse;
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
 * Standard deviation of the fair log price given the whole past of the mid, watched without
 * a pause: no filter of quotes knows it better.
 *
 * `P = (σ / κ) (√(σ² + 2 κ s²) - σ)` where the imbalance is ignored; where it is seen, `s²` is the part
 * of the pricing error's variance that it does not explain.
 *
 * @param parameters The model; variance and jumps are taken together, rounding is left out.
 * @param options Whether the imbalance is looked at.
 * @returns `√P`, a log return.
 * @throws {RangeError} If a parameter is out of its range.
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
  { imbalance = "seen" }: FairValueErrorOptions = {},
): number {
  assertFairValue(parameters);
  assertUse("bound the error of a fair value", imbalance);
  const { variance, jumpVariance = 0, errorSpeed } = parameters;
  const own = variance + jumpVariance;
  const error = unexplained(parameters, imbalance);
  // The difference of the roots, without the cancellation.
  const all = own + 2 * errorSpeed * error;
  return Math.sqrt(
    2 * error * Math.sqrt(own) / (Math.sqrt(all) + Math.sqrt(own)),
  );
}

/**
 * Least standard error of an estimate of the fair price's variance from any number of quotes
 * within a duration, if the size of the pricing error has to be estimated too.
 *
 * `Var ≥ 8 σ³ √(σ² + 2 κ s²) / (κ T)`. It has no step in it: more quotes identify the sum `σ² + 2 κ s²`,
 * and only more time tells its parts.
 *
 * @param parameters The model.
 * @param options Duration in seconds, positive, and whether the imbalance is looked at.
 * @returns Standard error of the variance per second.
 * @throws {RangeError} If a parameter is out of its range.
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
  { duration, imbalance = "seen" }: FairValueErrorOptions & {
    /** Seconds `T`. */
    readonly duration: number;
  },
): number {
  const action = "bound the error of a variance";
  assertFairValue(parameters);
  assertPositive(action, "duration", duration);
  assertUse(action, imbalance);
  const { variance, jumpVariance = 0, errorSpeed } = parameters;
  const own = variance + jumpVariance;
  const all = own + 2 * errorSpeed * unexplained(parameters, imbalance);
  return Math.sqrt(
    8 * own ** 1.5 * Math.sqrt(all) / (errorSpeed * duration),
  );
}

/** Variance of the pricing error that the imbalance leaves. */
function unexplained(
  { pricingError, imbalanceSlope, imbalanceNoise }: FairValueParameters,
  imbalance: ImbalanceUse,
): number {
  const told = (imbalanceSlope * pricingError) ** 2;
  const all = told + imbalanceNoise ** 2;
  const share = imbalance === "ignored" || all === 0 ? 0 : told / all;
  return pricingError ** 2 * (1 - share);
}

function assertUse(action: string, imbalance: ImbalanceUse): void {
  assertChoice(action, "imbalance", imbalance, ["seen", "ignored"]);
}
