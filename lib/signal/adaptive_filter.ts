import { assertKeys } from "../stats/arguments.ts";
import { KalmanFilter } from "./kalman_filter.ts";
import type { KalmanFilterOptions } from "./kalman_filter_options.ts";
import type { StateSpace } from "./state_space.ts";

/** Options of {@linkcode AdaptiveFilter}. */
export type AdaptiveOptions = KalmanFilterOptions & {
  /** Weight on the noise before, in (0, 1): `1 - 1/window`; 0.98 by default. */
  readonly memory?: number;
  /** Least noise as a share of the model's own; 0.01 by default. */
  readonly floor?: number;
  /** Steps before the noise is changed; 20 by default. */
  readonly warmUp?: number;
};

/**
 * A Kalman filter that learns the noise of its observations as it goes.
 *
 * By matching the covariance of the innovations (Mehra): their squares have the mean
 * `H P⁻ Hᵀ + R`, so that `R[t+1] = λ R[t] + (1 - λ) (v² - h P⁻ h)` for each entry, cut at a floor. The
 * noise of a step comes from the innovations before it: with the same innovation in both
 * places a large surprise would call itself noise.
 *
 * The entries' noises are taken as uncorrelated.
 *
 * @see lem-adaptive
 * @see Mehra, R. K. (1970), IEEE Transactions on Automatic Control 15(2), 175-184.
 *
 * @example Noise that turns out to be a quarter of what was thought
 * ```ts
 * import assert from "node:assert/strict";
 * import { Random } from "volarb/random";
 * import { AdaptiveFilter, stateSpace } from "volarb/signal";
 *
 * const random = new Random(1);
 * const filter = new AdaptiveFilter(stateSpace({
 *   transition: 0,
 *   stateNoise: 0,
 *   loading: 1,
 *   observationNoise: 4,
 *   initialCovariance: 0,
 * }));
 * for (let t = 0; t < 2000; t++) filter.update(Float64Array.of(random.normal()));
 * assert.ok(filter.observationNoise[0]! > 0.5 && filter.observationNoise[0]! < 2);
 * ```
 */
export class AdaptiveFilter {
  /** The plain filter that runs with the noise of the moment. */
  readonly filter: KalmanFilter;
  /** Variance of the noise of each entry for the next step, length `m`; changes in place. */
  readonly observationNoise: Float64Array;

  readonly #start: Float64Array;
  readonly #memory: number;
  readonly #floor: number;
  readonly #warmUp: number;

  /**
   * Starts with the model's own noise.
   *
   * @param model The model; diagonal observation noise.
   * @param options Memory, floor and warm-up, and those of the plain filter.
   * @throws {RangeError} If an option is out of range or the noise is correlated.
   */
  constructor(model: StateSpace, options: AdaptiveOptions = {}) {
    const action = "create an AdaptiveFilter";
    assertKeys(action, "its choices", options, [
      "memory",
      "floor",
      "warmUp",
      "huber",
      "jump",
      "fading",
    ]);
    const { memory = 0.98, floor = 0.01, warmUp = 20, ...plain } = options;
    if (!(memory > 0 && memory < 1)) {
      throw new RangeError(
        `Cannot ${action} as memory must be in (0, 1): current value is ${memory}`,
      );
    }
    if (!(floor > 0 && floor <= 1)) {
      throw new RangeError(
        `Cannot ${action} as floor must be in (0, 1]: current value is ${floor}`,
      );
    }
    const m = model.observations;
    this.#memory = memory;
    this.#floor = floor;
    this.#warmUp = warmUp;
    this.#start = Float64Array.from(
      { length: m },
      (_, i) => model.observationNoise[i * m + i]!,
    );
    this.observationNoise = this.#start.slice();
    const noise = this.observationNoise;
    const { at } = model;
    this.filter = new KalmanFilter({
      ...model,
      at: (out, step, gap) => {
        at?.(out, step, gap);
        for (let i = 0; i < m; i++) out.observationNoise[i * m + i] = noise[i]!;
      },
    }, plain);
  }

  /** Mean of the state; the array changes in place. */
  get value(): Float64Array {
    return this.filter.mean;
  }

  /** Whether something is known of every state. */
  get ready(): boolean {
    return this.filter.ready;
  }

  /**
   * Goes on to the next step and takes its observation.
   *
   * @param y Length `m`; `NaN` is missing.
   * @param gap Time since the observation before.
   * @returns Log density of the observation under the noise of the moment.
   * @throws {RangeError} If what is observed has no variance.
   */
  update(y: Float64Array, gap = 1): number {
    const { filter, observationNoise: noise } = this;
    const density = filter.update(y, gap);
    if (filter.steps <= this.#warmUp) return density;
    for (let i = 0; i < noise.length; i++) {
      const v = filter.innovation[i]!, f = filter.innovationVariance[i]!;
      if (!(f < Infinity)) continue;
      const seen = v * v - (f - noise[i]!);
      noise[i] = Math.max(
        this.#floor * this.#start[i]!,
        this.#memory * noise[i]! + (1 - this.#memory) * seen,
      );
    }
    return density;
  }

  /** Forgets every observation. */
  reset(): void {
    this.filter.reset();
    this.observationNoise.set(this.#start);
  }
}
