import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { DAY, MINUTE, parseUtcDate } from "volarb/time";
import {
  imbalanceSlope,
  SimulatedContract,
  type SymbolParameters,
  symbolParameters,
} from "volarb/simulate";

const START = { seed: 5, from: "2024-01-01" };
const BASE = symbolParameters("BTCUSDT");

Deno.test("SimulatedContract keeps every rule of the venue's feeds, minute by minute", () => {
  const contract = new SimulatedContract("BTCUSDT", BASE, START);
  let aggTradeId = 2_000_000_000;
  let tradeId = 4_500_000_000;
  let updateId = 0;
  let quoteTime = 0;
  let sentTime = 0;
  let tradeTime = 0;
  let trades = 0;
  let quotes = 0;
  let narrow = 0;
  let minutes = 0;
  const begin = parseUtcDate(START.from);
  for (const minute of contract.day()) {
    assert.equal(minute.openTime, begin + minutes++ * MINUTE);
    const end = minute.openTime + MINUTE;
    const { quotes: q, trades: t } = minute;
    assert.equal(t.firstAggTradeId, aggTradeId);
    aggTradeId += t.rows;
    for (let i = 0; i < q.rows; i++) {
      assert.ok(q.updateId[i]! > updateId, "update ids rise");
      assert.ok(q.transactionTime[i]! >= quoteTime);
      assert.ok(q.eventTime[i]! >= Math.max(sentTime, q.transactionTime[i]!));
      assert.ok(
        q.transactionTime[i]! >= minute.openTime && q.eventTime[i]! < end,
      );
      assert.equal(q.transactionTime[i]! % 1000, 0);
      assert.ok(q.bidTicks[i]! > 0 && q.askTicks[i]! > q.bidTicks[i]!);
      assert.ok(q.bidLots[i]! >= 1 && q.askLots[i]! >= 1);
      if (q.askTicks[i]! - q.bidTicks[i]! === 1) narrow++;
      updateId = q.updateId[i]!;
      quoteTime = q.transactionTime[i]!;
      sentTime = q.eventTime[i]!;
    }
    let before = 0;
    for (let i = 0; i < t.rows; i++) {
      const time = t.eventTime[i]!;
      assert.ok(time >= tradeTime && time >= minute.openTime && time < end);
      assert.equal(t.firstTradeId[i], tradeId, "no fill is left out");
      assert.ok(t.lastTradeId[i]! >= tradeId);
      assert.ok(t.lots[i]! >= t.lastTradeId[i]! - tradeId + 1);
      // The last quote strictly before the first fill has the price.
      while (before < q.rows && q.eventTime[before]! < time) before++;
      const seller = t.isBuyerMaker[i] === 1;
      const best = (seller ? q.bidTicks : q.askTicks)[before - 1]!;
      assert.equal(t.priceTicks[i], best);
      if (i > 0 && t.priceTicks[i] === t.priceTicks[i - 1]) {
        assert.ok(
          t.isBuyerMaker[i] !== t.isBuyerMaker[i - 1] ||
            time >= t.eventTime[i - 1]! + 100_000,
          "orders at one price and side within 100 ms are one row",
        );
      }
      tradeId = t.lastTradeId[i]! + 1;
      tradeTime = time;
    }
    trades += t.rows;
    quotes += q.rows;
  }
  assert.equal(minutes, 1440);
  assert.ok(Math.abs(narrow / quotes - 0.97) < 0.005);
  assert.ok(trades > 20_000 && trades < 80_000, `${trades}`);
  assert.ok(quotes / trades > 1.3 && quotes / trades < 1.7);
  assert.equal(contract.date, "2024-01-02");
});

Deno.test("SimulatedContract settles funding each eight hours and metrics each five minutes", () => {
  const contract = new SimulatedContract("BTCUSDT", BASE, START);
  const settled: number[] = [];
  const rates: number[] = [];
  for (let d = 0; d < 15; d++) {
    let m = 0;
    for (const minute of contract.day()) {
      m++;
      assert.equal(minute.metrics !== undefined, m % 5 === 0);
      if (minute.metrics) {
        assert.ok(minute.metrics.openInterest > 0);
        assert.ok(minute.metrics.accountRatio > 0);
        assert.ok(!(minute.metrics.takerVolumeRatio < 0));
      }
      if (Number.isNaN(minute.fundingRate)) continue;
      settled.push(minute.openTime);
      rates.push(minute.fundingRate);
      assert.equal(minute.openTime % (DAY / 3), 0);
    }
  }
  assert.equal(settled.length, 44, "all but the first midnight");
  const inBand = rates.filter((rate) => rate === 1e-4).length;
  assert.ok(inBand > 8 && inBand < 40, `${inBand} in the dead band`);
});

