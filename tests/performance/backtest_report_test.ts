import assert from "node:assert/strict";
import { type QuoteTick, Strategy } from "volarb/engine";
import { asOf } from "volarb/features";
import { Random } from "volarb/random";
import {
  asRunReport,
  backtestReport,
  equityReturns,
  evaluateRun,
  positionValues,
  totalReturn,
} from "volarb/performance";
import { fixedTicksImpact } from "volarb/venue";
import { RandomTrader } from "../engine/random_trader.ts";
import { engineRun } from "./engine_run.ts";

const { result, prices } = engineRun();
const report = backtestReport(result, { name: "Random", prices });

Deno.test("the components of a backtest's report are the change of its equity to the last unit, in every row", () => {
  const { time, columns } = report.components!;
  assert.deepEqual(Object.keys(columns), [
    "alpha",
    "spread",
    "slippage",
    "fee",
    "funding",
  ]);
  assert.deepEqual(time, report.equity.time);
  const units = (x: number) => Math.round(x * 2e8);
  report.equity.equity.forEach((equity, i) => {
    const sum = Object.values(columns).reduce(
      (total, column) => total + units(column[i]!),
      0,
    );
    assert.equal(sum, units(equity) - units(report.initialEquity));
  });
  for (const name of ["spread", "fee"]) assert.ok(columns[name]!.at(-1)! < 0);
});

Deno.test("the report of a backtest starts with its balance and ends with what fees and prices left", () => {
  assert.equal(report.initialEquity, 100_000);
  const { fee } = result.fills.columns;
  const paid = fee.reduce((a, b) => a + b, 0);
  assert.ok(Math.abs(report.components!.columns.fee!.at(-1)! + paid) < 1e-9);
  assert.equal(report.hash, result.hash);
  assert.equal(report.span.to, result.end);
  assert.equal(report.fillTiming, "the next quote or trade after arrival");
  assert.equal(report.choices!.length, result.choices.length - 1);
});

Deno.test("positions of the report are those of the fills, and valued at the mid they are the engine's exposure", () => {
  for (const { symbol, quantity } of report.positions) {
    const { fills } = result;
    const last = fills.columns.symbol.lastIndexOf(symbol);
    const lots = fills.columns.position[last]!;
    const lot = Math.abs(fills.columns.quantity[last]!) /
      fills.columns.quantityLots[last]!;
    assert.ok(Math.abs(quantity.at(-1)! - lots * lot) < 1e-9);
  }
  const values = positionValues(report, 10e6);
  const { time, netExposure, grossExposure } = result.equity.columns;
  const net = asOf(values.time, { time, values: netExposure });
  const gross = asOf(values.time, { time, values: grossExposure });
  let largest = 0;
  for (let i = 0; i < values.time.length; i++) {
    // A fill at the very time of a row may be on either side of it.
    if (Math.abs(values.net[i]! - net[i]!) > 1e-6) largest++;
    if (Math.abs(values.gross[i]! - gross[i]!) > 1e-6) largest++;
  }
  assert.ok(largest <= values.time.length / 1000, `${largest} rows differ`);
  assert.ok(gross.some((x) => x > 100));
});

Deno.test("a result is evaluated as its report is", () => {
  const options = () => ({ random: new Random(1), draws: 20 });
  const given = { name: "Random", prices };
  assert.deepEqual(
    evaluateRun(result, { ...options(), report: given }),
    evaluateRun(report, options()),
  );
  assert.equal(asRunReport(report), report);
  const { returns } = evaluateRun(result, { ...options(), report: given });
  const { equity } = result.equity.columns;
  assert.ok(
    Math.abs(totalReturn(returns.value) - (equity.at(-1)! / 100_000 - 1)) <
      1e-12,
  );
});

Deno.test("a later start leaves what was before out", () => {
  const { time, equity } = result.equity.columns;
  const from = time[3000]!;
  const part = backtestReport(result, { prices, from });
  assert.equal(part.span.from, from);
  assert.equal(part.initialEquity, equity[3000]);
  assert.ok(part.fills.time.every((t) => t >= from));
  assert.ok(part.fills.time.length < report.fills.time.length);
  for (const column of Object.values(part.components!.columns)) {
    assert.equal(column[0], 0);
  }
  const [whole, late] = [report, part].map(({ equity }) =>
    equityReturns(equity, { step: 10e6 }).value
  );
  assert.deepEqual(late, whole!.subarray(3000));
});

