import { mean } from "../stats/mod.ts";
import { tailRows } from "./value_at_risk.ts";

/** Names of what {@linkcode HeadlineKernel} computes, in its order. */
export const KERNEL_NAMES = [
  "totalReturn",
  "annualizedReturn",
  "volatility",
  "sharpe",
  "sortino",
  "calmar",
  "omega",
  "maximumDrawdown",
  "valueAtRisk",
  "expectedShortfall",
  "skewness",
  "rawKurtosis",
  "tailRatio",
  "hitRate",
] as const;

/**
 * All headline statistics of a resample of returns at once.
 *
 * The formulas are those of the functions of the same names, which a test compares it with. The returns are sorted once; the quantiles of
 * a resample are read off from how often the rows of the tails were drawn. Several small loops are faster
 * than one: the first gathers the sample, so that its cache misses overlap, and none of the others branches on the sign of a return.
 */
export class HeadlineKernel {
  readonly #returns: Float64Array;
  /** Returns of a resample. */
  readonly #sample: Float64Array;
  readonly #periodsPerYear: number;
  readonly #probability: number;
  readonly #center: number;
  readonly #sorted: Float64Array;
  /** Position of each row among the sorted. */
  readonly #rank: Uint32Array;
  /** How often the row of each position was drawn, in the tails. */
  readonly #drawn: Uint32Array;
  /** Rows of the tails that a resample drew. */
  readonly #tail: Uint32Array;
  readonly #out = new Float64Array(KERNEL_NAMES.length);

  /**
   * Sorts the returns.
   *
   * @param returns Length `n`, none missing.
   * @param options Periods in a year, and probability of the tails.
   */
  constructor(
    returns: Float64Array,
    { periodsPerYear, probability }: {
      readonly periodsPerYear: number;
      readonly probability: number;
    },
  ) {
    this.#returns = returns;
    this.#sample = new Float64Array(returns.length);
    this.#periodsPerYear = periodsPerYear;
    this.#probability = probability;
    this.#center = mean(returns);
    const order = Uint32Array.from(returns, (_, i) => i)
      .sort((a, b) => returns[a]! - returns[b]!);
    this.#rank = new Uint32Array(returns.length);
    order.forEach((row, position) => this.#rank[row] = position);
    this.#sorted = Float64Array.from(order, (row) => returns[row]!);
    this.#drawn = new Uint32Array(returns.length);
    this.#tail = new Uint32Array(returns.length + 1);
  }

  /**
   * Computes the statistics of one resample.
   *
   * @param rows Rows of the resample, as many as there are returns.
   * @returns One number per name of `KERNEL_NAMES`; the array is used again.
   */
  of(rows: Uint32Array): Float64Array {
    const n = rows.length;
    const sample = this.#gather(rows);
    const out = this.#out.fill(NaN);
    this.#moments(sample, out);
    this.#wealth(sample, out);
    this.#signs(sample, out);
    this.#count(rows, sample);
    this.#tails(n, out);
    return out;
  }

  #gather(rows: Uint32Array): Float64Array {
    const returns = this.#returns;
    const sample = this.#sample;
    for (let i = 0; i < rows.length; i++) sample[i] = returns[rows[i]!]!;
    return sample;
  }

  /** Volatility, Sharpe ratio, skewness and kurtosis. */
  #moments(sample: Float64Array, out: Float64Array): void {
    const center = this.#center;
    const n = sample.length;
    let sum = 0, squares = 0, cubes = 0, fourths = 0;
    for (let i = 0; i < n; i++) {
      const d = sample[i]! - center;
      const square = d * d;
      sum += d;
      squares += square;
      cubes += square * d;
      fourths += square * square;
    }
    const shift = sum / n;
    const second = Math.max(0, squares / n - shift * shift);
    const deviation = Math.sqrt(second * n / (n - 1));
    const third = cubes / n - 3 * shift * squares / n + 2 * shift ** 3;
    const fourth = fourths / n - 4 * shift * cubes / n +
      6 * shift * shift * squares / n - 3 * shift ** 4;
    const root = Math.sqrt(this.#periodsPerYear);
    out[2] = deviation * root;
    out[3] = (center + shift) / (deviation || NaN) * root;
    out[10] = third / second ** 1.5;
    out[11] = fourth / (second * second);
  }

