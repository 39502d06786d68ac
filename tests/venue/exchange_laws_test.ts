import assert from "node:assert/strict";
import * as fc from "fast-check";
import {
  feeSchedule,
  type FilledOrderEvent,
  log2Queue,
  logQueue,
  Order,
  type OrderEvent,
  power2Queue,
  power3Queue,
  powerQueue,
  type QueueModel,
  riskAverseQueue,
  type SimulatedExchange,
  toMoney,
  tradeOnlyQueue,
  type VenueEvent,
} from "volarb/venue";
import {
  openExchange,
  Player,
  records,
  type Step,
  steps,
  unitContract,
} from "./random_market.ts";

fc.configureGlobal({ seed: 20_240_719, numRuns: 100 });

const fees = feeSchedule({
  periods: [{ from: -Infinity, maker: 0.000123, taker: 0.000457 }],
});

function fillsOf(events: readonly VenueEvent[]): FilledOrderEvent[] {
  return events.filter((event) => event.type === "filled");
}

Deno.test("position is the sum of fills, and cash what they paid and received, exactly", () => {
  fc.assert(fc.property(steps, (run) => {
    const { exchange, events } = openExchange({ fees });
    const player = new Player(exchange);
    for (const step of run) player.play(step);
    const { account } = exchange;
    let lots = 0;
    let paid = 0n;
    let commission = 0n;
    for (const { fill } of fillsOf(events)) {
      const sign = fill.side === "buy" ? 1 : -1;
      lots += sign * fill.quantity;
      paid += BigInt(sign) * fill.notional;
      commission += fill.commission;
      assert.equal(fill.position, lots);
    }
    const [position] = account.positions;
    assert.equal(position!.lots, lots);
    assert.equal(account.fees, commission);
    // What was paid and is not in the open position was realised.
    const cash = account.start - paid + position!.cost - commission;
    assert.equal(account.balance, cash);
    if (lots === 0) assert.equal(position!.cost, 0n);
  }));
});

Deno.test("in hedge mode each leg is the sum of its fills and keeps its sign", () => {
  fc.assert(fc.property(steps, (run) => {
    const { exchange, events } = openExchange({ fees, positionMode: "hedge" });
    const player = new Player(exchange, { legs: true });
    for (const step of run) player.play(step);
    const { account } = exchange;
    const lots = { long: 0, short: 0, both: 0 };
    let cash = account.start;
    for (const { fill } of fillsOf(events)) {
      const sign = fill.side === "buy" ? 1 : -1;
      lots[fill.positionSide] += sign * fill.quantity;
      cash -= BigInt(sign) * fill.notional + fill.commission;
      assert.equal(fill.position, lots[fill.positionSide]);
      assert.ok(lots.long >= 0 && lots.short <= 0 && lots.both === 0);
    }
    const [long, short] = account.positions;
    assert.deepEqual([long!.lots, short!.lots], [lots.long, lots.short]);
    assert.equal(account.balance, cash + long!.cost + short!.cost);
  }));
});

Deno.test("an isolated position loses no more than what was set aside for it", () => {
  fc.assert(fc.property(steps, (run) => {
    const { exchange, events } = openExchange({
      balance: 3000,
      fees,
      margin: { mode: "isolated", leverage: 20 },
    });
    const player = new Player(exchange);
    for (const step of run) {
      const before = exchange.account.positions[0]!.isolatedMargin;
      const seen = events.length;
      player.play(step);
      const [position] = exchange.account.positions;
      if (position!.lots === 0) assert.equal(position!.isolatedMargin, 0n);
      for (const event of events.slice(seen)) {
        if (event.type !== "liquidation") continue;
        const lost = event.fee - event.realized - event.insurance;
        assert.ok(lost <= before || step.kind === "quote");
        assert.ok(event.insurance >= 0n && event.fee >= 0n);
      }
    }
    exchange.account.check();
  }));
});

Deno.test("every order's events are a life that an order may have", () => {
  fc.assert(fc.property(steps, (run) => {
    const orders = new Map<string, Order>();
    const { exchange, events } = openExchange({ fees });
    const submit = exchange.submit.bind(exchange);
    exchange.submit = (order, time) => {
      orders.set(order.clientOrderId, order);
      order.apply({
        type: "submitted",
        clientOrderId: order.clientOrderId,
        time,
      });
      submit(order, time);
    };
    const player = new Player(exchange);
    let seen = 0;
    let clock = -Infinity;
    for (const step of run) {
      player.play(step);
      for (; seen < events.length; seen++) {
        const event = events[seen]!;
        assert.ok(event.time >= clock);
        clock = event.time;
        if (!("clientOrderId" in event)) continue;
        const order = orders.get(event.clientOrderId);
        // A cancel of a name that never was is answered without an order.
        if (order === undefined) assert.equal(event.clientOrderId, "none");
        else if (order.isOpen) order.apply(event as OrderEvent);
        else assert.match(event.type, /Rejected$/);
      }
    }
  }));
});

