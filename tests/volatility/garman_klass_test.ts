import { garmanKlass } from "volarb/volatility";
import { assertClose } from "../close.ts";
import { bestWeights, rangeMoments } from "../theory/range_moments.ts";

Deno.test("garmanKlass() in its best form has the weights that the moments give (lem-range-moments, eq-garman-klass)", () => {
  const weights = bestWeights();
  // Theory, to six places: Garman and Klass (1980) print 0.511, -0.019 and -0.383.
  assertClose(
    Float64Array.from(weights),
    [0.510995, -0.018875, -0.383321],
    3e-5,
  );
  for (const [u, d, c] of [[0.02, -0.01, 0.015], [0.01, -0.03, -0.02]]) {
    const [variance] = garmanKlass({
      open: Float64Array.of(100),
      high: Float64Array.of(100 * Math.exp(u!)),
      low: Float64Array.of(100 * Math.exp(d!)),
      close: Float64Array.of(100 * Math.exp(c!)),
    }, { form: "optimal" });
    const terms = [(u! - d!) ** 2, c! * (u! + d!) - 2 * u! * d!, c! ** 2];
    const expected = terms.reduce((sum, x, i) => sum + weights[i]! * x, 0);
    assertClose(Float64Array.of(variance! / expected), [1], 1e-12);
  }
});

Deno.test("the best form of garmanKlass() is 7.4 times as efficient as a squared return", () => {
  const weights = bestWeights();
  const { second } = rangeMoments();
  const square = weights.reduce(
    (sum, a, i) =>
      sum + weights.reduce((row, b, j) => row + a * b * second[i]![j]!, 0),
    0,
  );
  // Garman and Klass (1980): "the efficiency is approximately 7.4".
  assertClose(Float64Array.of(2 / (square - 1)), [7.4], 0.01);
});
