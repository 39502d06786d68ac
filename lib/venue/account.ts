import { assertChoice, assertPositive } from "../stats/arguments.ts";
import type { ContractSpec } from "./contract_spec.ts";
import type { PositionSide } from "./fill.ts";
import { maintenanceMargin } from "./margin.ts";
import { divideRounded, formatMoney, fromMoney, toMoney } from "./money.ts";
import { Position } from "./position.ts";

/** How positions are secured. */
export type MarginOptions = {
  /** One wallet for all, one margin per position, or no margin at all. */
  readonly mode: "cross" | "isolated" | "none";
  /** Leverage, of all contracts or by symbol; 20 by default, as on the venue. */
  readonly leverage?: number | Readonly<Record<string, number>>;
};

/** What {@linkcode VenueAccount} is made from. */
export type VenueAccountOptions = {
  /** Rules of the contracts. */
  readonly specs: readonly ContractSpec[];
  /** Balance at the start, quote currency. */
  readonly balance: number;
  /** One position per contract, or a long and a short leg; `netting` by default. */
  readonly positionMode?: "netting" | "hedge";
  /** How positions are secured; cross with leverage 20 by default. */
  readonly margin?: MarginOptions;
};

/** Where the account's margin takes its prices from. */
export interface MarginPrices {
  /**
   * The price at which a position is valued.
   *
   * @param i Index of the contract.
   * @returns Mark price, else mid, else last price, in ticks; `NaN` where none is known.
   */
  markTicks(i: number): number;
}

/** A margin balance and what it must not fall to. */
export type MarginState = {
  /** Balance and unrealised profit, quote currency. */
  readonly balance: number;
  /** Maintenance margin, quote currency. */
  readonly maintenance: number;
};

/**
 * Wallet, positions and margin of one user of the venue.
 *
 * What is booked is exact: `balance = start + realised - fees + funding + insurance`, and
 * {@linkcode VenueAccount.check} holds it. Margin is judged in doubles.
 *
 * @example The balance is what was booked
 * ```ts
 * import assert from "node:assert/strict";
 * import { contractSpec, toMoney, VenueAccount } from "volarb/venue";
 *
 * const unit = { integer: 1, scale: 0 };
 * const spec = contractSpec("X", {
 *   tick: unit,
 *   lot: unit,
 *   minNotional: 0,
 *   brackets: [],
 *   funding: [],
 * });
 * const account = new VenueAccount({ specs: [spec], balance: 1000 });
 * const position = account.position(0, "both");
 * account.fill(position, 0, { lots: 2, ticks: 100, commission: toMoney(1) });
 * account.fill(position, 0, { lots: -2, ticks: 103, commission: toMoney(1) });
 * assert.equal(account.balance, toMoney(1004));
 * account.check();
 * ```
 */
export class VenueAccount {
  /** Balance at the start, money. */
  readonly start: bigint;
  /** One position per contract, or a long and a short leg. */
  readonly positionMode: "netting" | "hedge";
  /** How positions are secured. */
  readonly marginMode: "cross" | "isolated" | "none";
  /** Positions: one per contract in netting mode, else its long and its short leg. */
  readonly positions: readonly Position[];
  /** Wallet balance, isolated margins included, money. */
  balance: bigint;
  /** Profit realised, money. */
  realized = 0n;
  /** Fees paid less rebates received, money. */
  fees = 0n;
  /** Funding received less paid, money. */
  funding = 0n;
  /** What the insurance fund added to losses beyond the wallet, money. */
  insurance = 0n;
  readonly #specs: readonly ContractSpec[];
  readonly #leverage: readonly number[];

