/**
 * Tables of the ziggurat for the standard normal density: 256 layers of equal
 * area `V` under `f(x) = exp(-x² / 2)`, the lowest of them with the tail.
 *
 * `R` is where the tail begins; `R` and `V` solve `x[1] = R`, `x[256] = 0` for
 * the recursion `f(x[i+1]) = f(x[i]) + V / x[i]`.
 *
 * @see Marsaglia, G. and Tsang, W. W. (2000), Journal of Statistical Software 5(8).
 * @see Doornik, J. A. (2005), An improved ziggurat method: layer, sign and
 * position come from bits that do not overlap.
 */
export const TAIL = 3.6541528853610088;
const AREA = 0.00492867323399;

/** Right edge of each layer; entry 0 is the width of the base with its tail. */
export const EDGE: Float64Array = new Float64Array(257);
/** Density at each edge. */
export const DENSITY: Float64Array = new Float64Array(257);

const density = (x: number) => Math.exp(-0.5 * x * x);
EDGE[0] = AREA / density(TAIL);
EDGE[1] = TAIL;
DENSITY[1] = density(TAIL);
for (let i = 2; i < 256; i++) {
  const height = DENSITY[i - 1]! + AREA / EDGE[i - 1]!;
  EDGE[i] = Math.sqrt(-2 * Math.log(height));
  DENSITY[i] = height;
}
EDGE[256] = 0;
DENSITY[256] = 1;
DENSITY[0] = density(EDGE[0]!);
