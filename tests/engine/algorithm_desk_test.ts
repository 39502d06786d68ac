import assert from "node:assert/strict";
import { ExecAlgorithm, type PreTradeCheck } from "volarb/engine";
import type { Order, OrderEvent } from "volarb/venue";
import { play, type Player, quiet, tens, textOf } from "./play.ts";

/** Does what it is told, and notes what it hears of its children. */
class Worker extends ExecAlgorithm {
  readonly heard: string[] = [];
  readonly #work: (worker: Worker, parent: Order) => void;
  readonly #then: (worker: Worker, event: OrderEvent, child: Order) => void;

  constructor(
    work: (worker: Worker, parent: Order) => void,
    then: (worker: Worker, event: OrderEvent, child: Order) => void = () => {},
  ) {
    super("W");
    this.#work = work;
    this.#then = then;
  }

  override onOrder(parent: Order): void {
    this.#work(this, parent);
  }

  override onOrderEvent(event: OrderEvent, child: Order): void {
    const left = this.remaining(this.parentOf(child));
    this.heard.push(`${this.clock.now} ${textOf(event)} (${left})`);
    this.#then(this, event, child);
  }

  override onOrderCanceled(parent: Order): void {
    this.heard.push(`${this.clock.now} told to end ${parent.clientOrderId}`);
  }
}

const worked = (p: Player, quantity = 10, more = {}) =>
  p.orders.market({
    symbol: "X",
    side: "buy",
    quantity,
    execAlgorithm: { id: "W", parameters: {} },
    ...more,
  });

const send = { 100: (p: Player) => p.submit(worked(p)) };

Deno.test("children come off what remains, and their fills are the parent's", () => {
  const worker = new Worker((w, parent) => {
    assert.equal(w.remaining(parent), 10);
    w.spawnMarket(parent, 4, { tags: ["first"] });
    assert.equal(w.remaining(parent), 6);
    w.spawnLimit(parent, 6, { price: 99 });
    assert.equal(w.remaining(parent), 0);
    assert.deepEqual(
      w.children(parent).map(({ clientOrderId }) => clientOrderId),
      ["P-1-E1", "P-1-E2"],
    );
  });
  const { heard, orders, fills } = play(
    {
      quotes: tens([[0, 99, 100], [200, 99, 100], [300, 98, 99], [
        400,
        98,
        99,
      ]]),
    },
    send,
    { algorithms: [worker] },
  );
  assert.deepEqual(heard, [
    "100 submitted P-1",
    "100 accepted P-1",
    "205 filled P-1 4 @ 100",
    "305 filled P-1 6 @ 99",
  ]);
  assert.deepEqual([...orders.columns.parentId], ["", "P-1", "P-1"]);
  assert.deepEqual([...orders.columns.status], Array(3).fill("filled"));
  assert.deepEqual([...fills.columns.parentId], ["P-1", "P-1"]);
  assert.deepEqual([...fills.columns.strategyId], ["P", "P"]);
  // (4 x 100 + 6 x 99) / 10
  assert.equal(orders.columns.averagePrice[0], 99.4);
});

Deno.test("a child that is denied gives its lots back", () => {
  // NautilusTrader: two children of .3 and .4, of which one is denied, leave .7.
  const risk: PreTradeCheck = {
    check: (order) =>
      order.quantity === 3
        ? { verdict: "refuse", rule: "no", message: "not three" }
        : { verdict: "pass" },
  };
  const left: number[] = [];
  const worker = new Worker((w, parent) => {
    w.spawnMarket(parent, 3);
    left.push(w.remaining(parent));
    w.spawnMarket(parent, 4);
    left.push(w.remaining(parent));
  });
  const { orders } = play({ quotes: quiet() }, send, {
    risk,
    algorithms: [worker],
  });
  assert.deepEqual(left, [10, 6]);
  assert.deepEqual(
    [...orders.columns.status],
    ["accepted", "denied", "filled"]
      .map((status, i) => i === 0 ? "partiallyFilled" : status),
  );
  assert.equal(orders.columns.filledLots[0], 4);
});

Deno.test("a child that the check before the trade makes smaller gives the rest back", () => {
  const risk: PreTradeCheck = {
    check: (order) =>
      order.parentId === undefined ? { verdict: "pass" } : {
        verdict: "clip",
        quantity: 1,
        rule: "small",
        message: "one",
      },
  };
  const worker = new Worker((w, parent) => {
    w.spawnMarket(parent, 4);
    assert.equal(w.remaining(parent), 9);
  });
  play({ quotes: quiet() }, send, { risk, algorithms: [worker] });
});

