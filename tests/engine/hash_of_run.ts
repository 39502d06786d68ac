import { Backtest, columnSource } from "volarb/engine";
import { instrumentOn } from "volarb/market";
import { Random } from "volarb/random";
import { contractSpec, feeSchedule, sampledLatency } from "volarb/venue";
import { simulated } from "./market.ts";
import { Halves, RandomTrader } from "./random_trader.ts";

/**
 * The hash of a run of random traders on two simulated symbols, with latencies that are drawn
 * too.
 *
 * @param seed Of the traders and the latencies.
 */
export function hashOfRun(seed = 1): string {
  const symbols = ["BTCUSDT", "ETHUSDT"];
  const { markets } = simulated(symbols, { tradesPerDay: 600 });
  return new Backtest({
    source: columnSource(markets),
    specs: symbols.map((symbol) =>
      contractSpec(instrumentOn(symbol, "2024-01-01"))
    ),
    strategies: ["a", "b"].map((id) => new RandomTrader(id, { symbols, seed })),
    algorithms: [new Halves("HALVES")],
    balance: 100_000,
    fees: feeSchedule({ periods: [{ from: 0, maker: 0.0002, taker: 0.0005 }] }),
    latency: (stream) =>
      sampledLatency({
        random: new Random(seed).split(stream),
        order: { base: 1000, median: 2000, sigma: 0.5 },
        feed: { median: 300, sigma: 1 },
      }),
  }).run().hash;
}
