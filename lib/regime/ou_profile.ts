import { innovationTime } from "./ornstein_uhlenbeck.ts";
import type { OuFit } from "./ou_fit.ts";

/** Speeds tried before the best is refined. */
const GRID = 48;

/** Fewest observations with more degrees of freedom than parameters. */
const MINIMUM = 4;

/** What is known of a process, and how its first observation is taken. */
export type OuChoices = {
  /** The mean; `undefined` where it is estimated. */
  readonly mean: number | undefined;
  /** Whether the first observation is given, or drawn from the stationary law. */
  readonly start: "conditional" | "stationary";
};

/**
 * Profile likelihood of the speed of an Ornstein-Uhlenbeck process.
 *
 * Holds the observations; for one speed after another it finds the best mean and
 * variance and leaves likelihood and score in its fields. The speed itself is handed on
 * in a field too, as a number that goes into a long method is allocated: so nothing is,
 * and a rolling window or a bootstrap can use it again.
 *
 * @see lem-profile, eq-ou-profile
 */
export class OuProfile {
  /** The most likely speed; 0 or `Infinity` where it lies beyond those tried. */
  speed = NaN;
  /** Mean gap between the observations. */
  meanGap = NaN;
  /** The speed tried last, per unit of time; the most likely of them after {@linkcode maximize}. */
  tried = NaN;
  /** Mean that goes with it. */
  mean = NaN;
  /** `σ²` that goes with it. */
  variance = NaN;
  /** Log-likelihood of the three. */
  logLikelihood = NaN;
  /** Derivative of the profile log-likelihood in the speed. */
  score = NaN;

  readonly #gap: Float64Array;
  readonly #value: Float64Array;
  readonly #grid = new Float64Array(GRID);
  #size = 0;
  #shortest = NaN;
  #span = NaN;
  /** Speeds beyond which the likelihood is flat to rounding. */
  #slowest = NaN;
  #fastest = NaN;
  /** Likelihood of the best speed of the grid. */
  #highest = NaN;
  /** `NaN` where the mean is estimated. */
  #knownMean = NaN;
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
   * @param choices Known mean, and treatment of the first observation.
   * @returns The estimate.
   * @throws {RangeError} If fewer than 4 observations are held, times do not rise or
   *   values do not move.
   */
  fit(action: string, choices: OuChoices): OuFit {
    this.maximize(action, choices);
    const { mean } = choices;
    const { speed, tried, variance, logLikelihood } = this;
    const foundMean = speed === 0 && mean === undefined && !this.#stationary
      ? NaN
      : this.mean;
    const interior = speed > 0 && speed < Infinity;
    const speedError = interior ? this.#speedError() : NaN;
    return {
      speed,
      mean: foundMean,
      volatility: speed === Infinity ? Infinity : Math.sqrt(variance),
      stationaryVariance: speed === 0 ? Infinity : variance / (2 * tried),
      logLikelihood,
      transitions: this.transitions,
      meanGap: this.meanGap,
      speedError,
      meanIs: this.meanIs,
    };
  }

  /** Transitions between the observations, one less than these. */
  get transitions(): number {
    return this.#size - 1;
  }

