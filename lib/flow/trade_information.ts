import { assertColumns, assertInteger } from "../stats/arguments.ts";
import { solveSymmetric } from "./symmetric_system.ts";

/** Choices of {@linkcode tradeInformation}. */
export type TradeInformationOptions = {
  /** Lags of both variables, at least 1; 5 in the source. */
  readonly lags: number;
  /** Steps over which the response is followed, at least 1. */
  readonly horizon: number;
};

/** What {@linkcode tradeInformation} gives. */
export type TradeInformation = {
  /** Price change of the same step per unit of unexpected trade. */
  readonly immediateImpact: number;
  /** Cumulative response of the price to a unit of unexpected trade, `horizon + 1` entries. */
  readonly response: Float64Array;
  /** Its last entry: what stays, the information in a trade. */
  readonly permanentImpact: number;
  /** Share of the variance of efficient price changes that trades bring, in [0, 1]. */
  readonly tradeShare: number;
  /** Variance of the efficient price's change per step. */
  readonly efficientVariance: number;
  /** Variance of the unexpected part of price changes. */
  readonly priceVariance: number;
  /** Variance of the unexpected part of trades. */
  readonly tradeVariance: number;
  /** Steps used. */
  readonly count: number;
};

/**
 * Information in trades, by the vector autoregression of Hasbrouck (1991).
 *
 * With `r` the change of the mid price and `x` the sign or signed volume of the trade
 * that came with it,
 *
 * `r[t] = a₀ + Σ a[i] r[t-i] + b[0] x[t] + Σ b[i] x[t-i] + u[t]`,
 * `x[t] = c₀ + Σ c[i] r[t-i] + Σ d[i] x[t-i] + w[t]`, `i = 1 .. lags`.
 *
 * A trade may move the price of its own step, not the reverse. The permanent impact is
 * the sum of the responses of `r` to `w = 1`; with the sums `A` to `u` and `B` to `w`, the
 * efficient price has variance `A² σ²u + B² σ²w`, of which trades bring
 * `B² σ²w / (A² σ²u + B² σ²w)`.
 *
 * Least squares with errors of one variance; no inference is given.
 *
 * @param priceChange Length `n`; change of the log mid at each step.
 * @param trade Length `n`; sign or signed volume of each step.
 * @param options Lags and horizon.
 * @returns Impacts, response and shares. It describes the whole sample: no entry of a
 *   feature.
 * @throws {RangeError} If columns differ in length, are too short, hold a missing
 *   entry, or one is a combination of the others.
 * @see eq-trade-information, def-trade-information, alg-trade-information
 * @see Hasbrouck, J. (1991), Journal of Finance 46(1), 179-207,
 *   doi:10.1111/j.1540-6261.1991.tb03749.x; and (1991), Review of Financial Studies
 *   4(3), 571-595, doi:10.1093/rfs/4.3.571, for the share.
 *
 * @example Half a tick per trade, and nothing after it
 * ```ts
 * import assert from "node:assert/strict";
 * import { tradeInformation } from "volarb/flow";
 * import { Random } from "volarb/random";
 *
 * const random = new Random(1);
 * const trade = Float64Array.from({ length: 5000 }, () => random.normal());
 * const change = trade.map((x) => 0.5 * x + 0.5 * random.normal());
 * const { permanentImpact, tradeShare } = tradeInformation(change, trade, {
 *   lags: 2,
 *   horizon: 10,
 * });
 * assert.ok(Math.abs(permanentImpact - 0.5) < 0.05);
 * assert.ok(Math.abs(tradeShare - 0.5) < 0.1);
 * ```
 */
