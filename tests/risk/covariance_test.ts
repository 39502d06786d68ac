import assert from "node:assert/strict";
import fc from "fast-check";
import {
  correlationOf,
  covarianceAt,
  EwmaCovariance,
  ewmaCovariance,
  nearestCovariance,
  nonlinearShrinkage,
  RollingCovariance,
  rollingCovariance,
  sampleCovariance,
  shrunkCovariance,
} from "../../lib/risk/mod.ts";
import { Random } from "../../lib/random/mod.ts";
import { assertClose } from "../close.ts";
import { projectPath } from "../conventions/layers.ts";

const SIX = [
  Float64Array.of(1, 2, 3, 4, 5, 6),
  Float64Array.of(2, 1, 4, 3, 6, 5),
  Float64Array.of(0, 1, 1, 2, 2, 4),
];

/** Rows that any language can draw again, as columns. */
function drawn(n: number, p: number): Float64Array[] {
  let x = BigInt(42 + n);
  const columns = Array.from({ length: p }, () => new Float64Array(n));
  for (let t = 0; t < n; t++) {
    const row = columns.map(() => {
      x = (1103515245n * x + 12345n) % 2147483648n;
      return Number(x) / 2147483648 - 0.5;
    });
    columns.forEach((column, j) => column[t] = row[j]! + 0.5 * row[0]!);
  }
  return columns;
}

function known(name: string): number[] {
  const line = Deno.readTextFileSync(projectPath("tests/known/shrinkage.csv"))
    .split("\n").find((text) => text.startsWith(`${name},`))!;
  return line.split(",")[1]!.split(" ").map(Number);
}

const least = (values: Float64Array, p: number) => {
  // Sylvester by elimination: all pivots of A + ε I are positive.
  const a = values.slice();
  let smallest = Infinity;
  for (let k = 0; k < p; k++) {
    smallest = Math.min(smallest, a[k * p + k]!);
    for (let i = k + 1; i < p; i++) {
      const f = a[i * p + k]! / a[k * p + k]!;
      for (let j = k; j < p; j++) a[i * p + j]! -= f * a[k * p + j]!;
    }
  }
  return smallest;
};

Deno.test("shrunkCovariance() has scikit-learn's numbers with the divisor n", () => {
  // sklearn.covariance.LedoitWolf().fit(X) of scikit-learn 1.7.
  const { values, shrinkage, sample } = shrunkCovariance(SIX, { divisor: "n" });
  assertClose(Float64Array.of(shrinkage), [0.25090389], 1e-7);
  assertClose(sample.subarray(0, 3), [2.916667, 2.416667, 2], 1e-6);
  assertClose(
    values,
    [
      2.8028306,
      1.8103156,
      1.4981922,
      1.8103156,
      2.8028306,
      0.9987948,
      1.4981922,
      0.9987948,
      1.7832276,
    ],
    1e-7,
  );
});

Deno.test("shrunkCovariance() has the authors' numbers with the divisor n - 1", () => {
  const { values, shrinkage } = shrunkCovariance(SIX);
  assertClose(Float64Array.of(shrinkage), [0.19278147], 1e-7);
  assertClose(
    values,
    [
      3.3950412,
      2.3409337,
      1.9373245,
      2.3409337,
      3.3950412,
      1.2915497,
      1.9373245,
      1.2915497,
      2.0765843,
    ],
    1e-7,
  );
  const constant = shrunkCovariance(SIX, { target: "constantCorrelation" });
  assert.equal(constant.shrinkage, 1);
  assertClose(constant.values.subarray(1, 3), [2.79240853, 2.03928685], 1e-8);
});