Deno.test("takers never get more at the displayed price than is displayed", () => {
  fc.assert(fc.property(steps, (run) => {
    const { exchange, events } = openExchange();
    const quote = exchange.quote.bind(exchange);
    let shown = [0, 0, 0, 0];
    let taken = [0, 0];
    let seen = 0;
    const count = () => {
      for (const { fill } of fillsOf(events.slice(seen))) {
        const side = fill.side === "buy" ? 1 : 0;
        // Makers whose price the quote has come to eat it too; so do trades, elsewhere.
        const atQuote = fill.price === shown[2 * side] &&
          (fill.liquidity === "taker" || quoting);
        if (atQuote) taken[side]! += fill.quantity;
        assert.ok(taken[side]! <= shown[2 * side + 1]!, JSON.stringify(shown));
      }
      seen = events.length;
    };
    let quoting = false;
    exchange.quote = (i, time, bid, bidLots, ask, askLots) => {
      count();
      if (bid !== shown[0] || bidLots !== shown[1]) taken = [0, taken[1]!];
      if (ask !== shown[2] || askLots !== shown[3]) taken = [taken[0]!, 0];
      shown = [bid, bidLots, ask, askLots];
      quoting = true;
      quote(i, time, bid, bidLots, ask, askLots);
      count();
      quoting = false;
    };
    const player = new Player(exchange);
    for (const step of run) player.play(step);
    count();
  }));
});

Deno.test("one trade fills no more than it had, and only the side that it hit", () => {
  fc.assert(fc.property(steps, (run) => {
    const { exchange, events } = openExchange();
    const trade = exchange.trade.bind(exchange);
    exchange.trade = (i, time, ticks, lots, aggressor) => {
      const before = events.length;
      trade(i, time, ticks, lots, aggressor);
      const made = fillsOf(events.slice(before))
        .filter(({ fill }) => fill.liquidity === "maker");
      const sum = made.reduce((total, { fill }) => total + fill.quantity, 0);
      assert.ok(sum <= lots);
      for (const { fill } of made) {
        assert.equal(fill.side, aggressor === 1 ? "sell" : "buy");
        assert.ok(aggressor * (ticks - fill.price) >= 0);
      }
    };
    const player = new Player(exchange);
    for (const step of run) player.play(step);
  }));
});

/** Lots of one resting bid that are filled after each record. */
function filledBy(
  run: readonly Step[],
  { queue, depth, arrival = 0 }: {
    queue: QueueModel;
    depth: number;
    arrival?: number;
  },
): number[] {
  const { exchange, events } = openExchange({ queue });
  const player = new Player(exchange);
  exchange.quote(0, 0, 1000, depth, 1001, 5);
  const order = new Order({
    clientOrderId: "A",
    symbol: "X",
    side: "buy",
    type: "limit",
    quantity: 6,
    price: 1000,
  });
  let filled = 0;
  let seen = 0;
  return run.map((step, k) => {
    if (k === arrival) exchange.submit(order, k);
    player.play(step);
    for (const { fill } of fillsOf(events.slice(seen))) filled += fill.quantity;
    seen = events.length;
    return filled;
  });
}

function assertNeverBefore(later: number[], sooner: number[], why: string) {
  later.forEach((filled, k) =>
    assert.ok(filled <= sooner[k]!, `${why} at ${k}`)
  );
}

// thm-queue-caution
Deno.test("the risk-averse order is never filled before one of a probabilistic model", () => {
  fc.assert(
    fc.property(records, fc.integer({ min: 1, max: 30 }), (run, depth) => {
      const cautious = filledBy(run, { queue: riskAverseQueue(), depth });
      for (
        const queue of [
          powerQueue(1),
          powerQueue(2),
          power2Queue(2),
          power3Queue(3),
          logQueue(),
          log2Queue(),
        ]
      ) {
        const bold = filledBy(run, { queue, depth });
        assertNeverBefore(cautious, bold, queue.name);
      }
      const strict = filledBy(run, { queue: tradeOnlyQueue(), depth });
      assertNeverBefore(strict, cautious, "tradeOnly");
    }),
  );
});

Deno.test("more lots ahead never fill an order earlier", () => {
  fc.assert(
    fc.property(
      records,
      fc.integer({ min: 1, max: 30 }),
      fc.integer({ min: 1, max: 9 }),
      (run, depth, more) => {
        for (const queue of [riskAverseQueue(), tradeOnlyQueue()]) {
          assertNeverBefore(
            filledBy(run, { queue, depth: depth + more }),
            filledBy(run, { queue, depth }),
            queue.name,
          );
        }
      },
    ),
  );
});