  /** Whether the mean is estimated or known. */
  get meanIs(): OuFit["meanIs"] {
    return Number.isNaN(this.#knownMean) ? "estimated" : "known";
  }

  /**
   * Finds the most likely process and leaves it in the fields.
   *
   * @param action What could not be done.
   * @param choices Known mean, and treatment of the first observation.
   * @throws {RangeError} If fewer than 4 observations are held, times do not rise or
   *   values do not move.
   */
  maximize(action: string, choices: OuChoices): void {
    this.#check(action);
    this.#knownMean = choices.mean ?? NaN;
    this.#stationary = choices.start === "stationary";
    this.meanGap = this.#span / this.transitions;
    // A thousandth of a reversion in all, and e^-15 left after the shortest gap:
    // beyond either the likelihood is flat to rounding.
    const slowest = this.#slowest = 1e-3 / this.#span;
    const fastest = this.#fastest = 15 / this.#shortest;
    const ratio = Math.log(fastest / slowest) / (GRID - 1);
    for (let i = 0; i < GRID; i++) {
      this.#grid[i] = slowest * Math.exp(ratio * i);
    }
    this.#climb();
    this.evaluate();
    this.speed = this.tried <= slowest
      ? 0
      : this.tried >= fastest
      ? Infinity
      : this.tried;
  }

  /** Finds mean, variance, likelihood and score for the speed that is {@linkcode tried}. */
  evaluate(): void {
    const speed = this.tried;
    const gaps = this.#gap;
    const value = this.#value;
    const n = this.#size;
    const stationary = this.#stationary;
    this.mean = this.#knownMean;
    if (this.mean !== this.mean) this.#findMean();
    const { mean } = this;
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
    this.variance = variance;
    this.logLikelihood = -0.5 *
      (count * (Math.log(2 * Math.PI * variance) + 1) + logs);
    this.score = -0.5 * (logsSlope + squaresSlope / variance);
  }

  /** Finds the mean for the speed that is {@linkcode tried}, from the normal equation of its regression. */
  #findMean(): void {
    const speed = this.tried;
    const gaps = this.#gap;
    const value = this.#value;
    const stationary = this.#stationary;
    let xy = stationary ? 2 * speed * value[0]! : 0;
    let xx = stationary ? 2 * speed : 0;
    let gap = NaN;
    let left = NaN;
    let gone = NaN;
    let weight = NaN;
    for (let i = 1; i < this.#size; i++) {
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
    this.mean = xy / xx;
  }

  /** Tries speeds up to that of highest likelihood; an end of the range where it lies beyond. */
  #climb(): void {
    const grid = this.#grid;
    let best = 0;
    this.#highest = -Infinity;
    for (let i = 0; i < GRID; i++) {
      this.tried = grid[i]!;
      this.evaluate();
      if (this.logLikelihood > this.#highest) {
        this.#highest = this.logLikelihood;
        best = i;
      }
    }
    this.tried = grid[best]!;
    // Infinitely likely: a value that follows from the one before without error.
    if (this.#highest === Infinity) return;
    this.evaluate();
    const rising = this.score > 0;
    if (best === 0 && !rising) this.tried = this.#slowest;
    else if (best === GRID - 1 && rising) this.tried = this.#fastest;
    else this.#refine(rising ? best : best - 1, rising);
  }

  /** Finds the root of the score between places `i` and `i + 1` of the grid. */
  #refine(i: number, rising: boolean): void {
    let below = this.#grid[i]!;
    let above = this.#grid[i + 1]!;
    this.tried = below;
    this.evaluate();
    let scoreBelow = this.score;
    this.tried = above;
    this.evaluate();
    let scoreAbove = this.score;
    // A second hump may hide the sign: keep the part whose likelihood is the higher.
    for (let i = 0; i < 60 && !(scoreBelow > 0 && scoreAbove < 0); i++) {
      const middle = (below + above) / 2;
      this.tried = middle;
      this.evaluate();
      const { score } = this;
      const higher = this.logLikelihood >= this.#highest;
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
      this.tried = middle;
      this.evaluate();
      if (this.score === 0) return;
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
    this.tried = Math.abs(scoreBelow) < Math.abs(scoreAbove) ? below : above;
  }

  /** `1 / √information`, the information by central difference of the score. */
  #speedError(): number {
    const speed = this.tried;
    const step = 1e-4 * speed;
    this.tried = speed + step;
    this.evaluate();
    const high = this.score;
    this.tried = speed - step;
    this.evaluate();
    return Math.sqrt(2 * step / (this.score - high));
  }

  #check(action: string): void {
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
    this.#shortest = shortest;
    this.#span = span;
  }
}