Deno.test("every shrinkage gives the authors' own matrices, with more and with fewer returns than assets", () => {
  for (const [n, p] of [[12, 4], [5, 8]] as const) {
    const returns = drawn(n, p);
    const close = (values: Float64Array, name: string) => {
      const other = known(`${name} ${n}`);
      const scale = Math.max(...other.map(Math.abs));
      values.forEach((value, i) =>
        assert.ok(
          Math.abs(value - other[i]!) < 1e-10 * scale,
          `${name} ${n} ${i}: ${value} is not ${other[i]}`,
        )
      );
    };
    close(shrunkCovariance(returns).values, "cov1Para");
    close(
      shrunkCovariance(returns, { target: "constantCorrelation" }).values,
      "covCor",
    );
    close(
      shrunkCovariance(returns, { target: "singleFactor" }).values,
      "covMarket",
    );
    close(nonlinearShrinkage(returns).values, "QIS");
  }
});

Deno.test("shrinkage is nearer to the truth than the sample covariance, nonlinear the nearest", () => {
  const random = new Random(12);
  const [p, n] = [60, 120];
  // Variances from 1 to 10, uncorrelated: what is left is the eigenvalues' spread.
  const variance = Array.from({ length: p }, (_, i) => 1 + 9 * i / (p - 1));
  const loss = { sample: 0, identity: 0, quadraticInverse: 0, analytical: 0 };
  for (let run = 0; run < 5; run++) {
    const returns = variance.map((v) =>
      Float64Array.from({ length: n }, () => Math.sqrt(v) * random.normal())
    );
    const add = (name: keyof typeof loss, values: Float64Array) => {
      values.forEach((value, at) => {
        const i = Math.floor(at / p), j = at % p;
        loss[name] += (value - (i === j ? variance[i]! : 0)) ** 2;
      });
    };
    add("sample", sampleCovariance(returns).values);
    add("identity", shrunkCovariance(returns).values);
    add("quadraticInverse", nonlinearShrinkage(returns).values);
    add(
      "analytical",
      nonlinearShrinkage(returns, { method: "analytical" }).values,
    );
  }
  assert.ok(loss.identity < 0.5 * loss.sample);
  assert.ok(loss.quadraticInverse < 1.1 * loss.identity);
  assert.ok(loss.analytical < 1.2 * loss.identity);
});

Deno.test("nonlinearShrinkage() is positive definite with more assets than returns", () => {
  for (const method of ["quadraticInverse", "analytical"] as const) {
    const { values } = nonlinearShrinkage(drawn(15, 25), { method });
    assert.ok(least(values, 25) > 0, method);
  }
});

Deno.test("rollingCovariance() is the covariance of each window, and its stream gives the same bits", () => {
  const random = new Random(2);
  const returns = Array.from(
    { length: 3 },
    () => Float64Array.from({ length: 200 }, () => 1e-4 * random.normal()),
  );
  const column = rollingCovariance(returns, { window: 30 });
  assert.ok(Number.isNaN(covarianceAt(column, 28).values[0]!));
  for (const t of [29, 30, 59, 60, 143]) {
    const window = returns.map((asset) => asset.subarray(t - 29, t + 1));
    const { values } = sampleCovariance(window);
    covarianceAt(column, t).values.forEach((value, i) =>
      assert.ok(Math.abs(value - values[i]!) < 1e-20)
    );
  }
  let rolling = new RollingCovariance({ assets: 3, window: 30 });
  for (let t = 0; t < 200; t++) {
    if (t === 77) {
      rolling = RollingCovariance.from(JSON.parse(JSON.stringify(rolling)));
    }
    rolling.update(Float64Array.from(returns, (asset) => asset[t]!));
    assert.deepEqual(rolling.value, covarianceAt(column, t).values.slice());
  }
});

Deno.test("rollingCovariance() does not pile rounding up behind a large return", () => {
  const returns = new Float64Array(5000).map((_, t) =>
    t === 10 ? 1e6 : 1e-6 * Math.sin(t)
  );
  const { values } = rollingCovariance([returns], { window: 100 });
  const { values: [exact] } = sampleCovariance([returns.subarray(4900)]);
  assertClose(values.subarray(4999), [exact!], 1e-9);
});

