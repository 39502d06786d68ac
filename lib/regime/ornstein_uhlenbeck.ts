import { HOUR } from "../time/mod.ts";
import {
  assertAtLeastZero,
  assertColumns,
  assertFinite,
  assertPositive,
} from "../stats/arguments.ts";
import { assertNotEarlier } from "../time/arguments.ts";

/**
 * An Ornstein-Uhlenbeck process `dx = κ (θ - x) dt + σ dW`.
 *
 * The unit of time is the caller's; every duration is in the same one.
 */
export type OrnsteinUhlenbeck = {
  /** Speed `κ` of mean reversion per unit of time, at least 0. */
  readonly speed: number;
  /** Mean `θ`, in the unit of `x`. */
  readonly mean: number;
  /** Volatility `σ`: unit of `x` per square root of the unit of time. */
  readonly volatility: number;
};

/** What carries `x` over a gap: `x' = θ + φ (x - θ) + √Q ε`. */
export type OuTransition = {
  /** Share `φ` of the deviation that is left, in [0, 1]. */
  readonly persistence: number;
  /** Variance `Q` of the innovation. */
  readonly variance: number;
};

/** A source of standard normals, such as `Random` of `volarb/random`. */
export type NormalSource = {
  /** Draws a standard normal. */
  normal(): number;
};

/**
 * Variance of the innovation over a gap per unit of `σ²`.
 *
 * `(1 - e^(-2κΔ)) / (2κ)`, which is `Δ` for `κ = 0`, without cancellation.
 *
 * @param speed Speed per unit of time, at least 0.
 * @param gap Gap in that unit, at least 0.
 * @returns Unit of time.
 */
export function innovationTime(speed: number, gap: number): number {
  return speed === 0 ? gap : -Math.expm1(-2 * speed * gap) / (2 * speed);
}

/**
 * Exact discretisation of an Ornstein-Uhlenbeck process over a gap of any length.
 *
 * `φ = e^(-κΔ)`, `Q = σ² (1 - φ²) / (2κ)`; `Q = σ² Δ` for `κ = 0`. Not Euler's
 * `1 - κΔ`: two half gaps compose to one whole gap exactly.
 *
 * @param process Speed and volatility.
 * @param gap Gap `Δ` in the process's unit of time, at least 0.
 * @returns Persistence and innovation variance.
 * @throws {RangeError} If speed, volatility or gap is negative or missing.
 * @see Uhlenbeck, G., Ornstein, L. (1930), On the theory of the Brownian motion,
 *   Physical Review 36, 823-841, doi:10.1103/PhysRev.36.823.
 * @see eq-ou-transition, thm-ou-transition
 *
 * @example Speed 2, volatility one half, a quarter of a unit
 * ```ts
 * import assert from "node:assert/strict";
 * import { ouTransition } from "volarb/regime";
 *
 * const { persistence, variance } = ouTransition({ speed: 2, volatility: 0.5 }, 0.25);
 * assert.ok(Math.abs(persistence - 0.60653066) < 1e-8);
 * assert.ok(Math.abs(variance - 0.03950753) < 1e-8);
 * ```
 */
export function ouTransition(
  { speed, volatility }: Pick<OrnsteinUhlenbeck, "speed" | "volatility">,
  gap: number,
): OuTransition {
  const action = "discretise an Ornstein-Uhlenbeck process";
  assertAtLeastZero(action, "speed", speed);
  assertAtLeastZero(action, "volatility", volatility);
  assertAtLeastZero(action, "gap", gap);
  return {
    persistence: gap === 0 ? 1 : Math.exp(-speed * gap),
    variance: volatility * volatility * innovationTime(speed, gap),
  };
}

/**
 * Time in which half of a deviation is gone.
 *
 * `ln 2 / κ`.
 *
 * @param speed Speed `κ` per unit of time, at least 0.
 * @returns Half-life in that unit; infinite for speed 0.
 * @throws {RangeError} If `speed` is negative or missing.
 *
 * @example Speed 2
 * ```ts
 * import assert from "node:assert/strict";
 * import { halfLife } from "volarb/regime";
 *
 * assert.equal(halfLife(2), Math.LN2 / 2);
 * ```
 */
export function halfLife(speed: number): number {
  assertAtLeastZero("compute a half-life", "speed", speed);
  // Minus zero is zero.
  return Math.LN2 / Math.abs(speed);
}

/**
 * A path of an Ornstein-Uhlenbeck process at given times, drawn exactly.
 *
 * The first value is drawn from the stationary law `N(θ, σ² / 2κ)` unless it is
 * given; each next one by {@linkcode ouTransition} over its own gap.
 *
 * @param process Speed per `unit`, mean and volatility.
 * @param options Times (microseconds, not falling), source of normals, first value,
 *   and microseconds of the unit of time (an hour by default).
 * @returns One value per time.
 * @throws {RangeError} If times fall or a parameter is out of range, or for speed 0
 *   without a first value (there is no stationary law).
 * @see thm-ou-transition
 *
 * @example The same seed, the same path
 * ```ts
 * import assert from "node:assert/strict";
 * import { HOUR } from "volarb/time";
 * import { Random } from "volarb/random";
 * import { ouPath } from "volarb/regime";
 *
 * const process = { speed: 0.1, mean: 0, volatility: 1 };
 * const time = Float64Array.of(0, HOUR, 3 * HOUR);
 * const path = ouPath(process, { time, random: new Random(1) });
 * assert.deepEqual(path, ouPath(process, { time, random: new Random(1) }));
 * ```
 */
