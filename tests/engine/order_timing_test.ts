import assert from "node:assert/strict";
import {
  constantLatency,
  interpolatedLatency,
  type LatencyModel,
  riskAverseQueue,
} from "volarb/venue";
import { quotesOf, tradesOf } from "./market.ts";
import { play, Player, tens, UNIT_RUN, unitSpec } from "./play.ts";
import { Backtest, columnSource } from "volarb/engine";

const market = (p: Player) =>
  p.submit(p.orders.market({ symbol: "X", side: "buy", quantity: 1 }));

// thm-no-past
Deno.test("an order meets only what is newer than its arrival, to the microsecond", () => {
  // It arrives at 110: what happens at 110 has happened before it.
  for (
    const [at, filled] of [[109, 1110], [110, 1110], [111, 111]] as const
  ) {
    const { fills } = play({ quotes: tens([[0, 99, 100], [at, 104, 105]]) }, {
      100: market,
    });
    const repeated = at + 1000;
    assert.equal(
      fills.columns.time[0],
      filled === 1110 ? repeated : filled,
      `a quote at ${at}`,
    );
    assert.equal(fills.columns.priceTicks[0], 105);
  }
});

Deno.test("a resting order is not filled by the trade of its own microsecond", () => {
  const limit = (p: Player) =>
    p.submit(
      p.orders.limit({ symbol: "X", side: "buy", quantity: 1, price: 98 }),
    );
  for (const [at, rows] of [[110, 0], [111, 1]] as const) {
    const { fills } = play({
      quotes: tens([[0, 99, 100]]),
      trades: tradesOf([[at, 97, 5, -1]]),
    }, { 100: limit });
    assert.equal(fills.rows, rows, `a trade at ${at}`);
  }
});

Deno.test("a standing quote may be taken where that is chosen, while it is young", () => {
  const quotes = tens([[0, 99, 100], [500, 104, 105]]);
  const taken = (maxQuoteAge: number) =>
    play({ quotes }, { 100: market }, {
      fillTiming: "standing",
      maxQuoteAge,
    }).fills.columns;
  assert.deepEqual(
    [...taken(110).time, ...taken(110).priceTicks],
    [110, 100],
  );
  assert.deepEqual(
    [...taken(109).time, ...taken(109).priceTicks],
    [500, 105],
  );
});

Deno.test("a strategy sees a record later than the exchange, and its order later still", () => {
  // The quote of 100 is seen at 150; the order is there at 160, and the one of 155 is over.
  const quotes = quotesOf([
    [0, 99, 10, 100, 10],
    [100, 104, 10, 105, 10],
    [155, 109, 10, 110, 10],
    [165, 114, 10, 115, 10],
    [1000, 114, 10, 115, 10],
  ], 50);
  class OnQuote extends Player {
    override onQuoteTick({ askTicks }: { askTicks: number }) {
      if (askTicks === 105) market(this);
    }
  }
  const one = new OnQuote("Q", {}, { X: ["quotes"] });
  const { fills, orders } = play({ quotes }, {}, { strategies: [one] });
  assert.equal(orders.columns.time[0], 150);
  assert.equal(fills.columns.time[0], 165);
  assert.equal(fills.columns.priceTicks[0], 115);
});

Deno.test("latency of market data is on top of the receive time, and their order stays", () => {
  const times: number[] = [];
  class Watch extends Player {
    override onQuoteTick({ receiveTime }: { receiveTime: number }) {
      assert.equal(receiveTime, this.clock.now);
      times.push(receiveTime);
    }
  }
  const delays = [100, 10, 0, 0];
  const latency = (stream: string): LatencyModel => ({
    ...constantLatency({ order: 10 }),
    feed: () => stream === "quotes/X" ? delays.shift() ?? 0 : 0,
  });
  play({ quotes: tens([[0, 99, 100], [50, 99, 100], [300, 99, 100]], 5) }, {}, {
    strategies: [new Watch("watch", {}, { X: ["quotes"] })],
    latency,
  });
  // 5 + 100; 55 + 10, but not before the first; 305; 1305.
  assert.deepEqual(times, [105, 105, 305, 1305]);
});

Deno.test("measured latencies are the ones between two measurements", () => {
  const latency = interpolatedLatency({
    request: Float64Array.of(0, 200),
    exchange: Float64Array.of(20, 260),
    response: Float64Array.of(40, 300),
  });
  // At 100 half way from 20 to 60: 40. The answer of 145 takes between 20 and 40.
  const { heard } = play(
    {
      quotes: tens([[0, 99, 100], [145, 99, 100], [900, 99, 100]]),
    },
    { 100: market },
    { latency },
  );
  assert.equal(heard[0], "100 submitted P-1");
  assert.equal(heard[1], `${140 + 30} accepted P-1`);
  assert.equal(
    heard[2],
    `${145 + Math.round(20 + 20 * 125 / 240)} filled P-1 1 @ 100`,
  );
});

Deno.test("another instrument's data release no order, whichever is registered first", () => {
  // NautilusTrader issues 4891 and 5054: X has no data until 900, Y has all the time.
  const run = (flip: boolean) => {
    const specs = [unitSpec("X"), unitSpec("Y")];
    const x = tens([[0, 99, 100], [900, 104, 105]]);
    const y = tens(
      Array.from({ length: 90 }, (_, k) => [10 * k, 49, 50] as const),
    );
    return new Backtest({
      ...UNIT_RUN,
      specs: flip ? specs.toReversed() : specs,
      source: columnSource(
        flip
          ? { Y: { quotes: y }, X: { quotes: x } }
          : { X: { quotes: x }, Y: { quotes: y } },
      ),
      strategies: [new Player("P", { 100: market })],
    }).run();
  };
  const [a, b] = [run(false), run(true)];
  assert.equal(a.fills.columns.time[0], 900);
  assert.equal(a.fills.columns.priceTicks[0], 105);
  assert.equal(a.hash, b.hash);
});

// lem-split
Deno.test("one update of the display is not taken twice", () => {
  // Ten are displayed at 100; two orders of eight: the rest of the second is a tick worse.
  const twice = (p: Player) => {
    for (let k = 0; k < 2; k++) {
      p.submit(p.orders.market({ symbol: "X", side: "buy", quantity: 8 }));
    }
  };
  const quotes = tens([[0, 99, 100], [200, 99, 100]]);
  const { fills } = play({ quotes }, { 100: twice });
  assert.deepEqual([...fills.columns.priceTicks], [100, 100, 101]);
  assert.deepEqual([...fills.columns.quantityLots], [8, 2, 6]);
  const never = play({ quotes }, { 100: twice }, { consumption: "never" });
  assert.deepEqual([...never.fills.columns.quantityLots], [8, 8]);
});

// def-resting
Deno.test("a resting order waits for those in front of it", () => {
  // peers: ten ahead at 100; sells of 3, 4, 2, 3: no fill until the fourth, then 2.
  const { fills } = play({
    quotes: quotesOf([[0, 100, 10, 101, 10], [900, 100, 10, 101, 10]]),
    trades: tradesOf([
      [200, 100, 3, -1],
      [210, 100, 4, -1],
      [220, 100, 2, -1],
      [230, 100, 3, -1],
    ]),
  }, {
    100: (p) =>
      p.submit(
        p.orders.limit({ symbol: "X", side: "buy", quantity: 2, price: 100 }),
      ),
  }, { queue: riskAverseQueue() });
  assert.deepEqual([...fills.columns.time], [230]);
  assert.deepEqual([...fills.columns.quantityLots], [2]);
});
