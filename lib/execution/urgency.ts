/** What is done with a schedule. */
export type Pace = "accelerate" | "keep" | "dampen";

/** Thresholds of {@linkcode UrgencyControl}, in the unit of the target. */
export type UrgencyThresholds = {
  /** Above this `|θ|` the schedule is accelerated. */
  readonly upper: number;
  /** Below this `|θ|` it is dampened; less than `upper`. */
  readonly lower: number;
  /** How far `|θ|` has to come back over a threshold before the pace changes back; 0 by default. */
  readonly hysteresis?: number;
};

/**
 * The threshold rule: accelerate a strong target, dampen a weak one, else keep the schedule.
 *
 * `accelerate` from `|θ| > upper` until `|θ| < upper - h`; `dampen` from `|θ| < lower` until `|θ| > lower + h`. The
 * hysteresis `h` keeps noise about a threshold from changing the pace with every quote.
 *
 * @see def-threshold-rule, lem-urgency
 *
 * @example Noise about the upper threshold
 * ```ts
 * import assert from "node:assert/strict";
 * import { UrgencyControl } from "volarb/execution";
 *
 * const control = new UrgencyControl({ upper: 0.8, lower: 0.2, hysteresis: 0.1 });
 * const paces = [0.79, 0.81, 0.75, 0.69, -0.9].map((theta) => control.update(theta));
 * assert.deepEqual(paces, ["keep", "accelerate", "accelerate", "keep", "accelerate"]);
 * ```
 */
export class UrgencyControl {
  /** Above this `|θ|` the schedule is accelerated. */
  readonly upper: number;
  /** Below this `|θ|` it is dampened. */
  readonly lower: number;
  /** How far `|θ|` has to come back. */
  readonly hysteresis: number;
  /** The pace now. */
  value: Pace = "keep";

  /**
   * Starts with the schedule as it is.
   *
   * @param thresholds Upper, lower and hysteresis.
   * @throws {RangeError} If thresholds are in the wrong order or nearer than the hysteresis lets them be.
   */
  constructor({ upper, lower, hysteresis = 0 }: UrgencyThresholds) {
    if (!(lower >= 0 && upper > lower && upper < Infinity)) {
      throw new RangeError(
        `Cannot create an UrgencyControl as thresholds must be 0 <= lower < upper: current values are ${lower} and ${upper}`,
      );
    }
    if (!(hysteresis >= 0 && 2 * hysteresis <= upper - lower)) {
      throw new RangeError(
        `Cannot create an UrgencyControl as hysteresis must be at least 0 and at most half the distance of the thresholds: current value is ${hysteresis}`,
      );
    }
    this.upper = upper;
    this.lower = lower;
    this.hysteresis = hysteresis;
  }

  /** Always: with no target yet the schedule stands. */
  get ready(): boolean {
    return true;
  }

  /**
   * Takes the target.
   *
   * @param theta The target; `NaN` is missing and changes nothing.
   * @returns The pace.
   */
  update(theta: number): Pace {
    const size = Math.abs(theta);
    if (size !== size) return this.value;
    const h = this.hysteresis;
    if (size > this.upper) this.value = "accelerate";
    else if (size < this.lower) this.value = "dampen";
    else if (this.value === "accelerate" && size < this.upper - h) {
      this.value = "keep";
    } else if (this.value === "dampen" && size > this.lower + h) {
      this.value = "keep";
    }
    return this.value;
  }

  /** Forgets the target. */
  reset(): void {
    this.value = "keep";
  }

  /**
   * The state as plain data.
   *
   * @returns What {@linkcode UrgencyControl.from} takes.
   */
  toJSON(): UrgencyThresholds & { readonly value: Pace } {
    const { upper, lower, hysteresis, value } = this;
    return { upper, lower, hysteresis, value };
  }

  /**
   * Restores the state that {@linkcode UrgencyControl.toJSON} gave.
   *
   * @param snapshot The state as plain data.
   * @returns A control that continues.
   */
  static from(
    { value, ...thresholds }: UrgencyThresholds & { readonly value: Pace },
  ): UrgencyControl {
    const control = new UrgencyControl(thresholds);
    control.value = value;
    return control;
  }
}
