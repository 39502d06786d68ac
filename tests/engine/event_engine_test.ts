import assert from "node:assert/strict";
import {
  Actor,
  type BarTick,
  type BusData,
  columnSource,
  type DataTopic,
  EventEngine,
  type FundingTick,
  type MarketSource,
  type MarkTick,
  type QuoteTick,
  STREAM_FAMILIES,
  type StreamFamily,
  type TimerEvent,
  type TradeTick,
} from "volarb/engine";
import {
  inBlocks,
  quotesOf,
  randomMarket,
  randomSource,
  simulated,
  stepsOf,
  tradesOf,
} from "./market.ts";

type Seen = [time: number, what: string, value: number];

/** Notes everything that it is told. */
class Witness extends Actor {
  readonly seen: Seen[];
  readonly #symbols: readonly string[];
  readonly #families: readonly StreamFamily[];

  constructor(
    id: string,
    symbols: readonly string[],
    families: readonly StreamFamily[],
    seen: Seen[] = [],
  ) {
    super(id);
    this.seen = seen;
    this.#symbols = symbols;
    this.#families = families;
  }

  override onStart(): void {
    for (const symbol of this.#symbols) {
      if (this.#families.includes("quotes")) this.subscribeQuotes(symbol);
      if (this.#families.includes("trades")) this.subscribeTrades(symbol);
      if (this.#families.includes("mark")) this.subscribeMarkPrices(symbol);
      if (this.#families.includes("funding")) {
        this.subscribeFundingRates(symbol);
      }
      if (this.#families.includes("bars")) this.subscribeBars(symbol);
    }
  }

  #see(what: string, time: number, value: number): void {
    assert.equal(time, this.clock.now);
    this.seen.push([time, what, value]);
  }

  override onQuoteTick(q: QuoteTick): void {
    this.#see(`quotes ${q.symbol}`, q.receiveTime, q.bidTicks);
  }
  override onTradeTick(t: TradeTick): void {
    this.#see(`trades ${t.symbol}`, t.receiveTime, t.ticks);
  }
  override onMarkPrice(m: MarkTick): void {
    this.#see(`mark ${m.symbol}`, m.receiveTime, m.price);
  }
  override onFundingRate(f: FundingTick): void {
    this.#see(`funding ${f.symbol}`, f.receiveTime, f.rate);
  }
  override onBar(b: BarTick): void {
    this.#see(`bars ${b.symbol}`, b.receiveTime, b.closeTicks);
  }
}

function run(
  source: MarketSource,
  actors: readonly Actor[],
  end?: number,
): void {
  const steps = source.symbols.map(stepsOf);
  new EventEngine({ source, steps, actors, ...(end !== undefined && { end }) })
    .run();
}

const FAMILIES = ["quotes", "trades", "mark", "funding"] as const;

/** What a witness has to see: every record, sorted by the rule. */
function sorted(seed: number, rows: number): Seen[] {
  const values = {
    quotes: "bidTicks",
    trades: "ticks",
    mark: "price",
    funding: "rate",
  } as const;
  const all: { time: number; key: number[]; seen: Seen }[] = [];
  Object.entries(randomMarket(seed, rows)).forEach(([symbol, market], s) => {
    for (const family of FAMILIES) {
      const columns = market[family] as unknown as Record<string, Float64Array>;
      columns.receiveTime!.forEach((time, row) => {
        const value = columns[values[family]]![row]!;
        all.push({
          time,
          key: [time, STREAM_FAMILIES.indexOf(family), s, row],
          seen: [time, `${family} ${symbol}`, value],
        });
      });
    }
  });
  all.sort((a, b) => {
    const k = a.key.findIndex((x, i) => x !== b.key[i]);
    return k < 0 ? 0 : a.key[k]! - b.key[k]!;
  });
  return all.map(({ seen }) => seen);
}

// def-timeline, lem-total-order
Deno.test("EventEngine hands records over by receive time, then family, symbol and row", () => {
  for (const seed of [1, 2, 3]) {
    const witness = new Witness("w", ["AUSDT", "BUSDT"], FAMILIES);
    run(randomSource(seed, 300), [witness]);
    assert.deepEqual(witness.seen, sorted(seed, 300));
  }
});

Deno.test("EventEngine gives the same whatever the blocks are", () => {
  const source = randomSource(4, 200);
  const seen = (source: MarketSource) => {
    const witness = new Witness("w", ["AUSDT", "BUSDT"], FAMILIES);
    run(source, [witness]);
    return witness.seen;
  };
  const whole = seen(source);
  assert.equal(whole.length, 1600);
  for (const rows of [1, 2, 7, 199, 1000]) {
    assert.deepEqual(seen(inBlocks(source, () => rows)), whole);
  }
  assert.deepEqual(
    seen(inBlocks(source, (random) => 1 + random.integer(20))),
    whole,
  );
});

Deno.test("EventEngine gives the same whatever the order of registration", () => {
  const market = randomMarket(5, 100);
  const seen = (symbols: string[], ids: string[]) => {
    const all: Seen[] = [];
    const actors = ids.map((id) => {
      const inner = new Witness(id, symbols, FAMILIES, all);
      return inner;
    });
    const markets = Object.fromEntries(
      symbols.map((symbol) => [symbol, market[symbol as "AUSDT"]]),
    );
    run(columnSource(markets), actors);
    return all;
  };
  const first = seen(["AUSDT", "BUSDT"], ["x", "y", "Z"]);
  assert.deepEqual(seen(["BUSDT", "AUSDT"], ["Z", "y", "x"]), first);
  assert.equal(first.length, 3 * 2 * 4 * 100);
});

Deno.test("EventEngine does not show a record before it is received", () => {
  const { markets, steps } = simulated();
  const witness = new Witness("w", ["BTCUSDT"], [
    "quotes",
    "trades",
    "bars",
    "mark",
  ]);
  new EventEngine({ source: columnSource(markets), steps, actors: [witness] })
    .run();
  const { quotes, trades, bars, mark } = markets.BTCUSDT!;
  assert.equal(
    witness.seen.length,
    quotes!.eventTime.length + trades!.eventTime.length +
      bars!.eventTime.length + mark!.eventTime.length,
  );
  const first = witness.seen.find(([, what]) => what === "trades BTCUSDT")!;
  assert.equal(first[0], trades!.eventTime[0]! + 150_000);
  const bar = witness.seen.find(([, what]) => what === "bars BTCUSDT")!;
  assert.equal(bar[0], bars!.openTime[0]! + 60_050_000);
});

Deno.test("EventEngine refuses a subscription that no data can serve, and says what there is", () => {
  const source = columnSource({
    AUSDT: { quotes: quotesOf([[0, 1, 1, 2, 1]]) },
  });
  assert.throws(() => run(source, [new Witness("w", ["AUSDT"], ["trades"])]), {
    name: "DataError",
    message:
      "Cannot subscribe w to trades of AUSDT as there are none: found quotes of AUSDT",
  });
  assert.throws(() => run(source, [new Witness("w", ["BUSDT"], ["quotes"])]), {
    name: "DataError",
    message: /quotes of BUSDT as there are none: found AUSDT/,
  });
});

/** Publishes and hears messages. */
class Talker extends Actor {
  override publishes: readonly DataTopic[] = [];
  readonly heard: string[];
  readonly #hears: DataTopic[];
  readonly #act: (talker: Talker, quote: QuoteTick) => void;

  constructor(
    id: string,
    { publishes = [], hears = [], heard = [], act = () => {} }: {
      publishes?: DataTopic[];
      hears?: DataTopic[];
      heard?: string[];
      act?: (talker: Talker, quote: QuoteTick) => void;
    },
  ) {
    super(id);
    this.publishes = publishes;
    this.heard = heard;
    this.#hears = hears;
    this.#act = act;
  }

  say(type: string, delay = 0, more: Partial<BusData> = {}): void {
    const { now } = this.clock;
    this.publish({ type, eventTime: now, receiveTime: now + delay, ...more });
  }

  override onStart(): void {
    this.subscribeQuotes("AUSDT");
    for (const { type, ...from } of this.#hears) this.subscribeData(type, from);
  }
  override onQuoteTick(quote: QuoteTick): void {
    this.heard.push(`${this.id} quote ${this.clock.now}`);
    this.#act(this, quote);
    this.heard.push(`${this.id} done`);
  }
  override onData(data: BusData): void {
    const { symbol = "" } = data;
    this.heard.push(`${this.id} ${data.type}${symbol} ${this.clock.now}`);
    if (data.type === "ping") this.say("pong");
  }
}

const two = () =>
  columnSource({
    AUSDT: { quotes: quotesOf([[0, 1, 1, 2, 1], [10, 1, 1, 2, 1]]) },
  });

Deno.test("a message is delivered when the handler that published it has returned", () => {
  const heard: string[] = [];
  run(two(), [
    new Talker("b", {
      hears: [{ type: "ping" }, { type: "pong" }],
      heard,
      publishes: [{ type: "pong" }],
    }),
    new Talker("a", {
      heard,
      publishes: [{ type: "ping" }],
      hears: [{ type: "pong" }],
      act: (talker) => talker.say("ping"),
    }),
  ]);
  assert.deepEqual(heard.slice(0, 7), [
    "a quote 0",
    "a done",
    "b ping 0",
    "a pong 0",
    "b pong 0",
    "b quote 0",
    "b done",
  ]);
});

Deno.test("a message that can be acted on later is delivered then, after the market data of that time", () => {
  const heard: string[] = [];
  run(two(), [
    new Talker("a", {
      heard,
      publishes: [{ type: "late" }, { type: "later" }],
      hears: [{ type: "late" }, { type: "later" }],
      act: (talker) => {
        if (talker.clock.now > 0) return;
        talker.say("later", 10);
        talker.say("late", 4);
      },
    }),
  ]);
  assert.deepEqual(heard, [
    "a quote 0",
    "a done",
    "a late 4",
    "a quote 10",
    "a done",
    "a later 10",
  ]);
});

Deno.test("messages are routed by type, symbol and source", () => {
  const heard: string[] = [];
  run(two(), [
    new Talker("a", {
      publishes: [{ type: "x" }],
      act: (talker) => {
        talker.say("x", 0, { symbol: "B", source: "me" });
        talker.say("x", 0, { symbol: "C", source: "you" });
      },
    }),
    new Talker("b", { hears: [{ type: "x", symbol: "B" }], heard }),
    new Talker("c", { hears: [{ type: "x", source: "you" }], heard }),
    new Talker("d", {
      hears: [{ type: "x" }, { type: "x", symbol: "B" }],
      heard,
    }),
  ]);
  assert.deepEqual(heard.filter((text) => text.includes(" x")).slice(0, 4), [
    "b xB 0",
    "d xB 0",
    "c xC 0",
    "d xC 0",
  ]);
});

Deno.test("a subscription to messages that nobody publishes is refused at the start", () => {
  const source = two();
  const hears = [{ type: "x", symbol: "B" }];
  assert.throws(() => run(source, [new Talker("a", { hears })]), {
    name: "DataError",
    message:
      "Cannot subscribe a to x of B as nobody publishes it: there is no publisher",
  });
  assert.throws(
    () =>
      run(two(), [
        new Talker("a", { hears }),
        new Talker("b", { publishes: [{ type: "x", symbol: "C" }] }),
      ]),
    { message: /found x of C from b/ },
  );
});

Deno.test("an actor may only publish what it said it would, with times in order", () => {
  const talker = (more: Partial<BusData>, type = "x") =>
    new Talker("a", {
      publishes: [{ type: "x", symbol: "B" }],
      act: (talker) => talker.say(type, 0, more),
    });
  assert.throws(() => run(two(), [talker({ symbol: "C" })]), {
    name: "RangeError",
    message:
      "Cannot publish as a must say so in publishes: current value is x of C",
  });
  assert.throws(() => run(two(), [talker({ symbol: "B", receiveTime: -1 })]), {
    message: /receiveTime must be whole microseconds and >= eventTime/,
  });
  assert.throws(() => run(two(), [talker({ symbol: "B", eventTime: NaN })]), {
    message: /receiveTime must be whole microseconds/,
  });
});

Deno.test("recorded messages are delivered at their receive times", () => {
  const heard: string[] = [];
  const messages = [
    { type: "x", eventTime: 1, receiveTime: 3 },
    { type: "x", eventTime: 2, receiveTime: 10 },
  ];
  const options = {
    source: two(),
    steps: [stepsOf("AUSDT")],
    data: [{ topic: { type: "x" }, messages }],
  };
  new EventEngine({
    ...options,
    actors: [new Talker("a", { hears: [{ type: "x" }], heard })],
  }).run();
  assert.deepEqual(heard, [
    "a quote 0",
    "a done",
    "a x 3",
    "a quote 10",
    "a done",
    "a x 10",
  ]);
  assert.throws(
    () =>
      new EventEngine({
        ...options,
        source: two(),
        data: [{ topic: { type: "x" }, messages: messages.toReversed() }],
        actors: [new Talker("a", { hears: [{ type: "x" }] })],
      }).run(),
    { name: "DataError", message: /receive times must be whole microseconds/ },
  );
});

/** Sets timers and notes when they fire. */
class Timed extends Actor {
  readonly fired: string[];
  constructor(
    id: string,
    readonly set: (actor: Timed) => void,
    fired: string[] = [],
    readonly react: (actor: Timed, timer: TimerEvent) => void = () => {},
  ) {
    super(id);
    this.fired = fired;
  }
  override onStart(): void {
    this.set(this);
  }
  override onTimer(timer: TimerEvent): void {
    assert.equal(timer.time, this.clock.now);
    this.fired.push(`${this.id} ${timer.name} ${timer.time}`);
    this.react(this, timer);
  }
}

const quotesAt = (...times: number[]) =>
  columnSource({
    AUSDT: { quotes: quotesOf(times.map((t) => [t, 1, 1, 2, 1])) },
  });

Deno.test("timers fire by time, then actor, then name, after the market data of that time", () => {
  const fired: string[] = [];
  const witness = new Witness("w", ["AUSDT"], ["quotes"]);
  run(quotesAt(0, 10, 20), [
    witness,
    new Timed("b", ({ clock }) => clock.setTimer("t", 10), fired),
    new Timed(
      "a",
      ({ clock }) => {
        clock.setTimer("z", 10, { stop: 15 });
        clock.setTimeAlert("y", 10);
      },
      fired,
      () => fired.push(`seen ${witness.seen.length}`),
    ),
  ]);
  assert.deepEqual(fired, [
    "a y 10",
    "seen 2",
    "a z 10",
    "seen 2",
    "b t 10",
    "b t 20",
  ]);
});

Deno.test("a timer can be replaced and cancelled, and keeps a grid that began earlier", () => {
  const fired: string[] = [];
  run(quotesAt(7, 100), [
    new Timed("a", ({ clock }) => {
      clock.setTimer("t", 1);
      clock.setTimer("t", 30, { start: -20 });
      clock.setTimer("u", 1);
      assert.deepEqual(clock.timerNames, ["u", "t"]);
      assert.equal(clock.cancelTimer("u"), true);
      assert.equal(clock.cancelTimer("u"), false);
    }, fired),
  ]);
  assert.deepEqual(fired, ["a t 10", "a t 40", "a t 70", "a t 100"]);
});

Deno.test("a timer refuses times that are past, broken or no times", () => {
  const refuses = (set: (actor: Timed) => void, message: RegExp) =>
    assert.throws(() => run(quotesAt(10, 20), [new Timed("a", set)]), {
      name: "RangeError",
      message,
    });
  refuses(
    ({ clock }) => clock.setTimeAlert("t", 9),
    /time must be whole and >= 10: current value is 9/,
  );
  refuses(({ clock }) => clock.setTimeAlert("t", NaN), /NaN/);
  refuses(
    ({ clock }) => clock.setTimer("t", 0),
    /interval must be whole microseconds > 0/,
  );
  refuses(({ clock }) => clock.setTimer("t", 1.5), /current value is 1.5/);
  refuses(
    ({ clock }) => clock.setTimer("t", 5, { start: NaN }),
    /start must be whole/,
  );
});

Deno.test("a handler's timer is kept while the stream at work goes on", () => {
  const order: string[] = [];
  class Setter extends Actor {
    override onStart() {
      this.subscribeQuotes("AUSDT");
    }
    override onQuoteTick() {
      order.push(`quote ${this.clock.now}`);
      if (this.clock.now === 0) this.clock.setTimeAlert("t", 15);
    }
    override onTimer() {
      order.push(`timer ${this.clock.now}`);
    }
  }
  run(quotesAt(0, 10, 15, 20), [new Setter("s")]);
  assert.deepEqual(order, [
    "quote 0",
    "quote 10",
    "quote 15",
    "timer 15",
    "quote 20",
  ]);
});

Deno.test("data whose clock runs backwards are refused", () => {
  const source = (eventTime: number[], receiveTime: number[]) => () =>
    columnSource({
      AUSDT: {
        trades: {
          ...tradesOf(eventTime.map((t) => [t, 1, 1, 1])),
          receiveTime: Float64Array.from(receiveTime),
        },
      },
    });
  assert.throws(source([0, 5, 4], [9, 9, 9]), {
    name: "DataError",
    message:
      "Cannot stream trades of AUSDT as eventTime must not fall: row 2 has 4 after 5",
  });
  assert.throws(
    source([0, 5], [9, 8]),
    /receiveTime must not fall: row 1 has 8 after 9/,
  );
  assert.throws(
    source([0, 5], [0, 4]),
    /receiveTime must not be before eventTime: row 1 has 4 before 5/,
  );
  assert.throws(
    source([0, NaN], [0, 4]),
    /times must be whole microseconds: row 1/,
  );
  assert.throws(
    source([0, 0.5], [0, 4]),
    /times must be whole microseconds: row 1/,
  );
  // A source of somebody's own is checked block by block.
  const good = columnSource({
    AUSDT: { trades: tradesOf([[0, 1, 1, 1], [5, 1, 1, 1]]) },
  });
  const bad: MarketSource = {
    ...good,
    open(family, symbol) {
      const block = good.open(family, symbol).next();
      let left = 2;
      return { next: () => left-- > 0 ? block : undefined };
    },
  };
  assert.throws(() => run(bad, [new Witness("w", ["AUSDT"], ["trades"])]), {
    message:
      "Cannot stream trades of AUSDT as eventTime must not fall: row 2 has 0 after 5",
  });
});

Deno.test("columns that do not fit are refused", () => {
  const quotes = quotesOf([[0, 1, 1, 2, 1]]);
  assert.throws(
    () =>
      columnSource({
        A: { quotes: { ...quotes, bidTicks: Int32Array.of(1, 2) } },
      }),
    {
      name: "DataError",
      message: /columns must have one length: bidTicks has 2 rows, eventTime 1/,
    },
  );
  assert.throws(
    () =>
      columnSource({
        A: { quotes: { ...quotes, askLots: [1] as unknown as Int32Array } },
      }),
    { name: "TypeError", message: /askLots must be a typed array/ },
  );
});

Deno.test("an actor that stops is told nothing more", () => {
  const seen: string[] = [];
  class Leaver extends Actor {
    override onStart() {
      this.subscribeQuotes("AUSDT");
      this.subscribeData("x");
      this.clock.setTimer("t", 7);
    }
    override onStop() {
      seen.push("stop");
    }
    override onQuoteTick() {
      seen.push(`quote ${this.clock.now}`);
      if (this.clock.now === 10) this.stop();
    }
    override onData() {
      seen.push("data");
    }
    override onTimer() {
      seen.push(`timer ${this.clock.now}`);
    }
  }
  const talker = new Talker("a", {
    publishes: [{ type: "x" }],
    act: (talker) => talker.say("x", 12),
  });
  run(quotesAt(0, 10, 20, 30), [new Leaver("b"), talker]);
  assert.deepEqual(seen, ["quote 0", "timer 7", "quote 10", "stop"]);
});

Deno.test("an actor may subscribe and unsubscribe at any time", () => {
  const seen: string[] = [];
  class Late extends Actor {
    override onStart() {
      this.subscribeQuotes("AUSDT");
    }
    override onQuoteTick() {
      const { now } = this.clock;
      seen.push(`quote ${now}`);
      if (now === 10) this.subscribeTrades("AUSDT");
      if (now === 20) this.unsubscribe("trades", "AUSDT");
    }
    override onTradeTick() {
      seen.push(`trade ${this.clock.now}`);
    }
  }
  const source = columnSource({
    AUSDT: {
      quotes: quotesOf([[0, 1, 1, 2, 1], [10, 1, 1, 2, 1], [20, 1, 1, 2, 1]]),
      trades: tradesOf([5, 10, 12, 14, 25].map((t) => [t, 1, 1, 1])),
    },
  });
  run(source, [new Late("l")]);
  assert.deepEqual(seen, [
    "quote 0",
    "quote 10",
    "trade 12",
    "trade 14",
    "quote 20",
  ]);
});

Deno.test("the cache shows the last record that was received, and none before", () => {
  const source = () =>
    columnSource({
      AUSDT: {
        quotes: quotesOf([[0, 1, 1, 2, 1], [10, 3, 1, 4, 1]], 2),
        trades: tradesOf([[1, 7, 1, 1], [11, 8, 1, 1]], 4),
      },
    });
  const seen: (number | undefined)[] = [];
  class Looker extends Actor {
    override onStart() {
      this.subscribeTrades("AUSDT");
      assert.equal(this.cache.quote("AUSDT"), undefined);
      assert.equal(this.cache.bar("AUSDT"), undefined);
      this.clock.setTimer("t", 3);
    }
    override onTimer() {
      const { cache } = this;
      seen.push(cache.quote("AUSDT")?.bidTicks, cache.trade("AUSDT")?.ticks);
    }
  }
  run(source(), [new Looker("l")], 15);
  // At 3, 6, 9, 12 and 15: the quotes come at 2 and 12, the trades at 5 and 15.
  const expected = [1, undefined, 1, 7, 1, 7, 3, 7, 3, 8];
  assert.deepEqual(seen, expected);
  seen.length = 0;
  run(inBlocks(source(), () => 1), [new Looker("l")], 15);
  assert.deepEqual(seen, expected);
});

Deno.test("a record that is kept by copy() stays as it was", () => {
  const kept: unknown[] = [];
  let view: QuoteTick | undefined;
  class Keeper extends Actor {
    override onStart() {
      this.subscribeQuotes("AUSDT");
    }
    override onQuoteTick(quote: QuoteTick) {
      view = quote;
      kept.push(quote.copy());
    }
  }
  run(
    columnSource({
      AUSDT: {
        quotes: quotesOf([[0, 1000, 1500, 1001, 1], [10, 3, 1, 4, 1]], 2),
      },
    }),
    [new Keeper("k")],
  );
  assert.deepEqual(kept[0], {
    symbol: "AUSDT",
    eventTime: 0,
    receiveTime: 2,
    bidTicks: 1000,
    bidLots: 1500,
    askTicks: 1001,
    askLots: 1,
    bidPrice: 100,
    bidQuantity: 1.5,
    askPrice: 100.1,
    askQuantity: 0.001,
    midPrice: 100.05,
  });
  assert.equal(view!.bidTicks, 3);
});

Deno.test("an actor takes part in one run only, and none without an id or with another's", () => {
  const witness = new Witness("w", ["AUSDT"], ["quotes"]);
  assert.throws(() => witness.clock, {
    name: "TypeError",
    message: /given to none/,
  });
  run(two(), [witness]);
  assert.throws(() => run(two(), [witness]), {
    name: "TypeError",
    message: /one run only/,
  });
  assert.throws(
    () => run(two(), [new Timed("a", () => {}), new Timed("a", () => {})]),
    {
      name: "RangeError",
      message: /id of its own: current value is a twice/,
    },
  );
  assert.throws(() => new Timed("", () => {}), { name: "RangeError" });
  assert.throws(
    () => new EventEngine({ source: two(), steps: [], actors: [] }),
    {
      name: "DataError",
      message: "Cannot run AUSDT as its steps must be known: found none",
    },
  );
});

Deno.test("memory is what lies between the cursors, whatever the length of the stream", () => {
  /** A source that never ends before its time and counts the blocks that it makes. */
  const made = (blocks: number) => {
    let fresh = 0;
    const rows = 64;
    const source: MarketSource = {
      symbols: ["AUSDT"],
      families: () => ["quotes"],
      open(_family, _symbol) {
        let block = 0;
        return {
          next(free) {
            if (block === blocks) return undefined;
            if (free === undefined) fresh++;
            const quotes = (free ?? quotesOf(
              Array.from({ length: rows }, () => [0, 1, 1, 2, 1] as const),
            )) as ReturnType<typeof quotesOf>;
            for (let i = 0; i < rows; i++) {
              quotes.eventTime[i] = block * rows + i;
              quotes.receiveTime[i] = block * rows + i + 5;
            }
            block++;
            return { rows, columns: quotes as never };
          },
        };
      },
    };
    const witness = new Witness("w", ["AUSDT"], ["quotes"]);
    run(source, [witness]);
    assert.equal(witness.seen.length, blocks * rows);
    return fresh;
  };
  const few = made(10);
  assert.ok(few <= 3);
  assert.equal(made(1000), few);
});

Deno.test("an empty stream is no hindrance", () => {
  const witness = new Witness("w", ["AUSDT"], ["quotes", "trades"]);
  run(
    columnSource({
      AUSDT: { quotes: quotesOf([]), trades: tradesOf([[3, 1, 1, 1]]) },
    }),
    [witness],
  );
  assert.deepEqual(witness.seen, [[3, "trades AUSDT", 1]]);
});
