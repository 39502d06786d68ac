// deno-lint-ignore-file no-console
import {
  columnSource,
  EventEngine,
  type QuoteTick,
  Strategy,
  type TradeTick,
} from "volarb/engine";

const { gc } = globalThis as unknown as { gc: () => void };

/** Rows of quotes, and as many of trades. */
function market(rows: number) {
  const eventTime = Float64Array.from({ length: rows }, (_, k) => 1 + 10 * k);
  const ticks = Int32Array.from({ length: rows }, (_, k) => 300_000 + k % 7);
  const lots = Int32Array.from({ length: rows }, (_, k) => 1 + k % 5);
  return {
    quotes: {
      eventTime,
      receiveTime: eventTime,
      bidTicks: ticks,
      bidLots: lots,
      askTicks: ticks.map((price) => price + 1),
      askLots: lots,
    },
    trades: {
      eventTime: eventTime.map((time) => time + 3),
      receiveTime: eventTime.map((time) => time + 3),
      ticks,
      lots,
      isBuyerMaker: Uint8Array.from(ticks, (price) => price & 1),
    },
  };
}

class Counting extends Strategy {
  events = 0;
  constructor() {
    super("counting");
  }
  override onStart(): void {
    this.subscribeQuotes("X");
    this.subscribeTrades("X");
  }
  override onQuoteTick(_: QuoteTick): void {
    this.events++;
  }
  override onTradeTick(_: TradeTick): void {
    this.events++;
  }
}

/** Bytes that a run allocates: the least of some, as now and then one is compiled anew. */
function allocated(rows: number): number {
  const unit = { integer: 1, scale: 0 };
  const columns = market(rows);
  let least = Infinity;
  for (let round = 0; round < 8; round++) {
    const actor = new Counting();
    const engine = new EventEngine({
      source: columnSource({ X: columns }),
      steps: [{ symbol: "X", tick: unit, lot: unit }],
      actors: [actor],
    });
    gc();
    const { heapUsed } = Deno.memoryUsage();
    engine.run();
    least = Math.min(least, Deno.memoryUsage().heapUsed - heapUsed);
    if (actor.events !== 2 * rows) throw new Error("not all was handed over");
  }
  return least;
}

const ROWS = 500_000;
allocated(ROWS);
console.log((allocated(3 * ROWS) - allocated(ROWS)) / (4 * ROWS));
