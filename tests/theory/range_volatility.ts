import { Random } from "volarb/random";
import { mean, variance } from "volarb/stats";
import {
  type Bars,
  brownianBars,
  type BrownianBarsOptions,
  correctedRogersSatchell,
  EXACT_ALPHA,
  expectedMaximum,
  expectedRogersSatchell,
  garmanKlass,
  meilijson,
  parkinson,
  rogersSatchell,
  type Sampling,
  yangZhang,
  yangZhangWeight,
} from "volarb/volatility";
import { type Anchor, exact, simulated, type Size } from "./anchor.ts";

const ZETA_3 = 1.2020569031595942;
const LN2 = Math.LN2;
/** Variance of a bar; small, so that many bars stay in the range of a double. */
const VARIANCE = 1e-8;
const SIGMA = 1e-4;

/** Bars of variance 1e-8 with a drift in units of their volatility. */
function simulate(
  random: Random,
  drift: number,
  options: Omit<BrownianBarsOptions, "variance" | "drift">,
) {
  const { open, high, low, close } = brownianBars(random, {
    ...options,
    variance: VARIANCE,
    drift: drift * SIGMA,
  });
  return { open, high, low, close };
}

/** A variance estimate in units of the true variance. */
const inUnits = (column: Float64Array) => column.map((v) => v / VARIANCE);

/** Entries `first, first + step, …`: estimates that share no bar. */
function every(column: Float64Array, first: number, step: number) {
  const length = Math.ceil((column.length - first) / step);
  return Float64Array.from({ length }, (_, i) => column[first + i * step]!);
}

/** Moments and efficiencies of the estimators on bars that are watched continuously. */
export function continuousAnchors(seed: number, size: Size): Anchor[] {
  const random = new Random(seed);
  const bars = Math.round(500_000 * size);
  const still = simulate(random, 0, { bars, steps: 64 });
  const rs = inUnits(rogersSatchell(still));
  const { open, high, low, close } = still;
  const log = (a: Float64Array) =>
    a.map((x, i) => Math.log(x / open[i]!) / SIGMA);
  const [u, d, c] = [log(high), log(low), log(close)];
  const efficiency = (column: Float64Array) => 2 / variance(inUnits(column));
  const anchors = [
    simulated(
      "efficiency of Parkinson, eq-parkinson (not 5.2)",
      2 / (9 * ZETA_3 / (16 * LN2 * LN2) - 1),
      efficiency(parkinson(still)),
      0.015 * 4.91,
    ),
    simulated(
      "efficiency of Garman-Klass, practical, eq-garman-klass",
      2 / (2 + 4 * LN2 * LN2 + 4 * ZETA_3 - LN2 * (8 + 3.5 * ZETA_3)),
      efficiency(garmanKlass(still)),
      0.015 * 7.4445,
    ),
    simulated(
      "efficiency of Garman-Klass, optimal",
      7.446540712,
      efficiency(garmanKlass(still, { form: "optimal" })),
      0.015 * 7.4465,
    ),
    simulated(
      "efficiency of Meilijson, eq-meilijson",
      7.7322,
      efficiency(meilijson(still)),
      0.015 * 7.7322,
    ),
    simulated(
      "variance of Rogers-Satchell, eq-rogers-satchell",
      EXACT_ALPHA - 1,
      variance(rs),
      0.01 * 0.331,
    ),
    simulated(
      "E u²dc of a Brownian bar",
      9 / 4 - 2 * LN2 - 7 / 8 * ZETA_3,
      // The mirror image of a bar has E ud²c in its place, so both are the number.
      mean(u.map((x, i) => x * d[i]! * c[i]! * (x + d[i]!) / 2)),
      0.002,
    ),
    simulated(
      "Cov(c², V_RS), lem-uncorrelated",
      0,
      mean(rs.map((v, i) => (c[i]! * c[i]! - 1) * (v - 1))),
      0.004,
    ),
  ];
  for (const drift of [0, 1, 2, 5]) {
    const moving = drift === 0
      ? still
      : simulate(random, drift, { bars, steps: 64 });
    const v = inUnits(rogersSatchell(moving));
    anchors.push(
      simulated(
        `mean of Rogers-Satchell at drift ${drift}σ, lem-drift-independence`,
        1,
        mean(v),
        0.004,
      ),
    );
    if (drift === 1) {
      anchors.push(
        simulated(
          "mean of Parkinson at drift 1σ",
          1.376,
          mean(inUnits(parkinson(moving))),
          0.006,
        ),
        simulated(
          "mean of Garman-Klass at drift 1σ",
          1.135,
          mean(inUnits(garmanKlass(moving))),
          0.006,
        ),
      );
    }
    if (drift === 5) {
      anchors.push(
        simulated(
          "variance of Rogers-Satchell at drift 5σ (1/2 in the limit)",
          0.481,
          variance(v),
          0.02 * 0.481,
        ),
      );
    }
  }
  return anchors;
}