Deno.test("children that are rejected, expire or are canceled give back what they have not filled", () => {
  const worker = new Worker((w, parent) => {
    // Post-only at the ask; immediate, with one lot of three at its price; resting below.
    w.spawnLimit(parent, 2, { price: 100, postOnly: true });
    w.spawnLimit(parent, 3, { price: 100, timeInForce: "IOC" });
    const resting = w.spawnLimit(parent, 4, { price: 90 });
    w.clock.setTimeAlert("cancel", 400);
    w.onTimer = () => w.cancelChild(resting);
  });
  const thin = tens([[0, 99, 100], [200, 99, 100]]);
  thin.askLots.fill(1);
  const { player } = play({ quotes: thin }, send, { algorithms: [worker] });
  assert.deepEqual(
    worker.heard.map((line) => line.replace(/:.*\(/, " (")),
    [
      "100 submitted P-1-E1 (1)",
      "100 submitted P-1-E2 (1)",
      "100 submitted P-1-E3 (1)",
      "115 rejected P-1-E1 (3)",
      "115 accepted P-1-E2 (3)",
      "115 accepted P-1-E3 (3)",
      "205 filled P-1-E2 1 @ 100 (3)",
      "205 expired P-1-E2 (5)",
      "400 pendingCancel P-1-E3 (5)",
      "415 canceled P-1-E3 (9)",
    ],
  );
  const [parent] = player.openOrders();
  assert.equal(parent!.filledQuantity, 1);
  assert.equal(parent!.leavesQuantity, 9);
});

Deno.test("a child that is made smaller or larger changes what remains", () => {
  const left: number[] = [];
  const worker = new Worker((w, parent) => {
    const child = w.spawnLimit(parent, 4, { price: 90 });
    w.clock.setTimeAlert("less", 200);
    w.clock.setTimeAlert("more", 300);
    w.onTimer = ({ name }) =>
      w.modifyChild(child, { quantity: name === "less" ? 1 : 6 });
  }, (w, event, child) => {
    if (event.type === "updated") left.push(w.remaining(w.parentOf(child)));
  });
  play({ quotes: quiet() }, send, { algorithms: [worker] });
  assert.deepEqual(left, [9, 4]);
});

Deno.test("more than remains, broken lots, and anything of a parent that has ended cannot be spawned", () => {
  const tried: [number, RegExp][] = [
    [7, /in \(0, 6\]: current value is 7/],
    [0, /current value is 0/],
    [-1, /current value is -1/],
    [1.5, /current value is 1.5/],
    [NaN, /current value is NaN/],
  ];
  const worker = new Worker((w, parent) => {
    w.spawnMarket(parent, 4);
    for (const [lots, message] of tried) {
      assert.throws(() => w.spawnMarket(parent, lots), {
        name: "RangeError",
        message,
      });
    }
    assert.equal(w.remaining(parent), 6);
    w.finish(parent, "enough");
    assert.throws(() => w.spawnMarket(parent, 1), {
      name: "RangeError",
      message: /must be at work: current value is enough/,
    });
    const stranger = { ...parent, clientOrderId: "Z" } as Order;
    assert.throws(() => w.remaining(stranger), { name: "RangeError" });
    assert.throws(() => w.parentOf(stranger), { name: "RangeError" });
  });
  const { heard } = play({ quotes: quiet() }, send, { algorithms: [worker] });
  assert.deepEqual(heard.slice(-2), [
    "125 filled P-1 4 @ 100",
    "125 canceled P-1: enough",
  ]);
});

Deno.test("a parent that is canceled ends when its children have, and a fill on the way counts", () => {
  const worker = new Worker((w, parent) => {
    w.spawnLimit(parent, 4, { price: 99 });
    w.spawnLimit(parent, 2, { price: 90 });
  });
  // The cancel is sent at 300; at 305 the price falls to 99; it arrives at 310.
  const { heard, orders } = play(
    {
      quotes: tens([[0, 99, 100], [305, 98, 99], [400, 98, 99]]),
    },
    { ...send, 300: (p) => p.cancelAll() },
    { algorithms: [worker] },
  );
  assert.deepEqual(heard.slice(2), [
    "300 pendingCancel P-1",
    "310 filled P-1 4 @ 99",
    "315 canceled P-1: Canceled by its owner.",
  ]);
  assert.ok(worker.heard.includes("300 told to end P-1"));
  assert.deepEqual([...orders.columns.status], [
    "canceled",
    "filled",
    "canceled",
  ]);
  assert.equal(orders.columns.filledLots[0], 4);
});

Deno.test("of a parent only the quantity may change, to no less than its children have", () => {
  const worker = new Worker((w, parent) => {
    w.spawnLimit(parent, 4, { price: 90 });
  });
  const left: number[] = [];
  const { heard } = play({ quotes: quiet() }, {
    ...send,
    200: (p) => {
      const [parent] = p.openOrders();
      p.modify(parent!, { quantity: 12 });
      left.push(worker.remaining(parent!));
      p.modify(parent!, { quantity: 4 });
      left.push(worker.remaining(parent!));
      p.modify(parent!, { quantity: 3 });
      p.modify(parent!, { price: 91 });
      p.modify(parent!, { quantity: 4.5 });
      left.push(worker.remaining(parent!));
    },
  }, { algorithms: [worker] });
  assert.deepEqual(left, [8, 0, 0]);
  const lines = heard.slice(2);
  assert.deepEqual(lines.slice(0, 2), [
    "200 updated P-1 12 @ NaN from NaN",
    "200 updated P-1 4 @ NaN from NaN",
  ]);
  assert.equal(lines.length, 5);
  for (const line of lines.slice(2)) {
    assert.match(line, /modifyRejected P-1: .*no less than the 4 lots/);
  }
});

Deno.test("an algorithm that is not there denies the order, and says which there are", () => {
  const { heard } = play({ quotes: quiet() }, {
    100: (p) =>
      p.submit(worked(p, 1, { execAlgorithm: { id: "VWAP", parameters: {} } })),
  }, { algorithms: [new Worker(() => {})] });
  assert.deepEqual(heard, [
    "100 denied P-1: Unknown algorithm VWAP: there are W.",
  ]);
});

Deno.test("what an algorithm leaves undone stays open to the end and says so", () => {
  const { orders, fills } = play({ quotes: quiet() }, send, {
    algorithms: [new Worker(() => {})],
  });
  assert.deepEqual([...orders.columns.status], ["accepted"]);
  assert.equal(orders.columns.filledLots[0], 0);
  assert.equal(fills.rows, 0);
});
