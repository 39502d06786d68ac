import assert from "node:assert/strict";
import { type BacktestResult, simulatedColumns } from "volarb/engine";
import {
  costCurve,
  midPriceAt,
  parentShortfall,
  TwapAlgorithm,
  type TwapParameters,
} from "volarb/execution";
import { symbolParameters } from "volarb/simulate";
import { feeSchedule, fromMoney } from "volarb/venue";
import { quotesOf } from "../engine/market.ts";
import { quiet, runScript, SPEC, START } from "./parents.ts";

const S = 1e6;
const { columns } = simulatedColumns("BTCUSDT", {
  seed: 3,
  from: "2024-01-01",
  parameters: symbolParameters("BTCUSDT", { tradesPerDay: 20_000 }),
});
const midAt = midPriceAt(columns.quotes!, SPEC.tickSize);
const options = { lotSize: SPEC.lotSize, midAt, latency: 7000 };

/** Twelve parents on a simulated day, both sides, some of them not filled. */
function run(style: NonNullable<TwapParameters["style"]>): BacktestResult {
  const steps = Array.from({ length: 12 }, (_, k) => ({
    at: (1000 + 5000 * k) * S,
    act: (
      self: Parameters<Parameters<typeof runScript>[0][number]["act"]>[0],
    ) => {
      const { bidTicks } = self.cache.quote("BTCUSDT")!;
      self.send({
        side: k % 2 === 0 ? "buy" : "sell",
        quantity: 301 + k,
        ...(k % 3 === 2 && { price: bidTicks - (k % 2 === 0 ? 30 : -30) }),
      }, { horizon: 600 * S, interval: 60 * S, style });
    },
  }));
  return runScript(steps, columns, {
    algorithm: new TwapAlgorithm("TWAP", { symbols: ["BTCUSDT"] }),
  });
}

Deno.test("the shortfalls of all parents are what the ledger and the positions say, to the unit (def-shortfall, lem-shortfall, eq-shortfall)", () => {
  for (const style of ["aggressive", "passive", "adaptive"] as const) {
    const result = run(style);
    const { orders, fills } = result;
    const {
      clientOrderId,
      parentId,
      arrivalPrice,
      quantityLots,
      filledLots,
      side,
      lastTime,
    } = orders.columns;
    let [shortfall, fee, opportunity, paper, parents] = [0, 0, 0, 0, 0];
    clientOrderId.forEach((id, i) => {
      if (parentId[i] !== "") return;
      const parts = parentShortfall(result, id, options);
      const { delay, timing, spread, impact } = parts;
      const sum = delay + timing + spread + impact + parts.fee +
        parts.opportunity;
      assert.ok(Math.abs(sum - parts.total) < 1e-9);
      shortfall += parts.total;
      fee += parts.fee;
      opportunity += parts.opportunity;
      parents++;
      const sign = side[i] === "buy" ? 1 : -1;
      // The paper portfolio has all of it at the decision.
      paper += sign * filledLots[i]! * SPEC.lotSize * arrivalPrice[i]!;
      const left = (quantityLots[i]! - filledLots[i]!) * SPEC.lotSize;
      const missed = sign * left * (midAt(lastTime[i]!) - arrivalPrice[i]!);
      assert.ok(Math.abs(missed - parts.opportunity) < 1e-9);
    });
    assert.equal(parents, 12);
    assert.ok(fills.rows > 50);
    // Price times quantity of every fill, in the ledger's exact money.
    let cash = 0n;
    fills.columns.quantityLots.forEach((lots, i) => {
      const sign = fills.columns.side[i] === "buy" ? 1n : -1n;
      cash += sign * BigInt(fills.columns.priceTicks[i]!) * BigInt(lots) *
        SPEC.tickLotMoney;
    });
    let fees = 0n;
    result.ledger.columns.account.forEach((account, i) => {
      if (account === "fees") fees += result.ledger.columns.money[i]!;
    });
    assert.ok(Math.abs(fee - fromMoney(fees)) < 1e-8, style);
    const ours = shortfall - opportunity;
    const ledgers = fromMoney(cash) - paper + fromMoney(fees);
    assert.ok(
      Math.abs(ours - ledgers) < 1e-6,
      `${style}: ${ours} against ${ledgers}`,
    );
    // Spread and impact are the engine's own.
    const total = (column: Float64Array) => column.reduce((a, b) => a + b, 0);
    let [spread, impact] = [0, 0];
    clientOrderId.forEach((id, i) => {
      if (parentId[i] !== "") return;
      const parts = parentShortfall(result, id, options);
      spread += parts.spread;
      impact += parts.impact;
    });
    assert.ok(Math.abs(spread + total(fills.columns.spread)) < 1e-6);
    assert.ok(Math.abs(impact + total(fills.columns.slippage)) < 1e-6);
  }
});