  /**
   * Opens the account.
   *
   * @param options Contracts, balance, mode of positions and margin.
   * @throws {RangeError} If the balance or a leverage is not positive, or a word is unknown.
   */
  constructor({
    specs,
    balance,
    positionMode = "netting",
    margin = { mode: "cross" },
  }: VenueAccountOptions) {
    assertPositive("open an account", "balance", balance);
    assertChoice("open an account", "positionMode", positionMode, [
      "netting",
      "hedge",
    ]);
    assertChoice("open an account", "margin mode", margin.mode, [
      "cross",
      "isolated",
      "none",
    ]);
    const { leverage = 20 } = margin;
    this.start = this.balance = toMoney(balance);
    this.positionMode = positionMode;
    this.marginMode = margin.mode;
    this.#specs = specs;
    this.#leverage = specs.map(({ symbol }) => {
      const value = typeof leverage === "number"
        ? leverage
        : leverage[symbol] ?? 20;
      assertPositive("open an account", `leverage of ${symbol}`, value);
      return value;
    });
    const sides: PositionSide[] = positionMode === "netting"
      ? ["both"]
      : ["long", "short"];
    this.positions = specs.flatMap((spec) =>
      sides.map((side) => new Position(spec, side))
    );
  }

  /**
   * Positions of a contract.
   *
   * @param i Index of the contract.
   * @returns One in netting mode; the long, then the short leg in hedge mode.
   */
  positionsOf(i: number): readonly Position[] {
    return this.positionMode === "netting"
      ? this.positions.slice(i, i + 1)
      : this.positions.slice(2 * i, 2 * i + 2);
  }

  /**
   * A position.
   *
   * @param i Index of the contract.
   * @param side `both` in netting mode, else the leg.
   * @returns The position.
   * @throws {RangeError} If the mode has no such position.
   */
  position(i: number, side: PositionSide): Position {
    const found = this.positionMode === "netting"
      ? (side === "both" ? this.positions[i] : undefined)
      : (side === "both"
        ? undefined
        : this.positions[2 * i + (side === "long" ? 0 : 1)]);
    if (found === undefined) {
      throw new RangeError(
        `Cannot find a position as its side must be one of ${this.positionMode} mode: current value is ${side}`,
      );
    }
    return found;
  }

  /** Leverage of a contract. */
  leverage(i: number): number {
    return this.#leverage[i]!;
  }

  /**
   * Books a fill.
   *
   * @param position Where it goes.
   * @param i Index of the contract.
   * @param fill Signed lots, price in ticks, fee.
   * @returns Profit realised, money.
   */
  fill(
    position: Position,
    i: number,
    { lots, ticks, commission }: {
      /** Signed whole lots. */
      readonly lots: number;
      /** Price, whole ticks. */
      readonly ticks: number;
      /** Fee, money. */
      readonly commission: bigint;
    },
  ): bigint {
    const before = Math.abs(position.lots);
    const cost = position.cost;
    const closing = lots > 0 !== position.lots > 0
      ? Math.min(Math.abs(lots), before)
      : 0;
    if (closing > 0) this.#release(position, closing, before);
    const profit = position.trade(lots, ticks);
    if (this.marginMode === "isolated" && Math.abs(lots) > closing) {
      const after = position.cost < 0n ? -position.cost : position.cost;
      const kept = closing > 0 ? 0n : (cost < 0n ? -cost : cost);
      position.isolatedMargin += divideRounded(
        (after - kept) * 1_000_000n,
        BigInt(Math.round(this.#leverage[i]! * 1e6)),
      );
    }
    this.balance += profit - commission;
    this.realized += profit;
    this.fees += commission;
    return profit;
  }

  /**
   * Books a funding payment.
   *
   * @param position Position that pays or receives.
   * @param amount Money; above 0 is received.
   */
  payFunding(position: Position, amount: bigint): void {
    this.balance += amount;
    this.funding += amount;
    // A position that was closed before the rate came has no margin any more.
    if (this.marginMode === "isolated" && position.lots !== 0) {
      position.isolatedMargin += amount;
    }
  }

  /**
   * Closes a position, or a part of it, at a price of the venue's choosing.
   *
   * The fee is no more than what the margin has left; what a loss takes beyond the margin
   * is the insurance fund's, once the position is closed.
   *
   * @param position The position, not flat.
   * @param closing What is closed.
   * @returns Profit realised, fee taken and what the fund added, money.
   */
  liquidate(
    position: Position,
    { lots, notional, fee }: {
      /** Whole lots, above 0, no more than are open. */
      readonly lots: number;
      /** What they are worth at the price, money, above 0. */
      readonly notional: bigint;
      /** Fee, money, at least 0. */
      readonly fee: bigint;
    },
  ): { realized: bigint; fee: bigint; insurance: bigint } {
    const isolated = this.marginMode === "isolated";
    const margin = isolated ? position.isolatedMargin : this.balance;
    const realized = position.close(lots, notional);
    const left = margin + realized;
    const taken = left <= 0n ? 0n : (fee < left ? fee : left);
    // Other positions of a cross wallet may still win back what this one lost.
    const closed = position.lots === 0;
    const insurance = isolated && closed && left < 0n ? -left : 0n;
    if (isolated) position.isolatedMargin = closed ? 0n : left - taken;
    this.balance += realized - taken + insurance;
    this.realized += realized;
    this.fees += taken;
    this.insurance += insurance;
    return { realized, fee: taken, insurance };
  }

  /**
   * Lets the insurance fund cover a wallet below zero, once all is closed.
   *
   * @returns What it added, money.
   */
  coverShortfall(): bigint {
    const missing = this.balance < 0n ? -this.balance : 0n;
    this.balance += missing;
    this.insurance += missing;
    return missing;
  }

  /**
   * Holds the books to their identity.
   *
   * @throws {Error} If the balance is not start + realised - fees + funding + insurance,
   *   or the positions have realised something else.
   */
  check(): void {
    const booked = this.start + this.realized - this.fees + this.funding +
      this.insurance;
    let realized = 0n;
    for (const position of this.positions) realized += position.realized;
    if (booked !== this.balance || realized !== this.realized) {
      throw new Error(
        `Cannot go on as the balance must be start + realised - fees + funding + insurance = ${
          formatMoney(booked)
        }, and positions have realised ${
          formatMoney(realized)
        }: current value is ${formatMoney(this.balance)}`,
      );
    }
  }

  /**
   * Balance and unrealised profit.
   *
   * @param prices Where prices come from.
   * @returns Quote currency; `NaN` if an open position has no price.
   */
  equity(prices: MarginPrices): number {
    let sum = fromMoney(this.balance);
    this.#each((position, i) => {
      sum += position.unrealized(prices.markTicks(i));
    });
    return sum;
  }

  /**
   * Margin balance and maintenance margin of the cross wallet.
   *
   * @param prices Where prices come from.
   * @returns Quote currency, over all positions.
   */
  crossMargin(prices: MarginPrices): MarginState {
    let maintenance = 0;
    this.#each((position, i, { brackets }) => {
      const notional = position.notional(prices.markTicks(i));
      maintenance += maintenanceMargin(brackets, notional);
    });
    return { balance: this.equity(prices), maintenance };
  }

  /**
   * Margin balance and maintenance margin of an isolated position.
   *
   * @param position The position.
   * @param ticks Its price, ticks.
   * @returns Quote currency.
   */
  isolatedMargin(position: Position, ticks: number): MarginState {
    return {
      balance: fromMoney(position.isolatedMargin) + position.unrealized(ticks),
      maintenance: maintenanceMargin(
        position.spec.brackets,
        position.notional(ticks),
      ),
    };
  }

  /** Gives back the part of an isolated margin that a closing frees. */
  #release(position: Position, lots: number, open: number): void {
    position.isolatedMargin -= divideRounded(
      position.isolatedMargin * BigInt(lots),
      BigInt(open),
    );
  }

  #each(
    visit: (position: Position, i: number, spec: ContractSpec) => void,
  ): void {
    const legs = this.positionMode === "netting" ? 1 : 2;
    for (let k = 0; k < this.positions.length; k++) {
      const position = this.positions[k]!;
      if (position.lots === 0) continue;
      visit(position, legs === 1 ? k : k >> 1, position.spec);
    }
  }
}
