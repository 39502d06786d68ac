import { ConvergenceError } from "../errors/mod.ts";

/** Options of {@linkcode minimize}. */
export type MinimizeOptions = {
  /** Gradient of the function; by central differences where it is left out. */
  readonly gradient?: (x: Float64Array) => Float64Array;
  /** Most iterations; 200 by default. */
  readonly iterations?: number;
  /**
   * It is at rest where the largest entry of the gradient times the scale of its parameter,
   * `max(1, |x|)`, is below this share of the function, `max(1, |f|)`; 1e-7 by default.
   */
  readonly tolerance?: number;
  /** What could not be done, for the error; "minimize" by default. */
  readonly action?: string;
};

/** What {@linkcode minimize} found. */
export type Minimum = {
  /** Where. */
  readonly x: Float64Array;
  /** The function there. */
  readonly value: number;
  /** Its gradient there. */
  readonly gradient: Float64Array;
  /** Iterations done. */
  readonly iterations: number;
  /** How often the function was computed. */
  readonly evaluations: number;
};

/** Sufficient decrease of Armijo, curvature of Wolfe. */
const DECREASE = 1e-4;
const CURVATURE = 0.9;
/** Step of a central difference, relative; the cube root of the unit of rounding. */
const STEP = Math.cbrt(2 ** -52);

/**
 * Minimises a smooth function by the quasi-Newton method of Broyden, Fletcher, Goldfarb
 * and Shanno, with a line search to the weak Wolfe conditions.
 *
 * A value that is not finite is taken as too high, so that a function may say by `Infinity`
 * or `NaN` that its argument is out of bounds.
 *
 * @param f The function.
 * @param start Where to begin; finite there.
 * @param options Gradient, bounds of the iteration.
 * @returns A local minimum.
 * @throws {RangeError} If the function is not finite at the start.
 * @throws {ConvergenceError} If it is not at rest after the most iterations.
 * @see Nocedal, J. and Wright, S. J. (2006), Numerical optimization, second edition,
 *   Springer, algorithms 6.1 and 3.5, equation (6.20).
 *
 * @example Rosenbrock's valley
 * ```ts
 * import assert from "node:assert/strict";
 * import { minimize } from "volarb/stats";
 *
 * const { x } = minimize(
 *   ([a, b]) => (1 - a!) ** 2 + 100 * (b! - a! ** 2) ** 2,
 *   [-1.2, 1],
 * );
 * assert.ok(Math.abs(x[0]! - 1) < 1e-5 && Math.abs(x[1]! - 1) < 1e-5);
 * ```
 */
export function minimize(
  f: (x: Float64Array) => number,
  start: ArrayLike<number>,
  options: MinimizeOptions = {},
): Minimum {
  const { iterations = 200, tolerance = 1e-7, action = "minimize" } = options;
  let evaluations = 0;
  const value = (x: Float64Array) => {
    evaluations++;
    const y = f(x);
    return Number.isNaN(y) ? Infinity : y;
  };
  const slope = options.gradient ??
    ((x: Float64Array) => centralDifferences(value, x));
  let x: Float64Array = Float64Array.from(start);
  let y = value(x);
  if (!isFinite(y)) {
    throw new RangeError(
      `Cannot ${action} as the function must be finite at the start: current value is ${y}`,
    );
  }
  let gradient: Float64Array = slope(x);
  let inverse = identity(x.length, 1 / Math.max(norm(gradient), 1e-300));
  for (let k = 0; k < iterations; k++) {
    if (isAtRest(x, y, gradient, tolerance)) {
      return { x, value: y, gradient, iterations: k, evaluations };
    }
    let direction = multiply(inverse, gradient).map((d) => -d);
    if (!(dot(direction, gradient) < 0)) {
      inverse = identity(x.length, 1 / norm(gradient));
      direction = multiply(inverse, gradient).map((d) => -d);
    }
    const found = search(value, slope, { x, y, gradient, direction });
    if (found === undefined) {
      // No lower point along the best direction: rounding is all that is left.
      if (isAtRest(x, y, gradient, Math.sqrt(tolerance))) {
        return { x, value: y, gradient, iterations: k, evaluations };
      }
      throw new ConvergenceError(action, { iterations: k, values: [...x] });
    }
    const step = found.x.map((next, i) => next - x[i]!);
    const change = found.gradient.map((next, i) => next - gradient[i]!);
    inverse = improved(inverse, step, change, k === 0);
    ({ x, y, gradient } = found);
  }
  if (isAtRest(x, y, gradient, tolerance)) {
    return { x, value: y, gradient, iterations, evaluations };
  }
  throw new ConvergenceError(action, { iterations, values: [...x] });
}

