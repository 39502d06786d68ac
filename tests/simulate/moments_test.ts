import assert from "node:assert/strict";
import { jumpMoments, varianceMoments } from "volarb/simulate";
import { holds } from "../theory/anchor.ts";
import { pathAnchors } from "../theory/simulated_paths.ts";

const LAW = {
  meanReversion: 3,
  longRunVariance: 0.5,
  volatilityOfVariance: 0.8,
};

Deno.test("varianceMoments() is the start at once and the stationary law in the end", () => {
  const now = varianceMoments(LAW, { variance: 0.3, horizon: 0 });
  assert.deepEqual(now, { mean: 0.3, variance: 0, integratedMean: 0 });
  const late = varianceMoments(LAW, { variance: 0.3, horizon: 1000 });
  assert.equal(late.mean, 0.5);
  // θ ξ² / 2κ = 0.5 · 0.64 / 6
  assert.ok(Math.abs(late.variance - 0.32 / 6) < 1e-15);
});

Deno.test("varianceMoments() grows by the diffusion at first", () => {
  const { variance } = varianceMoments(LAW, { variance: 0.3, horizon: 1e-7 });
  assert.ok(Math.abs(variance / (0.64 * 0.3 * 1e-7) - 1) < 1e-6);
});

Deno.test("jumpMoments() of no jumps are the normal's", () => {
  const { variance, skewness, excessKurtosis } = jumpMoments({
    variance: 0.16,
    jumpIntensity: 0,
    jumpMean: 0.1,
    jumpDeviation: 0.2,
  }, 0.5);
  assert.deepEqual([variance, skewness, excessKurtosis], [0.08, 0, 0]);
});

Deno.test("moments refuse what no process has", () => {
  assert.throws(
    () =>
      varianceMoments({ ...LAW, meanReversion: 0 }, {
        variance: 0.3,
        horizon: 1,
      }),
    /Cannot compute the moments of a variance as meanReversion must be positive and finite: current value is 0/,
  );
  assert.throws(
    () => varianceMoments(LAW, { variance: -0.3, horizon: 1 }),
    RangeError,
  );
  assert.throws(
    () =>
      jumpMoments({
        variance: 0.1,
        jumpIntensity: -1,
        jumpMean: 0,
        jumpDeviation: 1,
      }, 1),
    RangeError,
  );
});

Deno.test("drawn paths have the moments of Merton's returns and of the square-root variance, which have the numbers of the theory", () => {
  for (const anchor of pathAnchors(20250505, 0.05)) {
    assert.ok(holds(anchor, 0.05), `${anchor.name}: ${anchor.measured}`);
  }
});