Deno.test("a parent and its mirror cost the same in a market that stands still", () => {
  const of = (side: "buy" | "sell") => {
    const still = quiet(12);
    const result = runScript([{
      at: S,
      act: (self) =>
        self.send({ side, quantity: 100 }, { horizon: 5 * S, interval: S }),
    }], still);
    return parentShortfall(result, "script-1", {
      ...options,
      midAt: midPriceAt(still.quotes!, SPEC.tickSize),
    });
  };
  const [buy, sell] = [of("buy"), of("sell")];
  // Half a tick of 0.1 for 0.1 coins; 5 bp of 1,000.01 and 1,000.00 USDT.
  for (const { delay, timing, impact, opportunity } of [buy, sell]) {
    for (const part of [delay, timing, impact, opportunity]) {
      assert.ok(Math.abs(part) < 1e-9);
    }
  }
  assert.ok(
    Math.abs(buy.spread - 0.005) < 1e-9 && Math.abs(sell.spread - 0.005) < 1e-9,
  );
  assert.ok(
    Math.abs(buy.fee - 0.500005) < 1e-9 && Math.abs(sell.fee - 0.5) < 1e-9,
  );
});

Deno.test("parentShortfall() refuses an order that is not the backtest's", () => {
  assert.throws(() => parentShortfall(run("aggressive"), "nobody-1", options), {
    name: "RangeError",
    message: /order must be the backtest's: current value is nobody-1/,
  });
});

Deno.test("midPriceAt() takes the last quote that is not later", () => {
  const at = midPriceAt(
    quotesOf([[5, 10, 1, 12, 1], [7, 11, 1, 12, 1], [7, 13, 1, 14, 1]]),
    2,
  );
  assert.deepEqual([at(4), at(5), at(6), at(7), at(1e9)], [
    NaN,
    22,
    22,
    27,
    27,
  ]);
  assert.ok(Number.isNaN(midPriceAt(quotesOf([]), 1)(0)));
});

const venue = {
  fees: feeSchedule({ periods: [{ from: 0, maker: 0.0002, taker: 0.0005 }] }),
};

Deno.test("costCurve() has the spread and the fee at every horizon, and the more risk the longer it is", () => {
  const { columns: curve, rows } = costCurve({
    columns,
    spec: SPEC,
    quantity: 120,
    starts: Array.from({ length: 20 }, (_, k) => START + (1000 + 3000 * k) * S),
    horizons: [60 * S, 600 * S, 3600 * S],
    urgencies: [1, 4],
    venue,
  });
  assert.equal(rows, 6);
  assert.deepEqual(
    [...curve.horizon],
    [60, 60, 600, 600, 3600, 3600].map((x) => x * S),
  );
  assert.deepEqual([...curve.urgency], [1, 4, 1, 4, 1, 4]);
  for (let row = 0; row < 6; row++) {
    assert.equal(curve.parents[row], 40);
    assert.equal(curve.filled[row], 1);
    assert.equal(curve.maker[row], 0);
    assert.ok(Math.abs(curve.fee[row]! - 5) < 0.05);
    assert.ok(curve.spread[row]! > 0 && curve.opportunity[row] === 0);
    const sum = curve.delay[row]! + curve.timing[row]! + curve.spread[row]! +
      curve.impact[row]! + curve.fee[row]! + curve.opportunity[row]!;
    assert.ok(Math.abs(sum - curve.total[row]!) < 1e-9);
  }
  assert.ok(curve.risk[0]! < curve.risk[2]! && curve.risk[2]! < curve.risk[4]!);
  assert.ok(curve.risk[5]! < curve.risk[4]!, "urgency takes risk off");
  // A buyer and a seller of one time have opposite timing.
  assert.ok(curve.standardError[4]! < curve.risk[4]! / 10);
});

Deno.test("costCurve() refuses a grid without entries and columns without quotes", () => {
  const good = {
    columns,
    spec: SPEC,
    quantity: 1,
    starts: [START],
    horizons: [S],
    venue,
  };
  assert.throws(
    () => costCurve({ ...good, starts: [] }),
    /starts must not be empty/,
  );
  assert.throws(
    () => costCurve({ ...good, horizons: [] }),
    /horizons must not be empty/,
  );
  assert.throws(() => costCurve({ ...good, quantity: 0 }), /quantity must be/);
  assert.throws(
    () => costCurve({ ...good, columns: {} }),
    /there must be quotes/,
  );
});
