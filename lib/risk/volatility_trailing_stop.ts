import { monitoringShift } from "./discrete_monitoring.ts";
import { assertRisk } from "./risk_arguments.ts";
import { TrailingStop } from "./trailing_stop.ts";

/** An estimator of variance, one observation at a time: any of `volarb/volatility`. */
export type VarianceEstimator<Observation = number> = {
  /** Variance per period; `NaN` while it is not known. */
  readonly value: number;
  /** Takes the next observation, a return or a bar. */
  update(observation: Observation): unknown;
};

/** What {@linkcode VolatilityTrailingStop} is made of. */
export type VolatilityTrailingStopOptions = {
  /** What the stop trades: `sell` protects a long position, `buy` a short one. */
  readonly side: "buy" | "sell";
  /** Standard deviations `k` of the distance, > 0. */
  readonly multiple: number;
  /** Horizon `h` of the distance in the estimator's periods, > 0. */
  readonly horizon: number;
  /** `log` distances (the default), or `simple` ones. */
  readonly scale?: "log" | "simple";
  /** The tick, quote units; 1 by default. */
  readonly tickSize?: number;
  /** Price from which on it trails, ticks. */
  readonly activation?: number;
  /** How often the price is looked at, in the estimator's periods: the distance is shortened by twice `monitoringShift`, once for the extreme and once for the level that steps miss; 0 by default. */
  readonly monitoring?: number;
};

/** State of a {@linkcode VolatilityTrailingStop}: of the stop only, the estimator is the caller's. */
export type VolatilityTrailingStopSnapshot = VolatilityTrailingStopOptions & {
  /** Level, ticks; `null` before it trails. */
  readonly level: number | null;
  /** Whether it trails yet. */
  readonly active: boolean;
};

/**
 * A trailing stop whose distance is what the price moves in a horizon, by an estimator of the caller's.
 *
 * Distance `k σ_t √h`, less `2 β σ_t √Δ` where the price is looked at every `Δ`; `σ_t²` is what the estimator knows when the price comes. The level never
 * loosens: a volatility that rises moves it no further away, one that falls brings it nearer. Until the estimator has a variance there is no level. The price
 * that is followed is the caller's choice: the ask for a `buy`, the bid for a `sell`, or the last or the mark, whichever the order triggers on.
 *
 * @see eq-trailing-level, prop-two-shifts
 * @see Glynn, P. W., Iglehart, D. L. (1995), Management Science 41(6), 1096-1106.
 *
 * @example Two deviations of ten per cent below the highest price
 * ```ts
 * import assert from "node:assert/strict";
 * import { VolatilityTrailingStop } from "volarb/risk";
 * import { EwmaVariance } from "volarb/volatility";
 *
 * const stop = new VolatilityTrailingStop({
 *   side: "sell",
 *   multiple: 2,
 *   horizon: 1,
 *   scale: "simple",
 * }, new EwmaVariance(0.94));
 * assert.equal(stop.update(1000), NaN);
 * stop.observe(0.1);
 * assert.equal(stop.update(1000), 800);
 * ```
 */
export class VolatilityTrailingStop<Observation = number> {
  /** What it is made of. */
  readonly options: VolatilityTrailingStopOptions;
  /** Where the variance comes from. */
  readonly estimator: VarianceEstimator<Observation>;
  readonly #stop: TrailingStop;

  /**
   * Starts before the first price.
   *
   * @param options Side, multiple, horizon, scale, tick, activation and monitoring.
   * @param estimator The variance; it may have seen observations before.
   * @throws {RangeError} If a number is out of range, a word unknown, or looking at the price takes the whole distance.
   */
  constructor(
    options: VolatilityTrailingStopOptions,
    estimator: VarianceEstimator<Observation>,
  ) {
    const { multiple, horizon, scale = "log", monitoring = 0 } = options;
    const action = "trail a stop by volatility";
    const positive = (x: number) => x > 0 && x < Infinity;
    assertRisk(action, "multiple", multiple, positive, "positive and finite");
    assertRisk(action, "horizon", horizon, positive, "positive and finite");
    assertRisk(
      action,
      "scale",
      scale,
      (word) => word === "log" || word === "simple",
      "log or simple",
    );
    const distance = multiple * Math.sqrt(horizon);
    const shift = 2 * monitoringShift({ sigma: 1, interval: monitoring });
    assertRisk(
      action,
      "monitoring",
      monitoring,
      () => shift < distance,
      "so often that a distance is left",
    );
    const { side, tickSize = 1, activation } = options;
    this.options = options;
    this.estimator = estimator;
    this.#stop = new TrailingStop({
      side,
      tickSize,
      offset: {
        type: "volatility",
        multiple: distance - shift,
        horizon: 1,
        scale,
      },
      ...(activation !== undefined && { activation }),
    });
  }

  /**
   * Restores the state that {@linkcode VolatilityTrailingStop.toJSON} gave.
   *
   * @param snapshot The state as plain data.
   * @param estimator The variance, restored by the caller.
   * @returns A stop that continues at its level.
   * @throws {RangeError} As the constructor.
   */
  static from<Observation = number>(
    { level, active, ...options }: VolatilityTrailingStopSnapshot,
    estimator: VarianceEstimator<Observation>,
  ): VolatilityTrailingStop<Observation> {
    const stop = new VolatilityTrailingStop(options, estimator);
    stop.#stop.level = level ?? NaN;
    stop.#stop.active = active;
    return stop;
  }

  /** Level, ticks; `NaN` before it trails. */
  get value(): number {
    return this.#stop.level;
  }

  /** Whether there is a level. */
  get ready(): boolean {
    return this.#stop.ready;
  }

  /**
   * Gives the estimator its next observation.
   *
   * @param observation A return or a bar, as the estimator takes it.
   */
  observe(observation: Observation): void {
    this.estimator.update(observation);
  }

  /**
   * Takes the next price.
   *
   * @param price The price that is followed, ticks; `NaN` is missing and changes nothing.
   * @returns The level, ticks.
   */
  update(price: number): number {
    const variance = this.estimator.value;
    if (!(variance >= 0 && variance < Infinity)) return this.#stop.level;
    return this.#stop.update(price, Math.sqrt(variance));
  }

  /**
   * Whether a price triggers the stop.
   *
   * @param price The price that is followed, ticks.
   * @returns `true` at the level and beyond it.
   */
  triggered(price: number): boolean {
    return this.#stop.triggered(price);
  }

  /** Forgets every price; the estimator is the caller's to reset. */
  reset(): void {
    this.#stop.reset();
  }

  /**
   * The state as plain data, without the estimator.
   *
   * @returns What {@linkcode VolatilityTrailingStop.from} takes.
   */
  toJSON(): VolatilityTrailingStopSnapshot {
    const { level, active } = this.#stop;
    return {
      ...this.options,
      level: Number.isNaN(level) ? null : level,
      active,
    };
  }
}
