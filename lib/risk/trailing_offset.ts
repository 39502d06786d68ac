import { assertPositive } from "../stats/arguments.ts";
/**
 * How far a trailing stop stays behind the price.
 *
 * `ticks` and `price` are distances in ticks and in quote units, `basisPoints` a share of
 * the price in 1e-4, `volatility` a multiple of what the price moves in a horizon.
 */
export type TrailingOffset =
  | {
    /** A number of ticks. */
    readonly type: "ticks";
    /** Distance, ticks, > 0. */
    readonly ticks: number;
  }
  | {
    /** A distance of prices. */
    readonly type: "price";
    /** Distance, quote units, > 0. */
    readonly price: number;
  }
  | {
    /** A share of the price. */
    readonly type: "basisPoints";
    /** Distance, 1e-4 of the price, > 0. */
    readonly basisPoints: number;
  }
  | {
    /** A multiple of the volatility. */
    readonly type: "volatility";
    /** Standard deviations `k`, > 0. */
    readonly multiple: number;
    /** Horizon `h` in the periods of the volatility that is given with each price, > 0. */
    readonly horizon: number;
    /**
     * `log`: the level is `price · exp(∓ k σ √h)`, the default; `simple`: `price · (1 ∓ k σ √h)`, which
     * is the distance in basis points of that size.
     */
    readonly scale?: "log" | "simple";
  };

const ACTION = "trail a stop";

/**
 * Checks an offset.
 *
 * @param offset The offset.
 * @returns It.
 * @throws {RangeError} If a distance, multiple or horizon is not positive and finite.
 * @throws {TypeError} If the type is unknown.
 *
 * @example A stop that would not trail
 * ```ts
 * import assert from "node:assert/strict";
 * import { assertTrailingOffset } from "volarb/risk";
 *
 * assert.throws(() => assertTrailingOffset({ type: "ticks", ticks: 0 }), {
 *   message:
 *     "Cannot trail a stop as ticks must be positive and finite: current value is 0",
 * });
 * ```
 */
export function assertTrailingOffset(offset: TrailingOffset): TrailingOffset {
  switch (offset.type) {
    case "ticks":
      assertPositive(ACTION, "ticks", offset.ticks);
      break;
    case "price":
      assertPositive(ACTION, "price", offset.price);
      break;
    case "basisPoints":
      assertPositive(ACTION, "basisPoints", offset.basisPoints);
      break;
    case "volatility":
      assertPositive(ACTION, "multiple", offset.multiple);
      assertPositive(ACTION, "horizon", offset.horizon);
      break;
    default:
      throw new TypeError(
        `Cannot ${ACTION} as the offset's type must be ticks, price, basisPoints or volatility: current value is ${
          (offset as { readonly type: unknown }).type
        }`,
      );
  }
  return offset;
}

/**
 * Distance of a stop from the price.
 *
 * @param offset The offset.
 * @param at Price in ticks, the tick in quote units, the side that the stop trades, and for
 *   a `volatility` offset `σ`, the standard deviation of the log price per period.
 * @returns Distance, ticks, not rounded.
 * @throws {RangeError} If `sigma` is asked for and is not a number of at least 0.
 *
 * @example Half a per cent of 102 at ticks of a cent
 * ```ts
 * import assert from "node:assert/strict";
 * import { trailingDistance } from "volarb/risk";
 *
 * const distance = trailingDistance({ type: "basisPoints", basisPoints: 50 }, {
 *   price: 10_200,
 *   tickSize: 0.01,
 *   side: "sell",
 * });
 * assert.equal(distance, 51);
 * ```
 */
export function trailingDistance(
  offset: TrailingOffset,
  { price, tickSize, side, sigma }: {
    readonly price: number;
    readonly tickSize: number;
    readonly side: "buy" | "sell";
    readonly sigma?: number;
  },
): number {
  return distanceAt(offset, price, tickSize, side === "sell" ? -1 : 1, sigma);
}

/** {@linkcode trailingDistance} without an object for its arguments: it is asked at every price. */
export function distanceAt(
  offset: TrailingOffset,
  price: number,
  tickSize: number,
  sign: 1 | -1,
  sigma: number | undefined,
): number {
  switch (offset.type) {
    case "ticks":
      return offset.ticks;
    case "price":
      return offset.price / tickSize;
    case "basisPoints":
      return price * offset.basisPoints / 10_000;
    case "volatility": {
      if (!(sigma! >= 0 && sigma! < Infinity)) {
        throw new RangeError(
          `Cannot ${ACTION} as sigma must be a number of at least 0: current value is ${sigma}`,
        );
      }
      const width = offset.multiple * sigma! * Math.sqrt(offset.horizon);
      if (offset.scale === "simple") return price * width;
      return sign * price * Math.expm1(sign * width);
    }
  }
}
