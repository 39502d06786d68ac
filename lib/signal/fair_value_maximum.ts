import { Matrix } from "ml-matrix";
import { ConvergenceError } from "../errors/mod.ts";
import {
  type FairValueRows,
  type FairValueSums,
  fairValueSums,
  thinned,
} from "./fair_value_likelihood.ts";
import { columnOf, matrixOf, solved } from "./matrices.ts";

/** Rows that the first look takes. */
const FEW = 6000;
/** Speeds that it tries, and shares of the pricing error in the variance of short returns. */
const SPEEDS = 14;
const SHARES = [0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30];
/** Most steps, what a last one gains in log likelihood, the largest, and that of differences. */
const STEPS = 100, REST = 1e-6, LONGEST = 1, H = 1e-3;
/** Less information on a logarithm than this is none. */
const UNTOLD = 1e-3;
const LOG_TWO_PI = Math.log(2 * Math.PI);

/** Rows in stretches, and how they are looked at. */
export type FairValueData = {
  /** Stretches, each with a variance of its own. */
  readonly blocks: readonly FairValueRows[];
  /** Whether the imbalance is looked at. */
  readonly seen: boolean;
  /** Variance of the rounding. */
  readonly rounding: number;
};

/** Places in the vector that is searched: logarithms but for the coefficient. */
export const SPEED = 0, ERROR = 1, SQUARE = 2, BETA = 3, VARIANCES = 4;

/** The top of the likelihood. */
export type Maximum = {
  /** ln speed, ln error², ln imbalance², β, and ln variance of each stretch. */
  readonly x: Float64Array;
  /** Log likelihood. */
  readonly logLikelihood: number;
  /** Covariance of the estimates, row by row; `NaN` for one of which nothing is told. */
  readonly covariance: Float64Array;
};

/**
 * The maximum of the likelihood: the best of a grid on few rows, and Newton's steps from
 * there in all parameters at once, damped where they lead down.
 *
 * @param action What could not be done.
 * @param data The rows.
 * @returns Where it is, how high, and how sharp.
 * @throws {ConvergenceError} If it is not at rest after the most steps.
 */
export function mostLikely(action: string, data: FairValueData): Maximum {
  let x = startOf(data);
  let here = lossAt(data, x);
  let damping = 1e-3;
  for (let k = 0; k < STEPS; k++) {
    const { gradient, hessian } = curvature(data, x, here);
    while (true) {
      const step = newton(gradient, hessian, damping);
      const next = x.map((value, i) => value + step[i]!);
      const there = lossAt(data, next);
      const gained = here.loss - there.loss;
      if (gained >= 0) {
        [x, here] = [next, there];
        damping /= 10;
        if (gained < REST) return topAt(data, x, here);
        break;
      }
      damping *= 10;
      // Nothing but rounding is left to gain.
      if (damping > 1e9) return topAt(data, x, here);
    }
  }
  throw new ConvergenceError(action, { iterations: STEPS, values: [...x] });
}

/**
 * Log likelihood of rows without a pricing error besides the imbalance's, the rest as it is.
 *
 * @param data The rows.
 * @param x The maximum with an error.
 * @returns Its value at the best variances without one.
 */
export function withoutError(data: FairValueData, x: Float64Array): number {
  const still = x.slice();
  still[ERROR] = -Infinity;
  let here = lossAt(data, still);
  for (let round = 0; round < 50; round++) {
    const next = still.slice();
    const sum = (f: (sums: FairValueSums) => number) =>
      here.sums.reduce((total, sums) => total + f(sums), 0);
    if (data.seen) next[BETA] = sum((s) => s.cross) / sum((s) => s.imbalance);
    here.sums.forEach((sums, b) => {
      // But for the rounding each row's variance is its share of the scale.
      const n = data.blocks[b]!.gaps.length - 1;
      next[VARIANCES + b]! += Math.log(quadratic(sums, next[BETA]!) / n);
    });
    const there = lossAt(data, next);
    if (!(there.loss < here.loss - REST)) break;
    still.set(next);
    here = there;
  }
  return -here.loss;
}

