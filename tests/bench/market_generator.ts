/**
 * Seeded files of the tick families in the venue's format, for benchmarks.
 *
 * Not a market model: what matters is the shape of the text. Trades have
 * stripped zeros (`65014.6,0.03`), quotes have eight decimals; ids, widths and
 * the share of repeated values are those of the venue's files.
 *
 * @module
 */

const START = Date.UTC(2024, 0, 1);
const DAY = 86_400_000;

/** Uniform numbers in [0, 1): xorshift32. */
function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 4294967296;
  };
}

/** Text into a file through one buffer. */
class Writer {
  readonly #file: Deno.FsFile;
  readonly #bytes = new Uint8Array(1 << 20);
  #used = 0;

  constructor(path: string) {
    this.#file = Deno.openSync(path, {
      write: true,
      create: true,
      truncate: true,
    });
  }

  write(text: string): void {
    if (this.#used + text.length > this.#bytes.length) this.flush();
    for (let i = 0; i < text.length; i++) {
      this.#bytes[this.#used++] = text.charCodeAt(i);
    }
  }

  flush(): void {
    let written = 0;
    while (written < this.#used) {
      written += this.#file.writeSync(
        this.#bytes.subarray(written, this.#used),
      );
    }
    this.#used = 0;
  }

  close(): void {
    this.flush();
    this.#file.close();
  }
}

/** A whole number of tenths or thousandths as text, zeros stripped. */
function stripped(value: number, scale: number): string {
  const text = String(value).padStart(scale + 1, "0");
  const fraction = text.slice(-scale).replace(/0+$/, "");
  return text.slice(0, -scale) + (fraction && `.${fraction}`);
}

/** The same with eight decimals. */
function padded(value: number, scale: number): string {
  const text = String(value).padStart(scale + 1, "0");
  return `${text.slice(0, -scale)}.${text.slice(-scale).padEnd(8, "0")}`;
}

/** Writes a day of trades or quotes with a number of rows. */
export function writeDay(
  kind: "aggTrades" | "bookTicker",
  rows: number,
  path: string,
  seed = 42,
): void {
  const writer = new Writer(path);
  const u = uniform(seed);
  let mid = 423_140, time = 0;
  const step = DAY / rows;
  const stamp = () => {
    if (u() > 0.45) time += -Math.log(1 - u()) * step / 0.55;
    return START + Math.floor(Math.min(time, DAY - 1));
  };
  if (kind === "aggTrades") {
    writer.write(
      "agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker\n",
    );
    let id = 1_983_208_129, trade = 4_510_285_418, sell = false;
    for (let i = 0; i < rows; i++) {
      if (u() < 0.22) sell = !sell;
      if (u() < 0.06) mid += sell ? -1 : 1;
      const fills = u() < 0.75 ? 1 : 1 + Math.floor(u() * 6);
      const lots = Math.max(1, Math.round(1000 * Math.exp(5 * u() - 5)));
      writer.write(
        `${id++},${stripped(sell ? mid : mid + 1, 1)},${
          stripped(lots, 3)
        },${trade},${trade + fills - 1},${stamp()},${sell}\n`,
      );
      trade += fills;
    }
  } else {
    writer.write(
      "update_id,best_bid_price,best_bid_qty,best_ask_price,best_ask_qty,transaction_time,event_time\n",
    );
    let id = 3_769_461_237_623, bid = 8741, ask = 5878;
    for (let i = 0; i < rows; i++) {
      id += 1 + Math.floor(u() * 6000);
      if (u() < 0.03) mid += u() < 0.5 ? 1 : -1;
      if (u() < 0.5) bid = 1 + Math.floor(20_000 * u() ** 2);
      else ask = 1 + Math.floor(20_000 * u() ** 2);
      const traded = stamp();
      writer.write(
        `${id},${padded(mid, 1)},${padded(bid, 3)},${padded(mid + 1, 1)},${
          padded(ask, 3)
        },${traded},${traded + 2 + Math.floor(u() * 8)}\n`,
      );
    }
  }
  writer.close();
}
