import {
  type ContractSpec,
  type Fill,
  fromMoney,
  type FundingEvent,
  type LiquidationEvent,
  Position,
  type PositionSide,
  ticksOf,
} from "../venue/mod.ts";
import { liquidationShares } from "./liquidation_shares.ts";
import type { MarketCache } from "./market_cache.ts";
import { byCodeUnits } from "./market_source.ts";

/** What happened to a position of a strategy. */
export type PositionEvent = {
  /** Whether it was flat before, is flat now, or neither. */
  readonly type: "opened" | "changed" | "closed";
  /** Instrument. */
  readonly symbol: string;
  /** Leg of hedge mode; `both` in netting mode. */
  readonly positionSide: PositionSide;
  /** Whose it is. */
  readonly strategyId: string;
  /** The client's time, microseconds since the epoch. */
  readonly time: number;
  /** Signed lots after it. */
  readonly lots: number;
  /** Mean price of the open lots, ticks; `NaN` when flat. */
  readonly averagePrice: number;
  /** Profit realised so far, quote units, before fees. */
  readonly realized: number;
};

/** Price that a position is valued at, and where it is from. */
export type Valuation = {
  /** Ticks; `NaN` where nothing is known. */
  readonly ticks: number;
  /** Where the price is from. */
  readonly source: "mid" | "mark" | "trade" | "bar" | "nothing";
};

/** A strategy's share of a position. */
type Share = {
  readonly position: Position;
  readonly strategyId: string;
};

/**
 * What the client knows of its positions and its money: as of the answers that have reached it.
 *
 * In netting mode the venue has one position per contract; each strategy has its own share of
 * it here, which add up to the venue's.
 *
 * @example What a fill leaves, when the client hears of it
 * ```ts
 * import assert from "node:assert/strict";
 * import { Backtest, columnSource, type QuoteTick, simulatedColumns, Strategy } from "volarb/engine";
 * import { instrumentOn } from "volarb/market";
 * import { symbolParameters } from "volarb/simulate";
 * import { contractSpec, feeSchedule } from "volarb/venue";
 *
 * const heard: number[] = [];
 * class BuyOnce extends Strategy {
 *   override onStart() {
 *     this.subscribeQuotes("BTCUSDT");
 *   }
 *   override onQuoteTick({ symbol }: QuoteTick) {
 *     this.unsubscribe("quotes", symbol);
 *     this.submit(this.orders.market({ symbol, side: "buy", quantity: 100 }));
 *     assert.equal(this.portfolio.lots(symbol), 0);
 *   }
 *   override onPositionEvent() {
 *     heard.push(this.portfolio.lots("BTCUSDT"), this.portfolio.balance);
 *   }
 * }
 * const { columns } = simulatedColumns("BTCUSDT", {
 *   seed: 1,
 *   from: "2024-01-01",
 *   parameters: symbolParameters("BTCUSDT", { tradesPerDay: 1000 }),
 * });
 * const result = new Backtest({
 *   source: columnSource({ BTCUSDT: columns }),
 *   specs: [contractSpec(instrumentOn("BTCUSDT", "2024-01-01"))],
 *   strategies: [new BuyOnce("buyer")],
 *   balance: 10_000,
 *   fees: feeSchedule({ periods: [{ from: 0, maker: 0.0002, taker: 0.0005 }] }),
 * }).run();
 * const { fee } = result.fills.columns;
 * assert.deepEqual(heard, [100, 10_000 - fee[0]!]);
 * ```
 */
export class Portfolio {
  readonly #cache: MarketCache;
  readonly #specs = new Map<string, ContractSpec>();
  /** Shares of each symbol's position, in the order in which they were opened. */
  readonly #shares = new Map<string, Share[]>();
  /** The symbols in alphabetical order. */
  #symbols: readonly string[] = [];
  #balance: bigint;

  /**
   * Starts flat; the engine makes it.
   *
   * @param specs Rules of the contracts.
   * @param cache What is known of the market.
   * @param balance Money at the start.
   */
  constructor(
    specs: readonly ContractSpec[],
    cache: MarketCache,
    balance: bigint,
  ) {
    for (const spec of specs) this.#specs.set(spec.symbol, spec);
    this.#cache = cache;
    this.#balance = balance;
  }

