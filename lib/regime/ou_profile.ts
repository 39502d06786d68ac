import { innovationTime } from "./ornstein_uhlenbeck.ts";
import type { OuFit } from "./ou_fit.ts";

/** Speeds tried before the best is refined. */
const GRID = 48;

/** Fewest observations with more degrees of freedom than parameters. */
const MINIMUM = 4;

/**
 * Profile likelihood of the speed of an Ornstein-Uhlenbeck process.
 *
 * Holds the observations; for one speed after another it finds the best mean and
 * variance and leaves likelihood and score in its fields. Nothing is allocated
 * between fits, so that a rolling window or a bootstrap can use it again.
 *
 * @see lem-profile, eq-ou-profile
 */
export class OuProfile {
  /** Mean that goes with the last speed tried. */
  mean = NaN;
  /** `σ²` that goes with it. */
  variance = NaN;
  /** Log-likelihood of the three. */
  logLikelihood = NaN;
  /** Derivative of the profile log-likelihood in the speed. */
  score = NaN;

  readonly #gap: Float64Array;
  readonly #value: Float64Array;
  #size = 0;
  #knownMean: number | undefined = undefined;
  #stationary = false;

  /**
   * Starts without observations.
   *
   * @param capacity Most observations that it will hold.
   */
  constructor(capacity: number) {
    this.#gap = new Float64Array(capacity);
    this.#value = new Float64Array(capacity);
  }

  /**
   * Adds an observation.
   *
   * @param gap Time since the observation before, in the unit of the result; the
   *   first one's is not read.
   * @param value The observation, finite.
   */
  push(gap: number, value: number): void {
    this.#gap[this.#size] = gap;
    this.#value[this.#size] = value;
    this.#size++;
  }

  /** Drops all observations. */
  clear(): void {
    this.#size = 0;
  }

