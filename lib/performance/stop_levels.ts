import type { BacktestResult } from "../engine/mod.ts";
import { CLOSED_STATUSES, type OrderStatus } from "../venue/mod.ts";

/**
 * Where the stop of an instrument stood, as far as it was commanded.
 *
 * A stop counts from when it is sent or moved to when its order ends; of more than one the last that was sent or moved counts.
 *
 * @param result What a backtest did.
 * @param symbol The instrument.
 * @returns Times at which the level changed, never falling, and the level from then on, quote units, `NaN` without a stop; empty
 *   where no stop was sent or nothing was filled.
 */
export function stopLevels(
  { commands, orders, fills }: BacktestResult,
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
  const { time, triggerTicks, type, clientOrderId } = commands.columns;
  const set: { time: number; id: string; level: number }[] = [];
  commands.columns.symbol.forEach((of, i) => {
    if (of !== symbol || !/stop/i.test(type[i]!)) return;
    const level = Math.round(triggerTicks[i]! * tick * 1e8) / 1e8;
    if (Number.isNaN(level)) return;
    set.push({ time: time[i]!, id: clientOrderId[i]!, level });
  });
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
