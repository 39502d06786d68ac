import type { ContractSpec } from "../venue/mod.ts";
import { Grid } from "./grid.ts";

/** How a quantity or a price that is between two steps is taken to one. */
export type StepRounding = "down" | "up" | "nearest";

/** Room for what doubles lose where a decimal is a whole number of steps. */
const SLACK = 1e-9;

/**
 * Rules of a contract, and its decimals as whole ticks and lots.
 *
 * @example Lots are rounded down, so that no order is larger than was meant
 * ```ts
 * import assert from "node:assert/strict";
 * import { TradedInstrument } from "volarb/engine";
 * import { instrumentOn } from "volarb/market";
 * import { contractSpec } from "volarb/venue";
 *
 * const bitcoin = new TradedInstrument(
 *   contractSpec(instrumentOn("BTCUSDT", "2024-07-19")),
 * );
 * assert.equal(bitcoin.lots(0.0029), 2);
 * assert.equal(bitcoin.lots(0.003), 3);
 * assert.equal(bitcoin.ticks(65_000.06, "up"), 650_001);
 * assert.equal(bitcoin.price(650_001), 65_000.1);
 * ```
 */
export class TradedInstrument {
  /** Rules of the contract. */
  readonly spec: ContractSpec;
  readonly #grid: Grid;

  /**
   * Takes the rules.
   *
   * @param spec Rules of the contract.
   */
  constructor(spec: ContractSpec) {
    this.spec = spec;
    this.#grid = new Grid(spec);
  }

  /**
   * A quantity as whole lots.
   *
   * @param quantity Base units, at least 0.
   * @param rounding Which way between two lots; `down` by default.
   * @returns Whole lots.
   * @throws {RangeError} If the quantity is negative or not finite.
   */
  lots(quantity: number, rounding: StepRounding = "down"): number {
    return steps("quantity", quantity / this.#grid.quantity(1), rounding);
  }

  /**
   * A price as whole ticks.
   *
   * @param price Quote units, at least 0.
   * @param rounding Which way between two ticks; `nearest` by default.
   * @returns Whole ticks.
   * @throws {RangeError} If the price is negative or not finite.
   */
  ticks(price: number, rounding: StepRounding = "nearest"): number {
    return steps("price", price / this.#grid.price(1), rounding);
  }

  /**
   * Lots as a quantity.
   *
   * @param lots Lots.
   * @returns Base units.
   */
  quantity(lots: number): number {
    return this.#grid.quantity(lots);
  }

  /**
   * Ticks as a price.
   *
   * @param ticks Ticks.
   * @returns Quote units.
   */
  price(ticks: number): number {
    return this.#grid.price(ticks);
  }
}

function steps(name: string, count: number, rounding: StepRounding): number {
  if (!(count >= 0 && count < Infinity)) {
    throw new RangeError(
      `Cannot count steps as ${name} must be finite and not negative: current value is ${count} steps`,
    );
  }
  const nearest = Math.round(count);
  if (Math.abs(count - nearest) <= SLACK * Math.max(1, nearest)) return nearest;
  return rounding === "down"
    ? Math.floor(count)
    : rounding === "up"
    ? Math.ceil(count)
    : nearest;
}
