/** Steps after which an eigenvalue is given up, and what stands there is taken. */
const MOST_STEPS = 60;

/** What is nothing beside 1 as a square. */
const NOTHING = 1e-280;

/**
 * Eigenvalues of a symmetric tridiagonal matrix in the order in which QL steps find them, without a root in a step.
 *
 * Each is right to a few roundings of the largest: good as a shift for steps that find the vectors.
 *
 * @param diagonal Entries of the diagonal, none above a few in size; becomes the eigenvalues.
 * @param squares Squares of the entries beside it; becomes anything.
 *
 * @see Reinsch, C. H. (1973), Algorithm 464: eigenvalues of a real, symmetric, tridiagonal
 *   matrix, Communications of the ACM 16(11), 689.
 */
export function tridiagonalValues(
  diagonal: Float64Array,
  squares: Float64Array,
): void {
  for (let first = 0; first < diagonal.length; first++) {
    for (let step = 0; step < MOST_STEPS; step++) {
      const last = blockEnd(diagonal, squares, first);
      if (last === first) break;
      stepWithoutRoot(diagonal, squares, first, last);
    }
  }
}

function blockEnd(
  diagonal: Float64Array,
  squares: Float64Array,
  first: number,
): number {
  let m = first;
  while (m < diagonal.length - 1) {
    const scale = Number.EPSILON *
      (Math.abs(diagonal[m]!) + Math.abs(diagonal[m + 1]!));
    if (squares[m]! <= Math.max(scale * scale, NOTHING)) break;
    m++;
  }
  return m;
}

function stepWithoutRoot(
  d: Float64Array,
  e: Float64Array,
  first: number,
  last: number,
): void {
  const beside = Math.sqrt(e[first]!);
  const half = (d[first + 1]! - d[first]!) / (2 * beside);
  const root = Math.sqrt(half * half + 1);
  const shift = d[first]! - beside / (half + (half >= 0 ? root : -root));
  // Squares of the sine and the cosine of a rotation.
  let sine = 0, cosine = 1;
  let gap = d[last]! - shift;
  let square = gap * gap;
  for (let i = last - 1; i >= first; i--) {
    const next = e[i]!;
    const sum = square + next;
    if (i < last - 1) e[i + 1] = sine * sum;
    const before = cosine;
    const inverse = 1 / sum;
    cosine = square * inverse;
    sine = next * inverse;
    const entry = d[i]!;
    const above = gap;
    gap = cosine * (entry - shift) - sine * above;
    d[i + 1] = above + (entry - gap);
    square = cosine > NOTHING ? gap * gap * (sum / square) : before * next;
  }
  e[first] = sine * square;
  d[first] = shift + gap;
}
