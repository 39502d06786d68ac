import assert from "node:assert/strict";
import {
  Backtest,
  columnSource,
  ExecAlgorithm,
  Strategy,
  type TimerEvent,
} from "volarb/engine";
import { instrumentOn } from "volarb/market";
import { contractSpec, feeSchedule, type Order } from "volarb/venue";
import { quotesOf } from "./market.ts";

/** Sends a lot each second, and keeps what it is told of its parent. */
class Drip extends ExecAlgorithm {
  readonly told: string[] = [];
  #parent: Order | undefined;

  override refuses({ side }: Order): string | undefined {
    return side === "sell" ? "It only buys." : undefined;
  }

  override onOrder(parent: Order): void {
    this.#parent = parent;
    this.clock.setTimer("drip", 1e6);
  }

  override onTimer(_timer: TimerEvent): void {
    const parent = this.#parent!;
    if (parent.isOpen && this.remaining(parent) > 0) {
      this.spawnMarket(parent, 1);
    }
  }

  override onOrderUpdated({ quantity, price }: Order): void {
    this.told.push(`updated ${quantity} ${price}`);
  }

  override onOrderCanceled(_parent: Order): void {
    this.told.push("canceled");
  }
}

/** What a strategy does at each second. */
type Steps = { readonly [second: number]: (self: Scripted) => void };

class Scripted extends Strategy {
  order: Order | undefined;
  readonly #steps: Steps;

  constructor(steps: Steps) {
    super("scripted");
    this.#steps = steps;
  }

  override onStart(): void {
    this.clock.setTimer("step", 1e6, { start: 0 });
  }

  override onTimer({ time }: TimerEvent): void {
    this.#steps[time / 1e6]?.(this);
  }

  send(side: "buy" | "sell" = "buy", quantity = 5): void {
    this.order = this.orders.limit({
      symbol: "BTCUSDT",
      side,
      quantity,
      price: 100_010,
      execAlgorithm: { id: "DRIP", parameters: {} },
    });
    this.submit(this.order);
  }
}

function run(steps: Steps, drip: Drip = new Drip("DRIP")) {
  const rows = Array.from(
    { length: 200 },
    (_, k) => [k * 1e5, 100_000, 1000, 100_001, 1000] as const,
  );
  const scripted = new Scripted(steps);
  const { orders } = new Backtest({
    source: columnSource({ BTCUSDT: { quotes: quotesOf(rows) } }),
    specs: [contractSpec(instrumentOn("BTCUSDT", "2024-01-01"))],
    strategies: [scripted],
    algorithms: [drip],
    balance: 100_000,
    fees: feeSchedule({ periods: [{ from: 0, maker: 0, taker: 0 }] }),
  }).run();
  return { order: scripted.order!, drip, reason: orders.columns.reason[0]! };
}

Deno.test("an algorithm may refuse an order, which is denied with its words", () => {
  const { order, reason } = run({ 1: (self) => self.send("sell") });
  assert.equal(order.status, "denied");
  assert.equal(reason, "It only buys.");
});

Deno.test("an algorithm is told of a new quantity and a new limit of a parent, and works on", () => {
  const { order, drip } = run({
    1: (self) => self.send(),
    4: (self) => self.modify(self.order!, { quantity: 4 }),
    5: (self) => self.modify(self.order!, { quantity: 7, price: 100_020 }),
    6: (self) => self.modify(self.order!, { price: 100_030 }),
  });
  assert.equal(order.status, "filled");
  assert.deepEqual(drip.told, [
    "updated 4 100010",
    "updated 7 100020",
    "updated 7 100030",
  ]);
  assert.equal(order.filledQuantity, 7);
});

Deno.test("a parent is not made smaller than what its children have", () => {
  const { order, drip } = run({
    1: (self) => self.send(),
    5: (self) => self.modify(self.order!, { quantity: 2 }),
  });
  assert.deepEqual([order.filledQuantity, drip.told.length], [5, 0]);
});

Deno.test("a parent that is canceled sends no more, and one of a stopped algorithm none", () => {
  const canceled = run({
    1: (self) => self.send(),
    4: (self) => self.cancel(self.order!),
  });
  assert.equal(canceled.order.status, "canceled");
  assert.deepEqual(canceled.drip.told, ["canceled"]);
  assert.ok(canceled.order.filledQuantity <= 3);
  const drip = new Drip("DRIP");
  const stopped = run({
    1: () => drip.stop(),
    2: (self) => self.send(),
  }, drip);
  assert.equal(stopped.order.status, "canceled");
  assert.equal(stopped.reason, "DRIP has stopped.");
});
