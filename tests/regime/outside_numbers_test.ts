import { robustZScore, zScore } from "volarb/regime";
import { assertClose } from "../close.ts";
import { knownEstimators } from "../known/estimators.ts";

const known = knownEstimators();

Deno.test("z-scores are those of pandas' rolling mean, deviation and medians", () => {
  const column = known("price_change");
  const end = (scores: Float64Array) => scores.slice(10);
  assertClose(end(zScore(column, { window: 11 })), known("z_11"), 1e-9);
  assertClose(
    end(robustZScore(column, { window: 11 })),
    known("robust_z_11"),
    1e-9,
  );
});
