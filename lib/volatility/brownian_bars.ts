import { assertChoice, assertInteger } from "../stats/arguments.ts";
import { assertNumbers } from "../stats/number_rules.ts";

/**
 * When the price of a bar is seen.
 *
 * - `"continuous"`: always. Between two steps the maximum and the minimum are drawn
 *   from the Brownian bridge, so that extremes are not those of the steps.
 * - `"grid"`: at the open and after each of `steps` equal steps.
 * - `"poisson"`: at the open, at trades whose times are a Poisson process of `steps`
 *   expected a bar, and at the close.
 */
export type Observation = "continuous" | "grid" | "poisson";

/** Where random numbers come from; the library's `Random` is one. */
export type RandomSource = {
  /** A standard normal number. */
  normal(): number;
  /** An exponential number with mean 1. */
  exponential(): number;
};

/** What {@linkcode brownianBars} draws. */
export type BrownianBarsOptions = {
  /** Number of bars. */
  readonly bars: number;
  /** Steps of each bar, or trades expected in it. */
  readonly steps: number;
  /** Variance `σ²` of the log price over a bar, open to close. */
  readonly variance: number;
  /** Drift `μ` of the log price over a bar, open to close; 0 by default. */
  readonly drift?: number;
  /** Variance of the jump from a close to the next open; 0 by default. */
  readonly overnight?: number;
  /** First open, in quote currency; 100 by default. */
  readonly price?: number;
  /** When the price is seen; `"continuous"` by default. */
  readonly observation?: Observation;
};

/** Columns that {@linkcode brownianBars} gives, prices in quote currency. */
export type BrownianBars = {
  /** First price of each bar. */
  readonly open: Float64Array;
  /** Highest price seen in each bar. */
  readonly high: Float64Array;
  /** Lowest price seen in each bar. */
  readonly low: Float64Array;
  /** Last price of each bar. */
  readonly close: Float64Array;
};

/**
 * Bars of a Brownian log price whose variance is known: the truth that estimators
 * are held against.
 *
 * Over a step with increment `Δ` and variance `s²` the bridge's maximum is
 * `(Δ + √(Δ² + 2s²E)) / 2` above its start and its minimum `(Δ - √(Δ² + 2s²E')) / 2`, with
 * independent standard exponentials `E`, `E'`. Each is exact; together they are but
 * for the event that both extremes of a bar fall in one step.
 *
 * @param random Where the numbers come from; it is moved on.
 * @param options Number of bars and steps, variance, drift and jumps.
 * @returns Columns of length `bars`. Keep `bars` times the drift and `√bars` times the
 *   volatility well below 700, or prices leave the range of a double.
 * @throws {RangeError} If `bars` or `steps` is not a whole number (`steps` at least 1), a
 *   variance is negative, or the price is not positive.
 * @see thm-discretisation
 * @see Asmussen, S., Glynn, P., Pitman, J. (1995), Discretization error in simulation
 *   of one-dimensional reflecting Brownian motion, Annals of Applied Probability
 *   5(4), 875-896, doi:10.1214/aoap/1177004597.
 *
 * @example The mean squared return is the variance
 * ```ts
 * import assert from "node:assert/strict";
 * import { Random } from "volarb/random";
 * import { mean } from "volarb/stats";
 * import { brownianBars, rogersSatchell } from "volarb/volatility";
 *
 * const bars = brownianBars(new Random(1), { bars: 4000, steps: 16, variance: 1e-6 });
 * assert.ok(Math.abs(mean(rogersSatchell(bars)) / 1e-6 - 1) < 0.05);
 * ```
 */
export function brownianBars(
  random: RandomSource,
  {
    bars,
    steps,
    variance,
    drift = 0,
    overnight = 0,
    price = 100,
    observation = "continuous",
  }: BrownianBarsOptions,
): BrownianBars {
  assertInteger(ACTION, "bars", bars, 0);
  assertInteger(ACTION, "steps", steps, 1);
  assertNumbers(ACTION, "notNegative", { variance, overnight });
  assertNumbers(ACTION, "finite", { drift });
  assertNumbers(ACTION, "positive", { price });
  assertChoice(ACTION, "observation", observation, [
    "continuous",
    "grid",
    "poisson",
  ]);
  const open = new Float64Array(bars);
  const high = new Float64Array(bars);
  const low = new Float64Array(bars);
  const close = new Float64Array(bars);
  const bridged = observation === "continuous";
  const poisson = observation === "poisson";
  const volatility = Math.sqrt(variance);
  const jump = Math.sqrt(overnight);
  let x = Math.log(price);
  for (let t = 0; t < bars; t++) {
    if (t > 0 && jump > 0) x += jump * random.normal();
    let top = x;
    let bottom = x;
    open[t] = Math.exp(x);
    let elapsed = 0;
    for (let i = 0; poisson ? elapsed < 1 : i < steps; i++) {
      const left = 1 - elapsed;
      const dt = poisson
        ? Math.min(random.exponential() / steps, left)
        : 1 / steps;
      elapsed = dt === left ? 1 : elapsed + dt;
      const delta = drift * dt + volatility * Math.sqrt(dt) * random.normal();
      let up = x + delta;
      let down = up;
      if (bridged) {
        const spread = 2 * variance * dt;
        const square = delta * delta;
        up = x +
          (delta + Math.sqrt(square + spread * random.exponential())) / 2;
        down = x +
          (delta - Math.sqrt(square + spread * random.exponential())) / 2;
      }
      if (up > top) top = up;
      if (down < bottom) bottom = down;
      x += delta;
    }
    close[t] = Math.exp(x);
    high[t] = Math.max(Math.exp(top), open[t]!, close[t]!);
    low[t] = Math.min(Math.exp(bottom), open[t]!, close[t]!);
  }
  return { open, high, low, close };
}

const ACTION = "draw Brownian bars";
