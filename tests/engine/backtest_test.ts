import assert from "node:assert/strict";
import {
  type AccountEvent,
  Actor,
  Backtest,
  type BusData,
  columnSource,
  type PositionEvent,
} from "volarb/engine";
import { feeSchedule } from "volarb/venue";
import { HOUR } from "volarb/time";
import { play, Player, quiet, tens, UNIT_RUN, unitSpec } from "./play.ts";

const column = (...values: number[]) => Float64Array.from(values);

/** Notes what happens to the account and the positions. */
class Watcher extends Player {
  readonly account: AccountEvent[] = [];
  readonly moves: PositionEvent[] = [];
  override onAccountEvent(event: AccountEvent) {
    this.account.push(event);
  }
  override onPositionEvent(event: PositionEvent) {
    this.moves.push(event);
  }
}

const EIGHT_HOURS = [{ from: 0, hours: 8 }];

Deno.test("no latency, no fees, no funding and one round trip: the profit is the pencil's", () => {
  const { equity, ledger, heard } = play({
    quotes: tens([[0, 99, 100], [200, 104, 105]]),
  }, {
    100: (p) =>
      p.submit(p.orders.market({ symbol: "X", side: "buy", quantity: 3 })),
    300: (p) => p.closePosition("X"),
  }, {
    latency: { ...UNIT_RUN.latency, order: () => 0, response: () => 0 },
  });
  // In at the ask of 105, out at the bid of 104.
  assert.equal(equity.columns.equity.at(-1), 10_000 - 3);
  assert.equal(heard.at(-1), "1200 filled P-2 3 @ 104");
  assert.equal(ledger.columns.account.filter((x) => x === "fees").length, 0);
});

Deno.test("funding is paid by who holds across the boundary, and by nobody else", () => {
  const settlement = 8 * HOUR;
  const market = {
    quotes: tens([
      [0, 99, 101],
      [settlement - 2_000_000, 99, 101],
      [settlement - 1_000_000, 99, 101],
      [settlement + 1_000_000, 109, 111],
      [settlement + 2_000_000, 109, 111],
    ]),
    mark: {
      eventTime: column(0, settlement - 10),
      receiveTime: column(0, settlement - 10),
      price: column(100, 105),
    },
    funding: {
      eventTime: column(0, settlement + 7000),
      receiveTime: column(50_000, settlement + 57_000),
      rate: column(0, 0.001),
      intervalHours: column(8, 8),
    },
  };
  const paid = (script: Record<number, (p: Player) => void>) => {
    const watcher = new Watcher("P", script, { X: ["quotes"] });
    const result = new Backtest({
      ...UNIT_RUN,
      specs: [unitSpec("X", { funding: EIGHT_HOURS })],
      source: columnSource({ X: market }),
      strategies: [watcher],
    }).run();
    const { account, money, reference } = result.ledger.columns;
    const at = account.indexOf("funding");
    return {
      watcher,
      text: at < 0 ? "" : `${reference[at]} ${money[at]}`,
      sum: result.equity.columns.funding.reduce((a, b) => a + b, 0),
    };
  };
  const buy = (p: Player) =>
    p.submit(p.orders.market({ symbol: "X", side: "buy", quantity: 4 }));
  const sell = (p: Player) =>
    p.submit(p.orders.market({ symbol: "X", side: "sell", quantity: 4 }));
  const before = settlement - 3_000_000;
  // Four lots at a mark of 105 and 0.001: 0.42, from longs to shorts.
  const long = paid({ [before]: buy });
  assert.ok(Math.abs(long.sum + 0.42) < 1e-12, String(long.sum));
  assert.equal(long.text, `funding of ${settlement} 42000000`);
  assert.equal(long.watcher.account.length, 1);
  const [event] = long.watcher.account;
  assert.ok(event!.type === "funding" && event!.priceSource === "mark");
  assert.ok(Math.abs(paid({ [before]: sell }).sum - 0.42) < 1e-12);
  // Closed a second before it; opened after it.
  const out = paid({
    [before]: buy,
    [settlement - 1_500_000]: (p) => p.closePosition("X"),
  });
  assert.equal(out.sum, 0);
  assert.equal(out.watcher.account.length, 0);
  assert.equal(paid({ [settlement + 10]: buy }).sum, 0);
});