Deno.test("twice the latency never fills an order earlier", () => {
  fc.assert(
    fc.property(records, fc.integer({ min: 1, max: 10 }), (run, arrival) => {
      const queue = riskAverseQueue();
      const soon = filledBy(run, { queue, depth: 5, arrival });
      const late = filledBy(run, { queue, depth: 5, arrival: 2 * arrival });
      assertNeverBefore(late, soon, "late");
    }),
  );
});

Deno.test("a mirrored market mirrors every fill and gives the same profit", () => {
  fc.assert(fc.property(steps, (run) => {
    const [plain, mirrored] = [{}, { mirror: 2001 }].map((view) => {
      const { exchange, events } = openExchange();
      const player = new Player(exchange, view);
      for (const step of run) player.play(step);
      return fillsOf(events).map(({ fill }) => fill);
    });
    assert.equal(mirrored!.length, plain!.length);
    mirrored!.forEach((fill, k) => {
      const { side, price, quantity, realized, position } = plain![k]!;
      assert.notEqual(fill.side, side);
      assert.deepEqual(
        [fill.price, fill.quantity, fill.position + position],
        [2001 - price, quantity, 0],
      );
      // A third of a mean price is rounded to one unit on either side of the mirror.
      const difference = fill.realized - realized;
      assert.ok(difference <= 1n && difference >= -1n);
    });
  }));
});

Deno.test("prices times four and quantities a quarter give the same profit and fees", () => {
  fc.assert(fc.property(steps, (run) => {
    const balances = [
      unitContract(),
      unitContract("X", {
        tick: { integer: 4, scale: 0 },
        lot: { integer: 25, scale: 2 },
      }),
    ].map((spec) => {
      const { exchange } = openExchange({ fees, specs: [spec] });
      const player = new Player(exchange);
      for (const step of run) player.play(step);
      return exchange.account.balance;
    });
    assert.equal(balances[0], balances[1]);
  }));
});

Deno.test("what is said up to a time does not depend on what comes after it", () => {
  fc.assert(fc.property(steps, fc.nat(), (run, at) => {
    const cut = at % run.length;
    const [whole, part] = [run, run.slice(0, cut)].map((played) => {
      const { exchange, events } = openExchange({ fees });
      const player = new Player(exchange);
      for (const step of played) player.play(step);
      return events;
    });
    assert.deepEqual(part, whole!.filter(({ time }) => time <= cut));
  }));
});

Deno.test("the order in which contracts are registered changes nothing", () => {
  const margin = { mode: "cross", leverage: 20 } as const;
  fc.assert(fc.property(steps, steps, (first, second) => {
    const [forth, back] = [["A", "B"], ["B", "A"]].map((symbols) => {
      const { exchange, events } = openExchange({
        specs: symbols.map((symbol) => unitContract(symbol)),
        balance: 2000,
        fees,
        margin,
      });
      const players = ["A", "B"].map((symbol) =>
        new Player(exchange, {}, { symbol })
      );
      for (let k = 0; k < Math.max(first.length, second.length); k++) {
        if (first[k] !== undefined) players[0]!.play(first[k]!, 2 * k + 1);
        if (second[k] !== undefined) players[1]!.play(second[k]!, 2 * k + 2);
      }
      exchange.account.check();
      return events;
    });
    assert.deepEqual(back, forth);
  }));
});

Deno.test("under margin the wallet never falls below zero once positions are closed", () => {
  fc.assert(fc.property(steps, (run) => {
    const { exchange } = openExchange({
      balance: 2000,
      fees,
      margin: { mode: "cross", leverage: 20 },
    });
    const player = new Player(exchange);
    for (const step of run) {
      player.play(step);
      const { account } = exchange;
      account.check();
      if (account.positions.every(({ lots }) => lots === 0)) {
        assert.ok(account.balance >= 0n);
      }
    }
  }));
});

Deno.test("an idle exchange may be spared records that only overwrite the book", () => {
  fc.assert(fc.property(steps, (run) => {
    const [all, spared] = [false, true].map((sparing) => {
      const { exchange, events } = openExchange({ fees });
      const quote = exchange.quote.bind(exchange);
      let last: Parameters<SimulatedExchange["quote"]> | undefined;
      exchange.quote = (...quoted) => {
        if (sparing && exchange.idle) last = quoted;
        else quote(...quoted);
      };
      const submit = exchange.submit.bind(exchange);
      exchange.submit = (order, time) => {
        if (last !== undefined) quote(...last);
        last = undefined;
        submit(order, time);
      };
      const player = new Player(exchange);
      for (const step of run) {
        // Trades and marks are not spared: they are records of their own.
        if (last !== undefined && step.kind !== "quote") {
          quote(...last);
          last = undefined;
        }
        player.play(step);
      }
      return events;
    });
    assert.deepEqual(spared, all);
  }));
});

Deno.test("a wallet of money is what toMoney() made of it", () => {
  const { exchange } = openExchange({ balance: 12.5 });
  assert.equal(exchange.account.balance, toMoney(12.5));
});
