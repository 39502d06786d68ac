/**
 * On pure noise a test at 5 % rejects in 5 % of all cases: 200 seeds, and the band that a binomial
 * count lies in with probability 99 %. The band is wide enough for a test of 9 %; `tests/theory/test_sizes.ts` has a thousand seeds.
 */
import assert from "node:assert/strict";
import { Random } from "volarb/random";
import { logGamma } from "volarb/stats";
import { LEVEL, NOISE_TESTS } from "./noise_tests.ts";

const SEEDS = 200;

/** Smallest and largest count that are not in a tail of half a percent. */
function band(n: number, p: number): [number, number] {
  const choose = (k: number) =>
    logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
  let below = 0;
  let low = 0;
  for (let k = 0; k <= n; k++) {
    const probability = Math.exp(
      choose(k) + k * Math.log(p) + (n - k) * Math.log1p(-p),
    );
    if (below + probability <= 0.005) low = k + 1;
    if (below + probability >= 0.995) return [low, k];
    below += probability;
  }
  return [low, n];
}

Object.entries(NOISE_TESTS).forEach(([name, { size = LEVEL, rejects }], i) => {
  const [low, high] = band(SEEDS, size);
  Deno.test(`${name}: ${low} to ${high} of ${SEEDS} seeds of noise are significant`, () => {
    let count = 0;
    for (let seed = 1; seed <= SEEDS; seed++) {
      if (rejects(new Random(1000 * i + seed), seed)) count++;
    }
    assert.ok(low <= count && count <= high, `${count} of ${SEEDS}`);
  });
});

Deno.test("the band of 200 counts at 5 % is 3 to 19", () => {
  // scipy.stats.binom.ppf([0.005, 0.995], 200, 0.05)
  assert.deepEqual(band(200, 0.05), [3, 19]);
});
