import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { assertKeys } from "../stats/arguments.ts";
import { LinearSignal } from "./linear_signal.ts";
import type {
  SignalData,
  SignalFitOptions,
  SignalModel,
} from "./signal_model.ts";
import type { ScoreOptions } from "./training_features.ts";
import { type TrainingMoments, trainingMoments } from "./training_moments.ts";

/** Choices of {@linkcode ridgeSignal}. */
export type RidgeOptions = ScoreOptions & {
  /**
   * Penalty `λ` in units of a score's variance, at least 0; `"gcv"` (default) takes the one with
   * the least generalised cross-validation.
   */
  readonly penalty?: number | "gcv";
};

/** A penalty and what it leads to. */
type RidgePath = {
  /** Penalty `λ`. */
  readonly penalty: number;
  /** Effective number of coefficients `Σ d / (d + λ)` over the eigenvalues `d`. */
  readonly degrees: number;
  /** Mean square of what is left of the target in the training rows. */
  readonly residualVariance: number;
  /** Generalised cross-validation: an estimate of the mean square out of sample. */
  readonly gcv: number;
};

const KEYS = ["penalty", "clip", "unusable"] as const;
/** Penalties that are tried, as powers of ten of the mean eigenvalue. */
const EXPONENTS = Array.from({ length: 41 }, (_, i) => -6 + i / 4);

/**
 * Ridge regression of the return over the horizon on the scores of a row: the baseline that an
 * ensemble has to beat.
 *
 * `b = (C + λI)⁻¹ c` with the covariance matrix `C` of the scores and their covariance `c` with the
 * target. It is the posterior mean of coefficients that are independent and normal a priori, and
 * `V = s² (C + λI)⁻¹ / n` their posterior covariance, `n` counting targets that do not overlap. Under
 * `"gcv"` the penalty minimises `RSS/n / (1 - df/n)²` with the same `n`, so that overlap does not
 * pass for evidence; the expected correlation is the root of the share of the variance that
 * this says is explained out of sample.
 *
 * @param options Penalty and how scores are made.
 * @returns The recipe. Its `fit` throws a `RangeError` where features depend on each other and
 *   the penalty is 0.
 * @throws {TypeError} If a choice is unknown.
 * @throws {RangeError} If the penalty is negative or not finite.
 * @see eq-ridge, eq-gcv
 * @see Hoerl, A., Kennard, R. (1970), Ridge regression, Technometrics 12(1), 55-67,
 *   doi:10.1080/00401706.1970.10488634; Golub, G., Heath, M., Wahba, G. (1979), Generalized
 *   cross-validation as a method for choosing a good ridge parameter, Technometrics 21(2),
 *   215-223, doi:10.1080/00401706.1979.10489751.
 *
 * @example Without a penalty it is least squares
 * ```ts
 * import assert from "node:assert/strict";
 * import { ridgeSignal } from "volarb/signal";
 *
 * const x = Float64Array.from({ length: 60 }, (_, t) => Math.sin(t * t));
 * const returns = x.map((_, t) => t === 0 ? 0 : 0.5 * x[t - 1]!);
 * const signal = ridgeSignal({ penalty: 0 }).fit({ features: { x }, returns });
 * const mean = signal.update(Float64Array.of(0.3), 0);
 * assert.ok(Math.abs(mean - 0.5 * (0.3 - x.subarray(0, 59).reduce((a, b) => a + b) / 59)) < 1e-12);
 * ```
 */
export function ridgeSignal(options: RidgeOptions = {}): SignalModel {
  const action = "create a ridge regression";
  assertKeys(action, "its choices", options, KEYS);
  const { penalty = "gcv" } = options;
  if (penalty !== "gcv" && !(penalty >= 0 && penalty < Infinity)) {
    throw new RangeError(
      `Cannot ${action} as penalty must be "gcv" or at least 0 and finite: current value is ${penalty}`,
    );
  }
  const name = "ridge";
  const fit = (data: SignalData, fitOptions: SignalFitOptions = {}) => {
    const moments = trainingMoments(`fit ${name}`, data, fitOptions, options);
    return fitted(name, moments, penalty, data.variance !== undefined);
  };
  return { name, fit };
}

/** Moments in the directions in which scores do not depend on each other. */
class RidgeProblem {
  readonly #vectors: number[][];
  readonly #values: number[];
  readonly #cross: number[];
  readonly #targetVariance: number;
  readonly #independent: number;

