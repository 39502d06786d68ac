import { RollingMean, type RollingMeanSnapshot } from "../stats/mod.ts";
import { assertColumns, assertWindow } from "../stats/arguments.ts";

/** Choices of {@linkcode KyleLambda}. */
export type KyleLambdaOptions = {
  /** Bars in the regression, at least 3. */
  readonly window: number;
};

/** What {@linkcode KyleLambda} needs to carry on where it stopped. */
export type KyleLambdaSnapshot = {
  /** The choices. */
  readonly options: KyleLambdaOptions;
  /** Means of flow, price change, flow squared, their product and price change squared. */
  readonly means: readonly RollingMeanSnapshot[];
};

/**
 * Kyle's lambda of the last bars: the price change that a unit of signed volume goes
 * with, one bar at a time.
 *
 * The slope `λ` of `Δp[k] = a + λ q[k] + e[k]` over the last `window` bars, `q` the signed
 * volume and `Δp` the price change of the same bar. It measures impact; it is no
 * forecast, as both sides are of one bar. Its inverse is a depth.
 *
 * An update allocates nothing.
 *
 * @see def-impact-measures, eq-impact-measures
 * @see Kyle, A. (1985), Econometrica 53(6), 1315-1335, doi:10.2307/1913210.
 *
 * @example A line through three bars
 * ```ts
 * import assert from "node:assert/strict";
 * import { KyleLambda } from "volarb/flow";
 *
 * const lambda = new KyleLambda({ window: 3 });
 * lambda.update(-2, -1);
 * lambda.update(0, 0);
 * assert.equal(lambda.update(2, 1), 0.5);
 * assert.equal(lambda.rSquared, 1);
 * ```
 */
export class KyleLambda {
  /** The choices. */
  readonly options: KyleLambdaOptions;
  #flow: RollingMean;
  #change: RollingMean;
  #flowSquared: RollingMean;
  #product: RollingMean;
  #changeSquared: RollingMean;
  readonly #work = new Float64Array(5);
  #flowVariance = NaN;
  #covariance = NaN;
  #value = NaN;

  /**
   * Starts with no bar seen.
   *
   * @param options Bars in the regression.
   * @throws {RangeError} If the window is not an integer of at least 3.
   */
  constructor(options: KyleLambdaOptions) {
    const { window } = options;
    assertWindow("create KyleLambda", window, 3);
    this.options = options;
    this.#flow = new RollingMean(window);
    this.#change = new RollingMean(window);
    this.#flowSquared = new RollingMean(window);
    this.#product = new RollingMean(window);
    this.#changeSquared = new RollingMean(window);
  }

  /**
   * Restores the state that {@linkcode toJSON} gave.
   *
   * @param snapshot The state as plain data.
   * @returns A lambda that continues bit for bit.
   * @throws {RangeError} If a number is out of range.
   */
  static from(snapshot: KyleLambdaSnapshot): KyleLambda {
    const lambda = new KyleLambda(snapshot.options);
    const [flow, change, flowSquared, product, changeSquared] = snapshot.means
      .map((mean) => RollingMean.from(mean));
    lambda.#flow = flow!;
    lambda.#change = change!;
    lambda.#flowSquared = flowSquared!;
    lambda.#product = product!;
    lambda.#changeSquared = changeSquared!;
    lambda.#solve();
    return lambda;
  }

  /** Slope over the window, price per unit of volume; `NaN` until it is full or where no bar differs. */
  get value(): number {
    return this.#value;
  }

  /** Share of the variance of price changes that flow takes, in [0, 1]. */
  get rSquared(): number {
    const change = this.#changeSquared.value - this.#change.value ** 2;
    const both = this.#flowVariance * change;
    const covariance = this.#covariance;
    return both > 0 ? Math.min(1, covariance * covariance / both) : NaN;
  }

  /** Whether there is a slope. */
  get ready(): boolean {
    return !Number.isNaN(this.value);
  }

  /**
   * Takes the next bar.
   *
   * @param signedVolume Bought less sold quantity.
   * @param priceChange Price change over the bar.
   * @returns The slope over the window; `NaN` while it holds a missing entry.
   */
  update(signedVolume: number, priceChange: number): number {
    const work = this.#work;
    work[0] = signedVolume;
    work[1] = priceChange;
    this.#take();
    return this.#value;
  }

  /** Forgets every bar. */
  reset(): void {
    this.#flow.reset();
    this.#change.reset();
    this.#flowSquared.reset();
    this.#product.reset();
    this.#changeSquared.reset();
    this.#solve();
  }

  /**
   * The state as plain data.
   *
   * @returns What {@linkcode KyleLambda.from} takes.
   */
  toJSON(): KyleLambdaSnapshot {
    return {
      options: this.options,
      means: [
        this.#flow,
        this.#change,
        this.#flowSquared,
        this.#product,
        this.#changeSquared,
      ].map((mean) => mean.toJSON()),
    };
  }

  #take(): void {
    const work = this.#work;
    const x = work[0]!;
    const y = work[1]!;
    work[2] = x * x;
    work[3] = x * y;
    work[4] = y * y;
    this.#flow.take(work, 0);
    this.#change.take(work, 1);
    this.#flowSquared.take(work, 2);
    this.#product.take(work, 3);
    this.#changeSquared.take(work, 4);
    this.#solve();
  }

  #solve(): void {
    const flow = this.#flow.value;
    const squares = this.#flowSquared.value;
    const variance = squares - flow ** 2;
    // 0 where it is within the rounding of the sums.
    this.#flowVariance = variance > 1e-14 * squares ? variance : 0;
    this.#covariance = this.#product.value - flow * this.#change.value;
    this.#value = NaN;
    if (this.#flowVariance > 0) {
      this.#value = this.#covariance / this.#flowVariance;
    }
  }
}

/**
 * Kyle's lambda over rolling windows of bars.
 *
 * {@linkcode KyleLambda} over whole columns. For one slope of all bars with its error
 * use `linearFit`.
 *
 * @param signedVolume Length `n`; bought less sold quantity of each bar.
 * @param priceChange Length `n`; price change of each bar.
 * @param options Bars in the regression.
 * @returns Length `n`; price per unit of volume, entry `t` over bars
 *   `t-window+1 .. t`, `NaN` where one is missing or flow does not vary.
 * @throws {RangeError} If columns differ in length or the window is not an integer of
 *   at least 3.
 * @see eq-impact-measures, def-impact-measures
 * @see Kyle, A. (1985), Econometrica 53(6), 1315-1335, doi:10.2307/1913210.
 *
 * @example Twice the impact
 * ```ts
 * import assert from "node:assert/strict";
 * import { kyleLambda } from "volarb/flow";
 *
 * const lambda = kyleLambda(
 *   Float64Array.of(-1, 0, 1),
 *   Float64Array.of(-2, 0, 2),
 *   { window: 3 },
 * );
 * assert.deepEqual(lambda, Float64Array.of(NaN, NaN, 2));
 * ```
 */
export function kyleLambda(
  signedVolume: Float64Array,
  priceChange: Float64Array,
  options: KyleLambdaOptions,
): Float64Array {
  const n = assertColumns("compute Kyle's lambda", {
    signedVolume,
    priceChange,
  });
  const stream = new KyleLambda(options);
  const lambda = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    lambda[i] = stream.update(signedVolume[i]!, priceChange[i]!);
  }
  return lambda;
}
