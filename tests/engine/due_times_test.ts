import assert from "node:assert/strict";
import {
  type AccountEvent,
  Backtest,
  columnSource,
  Strategy,
  type SymbolColumns,
  type TimerEvent,
} from "volarb/engine";
import {
  constantLatency,
  contractSpec,
  noFees,
  type Order,
  type OrderEvent,
} from "volarb/venue";
import { quotesOf } from "./market.ts";

const HOUR = 3_600_000_000;
const unit = { integer: 1, scale: 0 };

function run(
  strategy: Strategy,
  columns: SymbolColumns,
  { funding = [], equityInterval = HOUR, skipIdle = true }: {
    funding?: readonly { from: number; hours: number }[];
    equityInterval?: number;
    skipIdle?: boolean;
  } = {},
) {
  return new Backtest({
    source: columnSource({ X: columns }),
    specs: [
      contractSpec("X", {
        tick: unit,
        lot: unit,
        minNotional: 0,
        brackets: [],
        funding,
      }),
    ],
    strategies: [strategy],
    balance: 1000,
    fees: noFees(),
    latency: constantLatency({ order: 5, response: 5 }),
    equityInterval,
    skipIdle,
  }).run();
}

/** Sends one order at the first quote and notes what it hears. */
class Once extends Strategy {
  readonly heard: string[] = [];
  readonly #make: (strategy: Once) => Order;
  #sent = false;

  constructor(make: (strategy: Once) => Order) {
    super("once");
    this.#make = make;
  }

  override onStart(): void {
    this.subscribeQuotes("X");
    this.clock.setTimeAlert("look", 500);
  }

