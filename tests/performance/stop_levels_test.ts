import assert from "node:assert/strict";
import {
  Backtest,
  type BacktestResult,
  columnSource,
  type QuoteTick,
  Strategy,
} from "volarb/engine";
import { backtestReport } from "volarb/performance";
import { constantLatency } from "volarb/venue";
import { stopLevels } from "../../lib/performance/stop_levels.ts";
import { fees, priceMarket, specs, START, SYMBOL } from "../strategy/run.ts";

/** Up 120 ticks in two minutes, then down a tick a second. */
const price = (s: number) => s <= 120 ? 400_000 + s : 400_240 - s;
const TICK = 0.1;
const DISTANCE = 40;

/** Buys after 10 seconds with a stop that trails 40 ticks behind the bid. */
class Trailer extends Strategy {
  readonly #emulated: boolean;

  constructor(emulated: boolean) {
    super("trailer");
    this.#emulated = emulated;
  }

  override onStart(): void {
    this.subscribeQuotes(SYMBOL);
  }

  override onQuoteTick({ receiveTime }: QuoteTick): void {
    if (receiveTime < START + 10e6) return;
    this.unsubscribe("quotes", SYMBOL);
    this.submit(
      this.orders.market({ symbol: SYMBOL, side: "buy", quantity: 10 }),
    );
    this.submit(this.orders.trailingStopMarket({
      symbol: SYMBOL,
      side: "sell",
      quantity: 10,
      trailing: { type: "ticks", ticks: DISTANCE },
      triggerType: "bidAsk",
      emulated: this.#emulated,
    }));
  }
}

function run(emulated: boolean): BacktestResult {
  return new Backtest({
    source: columnSource({ [SYMBOL]: priceMarket(price, { minutes: 10 }) }),
    specs,
    fees,
    balance: 100_000,
    latency: constantLatency({ order: 5000 }),
    strategies: [new Trailer(emulated)],
  }).run();
}

for (const emulated of [true, false]) {
  const where = emulated ? "the order emulator holds" : "the venue holds";
  Deno.test(`a trailing stop that ${where} stands 40 ticks below the highest bid until it is filled`, () => {
    const result = run(emulated);
    const { time, values } = stopLevels(result, SYMBOL);
    // A level for each second of the rise, and none after the end.
    assert.deepEqual(
      Array.from(values.subarray(0, 3), (v) => Math.round(v / TICK)),
      [10, 11, 12].map((s) => 400_000 + s - DISTANCE),
    );
    assert.equal(values.length, 112);
    assert.equal(
      Math.round(values.at(-2)! / TICK),
      400_120 - DISTANCE,
    );
    assert.ok(Number.isNaN(values.at(-1)!));
    const [, sale] = result.fills.columns.time;
    assert.ok(Math.abs(time.at(-1)! - sale!) <= 1e6);
    for (let i = 1; i < time.length; i++) assert.ok(time[i]! >= time[i - 1]!);
    assert.ok(time[0]! >= START + 10e6 && time[0]! < START + 11e6);
  });
}

Deno.test("a report draws the level that a held stop has trailed to", () => {
  const times = Float64Array.from([5, 60, 150, 165], (s) => START + s * 1e6);
  const [drawn] = backtestReport(run(true), {
    prices: [{
      symbol: SYMBOL,
      time: times,
      price: Float64Array.from([5, 60, 150, 165], (s) => price(s) * TICK),
    }],
  }).prices;
  const ticks = Array.from(drawn!.stop!, (x) => Math.round(x / TICK));
  assert.deepEqual(ticks, [
    NaN,
    400_060 - DISTANCE,
    400_120 - DISTANCE,
    NaN,
  ]);
});

Deno.test("triggers that nobody moves leave no row", () => {
  const { triggers } = new Backtest({
    source: columnSource({ [SYMBOL]: priceMarket(price, { minutes: 2 }) }),
    specs,
    fees,
    balance: 100_000,
    strategies: [new class extends Strategy {}("idle")],
  }).run();
  assert.equal(triggers.rows, 0);
});
