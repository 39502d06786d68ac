import assert from "node:assert/strict";
import {
  Actor,
  type BusData,
  type PreTradeCheck,
  type TimerEvent,
} from "volarb/engine";
import { Random } from "volarb/random";
import { TrailingStop } from "volarb/risk";
import { tradesOf } from "./market.ts";
import { play, type Player, quiet, tens } from "./play.ts";

const sell = { symbol: "X", side: "sell", quantity: 2 } as const;
const buy = { symbol: "X", side: "buy", quantity: 2 } as const;

/** Marks from rows of time and price. */
function marks(rows: readonly (readonly [number, number])[]) {
  const time = Float64Array.from(rows, ([time]) => time);
  return {
    eventTime: time,
    receiveTime: time,
    price: Float64Array.from(rows, ([, price]) => price),
  };
}

/** Lines of what was heard, without those of some types. */
function only(heard: readonly string[], ...types: string[]): string[] {
  return heard.filter((line) => types.includes(line.split(" ")[1]!));
}

Deno.test("a held stop is not seen by the venue until the client's quote triggers it", () => {
  // The bid falls to 95 at 300, and the client sees it at 320.
  const { heard, fills } = play({
    quotes: tens(
      [[0, 99, 100], [300, 95, 96], [400, 95, 96], [500, 95, 96]],
      20,
    ),
  }, {
    100: (p) =>
      p.submit(
        p.orders.stopMarket({ ...sell, triggerPrice: 95, emulated: true }),
      ),
  });
  assert.deepEqual(heard, [
    "100 emulated P-1",
    "320 released P-1",
    "320 submitted P-1",
    "335 accepted P-1",
    "405 filled P-1 2 @ 95",
  ]);
  assert.equal(fills.columns.time[0], 400);
});

Deno.test("a sell stop follows the bid and a buy stop the ask, the last trade or the mark", () => {
  const market = {
    quotes: tens([[0, 99, 101], [200, 98, 102], [600, 98, 102]]),
    trades: tradesOf([[300, 102, 1, 1], [301, 98, 1, -1], [590, 100, 1, 1]]),
    mark: marks([[0, 100], [400, 102], [410, 98], [590, 100]]),
  };
  const { heard } = play(market, {
    100: (p) => {
      for (const triggerType of ["bidAsk", "last", "mark"] as const) {
        const common = { triggerType, emulated: true } as const;
        p.submit(
          p.orders.stopMarket({ ...buy, ...common, triggerPrice: 102 }),
          p.orders.stopMarket({ ...sell, ...common, triggerPrice: 98 }),
        );
      }
    },
  });
  assert.deepEqual(only(heard, "released"), [
    "200 released P-1",
    "200 released P-2",
    "300 released P-3",
    "301 released P-4",
    "400 released P-5",
    "410 released P-6",
  ]);
});

Deno.test("if-touched orders trigger on the good side, and a held limit when the other side reaches it", () => {
  const { heard } = play({
    quotes: tens([[0, 99, 100], [200, 94, 95], [300, 104, 105], [
      400,
      104,
      105,
    ]]),
  }, {
    100: (p) =>
      p.submit(
        p.orders.marketIfTouched({ ...buy, triggerPrice: 95, emulated: true }),
        p.orders.limitIfTouched({
          ...sell,
          triggerPrice: 104,
          price: 103,
          emulated: true,
        }),
        p.orders.limit({ ...buy, price: 95, emulated: true }),
        p.orders.stopLimit({
          ...buy,
          triggerPrice: 105,
          price: 106,
          emulated: true,
        }),
      ),
  });
  assert.deepEqual(only(heard, "released", "filled"), [
    "200 released P-1",
    "200 released P-3",
    "300 released P-2",
    "300 released P-4",
    // What was released at 200 met the quote of 300: the market order at any price.
    "305 filled P-1 2 @ 105",
    "405 filled P-2 2 @ 104",
    "405 filled P-4 2 @ 105",
  ]);
});

