import type {
  ContractSpec,
  Fill,
  FilledOrderEvent,
  LiquidationEvent,
  Order,
} from "../venue/mod.ts";
import { fromMoney } from "../venue/mod.ts";
import type {
  CommandColumns,
  EquityColumns,
  FillColumns,
  LedgerColumns,
  LiquidationColumns,
  OrderColumns,
  PositionColumns,
} from "./backtest_result.ts";
import {
  EQUITY_COLUMNS,
  type EquityBook,
  type FillCost,
} from "./equity_book.ts";
import type { Grid } from "./grid.ts";
import type { LedgerEntry } from "./ledger_error.ts";
import type { CommandRecord, OrderRecord } from "./order_desk.ts";
import { positionEpisodes, type TradeRecord } from "./position_episodes.ts";
import { ResultTable } from "./result_table.ts";

/** A fill with what it cost. */
export type FillRecord = {
  readonly event: FilledOrderEvent;
  readonly order: Order;
  readonly cost: FillCost;
};

/** The orders as a table. */
export function orderTable(
  records: readonly OrderRecord[],
  grids: ReadonlyMap<string, Grid>,
): ResultTable<OrderColumns> {
  const texts = (of: (record: OrderRecord) => string) => records.map(of);
  const numbers = (of: (record: OrderRecord) => number) =>
    Float64Array.from(records, of);
  const price = ({ order }: OrderRecord, ticks: number) =>
    grids.get(order.symbol)?.price(ticks) ?? NaN;
  return new ResultTable({
    clientOrderId: texts(({ order }) => order.clientOrderId),
    parentId: texts(({ order }) => order.parentId ?? ""),
    strategyId: texts(({ order }) => order.strategyId),
    symbol: texts(({ order }) => order.symbol),
    side: texts(({ order }) => order.side),
    type: texts(({ order }) => order.type),
    timeInForce: texts(({ order }) => order.timeInForce),
    status: texts(({ order }) => order.status),
    reason: texts(({ reason }) => reason),
    time: numbers(({ time }) => time),
    lastTime: numbers(({ order }) => order.lastTime),
    quantityLots: numbers(({ order }) => order.quantity),
    filledLots: numbers(({ order }) => order.filledQuantity),
    priceTicks: numbers(({ order }) => order.price),
    triggerTicks: numbers(({ order }) => order.triggerPrice),
    arrivalPrice: numbers((record) => price(record, record.arrivalTicks)),
    averagePrice: numbers((record) => price(record, record.order.averagePrice)),
    tags: texts(({ order }) => order.tags.join(" ")),
  });
}

/** The commands as a table. */
export function commandTable(
  records: readonly CommandRecord[],
): ResultTable<CommandColumns> {
  const texts = (of: (record: CommandRecord) => string) => records.map(of);
  const numbers = (of: (record: CommandRecord) => number) =>
    Float64Array.from(records, of);
  return new ResultTable({
    time: numbers(({ time }) => time),
    action: texts(({ action }) => action),
    clientOrderId: texts(({ order }) => order.clientOrderId),
    symbol: texts(({ order }) => order.symbol),
    side: texts(({ order }) => order.side),
    type: texts(({ order }) => order.type),
    quantityLots: numbers(({ quantity }) => quantity),
    priceTicks: numbers(({ price }) => price),
    triggerTicks: numbers(({ triggerPrice }) => triggerPrice),
  });
}