Deno.test("covariances are symmetric and positive semidefinite whatever the returns", () => {
  const row = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), {
    minLength: 12,
    maxLength: 12,
  });
  fc.assert(
    fc.property(row, row, row, (a, b, c) => {
      const returns = [a, b, c].map((values) => Float64Array.from(values));
      const column = rollingCovariance(returns, { window: 4 });
      const matrices = [
        ewmaCovariance(returns, 0.9).values.slice(-9),
        covarianceAt(column, 11).values,
        shrunkCovariance(returns).values,
      ];
      for (const values of matrices) {
        for (let i = 0; i < 3; i++) {
          for (let j = 0; j < 3; j++) {
            assert.equal(values[i * 3 + j], values[j * 3 + i]);
            const bound = Math.sqrt(values[i * 4]! * values[j * 4]!);
            assert.ok(
              Math.abs(values[i * 3 + j]!) <= bound * (1 + 1e-6) + 1e-12,
            );
          }
        }
        assert.equal(
          nearestCovariance({ assets: 3, values }).distance < 1e-9,
          true,
        );
      }
    }),
    { seed: 4, numRuns: 60 },
  );
});

Deno.test("ewmaCovariance() is the column of EwmaCovariance, with a snapshot in between, and does not look ahead", () => {
  const returns = drawn(12, 4);
  const column = ewmaCovariance(returns, 0.94);
  let ewma = new EwmaCovariance({ assets: 4, decay: 0.94 });
  for (let t = 0; t < 12; t++) {
    if (t === 5) ewma = EwmaCovariance.from(JSON.parse(JSON.stringify(ewma)));
    ewma.update(Float64Array.from(returns, (asset) => asset[t]!));
    assert.deepEqual(ewma.value, covarianceAt(column, t).values.slice());
  }
  const part = ewmaCovariance(
    returns.map((asset) => asset.subarray(0, 7)),
    0.94,
  );
  assert.deepEqual(part.values, column.values.slice(0, 7 * 16));
});

Deno.test("nearestCovariance() leaves a covariance alone and mends one that is none", () => {
  const good = { assets: 2, values: Float64Array.of(2, 1, 1, 2) };
  assert.equal(nearestCovariance(good).values, good.values);
  const bad = {
    assets: 3,
    values: Float64Array.of(1, 0.9, -0.9, 0.9, 1, 0.9, -0.9, 0.9, 1),
  };
  const { values, distance, unchanged } = nearestCovariance(bad);
  assert.equal(unchanged, false);
  // Eigenvalues are 1.9, 1.9 and -0.8.
  assertClose(Float64Array.of(distance), [0.8], 1e-12);
  assertClose(
    Float64Array.of(values[0]! + values[4]! + values[8]!),
    [3.8],
    1e-12,
  );
  assert.ok(
    Number.isNaN(correlationOf({ assets: 1, values: new Float64Array(1) })[0]!),
  );
});

Deno.test("covariances refuse what they are not defined for", () => {
  const action = /^Cannot /;
  assert.throws(() => sampleCovariance([]), {
    name: "RangeError",
    message: action,
  });
  assert.throws(() => sampleCovariance([Float64Array.of(1)]), RangeError);
  assert.throws(() => sampleCovariance([Float64Array.of(1, NaN)]), {
    name: "RangeError",
    message:
      "Cannot compute a covariance as returns must be finite: entry 1 of asset 0 is NaN",
  });
  assert.throws(() => shrunkCovariance([Float64Array.of(1, 2)]), RangeError);
  assert.throws(
    () =>
      nonlinearShrinkage([Float64Array.of(1, 2, 3)], { method: "analytical" }),
    RangeError,
  );
  assert.throws(
    () => new RollingCovariance({ assets: 0, window: 5 }),
    RangeError,
  );
  assert.throws(
    () => new RollingCovariance({ assets: 1, window: 1 }),
    RangeError,
  );
  assert.throws(() => new EwmaCovariance({ assets: 1, decay: 1 }), RangeError);
  assert.throws(
    () => nearestCovariance({ assets: 2, values: Float64Array.of(1, 2, 3, 1) }),
    RangeError,
  );
});
