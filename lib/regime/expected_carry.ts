import {
  assertAtLeastZero,
  assertFinite,
  assertNonNegative,
  assertPositive,
} from "../stats/arguments.ts";
import { assertEntries, entryAt } from "./arguments.ts";

/** A trade that enters the carry and holds it; rates and times in one unit of time. */
export type CarryTrade = {
  /** Speed `κ` at which the rate reverts, per unit of time, at least 0: one number or one per row. */
  readonly speed: number | Float64Array;
  /** Time `h` that the position is held, positive; infinite needs a positive speed and mean 0. */
  readonly horizon: number;
  /** Rate `θ` that it reverts to, per unit of time; 0 by default. */
  readonly mean?: number;
};

/** Costs of one leg of a trade, as fractions of its notional. */
export type LegCost = {
  /** Fee of one fill. */
  readonly fee: number;
  /** Half of the relative spread, paid by a taker; 0 by default. */
  readonly halfSpread?: number;
  /** Market impact of one fill; 0 by default. */
  readonly impact?: number;
};

/**
 * Cost to enter and leave a trade of several legs.
 *
 * `Σ 2 (fee + half spread + impact)`: a carry has two legs, perpetual and spot, and
 * each is filled twice.
 *
 * @param legs Cost of one fill of each leg, as fractions of the notional.
 * @returns Fraction of the notional of one leg.
 * @throws {RangeError} If a cost is not finite (a rebate is a negative fee).
 *
 * @example 5 bp on the perpetual, 10 bp on spot
 * ```ts
 * import assert from "node:assert/strict";
 * import { roundTripCost } from "volarb/regime";
 *
 * const cost = roundTripCost([{ fee: 5e-4, halfSpread: 1e-5 }, { fee: 10e-4 }]);
 * assert.ok(Math.abs(cost - 30.2e-4) < 1e-15);
 * ```
 */
export function roundTripCost(legs: readonly LegCost[]): number {
  let cost = 0;
  for (const { fee, halfSpread = 0, impact = 0 } of legs) {
    assertFinite("add up costs", "fee", fee);
    assertFinite("add up costs", "halfSpread", halfSpread);
    assertFinite("add up costs", "impact", impact);
    cost += 2 * (fee + halfSpread + impact);
  }
  return cost;
}

/** `∫₀ʰ e^(-κt) dt = (1 - e^(-κh)) / κ`, which is `h` for `κ = 0`. */
function heldTime(speed: number, horizon: number): number {
  return speed === 0 ? horizon : -Math.expm1(-speed * horizon) / speed;
}

/**
 * Carry to expect from a rate that decays while it is held.
 *
 * `θ h + (x₀ - θ)(1 - e^(-κh)) / κ`, the integral of the expected path of an
 * Ornstein-Uhlenbeck process from `x₀`; `x₀ h` for `κ = 0`. A rate quoted forever, as
 * an annualised one is, overstates it by the factor `κh / (1 - e^(-κh))`.
 *
 * Only funding: the basis is marked to market besides (see `hedgedCarry`).
 *
 * @param rate Length `n`; rate at entry, per unit of time (funding per interval
 *   divided by the interval's length), as a fraction.
 * @param trade Speed, horizon and mean in the same unit of time.
 * @returns Length `n`; fraction of the notional, of the sign of what the short
 *   perpetual receives. Entry `t` uses row `t` only; `NaN` where rate or speed is missing.
 * @throws {RangeError} If lengths differ, a speed is negative, the horizon not
 *   positive, or infinite without a positive speed and mean 0.
 * @see He, S., Manela, A., Ross, O., von Wachter, V. (2022), Fundamentals of
 *   Perpetual Futures, arXiv:2212.06888, for the decay.
 * @see eq-expected-carry, lem-expected-carry
 *
 * @example A basis point an hour that halves each hour
 * ```ts
 * import assert from "node:assert/strict";
 * import { expectedCarry } from "volarb/regime";
 *
 * const speed = Math.LN2;
 * const [carry] = expectedCarry(Float64Array.of(1e-4), { speed, horizon: 1 });
 * assert.ok(Math.abs(carry! - 0.5e-4 / Math.LN2) < 1e-18);
 * ```
 */
