/**
 * A decision of the risk engine with every limit set: nanoseconds an order.
 *
 *     deno run -P tests/bench/risk_engine.ts
 *
 * Three symbols, a pass, a clip and a refusal in turn; the best of five runs of a million.
 */
import { RiskEngine, type RiskInstrument, type RiskOrder } from "volarb/risk";

const ORDERS = 1_000_000;
const instruments = new Map<string, RiskInstrument>(
  ["BTCUSDT", "ETHUSDT", "SOLUSDT"].map((symbol, i) => [symbol, {
    tickSize: 0.1,
    lotSize: 0.001,
    minQuantity: 1,
    minNotional: 5,
    position: 100 * (i - 1),
    openBuys: 10,
    openSells: 10,
    mark: 600_000,
    bid: 599_999,
    ask: 600_001,
    quoteTime: 0,
  }]),
);
const account = { equity: 100_000, instruments };
const orders: RiskOrder[] = [1, 1000, 10].map((quantity, i) => ({
  symbol: "ETHUSDT",
  side: 1,
  quantity,
  price: i === 2 ? 900_000 : NaN,
  reduceOnly: false,
  time: 0,
}));

let best = Infinity;
let lots = 0;
for (let run = 0; run < 5; run++) {
  const engine = new RiskEngine({
    maxOrderQuantity: { ETHUSDT: 10_000 },
    maxOrderNotional: 1e9,
    maxSymbolExposure: 1e9,
    maxGrossExposure: 1e9,
    maxNetExposure: 1e9,
    maxLeverage: 0.5,
    priceCollar: 0.1,
    maxSpread: 0.01,
    maxQuoteAge: 1e6,
    orderRate: { count: 100, interval: 1 },
  });
  const start = performance.now();
  for (let k = 0; k < ORDERS; k++) {
    const order = orders[k % 3]!;
    (order as { time: number }).time = k;
    for (const instrument of instruments.values()) {
      (instrument as { quoteTime: number }).quoteTime = k;
    }
    lots += engine.check(order, account).quantity;
  }
  best = Math.min(best, performance.now() - start);
}
Deno.stdout.writeSync(
  new TextEncoder().encode(
    `${(1e6 * best / ORDERS).toFixed(0)} ns a decision (${lots} lots)\n`,
  ),
);
