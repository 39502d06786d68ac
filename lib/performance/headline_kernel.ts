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
  "returnOverDrawdown",
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
  /** Of each row: 1 in a tail, 2 a gain, 4 a loss. */
  readonly #kind: Uint8Array;
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
    const reach = this.#reach(returns.length);
    const low = this.#sorted[reach - 1]!;
    const high = this.#sorted[returns.length - reach]!;
    this.#kind = Uint8Array.from(
      returns,
      (r) => (r <= low || r >= high ? 1 : 0) + (r > 0 ? 2 : r < 0 ? 4 : 0),
    );
  }

  /**
   * Computes the statistics of one resample.
   *
   * @param rows Rows of the resample, as many as there are returns.
   * @returns One number per name of `KERNEL_NAMES`; the array is used again.
   */
  of(rows: Uint32Array): Float64Array {
    const sample = this.#sample;
    const out = this.#out.fill(NaN);
    const inTail = this.#gather(rows, out);
    this.#moments(sample, out);
    this.#wealth(sample, out);
    this.#signs(sample, out);
    this.#count(rows, inTail);
    this.#tails(rows.length, out);
    return out;
  }

  /** The sample, the hit rate, and how many rows it drew from the tails. */
  #gather(rows: Uint32Array, out: Float64Array): number {
    const returns = this.#returns;
    const sample = this.#sample;
    const kind = this.#kind;
    const tail = this.#tail;
    let inTail = 0, wins = 0, fails = 0;
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]!;
      const of = kind[row]!;
      sample[i] = returns[row]!;
      tail[inTail] = row;
      inTail += of & 1;
      wins += of >> 1 & 1;
      fails += of >> 2;
    }
    out[13] = wins / (wins + fails);
    return inTail;
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

  /** Total and annualized return, maximum drawdown, and the ratios to it. */
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
    out[14] = out[0]! / (deepest || NaN);
  }

  /** Sortino and Omega ratio. */
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
    const risk = Math.sqrt(shortfall / 2 / n) || NaN;
    out[4] = Math.sqrt(this.#periodsPerYear) * total / n / risk;
    out[6] = (absolute + total) / (absolute - total);
  }

  /** Positions of each tail: half as many again as its quantiles need, and some for short columns. */
  #reach(n: number): number {
    return Math.min(n, Math.ceil(1.5 * this.#probability * n) + 8);
  }

  /** Counts the rows of the tails, or all where a resample drew too few of them. */
  #count(rows: Uint32Array, inTail: number): void {
    const n = rows.length;
    const drawn = this.#drawn.fill(0);
    const rank = this.#rank;
    const tail = this.#tail;
    const reach = this.#reach(n);
    let lower = 0;
    let upper = 0;
    for (let i = 0; i < inTail; i++) {
      const position = rank[tail[i]!]!;
      drawn[position]!++;
      if (position < reach) lower++;
      if (position >= n - reach) upper++;
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
    const h = (n - 1) * p;
    const first = Math.floor(h) + 1;
    const next = Math.min(first + 1, n);
    const lower = new OrderStatistics(this.#sorted, this.#drawn, 1);
    // first is ⌊np - p⌋ + 1, which is ⌈np⌉ or one less.
    const low = lower.at(first);
    const last = lower.at(needed);
    const total = lower.sum;
    const part = n * p - (needed - 1);
    out[8] = -last + 0;
    out[9] = -(total - last + part * last) / (n * p) + 0;
    // The quantile at 1 - p, counted from above: R-7 is symmetric.
    const upper = new OrderStatistics(this.#sorted, this.#drawn, -1);
    const high = between(upper.at(first), upper.at(next), h - first + 1);
    const nearLow = between(low, lower.at(next), h - first + 1);
    out[12] = Math.abs(high) / Math.abs(nearLow);
  }
}

/** The returns of a resample in order, from one end, by how often each was drawn. */
class OrderStatistics {
  readonly #sorted: Float64Array;
  readonly #drawn: Uint32Array;
  readonly #direction: 1 | -1;
  #position: number;
  /** Returns up to the position, it included. */
  #passed = 0;
  /** Their sum, but for those at the position. */
  #before = 0;
  #taken = 0;

  constructor(sorted: Float64Array, drawn: Uint32Array, direction: 1 | -1) {
    this.#sorted = sorted;
    this.#drawn = drawn;
    this.#direction = direction;
    this.#position = direction === 1 ? -1 : sorted.length;
  }

  /** Sum of the first `k`, with the `k` of the last call of {@linkcode at}. */
  get sum(): number {
    const here = this.#drawn[this.#position]!;
    return this.#before +
      (this.#taken - (this.#passed - here)) * this.#sorted[this.#position]!;
  }

  /** The `k`-th return, counted from 1; `k` never falls from call to call. */
  at(k: number): number {
    const sorted = this.#sorted;
    const drawn = this.#drawn;
    let position = this.#position;
    let passed = this.#passed;
    let before = this.#before;
    while (passed < k) {
      if (passed > 0) before += drawn[position]! * sorted[position]!;
      position += this.#direction;
      passed += drawn[position]!;
    }
    this.#position = position;
    this.#passed = passed;
    this.#before = before;
    this.#taken = k;
    return sorted[position]!;
  }
}

function between(low: number, high: number, weight: number): number {
  return low === high ? low : low + weight * (high - low);
}
