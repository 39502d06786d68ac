import assert from "node:assert/strict";
import * as fc from "fast-check";
import { Random } from "volarb/random";
import { forwardReturns, informationCoefficient } from "volarb/signal";

const close = (a: number, b: number, tolerance = 1e-12) =>
  assert.ok(Math.abs(a - b) <= tolerance, `${a} is not ${b}`);

// def-signal
Deno.test("informationCoefficient() of five pairs, by hand and by scipy", () => {
  // scipy 1.17: pearsonr([1,2,3,4,5],[2,1,4,3,7]), spearmanr of the same.
  const x = Float64Array.of(1, 2, 3, 4, 5);
  const y = Float64Array.of(2, 1, 4, 3, 7);
  close(informationCoefficient(x, y).ic, 12 / Math.sqrt(10 * 21.2));
  close(informationCoefficient(x, y, { method: "spearman" }).ic, 0.8);
});

// prop-ic-error
Deno.test("informationCoefficient() without lags has the error of independent pairs", () => {
  const random = new Random(3);
  const n = 100_000;
  const x = Float64Array.from({ length: n }, () => random.normal());
  const y = x.map((a) => 0.5 * a + Math.sqrt(0.75) * random.normal());
  const { ic, standardError, breadth } = informationCoefficient(x, y, {
    lags: 0,
  });
  close(ic, 0.5, 0.01);
  // Normal pairs: (1 - ρ²) / √n.
  close(standardError * Math.sqrt(n), 0.75, 0.01);
  close(breadth / n, 1, 0.03);
});

Deno.test("informationCoefficient() is not moved by scale, and changes sign with either column", () => {
  // Whole numbers: squares of what is smaller than 1e-154 are 0.
  const number = fc.integer({ min: -9000, max: 9000 }).map((k) => k / 1000);
  fc.assert(
    fc.property(
      fc.array(fc.tuple(number, number), { minLength: 3, maxLength: 30 }),
      (pairs) => {
        const x = Float64Array.from(pairs, ([a]) => a);
        const y = Float64Array.from(pairs, ([, b]) => b);
        const one = informationCoefficient(x, y).ic;
        if (Number.isNaN(one)) return;
        const other = informationCoefficient(
          x.map((a) => 4 * a),
          y.map((b) => -b),
        );
        close(other.ic, -one, 1e-9);
        assert.ok(Math.abs(one) <= 1);
      },
    ),
    { seed: 5 },
  );
});

// lem-hodrick, eq-newey-west
Deno.test("informationCoefficient() rejects overlapping noise at about its nominal rate", () => {
  let rejected = 0;
  let neweyWest = 0;
  let naive = 0;
  const runs = 300;
  for (let seed = 0; seed < runs; seed++) {
    const random = new Random(seed);
    let level = random.normal();
    const forecast = new Float64Array(3000);
    for (let t = 0; t < 3000; t++) {
      forecast[t] = level;
      level = 0.98 * level + Math.sqrt(1 - 0.98 ** 2) * random.normal();
    }
    const returns = forecast.map(() => random.normal());
    const realized = forwardReturns(returns, 10);
    const { tStatistic, ic, standardError } = informationCoefficient(
      forecast,
      realized,
      { horizon: 10, returns },
    );
    if (Math.abs(tStatistic) > 1.959964) rejected++;
    if (Math.abs(ic / standardError) > 1.959964) neweyWest++;
    const { pValue: small } = informationCoefficient(forecast, realized, {
      lags: 0,
    });
    if (small < 0.05) naive++;
  }
  // 5 % with a standard error of 1.3 %. There are 60 half-lives of the forecast in a run, too
  // few for Newey and West.
  assert.ok(rejected >= 0.02 * runs && rejected <= 0.08 * runs, `${rejected}`);
  assert.ok(neweyWest <= 0.13 * runs, `${neweyWest}`);
  assert.ok(naive > 0.4 * runs, `${naive}`);
});

Deno.test("informationCoefficient() leaves out what is missing and says NaN of what does not move", () => {
  const x = Float64Array.of(1, NaN, 2, 3, 4);
  const y = Float64Array.of(1, 5, NaN, 2, 3);
  const { ic, observations } = informationCoefficient(x, y);
  assert.equal(observations, 3);
  close(
    ic,
    informationCoefficient(Float64Array.of(1, 3, 4), Float64Array.of(1, 2, 3))
      .ic,
  );
  const still = new Float64Array(5).fill(0.1);
  assert.ok(Number.isNaN(informationCoefficient(still, y).ic));
  assert.ok(
    Number.isNaN(
      informationCoefficient(new Float64Array(0), new Float64Array(0)).ic,
    ),
  );
});

Deno.test("informationCoefficient() names what it cannot take", () => {
  const x = Float64Array.of(1, 2);
  assert.throws(() => informationCoefficient(x, x.slice(1)), {
    name: "RangeError",
    message: /forecast has 2, realized has 1/,
  });
  for (
    const bad of [{ horizon: 0 }, { lags: -1 }, { method: "tau" as "spearman" }]
  ) {
    assert.throws(() => informationCoefficient(x, x, bad), {
      name: "RangeError",
      message: new RegExp(Object.keys(bad)[0]!),
    });
  }
});

Deno.test("forwardReturns() adds the rows ahead and has none at the end", () => {
  const returns = Float64Array.of(1, 2, NaN, 4, 5, 6);
  assert.deepEqual(
    forwardReturns(returns, 2),
    Float64Array.of(NaN, NaN, 9, 11, NaN, NaN),
  );
  assert.deepEqual(forwardReturns(returns, 7), new Float64Array(6).fill(NaN));
  assert.throws(() => forwardReturns(returns, 0), { message: /horizon .* 0/ });
});
