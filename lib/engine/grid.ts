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

/** Takes whole ticks and lots to decimals: one division of exact integers, so the nearest double. */
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
