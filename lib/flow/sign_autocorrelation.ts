import { assertColumns, assertInteger } from "../stats/arguments.ts";
import { orNull } from "../stats/or_null.ts";

/** Choices of {@linkcode SignAutocorrelation}. */
export type SignAutocorrelationOptions = {
  /** Lags in trades, each at least 1; spaced as the plot needs them. */
  readonly lags: readonly number[];
};

/** What {@linkcode SignAutocorrelation} needs to carry on where it stopped. */
export type SignAutocorrelationSnapshot = {
  /** The choices. */
  readonly options: SignAutocorrelationOptions;
  /** Signs seen. */
  readonly count: number;
  /** Sum of the signs; `null` where one was missing. */
  readonly sum: number | null;
  /** Sum of their squares. */
  readonly squares: number | null;
  /** Sum of the products at each lag. */
  readonly products: readonly (number | null)[];
  /** The last signs, as a ring. */
  readonly ring: readonly (number | null)[];
};

/**
 * Autocorrelation of order signs at chosen lags, one trade at a time.
 *
 * `C(τ) = (⟨ε[t] ε[t-τ]⟩ - ⟨ε⟩²) / (⟨ε²⟩ - ⟨ε⟩²)`, the first mean over the `n - τ` pairs, the
 * others over all `n`. Signs of orders are positively correlated over thousands of
 * trades, as large orders are split. An update allocates nothing.
 *
 * @see Lillo, F. and Farmer, J. D. (2004), The long memory of the efficient market,
 *   Studies in Nonlinear Dynamics and Econometrics 8(3), doi:10.2202/1558-3708.1226.
 *
 * @example Sides that alternate
 * ```ts
 * import assert from "node:assert/strict";
 * import { SignAutocorrelation } from "volarb/flow";
 *
 * const autocorrelation = new SignAutocorrelation({ lags: [1, 2] });
 * for (const sign of [1, -1, 1, -1]) autocorrelation.update(sign);
 * assert.deepEqual(autocorrelation.value, Float64Array.of(-1, 1));
 * ```
 */
export class SignAutocorrelation {
  /** The choices. */
  readonly options: SignAutocorrelationOptions;
  readonly #lags: Int32Array;
  readonly #ring: Float64Array;
  readonly #products: Float64Array;
  #position = 0;
  #count = 0;
  #sum = 0;
  #squares = 0;

  /**
   * Starts with no sign seen.
   *
   * @param options The lags.
   * @throws {RangeError} If there is no lag or one is not a positive integer.
   */
  constructor(options: SignAutocorrelationOptions) {
    const { lags } = options;
    assertLags("create SignAutocorrelation", lags);
    this.options = options;
    this.#lags = Int32Array.from(lags);
    this.#ring = new Float64Array(Math.max(...lags));
    this.#products = new Float64Array(lags.length);
  }

  /**
   * Restores the state that {@linkcode toJSON} gave.
   *
   * @param snapshot The state as plain data.
   * @returns An autocorrelation that continues bit for bit.
   * @throws {RangeError} If a lag is out of range.
   */
  static from(snapshot: SignAutocorrelationSnapshot): SignAutocorrelation {
    const stream = new SignAutocorrelation(snapshot.options);
    stream.#count = snapshot.count;
    stream.#sum = snapshot.sum ?? NaN;
    stream.#squares = snapshot.squares ?? NaN;
    snapshot.products.forEach((x, j) => stream.#products[j] = x ?? NaN);
    snapshot.ring.forEach((x, j) => stream.#ring[j] = x ?? NaN);
    stream.#position = snapshot.count % stream.#ring.length;
    return stream;
  }

  /** Autocorrelation at each lag, a column of its own; `NaN` where there is no pair or no variance. */
  get value(): Float64Array {
    const mean = this.#sum / this.#count;
    const variance = this.#squares / this.#count - mean * mean;
    return this.#products.map((product, j) => {
      const pairs = this.#count - this.#lags[j]!;
      if (pairs <= 0 || !(variance > 0)) return NaN;
      return (product / pairs - mean * mean) / variance;
    });
  }

  /** Whether every lag has a pair. */
  get ready(): boolean {
    return this.#count > this.#ring.length;
  }

  /**
   * Takes the sign of the next trade.
   *
   * @param sign `+1` bought, `-1` sold, as `aggressorSign` gives.
   */
  update(sign: number): void {
    const ring = this.#ring;
    const size = ring.length;
    for (let j = 0; j < this.#lags.length; j++) {
      const lag = this.#lags[j]!;
      if (lag > this.#count) continue;
      let at = this.#position - lag;
      if (at < 0) at += size;
      this.#products[j]! += sign * ring[at]!;
    }
    ring[this.#position] = sign;
    this.#position = (this.#position + 1) % size;
    this.#sum += sign;
    this.#squares += sign * sign;
    this.#count++;
  }

  /** Forgets every sign. */
  reset(): void {
    this.#ring.fill(0);
    this.#products.fill(0);
    this.#position = 0;
    this.#count = 0;
    this.#sum = 0;
    this.#squares = 0;
  }

  /**
   * The state as plain data.
   *
   * @returns What {@linkcode SignAutocorrelation.from} takes.
   */
  toJSON(): SignAutocorrelationSnapshot {
    return {
      options: this.options,
      count: this.#count,
      sum: orNull(this.#sum),
      squares: orNull(this.#squares),
      products: Array.from(this.#products, orNull),
      ring: Array.from(this.#ring, orNull),
    };
  }
}

/**
 * Autocorrelation of a column of order signs at chosen lags.
 *
 * {@linkcode SignAutocorrelation} after the whole column.
 *
 * @param sign Length `n`; `+1` or `-1`, any number will do.
 * @param options The lags.
 * @returns One entry for each lag; `NaN` where there is no pair or no variance.
 * @throws {RangeError} If there is no lag or one is not a positive integer.
 * @see lem-order-rows, eq-order-rows
 * @see Lillo, F. and Farmer, J. D. (2004), Studies in Nonlinear Dynamics and
 *   Econometrics 8(3), doi:10.2202/1558-3708.1226.
 *
 * @example Two of each
 * ```ts
 * import assert from "node:assert/strict";
 * import { signAutocorrelation } from "volarb/flow";
 *
 * const c = signAutocorrelation(Float64Array.of(1, 1, -1, -1), { lags: [2] });
 * assert.deepEqual(c, Float64Array.of(-1));
 * ```
 */
export function signAutocorrelation(
  sign: Float64Array,
  { lags }: SignAutocorrelationOptions,
): Float64Array {
  const action = "compute sign autocorrelation";
  const n = assertColumns(action, { sign });
  assertLags(action, lags);
  let sum = 0;
  let squares = 0;
  for (let t = 0; t < n; t++) {
    sum += sign[t]!;
    squares += sign[t]! * sign[t]!;
  }
  const mean = sum / n;
  const variance = squares / n - mean * mean;
  return Float64Array.from(lags, (lag) => {
    if (lag >= n || !(variance > 0)) return NaN;
    let product = 0;
    for (let t = lag; t < n; t++) product += sign[t]! * sign[t - lag]!;
    return (product / (n - lag) - mean * mean) / variance;
  });
}

/** Checks that there are lags and that each is a positive integer. */
function assertLags(action: string, lags: readonly number[]): void {
  if (lags.length === 0) {
    throw new RangeError(
      `Cannot ${action} as there must be a lag: current value is none`,
    );
  }
  for (const lag of lags) assertInteger(action, "lags", lag, 1);
}
