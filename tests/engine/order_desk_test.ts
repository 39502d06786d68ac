import assert from "node:assert/strict";
import {
  Backtest,
  columnSource,
  type MarketSource,
  type PreTradeCheck,
  type PreTradeContext,
} from "volarb/engine";
import { Random } from "volarb/random";
import { type Order, sampledLatency } from "volarb/venue";
import { tradesOf } from "./market.ts";
import { play, Player, quiet, tens, UNIT_RUN, unitSpec } from "./play.ts";

const buy = { symbol: "X", side: "buy", quantity: 2 } as const;

Deno.test("an order goes out, arrives, trades and comes back, each at its time", () => {
  // Sent at 100, at the venue at 110, filled by the quote of 120, known at 125.
  const { heard, fills, orders } = play({ quotes: quiet() }, {
    100: (p) => p.submit(p.orders.market(buy)),
  });
  assert.deepEqual(heard, [
    "100 submitted P-1",
    "115 accepted P-1",
    "125 filled P-1 2 @ 100",
  ]);
  assert.equal(fills.columns.time[0], 120);
  assert.equal(orders.columns.time[0], 100);
  assert.equal(orders.columns.arrivalPrice[0], 99.5);
  assert.equal(orders.columns.averagePrice[0], 100);
});

Deno.test("orders after the end of the data, and of a strategy that has stopped, are denied", () => {
  class Late extends Player {
    override onStop() {
      this.submit(this.orders.market(buy));
    }
  }
  const late = new Late("late", {});
  const { orders, fills } = play({ quotes: quiet() }, {
    100: (p) => {
      p.stop();
      p.submit(p.orders.market(buy));
    },
  }, { strategies: [late] });
  assert.deepEqual([...orders.columns.clientOrderId], ["P-1", "late-1"]);
  assert.deepEqual([...orders.columns.status], ["denied", "denied"]);
  assert.deepEqual([...orders.columns.reason], [
    "P has stopped.",
    "The market data have ended.",
  ]);
  assert.equal(fills.rows, 0);
});

Deno.test("an unknown instrument is denied, and the reason says which there are", () => {
  const { heard } = play({ quotes: quiet() }, {
    100: (p) => p.submit(p.orders.market({ ...buy, symbol: "DOGE" })),
  });
  assert.deepEqual(heard, [
    "100 denied P-1: Unknown instrument DOGE: there are X.",
  ]);
  play({ quotes: quiet() }, {
    100: (p) =>
      assert.throws(() => p.instrument("DOGE"), {
        name: "RangeError",
        message: /must be one of X: current value is DOGE/,
      }),
  });
});

Deno.test("what is no order is refused where it is made, and what the venue refuses says its rule", () => {
  const { heard } = play({ quotes: quiet() }, {
    100: (p) => {
      assert.throws(() => p.orders.market({ ...buy, quantity: NaN }), {
        name: "RangeError",
        message: /current value is NaN/,
      });
      p.submit(p.orders.limit({ ...buy, price: 90.5 }));
      p.submit(p.orders.market({ ...buy, quantity: 1.5 }));
      p.submit(p.orders.limit({ ...buy, price: 90, quantity: 101 }));
    },
  }, { specs: [unitSpec("X", { maxQuantity: 100 })] });
  const refused = heard.filter((line) => line.includes("rejected"));
  assert.equal(refused.length, 3, heard.join("\n"));
  assert.match(refused[0]!, /P-1: .*(tick|[Pp]rec)/);
  assert.match(refused[1]!, /P-2: .*([Pp]rec|step|lot)/);
  assert.match(refused[2]!, /P-3: .*max/);
});

Deno.test("an order is sent once, and only an open one is changed or ended", () => {
  play({ quotes: quiet() }, {
    100: (p) => {
      const order = p.orders.limit({ ...buy, price: 90 });
      for (const act of [() => p.cancel(order), () => p.modify(order, {})]) {
        assert.throws(act, { name: "RangeError", message: /been submitted/ });
      }
      p.submit(order);
      assert.throws(() => p.submit(order), {
        name: "RangeError",
        message: /clientOrderId must be new: current value is P-1/,
      });
      for (const price of [NaN, Infinity]) {
        assert.throws(() => p.modify(order, { price }), {
          name: "RangeError",
          message: /must be finite/,
        });
      }
    },
    200: (p) => {
      const [order] = p.openOrders();
      p.cancel(order!);
      p.cancel(order!);
      assert.equal(order!.status, "pendingCancel");
    },
    300: (p) => assert.equal(p.openOrders().length, 0),
  });
});

Deno.test("a cancel that crosses a fill is refused, and the fill stands", () => {
  // The order is filled at 120; the cancel sent at 115 arrives at 125.
  const { heard, orders } = play({ quotes: quiet() }, {
    100: (p) => p.submit(p.orders.market(buy)),
    115: (p) => p.cancelAll(),
  });
  assert.deepEqual(heard.slice(0, 4), [
    "100 submitted P-1",
    "115 accepted P-1",
    "115 pendingCancel P-1",
    "125 filled P-1 2 @ 100",
  ]);
  assert.match(heard[4]!, /^130 cancelRejected P-1: /);
  assert.equal(orders.columns.status[0], "filled");
  assert.equal(orders.columns.reason[0], "");
});

