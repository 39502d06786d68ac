import assert from "node:assert/strict";
import { Random } from "volarb/random";
import { mean, variance } from "volarb/stats";
import {
  effectiveTrials,
  sharpeRatio,
  sharpeStandardError,
} from "volarb/performance";
import { assertClose } from "../close.ts";
import { readTable } from "../known/table.ts";

/** Trials in families: members are a common column and a little of their own. */
function families(
  sizes: readonly number[],
  own: number,
  seed: number,
): Float64Array[] {
  const random = new Random(seed);
  const noise = () => Float64Array.from({ length: 400 }, () => random.normal());
  return sizes.flatMap((size) => {
    const common = noise();
    return Array.from({ length: size }, () => {
      const rest = noise();
      return common.map((x, t) => x + own * rest[t]!);
    });
  });
}

/** Trials whose correlations are a half exactly: each is the sum of a wave of its own and a common one. */
function halves(n: number): Float64Array[] {
  const wave = (k: number) =>
    Float64Array.from(
      { length: 64 },
      (_, t) => Math.cos(2 * Math.PI * k * t / 64),
    );
  const common = wave(20);
  return Array.from(
    { length: n },
    (_, i) => wave(i + 1).map((x, t) => x + common[t]!),
  );
}

Deno.test("trials without correlation count in full, copies count once", () => {
  const independent = families([1, 1, 1, 1, 1, 1], 0, 1);
  // N² / Σ ρ² with ρ² about 1/400 off the diagonal.
  assert.ok(
    Math.abs(
      effectiveTrials(independent, "participation").count -
        6 / (1 + 5 / 400),
    ) < 0.1,
  );
  // The root of 1 + e is 1 + e/2 - e²/8, and the mean of e² is 5/400.
  assert.ok(
    Math.abs(effectiveTrials(independent).count - 6 * (1 - 5 / 1600)) < 0.03,
  );
  const copies = Array.from({ length: 6 }, () => independent[0]!);
  for (const method of ["eigenvalue", "participation", "cluster"] as const) {
    const { count } = effectiveTrials(copies, method);
    assert.ok(Math.abs(count - 1) < 1e-12, method);
  }
});

Deno.test("the counts of four trials of correlation a half are by hand", () => {
  // Eigenvalues 1 + 3/2 and three of 1/2.
  const trials = halves(4);
  const root = (Math.sqrt(2.5) + 3 * Math.sqrt(0.5)) ** 2 / 4;
  assert.ok(Math.abs(effectiveTrials(trials).count - root) < 1e-10);
  assert.ok(
    Math.abs(effectiveTrials(trials, "participation").count - 4 / 1.75) < 1e-10,
  );
  const opposite = [trials[0]!, trials[0]!.map((x) => -x)];
  assert.ok(Math.abs(effectiveTrials(opposite).count - 1) < 1e-7);
});

Deno.test("counts and variance are numpy's for five columns", () => {
  const trials = Object.values(readTable("performance_series").columns);
  const known = readTable("performance_significance").columns;
  const { count, variance } = effectiveTrials(trials);
  assertClose(
    Float64Array.of(
      count,
      variance,
      effectiveTrials(trials, "participation").count,
    ),
    [
      known.eigenvalueCount![0]!,
      known.trialVariance![0]!,
      known.participationCount![0]!,
    ],
    1e-11,
  );
});

Deno.test("the count is about that of independent trials whose largest is as large", () => {
  // ln 0.95 / ln Φ(q) with the quantile q at 95 % of the largest of 400,000 draws of normal numbers of these correlations (numpy 2.4.6).
  for (
    const [n, rho, number] of [
      [10, 0.3, 8.69],
      [10, 0.6, 6.18],
      [10, 0.9, 2.71],
      [50, 0.3, 38.4],
    ] as const
  ) {
    const root = (Math.sqrt(1 + (n - 1) * rho) +
          (n - 1) * Math.sqrt(1 - rho)) ** 2 / n;
    assert.ok(root > 0.99 * number && root < 1.28 * number, `${n} ${rho}`);
    assert.ok(n / (1 + (n - 1) * rho * rho) < 0.65 * number, `${n} ${rho}`);
  }
});

Deno.test("families are found, whatever the order of their members", () => {
  const sizes = [5, 3, 4];
  const trials = families(sizes, 0.4, 2);
  const { count, clusters, variance: spread } = effectiveTrials(
    trials,
    "cluster",
  );
  assert.equal(count, 3);
  assert.deepEqual(clusters, [0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 2]);
  const means = [trials.slice(0, 5), trials.slice(5, 8), trials.slice(8)].map((
    members,
  ) =>
    members[0]!.map((_, t) =>
      members.reduce((sum, m) => sum + m[t]!, 0) / members.length
    )
  );
  assert.ok(
    Math.abs(
      spread - variance(Float64Array.from(means, (m) => sharpeRatio(m))),
    ) < 1e-14,
  );
  const turned = effectiveTrials([...trials].reverse(), "cluster");
  assert.equal(turned.count, 3);
  assert.deepEqual(turned.clusters, [0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 2]);
});

Deno.test("the variance that belongs to the eigenvalue count has what all trials share", () => {
  const trials = halves(3).map((column, i) => column.map((x) => x + 0.1 * i));
  const ratios = Float64Array.from(trials, (r) => sharpeRatio(r));
  const errors = Float64Array.from(
    trials,
    (r) => sharpeStandardError(r, { method: "iid" }) ** 2,
  );
  const expected = variance(ratios) + mean(errors) / 2;
  for (const method of ["eigenvalue", "participation"] as const) {
    const found = effectiveTrials(trials, method).variance;
    assert.ok(Math.abs(found - expected) < 1e-12 * expected, method);
  }
  assert.equal(effectiveTrials([trials[0]!]).variance, 0);
  assert.equal(effectiveTrials([trials[0]!], "cluster").count, 1);
});

Deno.test("the ratios of noise vary by one over the rows, whatever their correlation", () => {
  for (const own of [0.3, 1, 3]) {
    let total = 0;
    const runs = 200;
    for (let seed = 1; seed <= runs; seed++) {
      total += effectiveTrials(families([8], own, seed)).variance;
    }
    // A ratio of 400 rows: 1/400, and the spread of 200 variances around it.
    assert.ok(Math.abs(total / runs * 400 - 1) < 0.1, `${own} ${total}`);
  }
});

Deno.test("a trial that never traded correlates with none", () => {
  const [trial] = families([1], 0, 4);
  const idle = new Float64Array(400);
  assert.equal(effectiveTrials([trial!, idle]).count, 2);
  assert.equal(effectiveTrials([trial!, idle], "cluster").count, 2);
});

Deno.test("trials that cannot be compared are refused", () => {
  const refused = (trials: Float64Array[], message: RegExp) =>
    assert.throws(() => effectiveTrials(trials), {
      name: "RangeError",
      message,
    });
  refused([], /at least 1 columns: current value is 0/);
  refused([Float64Array.of(1)], /at least 2 rows: current value is 1/);
  refused([Float64Array.of(1, NaN)], /column 0 in row 1 is NaN/);
  refused(
    [Float64Array.of(1, 2), Float64Array.of(1)],
    /one length, 2: current value of column 1 is 1/,
  );
});
