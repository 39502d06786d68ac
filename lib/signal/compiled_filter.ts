import { KalmanFilter, type KalmanFilterSnapshot } from "./kalman_filter.ts";
import type { StateSpace } from "./state_space.ts";

/**
 * One step written out: updates `x` and `p` in place and writes the log density and its sum to
 * `s`, as a number that is returned may be allocated.
 */
type Step = (
  x: Float64Array,
  p: Float64Array,
  y: Float64Array,
  offset: number,
  s: Float64Array,
) => void;

/** State of a {@linkcode CompiledFilter} as plain data. */
export type CompiledFilterSnapshot = {
  /** Mean of the state, length `n`. */
  readonly mean: readonly number[];
  /** Its covariance, `n × n`. */
  readonly covariance: readonly number[];
  /** Log likelihood so far. */
  readonly logLikelihood: number;
  /** The plain filter while it does the work. */
  readonly plain: KalmanFilterSnapshot | null;
};

/**
 * The Kalman filter of a constant model, written out for it: for the event loop.
 *
 * The formulas are those of {@linkcode KalmanFilter}, which is the plain form that the tests
 * hold it against (1e-12); the matrices stand in the code as numbers, and products with 0 and
 * 1 are left out. An update allocates nothing. While nothing is known of a state the plain
 * filter does the work.
 *
 * @see thm-kalman
 * @see lem-one-by-one
 * @see Kalman, R. E. (1960), Journal of Basic Engineering 82(1), 35-45.
 *
 * @example The same numbers as the plain filter
 * ```ts
 * import assert from "node:assert/strict";
 * import { CompiledFilter, KalmanFilter, stateSpace } from "volarb/signal";
 *
 * const model = stateSpace({
 *   transition: [[1, 1], [0, 0.9]],
 *   stateNoise: [[0.1, 0], [0, 0.01]],
 *   loading: [[1, 0]],
 *   observationNoise: 1,
 * });
 * const [plain, fast] = [new KalmanFilter(model), new CompiledFilter(model)];
 * for (const y of [1, 2, 4, 3]) {
 *   plain.update(Float64Array.of(y));
 *   fast.update(Float64Array.of(y));
 * }
 * assert.ok(Math.abs(plain.mean[0]! - fast.mean[0]!) < 1e-12);
 * ```
 */
export class CompiledFilter {
  /** The model. */
  readonly model: StateSpace;
  /** Mean of the state given all observations so far, length `n`; changes in place. */
  readonly mean: Float64Array;
  /** Its covariance, `n × n`; changes in place; only the lower triangle is kept up to date. */
  readonly covariance: Float64Array;
  /** The code that runs, to be read. */
  readonly source: string;

  readonly #step: Step;
  #plain: KalmanFilter | undefined;
  /** Log density of the last observation, and the sum of all. */
  readonly #densities = new Float64Array(2);