Deno.test("what stands when the order is taken triggers it at once", () => {
  const { heard } = play({ quotes: quiet() }, {
    105: (p) =>
      p.submit(
        p.orders.stopMarket({ ...sell, triggerPrice: 99, emulated: true }),
      ),
  });
  assert.deepEqual(only(heard, "released"), ["105 released P-1"]);
});

Deno.test("a trailing stop never loosens, and is released at its level", () => {
  const { heard } = play({
    quotes: tens([
      [0, 100, 101],
      [200, 103, 104],
      [300, 102, 103],
      [400, 106, 107],
      [500, 104, 105],
      [600, 103, 104],
      [700, 103, 104],
    ]),
  }, {
    100: (p) =>
      p.submit(
        p.orders.trailingStopMarket({
          ...sell,
          trailing: { type: "ticks", ticks: 3 },
          emulated: true,
        }),
      ),
  });
  assert.deepEqual(only(heard, "updated", "released", "filled"), [
    "100 updated P-1 2 @ NaN from 97",
    "200 updated P-1 2 @ NaN from 100",
    "400 updated P-1 2 @ NaN from 103",
    "600 released P-1",
    "705 filled P-1 2 @ 103",
  ]);
});

Deno.test("a trailing stop-limit is released with its limit behind the trigger", () => {
  const { heard } = play({
    quotes: tens([[0, 100, 101], [200, 97, 98], [300, 94, 95], [400, 96, 97]]),
  }, {
    100: (p) =>
      p.submit(
        p.orders.trailingStopLimit({
          ...sell,
          trailing: { type: "ticks", ticks: 3 },
          limitOffset: 1,
          emulated: true,
        }),
      ),
  });
  // Level 97, limit 96: not at the 94 of 300, but at the 96 of 400.
  assert.deepEqual(only(heard, "released", "filled"), [
    "200 released P-1",
    "405 filled P-1 2 @ 96",
  ]);
});

/** Publishes a variance at a time. */
class Estimator extends Actor {
  override readonly publishes = [{ type: "VolatilityEstimate" }];
  override onStart() {
    this.clock.setTimeAlert("estimate", 150);
  }
  override onTimer() {
    this.publish({
      type: "VolatilityEstimate",
      symbol: "X",
      eventTime: 150,
      receiveTime: 150,
      variance: 1e-4,
    } as BusData);
  }
}

Deno.test("a stop that trails by volatility waits for the first estimate", () => {
  const { heard } = play({
    quotes: tens([[0, 1000, 1001], [160, 1000, 1001], [200, 1100, 1101], [
      300,
      1077,
      1078,
    ], [400, 1077, 1078]]),
  }, {
    100: (p) =>
      p.submit(
        p.orders.trailingStopMarket({
          ...sell,
          trailing: {
            type: "volatility",
            multiple: 2,
            horizon: 1,
            scale: "simple",
          },
          emulated: true,
        }),
      ),
  }, { actors: [new Estimator("estimator")] });
  // Two standard deviations of one percent: 980, then 1078.
  assert.deepEqual(only(heard, "updated", "released"), [
    "160 updated P-1 2 @ NaN from 980",
    "200 updated P-1 2 @ NaN from 1078",
    "300 released P-1",
  ]);
});

