import { Matrix, solve } from "ml-matrix";

/** Chain of the book's states between two updates, `n` states. */
export type MicroPriceChain = {
  /** `Q`, `n` rows: probability of the next state with the mid unchanged. */
  readonly stay: readonly (readonly number[])[];
  /** `R²`, `n` rows: probability of the next state with the mid moved. */
  readonly move: readonly (readonly number[])[];
  /** `R¹K`, `n` entries: the mid's move in ticks times its probability. */
  readonly meanMove: readonly number[];
};

/** What {@linkcode solveMicroPrice} gives, one entry or row for each state. */
export type MicroPriceSolution = {
  /** `G¹`: expected move of the mid at its next change, ticks. */
  readonly firstMove: number[];
  /** `B`, `n` rows: probability of the state just after the mid's next change. */
  readonly transition: number[][];
  /** `G*`: expected move of the mid over all changes to come, ticks. */
  readonly adjustment: number[];
};

const MOST_DOUBLINGS = 40;

/**
 * Micro-price adjustment of each state from the chain of the book's states.
 *
 * `G¹ = (1 - Q)⁻¹ R¹K` is the expected next move of the mid, `B = (1 - Q)⁻¹ R²` the law of the
 * state after it, and `G* = Σ Bⁱ G¹` over `i ≥ 0`, which solves `G* = G¹ + B G*`: a price
 * that moves by `G*` above the mid is a martingale. The sum is taken by doubling,
 * `S ← S + P S`, `P ← P²`.
 *
 * It converges where the moves of the mid have mean 0 in the long run, as they do in
 * data to which its mirror image was added.
 *
 * @param chain Probabilities and mean moves; `Q` and `R²` together have rows of sum 1.
 * @returns First moves, transition and adjustment.
 * @throws {RangeError} If shapes differ, a row does not sum to 1, some states are never
 *   left by a move of the mid, or the sum does not converge.
 * @see thm-micro-price, eq-micro-price, eq-book-chain, thm-martingale, eq-poisson, alg-micro-price
 * @see Stoikov, S. (2018), The micro-price, Quantitative Finance 18(12), 1959-1966,
 *   doi:10.1080/14697688.2018.1489139.
 *
 * @example Two states, mirror images of each other
 * ```ts
 * import assert from "node:assert/strict";
 * import { solveMicroPrice } from "volarb/liquidity";
 *
 * const { adjustment } = solveMicroPrice({
 *   stay: [[0.5, 0], [0, 0.5]],
 *   move: [[0.25, 0.25], [0.25, 0.25]],
 *   meanMove: [-0.25, 0.25],
 * });
 * assert.deepEqual(adjustment, [-0.5, 0.5]);
 * ```
 */
export function solveMicroPrice(
  { stay, move, meanMove }: MicroPriceChain,
): MicroPriceSolution {
  const action = "solve for the micro-price";
  const n = meanMove.length;
  assertChain(action, { stay, move, meanMove });
  if (n === 0) return { firstMove: [], transition: [], adjustment: [] };
  const left = new Matrix(
    stay.map((row, i) => row.map((q, j) => (i === j ? 1 : 0) - q)),
  );
  const right = new Matrix(
    move.map((row, i) => [...row, meanMove[i]!]),
  );
  let solution: Matrix;
  try {
    solution = solve(left, right);
  } catch (cause) {
    throw new RangeError(
      `Cannot ${action} as every state must be left by a move of the mid: current value is a singular matrix of ${n} states`,
      { cause },
    );
  }
  const transition = solution.subMatrix(0, n - 1, 0, n - 1);
  const first = solution.subMatrix(0, n - 1, n, n);
  return {
    firstMove: first.to1DArray(),
    transition: transition.to2DArray(),
    adjustment: sumOfPowers(action, transition, first).to1DArray(),
  };
}

/** `Σ Bⁱ g` over `i ≥ 0`, by doubling the number of terms. */
function sumOfPowers(
  action: string,
  transition: Matrix,
  first: Matrix,
): Matrix {
  const tolerance = 1e-11 * Math.max(1e-300, first.clone().abs().max());
  let sum = first;
  let power = transition;
  let least = Infinity;
  for (let doubling = 0; doubling < MOST_DOUBLINGS; doubling++) {
    const terms = power.mmul(sum);
    const size = terms.clone().abs().max();
    // Once the terms are rounding of the long-run mean, more of them only add it up.
    if (size <= tolerance) return sum;
    if (!(size < 4 * least + 1)) break;
    least = Math.min(least, size);
    sum = Matrix.add(sum, terms);
    power = power.mmul(power);
  }
  throw new RangeError(
    `Cannot ${action} as the mid must not drift, add the mirror image of the data: current value is a sum that does not converge`,
  );
}

/** Checks shapes and that the rows are probabilities. */
function assertChain(
  action: string,
  { stay, move, meanMove }: MicroPriceChain,
): void {
  const n = meanMove.length;
  for (const [name, rows] of Object.entries({ stay, move })) {
    if (rows.length !== n || rows.some((row) => row.length !== n)) {
      throw new RangeError(
        `Cannot ${action} as ${name} must have ${n} rows and columns: current value is ${rows.length} rows of ${
          rows.map((row) => row.length)
        }`,
      );
    }
  }
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += stay[i]![j]! + move[i]![j]!;
    if (!(Math.abs(sum - 1) < 1e-9)) {
      throw new RangeError(
        `Cannot ${action} as the probabilities of a state must sum to 1: current value is ${sum} in state ${i}`,
      );
    }
  }
}
