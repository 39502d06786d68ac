/** Rows of quotes as the likelihood of the fair-value model takes them; `n` of them. */
export type FairValueRows = {
  /** Length `n`: seconds since the row before; entry 0 is not read. */
  readonly gaps: Float64Array;
  /** Length `n`: log mid less that of the first row. */
  readonly logMid: Float64Array;
  /** Length `n`: imbalance. */
  readonly imbalance: Float64Array;
};

/** What the likelihood depends on, besides the coefficient and the deviation of the imbalance. */
export type FairValueScales = {
  /** Variance of the fair log price per second. */
  readonly variance: number;
  /** Variance of the pricing error that the imbalance does not explain. */
  readonly error: number;
  /** Speed at which it fades, per second. */
  readonly speed: number;
  /** Variance of the rounding. */
  readonly rounding: number;
};

/** Sums of the likelihood over rows; `v` and `u` are innovations of mid and imbalance, both passed through the filter of the mid. */
export type FairValueSums = {
  /** `Σ v² / F`. */
  readonly mid: number;
  /** `Σ u v / F`. */
  readonly cross: number;
  /** `Σ u² / F`. */
  readonly imbalance: number;
  /** `Σ ln F`. */
  readonly logVariance: number;
  /** `I[0]² + Σ (I[t] - φ I[t-1])² / (1 - φ²)`: the imbalance's own transitions. */
  readonly transitions: number;
  /** `Σ ln(1 - φ²)`. */
  readonly logFresh: number;
};

/** Rows whose variances are multiplied before a logarithm is taken. */
const BATCH = 8;

/**
 * Passes mid and imbalance through the filter of a random walk seen through a pricing error.
 *
 * The filter is linear, so that the innovations of `m - β I` are `v - β u` for every `β`: one pass
 * gives the likelihood of all of them. The first row starts the filter, exactly.
 *
 * @param rows The quotes.
 * @param scales Variances and speed.
 * @returns The sums; those of the mid are over rows 1 to `n - 1`.
 * @see lem-fair-split
 * @see eq-ou-likelihood
 */
export function fairValueSums(
  { gaps, logMid, imbalance }: FairValueRows,
  { variance, error, speed, rounding }: FairValueScales,
): FairValueSums {
  let xx = error + rounding, xe = -error, ee = error;
  // Level and error of the mid, and of the imbalance.
  let a = logMid[0]!, b = 0, c = imbalance[0]!, d = 0, before = c;
  let mid = 0, cross = 0, square = 0, logVariance = 0;
  let transitions = c * c, logFresh = 0;
  let product = 1, others = 1;
  for (let t = 1; t < gaps.length; t++) {
    const gap = gaps[t]!;
    const kept = Math.exp(-speed * gap);
    const fresh = (1 - kept) * (1 + kept);
    xx += variance * gap;
    xe *= kept;
    ee = kept * kept * ee + error * fresh;
    b *= kept;
    d *= kept;
    const px = xx + xe, pe = xe + ee;
    const f = px + pe + rounding;
    const w = 1 / f;
    const now = imbalance[t]!;
    const v = logMid[t]! - a - b, u = now - c - d;
    const kx = px * w, ke = pe * w;
    a += kx * v;
    b += ke * v;
    c += kx * u;
    d += ke * u;
    xx -= kx * px;
    xe -= kx * pe;
    ee -= ke * pe;
    mid += v * v * w;
    cross += u * v * w;
    square += u * u * w;
    const move = now - kept * before;
    before = now;
    transitions += move * move / fresh;
    product *= f;
    others *= fresh;
    if (t % BATCH === 0) {
      logVariance += Math.log(product);
      logFresh += Math.log(others);
      product = 1;
      others = 1;
    }
  }
  logVariance += Math.log(product);
  logFresh += Math.log(others);
  return { mid, cross, imbalance: square, logVariance, transitions, logFresh };
}

/**
 * Every so many-th row, the gaps in between put together.
 *
 * @param rows The quotes.
 * @param most Most rows that are kept, about.
 * @returns The rows; the same where there are few.
 */
export function thinned(rows: FairValueRows, most: number): FairValueRows {
  const every = Math.ceil(rows.gaps.length / most);
  if (every <= 1) return rows;
  const n = Math.floor((rows.gaps.length - 1) / every) + 1;
  const out = {
    gaps: new Float64Array(n),
    logMid: new Float64Array(n),
    imbalance: new Float64Array(n),
  };
  for (let k = 0; k < n; k++) {
    out.logMid[k] = rows.logMid[k * every]!;
    out.imbalance[k] = rows.imbalance[k * every]!;
    for (let t = (k - 1) * every + 1; k > 0 && t <= k * every; t++) {
      out.gaps[k]! += rows.gaps[t]!;
    }
  }
  return out;
}
