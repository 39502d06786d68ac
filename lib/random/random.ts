import {
  xoroshiro128plusFromState,
} from "pure-rand/generator/xoroshiro128plus";
import type { JumpableRandomGenerator } from "pure-rand/types/JumpableRandomGenerator";
import { logFactorial } from "./log_factorial.ts";
import { keysOfLabel, stateFromKeys } from "./seeding.ts";
import { DENSITY, EDGE, TAIL } from "./ziggurat.ts";

/** A saved {@linkcode Random}: what it takes to go on where it stopped. */
export type RandomState = {
  /** Name of the generator. */
  readonly generator: "xoroshiro128plus";
  /** High and low word of the first, then of the second half of the state. */
  readonly state: readonly [number, number, number, number];
};

/**
 * A stream of random numbers from a seed.
 *
 * The words are those of xoroshiro128+ 1.0 (period `2^128 - 1`), seeded by
 * SplitMix64. A draw costs a few nanoseconds; no draw is kept for later, so the
 * 128 bits of state are all there is to save.
 *
 * @see Blackman, D. and Vigna, S. (2021), Scrambled linear pseudorandom number
 * generators, ACM Transactions on Mathematical Software 47(4), 36.
 *
 * @example The same seed, the same numbers
 * ```ts
 * import assert from "node:assert/strict";
 * import { Random } from "volarb/random";
 *
 * const random = new Random(7);
 * const first = [random.uniform(), random.normal(), random.integer(6)];
 * const again = new Random(7);
 * assert.deepEqual([again.uniform(), again.normal(), again.integer(6)], first);
 * ```
 */
export class Random {
  #generator: JumpableRandomGenerator;

