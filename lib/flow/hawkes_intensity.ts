import type { HawkesParameters } from "../simulate/mod.ts";
import {
  assertColumns,
  assertNonNegative,
  assertPositive,
} from "../stats/arguments.ts";
import { orNull } from "../stats/or_null.ts";

/** What {@linkcode HawkesIntensity} needs to carry on where it stopped. */
export type HawkesSnapshot = {
  /** The parameters. */
  readonly parameters: HawkesParameters;
  /** Time of the last event; `null` before the first. */
  readonly time: number | null;
  /** Sum of the kernels of the past events just after the last, each 1 at its event. */
  readonly excited: number;
  /** Integrated intensity since the event before; `null` before the second. */
  readonly residual: number | null;
};

/**
 * Intensity of a Hawkes process with exponential kernel, one event at a time.
 *
 * `λ(t) = μ + n β Σ exp(-β (t - t[i]))` over the events before `t`, in events per second:
 * `μ` the baseline, `n` the branching ratio, which is how many events an event brings
 * about on average, and `β` the decay. The sum is carried from event to event, so that
 * an update costs one exponential and allocates nothing.
 *
 * @see eq-hawkes
 * @see Hawkes, A. (1971), Biometrika 58(1), 83-90, doi:10.1093/biomet/58.1.83.
 *
 * @example One event, and a second later
 * ```ts
 * import assert from "node:assert/strict";
 * import { HawkesIntensity } from "volarb/flow";
 *
 * const hawkes = new HawkesIntensity({
 *   baseline: 1,
 *   branchingRatio: 0.5,
 *   decay: 4,
 * });
 * assert.equal(hawkes.value, 1);
 * assert.equal(hawkes.update(0), 3);
 * assert.equal(hawkes.at(1_000_000), 1 + 2 * Math.exp(-4));
 * ```
 */
export class HawkesIntensity {
  /** The parameters. */
  readonly parameters: HawkesParameters;
  readonly #baseline: number;
  readonly #branchingRatio: number;
  readonly #excitation: number;
  readonly #decay: number;
  #time = NaN;
  #excited = 0;
  #residual = NaN;

  /**
   * Starts with no event seen.
   *
   * @param parameters Baseline, branching ratio and decay; at least 0 the second, above 0 the others. Without branching the
   *   decay is not looked at.
   * @throws {RangeError} If baseline or decay is not positive or the branching ratio negative.
   */
  constructor(parameters: HawkesParameters) {
    assertHawkesParameters("create HawkesIntensity", parameters);
    this.parameters = parameters;
    const { baseline, branchingRatio, decay } = parameters;
    this.#baseline = baseline;
    this.#branchingRatio = branchingRatio;
    this.#decay = branchingRatio === 0 ? 0 : decay;
    this.#excitation = branchingRatio * this.#decay;
  }

  /**
   * Restores the state that {@linkcode toJSON} gave.
   *
   * @param snapshot The state as plain data.
   * @returns An intensity that continues bit for bit.
   * @throws {RangeError} If a parameter is out of range.
   */
  static from(snapshot: HawkesSnapshot): HawkesIntensity {
    const intensity = new HawkesIntensity(snapshot.parameters);
    intensity.#time = snapshot.time ?? NaN;
    intensity.#excited = snapshot.excited;
    intensity.#residual = snapshot.residual ?? NaN;
    return intensity;
  }

  /** Intensity just after the last event, events per second; the baseline before any. */
  get value(): number {
    return this.#baseline + this.#excitation * this.#excited;
  }

