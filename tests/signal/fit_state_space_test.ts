import assert from "node:assert/strict";
import type { ConvergenceError } from "../../lib/errors/mod.ts";
import { fitStateSpace, stateSpace } from "../../lib/signal/mod.ts";
import { Random } from "../../lib/random/mod.ts";
import { nile } from "./known_models.ts";

const localLevel = (
  { level, noise }: { readonly level: number; readonly noise: number },
) =>
  stateSpace({
    transition: 1,
    stateNoise: level,
    loading: 1,
    observationNoise: noise,
  });
const START = { level: { start: 1000 }, noise: { start: 10_000 } };

// eq-innovations
Deno.test("fitStateSpace() finds the variances and the likelihood of the Nile", () => {
  const { parameters, logLikelihood, standardErrors, aic } = fitStateSpace(
    localLevel,
    START,
    nile(),
  );
  // Durbin and Koopman (2012), section 2.10: 15099 and 1469.1.
  assert.ok(Math.abs(parameters.noise / 15_098.52 - 1) < 1e-3);
  assert.ok(Math.abs(parameters.level / 1469.18 - 1) < 1e-3);
  assert.ok(Math.abs(logLikelihood + 632.545625) < 1e-6);
  assert.equal(aic, 4 - 2 * logLikelihood);
  assert.ok(standardErrors.noise > 2500 && standardErrors.noise < 4000);
  assert.ok(standardErrors.level > 800 && standardErrors.level < 2000);
});

Deno.test("fitStateSpace() finds the same maximum from far away", () => {
  const far = { level: { start: 1 }, noise: { start: 1 } };
  const { parameters } = fitStateSpace(localLevel, far, nile());
  assert.ok(Math.abs(parameters.level / 1469.18 - 1) < 1e-2);
});

Deno.test("fitStateSpace() keeps a fraction in (0, 1) and covers the truth with its standard errors", () => {
  const random = new Random(5);
  const y = new Float64Array(4000);
  let x = 0;
  for (let t = 0; t < y.length; t++) {
    x = 0.9 * x + Math.sqrt(0.19) * random.normal();
    y[t] = x + 0.5 * random.normal();
  }
  const { parameters, standardErrors } = fitStateSpace(
    ({ decay, drive, noise }) =>
      stateSpace({
        transition: decay,
        stateNoise: drive,
        loading: 1,
        observationNoise: noise,
        initialCovariance: drive / (1 - decay * decay),
      }),
    {
      decay: { start: 0.5, kind: "fraction" },
      drive: { start: 1 },
      noise: { start: 1 },
    },
    y,
  );
  const truth = { decay: 0.9, drive: 0.19, noise: 0.25 };
  for (const name of ["decay", "drive", "noise"] as const) {
    const z = (parameters[name] - truth[name]) / standardErrors[name];
    assert.ok(Math.abs(z) < 3, `${name}: ${z}`);
  }
});

Deno.test("fitStateSpace() refuses fewer observations than parameters, starts out of range, and says when it does not converge", () => {
  assert.throws(
    () => fitStateSpace(localLevel, START, Float64Array.of(1, NaN, 2)),
    {
      name: "RangeError",
      message: /more observations than the 2 parameters: current number is 2/,
    },
  );
  assert.throws(
    () =>
      fitStateSpace(
        localLevel,
        { ...START, level: { start: 0 } },
        nile(),
      ),
    { name: "RangeError", message: /positive parameter must start/ },
  );
  assert.throws(
    () => fitStateSpace(localLevel, START, nile(), { iterations: 1 }),
    (error: ConvergenceError) => {
      assert.equal(error.name, "ConvergenceError");
      assert.equal(error.iterations, 1);
      // Two logarithms of variances.
      assert.equal(error.values.length, 2);
      assert.ok(error.values.every(Number.isFinite));
      return true;
    },
  );
});
