import type { VenueChoice } from "../venue/mod.ts";
import type { EquityColumn } from "./equity_book.ts";
import type { ResultTable } from "./result_table.ts";

/** Columns of the orders, one row per order in the order of submission. */
export type OrderColumns = {
  /** Name of the order. */
  readonly clientOrderId: readonly string[];
  /** Order that it was split from; empty for none. */
  readonly parentId: readonly string[];
  /** Strategy. */
  readonly strategyId: readonly string[];
  /** Instrument. */
  readonly symbol: readonly string[];
  /** `buy` or `sell`. */
  readonly side: readonly string[];
  /** Kind. */
  readonly type: readonly string[];
  /** How long it works. */
  readonly timeInForce: readonly string[];
  /** State at the end of the run. */
  readonly status: readonly string[];
  /** Why it was denied, rejected, canceled or expired. */
  readonly reason: readonly string[];
  /** The client's time of the submission, microseconds since the epoch. */
  readonly time: Float64Array;
  /** Time of its last event, microseconds since the epoch. */
  readonly lastTime: Float64Array;
  /** Whole quantity, lots. */
  readonly quantityLots: Float64Array;
  /** Filled, lots. */
  readonly filledLots: Float64Array;
  /** Limit, ticks; `NaN` without one. */
  readonly priceTicks: Float64Array;
  /** Trigger, ticks; `NaN` without one. */
  readonly triggerTicks: Float64Array;
  /** Middle of the market that the client knew at the submission, quote units. */
  readonly arrivalPrice: Float64Array;
  /** Mean price of the fills, quote units; `NaN` before the first. */
  readonly averagePrice: Float64Array;
  /** Words of the strategy. */
  readonly tags: readonly string[];
};

/** Columns of the commands: what strategies and algorithms asked for, in order. */
export type CommandColumns = {
  /** The client's time, microseconds since the epoch. */
  readonly time: Float64Array;
  /** `submit`, `modify` or `cancel`. */
  readonly action: readonly string[];
  /** The order. */
  readonly clientOrderId: readonly string[];
  /** Instrument. */
  readonly symbol: readonly string[];
  /** `buy` or `sell`. */
  readonly side: readonly string[];
  /** Kind of the order. */
  readonly type: readonly string[];
  /** Whole quantity, lots; `NaN` where it is not asked for. */
  readonly quantityLots: Float64Array;
  /** Limit price, ticks; `NaN` where it is not asked for. */
  readonly priceTicks: Float64Array;
  /** Trigger price, ticks; `NaN` where it is not asked for. */
  readonly triggerTicks: Float64Array;
};

/** Columns of the triggers: every level that the trigger of an order was moved to, in order. */
export type TriggerColumns = {
  /** When it was moved, at the client or at the venue, where the order is held; microseconds since the epoch. */
  readonly time: Float64Array;
  /** The order. */
  readonly clientOrderId: readonly string[];
  /** Instrument. */
  readonly symbol: readonly string[];
  /** Kind of the order. */
  readonly type: readonly string[];
  /** Trigger price from then on, ticks. */
  readonly triggerTicks: Float64Array;
};

/** Columns of the fills, in the venue's order. */
export type FillColumns = {
  /** The venue's time, microseconds since the epoch. */
  readonly time: Float64Array;
  /** The venue's number. */
  readonly tradeId: Float64Array;
  /** The order. */
  readonly clientOrderId: readonly string[];
  /** Order that it was split from; empty for none. */
  readonly parentId: readonly string[];
  /** Strategy. */
  readonly strategyId: readonly string[];
  /** Instrument. */
  readonly symbol: readonly string[];
  /** `buy` or `sell`. */
  readonly side: readonly string[];
  /** `maker` or `taker`. */
  readonly liquidity: readonly string[];
  /** Price, ticks. */
  readonly priceTicks: Float64Array;
  /** Lots, above 0. */
  readonly quantityLots: Float64Array;
  /** Price, quote units. */
  readonly price: Float64Array;
  /** Base units, above 0 bought and below 0 sold. */
  readonly quantity: Float64Array;
  /** Fee, quote units; below 0 is a rebate. */
  readonly fee: Float64Array;
  /** Profit realised, quote units, before the fee. */
  readonly realized: Float64Array;
  /** Signed lots of the position after it. */
  readonly position: Float64Array;
  /** Wallet balance after it, quote units. */
  readonly balance: Float64Array;
  /** Middle of the market at the venue, quote units. */
  readonly midPrice: Float64Array;
  /** What the best price's distance from the middle earned, quote units; below 0 is paid. */
  readonly spread: Float64Array;
  /** What the fill's distance from the best price earned, quote units; below 0 is paid. */
  readonly slippage: Float64Array;
  /** What the market's move from the fill to the end of the run earned, quote units. */
  readonly alpha: Float64Array;
};