  /** Whether an event has been seen. */
  get ready(): boolean {
    return !Number.isNaN(this.#time);
  }

  /**
   * Integral of the intensity between the last two events, which is exponential of mean
   * 1 if the parameters are right; `NaN` before the second event.
   */
  get residual(): number {
    return this.#residual;
  }

  /**
   * Intensity at a time with no event since the last.
   *
   * @param time Microseconds since the epoch, not before the last event.
   * @returns Events per second.
   * @throws {RangeError} If the time is before the last event.
   */
  at(time: number): number {
    if (!this.ready) return this.#baseline;
    const seconds = this.#secondsTo(time);
    return this.#baseline +
      this.#excitation * this.#excited * Math.exp(-this.#decay * seconds);
  }

  /**
   * Takes the next event.
   *
   * @param time Microseconds since the epoch, not before the last event.
   * @returns The intensity just after it.
   * @throws {RangeError} If the time is before the last event or missing.
   */
  update(time: number): number {
    if (!this.ready) {
      if (Number.isNaN(time)) this.#refuse(time);
      this.#excited = 1;
    } else {
      const seconds = this.#secondsTo(time);
      const kept = Math.exp(-this.#decay * seconds);
      this.#residual = this.#baseline * seconds +
        this.#branchingRatio * this.#excited * (1 - kept);
      this.#excited = this.#excited * kept + 1;
    }
    this.#time = time;
    return this.value;
  }

  /** Forgets every event. */
  reset(): void {
    this.#time = NaN;
    this.#excited = 0;
    this.#residual = NaN;
  }

  /**
   * The state as plain data.
   *
   * @returns What {@linkcode HawkesIntensity.from} takes.
   */
  toJSON(): HawkesSnapshot {
    return {
      parameters: this.parameters,
      time: orNull(this.#time),
      excited: this.#excited,
      residual: orNull(this.#residual),
    };
  }

  #secondsTo(time: number): number {
    if (!(time >= this.#time)) this.#refuse(time);
    return (time - this.#time) / 1e6;
  }

  #refuse(time: number): never {
    throw new RangeError(
      `Cannot move Hawkes intensity on as time must not fall: current value is ${time} after ${this.#time}`,
    );
  }
}

/**
 * Hawkes intensity just after each event.
 *
 * {@linkcode HawkesIntensity} over a whole column.
 *
 * @param time Length `n`; microseconds since the epoch, never falls.
 * @param parameters Baseline, branching ratio and decay.
 * @returns Length `n`; events per second, entry `t` with event `t`.
 * @throws {RangeError} If times fall or a parameter is out of range.
 * @see Hawkes, A. (1971), Biometrika 58(1), 83-90, doi:10.1093/biomet/58.1.83.
 *
 * @example Two events at one time
 * ```ts
 * import assert from "node:assert/strict";
 * import { hawkesIntensity } from "volarb/flow";
 *
 * const intensity = hawkesIntensity(Float64Array.of(0, 0), {
 *   baseline: 1,
 *   branchingRatio: 0.5,
 *   decay: 4,
 * });
 * assert.deepEqual(intensity, Float64Array.of(3, 5));
 * ```
 */
export function hawkesIntensity(
  time: Float64Array,
  parameters: HawkesParameters,
): Float64Array {
  const n = assertColumns("compute Hawkes intensity", { time });
  const stream = new HawkesIntensity(parameters);
  const intensity = new Float64Array(n);
  for (let i = 0; i < n; i++) intensity[i] = stream.update(time[i]!);
  return intensity;
}

/**
 * Waiting times of a Hawkes process on its own clock: the integral of the intensity
 * between consecutive events.
 *
 * `Λ(t[i-1], t[i])`. If the parameters are those of the process these are independent and
 * exponential of mean 1, whatever the clustering; `exponentialTest` looks whether
 * they are.
 *
 * @param time Length `n`; microseconds since the epoch, never falls.
 * @param parameters Baseline, branching ratio and decay.
 * @returns Length `n`; the first is `NaN`.
 * @throws {RangeError} If times fall or a parameter is out of range.
 * @see thm-time-change
 * @see Daley, D. and Vere-Jones, D. (2003), An Introduction to the Theory of Point
 *   Processes, volume 1, 2nd edition, section 7.4.
 *
 * @example Without excitation the clock only runs at another speed
 * ```ts
 * import assert from "node:assert/strict";
 * import { hawkesResiduals } from "volarb/flow";
 *
 * const residuals = hawkesResiduals(Float64Array.of(0, 500_000), {
 *   baseline: 4,
 *   branchingRatio: 0,
 *   decay: 1,
 * });
 * assert.deepEqual(residuals, Float64Array.of(NaN, 2));
 * ```
 */
export function hawkesResiduals(
  time: Float64Array,
  parameters: HawkesParameters,
): Float64Array {
  const n = assertColumns("compute Hawkes residuals", { time });
  const stream = new HawkesIntensity(parameters);
  const residuals = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    stream.update(time[i]!);
    residuals[i] = stream.residual;
  }
  return residuals;
}

/**
 * Checks the parameters of a Hawkes process.
 *
 * @param action What could not be done.
 * @param parameters Baseline, branching ratio and decay.
 * @throws {RangeError} If baseline or decay is not positive or the branching ratio negative.
 */
function assertHawkesParameters(
  action: string,
  { baseline, branchingRatio, decay }: HawkesParameters,
): void {
  assertPositive(action, "baseline", baseline);
  assertNonNegative(action, "branchingRatio", branchingRatio);
  if (branchingRatio !== 0) assertPositive(action, "decay", decay);
}