Deno.test("stops stand where they were sent until their order ends", () => {
  const { commands, orders } = result;
  const { symbol, type, triggerTicks, clientOrderId, time } = commands.columns;
  const k = type.findIndex((t, i) =>
    t === "stopMarket" && symbol[i] === "BTCUSDT"
  );
  const next = type.findIndex((t, i) =>
    i > k && t === "stopMarket" && symbol[i] === "BTCUSDT"
  );
  const { time: at, stop } = report.prices[0]!;
  const row = at.findIndex((t) => t >= time[k]!);
  const order = orders.columns.clientOrderId.indexOf(clientOrderId[k]!);
  const end = orders.columns.lastTime[order]!;
  assert.ok(end > at[row]! && time[next]! > at[row]!);
  assert.ok(Math.abs(stop![row]! - triggerTicks[k]! / 10) < 1e-9);
  assert.ok(Number.isNaN(stop![0]!));
});

Deno.test("without prices positions are valued at the mid that the last fill met", () => {
  const bare = backtestReport(result);
  assert.equal(bare.name, "Backtest");
  const { symbol, midPrice } = result.fills.columns;
  const btc = bare.prices.find((of) => of.symbol === "BTCUSDT")!;
  assert.deepEqual(
    btc.price,
    midPrice.filter((_, i) => symbol[i] === "BTCUSDT"),
  );
});

class BuyMuch extends Strategy {
  override onStart(): void {
    this.subscribeQuotes("BTCUSDT");
  }
  override onQuoteTick({ symbol }: QuoteTick): void {
    this.unsubscribe("quotes", symbol);
    this.submit(this.orders.market({ symbol, side: "buy", quantity: 100 }));
  }
}

Deno.test("the last liquidation leaves no position", () => {
  const poor = engineRun({
    symbols: ["BTCUSDT"],
    balance: 60,
    leverage: 100,
    strategy: new BuyMuch("much"),
  });
  const { time, openLots } = poor.result.liquidations.columns;
  assert.ok(time.length > 0, "nothing was liquidated");
  assert.equal(openLots.at(-1), 0);
  const { positions } = backtestReport(poor.result);
  const quantity = asOf(Float64Array.of(time.at(-1)!), {
    time: positions[0]!.time,
    values: positions[0]!.quantity,
  });
  assert.equal(quantity[0], 0);
});

Deno.test("a start after the end is refused", () => {
  assert.throws(() => backtestReport(result, { from: result.end + 1 }), {
    name: "RangeError",
    message:
      /Cannot report a backtest as its equity must have two rows from the start/,
  });
});

/** A random trader that, now and then, wants more than is displayed. */
class GreedyTrader extends RandomTrader {
  #quotes = 0;

  override onQuoteTick(quote: QuoteTick): void {
    super.onQuoteTick(quote);
    if (++this.#quotes % 500 !== 0) return;
    const { symbol, askLots } = quote;
    this.submit(
      this.orders.market({ symbol, side: "buy", quantity: 3 * askLots }),
    );
  }
}

Deno.test("whatever random traders do, the parts of every interval are the change of their equity to the last unit", () => {
  const units = (x: number) => Math.round(x * 2e8);
  const parts = ["alpha", "spread", "slippage", "fees", "funding"] as const;
  const told = new Set<string>();
  for (let seed = 1; seed <= 6; seed++) {
    const { equity, fills } = engineRun({
      symbols: seed % 2 ? ["BTCUSDT"] : ["BTCUSDT", "ETHUSDT"],
      balance: 50_000 * seed,
      impact: { impact: fixedTicksImpact(seed) },
      strategy: new GreedyTrader("random", {
        symbols: ["BTCUSDT", "ETHUSDT"].slice(0, 2 - seed % 2),
        seed,
        rate: 0.01 * seed,
      }),
    }).result;
    const e = equity.columns;
    assert.ok(fills.rows > 10, `${fills.rows} fills`);
    for (const name of parts) if (e[name].some((x) => x !== 0)) told.add(name);
    for (let row = 1; row < equity.rows; row++) {
      const parted = units(e.insurance[row]!) + parts.reduce(
        // Fees are told as they are paid.
        (sum, name) => sum + units(e[name][row]!) * (name === "fees" ? -1 : 1),
        0,
      );
      const change = units(e.equity[row]!) - units(e.equity[row - 1]!);
      assert.equal(parted, change, `seed ${seed}, row ${row}`);
    }
  }
  assert.deepEqual([...told].sort(), [...parts].sort());
});
