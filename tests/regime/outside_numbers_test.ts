import {
  fitOu,
  type OuFit,
  ouHalfLife,
  robustZScore,
  zScore,
} from "volarb/regime";
import { HOUR } from "volarb/time";
import { assertClose } from "../close.ts";
import {
  agreesWithKnown as agrees,
  knownEstimators,
} from "../known/estimators.ts";

const known = knownEstimators();

Deno.test("z-scores are those of pandas' rolling mean, deviation and medians", () => {
  const column = known("price_change");
  const end = (scores: Float64Array) => scores.slice(10);
  assertClose(end(zScore(column, { window: 11 })), known("z_11"), 1e-9);
  assertClose(
    end(robustZScore(column, { window: 11 })),
    known("robust_z_11"),
    1e-9,
  );
});

const uneven = {
  time: known("ou_hours").map((t) => t * HOUR),
  value: known("ou_level"),
};

Deno.test("fitOu() at uneven times is the maximum that Newton finds of the likelihood of all three numbers", () => {
  const numbers = (fit: OuFit) => [
    fit.speed,
    fit.mean,
    fit.volatility,
    fit.stationaryVariance,
    fit.logLikelihood,
  ];
  for (const start of ["conditional", "stationary"] as const) {
    const fit = fitOu(uneven, { start });
    agrees(`ou_${start}`, numbers(fit));
    // The Hessian differences once.
    agrees(`ou_${start}_error`, [fit.speedError], 1e-8);
  }
});

Deno.test("fitOu() at even times is AutoReg of statsmodels", () => {
  const even = uneven.value.map((_, t) => t * HOUR);
  agrees("ou_even_speed", [fitOu({ ...uneven, time: even }).speed]);
});

Deno.test("ouHalfLife() is Kendall's correction of that maximum, with the interval of its Hessian", () => {
  const { halfLife, lower, upper, uncorrected } = ouHalfLife(uneven);
  agrees("ou_half_life", [halfLife, lower, upper, uncorrected], 1e-9);
});
