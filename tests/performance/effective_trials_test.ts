import assert from "node:assert/strict";
import { Random } from "volarb/random";
import { variance } from "volarb/stats";
import { effectiveTrials, sharpeRatio } from "volarb/performance";

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

Deno.test("trials without correlation count in full, copies count once", () => {
  const independent = families([1, 1, 1, 1, 1, 1], 0, 1);
  // N² / Σ ρ² with ρ² about 1/400 off the diagonal.
  assert.ok(
    Math.abs(effectiveTrials(independent).count - 6 / (1 + 5 / 400)) < 0.1,
  );
  const copies = Array.from({ length: 6 }, () => independent[0]!);
  for (const method of ["eigenvalue", "cluster"] as const) {
    const { count } = effectiveTrials(copies, method);
    assert.ok(Math.abs(count - 1) < 1e-12, method);
  }
});

Deno.test("the eigenvalue count of equal correlations is N / (1 + (N - 1) ρ²)", () => {
  // Orthogonal columns make correlations exact: each trial is the sum of one of its own and a common one.
  const wave = (k: number) =>
    Float64Array.from(
      { length: 64 },
      (_, t) => Math.cos(2 * Math.PI * k * t / 64),
    );
  const trials = [1, 2, 3, 4].map((k) => {
    const own = wave(k);
    const common = wave(9);
    return own.map((x, t) => x + common[t]!);
  });
  assert.ok(
    Math.abs(effectiveTrials(trials).count - 4 / (1 + 3 * 0.25)) < 1e-10,
  );
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

Deno.test("the variance that belongs to the eigenvalue count is over all trials", () => {
  const trials = families([1, 1, 1], 0, 3);
  const ratios = Float64Array.from(trials, (r) => sharpeRatio(r));
  assert.ok(
    Math.abs(effectiveTrials(trials).variance - variance(ratios)) < 1e-14,
  );
  assert.equal(effectiveTrials([trials[0]!]).variance, 0);
  assert.equal(effectiveTrials([trials[0]!], "cluster").count, 1);
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
