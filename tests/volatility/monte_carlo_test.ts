import assert from "node:assert/strict";
import { type Anchor, holds } from "../theory/anchor.ts";
import {
  continuousAnchors,
  discretizationAnchors,
  yangZhangAnchors,
} from "../theory/range_volatility.ts";
import { vectorAnchors } from "../theory/range_vectors.ts";
import { jumpAnchors, noiseAnchors } from "../theory/realized_volatility.ts";

/** Share of the full size; the tolerance widens with its root. */
const SIZE = 0.06;

const runs: [string, (seed: number, size: number) => Anchor[]][] = [
  ["moments and efficiencies of the range estimators", continuousAnchors],
  ["five bars, best weights and constants by hand", vectorAnchors],
  ["weight and efficiency of Yang-Zhang", yangZhangAnchors],
  ["the bias of few observations and its correction", discretizationAnchors],
  ["measures without jumps and their tests", jumpAnchors],
  ["what noise does to realized measures", noiseAnchors],
];

for (const [name, run] of runs) {
  Deno.test(`theory gives ${name}`, () => {
    for (const anchor of run(1, SIZE)) {
      assert.ok(
        holds(anchor, SIZE),
        `${anchor.name}: expected ${anchor.expected}, was ${anchor.measured}`,
      );
    }
  });
}
