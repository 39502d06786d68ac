/** Distance of the points of the sum: the error is about `e^(-(π / 2h)²)`, 7e-18. */
const STEP = 0.25;
/** `e^(-(n h)²)` of the odd `n` that matter: beyond them a term is below 1e-17. */
const GAUSSIANS = Float64Array.from(
  { length: 14 },
  (_, i) => Math.exp(-(((2 * i + 1) * STEP) ** 2)),
);

/**
 * Dawson's integral.
 *
 * `D(x) = e^(-x²) ∫₀^x e^(t²) dt`, odd, with its maximum 0.541 at 0.924 and `1 / (2x)` for large `x`.
 * By Rybicki's sum of equally spaced Gaussians, by its series near 0; good to about 1e-15.
 *
 * @param x Any number.
 * @returns The integral; `NaN` of a missing one.
 * @see Rybicki, G. (1989), Dawson's integral and the sampling theorem, Computers in Physics 3(2),
 *   85-87, doi:10.1063/1.4822832.
 *
 * @example At one
 * ```ts
 * import assert from "node:assert/strict";
 * import { dawson } from "volarb/stats";
 *
 * assert.ok(Math.abs(dawson(1) - 0.5380795069127684) < 1e-15);
 * ```
 */
export function dawson(x: number): number {
  const size = Math.abs(x);
  if (size < 0.2) return series(x);
  if (size > 40) return asymptotic(x);
  const center = 2 * Math.round(size / (2 * STEP));
  const offset = size - center * STEP;
  // e^(-(offset - n h)²) = e^(-offset²) e^(-(n h)²) e^(2 n h offset), for n and -n at once.
  const square = Math.exp(4 * offset * STEP);
  let power = Math.exp(2 * offset * STEP);
  let total = 0;
  for (let i = 0; i < GAUSSIANS.length; i++) {
    const n = 2 * i + 1;
    total += GAUSSIANS[i]! *
      (power / (center + n) + 1 / (power * (center - n)));
    power *= square;
  }
  return Math.sign(x) * Math.exp(-offset * offset) * total / Math.sqrt(Math.PI);
}

/** `Σ (-1)^k 2^k x^(2k+1) / (2k+1)!!` for small arguments. */
function series(x: number): number {
  const square = x * x;
  let term = x;
  let total = x;
  for (let k = 1; k < 12; k++) {
    term *= -2 * square / (2 * k + 1);
    total += term;
  }
  return total;
}

/** `1/(2x) (1 + 1/(2x²) + 3/(4x⁴) + …)` for large arguments. */
function asymptotic(x: number): number {
  const u = 1 / (2 * x * x);
  const rest = u * (1 + u * (3 + u * (15 + u * (105 + u * (945 + u * 10395)))));
  return (1 + rest) / (2 * x);
}