/** The Yang-Zhang weight and the efficiency that it buys. */
export function yangZhangAnchors(seed: number, size: Size): Anchor[] {
  const random = new Random(seed);
  const anchors = [
    exact("k(2), eq-yang-zhang-k", 0.0783410, yangZhangWeight(2), 5e-8),
    exact("k(10), eq-yang-zhang-k", 0.1326973, yangZhangWeight(10), 5e-8),
    exact("k(30), eq-yang-zhang-k", 0.1411394, yangZhangWeight(30), 5e-8),
  ];
  const cases = [
    [2, 0.0726, 1 + 1 / yangZhangWeight(2, EXACT_ALPHA), 320_000],
    [2, 0, 1 / yangZhangWeight(2, EXACT_ALPHA), 320_000],
    [30, 0, 1 / yangZhangWeight(30, EXACT_ALPHA), 600_000],
  ] as const;
  for (const [window, share, expected, bars] of cases) {
    const columns = simulate(random, 0, {
      bars: Math.round(bars * size),
      steps: 64,
      overnight: VARIANCE * share / (1 - share),
    });
    const column = yangZhang(columns, { window, overnight: "bars" });
    const total = VARIANCE / (1 - share);
    const estimates = every(column, window, window).map((v) => v / total);
    const measured = 2 / (window - 1) / variance(estimates);
    anchors.push(
      simulated(
        `efficiency of Yang-Zhang, n = ${window}, f = ${share}, eq-yang-zhang`,
        expected,
        measured,
        0.03 * expected,
      ),
    );
  }
  return anchors;
}

/** Mean of the corrected variance over windows of 50 bars. */
function corrected(
  bars: Bars,
  observations: number,
  sampling: Sampling,
): number {
  const options = { observations, sampling, window: 50 };
  return mean(inUnits(correctedRogersSatchell(bars, options).slice(49)));
}

/** What a bar loses that is seen N times, and what the correction gives back. */
export function discretizationAnchors(seed: number, size: Size): Anchor[] {
  const random = new Random(seed);
  const bars = Math.round(200_000 * size);
  const anchors = [
    exact("E max of 5 steps", 0.57657015, expectedMaximum(5), 5e-9),
    exact(
      "E V_RS of 60 steps, eq-rs-discrete",
      0.77888717,
      expectedRogersSatchell(60),
      5e-9,
    ),
  ];
  for (const steps of [5, 60]) {
    const options = { bars, steps, observation: "grid" } as const;
    const columns = simulate(random, 0, options);
    const { high, low } = columns;
    anchors.push(
      simulated(
        `E max of ${steps} steps`,
        expectedMaximum(steps),
        // The least is as far below the open as the most is above.
        mean(high.map((h, i) => Math.log(h / low[i]!) / 2)) / SIGMA,
        0.002,
      ),
      simulated(
        `E V_RS of ${steps} steps, thm-discretisation`,
        expectedRogersSatchell(steps),
        mean(inUnits(rogersSatchell(columns))),
        0.003,
      ),
    );
  }
  for (const drift of [0, 1]) {
    const options = { bars, steps: 100, observation: "grid" } as const;
    const columns = simulate(random, drift, options);
    anchors.push(simulated(
      `corrected V_RS at 100 steps and drift ${drift}σ, eq-rs-corrected`,
      1,
      corrected(columns, 100, "grid"),
      0.01,
    ));
  }
  for (const steps of [20, 100]) {
    const columns = simulate(random, 0, {
      bars,
      steps,
      observation: "poisson",
    });
    anchors.push(
      simulated(
        `E V_RS of ${steps} Poisson trades, thm-discretisation`,
        expectedRogersSatchell(steps, "poisson"),
        mean(inUnits(rogersSatchell(columns))),
        0.003,
      ),
      simulated(
        `corrected V_RS of ${steps} Poisson trades, eq-rs-corrected`,
        1,
        corrected(columns, steps, "poisson"),
        steps === 20 ? 0.012 : 0.006,
      ),
    );
  }
  return anchors;
}
