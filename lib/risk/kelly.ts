import { cholesky, choleskySolve } from "../stats/cholesky.ts";
import type { CovarianceMatrix } from "./covariance_matrix.ts";
import { assertNumbers } from "../stats/number_rules.ts";

/** What an asset is expected to do, every rate in one unit of time: per year, or per period. */
export type KellyAsset = {
  /** Drift `μ` of the price: expected simple return per unit of time. */
  readonly drift: number;
  /** Variance `σ²` of returns per the same unit of time, > 0. */
  readonly variance: number;
  /** Rate `r` that idle equity earns per unit of time; 0 by default. */
  readonly rate?: number;
  /** Funding `φ` that a long position pays and a short one receives, fraction of its notional per unit of time; 0 by default. */
  readonly funding?: number;
};

const ACTION = "size by Kelly";

/** `μ - r - φ` per unit of time. */
function excess({ drift, rate = 0, funding = 0 }: KellyAsset): number {
  return drift - rate - funding;
}

function assertAsset(asset: KellyAsset): void {
  const { drift, variance, rate = 0, funding = 0 } = asset;
  assertNumbers(ACTION, "finite", { drift, rate, funding });
  assertNumbers(ACTION, "positive", { variance });
}

/**
 * Leverage that makes wealth grow fastest.
 *
 * `f* = (μ - r - φ) / σ²`, the maximum of {@linkcode kellyGrowth}; negative is short. Drift, rate, funding
 * and variance are in one unit of time, which cancels: daily numbers and annual ones give
 * the same leverage. A perpetual needs no financing: leave `rate` at 0 and give its `funding`.
 *
 * @param asset Drift, variance, rate and funding per unit of time.
 * @returns Notional over equity, no unit.
 * @throws {RangeError} If a number is not finite or the variance not positive.
 * @see eq-kelly-growth
 * @see Kelly, J. L. (1956), A new interpretation of information rate, Bell System Technical Journal
 *   35(4), 917-926; Merton, R. C. (1969), Review of Economics and Statistics 51(3), 247-257 (γ = 1);
 *   Thorp, E. O. (2006), The Kelly criterion in blackjack, sports betting, and the stock market.
 *
 * @example Ten per cent at a volatility of forty, of which funding takes two
 * ```ts
 * import assert from "node:assert/strict";
 * import { kellyLeverage } from "volarb/risk";
 *
 * const leverage = kellyLeverage({ drift: 0.1, variance: 0.16, funding: 0.02 });
 * assert.ok(Math.abs(leverage - 0.5) < 1e-15);
 * ```
 */
export function kellyLeverage(asset: KellyAsset): number {
  assertAsset(asset);
  return excess(asset) / asset.variance;
}

/**
 * Growth of log wealth at a leverage.
 *
 * `g(f) = r + f (μ - r - φ) - f² σ² / 2`. At a share `c` of Kelly's leverage it is `r + (c - c²/2) SR²`: half
 * of it keeps three quarters of the growth, twice it none.
 *
 * @param asset Drift, variance, rate and funding per unit of time.
 * @param leverage Notional over equity `f`.
 * @returns Expected change of log wealth per unit of time.
 * @throws {RangeError} If a number is not finite or the variance not positive.
 *
 * @example Twice Kelly grows no faster than idle equity
 * ```ts
 * import assert from "node:assert/strict";
 * import { kellyGrowth, kellyLeverage } from "volarb/risk";
 *
 * const asset = { drift: 0.5, variance: 1 };
 * const full = kellyLeverage(asset);
 * assert.equal(kellyGrowth(asset, full), 0.125);
 * assert.equal(kellyGrowth(asset, full / 2), 0.75 * 0.125);
 * assert.equal(kellyGrowth(asset, 2 * full), 0);
 * ```
 */
export function kellyGrowth(asset: KellyAsset, leverage: number): number {
  assertAsset(asset);
  assertNumbers(ACTION, "finite", { leverage });
  return (asset.rate ?? 0) + leverage * excess(asset) -
    leverage * leverage * asset.variance / 2;
}

/** Leverages of several assets at once. */
export type KellyPortfolio = {
  /** Notional over equity of each asset, no unit. */
  readonly leverage: Float64Array;
  /** Squared Sharpe ratio `θ = m' Σ⁻¹ m` per unit of time: twice the growth over the rate that is expected. */
  readonly squaredSharpe: number;
};

/**
 * Leverages of several assets that make wealth grow fastest.
 *
 * `f* = Σ⁻¹ m` with `m = μ - r - φ`, solved by Cholesky's factor; `Σ` and `m` in one unit of time. A covariance
 * without an inverse is refused, not mended: it says that some portfolio has no risk, and
 * any drift of that portfolio asks for infinite leverage. Shrink it (`shrunkCovariance`) first.
 *
 * @param excess Expected excess return `m` of each asset per unit of time, length `p`.
 * @param covariance Covariance of returns per the same unit of time.
 * @returns Leverage of each, and the squared Sharpe ratio of them together.
 * @throws {RangeError} If lengths differ, a number is not finite, or the covariance is singular.
 * @see Merton, R. C. (1969), Review of Economics and Statistics 51(3), 247-257.
 *
 * @example Uncorrelated assets are sized one by one
 * ```ts
 * import assert from "node:assert/strict";
 * import { kellyPortfolio } from "volarb/risk";
 *
 * const { leverage, squaredSharpe } = kellyPortfolio(Float64Array.of(2, -3), {
 *   assets: 2,
 *   values: Float64Array.of(4, 0, 0, 1),
 * });
 * assert.deepEqual([...leverage, squaredSharpe], [0.5, -3, 10]);
 * ```
 */
export function kellyPortfolio(
  excess: Float64Array,
  { assets, values }: CovarianceMatrix,
): KellyPortfolio {
  if (excess.length !== assets || values.length !== assets * assets) {
    throw new RangeError(
      `Cannot ${ACTION} as excess and covariance must fit each other: lengths are ${excess.length} and ${values.length} for ${assets} assets`,
    );
  }
  for (let i = 0; i < assets; i++) {
    assertNumbers(ACTION, "finite", { [`excess[${i}]`]: excess[i]! });
  }
  const factor = cholesky(values, assets);
  if (factor === undefined) {
    throw new RangeError(
      `Cannot ${ACTION} as the covariance must be positive definite: current value is [${
        values.join(", ")
      }]`,
    );
  }
  const leverage = choleskySolve(factor, excess);
  let squaredSharpe = 0;
  for (let i = 0; i < assets; i++) squaredSharpe += excess[i]! * leverage[i]!;
  return { leverage, squaredSharpe };
}
