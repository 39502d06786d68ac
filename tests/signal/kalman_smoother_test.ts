import assert from "node:assert/strict";
import { kalmanSmoother, stateSpace } from "../../lib/signal/mod.ts";
import { assertClose } from "../close.ts";
import { knownModel, nile } from "./known_models.ts";

const LEVEL = { transition: 1, stateNoise: 1, loading: 1, observationNoise: 1 };

// thm-smoother
Deno.test("kalmanSmoother() gives the numbers of three observations by hand", () => {
  const { mean, covariance } = kalmanSmoother(
    stateSpace({ ...LEVEL, initialCovariance: 2 }),
    Float64Array.of(1, 2, 3),
  );
  assertClose(mean, [8 / 7, 13 / 7, 17 / 7], 1e-12);
  assertClose(covariance, [10 / 21, 10 / 21, 13 / 21], 1e-12);
});

Deno.test("kalmanSmoother() gives statsmodels' ends of the smoothed Nile, from a vague start and from none", () => {
  // MLEModel.ssm.smooth() of statsmodels 0.15.0 with these variances.
  const flow = { ...LEVEL, stateNoise: 1469.18, observationNoise: 15098.52 };
  const ends = (initialCovariance: number) => {
    const model = stateSpace({ ...flow, initialCovariance });
    const { mean, covariance } = kalmanSmoother(model, nile());
    return Float64Array.of(
      mean[0]!,
      covariance[0]!,
      mean[99]!,
      covariance[99]!,
    );
  };
  const vague = [
    1111.2206250335216,
    4030.5516476546454,
    798.3672087107077,
    4032.1768373545315,
  ];
  assertClose(ends(1e7), vague, 1e-11);
  const exact = [
    1111.6686888400666,
    4032.1768373542272,
    798.3672087107077,
    4032.1768373545315,
  ];
  assertClose(ends(Infinity), exact, 1e-11);
});

// thm-smoother
Deno.test("kalmanSmoother() agrees with statsmodels on a random model", () => {
  const { model, known } = knownModel();
  const { mean, covariance } = kalmanSmoother(model, known("observations"));
  assertClose(mean.subarray(0, 3), known("smoothed_mean_0"), 1e-9);
  assertClose(
    covariance.subarray(270, 279),
    known("smoothed_covariance_30"),
    1e-9,
  );
});

Deno.test("kalmanSmoother() has no variance where the state is certain, and NaN before anything is known", () => {
  const still = stateSpace({ ...LEVEL, stateNoise: 0, initialCovariance: 0 });
  const { covariance } = kalmanSmoother(still, Float64Array.of(1, 2));
  assertClose(covariance, [0, 0]);
  const { mean } = kalmanSmoother(stateSpace(LEVEL), Float64Array.of(NaN, 4));
  assert.ok(Number.isNaN(mean[0]!));
  assert.equal(mean[1], 4);
});

Deno.test("kalmanSmoother() never has a larger variance than the filter", () => {
  const { model, known } = knownModel();
  const y = known("observations").fill(NaN, 40, 60);
  const { covariance } = kalmanSmoother(model, y);
  const alone = kalmanSmoother(model, y.subarray(0, 62)).covariance;
  for (let t = 0; t < 30; t++) {
    for (let i = 0; i < 3; i++) {
      const at = t * 9 + i * 4;
      assert.ok(covariance[at]! <= alone[at]! * (1 + 1e-12));
    }
  }
});
