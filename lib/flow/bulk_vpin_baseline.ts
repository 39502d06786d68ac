import { normalDensity, studentTCdf } from "../stats/mod.ts";
import { assertInteger, assertPositive } from "../stats/arguments.ts";
import type { PriceChangeLaw } from "./bulk_classifier.ts";

/** What {@linkcode bulkVpinBaseline} depends on. */
export type BulkVpinBaselineOptions = {
  /** Bars of equal volume in a bucket, at least 1. */
  readonly barsPerBucket: number;
  /** The law that classifies; `"normal"` by default. */
  readonly law?: PriceChangeLaw;
};

/**
 * VPIN that bulk volume classification gives when price changes are independent
 * normals of known deviation: its mechanical level.
 *
 * `E|Σ U[i]| / B` over `B` bars with `U = 2 F(z) - 1`. For the normal law the `U` are
 * uniform on [-1, 1] and the value is exact, by the Irwin-Hall distribution:
 * `4 / ((B+1)! 2^(B+1) B) Σ (-1)^k C(B, k) (B - 2k)^(B+1)` over `k < B/2`, which is 1/2
 * for one bar, 1/3 for two and near `√(2/(3πB))` for many. For Student's t it is
 * `(2/π) ∫ (1 - φ(t)^B) / t² dt / B` with `φ` the characteristic function of `U`, by
 * quadrature to 1e-7.
 *
 * VPINs of different bars per bucket are not comparable; each is to be read
 * against this level.
 *
 * @param options Bars per bucket and the law.
 * @returns The expected VPIN, in (0, 1).
 * @throws {RangeError} If `barsPerBucket` is not a positive integer or the degrees of
 *   freedom are not positive.
 * @see eq-bulk-baseline, thm-bulk-baseline, cor-bulk-tails
 * @see Andersen, T. and Bondarenko, O. (2014), Journal of Financial Markets 17, 53-64,
 *   doi:10.1016/j.finmar.2013.08.002, on the level that volume bars alone give.
 *
 * @example One half, one third, thirteen forty-eighths
 * ```ts
 * import assert from "node:assert/strict";
 * import { bulkVpinBaseline } from "volarb/flow";
 *
 * assert.equal(bulkVpinBaseline({ barsPerBucket: 1 }), 1 / 2);
 * assert.equal(bulkVpinBaseline({ barsPerBucket: 2 }), 1 / 3);
 * assert.equal(bulkVpinBaseline({ barsPerBucket: 3 }), 13 / 48);
 * ```
 */
export function bulkVpinBaseline(
  { barsPerBucket, law = "normal" }: BulkVpinBaselineOptions,
): number {
  const action = "compute the baseline of bulk VPIN";
  assertInteger(action, "barsPerBucket", barsPerBucket, 1);
  if (law === "normal") return meanAbsoluteOfUniforms(barsPerBucket);
  assertPositive(action, "studentT", law.studentT);
  return meanAbsoluteOfShares(barsPerBucket, law.studentT);
}

/** Beyond this many bars the normal limit is right to 1e-3 of itself and exact sums are slow. */
const MOST_EXACT = 400;

/** `E|mean|` of `count` uniforms on [-1, 1], in whole numbers until the last division. */
function meanAbsoluteOfUniforms(count: number): number {
  if (count > MOST_EXACT) {
    // The first term of Edgeworth's expansion: kurtosis -6/5.
    return Math.sqrt(2 / (3 * Math.PI * count)) * (1 + 1 / (20 * count));
  }
  const n = BigInt(count);
  let sum = 0n;
  let binomial = 1n;
  let factorial = 1n;
  for (let k = 0n; k <= n; k++) {
    if (2n * k < n) {
      const term = binomial * (n - 2n * k) ** (n + 1n);
      sum += k % 2n === 0n ? term : -term;
    }
    binomial = binomial * (n - k) / (k + 1n);
    factorial *= k + 1n;
  }
  const scale = 2n ** 80n;
  const ratio = 4n * sum * scale / (factorial * 2n ** (n + 1n) * n);
  return Number(ratio) / Number(scale);
}

const STEP = 0.01;
const REACH = 8.5;

/** `E|mean|` of `count` independent `2 F(z) - 1` with Student's `F` and normal `z`. */
function meanAbsoluteOfShares(count: number, degrees: number): number {
  const nodes = Math.round(REACH / STEP);
  const share = new Float64Array(nodes + 1);
  const weight = new Float64Array(nodes + 1);
  let mean = 0;
  for (let j = 0; j <= nodes; j++) {
    const z = j * STEP;
    share[j] = 2 * studentTCdf(z, degrees) - 1;
    weight[j] = (j === 0 ? 1 : 2) * STEP * normalDensity(z);
    // Simpson's rule, as the absolute value has an edge at 0; elsewhere equal steps do.
    mean += (j % 2 === 1 ? 4 : 2) / 3 * weight[j]! * share[j]!;
  }
  if (count === 1) return mean;
  const integrand = (t: number) => {
    let characteristic = 0;
    for (let j = 0; j <= nodes; j++) {
      characteristic += weight[j]! * Math.cos(t * share[j]!);
    }
    return (1 - characteristic ** count) / (t * t);
  };
  // By Simpson's rule in s = ln t, up to where the power has died out; the rest is 1/t.
  const [from, to, cells] = [-9, Math.log(150), 1200];
  const width = (to - from) / cells;
  let sum = 0;
  for (let i = 0; i <= cells; i++) {
    const t = Math.exp(from + i * width);
    const factor = i === 0 || i === cells ? 1 : i % 2 === 1 ? 4 : 2;
    sum += factor * integrand(t) * t;
  }
  const start = Math.exp(from) * integrand(Math.exp(from));
  const end = 1 / Math.exp(to);
  return 2 / Math.PI * (sum * width / 3 + start + end) / count;
}
