import type { BacktestResult } from "../engine/mod.ts";
import { CLOSED_STATUSES, type OrderStatus } from "../venue/mod.ts";

/** A stop's level from a time on. */
type Level = {
  readonly time: number;
  readonly id: string;
  readonly level: number;
};

/**
 * Where the stop of an instrument stood: sent to the venue or held by the order emulator, moved by its owner or trailing.
 *
 * A stop counts from when it is sent, or from its first level where it trails, to when its order ends; of more than one the last that was
 * sent or moved counts.
 *
 * @param result What a backtest did.
 * @param symbol The instrument.
 * @returns Times at which the level changed, never falling, and the level from then on, quote units, `NaN` without a stop; empty
 *   where no stop was sent or nothing was filled.
 */
export function stopLevels(
  { commands, triggers, orders, fills }: BacktestResult,
  symbol: string,
): { time: Float64Array; values: Float64Array } {
  const fill = fills.columns.symbol.indexOf(symbol);
  const tick = fill < 0
    ? NaN
    : fills.columns.price[fill]! / fills.columns.priceTicks[fill]!;
  const ends = new Map<string, number>();
  orders.columns.clientOrderId.forEach((id, i) => {
    if (CLOSED_STATUSES.includes(orders.columns.status[i] as OrderStatus)) {
      ends.set(id, orders.columns.lastTime[i]!);
    }
  });
  const isSubmit = (row: number) => commands.columns.action[row] === "submit";
  const set = [
    ...levelsOf(commands.columns, { symbol, tick, counts: isSubmit }),
    ...levelsOf(triggers.columns, { symbol, tick, counts: () => true }),
  ].sort((a, b) => a.time - b.time);
  const changes: { time: number; level: number }[] = [];
  set.forEach((change, k) => {
    changes.push(change);
    const end = ends.get(change.id) ?? Infinity;
    const next = set[k + 1]?.time ?? Infinity;
    if (end < next) {
      changes.push({ time: Math.max(end, change.time), level: NaN });
    }
  });
  return {
    time: Float64Array.from(changes, (change) => change.time),
    values: Float64Array.from(changes, (change) => change.level),
  };
}

/** Levels of the stops of a symbol in a table; rows without one are left out. */
function levelsOf(
  { time, triggerTicks, type, symbol: symbols, clientOrderId }: {
    readonly time: Float64Array;
    readonly triggerTicks: Float64Array;
    readonly type: readonly string[];
    readonly symbol: readonly string[];
    readonly clientOrderId: readonly string[];
  },
  { symbol, tick, counts }: {
    readonly symbol: string;
    readonly tick: number;
    readonly counts: (row: number) => boolean;
  },
): Level[] {
  const levels: Level[] = [];
  symbols.forEach((of, i) => {
    if (of !== symbol || !/stop/i.test(type[i]!) || !counts(i)) return;
    const level = Math.round(triggerTicks[i]! * tick * 1e8) / 1e8;
    if (Number.isNaN(level)) return;
    levels.push({ time: time[i]!, id: clientOrderId[i]!, level });
  });
  return levels;
}