/** Loss at a point and the sums that it is made of. */
type Loss = { readonly loss: number; readonly sums: readonly FairValueSums[] };

function lossAt(data: FairValueData, x: Float64Array): Loss {
  const scales = {
    error: Math.exp(x[ERROR]!),
    speed: Math.exp(x[SPEED]!),
    rounding: data.rounding,
  };
  let loss = 0;
  const sums = data.blocks.map((rows, b) => {
    const variance = Math.exp(x[VARIANCES + b]!);
    const part = fairValueSums(rows, { ...scales, variance });
    loss += partOf(data, rows, part, x);
    return part;
  });
  return { loss, sums };
}

/** Part of the loss that a stretch has. */
function partOf(
  data: FairValueData,
  { gaps }: FairValueRows,
  sums: FairValueSums,
  x: Float64Array,
): number {
  const n = gaps.length;
  const mid = (n - 1) * LOG_TWO_PI + sums.logVariance +
    quadratic(sums, data.seen ? x[BETA]! : 0);
  if (!data.seen) return mid / 2;
  const own = n * (LOG_TWO_PI + x[SQUARE]!) + sums.logFresh +
    sums.transitions * Math.exp(-x[SQUARE]!);
  return (mid + own) / 2;
}

function quadratic(sums: FairValueSums, beta: number): number {
  return sums.mid - 2 * beta * sums.cross + beta * beta * sums.imbalance;
}

/**
 * Gradient and second derivatives: by differences in speed, error and the variance of each
 * stretch, in closed form in the coefficient and the deviation of the imbalance.
 */
function curvature(data: FairValueData, x: Float64Array, here: Loss) {
  const size = x.length;
  const gradient = new Float64Array(size),
    hessian = new Float64Array(size ** 2);
  const add = (i: number, j: number, value: number) => {
    hessian[i * size + j]! += value;
    if (i !== j) hessian[j * size + i]! += value;
  };
  data.blocks.forEach((rows, b) => {
    const places = [SPEED, ERROR, VARIANCES + b];
    const at = (...moves: readonly (readonly [number, number])[]) => {
      const [speed, error, variance] = places.map((place, i) =>
        Math.exp(moves.reduce((v, [j, h]) => i === j ? v + h : v, x[place]!))
      );
      const sums = fairValueSums(rows, {
        speed: speed!,
        error: error!,
        variance: variance!,
        rounding: data.rounding,
      });
      return { sums, loss: partOf(data, rows, sums, x) };
    };
    const middle = partOf(data, rows, here.sums[b]!, x);
    const sides = places.map((_, i) => [at([i, H]), at([i, -H])] as const);
    const edges = sides.map(([up, down]) => up.loss + down.loss - 2 * middle);
    const slopes = (f: (sums: FairValueSums) => number) =>
      sides.map(([up, down]) => (f(up.sums) - f(down.sums)) / (2 * H));
    places.forEach((place, i) => {
      gradient[place]! += (sides[i]![0].loss - sides[i]![1].loss) / (2 * H);
      add(place, place, edges[i]! / H ** 2);
      for (let j = 0; j < i; j++) {
        const corners = at([i, H], [j, H]).loss + at([i, -H], [j, -H]).loss;
        const both = corners - 2 * middle - edges[i]! - edges[j]!;
        add(place, places[j]!, both / (2 * H ** 2));
      }
    });
    if (!data.seen) return;
    const { cross, imbalance, transitions } = here.sums[b]!;
    const beta = x[BETA]!, scale = Math.exp(-x[SQUARE]!) / 2;
    gradient[BETA]! += beta * imbalance - cross;
    add(BETA, BETA, imbalance);
    gradient[SQUARE]! += rows.gaps.length / 2 - scale * transitions;
    add(SQUARE, SQUARE, scale * transitions);
    slopes((sums) => beta * sums.imbalance - sums.cross)
      .forEach((slope, i) => add(places[i]!, BETA, slope));
    slopes((sums) => -scale * sums.transitions)
      .forEach((slope, i) => add(places[i]!, SQUARE, slope));
  });
  return { gradient, hessian };
}

