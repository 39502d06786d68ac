/** Every figure of a run on columns that look like a market, for tests and for looking at them. */
import { Random } from "volarb/random";
import {
  calendarGroups,
  capacity,
  equityReturns,
  groupedReturns,
  rollingSharpe,
} from "volarb/performance";
import { parseUtcDate } from "volarb/time";
import {
  capacityFigure,
  covarianceFigure,
  equityFigure,
  fundingFigure,
  hourlyHeatmapFigure,
  icDecayFigure,
  inventoryFigure,
  orderFlowFigure,
  priceFigure,
  returnsFigure,
  rollingSharpeFigure,
  scheduleFigure,
  signatureFigure,
  stateFigure,
  volatilityFigure,
  vpinFigure,
} from "volarb/figure";
import { syntheticRun } from "../performance/synthetic_run.ts";

/** Figures by name, of a run of some days. */
export function gallery(days: number): Record<string, () => string> {
  const run = syntheticRun({ days, seconds: 60, seed: 3 });
  const draws = (label: string) => {
    const random = new Random(9).split(label);
    return () => random.normal();
  };
  const { time, price, stop } = run.prices[0]!;
  const { quantity } = run.positions[0]!;
  const returns = equityReturns(run.equity, { step: 60e6 });
  const hours = groupedReturns(returns, calendarGroups(returns, "hour"));
  const walk = (persistence: number, scale: number) => {
    const normal = draws(`walk ${persistence}`);
    let x = 0;
    return time.map(() => x = persistence * x + scale * normal());
  };
  const volatility = run.regimes![0]!.values.map((v) => v * Math.sqrt(525_600));
  const log = (from: number, to: number, n: number) =>
    Float64Array.from(
      { length: n },
      (_, i) => from * (to / from) ** (i / (n - 1)),
    );
  const seconds = log(1, 3600, 14);
  const imbalance = Float64Array.from(
    { length: 6000 },
    draws("flow"),
  );
  const { breakEven } = capacity({ profit: 4000, impactCost: 900 });
  const multiples = log(0.1, 1.1 * breakEven, 25);
  const profit = multiples.map((m) => m * 4900 - m ** 1.5 * 900);
  const names = ["BTC", "ETH", "SOL", "XRP", "DOGE"];
  const factor = names.map((_, i) => 0.4 + 0.12 * i);
  const covariance = Float64Array.from(
    { length: 25 },
    (_, k) => {
      const [i, j] = [Math.floor(k / 5), k % 5];
      return factor[i]! * factor[j]! * 0.7 + (i === j ? 0.08 * (i + 1) : 0);
    },
  );
  const flow = imbalance.map((z) => 40 * z);
  const [noise, rest, rates] = ["estimator", "change", "rates"].map((label) =>
    Float64Array.from({ length: time.length + 6000 }, draws(label))
  );
  const plan = {
    time: Float64Array.from({ length: 21 }, (_, i) => time[0]! + i * 30e6),
    quantity: Float64Array.from(
      { length: 21 },
      (_, i) => 10 * (1 - Math.exp(-i / 8)) / (1 - Math.exp(-20 / 8)),
    ),
  };
  const filled = {
    time: plan.time.map((t) => t + 4e6),
    quantity: plan.quantity.map((q, i) =>
      i % 4 === 3 ? plan.quantity[i - 1]! : q
    ),
  };
  return {
    equity: () => equityFigure(run.equity),
    returns: () => returnsFigure(returns.value),
    rollingSharpe: () =>
      rollingSharpeFigure(rollingSharpe(returns, 1440), { window: "1 day" }),
    hours: () =>
      hourlyHeatmapFigure({
        time: Float64Array.from(hours, ({ group }) =>
          parseUtcDate(group.slice(0, 10)) + Number(group.slice(11)) * 3600e6),
        value: Float64Array.from(hours, (hour) =>
          hour.totalReturn),
      }),
    price: () => priceFigure({ time, price, stop: stop!, fills: run.fills }),
    inventory: () => inventoryFigure({ time, quantity }, { unit: "BTC" }),
    signature: () =>
      signatureFigure({
        seconds,
        volatility: seconds.map((s) => Math.sqrt(0.25 + 0.4 / s)),
      }, { reference: 0.5 }),
    volatility: () =>
      volatilityFigure({
        time,
        estimators: {
          "Yang-Zhang": volatility,
          Parkinson: volatility.map((v, i) => v * (1 + 0.1 * noise![i]!)),
          "Rogers-Satchell": volatility.map((v, i) =>
            i % 700 < 60 ? NaN : v * 1.1
          ),
        },
      }),
    vpin: () =>
      vpinFigure({
        time,
        price,
        vpin: walk(0.999, 0.006).map((x) => 0.25 + Math.abs(x)),
      }, { baseline: 0.18 }),
    orderFlow: () =>
      orderFlowFigure({
        imbalance: flow,
        change: flow.map((x, i) => 0.1 * x + 3 * rest![i]!),
      }),
    funding: () =>
      fundingFigure(
        rates!.slice(0, 900).map((z, i) => 1e-4 + (i % 2) * 1.5e-4 * z),
      ),
    icDecay: () =>
      icDecayFigure({
        seconds,
        ic: seconds.map((s) => 0.09 * Math.exp(-s / 300)),
        standardError: seconds.map((s) => 0.004 * Math.sqrt(1 + s / 60)),
      }),
    states: () =>
      stateFigure({
        time,
        states: [
          {
            label: "alpha (bp)",
            mean: walk(0.995, 0.2),
            variance: time.map((_, i) => 0.3 + 4 * Math.exp(-i / 100)),
          },
          {
            label: "premium (bp)",
            mean: walk(0.99, 0.1),
            variance: time.map(() => 0.05),
          },
        ],
      }),
    schedule: () => scheduleFigure({ plan, filled }, { unit: "BTC" }),
    covariance: () => covarianceFigure({ names, covariance }),
    capacity: () =>
      capacityFigure({
        multiple: multiples,
        profit,
        low: profit.map((p) => p - 1500),
        high: profit.map((p) => p + 1500),
      }),
  };
}