Deno.test("a stop that trails by volatility is where it would be if it looked at every quote", () => {
  const random = new Random(7);
  const bids = Array.from({ length: 400 }, () => 900 + random.integer(200));
  const sigmas = bids.map(() => (1 + random.integer(4)) / 100);
  const trailing = { type: "volatility", multiple: 40, horizon: 1 } as const;
  // A volatility now and then, a microsecond before the quote of its time.
  const told = (i: number) => i % 7 === 0;
  const at = (i: number) => 200 + 10 * i;
  class Changing extends Actor {
    override readonly publishes = [{ type: "VolatilityEstimate", symbol: "X" }];
    override onStart() {
      bids.forEach((_, i) => {
        if (told(i)) this.clock.setTimeAlert(`${i}`, at(i) - 1);
      });
    }
    override onTimer({ name, time }: TimerEvent) {
      this.publish({
        type: "VolatilityEstimate",
        symbol: "X",
        eventTime: time,
        receiveTime: time,
        variance: sigmas[Number(name)]! ** 2,
      } as BusData);
    }
  }
  for (const side of ["buy", "sell"] as const) {
    const stop = new TrailingStop({ side, offset: trailing });
    const levels: string[] = [];
    let sigma = NaN;
    bids.forEach((bid, i) => {
      if (told(i)) sigma = Math.sqrt(sigmas[i]! ** 2);
      const before = stop.level;
      const level = stop.update(side === "sell" ? bid : bid + 1, sigma);
      if (level !== before) levels.push(`${at(i)} ${level}`);
    });
    const { heard } = play({
      quotes: tens([
        [0, 1000, 1001],
        ...bids.map((bid, i) => [at(i), bid, bid + 1] as const),
      ]),
    }, {
      100: (p) =>
        p.submit(p.orders.trailingStopMarket({
          symbol: "X",
          side,
          quantity: 2,
          trailing,
          emulated: true,
        })),
    }, { actors: [new Changing("changing")] });
    assert.ok(levels.length > 5);
    assert.deepEqual(
      only(heard, "updated").map((line) => line.replace(/ .* from/, "")),
      levels,
    );
  }
});

/** A long of four lots at 100 under a bracket that the client holds. */
function bracket(
  quotes: ReturnType<typeof tens>,
  more: Record<number, (p: Player) => void> = {},
) {
  return play({ quotes }, {
    100: (p) => {
      const { entry, stop, target } = p.orders.bracket({
        symbol: "X",
        side: "buy",
        quantity: 4,
        stopPrice: 95,
        targetPrice: 105,
        emulated: true,
      });
      p.submit(entry, stop, target);
    },
    ...more,
  });
}

Deno.test("exits of a held bracket come in with the entry's fill, and the one that fills ends the other", () => {
  const { heard, positions } = bracket(
    tens([[0, 99, 100], [200, 99, 100], [300, 105, 106], [400, 105, 106], [
      500,
      90,
      91,
    ]]),
  );
  assert.deepEqual(heard, [
    "100 submitted P-1",
    "100 emulated P-2",
    "100 emulated P-3",
    "115 accepted P-1",
    "205 filled P-1 4 @ 100",
    "300 released P-3",
    "300 submitted P-3",
    "315 accepted P-3",
    "405 filled P-3 4 @ 105",
    "405 canceled P-2: Tied to P-3.",
  ]);
  assert.equal(positions.columns.realized[0], 20);
});

Deno.test("the stop of a held bracket ends the target", () => {
  const { heard } = bracket(
    tens([[0, 99, 100], [200, 99, 100], [300, 95, 96], [400, 94, 95]]),
  );
  assert.deepEqual(heard.slice(-2), [
    "405 filled P-2 4 @ 94",
    "405 canceled P-3: Tied to P-2.",
  ]);
});

Deno.test("exits are as large as what the entry has filled, and end with an entry that fills nothing", () => {
  // A limit entry of four of which a trade fills one before it is cancelled.
  const entry = (p: Player) => {
    const { entry, stop, target } = p.orders.bracket({
      symbol: "X",
      side: "buy",
      quantity: 4,
      price: 98,
      stopPrice: 95,
      targetPrice: 105,
      emulated: true,
    });
    p.submit(entry, stop, target);
  };
  const cancelled = play({ quotes: quiet() }, {
    100: entry,
    300: (p) => p.cancel(p.openOrders()[0]!),
  });
  assert.deepEqual(cancelled.heard.slice(-4).map((line) => line.slice(0, 16)), [
    "300 pendingCance",
    "315 canceled P-1",
    "315 canceled P-2",
    "315 canceled P-3",
  ]);
  const partly = play({
    quotes: quiet(),
    trades: tradesOf([[200, 97, 1, -1]]),
  }, { 100: entry, 300: (p) => p.cancel(p.openOrders()[0]!) });
  const { clientOrderId, status, quantityLots } = partly.orders.columns;
  assert.deepEqual([...clientOrderId], ["P-1", "P-2", "P-3"]);
  assert.deepEqual([...status], ["canceled", "emulated", "emulated"]);
  assert.deepEqual([...quantityLots], [4, 1, 1]);
});