Deno.test("a missing funding rate ends a run that holds a position, or is reported", () => {
  const settlement = 8 * HOUR;
  const run = (missingFunding: "refuse" | "report") =>
    play({
      quotes: tens([[0, 99, 101], [200, 99, 101], [2 * settlement, 99, 101]]),
    }, {
      100: (p) =>
        p.submit(p.orders.market({ symbol: "X", side: "buy", quantity: 1 })),
    }, {
      specs: [unitSpec("X", { funding: EIGHT_HOURS })],
      missingFunding,
    });
  assert.throws(() => run("refuse"), {
    name: "DataError",
    message: /funding|rate/,
  });
  const { equity } = run("report");
  assert.equal(equity.columns.funding.reduce((a, b) => a + b, 0), 0);
});

Deno.test("a position is liquidated at the mark, with its fee, and everybody is told", () => {
  // 100 at 100 with 1,000: the maintenance margin is 1 %. At 91 there are 100 left, and
  // 91 are asked for; at 90.5 the 50 that are left are less than 90.5.
  const quotes = tens([
    [0, 99, 100],
    [200, 99, 100],
    [300, 90, 92],
    [400, 90, 91],
    [500, 80, 81],
  ]);
  quotes.askLots.fill(1000);
  const brackets = [{
    notionalFloor: 0,
    notionalCap: Infinity,
    maintenanceRate: 0.01,
    maintenanceAmount: 0,
    maxLeverage: 50,
  }];
  const watcher = new Watcher("P", {
    100: (p) =>
      p.submit(p.orders.market({ symbol: "X", side: "buy", quantity: 100 })),
    600: (p) => assert.equal(p.position("X"), 0),
  }, { X: ["quotes"] });
  const spec = unitSpec("X", {
    liquidationFee: 0.001,
    brackets,
  });
  const result = new Backtest({
    ...UNIT_RUN,
    specs: [spec],
    balance: 1000,
    margin: { mode: "cross", leverage: 20 },
    source: columnSource({ X: { quotes } }),
    strategies: [watcher],
  }).run();
  assert.deepEqual(
    watcher.account.map(({ type, time }) => `${type} ${time}`),
    ["marginCall 300", "liquidation 400"],
  );
  assert.deepEqual(watcher.moves.map(({ type }) => type), ["opened", "closed"]);
  const event = watcher.account.at(-1)!;
  assert.ok(event.type === "liquidation");
  assert.equal(event.price, 90.5);
  // 1,000 - 100 x 9.5 - 9.05 = 40.95
  assert.equal(result.equity.columns.equity.at(-1), 40.95);
  const { positions, ledger, liquidations } = result;
  assert.deepEqual([...positions.columns.realized], [-950]);
  assert.deepEqual([...positions.columns.closeTime], [400]);
  assert.ok(ledger.columns.reference.includes("liquidation of 100"));
  const row = Object.values(liquidations.columns).map(([value]) => value);
  assert.deepEqual(
    row,
    [400, "X", "both", 100, 0, 90.5, -950, 9.05, 0, 40.95],
  );
});

Deno.test("in hedge mode a long and a short of one contract stand side by side", () => {
  const watcher = new Watcher("P", {
    100: (p) => {
      const common = { symbol: "X", quantity: 2 } as const;
      p.submit(
        p.orders.market({ ...common, side: "buy", positionSide: "long" }),
        p.orders.market({ ...common, side: "sell", positionSide: "short" }),
      );
    },
    300: (p) => {
      assert.equal(p.portfolio.lots("X"), 0);
      assert.equal(p.portfolio.lots("X", { positionSide: "long" }), 2);
      assert.equal(p.portfolio.lots("X", { positionSide: "short" }), -2);
      assert.equal(p.closePosition("X").length, 2);
    },
  }, { X: ["quotes"] });
  const { positions, equity, fills } = new Backtest({
    ...UNIT_RUN,
    positionMode: "hedge",
    source: columnSource({ X: { quotes: quiet() } }),
    strategies: [watcher],
  }).run();
  assert.deepEqual([...positions.columns.positionSide], ["long", "short"]);
  assert.deepEqual([...positions.columns.direction], ["long", "short"]);
  assert.deepEqual([...positions.columns.realized], [-2, -2]);
  assert.equal(fills.rows, 4);
  assert.equal(equity.columns.equity.at(-1), 9996);
});