export function ouPath(
  { speed, mean, volatility }: OrnsteinUhlenbeck,
  { time, random, first, unit = HOUR }: {
    /** Times in microseconds, not falling. */
    readonly time: Float64Array;
    /** Where the normals come from. */
    readonly random: NormalSource;
    /** Value at the first time; drawn from the stationary law by default. */
    readonly first?: number;
    /** Microseconds in the process's unit of time; an hour by default. */
    readonly unit?: number;
  },
): Float64Array {
  const action = "draw an Ornstein-Uhlenbeck path";
  assertAtLeastZero(action, "speed", speed);
  assertAtLeastZero(action, "volatility", volatility);
  assertFinite(action, "mean", mean);
  assertPositive(action, "unit", unit);
  const path = new Float64Array(time.length);
  if (time.length === 0) return path;
  if (first === undefined) {
    assertPositive(action, "speed without a first value", speed);
    first = mean + volatility / Math.sqrt(2 * speed) * random.normal();
  }
  path[0] = first;
  for (let t = 1; t < time.length; t++) {
    assertNotEarlier(action, time[t]!, time[t - 1]!);
    const gap = (time[t]! - time[t - 1]!) / unit;
    const deviation = Math.exp(-speed * gap) * (path[t - 1]! - mean);
    const scale = volatility * Math.sqrt(innovationTime(speed, gap));
    path[t] = mean + deviation + scale * random.normal();
  }
  return path;
}

/**
 * Logarithm of the exact likelihood of observations at irregular times.
 *
 * `-½ Σ [ln(2π Q_i) + (x_i - θ - φ_i (x_{i-1} - θ))² / Q_i]` with each gap's own
 * `φ_i`, `Q_i`. With `start: "stationary"` the first observation adds its density
 * under `N(θ, σ² / 2κ)`.
 *
 * @param process Speed per `unit`, mean and volatility.
 * @param options Columns `time` (microseconds, rising) and `value` of one length,
 *   `NaN` values are passed over; whether the first is given or stationary; unit.
 * @returns Log-likelihood in natural units; 0 of an empty product.
 * @throws {RangeError} If lengths differ, times do not rise or a parameter is out of range.
 * @see eq-ou-likelihood
 *
 * @example One step of a random walk
 * ```ts
 * import assert from "node:assert/strict";
 * import { HOUR } from "volarb/time";
 * import { ouLogLikelihood } from "volarb/regime";
 *
 * const logLikelihood = ouLogLikelihood({ speed: 0, mean: 0, volatility: 1 }, {
 *   time: Float64Array.of(0, HOUR),
 *   value: Float64Array.of(3, 3),
 * });
 * assert.ok(Math.abs(logLikelihood + 0.5 * Math.log(2 * Math.PI)) < 1e-15);
 * ```
 */
export function ouLogLikelihood(
  { speed, mean, volatility }: OrnsteinUhlenbeck,
  { time, value, start = "conditional", unit = HOUR }: {
    /** Times in microseconds, rising. */
    readonly time: Float64Array;
    /** Observations; `NaN` is missing. */
    readonly value: Float64Array;
    /** Whether the first observation is given or drawn from the stationary law. */
    readonly start?: "conditional" | "stationary";
    /** Microseconds in the process's unit of time; an hour by default. */
    readonly unit?: number;
  },
): number {
  const action = "compute an Ornstein-Uhlenbeck likelihood";
  assertColumns(action, { time, value });
  assertAtLeastZero(action, "speed", speed);
  assertFinite(action, "mean", mean);
  assertPositive(action, "volatility", volatility);
  assertPositive(action, "unit", unit);
  let last = -1;
  let logLikelihood = 0;
  const add = (residual: number, variance: number) => {
    logLikelihood -= 0.5 *
      (Math.log(2 * Math.PI * variance) + residual * residual / variance);
  };
  for (let t = 0; t < time.length; t++) {
    if (Number.isNaN(value[t]!)) continue;
    const deviation = value[t]! - mean;
    if (last >= 0) {
      const gap = (time[t]! - time[last]!) / unit;
      assertPositive(action, "gap", gap);
      add(
        deviation - Math.exp(-speed * gap) * (value[last]! - mean),
        volatility * volatility * innovationTime(speed, gap),
      );
    } else if (start === "stationary") {
      assertPositive(action, "speed of a stationary start", speed);
      add(deviation, volatility * volatility / (2 * speed));
    }
    last = t;
  }
  return logLikelihood;
}
