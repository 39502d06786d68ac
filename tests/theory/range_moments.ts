import { Matrix, solve } from "ml-matrix";

const LN2 = Math.LN2;
/** Riemann's zeta at 3. */
const ZETA3 = 1.2020569031595942;

/**
 * Means and second moments of `(u - d)²`, `c (u + d) - 2ud` and `c²` over a bar without
 * drift of variance 1, from those of eq-moments and `E uc³ = 3/2`.
 */
export function rangeMoments(): { mean: number[]; second: number[][] } {
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
export function bestWeights(): number[] {
  const { mean, second } = rangeMoments();
  const weights = solve(new Matrix(second), Matrix.columnVector(mean))
    .to1DArray();
  const sum = weights.reduce((total, w, i) => total + w * mean[i]!, 0);
  return weights.map((w) => w / sum);
}