/** Newton's step with a share of the diagonal added, none longer than the longest. */
function newton(
  gradient: Float64Array,
  hessian: Float64Array,
  damping: number,
): Float64Array {
  const n = gradient.length;
  const damped = hessian.slice();
  for (let i = 0; i < n; i++) {
    const diagonal = Math.max(Math.abs(hessian[i * n + i]!), UNTOLD);
    damped[i * n + i] = hessian[i * n + i]! + damping * diagonal +
      (hessian[i * n + i]! > UNTOLD ? 0 : diagonal);
  }
  const down = Matrix.columnVector(gradient).neg();
  const solution = solved(matrixOf(damped, n, n), down);
  if (solution === undefined) return gradient.map(() => NaN); // more damping
  const step = columnOf(solution);
  const longest = step.reduce(
    (most, s, i) => i === BETA ? most : Math.max(most, Math.abs(s)),
    0,
  );
  return longest > LONGEST ? step.map((s) => s * LONGEST / longest) : step;
}

/** The top, with the covariance of what is told there. */
function topAt(data: FairValueData, x: Float64Array, here: Loss): Maximum {
  const { hessian } = curvature(data, x, here);
  const n = x.length;
  const told = Array.from(x.keys()).filter((i) => hessian[i * n + i]! > UNTOLD);
  const information = matrixOf(hessian, n, n).selection(told, told);
  const inverse = solved(information, Matrix.eye(told.length));
  const covariance = new Float64Array(n * n).fill(NaN);
  told.forEach((i, k) =>
    told.forEach((j, l) => {
      covariance[i * n + j] = inverse?.get(k, l) ?? NaN;
    })
  );
  return { x, logLikelihood: -here.loss, covariance };
}

/** The best of a grid of speeds and shares on few rows, with one variance for all. */
function startOf({ blocks, seen, rounding }: FairValueData): Float64Array {
  let length = 0, span = 0;
  for (const { gaps } of blocks) {
    length += gaps.length;
    for (let t = 1; t < gaps.length; t++) span += gaps[t]!;
  }
  const few = blocks.map((rows) =>
    thinned(rows, FEW * rows.gaps.length / length)
  );
  const slowest = 16 * Math.LN2 / span, fastest = 4 * length / span;
  const x = new Float64Array(VARIANCES + blocks.length);
  let least = Infinity;
  for (let i = 0; i < SPEEDS; i++) {
    const speed = slowest * (fastest / slowest) ** (i / (SPEEDS - 1));
    for (const share of SHARES) {
      const ratio = share / speed / 2;
      const sums = few.map((rows) =>
        fairValueSums(rows, { variance: 1, error: ratio, speed, rounding: 0 })
      );
      const sum = (f: (sums: FairValueSums, rows: FairValueRows) => number) =>
        sums.reduce((total, part, b) => total + f(part, few[b]!), 0);
      const n = sum((_, { gaps }) => gaps.length);
      const beta = seen ? sum((s) => s.cross) / sum((s) => s.imbalance) : 0;
      const scale = sum((s) => quadratic(s, beta)) / (n - few.length);
      const square = sum((s) => s.transitions) / n;
      const mid = (n - few.length) * Math.log(scale) +
        sum((s) => s.logVariance);
      const own = n * Math.log(square) + sum((s) => s.logFresh);
      const loss = seen ? mid + own : mid;
      if (!(loss < least)) continue;
      least = loss;
      x.fill(Math.log(scale), VARIANCES);
      x.set([Math.log(speed), Math.log(ratio * scale), Math.log(square), beta]);
    }
  }
  // The rounding was left out: it has some of the variance of short returns.
  if (rounding > 0) x[ERROR] = Math.max(x[ERROR]!, Math.log(rounding));
  return x;
}
