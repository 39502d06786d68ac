import {
  type ContractSpec,
  type Fill,
  formatMoney,
  fromMoney,
  type FundingEvent,
  type LiquidationEvent,
} from "../venue/mod.ts";
import { GrowingColumn } from "../flow/growing_column.ts";
import type { Ledger } from "./ledger.ts";
import { LedgerError } from "./ledger_error.ts";

/**
 * Columns of the equity, one row per time of the grid.
 *
 * @example The parts of a change
 * ```ts
 * import assert from "node:assert/strict";
 * import { EQUITY_COLUMNS } from "volarb/engine";
 *
 * assert.ok(EQUITY_COLUMNS.includes("alpha"));
 * ```
 */
export const EQUITY_COLUMNS = [
  "time",
  "equity",
  "lowest",
  "highest",
  "wallet",
  "unrealized",
  "grossExposure",
  "netExposure",
  "alpha",
  "spread",
  "slippage",
  "fees",
  "funding",
  "insurance",
] as const;

/** Name of a column of the equity. */
export type EquityColumn = typeof EQUITY_COLUMNS[number];

/** Parts of a change of equity, in halves of a unit of money. */
type Parts = {
  alpha: bigint;
  spread: bigint;
  slippage: bigint;
  fees: bigint;
  funding: bigint;
  insurance: bigint;
};

/** What a fill cost against the middle of the market, in halves of a unit of money. */
export type FillCost = {
  /** Sum of bid and ask that it is measured against, ticks. */
  readonly twiceMid: number;
  /** What the distance of the best price from the middle earned; below 0 is paid. */
  readonly spread: bigint;
  /** What the distance of the fill from the best price earned; below 0 is paid. */
  readonly slippage: bigint;
};

/**
 * Equity at the exchange: marked at every quote, sampled on a grid of time that idle times
 * are part of, and its changes told apart.
 *
 * A position is marked at the middle of bid and ask, or at the last price of a contract
 * without quotes. Between two fills its value moves by lots times the change of the middle:
 * that is alpha. A fill adds what its price was worth against the middle: the best price's
 * distance is spread, the rest slippage. With fees, funding and insurance these are all of the
 * change, to the last unit; where they are not, the run stops.
 *
 * @see prop-attribution, eq-equity-parts
 */
export class EquityBook {
  /** Next time of the grid, microseconds. */
  nextSample: number;
  /** Samples. */
  readonly columns: { readonly [C in EquityColumn]: GrowingColumn };
  readonly #interval: number;
  readonly #ledger: Ledger;
  readonly #index: ReadonlyMap<string, number>;
  readonly #tickLot: readonly bigint[];
  /** Quote units of half a tick times a lot. */
  readonly #halfValue: Float64Array;
  readonly #bid: Float64Array;
  readonly #ask: Float64Array;
  /** Sum of bid and ask, or twice the last price. */
  readonly #twice: Float64Array;
  /** The same when alpha was taken up last. */
  readonly #twiceBefore: Float64Array;
  readonly #quoted: Uint8Array;
  readonly #lots: Float64Array;
  readonly #cost: bigint[];
  readonly #costNumber: Float64Array;
  #open: number[] = [];
  #wallet: number;
  #lowest: number;
  #highest: number;
  #equity: bigint;
  #parts: Parts = noParts();