/** The fills as a table. */
export function fillTable(
  records: readonly FillRecord[],
  grids: ReadonlyMap<string, Grid>,
  equity: EquityBook,
): ResultTable<FillColumns> {
  const texts = (of: (record: FillRecord) => string) => records.map(of);
  const numbers = (of: (fill: Fill, record: FillRecord) => number) =>
    Float64Array.from(records, (record) => of(record.event.fill, record));
  const grid = ({ symbol }: Fill) => grids.get(symbol)!;
  const half = (money: bigint) => fromMoney(money) / 2;
  const signed = ({ side, quantity }: Fill) =>
    side === "buy" ? quantity : -quantity;
  return new ResultTable({
    time: Float64Array.from(records, ({ event }) => event.time),
    tradeId: numbers(({ tradeId }) => tradeId),
    clientOrderId: texts(({ order }) => order.clientOrderId),
    parentId: texts(({ order }) => order.parentId ?? ""),
    strategyId: texts(({ order }) => order.strategyId),
    symbol: texts(({ order }) => order.symbol),
    side: texts(({ order }) => order.side),
    liquidity: texts(({ event }) => event.fill.liquidity),
    priceTicks: numbers(({ price }) => price),
    quantityLots: numbers(({ quantity }) => quantity),
    price: numbers((fill) => grid(fill).price(fill.price)),
    quantity: numbers((fill) => grid(fill).quantity(signed(fill))),
    fee: numbers(({ commission }) => fromMoney(commission)),
    realized: numbers(({ realized }) => fromMoney(realized)),
    position: numbers(({ position }) => position),
    balance: numbers(({ balance }) => fromMoney(balance)),
    midPrice: numbers((fill, { cost }) => grid(fill).price(cost.twiceMid / 2)),
    spread: numbers((_, { cost }) => half(cost.spread)),
    slippage: numbers((_, { cost }) => half(cost.slippage)),
    alpha: numbers((fill, { cost }) => {
      const moved = equity.twiceMark(fill.symbol) - cost.twiceMid;
      // Nothing is 0, sold or bought.
      return grid(fill).value(signed(fill) * moved) / 2 + 0;
    }),
  });
}

/** The liquidations as a table. */
export function liquidationTable(
  trades: readonly TradeRecord[],
): ResultTable<LiquidationColumns> {
  const events = trades.flatMap((trade) =>
    trade.type === "liquidation" ? [trade.event] : []
  );
  const numbers = (of: (event: LiquidationEvent) => number) =>
    Float64Array.from(events, of);
  return new ResultTable({
    time: numbers(({ time }) => time),
    symbol: events.map(({ symbol }) => symbol),
    positionSide: events.map(({ positionSide }) => positionSide),
    closedLots: numbers(({ position }) => position),
    openLots: numbers(({ left }) => left),
    price: numbers(({ price }) => price),
    realized: numbers(({ realized }) => fromMoney(realized)),
    fee: numbers(({ fee }) => fromMoney(fee)),
    insurance: numbers(({ insurance }) => fromMoney(insurance)),
    balance: numbers(({ balance }) => fromMoney(balance)),
  });
}

/** The positions as a table. */
export function positionTable(
  trades: readonly TradeRecord[],
  specs: readonly ContractSpec[],
): ResultTable<PositionColumns> {
  const episodes = positionEpisodes(trades, specs);
  const texts = (of: (episode: typeof episodes[number]) => string) =>
    episodes.map(of);
  const numbers = (of: (episode: typeof episodes[number]) => number) =>
    Float64Array.from(episodes, of);
  return new ResultTable({
    strategyId: texts(({ strategyId }) => strategyId),
    symbol: texts(({ symbol }) => symbol),
    positionSide: texts(({ positionSide }) => positionSide),
    direction: texts(({ sign }) => sign === 1 ? "long" : "short"),
    openTime: numbers(({ openTime }) => openTime),
    closeTime: numbers(({ closeTime }) => closeTime),
    peakLots: numbers(({ peakLots }) => peakLots),
    openLots: numbers(({ lots }) => lots),
    entryPrice: numbers(({ entryPrice }) => entryPrice),
    exitPrice: numbers(({ exitPrice }) => exitPrice),
    realized: numbers(({ realized }) => realized),
    fees: numbers(({ fees }) => fees),
    fills: numbers(({ fills }) => fills),
  });
}

/** The ledger as a table. */
export function ledgerTable(
  entries: readonly LedgerEntry[],
): ResultTable<LedgerColumns> {
  return new ResultTable({
    booking: Float64Array.from(entries, ({ booking }) => booking),
    time: Float64Array.from(entries, ({ time }) => time),
    reference: entries.map(({ reference }) => reference),
    symbol: entries.map(({ symbol }) => symbol),
    account: entries.map(({ account }) => account),
    money: entries.map(({ amount }) => amount),
    amount: Float64Array.from(entries, ({ amount }) => fromMoney(amount)),
  });
}

/** The equity as a table. */
export function equityTable(equity: EquityBook): ResultTable<EquityColumns> {
  return new ResultTable(
    Object.fromEntries(
      EQUITY_COLUMNS.map((name) => [name, equity.columns[name].toColumn()]),
    ) as unknown as EquityColumns,
  );
}
