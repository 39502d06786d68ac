import { MISSING } from "../stats/finite_or_nan.ts";
import { orNull } from "../stats/or_null.ts";
import { assertPositive } from "../stats/arguments.ts";

/** What {@linkcode EwmaVariance} needs to carry on where it stopped. */
export type EwmaVarianceSnapshot = {
  /** Weight on the variance before, in (0, 1). */
  readonly decay: number;
  /** Variance per period; `null` before the first return. */
  readonly variance: number | null;
  /** Whether the last return was missing. */
  readonly missing: boolean;
};

/**
 * Exponentially weighted variance of returns, one return at a time.
 *
 * The formula and its source are at {@linkcode ewmaVariance}, which gives the same
 * numbers bit for bit. An update allocates nothing.
 *
 * @example Two returns
 * ```ts
 * import assert from "node:assert/strict";
 * import { EwmaVariance } from "volarb/volatility";
 *
 * const ewma = new EwmaVariance(0.94);
 * assert.equal(ewma.ready, false);
 * assert.equal(ewma.update(0.01), 0.01 ** 2);
 * assert.ok(ewma.update(0) < 0.01 ** 2);
 * ```
 */
export class EwmaVariance {
  /** Weight `λ` on the variance before. */
  readonly decay: number;
  #variance = NaN;
  #missing = false;

  /**
   * Starts with no return seen.
   *
   * @param decay Weight `λ` on the variance before, in (0, 1).
   * @throws {RangeError} If `decay` is not in (0, 1).
   */
  constructor(decay: number) {
    this.decay = assertDecay(decay);
  }

  /**
   * Restores the state that {@linkcode toJSON} gave.
   *
   * @param snapshot The state as plain data.
   * @returns A variance that continues bit for bit.
   * @throws {RangeError} If `decay` is not in (0, 1).
   */
  static from(
    { decay, variance, missing }: EwmaVarianceSnapshot,
  ): EwmaVariance {
    const ewma = new EwmaVariance(decay);
    ewma.#variance = variance ?? NaN;
    ewma.#missing = missing;
    return ewma;
  }

  /** Variance per period; `NaN` before the first return and after a missing one. */
  get value(): number {
    return this.#missing ? MISSING[0]! : this.#variance;
  }

  /** Whether there is a variance. */
  get ready(): boolean {
    return !Number.isNaN(this.value);
  }

  /**
   * Takes the next return.
   *
   * @param r Return of one period, as a fraction; what is not finite is missing
   *   and leaves what is known for the next.
   * @returns Variance per period, this return included.
   */
  update(r: number): number {
    const square = r * r;
    this.#missing = square - square !== 0;
    if (this.#missing) return MISSING[0]!;
    const before = this.#variance;
    return this.#variance = before === before
      ? this.decay * before + (1 - this.decay) * square
      : square;
  }

  /**
   * Takes a column of returns, in a loop of its own that is several times as fast as
   * one update after the other and gives the same bits.
   *
   * @param returns Length `n`, the next returns in order.
   * @param out Where the variances go; `returns` itself may be given. A new column by
   *   default.
   * @returns `out`: entry `t` is the variance after return `t`.
   */
  updateColumn(
    returns: Float64Array,
    out: Float64Array = new Float64Array(returns.length),
  ): Float64Array {
    const n = returns.length;
    let t = 0;
    while (t < n && this.#variance !== this.#variance) {
      out[t] = this.update(returns[t]!);
      t++;
    }
    const state = Float64Array.of(this.#variance, this.decay);
    for (; t < n; t += BLOCK) {
      decay(state, returns, out, t, Math.min(t + BLOCK, n));
    }
    this.#variance = state[0]!;
    if (n > 0) this.#missing = Number.isNaN(out[n - 1]!);
    return out;
  }

  /** Forgets every return. */
  reset(): void {
    this.#variance = NaN;
    this.#missing = false;
  }

  /**
   * The state as plain data.
   *
   * @returns What {@linkcode EwmaVariance.from} takes.
   */
  toJSON(): EwmaVarianceSnapshot {
    const variance = orNull(this.#variance);
    return { decay: this.decay, variance, missing: this.#missing };
  }
}

/**
 * Rows that one call takes. The runtime puts better code in place between two calls, and
 * within one only by chance: a column in one call may end in the code it began in.
 */
const BLOCK = 4096;

/**
 * Takes returns `from .. to-1`. Variance and weight come in a column, where they are
 * known to be doubles: as arguments they could be anything, and some code would then
 * put the variance on the heap at every row, which costs three times the arithmetic.
 */
function decay(
  state: Float64Array,
  returns: Float64Array,
  out: Float64Array,
  from: number,
  to: number,
): void {
  const weight = state[1]!;
  const rest = 1 - weight;
  let variance = state[0]!;
  for (let t = from; t < to; t++) {
    const square = returns[t]! * returns[t]!;
    if (square - square === 0) {
      variance = weight * variance + rest * square;
      out[t] = variance;
    } else out[t] = NaN;
  }
  state[0] = variance;
}

/**
 * Exponentially weighted variance of returns.
 *
 * `v[t] = λ v[t-1] + (1 - λ) r[t]²`, started at `v[0] = r[0]²`. A return of age `a` has weight
 * `(1 - λ) λ^a`; half of all weight lies within {@linkcode decayFromHalfLife}'s half-life.
 *
 * @param returns Length `n`; fraction per period, `NaN` is missing.
 * @param decay Weight `λ` on the variance before, in (0, 1); RiskMetrics took 0.94 for
 *   days.
 * @returns Length `n`; variance per period. Entry `t` is known with return `t` and uses
 *   returns `0 .. t`; `NaN` where return `t` is missing, and the next goes on from the one
 *   before.
 * @throws {RangeError} If `decay` is not in (0, 1).
 * @see eq-ewma
 * @see J.P. Morgan, Reuters (1996), RiskMetrics technical document, fourth edition,
 *   section 5.2.
 *
 * @example By hand
 * ```ts
 * import assert from "node:assert/strict";
 * import { ewmaVariance } from "volarb/volatility";
 *
 * const variance = ewmaVariance(Float64Array.of(2, NaN, 0), 0.5);
 * assert.deepEqual(variance, Float64Array.of(4, NaN, 2));
 * ```
 */
export function ewmaVariance(
  returns: Float64Array,
  decay: number,
): Float64Array {
  return new EwmaVariance(decay).updateColumn(returns);
}

/**
 * Weight `λ` under which a return's weight halves in a given number of periods.
 *
 * `λ = 2^(-1/h)`.
 *
 * @param halfLife Periods `h`, > 0.
 * @returns The weight, in (0, 1).
 * @throws {RangeError} If `halfLife` is not positive.
 *
 * @example RiskMetrics' 0.94 has a half-life of eleven days
 * ```ts
 * import assert from "node:assert/strict";
 * import { decayFromHalfLife } from "volarb/volatility";
 *
 * assert.ok(Math.abs(decayFromHalfLife(11.2) - 0.94) < 1e-3);
 * ```
 */
export function decayFromHalfLife(halfLife: number): number {
  assertPositive("compute a decay", "halfLife", halfLife);
  return 2 ** (-1 / halfLife);
}

function assertDecay(decay: number): number {
  if (!(decay > 0 && decay < 1)) {
    throw new RangeError(
      `Cannot weigh returns exponentially as decay must be in (0, 1): current value is ${decay}`,
    );
  }
  return decay;
}
