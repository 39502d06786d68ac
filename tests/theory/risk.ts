import { Random } from "volarb/random";
import {
  drawdownShare,
  drawdownStop,
  eppsAttenuation,
  expectedDrawdown,
  fallProbability,
  fractionalKellyGrowth,
  hayashiYoshida,
  kellyShrinkage,
  monitoringShift,
  optimalExit,
  shrunkCovariance,
  type TickColumns,
} from "volarb/risk";
import { type Anchor, exact, simulated, type Size } from "./anchor.ts";

function meanOf(column: Float64Array): number {
  return column.reduce((sum, x) => sum + x, 0) / column.length;
}

/** Kelly: falls of wealth, and the share that an estimate deserves. */
export function kellyAnchors(seed: number, size: Size): Anchor[] {
  const random = new Random(seed);
  const paths = Math.ceil(1e5 * size);
  const fall = (share: number) => {
    const drift = share - share * share / 2;
    const variance = share * share / 2;
    let falls = 0;
    for (let k = 0; k < paths; k++) {
      let wealth = Math.LN2;
      while (wealth < 5) {
        const next = wealth + drift / 2 + Math.sqrt(variance) * random.normal();
        // A bridge that reaches zero between the steps.
        if (
          next <= 0 ||
          random.uniform() < Math.exp(-2 * wealth * next / variance)
        ) {
          falls++;
          break;
        }
        wealth = next;
      }
    }
    return falls / paths;
  };
  // Growth of shares of an estimate from four years of a Sharpe ratio of one half.
  const [sharpe, time] = [0.5, 4];
  let [cross, square] = [0, 0];
  const draws = Math.ceil(4e6 * size);
  for (let k = 0; k < draws; k++) {
    const estimate = sharpe + random.normal() / Math.sqrt(time);
    cross += estimate * sharpe;
    square += estimate * estimate;
  }
  return [
    exact(
      "Kelly halves at half",
      1 / 8,
      fallProbability({ share: 0.5, level: 0.5 }),
      0,
    ),
    simulated("Kelly halves at half, bridge", 1 / 8, fall(0.5), 0.005),
    simulated("Kelly halves at a quarter, bridge", 1 / 128, fall(0.25), 0.001),
    exact(
      "Kelly's share for one eighth",
      1 / 2,
      drawdownShare({ level: 0.5, probability: 1 / 8 }),
      1e-15,
    ),
    exact(
      "Kelly's share of four years",
      1 / 2,
      kellyShrinkage({ sharpe, time }),
      1e-15,
    ),
    simulated(
      "Kelly's share of four years, simulated",
      kellyShrinkage({ sharpe, time }),
      cross / square,
      0.005,
    ),
    exact(
      "growth of full Kelly after 1/SR² years",
      0,
      fractionalKellyGrowth({ share: 1, sharpe, time }),
      1e-15,
    ),
  ];
}

/** Ticks of two correlated walks at the times of two Poisson processes. */
function poissonTicks(
  random: Random,
  { rates, span, correlation }: {
    rates: readonly [number, number];
    span: number;
    correlation: number;
  },
): [TickColumns, TickColumns] {
  const times: [number[], number[]] = [[], []];
  const prices: [number[], number[]] = [[], []];
  const total = rates[0] + rates[1];
  let [time, x, y] = [0, 0, 0];
  for (;;) {
    const gap = -Math.log(1 - random.uniform()) / total;
    time += gap;
    if (time > span) break;
    const [a, b] = [random.normal(), random.normal()];
    x += Math.sqrt(gap) * a;
    y += Math.sqrt(gap) *
      (correlation * a + Math.sqrt(1 - correlation * correlation) * b);
    const side = random.uniform() * total < rates[0] ? 0 : 1;
    times[side].push(time);
    prices[side].push(side === 0 ? x : y);
  }
  const [first, second] = [0, 1].map((side) => ({
    time: Float64Array.from(times[side]!),
    logPrice: Float64Array.from(prices[side]!),
  }));
  return [first!, second!];
}

/** Correlation of previous ticks on a grid of `1`. */
function previousTick(x: TickColumns, y: TickColumns, span: number): number {
  let [a, b, xx, yy, xy] = [-1, -1, 0, 0, 0];
  let [px, py] = [NaN, NaN];
  for (let time = 10; time <= span; time++) {
    while (x.time[a + 1]! <= time) a++;
    while (y.time[b + 1]! <= time) b++;
    const [qx, qy] = [x.logPrice[a]!, y.logPrice[b]!];
    if (px === px) {
      xx += (qx - px) ** 2;
      yy += (qy - py) ** 2;
      xy += (qx - px) * (qy - py);
    }
    [px, py] = [qx, qy];
  }
  return xy / Math.sqrt(xx * yy);
}

