/** A run that never was: a price whose volatility clusters, a strategy that fades it, equity that adds up. */
import { Random } from "volarb/random";
import { parseUtcDate } from "volarb/time";
import type { RunReport } from "volarb/performance";

const none = new Float64Array(0);

/** The fills of a run that never trades. */
export const NO_FILLS: RunReport["fills"] = {
  time: none,
  symbol: [],
  quantity: none,
  price: none,
  fee: none,
  maker: none,
};

/** How long the run is and how often it trades. */
export type SyntheticOptions = {
  readonly days?: number;
  /** Seconds between prices. */
  readonly seconds?: number;
  readonly seed?: number;
};

export function syntheticRun(
  { days = 2, seconds = 10, seed = 1 }: SyntheticOptions = {},
): RunReport {
  const random = new Random(seed);
  const from = parseUtcDate("2024-03-01");
  const step = seconds * 1e6;
  const rows = Math.round(days * 86_400 / seconds) + 1;
  const market = prices(random, { rows, from, step });
  const account = trade(random, market);
  return {
    name: "Synthetic fade",
    hash: `synthetic-${seed}-${days}-${seconds}`,
    span: { from, to: from + (rows - 1) * step },
    initialEquity: 100_000,
    currency: "USDT",
    parameters: { window: 60, "entry (bp)": 8, seed, carry: true },
    fillTiming: "next",
    choices: [{
      name: "queue",
      value: "riskAverse",
      why: "never in front of what was there",
    }],
    equity: { time: market.time, equity: account.equity },
    positions: [{
      symbol: "BTCUSDT",
      time: market.time,
      quantity: account.held,
    }],
    fills: account.fills,
    components: { time: market.time, columns: account.components },
    prices: [{
      symbol: "BTCUSDT",
      time: market.time,
      price: market.price,
      stop: account.stop,
    }],
    regimes: ["volatility", "toxicity", "funding"].map((name, j) => ({
      name,
      time: market.time,
      values: j === 0
        ? market.volatility
        : market.time.map(() => random.normal()),
    })),
    search: { trials: 24, variance: 1e-6 },
  };
}

type Market = {
  time: Float64Array;
  price: Float64Array;
  volatility: Float64Array;
};

function prices(
  random: Random,
  { rows, from, step }: { rows: number; from: number; step: number },
): Market {
  let log = Math.log(60_000);
  let level = 0;
  const volatility = new Float64Array(rows);
  const price = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    level = 0.999 * level + 0.03 * random.normal();
    volatility[i] = 2e-4 * Math.sqrt(step / 10e6) * Math.exp(level);
    log += volatility[i]! * random.normal();
    price[i] = Math.round(Math.exp(log) * 10) / 10;
  }
  return {
    time: Float64Array.from({ length: rows }, (_, i) => from + i * step),
    price,
    volatility,
  };
}

/** Holds against the distance from a mean, changes when it moved enough, and books every cent. */
function trade(random: Random, { time, price, volatility }: Market) {
  const rows = time.length;
  const held = new Float64Array(rows);
  const equity = new Float64Array(rows);
  const stop = new Float64Array(rows).fill(NaN);
  const names = ["alpha", "spread", "slippage", "fee", "funding"] as const;
  const components = Object.fromEntries(
    names.map((name) => [name, new Float64Array(rows)]),
  ) as Record<typeof names[number], Float64Array>;
  const fills: Record<
    "time" | "quantity" | "price" | "fee" | "maker",
    number[]
  > = {
    time: [],
    quantity: [],
    price: [],
    fee: [],
    maker: [],
  };
  const totals = { alpha: 0, spread: 0, slippage: 0, fee: 0, funding: 0 };
  let average = price[0]!;
  let position = 0;
  for (let i = 0; i < rows; i++) {
    if (i > 0) totals.alpha += position * (price[i]! - price[i - 1]!);
    if (i > 0 && i % 2880 === 0) totals.funding -= 1e-5 * position * price[i]!;
    average += (price[i]! - average) / 360;
    const distance = Math.log(price[i]! / average) / (30 * volatility[i]!);
    const wanted = Math.abs(distance) < 0.3
      ? 0
      : -Math.max(-1, Math.min(1, distance));
    const target = Math.round(wanted * 20) / 20;
    if (Math.abs(target - position) >= 0.2) {
      const quantity = Math.round((target - position) * 1000) / 1000;
      const maker = random.uniform() < 0.4 ? 1 : 0;
      const half = 0.05;
      const slip = maker ? -half : half + 0.1 * Math.abs(quantity);
      const paid = price[i]! + Math.sign(quantity) * slip;
      const fee = Math.abs(quantity) * paid * (maker ? 0 : 1e-5);
      totals.spread -= Math.abs(quantity) * (maker ? -half : half);
      totals.slippage -= Math.abs(quantity) *
        (maker ? 0 : 0.1 * Math.abs(quantity));
      totals.fee -= fee;
      position = Math.round((position + quantity) * 1000) / 1000;
      fills.time.push(time[i]!);
      fills.quantity.push(quantity);
      fills.price.push(paid);
      fills.fee.push(fee);
      fills.maker.push(maker);
    }
    held[i] = position;
    if (position !== 0) {
      stop[i] = price[i]! * (1 - Math.sign(position) * 40 * volatility[i]!);
    }
    for (const name of names) components[name][i] = totals[name];
    equity[i] = 100_000 + names.reduce((sum, name) => sum + totals[name], 0);
  }
  const column = (values: number[]) => Float64Array.from(values);
  return {
    held,
    equity,
    stop,
    components,
    fills: {
      time: column(fills.time),
      symbol: fills.time.map(() => "BTCUSDT"),
      quantity: column(fills.quantity),
      price: column(fills.price),
      fee: column(fills.fee),
      maker: column(fills.maker),
    },
  };
}