Deno.test("SimulatedContract is the same bytes in another process, and n days begin n + 1 days", async () => {
  const program = `
    import { createHash } from "node:crypto";
    import { SimulatedContract, symbolParameters } from "volarb/simulate";
    ${hashOfDay.toString()}
    const contract = new SimulatedContract(
      "ETHUSDT", symbolParameters("ETHUSDT"), ${JSON.stringify(START)});
    console.log(hashOfDay(contract), hashOfDay(contract), hashOfDay(contract));`;
  const output = await new Deno.Command(Deno.execPath(), {
    args: ["eval", program],
    cwd: new URL("../../", import.meta.url),
    env: { TZ: "Asia/Tokyo" },
  }).output();
  const [one, two, three] = new TextDecoder().decode(output.stdout).trim()
    .split(" ");
  const contract = new SimulatedContract(
    "ETHUSDT",
    symbolParameters("ETHUSDT"),
    START,
  );
  const message = new TextDecoder().decode(output.stderr);
  assert.equal(hashOfDay(contract), one, message);
  assert.equal(hashOfDay(contract), two);
  assert.notEqual(one, two);
  assert.notEqual(two, three);
  assert.equal(contract.date, "2024-01-03");
});

/** SHA-256 of everything that a day gives. */
function hashOfDay(contract: SimulatedContract): string {
  const hash = createHash("sha256");
  for (const minute of contract.day()) {
    for (const block of [minute.quotes, minute.trades]) {
      for (const column of Object.values(block)) {
        if (typeof column !== "number") {
          hash.update(
            new Uint8Array(column.slice(0, block.rows).buffer),
          );
        }
      }
    }
    hash.update(JSON.stringify([minute.truth, minute.metrics]));
  }
  return hash.digest("hex");
}

Deno.test("SimulatedContract grows with its busiest minute and works at any activity", () => {
  for (const tradesPerDay of [1, 2_000_000]) {
    const contract = new SimulatedContract(
      "XYZUSDT",
      symbolParameters("XYZUSDT", { tradesPerDay }),
      { seed: 2, from: "2024-02-29" },
    );
    let trades = 0;
    let m = 0;
    for (const minute of contract.day()) {
      trades += minute.trades.rows;
      if (++m === 60) break;
    }
    assert.ok(tradesPerDay === 1 ? trades < 10 : trades > 40_000, `${trades}`);
    assert.equal(contract.date, "2024-03-01");
  }
});

Deno.test("symbolParameters() and SimulatedContract name what is out of range", () => {
  const attempt = (parameters: SymbolParameters) => () =>
    new SimulatedContract("BTCUSDT", parameters, START);
  assert.throws(
    () => symbolParameters("BTCUSDT", { tradesPerDay: 10, quotesPerDay: 5 }),
    /Cannot simulate a contract as each trade needs a quote before it \(quotesPerDay >= tradesPerDay\): current value is 5 < 10/,
  );
  assert.throws(
    attempt({ ...BASE, contract: { ...BASE.contract, tickSize: 0.015 } }),
    /tickSize must be a multiple of its last printed decimal/,
  );
  assert.throws(
    attempt({ ...BASE, flow: { ...BASE.flow, branchingRatio: 1.1 } }),
    /branchingRatio must be in \[0, 1\)/,
  );
  assert.throws(
    attempt({ ...BASE, marketCorrelation: 2 }),
    /marketCorrelation must be in \[-1, 1\]/,
  );
  assert.throws(
    () => new SimulatedContract("BTCUSDT", BASE, { seed: 1, from: "soon" }),
    SyntaxError,
  );
  assert.throws(() => imbalanceSlope(BASE.quotes, -1), RangeError);
});
