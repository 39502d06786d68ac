import { Random } from "volarb/random";
import type { Quotes, Trades } from "volarb/flow";

/** Trades of whole lots with persistent sides, some at one time, some large. */
export function randomTrades(n: number, seed: number): Trades {
  const random = new Random(seed);
  const time = new Float64Array(n);
  const price = new Float64Array(n);
  const quantity = new Float64Array(n);
  const isBuyerMaker = new Uint8Array(n);
  let t = 1_700_000_000_000_000;
  let tick = 30_000;
  let side = 0;
  for (let i = 0; i < n; i++) {
    if (random.uniform() < 0.7) t += random.integer(400_000);
    if (random.uniform() < 0.3) side = 1 - side;
    tick += side === 0 ? random.integer(2) : -random.integer(2);
    time[i] = t;
    price[i] = tick / 10;
    quantity[i] = random.uniform() < 0.02
      ? 100 + random.integer(900)
      : random.integer(30);
    isBuyerMaker[i] = side;
  }
  return { time, price, quantity, isBuyerMaker };
}

/** Quotes that mostly change in size, sometimes in price, by whole ticks. */
export function randomQuotes(n: number, seed: number): Quotes {
  const random = new Random(seed);
  const time = new Float64Array(n);
  const bidPrice = new Float64Array(n);
  const bidQuantity = new Float64Array(n);
  const askPrice = new Float64Array(n);
  const askQuantity = new Float64Array(n);
  let t = 1_700_000_000_000_000;
  let bid = 30_000;
  let ask = 30_001;
  let bidSize = 50;
  let askSize = 50;
  for (let i = 0; i < n; i++) {
    if (random.uniform() < 0.7) t += random.integer(50_000);
    const what = random.uniform();
    if (what < 0.05) bid += random.integer(2) === 0 ? 1 : -1;
    else if (what < 0.1) ask += random.integer(2) === 0 ? 1 : -1;
    else if (what < 0.55) bidSize = random.integer(100);
    else askSize = random.integer(100);
    if (bid >= ask) ask = bid + 1;
    if (ask > bid + 4) ask = bid + 4;
    time[i] = t;
    bidPrice[i] = bid / 10;
    bidQuantity[i] = bidSize;
    askPrice[i] = ask / 10;
    askQuantity[i] = askSize;
  }
  return { time, bidPrice, bidQuantity, askPrice, askQuantity };
}

/** The first `n` rows of every column. */
export function head<T extends { readonly [name: string]: unknown }>(
  columns: T,
  n: number,
): T {
  return Object.fromEntries(
    Object.entries(columns).map(([name, column]) => [
      name,
      (column as Float64Array).slice(0, n),
    ]),
  ) as T;
}

/** Row numbers `0 .. n-1`, to stand for columns in assertCausal(). */
export function rowNumbers(n: number): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => i);
}

/** The latest of sparse values as of each of `n` rows; `NaN` before the first. */
export function asOfRow(
  value: Float64Array,
  row: Int32Array,
  n: number,
): Float64Array {
  const held = new Float64Array(n).fill(NaN);
  for (let k = 0, i = 0, last = NaN; i < n; i++) {
    for (; k < row.length && row[k]! <= i; k++) last = value[k]!;
    held[i] = last;
  }
  return held;
}

/** A copy through the text of JSON, as a saved state is. */
export function throughJson<T>(value: { toJSON(): T }): T {
  return JSON.parse(JSON.stringify(value));
}