Deno.test("of two held orders that cancel each other, the first that fills ends the other", () => {
  const { heard } = play({
    quotes: tens([[0, 99, 100], [200, 103, 104], [300, 103, 104]]),
  }, {
    100: (p) => {
      const [up, down] = ["P-1", "P-2"];
      p.submit(
        p.orders.stopMarket({
          ...buy,
          triggerPrice: 103,
          emulated: true,
          contingency: { type: "OCO", linked: [down!] },
        }),
        p.orders.stopMarket({
          ...sell,
          triggerPrice: 95,
          emulated: true,
          contingency: { type: "OCO", linked: [up!] },
        }),
      );
    },
  });
  assert.deepEqual(heard.slice(-2), [
    "305 filled P-1 2 @ 104",
    "305 canceled P-2: Tied to P-1.",
  ]);
});

Deno.test("what is released passes the check before the trade again", () => {
  let asked = 0;
  const risk: PreTradeCheck = {
    check: () =>
      ++asked === 1 ? { verdict: "pass" } : {
        verdict: "refuse",
        rule: "halted",
        message: "nothing more today",
      },
  };
  const { heard, fills } = play({
    quotes: tens([[0, 99, 100], [200, 95, 96], [300, 95, 96]]),
  }, {
    100: (p) =>
      p.submit(
        p.orders.stopMarket({ ...sell, triggerPrice: 95, emulated: true }),
      ),
  }, { risk });
  assert.deepEqual(heard, [
    "100 emulated P-1",
    "200 released P-1",
    "200 denied P-1: halted: nothing more today",
  ]);
  assert.equal(asked, 2);
  assert.equal(fills.rows, 0);
});

Deno.test("a held order refuses a price that its type does not have, and a quantity of nothing", () => {
  const { heard, orders } = play({
    quotes: tens([[0, 99, 100], [500, 90, 91], [600, 90, 91]]),
  }, {
    100: (p) => {
      p.submit(
        p.orders.stopMarket({ ...sell, triggerPrice: 90, emulated: true }),
        p.orders.limit({ ...buy, price: 80, emulated: true }),
        p.orders.trailingStopMarket({
          ...sell,
          trailing: { type: "ticks", ticks: 50 },
          emulated: true,
        }),
      );
    },
    200: (p) => {
      const [stop, limit, trailing] = p.openOrders();
      p.modify(stop!, { price: 95 });
      p.modify(stop!, { quantity: 0 });
      p.modify(limit!, { triggerPrice: 95 });
      p.modify(trailing!, { triggerPrice: 95 });
      p.modify(limit!, { price: 81 });
    },
  });
  assert.deepEqual(
    only(heard, "modifyRejected", "updated", "released", "filled")
      .filter((line) => line.startsWith("2") || line.includes("P-1"))
      .map((line) => line.split(":")[0]),
    [
      "200 modifyRejected P-1",
      "200 modifyRejected P-1",
      "200 modifyRejected P-2",
      "200 modifyRejected P-3",
      "200 updated P-2 2 @ 81 from NaN",
      "500 released P-1",
      "605 filled P-1 2 @ 90",
    ],
  );
  // Still a stop without a limit.
  assert.ok(Number.isNaN(orders.columns.priceTicks[0]!));
});

Deno.test("a held order is changed and ended without the venue, and expires at its date", () => {
  const { heard } = play({ quotes: quiet() }, {
    100: (p) => {
      const stop = { ...sell, triggerPrice: 90, emulated: true } as const;
      p.submit(p.orders.stopMarket(stop));
      p.submit(p.orders.stopMarket(stop));
      p.submit(
        p.orders.stopMarket({
          ...stop,
          timeInForce: "GTD",
          expireTime: 500,
        }),
      );
    },
    200: (p) => {
      const [one, two] = p.openOrders();
      p.modify(one!, { triggerPrice: 91, quantity: 5 });
      p.cancel(two!);
    },
  });
  assert.deepEqual(only(heard, "updated", "canceled", "expired"), [
    "200 updated P-1 5 @ NaN from 91",
    "200 canceled P-2: Canceled by its owner.",
    "500 expired P-3: Good till date.",
  ]);
});
