import assert from "node:assert/strict";
import { Random } from "volarb/random";
import { mean } from "volarb/stats";
import { overfittingProbability, sharpeRatio } from "volarb/performance";
import { combinations } from "volarb/stats";
import { assertClose } from "../close.ts";
import { readTable } from "../known/table.ts";

function noise(random: Random, trials: number, rows: number): Float64Array[] {
  return Array.from(
    { length: trials },
    () => Float64Array.from({ length: rows }, () => random.normal()),
  );
}

Deno.test("overfittingProbability() is what the definition says, split by split", () => {
  const trials = noise(new Random(1), 5, 30);
  const blocks = 6;
  const found = overfittingProbability(trials, { blocks });
  combinations(blocks, 3).forEach((chosen, s) => {
    const side = (inside: boolean) =>
      trials.map((r) =>
        sharpeRatio(
          r.filter((_, t) => chosen.includes(Math.floor(t / 5)) === inside),
        )
      );
    const [inside, outside] = [side(true), side(false)];
    const best = inside.indexOf(Math.max(...inside));
    const rank = outside.filter((x) => x <= outside[best]!).length;
    const omega = rank / 6;
    assert.ok(
      Math.abs(found.logits[s]! - Math.log(omega / (1 - omega))) < 1e-12,
    );
    assert.ok(Math.abs(found.inSample[s]! - inside[best]!) < 1e-12);
    assert.ok(Math.abs(found.outOfSample[s]! - outside[best]!) < 1e-12);
  });
  const share = found.logits.filter((x) => x <= 1e-12).length /
    found.logits.length;
  assert.equal(found.probability, share);
});

Deno.test("overfittingProbability() is numpy's for five columns in ten blocks", () => {
  const trials = Object.values(readTable("performance_series").columns);
  const known = readTable("performance_significance").columns;
  const { probability, logits } = overfittingProbability(trials, {
    blocks: 10,
  });
  assertClose(
    Float64Array.of(probability, mean(logits)),
    [known.overfitting![0]!, known.meanLogit![0]!],
    1e-11,
  );
});

Deno.test("overfittingProbability() of noise is about a half, of one good strategy about zero", () => {
  const random = new Random(20);
  const ofNoise = Float64Array.from(
    { length: 100 },
    () =>
      overfittingProbability(noise(random, 20, 160), { blocks: 8 }).probability,
  );
  assert.ok(Math.abs(mean(ofNoise) - 0.5) < 0.05, `${mean(ofNoise)}`);
  const ofSkill = Float64Array.from({ length: 30 }, () => {
    const trials = noise(random, 20, 160);
    trials[7] = trials[7]!.map((x) => x + 0.5);
    return overfittingProbability(trials, { blocks: 8 }).probability;
  });
  assert.ok(mean(ofSkill) < 0.02, `${mean(ofSkill)}`);
});

Deno.test("ties share their rank, and a rank at the median counts", () => {
  const same = Float64Array.of(1, -1, 2, 0);
  const found = overfittingProbability([same, same, same], { blocks: 4 });
  assert.deepEqual([...found.logits].map(Math.abs), [0, 0, 0, 0, 0, 0]);
  assert.equal(found.probability, 1);
});

Deno.test("the order of the trials does not matter, ties and all", () => {
  const [a, b, c] = noise(new Random(3), 3, 24);
  const trials = [a!, b!, a!, c!];
  const one = overfittingProbability(trials, { blocks: 4 });
  const other = overfittingProbability([c!, a!, b!, a!], { blocks: 4 });
  assert.deepEqual(one.logits, other.logits);
});

Deno.test("the mean may rank in place of the Sharpe ratio, and rows need not divide by blocks", () => {
  const trials = noise(new Random(5), 4, 31);
  const { inSample } = overfittingProbability(trials, {
    blocks: 2,
    metric: "mean",
  });
  const first = trials.map((r) => mean(r.slice(0, 16)));
  assert.ok(Math.abs(inSample[0]! - Math.max(...first)) < 1e-14);
  assert.equal(inSample.length, 2);
});

Deno.test("trials that never moved have a ratio of 0, not a missing one", () => {
  const idle = new Float64Array(8);
  const loss = Float64Array.of(-1, -2, -1, -2, -1, -2, -1, -2);
  const { outOfSample, probability, lossProbability } = overfittingProbability([
    idle,
    loss,
  ], { blocks: 4 });
  assert.ok(outOfSample.every((x) => x === 0));
  assert.equal(probability, 0);
  assert.equal(lossProbability, 0);
});

Deno.test("what cannot be split in halves is refused", () => {
  const trials = noise(new Random(1), 2, 8);
  const refused = (f: () => unknown, message: RegExp) =>
    assert.throws(f, { name: "RangeError", message });
  for (const blocks of [3, 0, 10, NaN]) {
    refused(
      () => overfittingProbability(trials, { blocks }),
      new RegExp(`rows, 8: current value is ${blocks}`),
    );
  }
  refused(
    () => overfittingProbability([trials[0]!], { blocks: 2 }),
    /at least 2 columns/,
  );
  refused(
    () =>
      overfittingProbability([trials[0]!.map(() => NaN), trials[1]!], {
        blocks: 2,
      }),
    /NaN/,
  );
});