  /** Wallet balance, quote units. */
  get balance(): number {
    return fromMoney(this.#balance);
  }

  /**
   * Signed lots of a contract.
   *
   * @param symbol The instrument.
   * @param of Whose, all strategies by default; which leg, their sum by default.
   * @returns Whole lots.
   */
  lots(
    symbol: string,
    of: {
      /** Whose. */
      readonly strategyId?: string;
      /** Which leg. */
      readonly positionSide?: PositionSide;
    } = {},
  ): number {
    let sum = 0;
    for (const { position } of this.#of(symbol, of)) sum += position.lots;
    return sum;
  }

  /**
   * Profit of a contract that is not realised, at the price that the client would value it at.
   *
   * @param symbol The instrument.
   * @param strategyId Whose; all strategies by default.
   * @returns Quote units; `NaN` if there is a position and no price.
   */
  unrealized(symbol: string, strategyId?: string): number {
    const { ticks } = this.valuation(symbol);
    let sum = 0;
    const whose = strategyId === undefined ? {} : { strategyId };
    for (const { position } of this.#of(symbol, whose)) {
      sum += position.unrealized(ticks);
    }
    return sum;
  }

  /**
   * Profit of a contract that is realised, before fees and funding.
   *
   * @param symbol The instrument.
   * @param strategyId Whose; all strategies by default.
   * @returns Quote units.
   */
  realized(symbol: string, strategyId?: string): number {
    let sum = 0n;
    const whose = strategyId === undefined ? {} : { strategyId };
    for (const { position } of this.#of(symbol, whose)) {
      sum += position.realized;
    }
    return fromMoney(sum);
  }

  /** Balance and unrealised profit, quote units; `NaN` if an open position has no price. */
  get equity(): number {
    let sum = this.balance;
    for (const symbol of this.#symbols) sum += this.unrealized(symbol);
    return sum;
  }

  /** Sum of the signed values of all positions, quote units. */
  get netExposure(): number {
    return this.symbols.reduce((sum, symbol) => sum + this.exposure(symbol), 0);
  }

  /** Sum of the sizes of the values of all positions, quote units. */
  get grossExposure(): number {
    return this.symbols
      .reduce((sum, symbol) => sum + Math.abs(this.exposure(symbol)), 0);
  }

  /** Symbols that were ever traded, in alphabetical order. */
  get symbols(): string[] {
    return [...this.#symbols];
  }

  /**
   * Signed value of the position of a contract.
   *
   * @param symbol The instrument.
   * @returns Quote units; 0 when flat, `NaN` without a price.
   */
  exposure(symbol: string): number {
    const lots = this.lots(symbol);
    if (lots === 0) return 0;
    const { tickLotMoney } = this.#specs.get(symbol)!;
    return lots * this.valuation(symbol).ticks * fromMoney(tickLotMoney);
  }

  /**
   * The price at which the client values a contract: the middle of its last quote, else the last
   * mark price, trade or bar that it subscribed to.
   *
   * @param symbol The instrument.
   * @returns The price in ticks, and its source.
   */
  valuation(symbol: string): Valuation {
    const quote = this.#cache.quote(symbol);
    const mid = quote && (quote.bidTicks + quote.askTicks) / 2;
    if (mid !== undefined && mid === mid) return { ticks: mid, source: "mid" };
    const mark = this.#cache.markPrice(symbol);
    if (mark) {
      const ticks = ticksOf(this.#specs.get(symbol)!, mark.price);
      return { ticks, source: "mark" };
    }
    const trade = this.#cache.trade(symbol);
    if (trade) return { ticks: trade.ticks, source: "trade" };
    const bar = this.#cache.bar(symbol);
    if (bar) return { ticks: bar.closeTicks, source: "bar" };
    return { ticks: NaN, source: "nothing" };
  }

  /**
   * Takes a fill that has reached the client; the engine does.
   *
   * @param fill The fill.
   * @param strategyId Whose order it was.
   * @param time The client's time.
   * @returns What happened to the strategy's position.
   */
  fill(fill: Fill, strategyId: string, time: number): PositionEvent {
    const { symbol, positionSide, price, quantity, side } = fill;
    const position = this.#position(symbol, positionSide, strategyId);
    const before = position.lots;
    position.trade(side === "buy" ? quantity : -quantity, price);
    this.#balance = fill.balance;
    return eventOf(position, strategyId, { before, time });
  }

  /**
   * Takes a funding payment that has reached the client; the engine does.
   *
   * @param event The payment.
   */
  fund(event: FundingEvent): void {
    this.#balance = event.balance;
  }

  /**
   * Takes a liquidation that has reached the client; the engine does. Every strategy's share of
   * the position loses what the position lost of it, at the venue's price.
   *
   * @param event The liquidation.
   * @param time The client's time.
   * @returns What happened to the strategies' positions, in the order of their ids.
   */
  liquidate(event: LiquidationEvent, time: number): PositionEvent[] {
    const { symbol, positionSide, balance } = event;
    this.#balance = balance;
    const shares = this.#of(symbol, { positionSide })
      .filter(({ position }) => position.lots !== 0)
      .sort((a, b) => byCodeUnits(a.strategyId, b.strategyId));
    const closed = liquidationShares(
      shares.map(({ position }) => position.lots),
      event,
    );
    return shares.flatMap(({ position, strategyId }, k) => {
      const { lots, notional } = closed[k]!;
      if (lots === 0) return [];
      const before = position.lots;
      position.close(Math.abs(lots), notional);
      return [eventOf(position, strategyId, { before, time })];
    });
  }

  #position(
    symbol: string,
    side: PositionSide,
    strategyId: string,
  ): Position {
    let shares = this.#shares.get(symbol);
    if (shares === undefined) {
      this.#shares.set(symbol, shares = []);
      this.#symbols = [...this.#shares.keys()].sort(byCodeUnits);
    }
    const known = shares.find((share) =>
      share.strategyId === strategyId && share.position.side === side
    );
    if (known !== undefined) return known.position;
    const position = new Position(this.#specs.get(symbol)!, side);
    shares.push({ position, strategyId });
    return position;
  }

  #of(
    symbol: string,
    { strategyId, positionSide }: {
      readonly strategyId?: string;
      readonly positionSide?: PositionSide;
    },
  ): Share[] {
    const shares = this.#shares.get(symbol) ?? NO_SHARES;
    if (strategyId === undefined && positionSide === undefined) return shares;
    return shares.filter((share) =>
      (strategyId === undefined || share.strategyId === strategyId) &&
      (positionSide === undefined || share.position.side === positionSide)
    );
  }
}

const NO_SHARES: Share[] = [];

function eventOf(
  { spec, side, lots, averagePrice, realized }: Position,
  strategyId: string,
  { before, time }: { readonly before: number; readonly time: number },
): PositionEvent {
  return {
    type: lots === 0 ? "closed" : before === 0 ? "opened" : "changed",
    symbol: spec.symbol,
    positionSide: side,
    strategyId,
    time,
    lots,
    averagePrice,
    realized: fromMoney(realized),
  };
}