export function expectedCarry(
  rate: Float64Array,
  { speed, horizon, mean = 0 }: CarryTrade,
): Float64Array {
  const action = "expect a carry";
  assertEntries(action, "speed", speed, rate.length);
  assertFinite(action, "mean", mean);
  if (!(horizon > 0)) assertPositive(action, "horizon", horizon);
  return rate.map((x, t) => {
    const kappa = entryAt(speed, t);
    if (Number.isNaN(kappa)) return NaN;
    assertAtLeastZero(action, "speed", kappa);
    if (horizon === Infinity && !(kappa > 0 && mean === 0)) {
      throw new RangeError(
        `Cannot ${action} as an infinite horizon needs a positive speed and mean 0: current value is speed ${kappa}, mean ${mean}`,
      );
    }
    const held = (x - mean) * heldTime(kappa, horizon);
    return mean === 0 ? held : mean * horizon + held;
  });
}

/**
 * Carry net of the costs to enter and leave.
 *
 * `|expected carry| - cost`, on the side that receives it: what is left, and negative
 * where the trade does not pay.
 *
 * @param rate Length `n`; rate at entry, per unit of time, as a fraction.
 * @param trade Speed, horizon and mean, and `cost` of the round trip as a fraction of
 *   the notional ({@linkcode roundTripCost}).
 * @returns Length `n`; fraction of the notional. Entry `t` uses row `t` only.
 * @throws {RangeError} As {@linkcode expectedCarry}, or if `cost` is not finite.
 *
 * @example Costs eat half a day of funding
 * ```ts
 * import assert from "node:assert/strict";
 * import { netCarry } from "volarb/regime";
 *
 * const hourly = Float64Array.of(1e-4 / 8, -2e-3 / 8);
 * const net = netCarry(hourly, { speed: 0, horizon: 12, cost: 30e-4 });
 * assert.ok(net.every((x, t) => Math.abs(x - [-28.5e-4, 0][t]!) < 1e-15));
 * ```
 */
export function netCarry(
  rate: Float64Array,
  { cost, ...trade }: CarryTrade & {
    /** Cost of the round trip, fraction of the notional. */
    readonly cost: number;
  },
): Float64Array {
  assertFinite("compute a net carry", "cost", cost);
  return expectedCarry(rate, trade).map((carry) => Math.abs(carry) - cost);
}

/**
 * Shortest half-life with which a carry pays for its costs.
 *
 * The `ln 2 / κ` at which `|x₀| (1 - e^(-κh)) / κ = cost`. In an infinite horizon it is
 * `ln 2 · cost / |x₀|`. A trade whose rate decays faster loses in expectation.
 *
 * @param rate Length `n`; rate at entry, per unit of time, as a fraction.
 * @param options Horizon in that unit of time (may be infinite) and cost of the
 *   round trip as a fraction of the notional.
 * @returns Length `n`; half-life in the unit of time: 0 where there is no cost,
 *   infinite where only a rate that never decays just pays, `NaN` where not even that
 *   pays or the rate is missing. Entry `t` uses row `t` only.
 * @throws {RangeError} If `horizon` is not positive or `cost` negative or not finite.
 * @see prop-break-even, eq-break-even
 *
 * @example Thirty basis points at one an hour
 * ```ts
 * import assert from "node:assert/strict";
 * import { breakEvenHalfLife } from "volarb/regime";
 *
 * const rate = Float64Array.of(1e-4);
 * const [hours] = breakEvenHalfLife(rate, { horizon: Infinity, cost: 30e-4 });
 * assert.ok(Math.abs(hours! - 30 * Math.LN2) < 1e-12);
 * assert.ok(Number.isNaN(breakEvenHalfLife(rate, { horizon: 29, cost: 30e-4 })[0]!));
 * ```
 */