export function tradeInformation(
  priceChange: Float64Array,
  trade: Float64Array,
  { lags, horizon }: TradeInformationOptions,
): TradeInformation {
  const action = "estimate the information in trades";
  const n = assertColumns(action, { priceChange, trade });
  assertInteger(action, "lags", lags, 1);
  assertInteger(action, "horizon", horizon, 1);
  const count = n - lags;
  if (count < 10 * (2 * lags + 2)) {
    throw new RangeError(
      `Cannot ${action} as there must be at least ${
        10 * (2 * lags + 2) + lags
      } steps for ${lags} lags: current value is ${n}`,
    );
  }
  const rootR = rootMeanSquare(action, "priceChange", priceChange);
  const rootX = rootMeanSquare(action, "trade", trade);
  const moments = lagMoments(priceChange, trade, { lags, rootR, rootX });
  // Order of the moments: 1, lags of r, lags of x, x, r.
  const size = 2 * lags + 1;
  const price = regress(action, moments, size + 1, size + 1);
  const order = regress(action, moments, size, size);
  const toPrice = (x0: number, r0: number) =>
    followShock({ price, order, lags, horizon, x0, r0 });
  const fromTrade = toPrice(1, price.coefficients[size]!);
  const fromPrice = toPrice(0, 1);
  const priceVariance = price.variance / count * rootR ** 2;
  const tradeVariance = order.variance / count * rootX ** 2;
  const response = fromTrade.map((x) => x * rootR / rootX);
  const permanentImpact = response[horizon]!;
  const byTrades = permanentImpact ** 2 * tradeVariance;
  const efficientVariance = byTrades +
    fromPrice[horizon]! ** 2 * priceVariance;
  return {
    immediateImpact: response[0]!,
    response,
    permanentImpact,
    tradeShare: byTrades / efficientVariance,
    efficientVariance,
    priceVariance,
    tradeVariance,
    count,
  };
}

/** Least-squares coefficients and the sum of squared residuals. */
type Regression = {
  readonly coefficients: readonly number[];
  readonly variance: number;
};

/** Regression of entry `target` of the moments on the first `size` entries. */
function regress(
  action: string,
  moments: readonly (readonly number[])[],
  size: number,
  target: number,
): Regression {
  const matrix = moments.slice(0, size).map((row) => row.slice(0, size));
  const right = moments[target]!.slice(0, size);
  const coefficients = solveSymmetric(matrix, right);
  if (coefficients === undefined) {
    throw new RangeError(
      `Cannot ${action} as no lag may be a combination of the others: current value is a singular matrix of ${size} rows`,
    );
  }
  const explained = right.reduce((sum, m, i) => sum + m * coefficients[i]!, 0);
  return {
    coefficients,
    variance: Math.max(0, moments[target]![target]! - explained),
  };
}

/** Sums of products of `1, r[t-1..t-p], x[t-1..t-p], x[t], r[t]`, each in its own unit. */
function lagMoments(
  r: Float64Array,
  x: Float64Array,
  { lags, rootR, rootX }: { lags: number; rootR: number; rootX: number },
): number[][] {
  const size = 2 * lags + 3;
  const sums = Array.from({ length: size }, () => new Array(size).fill(0));
  const row = new Array<number>(size).fill(1);
  for (let t = lags; t < r.length; t++) {
    for (let i = 1; i <= lags; i++) {
      row[i] = r[t - i]! / rootR;
      row[lags + i] = x[t - i]! / rootX;
    }
    row[size - 2] = x[t]! / rootX;
    row[size - 1] = r[t]! / rootR;
    for (let i = 0; i < size; i++) {
      const sum = sums[i]!;
      for (let j = 0; j <= i; j++) sum[j] += row[i]! * row[j]!;
    }
  }
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) sums[j]![i] = sums[i]![j];
  }
  return sums;
}

/** Cumulative response of the price to a first step `x0`, `r0`. */
function followShock(
  { price, order, lags, horizon, x0, r0 }: {
    price: Regression;
    order: Regression;
    lags: number;
    horizon: number;
    x0: number;
    r0: number;
  },
): Float64Array {
  const r = new Float64Array(horizon + 1);
  const x = new Float64Array(horizon + 1);
  const sums = new Float64Array(horizon + 1);
  [x[0], r[0], sums[0]] = [x0, r0, r0];
  const immediate = price.coefficients[2 * lags + 1]!;
  for (let t = 1; t <= horizon; t++) {
    let trade = 0;
    let change = 0;
    for (let i = 1; i <= Math.min(lags, t); i++) {
      trade += order.coefficients[i]! * r[t - i]! +
        order.coefficients[lags + i]! * x[t - i]!;
      change += price.coefficients[i]! * r[t - i]! +
        price.coefficients[lags + i]! * x[t - i]!;
    }
    x[t] = trade;
    r[t] = change + immediate * trade;
    sums[t] = sums[t - 1]! + r[t]!;
  }
  return sums;
}

/** Root mean square of a column, which must hold numbers that are not all 0. */
function rootMeanSquare(
  action: string,
  name: string,
  column: Float64Array,
): number {
  let sum = 0;
  for (let i = 0; i < column.length; i++) sum += column[i]! ** 2;
  const root = Math.sqrt(sum / column.length);
  if (!(root > 0 && root < Infinity)) {
    throw new RangeError(
      `Cannot ${action} as ${name} must be finite and not all 0: current value is a root mean square of ${root}`,
    );
  }
  return root;
}
