// deno-lint-ignore-file no-console
/**
 * The whole strategy on a simulated market: all factors, signal, limits, TWAP and stop, queue model, latency, fees and
 * funding; beside it the empty strategy on the same exchange.
 *
 *     deno run -A tests/bench/strategy.ts [trades per day] [days] [rounds] [empty | whole]
 *
 * Prints events per second of processor time, all threads of the process together. An event is a record of a stream that the client receives: quotes, trades, bars, mark prices, funding and
 * metrics; the exchange takes those that it needs a second time.
 */
import { cpuUsage } from "node:process";
import {
  Backtest,
  type BacktestOptions,
  columnSource,
  type QuoteTick,
  simulatedColumns,
  Strategy,
  type SymbolColumns,
} from "volarb/engine";
import { instrumentOn } from "volarb/market";
import { symbolParameters } from "volarb/simulate";
import {
  fitSignal,
  volatilityArbitrage,
  volatilityArbitrageConfig,
} from "volarb/strategy";
import {
  constantLatency,
  contractSpec,
  powerQueue,
  venueFees,
} from "volarb/venue";

const SYMBOL = "BTCUSDT";
const tradesPerDay = Number(Deno.args[0] ?? 500_000);
const days = Number(Deno.args[1] ?? 1);
const ROUNDS = Number(Deno.args[2] ?? 5);

const market = (seed: number, tradesPerDay: number) =>
  simulatedColumns(SYMBOL, {
    seed,
    days,
    from: "2024-01-01",
    parameters: symbolParameters(SYMBOL, { tradesPerDay }),
  }).columns;

const specs = [contractSpec(instrumentOn(SYMBOL, "2024-01-01"))];
const config = volatilityArbitrageConfig({
  symbol: SYMBOL,
  signal: { form: "drifting" },
  // Costs are ignored and the estimate's error too, so that there is something to do.
  kelly: { shrinkage: "none" },
  position: { fee: 0, spread: null },
  risk: { limits: { maxLeverage: 2.5 } },
});
const signal = fitSignal(config, {
  source: columnSource({ [SYMBOL]: market(2, 20_000) }),
  steps: specs,
});
const columns: SymbolColumns = market(1, tradesPerDay);
const source = columnSource({ [SYMBOL]: columns });
const events = Object.values(columns)
  .reduce((sum, { eventTime }) => sum + eventTime.length, 0);

/** What both runs have in common. */
const common: Omit<BacktestOptions, "strategies"> = {
  source,
  specs,
  balance: 1_000_000,
  fees: venueFees({ date: "2024-01-01" }),
  queue: powerQueue(3),
  latency: constantLatency({ order: 10_000, response: 5_000 }),
};

/** Takes quotes and trades and bars, and does nothing. */
class Empty extends Strategy {
  override onStart() {
    this.subscribeQuotes(SYMBOL);
    this.subscribeTrades(SYMBOL);
    this.subscribeBars(SYMBOL);
  }
  override onQuoteTick(_quote: QuoteTick) {}
}

const runs = {
  "empty strategy": () =>
    new Backtest({ ...common, strategies: [new Empty("empty")] }).run(),
  "whole strategy": () =>
    new Backtest({ ...common, ...volatilityArbitrage(config, { signal }) })
      .run(),
};

const median = (values: number[]) =>
  values.sort((x, y) => x - y)[values.length >> 1]!;
console.log(`${events} events of ${days} days, median of ${ROUNDS} rounds`);
for (const [name, run] of Object.entries(runs)) {
  if (!name.startsWith(Deno.args[3] ?? "")) continue;
  const times: number[] = [];
  let result = run();
  for (let round = 0; round < ROUNDS; round++) {
    const before = cpuUsage();
    result = run();
    const { user, system } = cpuUsage(before);
    times.push((user + system) / 1e6);
  }
  const seconds = median(times);
  console.log(
    `${name}: ${(events / seconds / 1e6).toFixed(2)} million events/s, ${
      (seconds * 1e9 / events).toFixed(0)
    } ns each; ${result.orders.rows} orders, ${result.fills.rows} fills`,
  );
}
