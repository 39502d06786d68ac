import assert from "node:assert/strict";
import * as fc from "fast-check";
import { MINUTE } from "volarb/time";
import {
  fixedTicksImpact,
  Order,
  type OrderRequest,
  type VenueBar,
  type VenueOptions,
} from "volarb/venue";
import { openExchange } from "./random_market.ts";

fc.configureGlobal({ seed: 4, numRuns: 200 });

const digit = fc.integer({ min: 0, max: 9 });
const bars = fc.array(fc.tuple(digit, digit, digit, digit, digit), {
  minLength: 3,
  maxLength: 30,
});

/** A bar of a random walk: open near the close before, extremes around both. */
function makeBar(
  [gap, up, down, body, volume]: [number, number, number, number, number],
  k: number,
  before: number,
): VenueBar {
  const open = before + (gap < 6 ? 0 : gap - 8);
  const close = open + body - 4;
  return {
    openTime: k * MINUTE,
    closeTime: (k + 1) * MINUTE,
    open,
    high: Math.max(open, close) + up,
    low: Math.min(open, close) - down,
    close,
    volume: 3 * volume,
  };
}

/** An order that the digits of a bar make. */
function makeOrder(
  [a, b, c, d, e]: [number, number, number, number, number],
  k: number,
  price: number,
): OrderRequest {
  const base = {
    clientOrderId: String(k),
    symbol: "X",
    side: a < 5 ? "buy" : "sell",
    quantity: 1 + c,
  } as const;
  const away = price + d - e;
  if (b < 3) return { ...base, type: "market" };
  if (b < 6) return { ...base, type: "limit", price: away };
  if (b < 8) return { ...base, type: "stopMarket", triggerPrice: away };
  return {
    ...base,
    type: "trailingStopMarket",
    trailing: { type: "ticks", ticks: 1 + d },
  };
}

function play(
  digits: [number, number, number, number, number][],
  options: Partial<VenueOptions>,
  each: (
    bar: VenueBar,
    events: ReturnType<typeof openExchange>["events"],
  ) => void,
) {
  const { exchange, events } = openExchange(options);
  let price = 1000;
  digits.forEach((digit, k) => {
    const bar = makeBar(digit, k, price);
    // Half of the orders come before the bar opens, half within it.
    const arrival = bar.openTime + (k % 2) * digit[4] * 6 * 1_000_000;
    exchange.submit(new Order(makeOrder(digit, k, price)), arrival);
    const before = events.length;
    exchange.bar(0, bar);
    each(bar, events.slice(before));
    price = bar.close;
  });
  exchange.account.check();
  return { exchange, events };
}

const PATHS = ["openHighLowClose", "openLowHighClose"] as const;

Deno.test("all fills of a bar together are within its volume, on either path", () => {
  fc.assert(fc.property(bars, (digits) => {
    for (const intrabarPath of PATHS) {
      play(digits, { intrabarPath }, (bar, events) => {
        let lots = 0;
        for (const event of events) {
          if (event.type !== "filled") continue;
          assert.equal(event.time, bar.closeTime);
          lots += event.fill.quantity;
        }
        assert.ok(lots <= bar.volume, `${lots} of ${bar.volume}`);
      });
    }
  }));
});

Deno.test("a maker is filled only at a price that the bar went through", () => {
  fc.assert(fc.property(bars, (digits) => {
    for (const intrabarPath of PATHS) {
      play(digits, { intrabarPath }, ({ high, low }, events) => {
        for (const event of events) {
          if (event.type !== "filled") continue;
          const { liquidity, side, price } = event.fill;
          if (liquidity !== "maker") continue;
          assert.ok(side === "buy" ? low < price : high > price);
        }
      });
    }
  }));
});

Deno.test("a taker pays a price of the bar, and the impact beyond its quarter of the volume", () => {
  const impact = fixedTicksImpact(2);
  fc.assert(fc.property(bars, (digits) => {
    for (const intrabarPath of PATHS) {
      play(digits, { intrabarPath, impact }, ({ high, low }, events) => {
        for (const event of events) {
          if (event.type !== "filled") continue;
          if (event.fill.liquidity !== "taker") continue;
          const { price } = event.fill;
          assert.ok(price >= low - 2 && price <= high + 2);
        }
      });
    }
  }));
});

Deno.test("a mirrored bar mirrors the outcome of the other path", () => {
  // Open 100, target 104, stop 97; the mirror image is about 100.
  const run = (
    bar: [number, number, number, number],
    side: "buy" | "sell",
    intrabarPath: typeof PATHS[number],
  ) => {
    const { exchange, events } = openExchange({ intrabarPath });
    const sign = side === "buy" ? 1 : -1;
    const other = side === "buy" ? "sell" : "buy";
    const submit = (
      request: Partial<OrderRequest> & {
        type: "market" | "limit" | "stopMarket";
      },
      id: string,
    ) =>
      exchange.submit(
        new Order({
          clientOrderId: id,
          symbol: "X",
          side: other,
          quantity: 1,
          ...request,
        }),
        exchange.time === -Infinity ? 0 : exchange.time,
      );
    submit({ type: "market", side }, "P");
    const flat = { open: 100, high: 100, low: 100, close: 100, volume: 40 };
    exchange.bar(0, { openTime: 0, closeTime: MINUTE, ...flat });
    const tie = { type: "OCO" } as const;
    submit({
      type: "limit",
      price: 100 + 4 * sign,
      contingency: { ...tie, linked: ["S"] },
    }, "T");
    submit({
      type: "stopMarket",
      triggerPrice: 100 - 3 * sign,
      contingency: { ...tie, linked: ["T"] },
    }, "S");
    const [open, high, low, close] = bar;
    exchange.bar(0, {
      openTime: MINUTE,
      closeTime: 2 * MINUTE,
      open,
      high,
      low,
      close,
      volume: 40,
    });
    return events.flatMap((event) =>
      event.type === "filled"
        ? [Number(event.fill.realized / 100_000_000n)]
        : []
    );
  };
  const up = run([100, 105, 96, 101], "buy", "openHighLowClose");
  assert.deepEqual(up, [0, 4]);
  const down = run([100, 105, 96, 101], "buy", "openLowHighClose");
  assert.deepEqual(down, [0, -3]);
  assert.deepEqual(run([100, 104, 95, 99], "sell", "openLowHighClose"), up);
  assert.deepEqual(run([100, 104, 95, 99], "sell", "openHighLowClose"), down);
});

Deno.test("a wick liquidates a position though the bar closes well", () => {
  // Long 10 at 100 with 100: the low of 89 leaves less than nothing.
  const { exchange, events } = openExchange({
    balance: 100,
    margin: { mode: "cross", leverage: 20 },
  });
  exchange.submit(
    new Order({
      clientOrderId: "A",
      symbol: "X",
      side: "buy",
      type: "market",
      quantity: 10,
    }),
    0,
  );
  const flat = { open: 100, high: 100, low: 100, close: 100, volume: 40 };
  exchange.bar(0, { openTime: 0, closeTime: MINUTE, ...flat });
  exchange.bar(0, {
    openTime: MINUTE,
    closeTime: 2 * MINUTE,
    ...flat,
    low: 89,
  });
  const event = events.at(-1)!;
  assert.ok(event.type === "liquidation");
  assert.deepEqual([event.price, event.insurance], [89, 1_000_000_000n]);
  assert.equal(exchange.account.balance, 0n);
});
