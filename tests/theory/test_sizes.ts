import { Random } from "volarb/random";
import { LEVEL, NOISE_TESTS } from "../performance/noise_tests.ts";
import { type Anchor, simulated, type Size } from "./anchor.ts";

/**
 * Share of a thousand strategies without skill in which each test of significance finds something.
 *
 * The tolerance is 3 standard errors of the share and 0.3 % for what is exact only in long samples: a test that rejects in 10 % of
 * all cases in place of 5 % passes in 0.3 % of all runs.
 */
export function sizeAnchors(seed: number, size: Size): Anchor[] {
  const seeds = Math.round(1000 * size);
  return Object.entries(NOISE_TESTS).map(
    ([name, { size: share = LEVEL, rejects }], i) => {
      let count = 0;
      for (let k = 1; k <= seeds; k++) {
        // Headlines are drawn from the second number: once for all of their rows.
        const random = new Random(seed + 1e5 * (i + 1) + k);
        if (rejects(random, seed + k)) count++;
      }
      return simulated(
        `share of noise: ${name}`,
        share,
        count / seeds,
        3 * Math.sqrt(share * (1 - share) / 1000) + 0.003,
      );
    },
  );
}