  /** Starts flat at a time of the grid. */
  constructor(
    { specs, ledger, start, interval }: {
      readonly specs: readonly ContractSpec[];
      readonly ledger: Ledger;
      readonly start: number;
      readonly interval: number;
    },
  ) {
    this.#interval = interval;
    this.nextSample = Math.floor(start / interval) * interval;
    this.#ledger = ledger;
    this.#index = new Map(specs.map(({ symbol }, i) => [symbol, i]));
    this.#tickLot = specs.map(({ tickLotMoney }) => tickLotMoney);
    const zeros = () => new Float64Array(specs.length);
    this.#halfValue = zeros().map((_, i) => fromMoney(this.#tickLot[i]!) / 2);
    this.#bid = zeros().fill(NaN);
    this.#ask = zeros().fill(NaN);
    this.#twice = zeros().fill(NaN);
    this.#twiceBefore = zeros().fill(NaN);
    this.#quoted = new Uint8Array(specs.length);
    this.#lots = zeros();
    this.#cost = specs.map(() => 0n);
    this.#costNumber = zeros();
    this.#wallet = this.#lowest = this.#highest = fromMoney(ledger.wallet);
    this.#equity = 2n * ledger.wallet;
    this.columns = Object.fromEntries(
      EQUITY_COLUMNS.map((name) => [name, new GrowingColumn()]),
    ) as { [C in EquityColumn]: GrowingColumn };
  }

  /** Takes a quote, before the exchange does. */
  quote(i: number, time: number, bid: number, ask: number): void {
    if (time > this.nextSample) this.sampleBefore(time);
    this.#bid[i] = bid;
    this.#ask[i] = ask;
    const sum = bid + ask;
    if (sum !== sum) return;
    this.#twice[i] = sum;
    this.#quoted[i] = 1;
  }