/** Covariances: shrinkage, Hayashi and Yoshida's vector, and what Epps saw. */
export function covarianceAnchors(seed: number, size: Size): Anchor[] {
  const random = new Random(seed);
  const six = [
    Float64Array.of(1, 2, 3, 4, 5, 6),
    Float64Array.of(2, 1, 4, 3, 6, 5),
    Float64Array.of(0, 1, 1, 2, 2, 4),
  ];
  const span = Math.ceil(4e5 * size);
  const epps = (rate: number) => {
    const [x, y] = poissonTicks(random, {
      rates: [rate, rate],
      span,
      correlation: 0.6,
    });
    return previousTick(x, y, span) / 0.6;
  };
  const [x, y] = poissonTicks(random, {
    rates: [1, 0.5],
    span: 2 * span,
    correlation: 0.6,
  });
  return [
    exact(
      "Ledoit-Wolf shrinkage, scikit-learn",
      0.25090389,
      shrunkCovariance(six, { divisor: "n" }).shrinkage,
      5e-9,
    ),
    exact(
      "Ledoit-Wolf shrinkage, authors",
      0.19278147,
      shrunkCovariance(six).shrinkage,
      5e-9,
    ),
    exact(
      "Hayashi-Yoshida vector",
      2,
      hayashiYoshida({
        time: Float64Array.of(0, 2, 5, 9),
        logPrice: Float64Array.of(0, 1, 3, 2),
      }, {
        time: Float64Array.of(0, 1, 4, 6, 9),
        logPrice: Float64Array.of(0, 0.5, 1.5, 1, 2),
      }),
      0,
    ),
    simulated(
      "Hayashi-Yoshida of Poisson ticks",
      0.6,
      hayashiYoshida(x, y) / (2 * span),
      0.01,
    ),
    exact(
      "Epps effect at λΔ = 3",
      0.683262,
      eppsAttenuation({ interval: 1, rate: 3 }),
      5e-7,
    ),
    ...[1, 3, 10].map((rate) =>
      simulated(
        `Epps effect at λΔ = ${rate}, simulated`,
        eppsAttenuation({ interval: 1, rate }),
        epps(rate),
        0.01,
      )
    ),
  ];
}

/** Stops: what a walk of steps earns, and the best exit from what reverts. */
export function stopAnchors(seed: number, size: Size): Anchor[] {
  const random = new Random(seed);
  const walk = (drift: number, step: number) => {
    const paths = Math.ceil(1e5 * size);
    const [maximum, exit, overshoot] = [0, 0, 0].map(() =>
      new Float64Array(paths)
    ) as [Float64Array, Float64Array, Float64Array];
    const root = Math.sqrt(step);
    for (let k = 0; k < paths; k++) {
      let [x, top] = [0, 0];
      do {
        x += drift * step + root * random.normal();
        if (x > top) top = x;
      } while (top - x < 1);
      maximum[k] = top;
      exit[k] = x;
      overshoot[k] = top - x - 1;
    }
    return {
      maximum: meanOf(maximum),
      exit: meanOf(exit),
      overshoot: meanOf(overshoot),
    };
  };
  const step = 0.01;
  const [up, flat] = [walk(0.5, step), walk(0, step)];
  const theory = drawdownStop({
    drift: 0.5,
    sigma: 1,
    distance: 1,
    monitoring: step,
  });
  const shift = monitoringShift({ sigma: 1, interval: step });
  const reverting = {
    mean: 0.3,
    speed: 8,
    volatility: 0.3,
    discount: 0.05,
    cost: 0.02,
  };
  return [
    exact(
      "stop, E M at μ = 1/2",
      Math.E - 1,
      drawdownStop({ drift: 0.5, sigma: 1, distance: 1 }).maximum,
      1e-14,
    ),
    simulated(
      "stop, E M of steps after two shifts",
      theory.maximum,
      up.maximum,
      0.02 * theory.maximum,
    ),
    simulated(
      "stop, E X of steps after two shifts",
      theory.exit,
      up.exit,
      0.02,
    ),
    simulated("stop, overshoot over σ√Δ", shift, flat.overshoot, 0.03 * shift),
    simulated(
      "stop on a martingale",
      0,
      flat.exit,
      3 * (1 + shift) / Math.sqrt(1e5),
    ),
    exact(
      "expected drawdown without drift",
      1.2533141373155,
      expectedDrawdown({ sigma: 1, time: 1 }),
      1e-12,
    ),
    exact(
      "Leung-Li exit, slow discount",
      0.466835869914,
      optimalExit(reverting).level,
      1e-11,
    ),
    exact(
      "Leung-Li value at the mean",
      0.406989996,
      optimalExit(reverting).value(0.3),
      1e-9,
    ),
    exact(
      "Leung-Li exit, no cost",
      1.34435084622,
      optimalExit({ mean: 0, speed: 1, volatility: 1, discount: 0.05 }).level,
      1e-11,
    ),
  ];
}