  constructor(
    { covariance, cross, targetVariance, independent }: TrainingMoments,
  ) {
    const evd = new EigenvalueDecomposition(new Matrix(covariance), {
      assumeSymmetric: true,
    });
    this.#values = evd.realEigenvalues.map((d) => Math.max(0, d));
    this.#vectors = evd.eigenvectorMatrix.transpose().to2DArray();
    this.#cross = this.#vectors.map((v) => dot(v, cross));
    this.#targetVariance = targetVariance;
    this.#independent = independent;
  }

  /** What a penalty leads to. */
  path(penalty: number): RidgePath {
    let degrees = 0;
    let explained = 0;
    this.#values.forEach((d, i) => {
      degrees += d / (d + penalty) || 0;
      const square = this.#cross[i]! ** 2;
      explained += square * (d + 2 * penalty) / (d + penalty) ** 2 || 0;
    });
    const residualVariance = Math.max(0, this.#targetVariance - explained);
    const rest = Math.max(1e-9, 1 - degrees / this.#independent);
    return {
      penalty,
      degrees,
      residualVariance,
      gcv: residualVariance / rest ** 2,
    };
  }

  /** The penalty with the least GCV: the best of a grid, then by golden section. */
  best(): RidgePath {
    const scale = this.#values.reduce((a, b) => a + b, 0) / this.#values.length;
    const at = (exponent: number) => this.path(scale * 10 ** exponent);
    let best = EXPONENTS[0]!;
    for (const e of EXPONENTS) if (at(e).gcv < at(best).gcv) best = e;
    let low = best - 0.25;
    let high = best + 0.25;
    const golden = (Math.sqrt(5) - 1) / 2;
    for (let i = 0; i < 30; i++) {
      const left = high - golden * (high - low);
      const right = low + golden * (high - low);
      if (at(left).gcv <= at(right).gcv) high = right;
      else low = left;
    }
    const refined = at((low + high) / 2);
    return refined.gcv <= at(best).gcv ? refined : at(best);
  }

  /** Whether scores depend on each other as far as rounding can tell. */
  get singular(): boolean {
    return Math.min(...this.#values) <= 1e-12 * Math.max(...this.#values);
  }

  /** `Q f(D) Qᵀ`. */
  spectral(of: (value: number) => number): number[][] {
    const size = this.#values.length;
    return Array.from(
      { length: size },
      (_, i) =>
        Array.from({ length: size }, (_, j) =>
          this.#values.reduce(
            (sum, d, m) =>
              sum + this.#vectors[m]![i]! * of(d) * this.#vectors[m]![j]!,
            0,
          )),
    );
  }
}

function fitted(
  model: string,
  m: TrainingMoments,
  penalty: number | "gcv",
  inDeviations: boolean,
): LinearSignal {
  const problem = new RidgeProblem(m);
  if (penalty === 0 && problem.singular) {
    throw new RangeError(
      `Cannot fit ${model} as features must not depend on each other where there is no penalty: current value is ${
        m.names.join(", ")
      }`,
    );
  }
  const { penalty: lambda, degrees, residualVariance, gcv } = penalty === "gcv"
    ? problem.best()
    : problem.path(penalty);
  const noiseVariance = residualVariance /
    Math.max(1e-9, 1 - degrees / m.independent);
  const inverse = problem.spectral((d) => 1 / (d + lambda));
  const width = m.names.length;
  const coefficients = Array<number>(width).fill(0);
  const scoreMean = Array<number>(width).fill(0);
  const covariance = coefficients.map(() => Array<number>(width).fill(0));
  m.kept.forEach((k, i) => {
    scoreMean[k] = m.scoreMean[i]!;
    coefficients[k] = dot(inverse[i]!, m.cross);
    m.kept.forEach((l, j) =>
      covariance[k]![l] = noiseVariance * inverse[i]![j]! / m.independent
    );
  });
  const explained = 1 - gcv / m.targetVariance;
  return new LinearSignal({
    kind: "linear",
    model,
    features: m.names,
    horizon: m.horizon,
    observations: m.observations,
    expectedIc: Math.sqrt(Math.max(0, explained)),
    scaling: m.scaling,
    scoreMean,
    coefficients,
    covariance,
    noiseVariance,
    inDeviations,
  });
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, x, i) => sum + x * b[i]!, 0);
}