  /**
   * Starts a stream.
   *
   * @param seed Any safe integer; neighbouring seeds give unrelated streams.
   * @throws {RangeError} If the seed is not a safe integer.
   */
  constructor(seed: number) {
    if (!Number.isSafeInteger(seed)) {
      throw new RangeError(
        `Cannot create Random as the seed must be a safe integer: current value is ${seed}`,
      );
    }
    this.#generator = xoroshiro128plusFromState(
      stateFromKeys([BigInt.asUintN(64, BigInt(seed))]),
    );
  }

  /**
   * Uniform on `[0, 1)`, a multiple of `2^-53`.
   *
   * @returns The draw; each of the `2^53` values is equally likely.
   */
  uniform(): number {
    const high = this.#generator.next() >>> 6;
    const low = this.#generator.next() >>> 5;
    return (high * 134217728 + low) * 1.1102230246251565e-16;
  }

  /**
   * Standard normal, mean 0 and variance 1, by the ziggurat in 256 layers.
   *
   * @returns The draw.
   * @see Marsaglia and Tsang (2000), Journal of Statistical Software 5(8).
   */
  normal(): number {
    while (true) {
      const word = this.#generator.next();
      const layer = word >>> 24;
      const position = ((word & 0x7fffff) * 1073741824 +
        (this.#generator.next() >>> 2)) * 1.1102230246251565e-16;
      const x = position * EDGE[layer]!;
      const signed = word & 0x800000 ? -x : x;
      if (x < EDGE[layer + 1]!) return signed;
      if (layer === 0) {
        const beyond = this.#normalTail();
        return word & 0x800000 ? -beyond : beyond;
      }
      const below = DENSITY[layer]!;
      const height = below + this.uniform() * (DENSITY[layer + 1]! - below);
      if (height < Math.exp(-0.5 * x * x)) return signed;
    }
  }

  /** A normal conditioned to exceed the ziggurat's base (Marsaglia 1964). */
  #normalTail(): number {
    while (true) {
      const x = this.exponential() / TAIL;
      if (2 * this.exponential() > x * x) return TAIL + x;
    }
  }

  /**
   * Exponential with mean 1: `-ln(1 - U)`. Divide by a rate to get a waiting
   * time.
   *
   * @returns The draw, at least 0.
   */
  exponential(): number {
    return -Math.log(1 - this.uniform());
  }

  /**
   * A whole number from 0 to `n - 1`, each equally likely.
   *
   * @param n How many values, from 1 to `2^53`.
   * @returns The draw; values that would favour some are drawn again.
   * @throws {RangeError} If `n` is not an integer in that range.
   *
   * @example A die
   * ```ts
   * import assert from "node:assert/strict";
   * import { Random } from "volarb/random";
   *
   * const face = 1 + new Random(1).integer(6);
   * assert.ok(face >= 1 && face <= 6);
   * ```
   */
  integer(n: number): number {
    if (!(Number.isInteger(n) && n >= 1 && n <= 9007199254740992)) {
      throw new RangeError(
        `Cannot draw an integer as n must be an integer in [1, 2^53]: current value is ${n}`,
      );
    }
    if (n <= 4294967296) {
      const width = Math.floor(4294967296 / n);
      while (true) {
        const value = Math.floor((this.#generator.next() >>> 0) / width);
        if (value < n) return value;
      }
    }
    const width = Math.floor(9007199254740992 / n);
    while (true) {
      const value = Math.floor(this.uniform() * 9007199254740992 / width);
      if (value < n) return value;
    }
  }

  /**
   * Poisson: `P(k) = mean^k e^-mean / k!`.
   *
   * Below a mean of 10 by multiplying uniforms (Knuth), from there by
   * transformed rejection (PTRS).
   *
   * @param mean Expected count, at least 0 and finite.
   * @returns The draw, a whole number.
   * @throws {RangeError} If the mean is negative or not finite.
   * @see Hörmann, W. (1993), Insurance: Mathematics and Economics 12(1), 39-45.
   */
  poisson(mean: number): number {
    if (!(mean >= 0 && mean < Infinity)) {
      throw new RangeError(
        `Cannot draw a Poisson count as the mean must be finite and at least 0: current value is ${mean}`,
      );
    }
    if (mean < 10) {
      const limit = Math.exp(-mean);
      let product = this.uniform();
      let count = 0;
      while (product > limit) {
        product *= this.uniform();
        count++;
      }
      return count;
    }
    const b = 0.931 + 2.53 * Math.sqrt(mean);
    const a = -0.059 + 0.02483 * b;
    const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
    const squeeze = 0.9277 - 3.6224 / (b - 2);
    const logMean = Math.log(mean);
    while (true) {
      const u = this.uniform() - 0.5;
      const v = 1 - this.uniform();
      const us = 0.5 - Math.abs(u);
      const count = Math.floor((2 * a / us + b) * u + mean + 0.43);
      if (us >= 0.07 && v <= squeeze) return count;
      if (count < 0 || (us < 0.013 && v > us)) continue;
      const bound = count * logMean - mean - logFactorial(count);
      if (Math.log(v * inverseAlpha / (a / (us * us) + b)) <= bound) {
        return count;
      }
    }
  }

  /**
   * Gamma with unit scale: density `x^(shape-1) e^-x / Γ(shape)`, mean and
   * variance `shape`.
   *
   * @param shape Greater than 0 and finite.
   * @returns The draw, at least 0.
   * @throws {RangeError} If the shape is not positive and finite.
   * @see Marsaglia, G. and Tsang, W. W. (2000), ACM Transactions on Mathematical
   * Software 26(3), 363-372.
   */
  gamma(shape: number): number {
    if (!(shape > 0 && shape < Infinity)) {
      throw new RangeError(
        `Cannot draw a gamma variate as the shape must be positive and finite: current value is ${shape}`,
      );
    }
    if (shape < 1) {
      // X Y^(1/shape) is gamma(shape) where X is gamma(shape + 1), Y uniform.
      return this.gamma(shape + 1) * Math.pow(1 - this.uniform(), 1 / shape);
    }
    const d = shape - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    while (true) {
      const x = this.normal();
      const root = 1 + c * x;
      if (root <= 0) continue;
      const v = root * root * root;
      const u = 1 - this.uniform();
      const square = x * x;
      if (u < 1 - 0.0331 * square * square) return d * v;
      if (Math.log(u) < 0.5 * square + d * (1 - v + Math.log(v))) return d * v;
    }
  }

  /**
   * Chi-square, central or not: the law of a Cox-Ingersoll-Ross variance.
   *
   * The non-central variate is central with `degrees + 2 K` degrees of freedom,
   * `K` Poisson with mean `noncentrality / 2`. Mean `degrees + noncentrality`,
   * variance `2 degrees + 4 noncentrality`.
   *
   * @param degrees Degrees of freedom, greater than 0; need not be whole.
   * @param noncentrality At least 0; 0 is the central law.
   * @returns The draw, at least 0.
   * @throws {RangeError} If either is out of range.
   * @see Johnson, Kotz and Balakrishnan (1995), Continuous Univariate
   * Distributions 2, chapter 29.
   */
  chiSquare(degrees: number, noncentrality: number = 0): number {
    const shift = noncentrality === 0
      ? 0
      : 2 * this.poisson(0.5 * noncentrality);
    return 2 * this.gamma(0.5 * (degrees + shift));
  }

  /**
   * A stream of its own.
   *
   * Without a label, 128 drawn bits seed the child, and this stream moves on.
   * With a label the child depends on the state and on the label alone and this
   * stream stays where it is: the child of one name is the same whatever was
   * split off under other names, before or after. Children may be split again;
   * jumping ahead by `2^64` would not allow that, as a jumped child's own child
   * would be its uncle. Two of `n` streams of length `L` overlap with
   * probability at most `n² L / 2^128`.
   *
   * @param label Name of the child, for example a symbol or a day.
   * @returns The child.
   * @see Steele, G. L., Lea, D. and Flood, C. H. (2014), Fast splittable
   * pseudorandom number generators, OOPSLA.
   *
   * @example One stream a day: five days begin as three days do
   * ```ts
   * import assert from "node:assert/strict";
   * import { Random } from "volarb/random";
   *
   * const days = (n: number) =>
   *   Array.from({ length: n }, (_, i) => new Random(1).split(`day ${i}`).normal());
   * assert.deepEqual(days(5).slice(0, 3), days(3));
   * ```
   */
  split(label?: string): Random {
    const keys: bigint[] = [];
    for (let i = 0; i < 2; i++) {
      const words = label === undefined
        ? [this.#generator.next(), this.#generator.next()]
        : this.#generator.getState().slice(2 * i, 2 * i + 2);
      keys.push(
        BigInt(words[0]! >>> 0) << 32n | BigInt(words[1]! >>> 0),
      );
    }
    if (label !== undefined) keys.push(...keysOfLabel(label));
    return Random.from({
      generator: "xoroshiro128plus",
      state: stateFromKeys(keys),
    });
  }

  /**
   * The state as plain data.
   *
   * @returns What {@linkcode Random.from} takes.
   */
  toJSON(): RandomState {
    const [a, b, c, d] = this.#generator.getState();
    return { generator: "xoroshiro128plus", state: [a!, b!, c!, d!] };
  }

  /**
   * Goes on where a saved stream stopped.
   *
   * @param saved What {@linkcode Random.toJSON} gave.
   * @returns A stream that draws what the saved one would have drawn.
   * @throws {TypeError} If this is not a saved stream.
   *
   * @example Through JSON and back
   * ```ts
   * import assert from "node:assert/strict";
   * import { Random } from "volarb/random";
   *
   * const random = new Random(3);
   * random.normal();
   * const copy = Random.from(JSON.parse(JSON.stringify(random)));
   * assert.equal(copy.uniform(), random.uniform());
   * ```
   */
  static from(saved: RandomState): Random {
    const state = saved?.state;
    if (
      saved?.generator !== "xoroshiro128plus" || !Array.isArray(state) ||
      state.length !== 4 || !state.every((word) => word === (word | 0)) ||
      state.every((word) => word === 0)
    ) {
      throw new TypeError(
        `Cannot create Random as a saved state is four 32-bit words of xoroshiro128plus, not all zero: current value is ${
          JSON.stringify(saved)
        }`,
      );
    }
    const random = new Random(0);
    random.#generator = xoroshiro128plusFromState(state);
    return random;
  }
}