export function breakEvenHalfLife(
  rate: Float64Array,
  { horizon, cost }: {
    /** Time that the position is held. */
    readonly horizon: number;
    /** Cost of the round trip, fraction of the notional. */
    readonly cost: number;
  },
): Float64Array {
  const action = "compute a break-even half-life";
  if (!(horizon > 0)) assertPositive(action, "horizon", horizon);
  assertNonNegative(action, "cost", cost);
  return rate.map((x) => {
    const size = Math.abs(x);
    if (Number.isNaN(size)) return NaN;
    if (cost === 0) return 0;
    if (horizon === Infinity) return Math.LN2 * cost / size;
    const share = cost / (size * horizon);
    return share > 1 ? NaN : Math.LN2 * horizon / decayFor(share);
  });
}

/** The `y >= 0` with `(1 - e^(-y)) / y = share`, for a share in (0, 1]. */
function decayFor(share: number): number {
  if (share === 1) return 0;
  // The function lies between 1/(1+y) and 1/y, so the root lies between these.
  let below = 1 / share - 1;
  let above = Math.min(1 / share, 2 * (1 - share) / share);
  let y = above;
  for (let i = 0; i < 100; i++) {
    const value = heldTime(y, 1);
    const slope = (Math.exp(-y) - value) / y;
    if (value > share) below = y;
    else above = y;
    // Newton on the reciprocal, which is almost a straight line.
    let next = y + (1 / value - 1 / share) * value * value / slope;
    if (!(next > below && next < above)) next = (below + above) / 2;
    if (Math.abs(next - y) <= 1e-15 * y) return next;
    y = next;
  }
  return y;
}

/**
 * Time after which a decaying carry has paid for its costs.
 *
 * `-ln(1 - κ cost / |x₀|) / κ`, and `cost / |x₀|` for `κ = 0`.
 *
 * @param rate Length `n`; rate at entry, per unit of time, as a fraction.
 * @param options Speed in that unit of time (one number or one per row) and cost of
 *   the round trip as a fraction of the notional.
 * @returns Length `n`; time in the unit, infinite where the carry never pays
 *   (`κ cost >= |x₀|`), `NaN` where rate or speed is missing. Entry `t` uses row `t` only.
 * @throws {RangeError} If lengths differ, a speed or `cost` is negative or `cost` not finite.
 * @see prop-break-even
 *
 * @example One basis point an hour, half-life of a day
 * ```ts
 * import assert from "node:assert/strict";
 * import { breakEvenHorizon } from "volarb/regime";
 *
 * const rate = Float64Array.of(1e-4);
 * const speed = Math.LN2 / 24;
 * const [hours] = breakEvenHorizon(rate, { speed, cost: 17e-4 });
 * assert.ok(hours! > 17 && hours! < 24);
 * assert.equal(breakEvenHorizon(rate, { speed, cost: 35e-4 })[0], Infinity);
 * ```
 */
export function breakEvenHorizon(
  rate: Float64Array,
  { speed, cost }: {
    /** Speed of the rate's reversion to 0, per unit of time: one number or one per row. */
    readonly speed: number | Float64Array;
    /** Cost of the round trip, fraction of the notional. */
    readonly cost: number;
  },
): Float64Array {
  const action = "compute a break-even horizon";
  assertEntries(action, "speed", speed, rate.length);
  assertNonNegative(action, "cost", cost);
  return rate.map((x, t) => {
    const kappa = entryAt(speed, t);
    if (Number.isNaN(kappa) || Number.isNaN(x)) return NaN;
    assertAtLeastZero(action, "speed", kappa);
    const hours = cost / Math.abs(x);
    if (cost === 0) return 0;
    if (kappa === 0) return hours;
    return kappa * hours >= 1 ? Infinity : -Math.log1p(-kappa * hours) / kappa;
  });
}
