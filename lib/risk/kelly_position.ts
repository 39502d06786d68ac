import { type KellyAsset, kellyLeverage } from "./kelly.ts";
import { drawdownShare, fallProbability } from "./fractional_kelly.ts";
import { jumpKellyLeverage, type JumpRisk } from "./jump_kelly.ts";
import { assertNumbers } from "../stats/number_rules.ts";

/** What bounds a leverage from above, each as a number of notional over equity. */
export type KellyLimits = {
  /** Greatest leverage that is allowed, > 0. */
  readonly leverage?: number;
  /** How far the price must be from liquidation, fraction of the price, and the maintenance margin of the notional. */
  readonly liquidation?: {
    /** Least distance to the liquidation price, in (0, 1). */
    readonly distance: number;
    /** Maintenance margin as a fraction of the notional, in (0, 1). */
    readonly maintenanceRate: number;
  };
  /** Largest jump against the position that is to be survived, and the share of equity that it may cost. */
  readonly jump?: {
    /** Size of the jump, fraction of the price, > 0. */
    readonly size: number;
    /** Share of equity that may be lost in it, in (0, 1). */
    readonly loss: number;
  };
  /** A level of wealth and how probable it may be that it is ever fallen to. */
  readonly drawdown?: {
    /** Wealth as a fraction of wealth now, in (0, 1). */
    readonly level: number;
    /** Probability, in (0, 1). */
    readonly probability: number;
  };
};

/** What decided a leverage. */
export type KellyBound =
  | "kelly"
  | "drawdown"
  | "leverage"
  | "liquidation"
  | "jump";

/** A leverage and how it came to be. */
export type KellyPosition = {
  /** Notional over equity, signed; no unit. */
  readonly leverage: number;
  /** Kelly's own, before anything was taken from it. */
  readonly full: number;
  /** Share of Kelly's that was asked for, after the bound on the drawdown. */
  readonly share: number;
  /** What the leverage stands at. */
  readonly bound: KellyBound;
  /** Probability that wealth ever halves at this leverage, by the diffusion alone; 0 without a position. */
  readonly halvingProbability: number;
};

/** What a leverage is capped at, and by which limit. */
export type LeverageCap = {
  /** Greatest notional over equity, > 0; infinite where nothing limits it. */
  readonly leverage: number;
  /** The limit that is the least; `kelly` where there is none. */
  readonly bound: KellyBound;
};

const ACTION = "size a position by Kelly";

/**
 * Greatest leverage that keeps a liquidation price away.
 *
 * A margin of `1/f` of the notional meets the maintenance margin `m` of the notional that is left when the price has moved
 * by `d` against the position: `1 - f d = m f (1 ∓ d)`, so `f <= 1 / (d + m (1 ∓ d))` with `-` for a long position, whose notional
 * shrinks on the way, and `+` for a short one, whose notional grows.
 *
 * @param options Distance `d` of the price, maintenance rate `m`, side.
 * @returns Notional over equity, > 0.
 * @throws {RangeError} If distance or rate is not in (0, 1), or the side unknown.
 *
 * @see eq-liquidation-leverage
 *
 * @example Half of the price away, at a quarter of maintenance
 * ```ts
 * import assert from "node:assert/strict";
 * import { liquidationLeverage } from "volarb/risk";
 *
 * const limit = { distance: 0.5, maintenanceRate: 0.25 };
 * assert.equal(liquidationLeverage({ ...limit, side: "long" }), 1 / 0.625);
 * assert.equal(liquidationLeverage({ ...limit, side: "short" }), 1 / 0.875);
 * ```
 */
export function liquidationLeverage(
  { distance, maintenanceRate, side }: {
    readonly distance: number;
    readonly maintenanceRate: number;
    readonly side: "long" | "short";
  },
): number {
  const action = "keep away from liquidation";
  assertNumbers(action, "insideUnit", { distance, maintenanceRate });
  if (side !== "long" && side !== "short") {
    throw new RangeError(
      `Cannot ${action} as side must be long or short: current value is ${side}`,
    );
  }
  const left = side === "long" ? 1 - distance : 1 + distance;
  return 1 / (distance + maintenanceRate * left);
}