Deno.test("an amendment keeps what was filled, and moves the order at the venue", () => {
  const { heard, fills } = play({
    quotes: tens([[0, 99, 100], [100, 99, 100], [300, 99, 100], [
      400,
      97,
      98,
    ], [500, 97, 98]]),
  }, {
    100: (p) => p.submit(p.orders.limit({ ...buy, price: 96 })),
    200: (p) => p.modify(p.openOrders()[0]!, { price: 98, quantity: 5 }),
  });
  assert.deepEqual(heard, [
    "100 submitted P-1",
    "115 accepted P-1",
    "200 pendingUpdate P-1",
    "215 updated P-1 5 @ 98 from NaN",
    "405 filled P-1 5 @ 98",
  ]);
  assert.deepEqual([...fills.columns.liquidity], ["maker"]);
});

Deno.test("the check before the trade passes, clips and refuses, and sees what is open", () => {
  const seen: PreTradeContext[] = [];
  const risk: PreTradeCheck = {
    check(order, context) {
      seen.push(context);
      if (order.quantity > 100) {
        return { verdict: "refuse", rule: "size", message: "at most 100" };
      }
      return order.quantity <= 3 ? { verdict: "pass" } : {
        verdict: "clip",
        quantity: 3,
        rule: "size",
        message: "at most 3",
      };
    },
  };
  const { heard } = play({ quotes: quiet() }, {
    100: (p) => {
      for (const quantity of [2, 8, 101]) {
        p.submit(p.orders.market({ ...buy, quantity }));
      }
    },
  }, { risk });
  assert.deepEqual(heard, [
    "100 submitted P-1",
    "100 updated P-2 3 @ NaN from NaN",
    "100 submitted P-2",
    "100 denied P-3: size: at most 100",
    "115 accepted P-1",
    "115 accepted P-2",
    "125 filled P-1 2 @ 100",
    "125 filled P-2 3 @ 100",
  ]);
  assert.deepEqual(seen.map(({ quantity }) => quantity), [2, 8, 101]);
  assert.deepEqual(seen.map(({ openOrders }) => openOrders.length), [0, 1, 2]);
  assert.equal(seen[0]!.now, 100);
  assert.equal(seen[0]!.spec.symbol, "X");
  const grows: PreTradeCheck = {
    check: () => ({ verdict: "clip", quantity: 9, rule: "", message: "" }),
  };
  assert.throws(
    () =>
      play({ quotes: quiet() }, {
        100: (p) => p.submit(p.orders.market(buy)),
      }, { risk: grows }),
    { name: "RangeError", message: /in \(0, 2\]: current value is 9/ },
  );
});

Deno.test("no command overtakes another, whatever each takes", () => {
  const latency = sampledLatency({
    random: new Random(3),
    order: { median: 200, sigma: 1.5 },
  });
  const sent: Order[] = [];
  const { heard } = play({ quotes: quiet({ to: 20_000 }) }, {
    ...Object.fromEntries(
      Array.from({ length: 50 }, (_, k) => [
        100 + 20 * k,
        (p: Player) => {
          const order = p.orders.limit({ ...buy, price: 50 + k });
          sent.push(order);
          p.submit(order);
        },
      ]),
    ),
  }, { latency });
  const accepted = heard.filter((line) => line.includes("accepted"))
    .map((line) => line.split(" ")[2]);
  assert.deepEqual(accepted, sent.map(({ clientOrderId }) => clientOrderId));
});

Deno.test("a market whose clock runs backwards stops the run", () => {
  const falling = tens([[0, 99, 100], [50, 99, 100], [20, 99, 100]]);
  assert.throws(() => columnSource({ X: { quotes: falling } }), {
    name: "DataError",
  });
  // A source that does not look itself is looked at.
  const source: MarketSource = {
    symbols: ["X"],
    families: () => ["quotes"],
    open: () => {
      let read = false;
      return {
        next() {
          if (read) return undefined;
          read = true;
          return { rows: 3, columns: falling as never };
        },
      };
    },
  };
  assert.throws(
    () =>
      new Backtest({
        ...UNIT_RUN,
        source,
        strategies: [new Player("P", {}, { X: ["quotes"] })],
      }).run(),
    { name: "DataError" },
  );
});

Deno.test("what the strategy asked for is in the table of commands, in order", () => {
  const { commands } = play({
    quotes: quiet(),
    trades: tradesOf([[5, 100, 1, 1]]),
  }, {
    100: (p) => p.submit(p.orders.limit({ ...buy, price: 90 })),
    200: (p) => p.modify(p.openOrders()[0]!, { price: 91 }),
    300: (p) => p.cancelAll("X"),
  });
  const { action, time, priceTicks, quantityLots } = commands.columns;
  assert.deepEqual([...action], ["submit", "modify", "cancel"]);
  assert.deepEqual([...time], [100, 200, 300]);
  assert.deepEqual([...priceTicks], [90, 91, NaN]);
  assert.deepEqual([...quantityLots], [2, NaN, NaN]);
});

Deno.test("a change travels as it was sent, whatever its maker does to it meanwhile", () => {
  const change: { quantity: number; price?: number } = { quantity: 3 };
  const { heard } = play({ quotes: quiet() }, {
    100: (p) =>
      p.submit(p.orders.limit({
        symbol: "X",
        side: "buy",
        quantity: 2,
        price: 90,
      })),
    200: (p) => {
      p.modify(p.openOrders()[0]!, change);
      change.price = 95;
    },
  });
  assert.ok(
    heard.some((line) => line.includes("updated P-1 3 @ 90")),
    heard.join(),
  );
});