Deno.test("a subscription that no data can serve fails before the first record", () => {
  let seen = 0;
  class Deaf extends Actor {
    override onStart() {
      this.subscribeQuotes("X");
      this.subscribeMetrics("X");
    }
    override onQuoteTick() {
      seen++;
    }
  }
  const messages: [Actor, RegExp][] = [
    [new Deaf("deaf"), /subscribe deaf to metrics of X .*: found quotes of X/],
    [
      new (class extends Actor {
        override onStart() {
          this.subscribeTrades("ETHUSDT");
        }
      })("other"),
      /trades of ETHUSDT .*: found X/,
    ],
    [
      new (class extends Actor {
        override onStart() {
          this.subscribeData("AlphaSignal", { symbol: "X" });
        }
      })("listener"),
      /AlphaSignal/,
    ],
  ];
  for (const [actor, message] of messages) {
    assert.throws(() => play({ quotes: quiet() }, {}, { actors: [actor] }), {
      name: "DataError",
      message,
    });
  }
  assert.equal(seen, 0);
});

Deno.test("messages reach a strategy that trades on them at their receive time", () => {
  const signal = (eventTime: number, mean: number): BusData =>
    ({
      type: "AlphaSignal",
      symbol: "X",
      source: "recorded",
      eventTime,
      receiveTime: eventTime + 50,
      mean,
    }) as BusData;
  class Follower extends Player {
    override onStart() {
      super.onStart();
      this.subscribeData("AlphaSignal", { symbol: "X" });
    }
    override onData(data: BusData) {
      const side = (data as BusData & { mean: number }).mean > 0
        ? "buy"
        : "sell";
      this.submit(this.orders.market({ symbol: "X", side, quantity: 1 }));
    }
  }
  const follower = new Follower("F", {});
  const { orders } = play({ quotes: quiet() }, {}, {
    strategies: [follower],
    data: [{
      topic: { type: "AlphaSignal", symbol: "X" },
      messages: [signal(100, 1), signal(300, -1)],
    }],
  });
  assert.deepEqual([...orders.columns.time], [150, 350]);
  assert.deepEqual([...orders.columns.side], ["buy", "sell"]);
});

Deno.test("a backtest runs once, and needs data, and symbols that its contracts know", () => {
  const backtest = (columns: ReturnType<typeof quiet>, symbol = "X") =>
    new Backtest({
      ...UNIT_RUN,
      fees: feeSchedule({ periods: [{ from: 0, maker: 0, taker: 0 }] }),
      source: columnSource({ [symbol]: { quotes: columns } }),
      strategies: [new Player("P", {})],
    });
  const once = backtest(quiet());
  once.run();
  assert.throws(() => once.run(), { name: "TypeError", message: /runs once/ });
  const empty = tens([[0, 99, 100]]);
  const none = Object.fromEntries(
    Object.entries(empty).map(([name, column]) => [name, column.slice(0, 0)]),
  ) as ReturnType<typeof quiet>;
  assert.throws(() => backtest(none).run(), {
    name: "DataError",
    message: /there must be a record: found none of X/,
  });
  assert.throws(() => backtest(quiet(), "Y").run(), { name: "DataError" });
});

Deno.test("the choices of a run say what the options say, and are known before it", () => {
  const { choices } = new Backtest({
    ...UNIT_RUN,
    source: columnSource({ X: { quotes: quiet() } }),
    strategies: [new Player("P", {})],
    fillTiming: "standing",
  });
  const value = (name: string) =>
    choices.find((choice) => choice.name === name)!.value;
  assert.match(value("latency"), /10 µs there, 5 µs back/);
  assert.match(value("fill timing"), /stands at arrival/);
  assert.match(value("queue model"), /riskAverse/);
  assert.equal(new Set(choices.map(({ name }) => name)).size, choices.length);
});