  /**
   * The most likely process.
   *
   * @param action What could not be done.
   * @param options Known mean, and treatment of the first observation.
   * @returns The estimate.
   * @throws {RangeError} If fewer than 4 observations are held, times do not rise or
   *   values do not move.
   */
  fit(
    action: string,
    { mean, start }: {
      readonly mean: number | undefined;
      readonly start: "conditional" | "stationary";
    },
  ): OuFit {
    const { shortest, span } = this.#check(action);
    this.#knownMean = mean;
    this.#stationary = start === "stationary";
    // A thousandth of a reversion in all, and e^-15 left after the shortest gap:
    // beyond either the likelihood is flat to rounding.
    const slowest = 1e-3 / span;
    const fastest = 15 / shortest;
    const speed = this.#bestSpeed(slowest, fastest);
    const end = speed <= slowest ? 0 : speed >= fastest ? Infinity : speed;
    this.evaluate(speed);
    const { variance, logLikelihood } = this;
    const foundMean = end === 0 && mean === undefined && !this.#stationary
      ? NaN
      : this.mean;
    const interior = end > 0 && end < Infinity;
    const speedError = interior ? this.#speedError(speed) : NaN;
    return {
      speed: end,
      mean: foundMean,
      volatility: end === Infinity ? Infinity : Math.sqrt(variance),
      stationaryVariance: end === 0 ? Infinity : variance / (2 * speed),
      logLikelihood,
      transitions: this.#size - 1,
      meanGap: span / (this.#size - 1),
      speedError,
      meanIs: mean === undefined ? "estimated" : "known",
    };
  }

  /**
   * Finds mean, variance, likelihood and score for one speed.
   *
   * @param speed Speed per unit of time, positive.
   */
  evaluate(speed: number): void {
    const gaps = this.#gap;
    const value = this.#value;
    const n = this.#size;
    const stationary = this.#stationary;
    let mean = this.#knownMean;
    // The first pass is for the mean, from the normal equation of its regression.
    if (mean === undefined) {
      let xy = stationary ? 2 * speed * value[0]! : 0;
      let xx = stationary ? 2 * speed : 0;
      let gap = NaN;
      let left = NaN;
      let gone = NaN;
      let weight = NaN;
      for (let i = 1; i < n; i++) {
        const next = gaps[i]!;
        if (next !== gap) {
          gap = next;
          left = Math.exp(-speed * gap);
          gone = -Math.expm1(-speed * gap);
          weight = 1 / innovationTime(speed, gap);
        }
        xy += gone * (value[i]! - left * value[i - 1]!) * weight;
        xx += gone * gone * weight;
      }
      mean = xy / xx;
    }
    let squares = 0;
    let logs = 0;
    // Derivatives of squares and logs in the speed; at its optimum the mean's is 0.
    let squaresSlope = 0;
    let logsSlope = 0;
    let count = n - 1;
    if (stationary) {
      const deviation = value[0]! - mean;
      squares += 2 * speed * deviation * deviation;
      squaresSlope += 2 * deviation * deviation;
      logs -= Math.log(2 * speed);
      logsSlope -= 1 / speed;
      count++;
    }
    let gap = NaN;
    let left = NaN;
    let duration = NaN;
    let durationSlope = NaN;
    let log = NaN;
    for (let i = 1; i < n; i++) {
      const next = gaps[i]!;
      if (next !== gap) {
        gap = next;
        left = Math.exp(-speed * gap);
        duration = innovationTime(speed, gap);
        durationSlope = (gap * left * left - duration) / speed;
        log = Math.log(duration);
      }
      const before = value[i - 1]! - mean;
      const residual = value[i]! - mean - left * before;
      const scaled = residual / duration;
      squares += residual * scaled;
      squaresSlope += scaled * (2 * gap * left * before -
        scaled * durationSlope);
      logs += log;
      logsSlope += durationSlope / duration;
    }
    const variance = squares / count;
    this.mean = mean;
    this.variance = variance;
    this.logLikelihood = -0.5 *
      (count * (Math.log(2 * Math.PI * variance) + 1) + logs);
    this.score = -0.5 * (logsSlope + squaresSlope / variance);
  }

  /** The speed of highest likelihood; an end of the range where it lies beyond. */
  #bestSpeed(slowest: number, fastest: number): number {
    const ratio = Math.log(fastest / slowest) / (GRID - 1);
    const at = (i: number) => slowest * Math.exp(ratio * i);
    let best = 0;
    let highest = -Infinity;
    for (let i = 0; i < GRID; i++) {
      this.evaluate(at(i));
      if (this.logLikelihood > highest) {
        highest = this.logLikelihood;
        best = i;
      }
    }
    // Infinitely likely: a value that follows from the one before without error.
    if (highest === Infinity) return at(best);
    this.evaluate(at(best));
    const rising = this.score > 0;
    if (best === 0 && !rising) return slowest;
    if (best === GRID - 1 && rising) return fastest;
    let below = rising ? at(best) : at(best - 1);
    let above = rising ? at(best + 1) : at(best);
    this.evaluate(below);
    let scoreBelow = this.score;
    this.evaluate(above);
    let scoreAbove = this.score;
    // A second hump may hide the sign: keep the part whose likelihood is the higher.
    for (let i = 0; i < 60 && !(scoreBelow > 0 && scoreAbove < 0); i++) {
      const middle = (below + above) / 2;
      this.evaluate(middle);
      const { score } = this;
      const higher = this.logLikelihood >= highest;
      if (rising ? score > 0 && higher : score > 0 || !higher) {
        below = middle;
        scoreBelow = score;
      } else {
        above = middle;
        scoreAbove = score;
      }
    }
    // Regula falsi in the Illinois form: the bracket always holds the root.
    let side = 0;
    for (let i = 0; i < 100 && above - below > 1e-14 * above; i++) {
      let middle = (below * scoreAbove - above * scoreBelow) /
        (scoreAbove - scoreBelow);
      if (!(middle > below && middle < above)) middle = (below + above) / 2;
      this.evaluate(middle);
      if (this.score === 0) return middle;
      if (this.score > 0) {
        below = middle;
        scoreBelow = this.score;
        if (side === 1) scoreAbove /= 2;
        side = 1;
      } else {
        above = middle;
        scoreAbove = this.score;
        if (side === -1) scoreBelow /= 2;
        side = -1;
      }
    }
    return Math.abs(scoreBelow) < Math.abs(scoreAbove) ? below : above;
  }

  /** `1 / √information`, the information by central difference of the score. */
  #speedError(speed: number): number {
    const step = 1e-4 * speed;
    this.evaluate(speed + step);
    const high = this.score;
    this.evaluate(speed - step);
    return Math.sqrt(2 * step / (this.score - high));
  }

  #check(action: string): { shortest: number; span: number } {
    const n = this.#size;
    if (n < MINIMUM) {
      throw new RangeError(
        `Cannot ${action} as at least ${MINIMUM} observations must be present: current value is ${n}`,
      );
    }
    let shortest = Infinity;
    let span = 0;
    let moved = false;
    for (let i = 1; i < n; i++) {
      const gap = this.#gap[i]!;
      if (!(gap > 0)) {
        throw new RangeError(
          `Cannot ${action} as times must rise: current value is a gap of ${gap}`,
        );
      }
      shortest = Math.min(shortest, gap);
      span += gap;
      moved ||= this.#value[i] !== this.#value[0];
    }
    if (!moved) {
      throw new RangeError(
        `Cannot ${action} as observations must not all be equal: current value is ${
          this.#value[0]
        }`,
      );
    }
    return { shortest, span };
  }
}