  /**
   * Writes the filter out and starts before the first observation.
   *
   * @param model A constant model whose observation noise is diagonal.
   * @throws {RangeError} If the model varies in time or its noise is correlated.
   */
  constructor(model: StateSpace) {
    this.model = model;
    this.mean = new Float64Array(model.states);
    this.covariance = new Float64Array(model.states ** 2);
    this.source = sourceOf(model);
    this.#step = new Function(
      "refuse",
      `return (x, p, y, o, s) => {\n${this.source}\n};`,
    )(refuse) as Step;
    this.reset();
  }

  /**
   * Restores the state that {@linkcode CompiledFilter.toJSON} gave.
   *
   * @param model The same model.
   * @param snapshot The state as plain data.
   * @returns A filter that continues bit for bit.
   * @throws {RangeError} If the snapshot is of a model of another size.
   */
  static from(
    model: StateSpace,
    { mean, covariance, logLikelihood, plain }: CompiledFilterSnapshot,
  ): CompiledFilter {
    const filter = new CompiledFilter(model);
    if (mean.length !== model.states) {
      throw new RangeError(
        `Cannot restore a CompiledFilter as the snapshot must have ${model.states} states: current value is ${mean.length}`,
      );
    }
    filter.mean.set(mean);
    filter.covariance.set(covariance);
    filter.#densities[1] = logLikelihood;
    filter.#plain = plain === null
      ? undefined
      : KalmanFilter.from(model, plain);
    return filter;
  }

  /** Log likelihood of all observations so far. */
  get logLikelihood(): number {
    return this.#densities[1]!;
  }

  /** Whether something is known of every state and the code written out runs. */
  get ready(): boolean {
    return this.#plain === undefined;
  }

  /** Forgets every observation. */
  reset(): void {
    this.#plain = new KalmanFilter(this.model);
    this.#densities.fill(0);
    this.mean.set(this.#plain.mean);
    this.covariance.set(this.#plain.covariance);
  }

  /**
   * Goes on to the next step and takes its observation.
   *
   * @param y Length `m`; `NaN` is missing. Only entries `offset` to `offset + m - 1` are read.
   * @param offset Where the observation begins in `y`.
   * @returns Log density of the observation given those before it.
   * @throws {RangeError} If what is observed has no variance.
   */
  update(y: Float64Array, offset = 0): number {
    if (this.#plain !== undefined) return this.#first(y, offset);
    const densities = this.#densities;
    this.#step(this.mean, this.covariance, y, offset, densities);
    return densities[0]!;
  }

  /** Steps of the plain filter, until something is known of every state. */
  #first(y: Float64Array, offset: number): number {
    const plain = this.#plain!;
    const density = plain.update(y, 1, offset);
    this.mean.set(plain.mean);
    this.covariance.set(plain.covariance);
    this.#densities[1] = plain.logLikelihood;
    if (plain.ready) this.#plain = undefined;
    return density;
  }

  /**
   * The state as plain data.
   *
   * @returns What {@linkcode CompiledFilter.from} takes.
   */
  toJSON(): CompiledFilterSnapshot {
    return {
      mean: [...this.mean],
      covariance: [...this.covariance],
      logLikelihood: this.logLikelihood,
      plain: this.#plain?.toJSON() ?? null,
    };
  }
}

/** Called by the code written out where an entry has no variance. */
function refuse(entry: number, variance: number): never {
  throw new RangeError(
    `Cannot update a CompiledFilter as an innovation must have a positive variance: entry ${entry} has ${variance}`,
  );
}

/** The body of {@linkcode Step} for a model. */
function sourceOf(model: StateSpace): string {
  const { states: n, observations: m, observationNoise: r } = model;
  const action = "write a Kalman filter out";
  if (model.at !== undefined) {
    throw new RangeError(
      `Cannot ${action} as the model must be constant: current value depends on the step`,
    );
  }
  for (let i = 0; i < m * m; i++) {
    if (i % (m + 1) !== 0 && r[i] !== 0) {
      throw new RangeError(
        `Cannot ${action} as observationNoise must be diagonal: current value beside the diagonal is ${
          r[i]
        }`,
      );
    }
  }
  const lines = [...predictionLines(model)];
  lines.push("let l = 0, q = 1;");
  for (let i = 0; i < m; i++) lines.push(...updateLines(model, i));
  for (let i = 0; i < n; i++) {
    lines.push(`x[${i}] = x${i};`);
    for (let j = 0; j <= i; j++) {
      lines.push(`p[${i * n + j}] = ${entry(i, j)};`);
    }
  }
  lines.push("s[0] = l - 0.5 * Math.log(q);", "s[1] += s[0];");
  return lines.join("\n");
}

function predictionLines(
  { states: n, transition: f, stateNoise: q }: StateSpace,
): string[] {
  const lines: string[] = [];
  const row = (i: number) => f.subarray(i * n, i * n + n);
  for (let i = 0; i < n; i++) {
    lines.push(`const u${i} = x[${i}];`);
    for (let j = 0; j <= i; j++) {
      lines.push(`const s${i}_${j} = p[${i * n + j}];`);
    }
  }
  for (let i = 0; i < n; i++) {
    lines.push(`let x${i} = ${sumOf(row(i), (j) => `u${j}`)};`);
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const old = (k: number) => k >= j ? `s${k}_${j}` : `s${j}_${k}`;
      lines.push(`const a${i}_${j} = ${sumOf(row(i), old)};`);
    }
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const moved = sumOf(row(j), (k) => `a${i}_${k}`);
      const noise = q[i * n + j]!;
      lines.push(
        `let ${entry(i, j)} = ${moved}${noise === 0 ? "" : ` + ${noise}`};`,
      );
    }
  }
  return lines;
}

function updateLines(
  { states: n, observations: m, loading: h, observationNoise: r }: StateSpace,
  i: number,
): string[] {
  const row = h.subarray(i * n, i * n + n);
  const lines = [`const y${i} = y[o + ${i}];`, `if (y${i} === y${i}) {`];
  for (let j = 0; j < n; j++) {
    lines.push(`const d${j} = ${sumOf(row, (k) => entry(j, k))};`);
  }
  lines.push(
    `const hd = ${sumOf(row, (k) => `d${k}`)};`,
    `const f = hd + ${r[i * m + i]!};`,
    `if (!(f > 0)) refuse(${i}, f);`,
    `const v = y${i} - (${sumOf(row, (k) => `x${k}`)});`,
    "const w = 1 / f;",
    // One logarithm of the product of the variances is cheaper than one of each.
    "if (q * f < 1e-280 || q * f > 1e280) { l -= 0.5 * Math.log(q); q = 1; }",
    "q *= f;",
    `l -= 0.5 * (${Math.log(2 * Math.PI)} + v * v * w);`,
  );
  for (let j = 0; j < n; j++) {
    const noise = r[i * m + i]!;
    lines.push(
      `const k${j} = d${j} * w, e${j} = d${j} - k${j} * hd - ${noise} * k${j};`,
    );
  }
  for (let j = 0; j < n; j++) {
    lines.push(`x${j} += k${j} * v;`);
    for (let k = 0; k <= j; k++) {
      // Joseph's form: of (I - K h) P (I - K h)ᵀ + K r Kᵀ the part that is left to rounding.
      const joseph = `k${j} * d${k} - e${j} * k${k}`;
      lines.push(`${entry(j, k)} = ${entry(j, k)} - ${joseph};`);
    }
  }
  lines.push("}");
  return lines;
}

/** Name of an entry of the covariance, which is symmetric. */
function entry(i: number, j: number): string {
  return i >= j ? `p${i}_${j}` : `p${j}_${i}`;
}

/** A sum of products without those with 0. */
function sumOf(
  weights: Float64Array,
  name: (index: number) => string,
): string {
  const terms: string[] = [];
  weights.forEach((weight, index) => {
    if (weight === 1) terms.push(name(index));
    else if (weight !== 0) terms.push(`${weight} * ${name(index)}`);
  });
  return terms.length === 0 ? "0" : terms.join(" + ");
}
