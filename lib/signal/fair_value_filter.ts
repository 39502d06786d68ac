import { assertPositive } from "../stats/arguments.ts";
import {
  FAIR_VALUE_OBSERVATIONS,
  FAIR_VALUE_STATES,
  fairValueModel,
  type FairValueParameters,
  fairValueStep,
} from "./fair_value.ts";
import { KalmanFilter, type KalmanFilterSnapshot } from "./kalman_filter.ts";
import type { KalmanFilterOptions } from "./kalman_filter_options.ts";

/** What is seen of a market at a moment; what is left out is missing. */
export type FairValueObservation = {
  /** When it was received, microseconds; never before the last one. */
  readonly time: number;
  /** Mid of the best quotes, quote units. */
  readonly mid?: number;
  /** Imbalance of the best queues, in [-1, 1]. */
  readonly imbalance?: number;
  /** Price of a trade, quote units. */
  readonly trade?: number;
  /** Who took: 1 a buyer, -1 a seller; half a spread is taken off on its side. */
  readonly aggressor?: number;
  /** Premium over the index less its mean, a fraction. */
  readonly premium?: number;
  /** Spot variance of the log price, per second, from an estimator; the last one holds where it is left out. */
  readonly variance?: number;
};

/** State of a {@linkcode FairValueFilter} as plain data. */
export type FairValueSnapshot = {
  /** Time of the last observation; `null` before the first. */
  readonly time: number | null;
  /** Spot variance now, per second. */
  readonly variance: number;
  /** Seconds since the first observation. */
  readonly elapsed: number;
  /** The Kalman filter. */
  readonly filter: KalmanFilterSnapshot;
};

/** A forecast of the log mid. */
export type MidForecast = {
  /** Expected change of the log mid over the horizon. */
  readonly mean: number;
  /** Variance of that change given what is known. */
  readonly variance: number;
};

/**
 * The fair value of a contract, one quote, trade or premium at a time.
 *
 * The filter of {@linkcode fairValueModel}: it divides each move of the mid into one of the fair
 * price and one of the pricing error, and lets the imbalance say which. What it expects of
 * the mid, `-ε (1 - e^{-κh})` and the pull of the premium, is an alpha with its variance.
 * An update allocates nothing.
 *
 * @see def-fair-state-space
 * @see prop-fair-long
 * @see lem-fair-jump
 * @see Hasbrouck, J. (1993), Review of Financial Studies 6(1), 191-212.
 * @see Menkveld, A. J., Koopman, S. J. and Lucas, A. (2007), Journal of Business and
 *   Economic Statistics 25(2), 213-225.
 *
 * @example A book full of bids puts the fair value above the mid
 * ```ts
 * import assert from "node:assert/strict";
 * import { FairValueFilter, fairValueOf } from "volarb/signal";
 * import { symbolParameters } from "volarb/simulate";
 *
 * const filter = new FairValueFilter(fairValueOf(symbolParameters("BTCUSDT")));
 * filter.update({ time: 0, mid: 42_000, imbalance: 0.5 });
 * assert.ok(filter.value > 42_000);
 * assert.ok(filter.forecast(10).mean > 0);
 * ```
 */
export class FairValueFilter {
  /** The model. */
  readonly parameters: FairValueParameters;
  /** Time of the last observation, microseconds; `NaN` before the first. */
  time: number = NaN;
  /** Spot variance now, per second. */
  variance: number;

