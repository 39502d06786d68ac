import assert from "node:assert/strict";
import {
  auditStrategy,
  type BarTick,
  columnSource,
  type QuoteTick,
  Strategy,
  type StrategyFactory,
} from "volarb/engine";
import { instrumentOn } from "volarb/market";
import { Random } from "volarb/random";
import { SECOND } from "volarb/time";
import { contractSpec, feeSchedule, noFees } from "volarb/venue";
import { simulated } from "./market.ts";
import { Halves, RandomTrader } from "./random_trader.ts";

const SYMBOLS = ["BTCUSDT", "ETHUSDT"];
const { markets } = simulated(SYMBOLS, { tradesPerDay: 1500 });
const data = {
  source: columnSource(markets),
  specs: SYMBOLS.map((symbol) =>
    contractSpec(instrumentOn(symbol, "2024-01-01"))
  ),
  balance: 100_000,
  fees: feeSchedule({ periods: [{ from: 0, maker: 0.0002, taker: 0.0005 }] }),
};

/** What an audit of a strategy found fault with, each once. */
function faults(make: StrategyFactory, cuts = 4): string[] {
  const audit = auditStrategy(make, data, { cuts, delays: [] });
  assert.equal(audit.sound, audit.violations.length === 0);
  assert.ok(audit.compared > 0);
  return [...new Set(audit.violations.map(({ by }) => by))];
}

/** Buys or sells a lot at each bar as a rule says. */
class BarTrader extends Strategy {
  #bar = 0;
  constructor(
    id: string,
    readonly rule: (bar: BarTick, k: number) => boolean,
  ) {
    super(id);
  }
  override onStart() {
    this.subscribeBars("BTCUSDT");
  }
  override onBar(bar: BarTick) {
    const side = this.rule(bar, this.#bar++) ? "buy" : "sell";
    const lots = this.position("BTCUSDT");
    if (side === "buy" ? lots > 0 : lots < 0) return;
    this.submit(
      this.orders.market({
        symbol: "BTCUSDT",
        side,
        quantity: 5 + Math.abs(lots),
      }),
    );
  }
}

Deno.test("a strategy that looks at what it is told alone is sound", () => {
  assert.deepEqual(
    faults(() => new BarTrader("up", (bar) => bar.closeTicks > bar.openTicks)),
    [],
  );
});

Deno.test("random traders with algorithms, emulated orders and timers are sound", () => {
  const audit = auditStrategy(
    () => ({
      strategies: ["a", "b"].map((id) =>
        new RandomTrader(id, { symbols: SYMBOLS, rate: 0.01 })
      ),
      algorithms: [new Halves("HALVES")],
    }),
    data,
    { cuts: 4, delays: [SECOND], random: new Random(5) },
  );
  assert.deepEqual(audit.violations, []);
  assert.ok(audit.compared > 500, String(audit.compared));
  assert.deepEqual(audit.delays.map(({ delay }) => delay), [0, SECOND]);
  assert.ok(audit.delays.every(({ fills }) => fills > 20));
});

Deno.test("truncation finds who counts what is to come", () => {
  // It knows the length of the data: a normalisation over all of it.
  assert.deepEqual(
    faults(({ BTCUSDT }) => {
      const half = BTCUSDT!.bars!.closeTicks.length / 2;
      return new BarTrader("half", (_, k) => k < half && k % 3 === 0);
    }),
    ["truncation"],
  );
});

Deno.test("noise finds who knows the future's values, where its length is no secret", () => {
  const found = faults(({ BTCUSDT }) => {
    const { closeTicks } = BTCUSDT!.bars!;
    // Beyond the cut it reads nothing, so that truncation alone might be dodged.
    return new BarTrader(
      "seer",
      (bar, k) => (closeTicks[k + 1] ?? bar.closeTicks) > bar.closeTicks,
    );
  }, 8);
  assert.ok(found.includes("noise"), found.join());
});

Deno.test("a shift of dates finds who learned the calendar by heart", () => {
  const february = Date.UTC(2024, 0, 15) * 1000;
  assert.deepEqual(
    faults(() => new BarTrader("dates", (bar) => bar.eventTime < february)),
    ["shift"],
  );
});

Deno.test("the other order of registration finds who takes the first symbol that comes", () => {
  class First extends Strategy {
    constructor(readonly symbol: string) {
      super("first");
    }
    override onStart() {
      this.subscribeQuotes(this.symbol);
    }
    override onQuoteTick({ symbol }: QuoteTick) {
      this.unsubscribe("quotes", symbol);
      this.submit(this.orders.market({ symbol, side: "buy", quantity: 100 }));
    }
  }
  assert.deepEqual(
    faults((markets) => new First(Object.keys(markets)[0]!)),
    ["order"],
  );
});

Deno.test("repetition finds who keeps something from one run to the next", () => {
  let runs = 0;
  const found = faults(() => {
    const run = runs++;
    return new BarTrader("drifting", (_, k) => (k + run) % 2 === 0);
  });
  assert.ok(found.includes("repetition"), found.join());
});

Deno.test("a violation shows the command on both sides", () => {
  const february = Date.UTC(2024, 0, 15) * 1000;
  const { violations } = auditStrategy(
    () => new BarTrader("dates", (bar) => bar.eventTime < february),
    data,
    { cuts: 1, delays: [] },
  );
  const [{ before, after, cut }] = violations as [typeof violations[number]];
  assert.match(before, /submit dates-1 buy BTCUSDT market 5/);
  assert.match(after, /submit dates-1 sell BTCUSDT market 5/);
  assert.equal(cut, Infinity);
});

Deno.test("a bar of delay takes the profit of perfect foresight away", () => {
  const busy = simulated(["BTCUSDT"], { tradesPerDay: 20_000 }).markets;
  const { delays, sound } = auditStrategy(
    ({ BTCUSDT }) => {
      const { closeTicks } = BTCUSDT!.bars!;
      return new BarTrader(
        "seer",
        (bar, k) => closeTicks[k + 1]! > bar.closeTicks,
      );
    },
    {
      ...data,
      source: columnSource(busy),
      specs: data.specs.slice(0, 1),
      fees: noFees(),
    },
    { cuts: 1, delays: [60 * SECOND] },
  );
  assert.ok(!sound);
  const [now, later] = delays;
  assert.ok(now!.profit > 20, String(now!.profit));
  assert.ok(later!.profit < now!.profit / 4, String(later!.profit));
});
