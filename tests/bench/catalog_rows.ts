import * as fs from "node:fs";
import { Random } from "volarb/random";

/** Text kept until it is written. */
const BLOCK = 1 << 20;

/** Share of the rows that have the millisecond of the row before. */
const TOGETHER = 0.5;

/** The day that the rows are of. */
export const DATE = "2024-01-01";

/**
 * Writes a day of quotes with the habits of the venue's files: half of them share
 * the millisecond of the one before, one side changes at a time, a queue changes by
 * an order, few quotes move the price, both clocks go on. The columns take about
 * as many bytes a row as those of the venue's BTCUSDT files of 2024.
 *
 * @param path The file.
 * @param rows Number of quotes.
 * @param seed The same seed gives the same bytes.
 */
export function writeQuotes(path: string, rows: number, seed: number): void {
  const random = new Random(seed);
  using file = new TextFile(path);
  file.write(
    "update_id,best_bid_price,best_bid_qty,best_ask_price,best_ask_qty,transaction_time,event_time\n",
  );
  const spacing = 86_390_000 / rows / (1 - TOGETHER);
  let update = 3_769_461_242_726;
  let bid = 423_140;
  let bidLots = queue(random);
  let askLots = queue(random);
  let clock = Date.parse(`${DATE}T00:00:00Z`);
  let sent = clock;
  for (let i = 0; i < rows; i++) {
    update += 1 + Math.floor(150 * random.exponential() ** 2);
    if (random.uniform() > TOGETHER) {
      clock += spacing * random.exponential() * 0.999;
    }
    const time = Math.floor(clock);
    sent = Math.max(sent, time + Math.floor(random.exponential() / 3));
    const draw = random.uniform();
    if (draw < 0.03) {
      bid += draw < 0.015 ? 1 : -1;
      bidLots = queue(random);
      askLots = queue(random);
    } else if (draw < 0.52) bidLots = changed(bidLots, random);
    else askLots = changed(askLots, random);
    file.write(
      `${update},${price(bid)},${quantity(bidLots)},${price(bid + 1)},${
        quantity(askLots)
      },${time},${sent}\n`,
    );
  }
}

/** Lots at a price that the market has just come to. */
function queue(random: Random): number {
  return 1 + Math.floor(8000 * random.exponential());
}

/** Lots after an order has come, gone or been filled. */
function changed(queued: number, random: Random): number {
  const order = lots(random);
  return random.uniform() < 0.5 || order >= queued
    ? queued + order
    : queued - order;
}

/**
 * Writes a day of aggregate trades of the venue's size and habits: runs of one
 * side, most of one fill, prices on the two sides of the spread.
 *
 * @param path The file.
 * @param rows Number of trades.
 * @param seed The same seed gives the same bytes.
 */
export function writeTrades(path: string, rows: number, seed: number): void {
  const random = new Random(seed);
  using file = new TextFile(path);
  file.write(
    "agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker\n",
  );
  const spacing = 86_390_000 / rows / (1 - TOGETHER);
  let id = 1_983_208_129;
  let trade = 4_510_285_418;
  let bid = 423_140;
  let maker = false;
  let clock = Date.parse(`${DATE}T00:00:00Z`);
  for (let i = 0; i < rows; i++) {
    if (random.uniform() > TOGETHER) {
      clock += spacing * random.exponential() * 0.999;
    }
    if (random.uniform() < 0.25) maker = !maker;
    if (random.uniform() < 0.08) bid += maker ? -1 : 1;
    const fills = 1 + Math.floor(random.exponential() ** 2);
    file.write(
      `${id},${price(maker ? bid : bid + 1)},${
        quantity(lots(random))
      },${trade},${trade + fills - 1},${Math.floor(clock)},${maker}\n`,
    );
    id++;
    trade += fills;
  }
}

/** Lots of an order: the median is 7, one in a hundred is above 1,900. */
function lots(random: Random): number {
  return Math.min(1 + Math.floor(20 * random.exponential() ** 3), 9e6);
}

/** A text file that is written a megabyte at a time. */
class TextFile implements Disposable {
  readonly #file: number;
  readonly #bytes = new Uint8Array(2 * BLOCK);
  #text = "";

  constructor(path: string) {
    this.#file = fs.openSync(path, "w");
  }

  write(text: string): void {
    this.#text += text;
    if (this.#text.length > BLOCK) this.#flush();
  }

  #flush(): void {
    const { written } = new TextEncoder().encodeInto(this.#text, this.#bytes);
    fs.writeSync(this.#file, this.#bytes, 0, written);
    this.#text = "";
  }

  [Symbol.dispose](): void {
    this.#flush();
    fs.closeSync(this.#file);
  }
}

function price(ticks: number): string {
  const whole = Math.floor(ticks / 10);
  return `${whole}.${ticks - whole * 10}0`;
}

function quantity(lots: number): string {
  const whole = Math.floor(lots / 1000);
  return `${whole}.${String(lots - whole * 1000).padStart(3, "0")}`;
}
