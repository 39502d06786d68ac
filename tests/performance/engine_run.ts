/** A run of the engine: a random trader with stops on a quiet simulated day. */
import {
  Backtest,
  type BacktestOptions,
  type BacktestResult,
  columnSource,
  type Strategy,
} from "volarb/engine";
import { instrumentOn } from "volarb/market";
import { midPrices, type PriceColumns } from "volarb/performance";
import { contractSpec, feeSchedule } from "volarb/venue";
import { simulated } from "../engine/market.ts";
import { RandomTrader } from "../engine/random_trader.ts";

/** What a trader of random orders did in a simulated day, and the prices that it saw, every ten seconds. */
export function engineRun(
  {
    symbols = ["BTCUSDT", "ETHUSDT"],
    balance = 100_000,
    leverage = 20,
    impact = {},
    strategy = new RandomTrader("a", {
      symbols,
      kinds: ["market", "postOnly", "stop", "close", "cancel"],
    }),
  }: {
    readonly symbols?: readonly string[];
    readonly balance?: number;
    readonly leverage?: number;
    /** Model of the book behind the best price; the engine's own by default. */
    readonly impact?: Pick<BacktestOptions, "impact">;
    readonly strategy?: Strategy;
  } = {},
): { result: BacktestResult; prices: PriceColumns[] } {
  const { markets, steps } = simulated(symbols, { tradesPerDay: 2000 });
  const result = new Backtest({
    source: columnSource(markets),
    specs: symbols.map((symbol) =>
      contractSpec(instrumentOn(symbol, "2024-01-01"))
    ),
    strategies: [strategy],
    margin: { mode: "cross", leverage },
    balance,
    fees: feeSchedule({ periods: [{ from: 0, maker: 0.0002, taker: 0.0005 }] }),
    equityInterval: 10e6,
    ...impact,
  }).run();
  const prices = symbols.map((symbol, i) =>
    midPrices(markets[symbol]!.quotes!, { steps: steps[i]!, step: 10e6 })
  );
  return { result, prices };
}
