/** A direction is known where no more than this share of what was unknown is left. */
export const KNOWN = 1e-9;

/**
 * What a filter believes of a state: a normal law that is flat in directions of which nothing
 * is known, with covariance `P + κ D`, `κ → ∞`.
 *
 * Its steps change it in place.
 *
 * @see lem-joseph
 * @see lem-diffuse
 */
export class GaussianState {
  /** Mean, length `n`. */
  readonly mean: Float64Array;
  /** `P`, `n × n`, symmetric to the last bit. */
  readonly covariance: Float64Array;
  /** `D`, `n × n`. */
  readonly diffuse: Float64Array;
  /** Rank of `D`: directions of which nothing is known. */
  unknown = 0;

  readonly #n: number;
  readonly #half: Float64Array;
  readonly #next: Float64Array;
  readonly #seen: Float64Array;
  readonly #free: Float64Array;
  readonly #gain: Float64Array;

  /**
   * A state that is zero for sure.
   *
   * @param n Its entries.
   */
  constructor(n: number) {
    this.#n = n;
    this.mean = new Float64Array(n);
    this.covariance = new Float64Array(n * n);
    this.diffuse = new Float64Array(n * n);
    this.#half = new Float64Array(n * n);
    this.#next = new Float64Array(n);
    this.#seen = new Float64Array(n);
    this.#free = new Float64Array(n);
    this.#gain = new Float64Array(n);
  }

  /**
   * Believes what is believed at the start.
   *
   * @param mean Length `n`.
   * @param covariance `n × n`; `Infinity` on the diagonal where nothing is known.
   */
  start(mean: Float64Array, covariance: Float64Array): void {
    const n = this.#n;
    this.mean.set(mean);
    this.covariance.set(covariance);
    this.diffuse.fill(0);
    this.unknown = 0;
    for (let i = 0; i < n; i++) {
      if (covariance[i * n + i] !== Infinity) continue;
      this.covariance[i * n + i] = 0;
      this.diffuse[i * n + i] = 1;
      this.unknown++;
    }
  }

  /**
   * Goes on a step: `x := F x`, `P := g F P Fᵀ + Q`, `D := F D Fᵀ`.
   *
   * @param f `F`, `n × n`.
   * @param q `Q`, `n × n`.
   * @param growth `g`, 1 where the past counts in full.
   */
  move(f: Float64Array, q: Float64Array, growth: number): void {
    const n = this.#n, x = this.mean, next = this.#next, p = this.covariance;
    for (let i = 0; i < n; i++) {
      let sum = 0;
      for (let j = 0; j < n; j++) sum += f[i * n + j]! * x[j]!;
      next[i] = sum;
    }
    x.set(next);
    this.#sandwich(p, f);
    for (let i = 0; i < p.length; i++) p[i] = p[i]! * growth + q[i]!;
    if (this.unknown > 0) this.#sandwich(this.diffuse, f);
  }

  /** `P := F P Fᵀ`, symmetric to the last bit. */
  #sandwich(p: Float64Array, f: Float64Array): void {
    const n = this.#n, half = this.#half;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let k = 0; k < n; k++) sum += f[i * n + k]! * p[k * n + j]!;
        half[i * n + j] = sum;
      }
    }
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) {
        let sum = 0;
        for (let k = 0; k < n; k++) sum += half[i * n + k]! * f[j * n + k]!;
        p[i * n + j] = sum;
        p[j * n + i] = sum;
      }
    }
  }

  /**
   * What an observation `y = h x + e` has beyond what was expected, `y - h x`.
   *
   * @param y The observation.
   * @param h Where `h` is.
   * @param at Its first entry.
   * @returns The surprise.
   */
  surprise(y: number, h: Float64Array, at: number): number {
    const x = this.mean;
    let v = y;
    for (let j = 0; j < this.#n; j++) v -= h[at + j]! * x[j]!;
    return v;
  }

  /**
   * Variance of `h x`, without the part that is infinite; keeps `P h` for the update that follows.
   *
   * @param h Where `h` is.
   * @param at Its first entry.
   * @returns `h P hᵀ`.
   */
  along(h: Float64Array, at: number): number {
    return this.#project(this.covariance, this.#seen, h, at);
  }

  /**
   * Variance of `h x` in units of the infinite one; keeps `D h` for the update that follows.
   *
   * @param h Where `h` is.
   * @param at Its first entry.
   * @returns `h D hᵀ`, beyond {@linkcode KNOWN} where nothing was known of `h x`.
   */
  unseen(h: Float64Array, at: number): number {
    if (this.unknown === 0) return 0;
    return this.#project(this.diffuse, this.#free, h, at);
  }

  /** `out := A h` and `h A hᵀ` of a symmetric matrix; few entries of `h` are not zero. */
  #project(
    a: Float64Array,
    out: Float64Array,
    h: Float64Array,
    at: number,
  ): number {
    const n = this.#n;
    for (let j = 0; j < n; j++) out[j] = 0;
    for (let k = 0; k < n; k++) {
      const hk = h[at + k]!;
      if (hk === 0) continue;
      for (let j = 0; j < n; j++) out[j] = out[j]! + a[k * n + j]! * hk;
    }
    let sum = 0;
    for (let j = 0; j < n; j++) sum += h[at + j]! * out[j]!;
    return sum;
  }

  /**
   * Takes the observation of which {@linkcode GaussianState.along} was told:
   * `x += K v` and `P := (I - K h) P (I - K h)ᵀ + K r Kᵀ` with `K = P h / (h P h + r)`.
   *
   * @param v Its surprise.
   * @param variance `h P hᵀ`.
   * @param r Variance of its noise.
   */
  correct(v: number, variance: number, r: number): void {
    const n = this.#n, x = this.mean, p = this.covariance;
    const d = this.#seen, gain = this.#gain, f = variance + r;
    for (let j = 0; j < n; j++) {
      gain[j] = d[j]! / f;
      x[j] = x[j]! + gain[j]! * v;
    }
    for (let j = 0; j < n; j++) {
      const kj = gain[j]!, rest = d[j]! - kj * variance;
      for (let k = 0; k <= j; k++) {
        const kk = gain[k]!;
        const value = p[j * n + k]! - kj * d[k]! - rest * kk + r * kj * kk;
        p[j * n + k] = value;
        p[k * n + j] = value;
      }
    }
  }

  /**
   * Takes the observation of which {@linkcode GaussianState.unseen} said that nothing was known: its
   * direction is known from then on, as well as the observation says it.
   *
   * @param v Its surprise.
   * @param variance `h P hᵀ + r`.
   * @param infinite `h D hᵀ`.
   */
  reveal(v: number, variance: number, infinite: number): void {
    const n = this.#n, x = this.mean, p = this.covariance, q = this.diffuse;
    const d = this.#seen, free = this.#free;
    for (let j = 0; j < n; j++) {
      x[j] = x[j]! + free[j]! * v / infinite;
      for (let k = 0; k <= j; k++) {
        const both = free[j]! * free[k]! / infinite;
        const value = p[j * n + k]! + both * variance / infinite -
          (d[j]! * free[k]! + free[j]! * d[k]!) / infinite;
        p[j * n + k] = value;
        p[k * n + j] = value;
        q[j * n + k]! -= both;
        q[k * n + j] = q[j * n + k]!;
      }
    }
    this.unknown--;
    if (this.unknown === 0) q.fill(0);
  }
}
