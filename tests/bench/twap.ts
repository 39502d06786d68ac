// deno-lint-ignore-file no-console
/**
 * A decision of a TWAP: nanoseconds a slice, from a trade that is counted and its timer to the terms of its child.
 *
 *     deno run -P tests/bench/twap.ts
 *
 * Parents of a hundred slices each, the market and the desk held still: uniform, by a schedule
 * with every bound set, adaptive, and where every slice is missed in part and planned anew. Each run is
 * the median of its parents, which what else the machine does hardly moves; the best of five runs.
 */
import type { ActorContext, AlgorithmContext } from "volarb/engine";
import {
  costOfWaiting,
  TwapAlgorithm,
  type TwapParameters,
  TwapPlan,
  twapRequest,
} from "volarb/execution";
import { instrumentOn } from "volarb/market";
import { median } from "volarb/stats";
import { contractSpec, Order } from "volarb/venue";

const SLICES = 100;
const PARENTS = 1000;
const ROUNDS = 5;
const SPEC = contractSpec(instrumentOn("BTCUSDT", "2024-01-01"));
const quote = {
  bidTicks: 650_000,
  askTicks: 650_001,
  bidLots: 400,
  askLots: 600,
};
const trade = { symbol: "BTCUSDT", lots: 1e9, aggressor: -1 };
const filled = new Order({
  clientOrderId: "c",
  symbol: "BTCUSDT",
  side: "buy",
  type: "market",
  quantity: 1,
});

/** Nanoseconds of one slice of parents that are worked one after the other. */
function slice(parameters: Partial<TwapParameters>, share: number): number {
  let now = 0;
  const left = new Map<Order, number>();
  const algorithm = new TwapAlgorithm("TWAP", { symbols: ["BTCUSDT"] });
  algorithm.attach({
    clock: {
      get now() {
        return now;
      },
      setTimeAlert() {},
      cancelTimer() {},
    },
    cache: { quote: () => quote },
    subscribe() {},
    publish() {},
  } as unknown as ActorContext);
  algorithm.attachAlgorithm({
    portfolio: { valuation: () => ({ ticks: 650_000.5 }) },
    instrument: () => ({
      spec: SPEC,
      quantity: (x: number) => x,
      price: (x: number) => x,
    }),
    remaining: (order: Order) => left.get(order)!,
    children: () => [],
    spawn(order: Order, { quantity }: { quantity: number }) {
      left.set(order, left.get(order)! - Math.ceil(share * quantity));
      return filled;
    },
    finish() {},
    modify() {},
    cancel() {},
  } as unknown as AlgorithmContext);
  algorithm.begin();
  algorithm.onTradeTick(trade as never);
  const spent = new Float64Array(PARENTS);
  for (let k = 0; k < PARENTS; k++) {
    const parent = new Order({
      clientOrderId: `p-${k}`,
      symbol: "BTCUSDT",
      side: "buy",
      type: "market",
      quantity: 100 * SLICES,
      execAlgorithm: twapRequest({
        horizon: SLICES * 1e6,
        interval: 1e6,
        volumeWindow: 1e7,
        ...parameters,
      }),
    });
    parent.apply({ type: "submitted", clientOrderId: `p-${k}`, time: now });
    parent.apply({ type: "accepted", clientOrderId: `p-${k}`, time: now });
    left.set(parent, parent.quantity);
    algorithm.work(parent);
    const timer = { name: `p-${k}`, time: 0 };
    const start = performance.now();
    for (let i = 1; i < SLICES; i++) {
      now += 1e6;
      algorithm.onTradeTick(trade as never);
      algorithm.onTimer(timer);
    }
    spent[k] = performance.now() - start;
    left.set(parent, 0);
    now += 2e6;
    algorithm.onTimer(timer);
  }
  return 1e6 * median(spent) / (SLICES - 1);
}

const schedule = {
  schedule: "alphaDecay",
  impact: 1e-6,
  drift: 1e-7,
  halfLife: 100e6,
  participation: 0.1,
  maxSpread: 3,
  upper: 0.5,
  lower: 0.1,
} as const;
const cases = {
  "uniform": () => slice({}, 1),
  "schedule, every bound": () => slice(schedule, 1),
  "adaptive": () => slice({ ...schedule, style: "adaptive" }, 1),
  "every slice missed in part": () => slice({}, 0.99),
  "the same, by a schedule": () => slice(schedule, 0.99),
  "plan alone": () => {
    let sum = 0;
    const end = Float64Array.from({ length: SLICES }, (_, k) => k + 1);
    const lots = new Float64Array(SLICES).fill(100);
    const plans = Array.from(
      { length: PARENTS },
      () => new TwapPlan({ end, lots, missed: "spread", least: 1 }),
    );
    const start = performance.now();
    for (const plan of plans) {
      for (let k = 0; k < SLICES; k++) sum += plan.due((SLICES - k) * 100);
    }
    if (sum !== PARENTS * SLICES * 100) throw new Error(`${sum}`);
    return 1e6 * (performance.now() - start) / (PARENTS * SLICES);
  },
  "waiting or crossing alone": () => {
    let sum = 0;
    const start = performance.now();
    for (let k = 0; k < 1e5; k++) {
      sum += costOfWaiting({
        halfSpread: 0.5,
        takerFee: 2,
        makerFee: 1,
        fillProbability: (k % 100) / 100,
        alpha: 0.1,
        decay: 0.01,
        wait: 5,
      });
    }
    if (!(sum < 0)) throw new Error(`${sum}`);
    return 10 * (performance.now() - start);
  },
};
for (const [name, run] of Object.entries(cases)) {
  const times = Array.from({ length: ROUNDS }, run);
  console.log(`${name.padEnd(28)} ${Math.min(...times).toFixed(0)} ns`);
}
