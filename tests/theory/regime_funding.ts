import { HOUR } from "volarb/time";
import { Random } from "volarb/random";
import { mean } from "volarb/stats";
import {
  fairPremium,
  fitOu,
  fundingRate,
  halfLife,
  kendallBias,
  ouPath,
  ouTransition,
  perpetualRatio,
  premiumAverage,
} from "volarb/regime";
import { type Anchor, exact, simulated, type Size } from "./anchor.ts";

/** Premiums and the rates that they settle to, in basis points. */
const FUNDING_MAP = [
  [-20, -15],
  [-10, -5],
  [-4, 1],
  [0, 1],
  [6, 1],
  [7, 2],
  [10, 5],
  [20, 15],
] as const;

/** Yearly rates and the premiums that are fair at them, in basis points. */
const FAIR_PREMIUMS = [
  [0, -5],
  [0.02, -4.81735159817],
  [0.05, -4.54337899543],
  [0.1, -4.08675799087],
  [0.12, 6.09589041096],
  [0.2, 6.82648401827],
] as const;

/** Known answers of the funding map, the perpetual's price and the decay. */
export function fundingAnchors(): Anchor[] {
  const bp = (x: number) => Float64Array.of(x * 1e-4);
  const four = Float64Array.of(1, 2, 3, 4).map((i) => i * 2 * HOUR);
  const average = premiumAverage({
    time: four,
    premium: Float64Array.of(1, 2, -1, 4),
  }, { step: 2 * HOUR });
  const { persistence, variance } = ouTransition(
    { speed: 2, volatility: 0.5 },
    0.25,
  );
  let series = 0;
  for (let k = 0, term = 0.5; k < 200; k++, term *= 0.5 * (1 + 0.05 / 1095)) {
    series += term;
  }
  return [
    ...FUNDING_MAP.map(([premium, rate]) =>
      exact(
        `funding rate of a premium of ${premium} bp, eq-funding-rate, in bp`,
        rate,
        fundingRate(bp(premium))[0]! * 1e4,
        1e-12,
      )
    ),
    exact(
      "average of premiums 1, 2, -1, 4 bp, eq-premium-average, in bp",
      1.8,
      average[3]!,
      1e-12,
    ),
    ...FAIR_PREMIUMS.map(([yearly, premium]) =>
      exact(
        `fair premium at ${yearly * 100} % a year, eq-fair-premium, in bp`,
        premium,
        fairPremium(Float64Array.of(yearly))[0]! * 1e4,
        1e-6,
      )
    ),
    exact(
      "perpetual over spot, continuous, eq-perpetual-ratio",
      1.00004566418557925,
      perpetualRatio({ anchoring: 1095, quoteRate: 0.05 }),
      1e-12,
    ),
    exact(
      "perpetual over spot, continuous, with interest",
      0.999945659619160692,
      perpetualRatio({ anchoring: 1095, interest: 0.1095, quoteRate: 0.05 }),
      1e-12,
    ),
    exact(
      "perpetual over spot, per period, against its series",
      series,
      perpetualRatio({
        anchoring: 1,
        quoteRate: 0.05 / 1095,
        payment: "period",
      }),
      1e-12,
    ),
    exact(
      "φ of the transition, eq-ou-transition",
      0.60653066,
      persistence,
      1e-8,
    ),
    exact("Q of the transition, eq-ou-transition", 0.03950753, variance, 1e-8),
    exact("half-life at speed 2", 0.34657359, halfLife(2), 1e-8),
  ];
}

/** Bias of the persistence that maximum likelihood finds in a short sample. */
export function kendallAnchors(seed: number, size: Size): Anchor[] {
  const random = new Random(seed);
  const samples = Math.round(20_000 * size);
  return ([[0.9, 100], [0.5, 100], [0.9, 300]] as const).map(
    ([persistence, transitions]) => {
      const time = Float64Array.from(
        { length: transitions + 1 },
        (_, i) => i * HOUR,
      );
      const process = {
        speed: -Math.log(persistence),
        mean: 0,
        volatility: 1,
      };
      const found = Float64Array.from({ length: samples }, () => {
        const value = ouPath(process, { time, random });
        return Math.exp(-fitOu({ time, value }).speed);
      });
      const bias = kendallBias(persistence, { transitions });
      return simulated(
        `bias of φ = ${persistence} from ${transitions} transitions, eq-kendall`,
        bias,
        mean(found) - persistence,
        0.15 * Math.abs(bias),
      );
    },
  );
}
