import { monitoringShift } from "./discrete_monitoring.ts";
import { assertNumbers } from "../stats/number_rules.ts";

/** What is to be expected of a stop a distance below the highest price. */
export type DrawdownStop = {
  /** Highest price less the first, `E M`, which is exponentially distributed. */
  readonly maximum: number;
  /** Price at the exit less the first, `E X = E M - δ`. */
  readonly exit: number;
  /** Time to the exit, `E τ`. */
  readonly time: number;
};

/**
 * What a trailing stop of a fixed distance is to be expected to earn on a Brownian motion with drift.
 *
 * `E M = (σ²/2μ)(e^(2μδ/σ²) - 1)`, `E X = E M - δ`, `E τ = E X / μ`; at `μ = 0` `δ`, 0 and `δ²/σ²`: no stop earns on a martingale. A drift for the
 * position is earned while it lasts, and a drift against it lost; the stop chooses for how long.
 *
 * Looked at every `Δ`, the price is seen `β σ √Δ` below its highest and leaves `β σ √Δ` below the level ({@linkcode monitoringShift}): the exit and the time are those of `δ + 2 β σ √Δ`, and
 * the highest that is seen is the exit plus `δ + β σ √Δ`. At `μ = 0` that is `E M = δ + β σ √Δ`, the mean overshoot, as optional stopping has it exactly.
 *
 * @param options Drift `μ` and standard deviation `σ` of the price per unit of time and its root, distance `δ` in the price's unit, and time `Δ` between looks (0 by default).
 * @returns Expected maximum and exit in the price's unit, and time.
 * @throws {RangeError} If a number is not finite, or `σ` or `δ` not positive.
 * @see eq-drawdown-stop, eq-two-shifts, thm-martingale-stop, cor-stop-drift
 * @see Taylor, H. M. (1975), A stopped Brownian motion formula, Annals of Probability 3(2), 234-246; Lehoczky, J. P. (1977), ibid. 5(4),
 *   601-607; Glynn, P. W., Iglehart, D. L. (1995), Trading securities using trailing stops, Management Science 41(6), 1096-1106.
 *
 * @example With a drift of one half
 * ```ts
 * import assert from "node:assert/strict";
 * import { drawdownStop } from "volarb/risk";
 *
 * const { maximum, time } = drawdownStop({ drift: 0.5, sigma: 1, distance: 1 });
 * assert.ok(Math.abs(maximum - (Math.E - 1)) < 1e-15);
 * assert.ok(Math.abs(time - 2 * (Math.E - 2)) < 1e-15);
 * ```
 */
export function drawdownStop(
  { drift, sigma, distance, monitoring = 0 }: {
    readonly drift: number;
    readonly sigma: number;
    readonly distance: number;
    readonly monitoring?: number;
  },
): DrawdownStop {
  const action = "compute what a stop is to be expected to earn";
  assertNumbers(action, "finite", { drift });
  assertNumbers(action, "positive", { sigma, distance });
  const shift = monitoringShift({ sigma, interval: monitoring });
  const width = distance + 2 * shift;
  const z = 2 * drift * width / (sigma * sigma);
  // (eᶻ - 1)/z - 1 without its cancellation, and what is left of it over z.
  const gain = Math.abs(z) < 1e-2
    ? z *
      (1 / 2 +
        z * (1 / 6 + z * (1 / 24 + z * (1 / 120 + z * (1 / 720 + z / 5040)))))
    : Math.expm1(z) / z - 1;
  const rate = Math.abs(z) < 1e-2
    ? 1 / 2 +
      z * (1 / 6 + z * (1 / 24 + z * (1 / 120 + z * (1 / 720 + z / 5040))))
    : gain / z;
  return {
    maximum: width * gain + distance + shift,
    exit: width * gain,
    time: 2 * rate * width * width / (sigma * sigma),
  };
}

/**
 * Expected greatest drawdown of a Brownian motion without drift.
 *
 * `√(π/2) σ √T`.
 *
 * @param options `σ` per root of the unit of time and `T` in it, both at least 0.
 * @returns The drawdown, in the price's unit.
 * @throws {RangeError} If one is negative or not finite.
 * @see Magdon-Ismail, M., Atiya, A., Pratap, A., Abu-Mostafa, Y. (2004), On the maximum drawdown of a Brownian motion,
 *   Journal of Applied Probability 41(1), 147-161.
 *
 * @example Of one unit of each
 * ```ts
 * import assert from "node:assert/strict";
 * import { expectedDrawdown } from "volarb/risk";
 *
 * assert.equal(expectedDrawdown({ sigma: 1, time: 1 }).toFixed(4), "1.2533");
 * ```
 */
export function expectedDrawdown(
  { sigma, time }: { readonly sigma: number; readonly time: number },
): number {
  assertNumbers("compute an expected drawdown", "notNegative", { sigma, time });
  return Math.sqrt(Math.PI / 2 * time) * sigma;
}
