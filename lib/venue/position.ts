import { type ContractSpec, notionalOf } from "./contract_spec.ts";
import type { PositionSide } from "./fill.ts";
import { divideRounded } from "./money.ts";

/**
 * A position of one contract: signed lots and what they cost, exact.
 *
 * The cost is carried as money, never as a mean price. When a part of the position leaves,
 * `cost * part / position` leaves with it, rounded once; the remainder of the division
 * stays, so that a position that is closed has realised to the last unit what its fills
 * paid.
 *
 * @example Two bought at different prices, one sold
 * ```ts
 * import assert from "node:assert/strict";
 * import { contractSpec, Position, toMoney } from "volarb/venue";
 *
 * const unit = { integer: 1, scale: 0 };
 * const spec = contractSpec("X", {
 *   tick: unit,
 *   lot: unit,
 *   minNotional: 0,
 *   brackets: [],
 *   funding: [],
 * });
 * const position = new Position(spec, "both");
 * position.trade(1, 100);
 * position.trade(1, 102);
 * assert.equal(position.trade(-1, 105), toMoney(4));
 * assert.equal(position.cost, toMoney(101));
 * ```
 */
export class Position {
  /** Rules of the contract. */
  readonly spec: ContractSpec;
  /** `both` in netting mode, else the leg. */
  readonly side: PositionSide;
  /** Signed lots. */
  lots = 0;
  /** Signed cost of the open lots, money: above 0 for a long position. */
  cost = 0n;
  /** Profit realised since the start, money, before fees and funding. */
  realized = 0n;
  /** Money set aside for an isolated position. */
  isolatedMargin = 0n;
  readonly #tickLot: number;
  #costNumber = 0;

  /**
   * Starts flat.
   *
   * @param spec Rules of the contract.
   * @param side `both` in netting mode, else the leg.
   */
  constructor(spec: ContractSpec, side: PositionSide) {
    this.spec = spec;
    this.side = side;
    this.#tickLot = Number(spec.tickLotMoney);
  }

  /** Mean price of the open lots in ticks, signed as the lots cancel; `NaN` when flat. */
  get averagePrice(): number {
    return this.#costNumber / (this.lots * this.#tickLot);
  }

  /**
   * Takes a fill; what is more than it takes to close opens the other way.
   *
   * @param lots Signed whole lots, not 0.
   * @param ticks Price, whole ticks.
   * @returns Profit realised, money, before the fee.
   */
  trade(lots: number, ticks: number): bigint {
    const opposite = this.lots !== 0 && (lots > 0) !== (this.lots > 0);
    const closing = opposite
      ? Math.min(Math.abs(lots), Math.abs(this.lots))
      : 0;
    const profit = closing === 0
      ? 0n
      : this.close(closing, notionalOf(this.spec, ticks, closing));
    const opening = Math.abs(lots) - closing;
    if (opening > 0) {
      const signed = lots > 0 ? opening : -opening;
      this.lots += signed;
      this.cost += notionalOf(this.spec, ticks, signed);
    }
    this.#costNumber = Number(this.cost);
    return profit;
  }

  /**
   * Closes a part of the position.
   *
   * @param lots Whole lots, above 0, no more than are open.
   * @param notional What they trade for, money, above 0.
   * @returns Profit realised, money.
   * @throws {RangeError} If more would be closed than is open.
   */
  close(lots: number, notional: bigint): bigint {
    const open = Math.abs(this.lots);
    if (!(lots > 0 && lots <= open)) {
      throw new RangeError(
        `Cannot close a position as the quantity must be in (0, ${open}]: current value is ${lots}`,
      );
    }
    const leaving = divideRounded(this.cost * BigInt(lots), BigInt(open));
    const long = this.lots > 0;
    const profit = (long ? notional : -notional) - leaving;
    this.lots -= long ? lots : -lots;
    this.cost -= leaving;
    this.realized += profit;
    this.#costNumber = Number(this.cost);
    return profit;
  }

  /**
   * Profit that closing at a price would realise.
   *
   * @param ticks Price in ticks; halves and other fractions are allowed.
   * @returns Quote currency, the nearest doubles of exact whole numbers.
   */
  unrealized(ticks: number): number {
    if (this.lots === 0) return 0;
    return (this.lots * ticks * this.#tickLot - this.#costNumber) / 1e8;
  }

  /**
   * Value at a price, signed.
   *
   * @param ticks Price in ticks.
   * @returns Quote currency.
   */
  notional(ticks: number): number {
    return this.lots * ticks * this.#tickLot / 1e8;
  }
}