  readonly #jump: number;
  readonly #y = new Float64Array(FAIR_VALUE_OBSERVATIONS);
  readonly #ahead = {
    transition: new Float64Array(FAIR_VALUE_STATES ** 2),
    stateNoise: new Float64Array(FAIR_VALUE_STATES ** 2),
  };
  #filter: KalmanFilter;
  #elapsed = 0;

  /**
   * Starts before the first observation.
   *
   * @param parameters The model.
   * @param options Robust and fading variants; with `jump`, a mid or a trade further than so many
   *   standard deviations from its prediction is a jump of the fair price, and of nothing else.
   * @throws {RangeError} If a parameter or an option is out of its range.
   */
  constructor(
    parameters: FairValueParameters,
    options: KalmanFilterOptions = {},
  ) {
    const { jump = Infinity, ...plain } = options;
    assertPositive("create a FairValueFilter", "jump", Math.min(jump, 1e300));
    this.#jump = jump;
    this.parameters = parameters;
    this.variance = parameters.variance;
    this.#filter = new KalmanFilter(
      fairValueModel(parameters, () => this.variance),
      plain,
    );
  }

  /**
   * Restores the state that {@linkcode FairValueFilter.toJSON} gave.
   *
   * @param parameters The same model.
   * @param snapshot The state as plain data.
   * @param options The same options.
   * @returns A filter that continues bit for bit.
   */
  static from(
    parameters: FairValueParameters,
    snapshot: FairValueSnapshot,
    options: KalmanFilterOptions = {},
  ): FairValueFilter {
    const fair = new FairValueFilter(parameters, options);
    fair.time = snapshot.time ?? NaN;
    fair.variance = snapshot.variance;
    fair.#elapsed = snapshot.elapsed;
    const { jump: _, ...plain } = options;
    fair.#filter = KalmanFilter.from(
      fair.#filter.model,
      snapshot.filter,
      plain,
    );
    return fair;
  }

  /** The Kalman filter; its states are fair log price less drift, pricing error, rest of the imbalance, premium. */
  get filter(): KalmanFilter {
    return this.#filter;
  }

  /** Fair price, quote units; `NaN` before the first mid or trade. */
  get value(): number {
    return this.ready ? Math.exp(this.filter.mean[0]! + this.#trend) : NaN;
  }

  /** Whether a mid or a trade was seen. */
  get ready(): boolean {
    return this.filter.ready;
  }

  /** Estimated pricing error of the mid, `ln(mid / fair)`. */
  get pricingError(): number {
    return this.ready ? this.filter.mean[1]! : NaN;
  }

  /** Standard deviation of the fair log price given what is known. */
  get uncertainty(): number {
    return this.ready ? Math.sqrt(this.filter.covariance[0]!) : NaN;
  }

  get #trend(): number {
    return (this.parameters.drift ?? 0) * this.#elapsed;
  }

  /**
   * Takes what is seen at a moment.
   *
   * @param seen The observation.
   * @returns Fair price, quote units.
   * @throws {RangeError} If time runs backwards.
   */
  update(seen: FairValueObservation): number {
    const gap = this.time === this.time ? (seen.time - this.time) / 1e6 : 0;
    if (!(gap >= 0)) {
      throw new RangeError(
        `Cannot update a fair value as time must not run backwards: current value is ${seen.time} after ${this.time}`,
      );
    }
    this.time = seen.time;
    this.#elapsed += gap;
    const y = this.#y, trend = this.#trend;
    y[0] = logOf(seen.mid) - trend;
    y[1] = seen.imbalance ?? NaN;
    y[2] = logOf(seen.trade) - trend -
      (seen.aggressor ?? 0) * this.parameters.tradeNoise;
    y[3] = this.parameters.carry === undefined ? NaN : seen.premium ?? NaN;
    this.filter.predict(gap);
    // The variance of a moment holds from then on.
    if (seen.variance! >= 0) this.variance = seen.variance!;
    if (this.#jump < Infinity && this.ready) this.#widenForJump();
    this.filter.correct(y);
    return this.value;
  }

  /** Makes the fair price as uncertain as the price that is seen says, if that is a jump. */
  #widenForJump(): void {
    const { mean, covariance, model } = this.#filter;
    const at = this.#y[0] === this.#y[0] ? 0 : 2;
    const v = this.#y[at]! - mean[0]! - mean[1]!;
    const n = FAIR_VALUE_STATES;
    const f = covariance[0]! + 2 * covariance[1]! + covariance[n + 1]! +
      model.observationNoise[at * (n + 1)]!;
    if (v * v > this.#jump ** 2 * f) covariance[0]! += v * v - f;
  }

  /**
   * What is expected of the log mid.
   *
   * `E Δ = -ε (1 - e^{-κh}) - b p (1 - e^{-λh}) / λ + μ h`.
   *
   * @param horizon Seconds `h`, at least 0.
   * @returns Mean and variance of the change; `NaN` before the first mid.
   * @see lem-fair-carry
   */
  forecast(horizon: number): MidForecast {
    if (!this.ready) return { mean: NaN, variance: NaN };
    const { transition: f, stateNoise: q } = this.#ahead;
    fairValueStep(this.#ahead, this.parameters, this.variance, horizon);
    const p = this.filter.covariance, x = this.filter.mean;
    // The log mid is the sum of the first two states; its change is a x + noise.
    const error = f[5]! - 1, pull = f[3]!;
    return {
      mean: error * x[1]! + pull * x[3]! +
        (this.parameters.drift ?? 0) * horizon,
      variance: error * error * p[5]! + 2 * error * pull * p[7]! +
        pull * pull * p[15]! + q[0]! + q[5]!,
    };
  }

  /** Forgets every observation. */
  reset(): void {
    this.filter.reset();
    this.time = NaN;
    this.variance = this.parameters.variance;
    this.#elapsed = 0;
  }

  /**
   * The state as plain data.
   *
   * @returns What {@linkcode FairValueFilter.from} takes.
   */
  toJSON(): FairValueSnapshot {
    return {
      time: this.time === this.time ? this.time : null,
      variance: this.variance,
      elapsed: this.#elapsed,
      filter: this.filter.toJSON(),
    };
  }
}

/** Logarithm of a price; what is no price is missing. */
function logOf(price: number | undefined): number {
  return price! > 0 ? Math.log(price!) : NaN;
}
