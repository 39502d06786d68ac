import {
  type ContractSpec,
  type Fill,
  fromMoney,
  type LiquidationEvent,
  Position,
  ticksOf,
} from "../venue/mod.ts";
import { Grid } from "./grid.ts";
import { liquidationShares } from "./liquidation_shares.ts";
import { byCodeUnits } from "./market_source.ts";

/** A fill or a liquidation, in the venue's order. */
export type TradeRecord =
  | {
    readonly type: "fill";
    readonly time: number;
    readonly fill: Fill;
    readonly strategyId: string;
  }
  | { readonly type: "liquidation"; readonly event: LiquidationEvent };

/** A position from flat to flat. */
export type PositionEpisode = {
  readonly strategyId: string;
  readonly symbol: string;
  readonly positionSide: string;
  readonly sign: 1 | -1;
  readonly openTime: number;
  closeTime: number;
  peakLots: number;
  lots: number;
  entryPrice: number;
  exitPrice: number;
  realized: number;
  fees: number;
  fills: number;
};

/** What an episode gathers while it is open. */
type Open = {
  readonly episode: PositionEpisode;
  readonly position: Position;
  readonly grid: Grid;
  entryTicks: number;
  entryLots: number;
  exitTicks: number;
  exitLots: number;
};

/** Cuts the trades of each strategy and instrument into positions from flat to flat. */
export function positionEpisodes(
  trades: readonly TradeRecord[],
  specs: readonly ContractSpec[],
): PositionEpisode[] {
  const episodes: PositionEpisode[] = [];
  const open = new Map<string, Open>();
  const rules = new Map(specs.map((spec) => [spec.symbol, spec]));
  for (const trade of trades) {
    if (trade.type === "liquidation") {
      liquidate(open, trade.event);
      continue;
    }
    const { fill, strategyId, time } = trade;
    const { symbol, positionSide, quantity, price, commission } = fill;
    const key = `${strategyId}/${symbol}/${positionSide}`;
    const sign = fill.side === "buy" ? 1 : -1;
    let left = quantity;
    while (left > 0) {
      let at = open.get(key);
      if (at === undefined) {
        at = begin(rules.get(symbol)!, {
          strategyId,
          positionSide,
          sign,
          time,
        });
        open.set(key, at);
        episodes.push(at.episode);
      }
      const closing = at.episode.sign !== sign;
      const lots = closing ? Math.min(left, Math.abs(at.position.lots)) : left;
      const fee = fromMoney(commission) * lots / quantity;
      take(at, { lots, price, fee, sign, closing });
      left -= lots;
      if (at.position.lots !== 0) continue;
      at.episode.closeTime = time;
      open.delete(key);
    }
  }
  return episodes;
}

function begin(
  spec: ContractSpec,
  { strategyId, positionSide, sign, time }: {
    readonly strategyId: string;
    readonly positionSide: "both" | "long" | "short";
    readonly sign: 1 | -1;
    readonly time: number;
  },
): Open {
  return {
    position: new Position(spec, positionSide),
    grid: new Grid(spec),
    entryTicks: 0,
    entryLots: 0,
    exitTicks: 0,
    exitLots: 0,
    episode: {
      strategyId,
      positionSide,
      sign,
      symbol: spec.symbol,
      openTime: time,
      closeTime: NaN,
      peakLots: 0,
      lots: 0,
      entryPrice: NaN,
      exitPrice: NaN,
      realized: 0,
      fees: 0,
      fills: 0,
    },
  };
}

function take(
  at: Open,
  { lots, price, fee, sign, closing }: {
    readonly lots: number;
    readonly price: number;
    readonly fee: number;
    readonly sign: 1 | -1;
    readonly closing: boolean;
  },
): void {
  const { episode, position, grid } = at;
  position.trade(sign * lots, price);
  if (closing) {
    at.exitTicks += lots * price;
    at.exitLots += lots;
    episode.exitPrice = grid.price(at.exitTicks / at.exitLots);
  } else {
    at.entryTicks += lots * price;
    at.entryLots += lots;
    episode.entryPrice = grid.price(at.entryTicks / at.entryLots);
  }
  episode.lots = position.lots;
  episode.peakLots = Math.max(episode.peakLots, Math.abs(position.lots));
  episode.realized = fromMoney(position.realized);
  episode.fees += fee;
  episode.fills++;
}

/** The venue closes all shares of a position, or a part of each, at its own price. */
function liquidate(open: Map<string, Open>, event: LiquidationEvent): void {
  const { symbol, positionSide, time } = event;
  const shares = [...open]
    .filter(([, { episode }]) =>
      episode.symbol === symbol && episode.positionSide === positionSide
    )
    .sort(([, a], [, b]) =>
      byCodeUnits(a.episode.strategyId, b.episode.strategyId)
    );
  const closed = liquidationShares(
    shares.map(([, { position }]) => position.lots),
    event,
  );
  shares.forEach(([key, at], k) => {
    const { episode, position, grid } = at;
    const { lots, notional, fee } = closed[k]!;
    if (lots === 0) return;
    const size = Math.abs(lots);
    position.close(size, notional);
    at.exitTicks += size * ticksOf(position.spec, event.price);
    at.exitLots += size;
    episode.realized = fromMoney(position.realized);
    episode.exitPrice = grid.price(at.exitTicks / at.exitLots);
    episode.fees += fromMoney(fee);
    episode.lots = position.lots;
    if (position.lots !== 0) return;
    episode.closeTime = time;
    open.delete(key);
  });
}