/**
 * Second derivatives of a function by central differences.
 *
 * @param f The function.
 * @param x Where.
 * @param step Step of each parameter relative to `max(1, |x|)`; 1e-4 by default.
 * @returns Rows of the symmetric matrix.
 *
 * @example A saddle
 * ```ts
 * import assert from "node:assert/strict";
 * import { hessian } from "volarb/stats";
 *
 * const [[a, b]] = hessian(([x, y]) => x! * x! + 3 * x! * y!, [1, 2]) as [number[]];
 * assert.ok(Math.abs(a! - 2) < 1e-5 && Math.abs(b! - 3) < 1e-5);
 * ```
 */
export function hessian(
  f: (x: Float64Array) => number,
  x: ArrayLike<number>,
  step = 1e-4,
): number[][] {
  const at = Float64Array.from(x);
  const h = at.map((value) => step * Math.max(1, Math.abs(value)));
  const moved = (...moves: readonly (readonly [number, number])[]) => {
    const point = at.slice();
    for (const [i, sign] of moves) point[i]! += sign * h[i]!;
    return f(point);
  };
  const centre = f(at);
  return Array.from(at, (_, i) =>
    Array.from(at, (_, j) => {
      if (i === j) {
        return (moved([i, 1]) - 2 * centre + moved([i, -1])) / h[i]! ** 2;
      }
      const same = moved([i, 1], [j, 1]) + moved([i, -1], [j, -1]);
      const opposite = moved([i, 1], [j, -1]) + moved([i, -1], [j, 1]);
      return (same - opposite) / (4 * h[i]! * h[j]!);
    }));
}

type Point = {
  readonly x: Float64Array;
  readonly y: number;
  readonly gradient: Float64Array;
};

/** Bisection to the weak Wolfe conditions. */
function search(
  f: (x: Float64Array) => number,
  slope: (x: Float64Array) => Float64Array,
  { x, y, gradient, direction }: Point & { readonly direction: Float64Array },
): Point | undefined {
  const steepness = dot(gradient, direction);
  let least = 0, most = Infinity, t = 1;
  let best: Point | undefined;
  for (let trial = 0; trial < 60; trial++) {
    const next = x.map((value, i) => value + t * direction[i]!);
    const value = f(next);
    if (!(value <= y + DECREASE * t * steepness)) most = t;
    else {
      const after = slope(next);
      best = { x: next, y: value, gradient: after };
      if (dot(after, direction) >= CURVATURE * steepness) return best;
      least = t;
    }
    t = most === Infinity ? 2 * least : (least + most) / 2;
  }
  return best;
}

/** The inverse of the Hessian after a step, by the formula of the four. */
function improved(
  inverse: Float64Array,
  step: Float64Array,
  change: Float64Array,
  first: boolean,
): Float64Array {
  const n = step.length;
  const curvature = dot(step, change);
  if (!(curvature > 1e-12 * norm(step) * norm(change))) return inverse;
  const h = first ? identity(n, curvature / dot(change, change)) : inverse;
  const hy = multiply(h, change);
  const factor = (1 + dot(change, hy) / curvature) / curvature;
  return h.map((value, at) => {
    const i = Math.floor(at / n), j = at % n;
    return value + factor * step[i]! * step[j]! -
      (hy[i]! * step[j]! + step[i]! * hy[j]!) / curvature;
  });
}

function isAtRest(
  x: Float64Array,
  y: number,
  gradient: Float64Array,
  tolerance: number,
): boolean {
  const scale = Math.max(1, Math.abs(y));
  return gradient.every((g, i) =>
    Math.abs(g) * Math.max(1, Math.abs(x[i]!)) <= tolerance * scale
  );
}

function centralDifferences(
  f: (x: Float64Array) => number,
  x: Float64Array,
): Float64Array {
  const point = x.slice();
  return x.map((value, i) => {
    const h = STEP * Math.max(1, Math.abs(value));
    point[i] = value + h;
    const above = f(point);
    point[i] = value - h;
    const below = f(point);
    point[i] = value;
    return (above - below) / (2 * h);
  });
}

function identity(n: number, scale: number): Float64Array {
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) matrix[i * n + i] = scale;
  return matrix;
}

function multiply(matrix: Float64Array, x: Float64Array): Float64Array {
  const n = x.length;
  return x.map((_, i) => {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += matrix[i * n + j]! * x[j]!;
    return sum;
  });
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function norm(a: Float64Array): number {
  return Math.sqrt(dot(a, a));
}
