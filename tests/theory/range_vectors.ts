import { mean } from "volarb/stats";
import {
  type Bars,
  closeToClose,
  correctedRogersSatchell,
  garmanKlass,
  parkinson,
  rogersSatchell,
  type Sampling,
  yangZhang,
  yangZhangWeight,
} from "volarb/volatility";
import { readTable } from "../known/table.ts";
import { type Anchor, exact } from "./anchor.ts";
import { bestWeights } from "./range_moments.ts";

/**
 * The constants `a` and `b` of the correction for few observations, read off the corrected
 * variance `σ²` of one bar: `σ² (1 - 2b/N) - 2a (u - d) σ / √N = V_RS` at two `N`.
 */
function correction(bar: Bars, sampling: Sampling) {
  const range = Math.log(bar.high[0]! / bar.low[0]!);
  const raw = rogersSatchell(bar)[0]!;
  const [few, many] = [100, 400].map((observations) => {
    const variance = correctedRogersSatchell(bar, {
      observations,
      sampling,
    })[0]!;
    return {
      first: 2 * range * Math.sqrt(variance / observations),
      second: 2 * variance / observations,
      excess: variance - raw,
    };
  });
  const determinant = few!.first * many!.second - many!.first * few!.second;
  return {
    a: (few!.excess * many!.second - many!.excess * few!.second) / determinant,
    b: (few!.first * many!.excess - many!.first * few!.excess) / determinant,
  };
}

/** Weights that the moments give, five bars by hand, and the constants of the correction. */
export function vectorAnchors(): Anchor[] {
  const { columns } = readTable("five_bars");
  const bars = {
    open: columns.open!,
    high: columns.high!,
    low: columns.low!,
    close: columns.close!,
  };
  const [last] = closeToClose(bars, { window: 4 }).slice(-1);
  const [about] = closeToClose(bars, { window: 4, mean: "zero" }).slice(-1);
  const [drift] = yangZhang(bars, { window: 4, overnight: "bars" }).slice(-1);
  const one = {
    open: bars.open.slice(0, 1),
    high: bars.high.slice(0, 1),
    low: bars.low.slice(0, 1),
    close: bars.close.slice(0, 1),
  };
  const weights = bestWeights();
  const grid = correction(one, "grid");
  const poisson = correction(one, "poisson");
  const vector = (name: string, expected: number, measured: number) =>
    exact(`five bars: ${name}`, expected, measured, 1e-12);
  return [
    ...[0.510995, -0.018875, -0.383321].map((weight, i) =>
      exact(
        `Garman-Klass weight of ${
          ["(u - d)²", "c(u + d) - 2ud", "c²"][i]
        }, lem-range-moments`,
        weight,
        weights[i]!,
        1e-6,
      )
    ),
    vector("mean of Parkinson", 9.171232871e-4, mean(parkinson(bars))),
    vector("mean of Garman-Klass", 9.224279838e-4, mean(garmanKlass(bars))),
    vector(
      "mean of Rogers-Satchell",
      8.372121405e-4,
      mean(rogersSatchell(bars)),
    ),
    vector("close-to-close", 1.300670403e-3, last!),
    vector("close-to-close about zero", 1.031202765e-3, about!),
    exact("five bars: k(4)", 0.1130820399, yangZhangWeight(4), 1e-10),
    vector("Yang-Zhang", 9.447870191e-4, drift!),
    exact(
      "efficiency of Yang-Zhang at its peak, n = 2, 1 + 1/k",
      13.7647,
      1 + 1 / yangZhangWeight(2),
      1e-4,
    ),
    exact("a of the correction on a grid", 0.5825971579, grid.a, 1e-9),
    exact("b of the correction on a grid", 0.0894194, grid.b, 1e-6),
    exact(
      "a of the correction at Poisson times",
      Math.SQRT1_2,
      poisson.a,
      1e-9,
    ),
    exact("b of the correction at Poisson times", 0, poisson.b, 1e-7),
  ];
}
