import assert from "node:assert/strict";
import type { EquityColumn } from "volarb/engine";
import { feeSchedule } from "volarb/venue";
import { quotesOf, tradesOf } from "./market.ts";
import { play, UNIT_RUN } from "./play.ts";

type Played = ReturnType<typeof play>;

/** Some columns of a row of the equity, by the time of the row. */
function row(
  { equity }: Played,
  time: number,
  ...names: EquityColumn[]
): number[] {
  const at = equity.columns.time.indexOf(time);
  assert.ok(at >= 0, `no row at ${time}`);
  return names.map((name) => equity.columns[name][at]!);
}

const fees = feeSchedule({
  periods: [{ from: 0, maker: 0.0002, taker: 0.001 }],
});

// Bid and ask with what is displayed; the middle goes 100, 102, 105, 103.
const quotes = quotesOf([
  [0, 99, 10, 101, 2],
  [120, 101, 10, 103, 2],
  [250, 104, 10, 106, 2],
  [450, 102, 10, 104, 2],
  [1000, 102, 10, 104, 2],
]);

Deno.test("every change of equity is told apart, as a pencil does it", () => {
  // Three lots at 120: two at the ask of 103, one a tick beyond; the middle is 102.
  const played = play({ quotes }, {
    100: (p) =>
      p.submit(p.orders.market({ symbol: "X", side: "buy", quantity: 3 })),
    400: (p) =>
      p.submit(p.orders.market({ symbol: "X", side: "sell", quantity: 3 })),
  }, { fees, equityInterval: 100 });
  const { fills } = played;
  assert.deepEqual([...fills.columns.priceTicks], [103, 104, 102]);
  assert.deepEqual([...fills.columns.quantityLots], [2, 1, 3]);
  // Of each of the three lots half a spread of 1; of the last a tick more.
  assert.deepEqual([...fills.columns.spread], [-2, -1, -3]);
  assert.deepEqual([...fills.columns.slippage], [0, -1, 0]);
  assert.deepEqual([...fills.columns.midPrice], [102, 102, 103]);
  // From each fill to the end of the run, where the middle is 103.
  assert.deepEqual([...fills.columns.alpha], [2, 1, 0]);
  const names = [
    "equity",
    "alpha",
    "spread",
    "slippage",
    "fees",
  ] as const;
  assert.deepEqual(row(played, 100, ...names), [10_000, 0, 0, 0, 0]);
  // 206 + 104 for a fee of .1 %; marked at 102: -0.31 - (310 - 306).
  assert.deepEqual(row(played, 200, ...names), [9995.69, 0, -3, -1, 0.31]);
  // Three lots times three.
  assert.deepEqual(row(played, 300, ...names), [10_004.69, 9, 0, 0, 0]);
  assert.deepEqual(row(played, 400, ...names), [10_004.69, 0, 0, 0, 0]);
  // Down two on three lots, out at 102 for a fee of 0.306.
  assert.deepEqual(row(played, 500, ...names), [
    9995.384,
    -6,
    -3,
    0,
    0.306,
  ]);
});

Deno.test("idle times are rows too, and the last row is the end", () => {
  const { equity } = play({ quotes }, {}, { equityInterval: 100 });
  assert.deepEqual([...equity.columns.time], [
    ...Array.from({ length: 10 }, (_, k) => 100 * k),
    1000,
  ]);
  assert.ok(equity.columns.equity.every((x) => x === 10_000));
});

Deno.test("extremes are marked at every quote, not only where the grid is", () => {
  const jumpy = quotesOf([
    [0, 99, 10, 101, 10],
    [120, 99, 10, 101, 10],
    [230, 89, 10, 91, 10],
    [240, 119, 10, 121, 10],
    [250, 99, 10, 101, 10],
    [1000, 99, 10, 101, 10],
  ]);
  const played = play({ quotes: jumpy }, {
    100: (p) =>
      p.submit(p.orders.market({ symbol: "X", side: "buy", quantity: 1 })),
  }, { equityInterval: 100 });
  // Bought at 101: at 90 eleven are lost, at 120 nineteen won, at 100 one is lost.
  assert.deepEqual(row(played, 300, "equity", "lowest", "highest"), [
    9999,
    9989,
    10_019,
  ]);
  assert.deepEqual(
    row(played, 300, "wallet", "unrealized", "grossExposure", "netExposure"),
    [10_000, -1, 100, 100],
  );
});

Deno.test("without quotes the last trade marks, and all of a fill's cost is none", () => {
  const played = play({
    trades: tradesOf([
      [0, 100, 1, 1],
      [150, 100, 5, 1],
      [250, 107, 1, 1],
      [1000, 107, 1, 1],
    ]),
  }, {
    100: (p) =>
      p.submit(p.orders.market({ symbol: "X", side: "buy", quantity: 2 })),
  }, { equityInterval: 100 });
  assert.deepEqual(row(played, 300, "alpha", "spread", "equity"), [
    14,
    0,
    10_014,
  ]);
});

Deno.test("a maker earns the distance from the middle", () => {
  const played = play({
    quotes: quotesOf([
      [0, 99, 1, 101, 10],
      [1000, 99, 1, 101, 10],
    ]),
    trades: tradesOf([[150, 98, 1, -1]]),
  }, {
    100: (p) =>
      p.submit(
        p.orders.limit({ symbol: "X", side: "buy", quantity: 1, price: 99 }),
      ),
  }, { fees, equityInterval: 100 });
  assert.deepEqual([...played.fills.columns.liquidity], ["maker"]);
  assert.deepEqual([...played.fills.columns.spread], [1]);
  assert.deepEqual([...played.fills.columns.fee], [0.0198]);
  assert.deepEqual(row(played, 200, "equity", "spread", "fees"), [
    10_000.9802,
    1,
    0.0198,
  ]);
});

Deno.test("an interval of the equity that is no time is refused", () => {
  for (const equityInterval of [0, -1, NaN, 0.5]) {
    assert.throws(
      () => play({ quotes }, {}, { ...UNIT_RUN, equityInterval }),
      { name: "RangeError", message: /equityInterval/ },
      String(equityInterval),
    );
  }
});