  override onQuoteTick(): void {
    if (this.#sent) return;
    this.#sent = true;
    this.submit(this.#make(this));
  }

  override onTimer(_timer: TimerEvent): void {
    const { length } = this.openOrders("X");
    this.heard.push(`${this.clock.now} looks: ${length} open`);
  }

  override onOrderEvent({ type, time }: OrderEvent): void {
    this.heard.push(`${this.clock.now} ${type} ${time}`);
  }
}

Deno.test("an order that expires between two records is known to have expired before the second", () => {
  const strategy = new Once(({ orders }) =>
    orders.limit({
      symbol: "X",
      side: "buy",
      quantity: 1,
      price: 90,
      timeInForce: "GTD",
      expireTime: 100,
    })
  );
  run(strategy, {
    quotes: quotesOf([[1, 99, 5, 101, 5], [1000, 99, 5, 101, 5]]),
  });
  assert.deepEqual(strategy.heard, [
    "1 submitted 1",
    "11 accepted 6",
    "105 expired 100",
    "500 looks: 0 open",
  ]);
});

Deno.test("a settlement whose rate came early is booked at its own time, into the sample of that time", () => {
  const strategy = new Once(({ orders }) =>
    orders.market({ symbol: "X", side: "buy", quantity: 1 })
  );
  const { equity, ledger } = run(strategy, {
    quotes: quotesOf([
      [1, 99, 5, 101, 5],
      [2 * HOUR, 99, 5, 101, 5],
      [12 * HOUR, 99, 5, 101, 5],
    ]),
    funding: {
      eventTime: Float64Array.of(8 * HOUR - 5000),
      receiveTime: Float64Array.of(8 * HOUR - 5000),
      rate: Float64Array.of(0.01),
      intervalHours: Float64Array.of(8),
    },
  }, { funding: [{ from: 0, hours: 8 }] });
  // Bought at 101, a mid of 100: -1; then 1 % of 100: -1.
  const at = (hour: number) =>
    equity.columns.equity[equity.columns.time.indexOf(hour * HOUR)];
  assert.equal(at(7), 999);
  assert.equal(at(8), 998);
  const { reference, time } = ledger.columns;
  assert.equal(time[reference.indexOf(`funding of ${8 * HOUR}`)], 8 * HOUR);
});

Deno.test("a funding payment is in no sample of the equity before it", () => {
  const strategy = new Once(({ orders }) =>
    orders.market({ symbol: "X", side: "buy", quantity: 1 })
  );
  const { equity } = run(strategy, {
    quotes: quotesOf([
      [1, 99, 5, 101, 5],
      [2 * HOUR, 99, 5, 101, 5],
      [12 * HOUR, 99, 5, 101, 5],
    ]),
    // A settlement of 8:00 whose rate comes at 8:00:30; the grid has half minutes.
    funding: {
      eventTime: Float64Array.of(8 * HOUR + 30_000_000),
      receiveTime: Float64Array.of(8 * HOUR + 30_000_000),
      rate: Float64Array.of(0.01),
      intervalHours: Float64Array.of(8),
    },
  }, { funding: [{ from: 0, hours: 8 }], equityInterval: 10_000_000 });
  const at = (seconds: number) =>
    equity.columns.equity[
      equity.columns.time.indexOf(8 * HOUR + seconds * 1_000_000)
    ];
  assert.deepEqual([at(0), at(20), at(30)], [999, 999, 998]);
});

Deno.test("what is owed at a settlement is paid when its rate comes, though the position is closed by then", () => {
  class InAndOut extends Once {
    override onStart(): void {
      super.onStart();
      this.clock.setTimeAlert("out", 8 * HOUR + 1_000_000);
      this.clock.setTimeAlert("again", 10 * HOUR);
    }
    override onTimer({ name }: TimerEvent): void {
      if (name === "out") this.closePosition("X");
      if (name !== "again") return;
      this.submit(
        this.orders.market({ symbol: "X", side: "buy", quantity: 1 }),
      );
    }
    override onAccountEvent(event: AccountEvent): void {
      this.heard.push(`${this.clock.now} ${event.type}`);
    }
  }
  const strategy = new InAndOut(({ orders }) =>
    orders.market({ symbol: "X", side: "buy", quantity: 1 })
  );
  const { equity } = run(strategy, {
    quotes: quotesOf([
      [1, 99, 5, 101, 5],
      [2 * HOUR, 99, 5, 101, 5],
      [8 * HOUR + 2_000_000, 99, 5, 101, 5],
      [9 * HOUR, 99, 5, 101, 5],
      [11 * HOUR, 99, 5, 101, 5],
    ]),
    funding: {
      eventTime: Float64Array.of(8 * HOUR + 30_000_000),
      receiveTime: Float64Array.of(8 * HOUR + 30_000_000),
      rate: Float64Array.of(0.01),
      intervalHours: Float64Array.of(8),
    },
  }, { funding: [{ from: 0, hours: 8 }] });
  assert.ok(
    strategy.heard.includes(`${8 * HOUR + 30_000_005} funding`),
    strategy.heard.join(),
  );
  // Bought at 101 and sold at 99: -2; 1 % of 100: -1.
  const { columns } = equity;
  assert.equal(columns.equity[columns.time.indexOf(9 * HOUR)], 997);
});

Deno.test("a position is marked at the last whole quote, though an idle exchange passed it over", () => {
  const one = (skipIdle: boolean) => {
    const strategy = new Once(({ orders }) =>
      orders.market({ symbol: "X", side: "buy", quantity: 1 })
    );
    // Two without a bid after the last whole one, of 110 and 112, all before the order.
    const quotes = quotesOf([
      [1, 99, 5, 101, 5],
      [2, 110, 5, 112, 5],
      [3, 0, 0, 112, 5],
      [4, 0, 0, 113, 5],
      [50, 0, 0, 114, 5],
    ]);
    const bidTicks = Float64Array.from(quotes.bidTicks, (bid) => bid || NaN);
    const { equity } = run(strategy, {
      quotes: { ...quotes, bidTicks },
    }, { skipIdle });
    return equity.columns.equity.at(-1);
  };
  // Bought at 114, marked at 111.
  assert.equal(one(false), 997);
  assert.equal(one(true), 997);
});

Deno.test("what bars of several contracts traded before a settlement at their close pays it", () => {
  const minute = 60_000_000;
  const from = 8 * HOUR - 3 * minute;
  const bars = (price: number): SymbolColumns => {
    const openTime = Float64Array.from(
      { length: 6 },
      (_, k) => from + k * minute,
    );
    const eventTime = openTime.map((time) => time + minute);
    const ticks = new Int32Array(6).fill(price);
    const numbers = new Float64Array(6).fill(NaN);
    return {
      bars: {
        openTime,
        eventTime,
        receiveTime: eventTime,
        openTicks: ticks,
        highTicks: ticks,
        lowTicks: ticks,
        closeTicks: ticks,
        volumeLots: new Int32Array(6).fill(40),
        takerBuyLots: numbers,
        quoteVolume: numbers,
        count: numbers,
      },
      funding: {
        eventTime: Float64Array.of(8 * HOUR + 7000),
        receiveTime: Float64Array.of(8 * HOUR + 7000),
        rate: Float64Array.of(0.01),
        intervalHours: Float64Array.of(8),
      },
    };
  };
  const heard: string[] = [];
  class Buyer extends Strategy {
    override onStart(): void {
      this.subscribeBars("X");
      this.clock.setTimeAlert("buy", 8 * HOUR - 30_000_000);
    }
    override onTimer(): void {
      for (const symbol of ["X", "Y"]) {
        this.submit(this.orders.market({ symbol, side: "buy", quantity: 1 }));
      }
    }
    override onAccountEvent(event: AccountEvent): void {
      heard.push(`${this.clock.now - 8 * HOUR} ${event.type}`);
    }
  }
  const { ledger, fills } = new Backtest({
    source: columnSource({ X: bars(100), Y: bars(200) }),
    specs: ["X", "Y"].map((symbol) =>
      contractSpec(symbol, {
        tick: unit,
        lot: unit,
        minNotional: 0,
        brackets: [],
        funding: [{ from: 0, hours: 8 }],
      })
    ),
    strategies: [new Buyer("buyer")],
    balance: 1000,
    fees: noFees(),
    latency: constantLatency({ order: 5, response: 5 }),
  }).run();
  assert.deepEqual([...fills.columns.time], [8 * HOUR, 8 * HOUR]);
  // 1 % of 100 and of 200.
  const { account, amount, reference } = ledger.columns;
  const paid = [...amount].filter((_, k) =>
    account[k] === "funding" && reference[k]!.startsWith("funding")
  );
  assert.deepEqual(paid, [1, 2]);
  assert.deepEqual(heard, ["7005 funding", "7005 funding"]);
});

Deno.test("what is under way when the data end is counted, and its orders say so", () => {
  const order = ({ orders }: Once) =>
    orders.market({ symbol: "X", side: "buy", quantity: 1 });
  // Five there and five back: sent at 1, it arrives at 6.
  const ends = (last: number) =>
    run(
      new Once(order),
      { quotes: quotesOf([[1, 99, 5, 101, 5], [last, 99, 5, 101, 5]]) },
    );
  const reason = "The market data ended before the venue's answer came.";
  const before = ends(4);
  assert.deepEqual(before.underWay, { commands: 1, answers: 0 });
  assert.deepEqual(before.orders.columns.reason, [reason]);
  assert.equal(before.fills.rows, 0);
  // Filled at 8, which the client does not hear; the ledger has it.
  const between = ends(8);
  assert.deepEqual(between.underWay, { commands: 0, answers: 2 });
  assert.deepEqual(between.orders.columns.status, ["submitted"]);
  assert.deepEqual(between.orders.columns.reason, [reason]);
  assert.equal(between.fills.rows, 1);
  const accepted = ends(12);
  assert.deepEqual(accepted.underWay, { commands: 0, answers: 1 });
  assert.deepEqual(accepted.orders.columns.status, ["accepted"]);
  assert.deepEqual(accepted.orders.columns.reason, [""]);
});
