import { Matrix, solve } from "ml-matrix";
import { garmanKlass } from "volarb/volatility";
import { assertClose } from "../close.ts";

const LN2 = Math.LN2;
/** Riemann's zeta at 3. */
const ZETA3 = 1.2020569031595942;

/**
 * Means and second moments of `(u - d)²`, `c (u + d) - 2ud` and `c²` over a bar without
 * drift of variance 1, from those of eq-moments and `E uc³ = 3/2`.
 */
function moments(): { mean: number[]; second: number[][] } {
  const udcc = 2 - 2 * LN2 - 7 / 8 * ZETA3;
  const uudc = 9 / 4 - 2 * LN2 - 7 / 8 * ZETA3;
  const uuud = 3 - 3 * LN2 - 9 / 8 * ZETA3;
  const uudd = 3 - 4 * LN2;
  const rangeRange = 9 * ZETA3;
  const rangeCross = 2 * 9 / 4 - 2 * uudc - 2 * (2 * uuud - 2 * uudd);
  const rangeClose = 2 * 2 - 2 * udcc;
  const crossCross = 2 * 2 + 2 * udcc - 8 * uudc + 4 * uudd;
  const crossClose = 2 * 3 / 2 - 2 * udcc;
  return {
    mean: [4 * LN2, 4 * LN2 - 1, 1],
    second: [
      [rangeRange, rangeCross, rangeClose],
      [rangeCross, crossCross, crossClose],
      [rangeClose, crossClose, 3],
    ],
  };
}

/** The weights of least variance among those that are unbiased. */
function bestWeights(): number[] {
  const { mean, second } = moments();
  const weights = solve(new Matrix(second), Matrix.columnVector(mean))
    .to1DArray();
  const sum = weights.reduce((total, w, i) => total + w * mean[i]!, 0);
  return weights.map((w) => w / sum);
}

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
  const { second } = moments();
  const square = weights.reduce(
    (sum, a, i) =>
      sum + weights.reduce((row, b, j) => row + a * b * second[i]![j]!, 0),
    0,
  );
  // Garman and Klass (1980): "the efficiency is approximately 7.4".
  assertClose(Float64Array.of(2 / (square - 1)), [7.4], 0.01);
});