/**
 * Leverage by Kelly, a share of it, within limits.
 *
 * `f = sign(f*) min(c |f*|, limits)` with `f*` of {@linkcode kellyLeverage}, or of {@linkcode jumpKellyLeverage} where jumps are given.
 * `c` is the share asked for times the shrinkage for the estimate's error, and never more than the bound on the drawdown allows.
 * Buying and selling mirror each other but for liquidation, which is nearer to a short position.
 *
 * @param asset Drift, variance `σ²`, rate and funding in one unit of time; the variance from any estimator of `volarb/volatility`, scaled to that unit.
 * @param options Share `c` of Kelly (1 by default), shrinkage as of `kellyShrinkage` (1), jumps, and limits.
 * @returns The leverage and what decided it.
 * @throws {RangeError} If a number is out of its range; it is named.
 * @see eq-kelly-growth, eq-kelly-fall, alg-kelly
 * @see MacLean, L., Thorp, E., Ziemba, W. (2011), The Kelly capital growth investment criterion, World Scientific.
 *
 * @example Half Kelly asks for four, three are allowed
 * ```ts
 * import assert from "node:assert/strict";
 * import { kellyPosition } from "volarb/risk";
 *
 * const { leverage, full, bound } = kellyPosition(
 *   { drift: -0.72, variance: 0.09 },
 *   { share: 0.5, limits: { leverage: 3 } },
 * );
 * assert.deepEqual([leverage, full, bound], [-3, -8, "leverage"]);
 * ```
 */
export function kellyPosition(
  asset: KellyAsset,
  { share = 1, shrinkage = 1, jumps = [], limits = {} }: {
    readonly share?: number;
    readonly shrinkage?: number;
    readonly jumps?: readonly JumpRisk[];
    readonly limits?: KellyLimits;
  } = {},
): KellyPosition {
  assertNumbers(ACTION, "positive", { share });
  assertNumbers(ACTION, "notNegative", { shrinkage });
  const diffusive = kellyLeverage(asset);
  const full = jumps.length === 0 ? diffusive : jumpKellyLeverage({
    excess: diffusive * asset.variance,
    variance: asset.variance,
    jumps,
  });
  const asked = share * shrinkage;
  const most = limits.drawdown === undefined
    ? Infinity
    : drawdownShare(limits.drawdown);
  const allowed = Math.min(asked, most);
  let size = allowed * Math.abs(full);
  let bound: KellyBound = most < asked ? "drawdown" : "kelly";
  const cap = leverageCap(limits, full < 0 ? "short" : "long");
  if (cap.leverage < size) {
    size = cap.leverage;
    bound = cap.bound;
  }
  return {
    leverage: full < 0 ? -size : size,
    full,
    share: allowed,
    bound,
    halvingProbability: size === 0 || diffusive * full <= 0
      ? Number(size !== 0)
      : fallProbability({ share: size / Math.abs(diffusive), level: 0.5 }),
  };
}

/**
 * The leverage that limits allow on a side, whatever is expected of the price.
 *
 * @param limits Leverage, distance to liquidation, jump to survive; a bound on the drawdown is one of Kelly's share and no cap.
 * @param side Which side.
 * @returns The least of the limits.
 * @throws {RangeError} If a limit is out of its range; it is named.
 * @see eq-liquidation-leverage
 *
 * @example A jump of a tenth may cost a quarter of the equity
 * ```ts
 * import assert from "node:assert/strict";
 * import { leverageCap } from "volarb/risk";
 *
 * const limits = { leverage: 3, jump: { size: 0.1, loss: 0.25 } };
 * assert.deepEqual(leverageCap(limits, "long"), { leverage: 2.5, bound: "jump" });
 * ```
 */
export function leverageCap(
  { leverage, liquidation, jump }: KellyLimits,
  side: "long" | "short",
): LeverageCap {
  let cap: LeverageCap = { leverage: Infinity, bound: "kelly" };
  const limit = (bound: KellyBound, leverage: number) => {
    if (leverage < cap.leverage) cap = { leverage, bound };
  };
  if (leverage !== undefined) {
    assertNumbers(ACTION, "positive", { leverage });
    limit("leverage", leverage);
  }
  if (liquidation !== undefined) {
    limit("liquidation", liquidationLeverage({ ...liquidation, side }));
  }
  if (jump !== undefined) {
    assertNumbers(ACTION, "positive", { "jump's size": jump.size });
    assertNumbers(ACTION, "insideUnit", { "jump's loss": jump.loss });
    limit("jump", jump.loss / jump.size);
  }
  return cap;
}