/** Columns of the positions: one row from flat to flat, of each strategy and instrument. */
export type PositionColumns = {
  /** Strategy. */
  readonly strategyId: readonly string[];
  /** Instrument. */
  readonly symbol: readonly string[];
  /** Leg of hedge mode; `both` in netting mode. */
  readonly positionSide: readonly string[];
  /** `long` or `short`. */
  readonly direction: readonly string[];
  /** The venue's time of the first fill, microseconds since the epoch. */
  readonly openTime: Float64Array;
  /** The venue's time of the last fill, microseconds since the epoch; `NaN` while it is open. */
  readonly closeTime: Float64Array;
  /** Largest size, lots. */
  readonly peakLots: Float64Array;
  /** Signed lots that are open at the end. */
  readonly openLots: Float64Array;
  /** Mean price of what opened it, quote units. */
  readonly entryPrice: Float64Array;
  /** Mean price of what closed it, quote units; `NaN` before that. */
  readonly exitPrice: Float64Array;
  /** Profit realised, quote units, before fees and funding. */
  readonly realized: Float64Array;
  /** Fees, quote units. */
  readonly fees: Float64Array;
  /** Number of fills. */
  readonly fills: Float64Array;
};

/** Columns of the liquidations: positions, and parts of them, that the venue closed, in order. */
export type LiquidationColumns = {
  /** The venue's time, microseconds since the epoch. */
  readonly time: Float64Array;
  /** Instrument. */
  readonly symbol: readonly string[];
  /** Leg of hedge mode; `both` in netting mode. */
  readonly positionSide: readonly string[];
  /** What was closed, lots: above 0 it was long, below 0 short. */
  readonly closedLots: Float64Array;
  /** What stays open, lots of the same sign. */
  readonly openLots: Float64Array;
  /** Mark price that it was closed at, quote units; the mid where there is no mark. */
  readonly price: Float64Array;
  /** Profit realised, quote units, before the fee. */
  readonly realized: Float64Array;
  /** Liquidation fee, quote units. */
  readonly fee: Float64Array;
  /** What the insurance fund added so that the wallet does not fall below zero, quote units. */
  readonly insurance: Float64Array;
  /** Wallet balance after it, quote units. */
  readonly balance: Float64Array;
};

/** Columns of the ledger, one row per entry. */
export type LedgerColumns = {
  /** Number of the booking; its entries add up to 0. */
  readonly booking: Float64Array;
  /** The venue's time, microseconds since the epoch. */
  readonly time: Float64Array;
  /** What was booked, in words; fills and liquidations are tables of their own. */
  readonly reference: readonly string[];
  /** Instrument; empty for the capital. */
  readonly symbol: readonly string[];
  /** Account. */
  readonly account: readonly string[];
  /** Exact money in units of 1e-8; above 0 is debited. */
  readonly money: readonly bigint[];
  /** The same in quote units. */
  readonly amount: Float64Array;
};

/** Columns of the equity, one row per time of the grid and one for the end. */
export type EquityColumns = { readonly [C in EquityColumn]: Float64Array };

/** What a backtest did. */
export type BacktestResult = {
  /** Every order. */
  readonly orders: ResultTable<OrderColumns>;
  /** Everything that was asked for. */
  readonly commands: ResultTable<CommandColumns>;
  /** Every level that a trigger was moved to, of trailing stops that the client holds too. */
  readonly triggers: ResultTable<TriggerColumns>;
  /** Every fill. */
  readonly fills: ResultTable<FillColumns>;
  /** Every position, or part of one, that the venue closed. */
  readonly liquidations: ResultTable<LiquidationColumns>;
  /** Every position from flat to flat. */
  readonly positions: ResultTable<PositionColumns>;
  /** Every entry of the double-entry ledger. */
  readonly ledger: ResultTable<LedgerColumns>;
  /**
   * Equity on a grid of time, idle times included, quote units: marked at the middle (`equity`),
   * its extremes since the row before at every record (`lowest`, `highest`), and its change since
   * the row before: `alpha + spread + slippage - fees + funding + insurance`.
   */
  readonly equity: ResultTable<EquityColumns>;
  /** What was decided where simulators differ: name, value, why. */
  readonly choices: readonly VenueChoice[];
  /** SHA-256 over orders, fills and ledger: equal runs have equal hashes. */
  readonly hash: string;
  /**
   * What was under way when the data ended, and did not happen: commands that had not reached
   * the venue, and answers of the venue that had not reached the client. Fills, positions and
   * ledger are the venue's, so that a fill that was not heard of is in them.
   */
  readonly underWay: { readonly commands: number; readonly answers: number };
  /** First time of the run, microseconds since the epoch. */
  readonly start: number;
  /** Last time of the run, microseconds since the epoch. */
  readonly end: number;
};