  /** Total and annualized return, maximum drawdown and Calmar ratio. */
  #wealth(sample: Float64Array, out: Float64Array): void {
    const n = sample.length;
    let wealth = 1, highest = 1, deepest = 0;
    for (let i = 0; i < n; i++) {
      wealth *= 1 + sample[i]!;
      if (wealth > highest) highest = wealth;
      // Depths are compared before the division, which only a new deepest needs.
      if (highest - wealth > deepest * highest) {
        deepest = (highest - wealth) / highest;
      }
    }
    out[0] = wealth - 1;
    out[1] = wealth ** (this.#periodsPerYear / n) - 1;
    out[5] = out[1]! / (deepest || NaN);
    out[7] = deepest;
  }

  /** Sortino and Omega ratio and hit rate. */
  #signs(sample: Float64Array, out: Float64Array): void {
    const n = sample.length;
    let total = 0, absolute = 0, shortfall = 0;
    for (let i = 0; i < n; i++) {
      const r = sample[i]!;
      const size = Math.abs(r);
      total += r;
      absolute += size;
      // min(r, 0)² = (r² - r |r|) / 2
      shortfall += r * r - r * size;
    }
    let wins = 0, fails = 0;
    for (let i = 0; i < n; i++) {
      wins += +(sample[i]! > 0);
      fails += +(sample[i]! < 0);
    }
    const risk = Math.sqrt(shortfall / 2 / n) || NaN;
    out[4] = Math.sqrt(this.#periodsPerYear) * total / n / risk;
    out[6] = (absolute + total) / (absolute - total);
    out[13] = wins / (wins + fails);
  }

  /** Positions of each tail: half as many again as its quantiles need, and some for short columns. */
  #reach(n: number): number {
    return Math.min(n, Math.ceil(1.5 * this.#probability * n) + 8);
  }

  /** Counts the rows of the tails, or all where a resample drew too few of them. */
  #count(rows: Uint32Array, sample: Float64Array): void {
    const n = rows.length;
    const drawn = this.#drawn.fill(0);
    const rank = this.#rank;
    const reach = this.#reach(n);
    const tail = this.#tail;
    const low = this.#sorted[reach - 1]!;
    const high = this.#sorted[n - reach]!;
    let inTail = 0;
    for (let i = 0; i < n; i++) {
      tail[inTail] = rows[i]!;
      inTail += +(sample[i]! <= low) | +(sample[i]! >= high);
    }
    let lower = 0;
    let upper = 0;
    for (let i = 0; i < inTail; i++) {
      const position = rank[tail[i]!]!;
      drawn[position]!++;
      lower += +(position < reach);
      upper += +(position >= n - reach);
    }
    const needed = Math.ceil(this.#probability * n) + 2;
    if (lower >= needed && upper >= needed) return;
    drawn.fill(0);
    for (let i = 0; i < n; i++) drawn[rank[rows[i]!]!]!++;
  }

  /** Value at risk, expected shortfall and tail ratio. */
  #tails(n: number, out: Float64Array): void {
    const p = this.#probability;
    const needed = tailRows(n, p);
    let total = 0;
    const last = this.#fromBelow(needed, (x, times) => total += x * times);
    const part = n * p - (needed - 1);
    out[8] = -last + 0;
    out[9] = -(total - last + part * last) / (n * p) + 0;
    const h = (n - 1) * p;
    const below = Math.floor(h);
    const next = Math.min(below + 2, n);
    const weight = h - below;
    // The quantile at 1 - p, counted from above: R-7 is symmetric.
    const high = between(
      this.#fromAbove(below + 1),
      this.#fromAbove(next),
      weight,
    );
    const low = between(
      this.#fromBelow(below + 1),
      this.#fromBelow(next),
      weight,
    );
    out[12] = Math.abs(high) / Math.abs(low);
  }

  /** The `k`-th smallest return of the resample; each up to it is told, with how often it counts. */
  #fromBelow(k: number, tell?: (x: number, times: number) => void): number {
    let left = k;
    let position = -1;
    while (left > 0) {
      const times = Math.min(this.#drawn[++position]!, left);
      if (times > 0) tell?.(this.#sorted[position]!, times);
      left -= times;
    }
    return this.#sorted[position]!;
  }

  /** The `k`-th largest. */
  #fromAbove(k: number): number {
    let left = k;
    let position = this.#sorted.length;
    while (left > 0) left -= this.#drawn[--position]!;
    return this.#sorted[position]!;
  }
}

function between(low: number, high: number, weight: number): number {
  return low === high ? low : low + weight * (high - low);
}
