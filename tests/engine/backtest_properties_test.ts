import assert from "node:assert/strict";
import {
  Backtest,
  type BacktestOptions,
  type BacktestResult,
  columnSource,
  type MarketSource,
} from "volarb/engine";
import { instrumentOn } from "volarb/market";
import {
  constantLatency,
  contractSpec,
  feeSchedule,
  formatMoney,
} from "volarb/venue";
import { inBlocks, simulated } from "./market.ts";
import { Halves, RandomTrader } from "./random_trader.ts";

const SYMBOLS = ["BTCUSDT", "ETHUSDT"];
const { markets } = simulated(SYMBOLS, { tradesPerDay: 2000 });
const specs = SYMBOLS.map((symbol) =>
  contractSpec(instrumentOn(symbol, "2024-01-01"))
);

/** A run of two random traders and an algorithm. */
function run(
  options: Partial<BacktestOptions> & {
    ids?: readonly string[];
    symbols?: readonly string[];
  } = {},
): BacktestResult & { heard: string[] } {
  const { ids = ["a", "b"], symbols = SYMBOLS, ...others } = options;
  const traders = ids.map((id) => new RandomTrader(id, { symbols }));
  const result = new Backtest({
    source: columnSource(markets),
    specs,
    strategies: traders,
    algorithms: [new Halves("HALVES")],
    balance: 100_000,
    fees: feeSchedule({ periods: [{ from: 0, maker: 0.0002, taker: 0.0005 }] }),
    latency: constantLatency({ order: 7000, response: 5000 }),
    ...others,
  }).run();
  const heard = [...traders].sort((a, b) => a.id < b.id ? -1 : 1)
    .flatMap((trader) => trader.heard);
  return { ...result, heard };
}

const whole = run();

Deno.test("the random traders do everything", () => {
  const { status, type } = whole.orders.columns;
  const seen = new Set(status);
  for (const one of ["filled", "canceled", "expired", "rejected"]) {
    assert.ok(seen.has(one), `nothing was ${one}: ${[...seen]}`);
  }
  assert.equal(new Set(type).size, 6);
  assert.ok(whole.fills.rows > 100);
  assert.ok(whole.fills.columns.liquidity.includes("maker"));
  assert.ok(whole.fills.columns.parentId.some((id) => id !== ""));
  assert.ok(whole.heard.some((text) => text.includes("released")));
  assert.ok(whole.heard.some((text) => text.includes("triggered")));
});

// lem-total-order, prop-determinism
Deno.test("a run is the same whatever the blocks of its data are", () => {
  const blocks = (rows: number | "random"): MarketSource =>
    inBlocks(
      columnSource(markets),
      (random) => rows === "random" ? 1 + random.integer(50) : rows,
    );
  for (const rows of [1, 1000, "random"] as const) {
    const other = run({ source: blocks(rows) });
    assert.equal(other.hash, whole.hash);
    assert.deepEqual(other.heard, whole.heard);
    assert.deepEqual(other.equity.columns, whole.equity.columns);
  }
});

// lem-idle-exchange
Deno.test("a run is the same if an idle exchange is shown every record", () => {
  const other = run({ skipIdle: false });
  assert.equal(other.hash, whole.hash);
  assert.deepEqual(other.heard, whole.heard);
  assert.deepEqual(other.equity.columns, whole.equity.columns);
  // With little to do it is idle most of the time.
  const few = (skipIdle: boolean) =>
    new Backtest({
      source: columnSource(markets),
      specs,
      strategies: [
        new RandomTrader("a", {
          symbols: SYMBOLS,
          rate: 0.002,
          kinds: ["market", "ioc", "close"],
        }),
      ],
      balance: 100_000,
      fees: feeSchedule({ periods: [{ from: 0, maker: 0, taker: 0.0005 }] }),
      skipIdle,
    }).run();
  const [quick, slow] = [few(true), few(false)];
  assert.ok(quick.fills.rows > 5);
  assert.equal(quick.hash, slow.hash);
  assert.deepEqual(quick.equity.columns, slow.equity.columns);
});