  /** Takes the price of a trade or the close of a bar, which counts where there are no quotes. */
  last(i: number, time: number, ticks: number): void {
    if (time > this.nextSample) this.sampleBefore(time);
    if (this.#quoted[i] === 0) this.#twice[i] = 2 * ticks;
  }

  /** Notes the equity after a record of a contract. */
  marked(i: number): void {
    if (this.#lots[i] !== 0) this.#note();
  }

  /** Samples every time of the grid before a time. */
  sampleBefore(time: number): void {
    while (this.nextSample < time) this.#sample();
  }

  /** Samples every time of the grid up to the end, and the end itself. */
  finish(end: number): void {
    this.sampleBefore(end);
    this.nextSample = end;
    this.#sample();
  }

  /** Takes a fill that the ledger has booked. */
  fill(
    { symbol, side, price, quantity, commission, liquidity }: Fill,
  ): FillCost {
    const i = this.#index.get(symbol)!;
    if (this.#quoted[i] === 0 || this.#twice[i] !== this.#twice[i]) {
      this.#twice[i] = 2 * price;
    }
    this.#takeAlpha(i);
    const sign = side === "buy" ? 1 : -1;
    const twiceMid = this.#twice[i]!;
    const best = sign === 1 ? this.#ask[i]! : this.#bid[i]!;
    // A maker trades at a price of its own: all of its distance is spread.
    const touch = liquidity === "maker" || this.#quoted[i] === 0 ||
        best !== best || sign * (price - best) < 0
      ? price
      : best;
    const value = this.#tickLot[i]! * BigInt(quantity);
    const spread = BigInt(sign * (twiceMid - 2 * touch)) * value;
    const slippage = BigInt(2 * sign * (touch - price)) * value;
    this.#parts.spread += spread;
    this.#parts.slippage += slippage;
    this.#parts.fees += 2n * commission;
    this.#follow(i, symbol);
    return { twiceMid, spread, slippage };
  }

  /** Takes a funding payment that the ledger has booked. */
  fund({ amount }: FundingEvent): void {
    this.#parts.funding += 2n * amount;
    this.#wallet = fromMoney(this.#ledger.wallet);
    this.#note();
  }

  /** Takes a liquidation that the ledger has booked. */
  liquidate(event: LiquidationEvent): void {
    const { symbol, realized, fee, insurance } = event;
    const i = this.#index.get(symbol)!;
    const costBefore = this.#cost[i]!;
    this.#takeAlpha(i);
    const worth = BigInt(event.position * this.#twice[i]!) * this.#tickLot[i]!;
    this.#follow(i, symbol);
    const left = this.#cost[i]!;
    // The venue's price against the middle.
    this.#parts.slippage += 2n * (costBefore - left + realized) - worth;
    this.#parts.fees += 2n * fee;
    this.#parts.insurance += 2n * insurance;
    this.#note();
  }

  /** Price at which a contract is marked now, as a sum of bid and ask, ticks. */
  twiceMark(symbol: string): number {
    return this.#twice[this.#index.get(symbol)!]!;
  }

  /** Takes up what the position of a contract has gained since it was last looked at. */
  #takeAlpha(i: number): void {
    const twice = this.#twice[i]!;
    const lots = this.#lots[i]!;
    if (lots !== 0) {
      const moved = BigInt(lots * (twice - this.#twiceBefore[i]!));
      this.#parts.alpha += moved * this.#tickLot[i]!;
    }
    this.#twiceBefore[i] = twice;
  }

  /** Reads positions of a contract and the wallet after a booking. */
  #follow(i: number, symbol: string): void {
    const { lots, cost } = this.#ledger.net(symbol);
    this.#lots[i] = lots;
    this.#cost[i] = cost;
    this.#costNumber[i] = fromMoney(cost);
    this.#wallet = fromMoney(this.#ledger.wallet);
    // Legs that cancel have no lots and may still have a cost.
    this.#open = this.#cost.flatMap((c, k) =>
      c !== 0n || this.#lots[k] !== 0 ? [k] : []
    );
  }

  #note(): void {
    let equity = this.#wallet;
    const open = this.#open;
    for (let k = 0; k < open.length; k++) {
      const i = open[k]!;
      equity += this.#lots[i]! * this.#twice[i]! * this.#halfValue[i]! -
        this.#costNumber[i]!;
    }
    if (equity < this.#lowest) this.#lowest = equity;
    if (equity > this.#highest) this.#highest = equity;
  }

  #sample(): void {
    let unrealized = 0n;
    let gross = 0;
    let net = 0;
    for (const i of this.#open) {
      this.#takeAlpha(i);
      const lots = this.#lots[i]!;
      const worth = BigInt(lots * this.#twice[i]!) * this.#tickLot[i]!;
      unrealized += worth - 2n * this.#cost[i]!;
      const exposure = lots * this.#twice[i]! * this.#halfValue[i]!;
      net += exposure;
      gross += Math.abs(exposure);
    }
    const equity = 2n * this.#ledger.wallet + unrealized;
    this.#assertWhole(equity);
    const half = (money: bigint) => fromMoney(money) / 2;
    const value = half(equity);
    const { alpha, spread, slippage, fees, funding, insurance } = this.#parts;
    const row: Record<EquityColumn, number> = {
      time: this.nextSample,
      equity: value,
      lowest: Math.min(this.#lowest, value),
      highest: Math.max(this.#highest, value),
      wallet: fromMoney(this.#ledger.wallet),
      unrealized: half(unrealized),
      grossExposure: gross,
      netExposure: net,
      alpha: half(alpha),
      spread: half(spread),
      slippage: half(slippage),
      fees: half(fees),
      funding: half(funding),
      insurance: half(insurance),
    };
    for (const name of EQUITY_COLUMNS) this.columns[name].push(row[name]);
    this.#equity = equity;
    this.#parts = noParts();
    this.#lowest = this.#highest = value;
    this.nextSample += this.#interval;
  }

  /** Holds the parts to the change of the equity. */
  #assertWhole(equity: bigint): void {
    const { alpha, spread, slippage, fees, funding, insurance } = this.#parts;
    const sum = alpha + spread + slippage - fees + funding + insurance;
    if (equity - this.#equity === sum) return;
    throw new LedgerError(
      "alpha + spread + slippage - fees + funding + insurance must be the change of equity",
      {
        found: `${formatMoney(sum)} against ${
          formatMoney(equity - this.#equity)
        }, in halves,`,
        entries: this.#ledger.entries.slice(-6),
      },
    );
  }
}

function noParts(): Parts {
  return {
    alpha: 0n,
    spread: 0n,
    slippage: 0n,
    fees: 0n,
    funding: 0n,
    insurance: 0n,
  };
}
