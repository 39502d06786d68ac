import type { Tick } from "../market/mod.ts";

/** The steps of an instrument; a `ContractSpec` of `volarb/venue` has them. */
export type Steps = {
  /** Instrument. */
  readonly symbol: string;
  /** Step of prices, quote units. */
  readonly tick: Tick;
  /** Step of quantities, base units. */
  readonly lot: Tick;
};

/**
 * Takes whole ticks and lots to decimals: one division of exact integers, so the nearest double.
 *
 * @example Ticks of 0.1, lots of 0.001
 * ```ts
 * import assert from "node:assert/strict";
 * import { Grid } from "volarb/engine";
 *
 * const grid = new Grid({
 *   symbol: "BTCUSDT",
 *   tick: { integer: 1, scale: 1 },
 *   lot: { integer: 1, scale: 3 },
 * });
 * assert.equal(grid.price(650_003), 65_000.3);
 * assert.equal(grid.quantity(7), 0.007);
 * // Two ticks on seven lots, quote units.
 * assert.equal(grid.value(2 * 7), 0.0014);
 * ```
 */
export class Grid {
  /** Instrument. */
  readonly symbol: string;
  readonly #tick: number;
  readonly #tickPower: number;
  readonly #lot: number;
  readonly #lotPower: number;

  /** Takes the steps. */
  constructor({ symbol, tick, lot }: Steps) {
    this.symbol = symbol;
    this.#tick = tick.integer;
    this.#tickPower = Number(`1e${tick.scale}`);
    this.#lot = lot.integer;
    this.#lotPower = Number(`1e${lot.scale}`);
  }

  /** Price of a number of ticks, which may be half. */
  price(ticks: number): number {
    return ticks * this.#tick / this.#tickPower;
  }

  /** Quantity of a number of lots. */
  quantity(lots: number): number {
    return lots * this.#lot / this.#lotPower;
  }

  /** Value of ticks times lots: a price difference times a quantity. */
  value(tickLots: number): number {
    return tickLots * (this.#tick * this.#lot) /
      (this.#tickPower * this.#lotPower);
  }
}
