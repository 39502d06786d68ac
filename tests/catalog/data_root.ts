import { dirname } from "node:path";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";

/** A temporary folder with `data` and `catalog` in it, removed by `using`. */
export class DataRoot implements Disposable {
  readonly folder: string = mkdtempSync(`${tmpdir()}/volarb-catalog-`);
  readonly data: string = `${this.folder}/raw`;
  readonly catalog: string = `${this.folder}/catalog`;

  constructor() {
    mkdirSync(this.data);
  }

  /** Writes a file below `data/futures` and gives its path. */
  write(path: string, text: string | Uint8Array): string {
    const whole = `${this.data}/futures/${path}`;
    mkdirSync(dirname(whole), { recursive: true });
    writeFileSync(whole, text);
    return whole;
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Milliseconds of midnight, UTC. */
export function midnight(date: string): number {
  return Date.parse(`${date}T00:00:00Z`);
}

/** Numbers from 0 to 1 that are the same in every run. */
export function* numbers(seed: number): Generator<number, never> {
  for (let state = seed >>> 0;;) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state / 2 ** 32;
  }
}

export const AGG_TRADES_HEADER =
  "agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker";

/** Lines of aggregate trades over a day, in order. */
export function aggTrades(
  date: string,
  rows: number,
  { seed = 1, firstId = 1e9, tick = 1 } = {},
): string[] {
  const random = numbers(seed);
  const next = () => random.next().value;
  const day = midnight(date);
  let price = 281_451;
  let trade = 5e9;
  return Array.from({ length: rows }, (_, i) => {
    price += Math.floor(next() * 3) - 1;
    const count = 1 + Math.floor(next() ** 8 * 40);
    const lots = 1 + Math.floor(next() ** 4 * 5000);
    const time = day + Math.floor(i * 86_400_000 / rows + next() * 2);
    const line = [
      firstId + i,
      (price / 10 ** tick).toFixed(tick),
      (lots / 1000).toFixed(3),
      trade,
      trade + count - 1,
      time,
      next() < 0.5,
    ].join(",");
    trade += count;
    return line;
  });
}

/** Lines of one-minute bars in the 12-column dialect, in order. */
export function klines(date: string, rows = 1440, seed = 1): string[] {
  const random = numbers(seed);
  const next = () => random.next().value;
  const day = midnight(date);
  let price = 94_270.5;
  return Array.from({ length: rows }, (_, i) => {
    const open = price;
    price += Math.round((next() - 0.5) * 400) / 10;
    const high = Math.max(open, price) + Math.round(next() * 50) / 10;
    const low = Math.min(open, price) - Math.round(next() * 50) / 10;
    const volume = (next() * 90).toFixed(3);
    const quote = (Number(volume) * price).toFixed(5);
    const time = day + i * 60_000;
    return [
      time,
      open.toFixed(1),
      high.toFixed(1),
      low.toFixed(1),
      price.toFixed(1),
      volume,
      time + 59_999,
      quote,
      Math.floor(next() * 4000),
      (Number(volume) / 2).toFixed(3),
      (Number(quote) / 2).toFixed(5),
      0,
    ].join(",");
  });
}

/** A file's text: a header where one is given, and its lines. */
export function csv(lines: readonly string[], header?: string): string {
  return [...(header === undefined ? [] : [header]), ...lines, ""].join("\n");
}