Deno.test("a run is the same whatever the order in which symbols and strategies are registered", () => {
  const { BTCUSDT, ETHUSDT } = markets;
  const other = run({
    source: columnSource({ ETHUSDT: ETHUSDT!, BTCUSDT: BTCUSDT! }),
    specs: specs.toReversed(),
    ids: ["b", "a"],
  });
  assert.equal(other.hash, whole.hash);
  assert.deepEqual(other.heard, whole.heard);
});

// prop-attribution, eq-equity-parts
Deno.test("the parts of each change of equity add up to it, and the last row is what the ledger says", () => {
  const { equity, alpha, spread, slippage, fees, funding, insurance } =
    whole.equity.columns;
  let sum = equity[0]!;
  for (let i = 1; i < equity.length; i++) {
    const change = alpha[i]! + spread[i]! + slippage[i]! - fees[i]! +
      funding[i]! + insurance[i]!;
    assert.ok(Math.abs(equity[i]! - equity[i - 1]! - change) < 1e-6);
    sum += change;
  }
  const { wallet, unrealized } = whole.equity.columns;
  assert.ok(Math.abs(sum - wallet.at(-1)! - unrealized.at(-1)!) < 1e-6);
});

Deno.test("the parts of each fill add up to the change of equity over the run", () => {
  const { fills, equity } = whole;
  const total = (column: Float64Array) => column.reduce((a, b) => a + b, 0);
  const { alpha, spread, slippage, fee } = fills.columns;
  const parts = total(alpha) + total(spread) + total(slippage) - total(fee) +
    total(equity.columns.funding);
  const change = equity.columns.equity.at(-1)! - equity.columns.equity[0]!;
  assert.ok(Math.abs(parts - change) < 1e-6, `${parts} against ${change}`);
  assert.ok(total(spread) < 0 && total(slippage) <= 0);
});

// thm-ledger-identity
Deno.test("every booking adds up to zero, and the wallet is what was booked to it", () => {
  const { booking, account, money } = whole.ledger.columns;
  const sums = new Map<number, bigint>();
  let wallet = 0n;
  money.forEach((amount, i) => {
    sums.set(booking[i]!, (sums.get(booking[i]!) ?? 0n) + amount);
    if (account[i] === "wallet") wallet += amount;
  });
  assert.ok(sums.size > 100);
  for (const sum of sums.values()) assert.equal(sum, 0n);
  assert.equal(
    Number(formatMoney(wallet)),
    whole.equity.columns.wallet.at(-1),
  );
});

Deno.test("a position is the sum of its fills, and its episodes end flat", () => {
  const { symbol, quantityLots, side, position } = whole.fills.columns;
  const lots = new Map<string, number>();
  symbol.forEach((name, i) => {
    const signed = side[i] === "buy" ? quantityLots[i]! : -quantityLots[i]!;
    lots.set(name, (lots.get(name) ?? 0) + signed);
    assert.equal(lots.get(name), position[i]);
  });
  const { closeTime, openLots } = whole.positions.columns;
  closeTime.forEach((time, i) =>
    assert.equal(Number.isNaN(time), openLots[i] !== 0)
  );
  const total = (column: Float64Array) => column.reduce((a, b) => a + b, 0);
  assert.ok(
    Math.abs(
      total(whole.positions.columns.fees) - total(whole.fills.columns.fee),
    ) < 1e-9,
  );
});

// thm-no-past
Deno.test("no order meets what happened before it arrived at the venue", () => {
  const { clientOrderId, time } = whole.orders.columns;
  const sent = new Map(clientOrderId.map((id, i) => [id, time[i]!]));
  whole.fills.columns.clientOrderId.forEach((id, i) => {
    assert.ok(whole.fills.columns.time[i]! > sent.get(id)! + 7000 - 1);
  });
});

Deno.test("the frames have the columns", () => {
  for (
    const name of ["orders", "fills", "positions", "ledger", "equity"] as const
  ) {
    const table = whole[name];
    const frame = table.frame();
    assert.equal(frame.height, table.rows);
    assert.deepEqual(frame.columns, Object.keys(table.columns));
  }
});
