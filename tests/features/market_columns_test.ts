import assert from "node:assert/strict";
import { DataError } from "volarb/errors";
import {
  catalogColumns,
  FAMILIES,
  marketColumns,
  type MarketRecords,
} from "volarb/features";
import { METRICS_WINDOW, receiveTime, toDecimals } from "volarb/market";
import { MINUTE } from "volarb/time";
import { SimulatedCatalog } from "./simulated.ts";

const one = Float64Array.of(1, 1);
const quotes = {
  eventTime: one,
  receiveTime: one,
  bidPrice: one,
  bidQuantity: one,
  askPrice: one,
  askQuantity: one,
};

Deno.test("catalogColumns() gives every family in decimals with the market's receive times", () => {
  using simulated = new SimulatedCatalog({ events: 2000, days: 1 });
  const { catalog } = simulated;
  const options = { feedDelay: 7, metricsLabel: "start" } as const;
  const market = catalogColumns(catalog, "BTCUSDT", options);
  const whole = <K extends Parameters<typeof catalog.columns>[0]>(kind: K) =>
    catalog.columns(kind, "BTCUSDT");
  const trades = whole("aggTrades");
  const { integers, scale } = trades.price;
  assert.deepEqual(
    market.trades.price,
    Float64Array.from(integers, (x) => x / 10 ** scale),
  );
  assert.deepEqual(market.trades.isBuyerMaker, trades.isBuyerMaker);
  assert.deepEqual(
    market.trades.receiveTime,
    receiveTime("aggTrades", trades.eventTime, options),
  );
  assert.deepEqual(
    market.quotes.receiveTime,
    receiveTime("bookTicker", whole("bookTicker").eventTime, options),
  );
  const { openTime } = whole("klines_1m");
  assert.deepEqual(
    market.bars.receiveTime,
    receiveTime("klines_1m", openTime, options),
  );
  assert.deepEqual(market.bars.closeTime, openTime.map((t) => t + MINUTE));
  const bars = catalog.bars("BTCUSDT");
  assert.deepEqual(market.bars.takerBuyVolume, bars.takerBuyVolume);
  const { createTime, accountRatio } = whole("metrics");
  assert.deepEqual(
    market.metrics.receiveTime,
    createTime.map((t) => t + METRICS_WINDOW + 7),
  );
  assert.deepEqual(market.metrics.accountRatio, accountRatio);
  assert.deepEqual(market.funding.rate, whole("fundingRate").rate);
  const premium = whole("premiumIndexKlines_1m");
  assert.deepEqual(
    market.premium.receiveTime,
    receiveTime("premiumIndexKlines_1m", premium.openTime, options),
  );
  assert.deepEqual(market.premium.close, toDecimals(premium.close));
  // Loaded once.
  assert.equal(market.quotes, market.quotes);
});

Deno.test("a family is loaded when it is read, and not before", () => {
  let read = 0;
  const catalog = {
    columns() {
      read++;
      throw new DataError("no such day");
    },
    rowGroups: () => [],
  };
  const market = catalogColumns(catalog, "BTCUSDT");
  assert.equal(read, 0);
  assert.throws(() => market.trades, { name: "DataError" });
  assert.equal(read, 1);
});

Deno.test("marketColumns() names the family that is not there", () => {
  const market = marketColumns({ quotes });
  for (const family of FAMILIES) {
    if (family === "quotes") continue;
    assert.throws(() => market[family], {
      name: "DataError",
      message: new RegExp(`^Cannot read ${family} .*: found quotes$`),
    });
  }
});

Deno.test("marketColumns() refuses columns that are not records", () => {
  const refused = (
    records: MarketRecords,
    name: string,
    message: RegExp,
  ) => assert.throws(() => marketColumns(records), { name, message });
  refused(
    { quotes: { ...quotes, askPrice: Float64Array.of(1) } },
    "RangeError",
    /quotes as columns must have one length: .*receiveTime has 2, .*askPrice has 1/,
  );
  refused(
    { quotes: { ...quotes, receiveTime: Float64Array.of(2, 1) } },
    "RangeError",
    /receiveTime must not fall: current value is 1 in row 1 after 2/,
  );
  refused(
    { quotes: { ...quotes, receiveTime: Float64Array.of(NaN, 1) } },
    "RangeError",
    /receiveTime must not fall: current value is NaN in row 0$/,
  );
  refused(
    { quotes: { ...quotes, bidPrice: [1, 2] as unknown as Float64Array } },
    "TypeError",
    /bidPrice must be a typed array: current value is 1,2/,
  );
  refused(
    { quotes, until: 0 },
    "RangeError",
    /after until 0: current value is 1/,
  );
});
