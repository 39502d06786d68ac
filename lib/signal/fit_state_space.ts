import { Matrix } from "ml-matrix";
import { hessian, minimize } from "../stats/mod.ts";
import { kalmanLogLikelihood } from "./kalman_columns.ts";
import { solved } from "./matrices.ts";
import type { StateSpace } from "./state_space.ts";

/** Which values a parameter may take. */
export type ParameterKind = "positive" | "real" | "fraction";

/** A parameter that is looked for. */
export type Parameter = {
  /** Where the search begins. */
  readonly start: number;
  /** `positive` (its logarithm is searched, the default), `real`, or `fraction` in (0, 1) (its logit is). */
  readonly kind?: ParameterKind;
};

/** Options of {@linkcode fitStateSpace}. */
export type FitStateSpaceOptions = {
  /** Length `T`: time since the observation before. */
  readonly gaps?: Float64Array;
  /** Most iterations of the search; 200 by default. */
  readonly iterations?: number;
};

/** A state-space model by maximum likelihood. */
export type StateSpaceFit<Name extends string> = {
  /** The model at the maximum. */
  readonly model: StateSpace;
  /** Each parameter in its own unit. */
  readonly parameters: { readonly [N in Name]: number };
  /** Standard error of each, by the curvature of the likelihood; `NaN` where that is not a maximum. */
  readonly standardErrors: { readonly [N in Name]: number };
  /** Log likelihood at the maximum. */
  readonly logLikelihood: number;
  /** Akaike's criterion, `2 k - 2 ln L`. */
  readonly aic: number;
  /** Iterations of the search. */
  readonly iterations: number;
};

/**
 * Fits a state-space model by maximum likelihood.
 *
 * The likelihood is that of the innovations; the search is quasi-Newton in the logarithms
 * of positive parameters, so that a variance stays one. Filtering with what was fitted on
 * the same rows looks ahead: fit on earlier ones.
 *
 * @param build Makes the model of parameters.
 * @param parameters What is looked for, and where from.
 * @param observations `T × m`, step by step; `NaN` is missing.
 * @param options Gaps, bounds of the search.
 * @returns The model at the maximum, with standard errors.
 * @throws {RangeError} If there are fewer observations than parameters plus one, or the likelihood is not finite at the start.
 * @throws {ConvergenceError} If the search does not come to rest; it has the last values of the searched scale.
 * @see eq-innovations
 * @see Harvey, A. C. (1989), Forecasting, structural time series models and the Kalman
 *   filter, Cambridge University Press, section 3.4.
 * @see Schweppe, F. (1965), IEEE Transactions on Information Theory 11(1), 61-70.
 *
 * @example The noise of a constant
 * ```ts
 * import assert from "node:assert/strict";
 * import { fitStateSpace, stateSpace } from "volarb/signal";
 *
 * const { parameters } = fitStateSpace(
 *   ({ noise }) => stateSpace({
 *     transition: 1,
 *     stateNoise: 0,
 *     loading: 1,
 *     observationNoise: noise,
 *   }),
 *   { noise: { start: 1 } },
 *   Float64Array.of(1, 3, 1, 3),
 * );
 * // The variance about the mean, with one degree of freedom for the mean.
 * assert.ok(Math.abs(parameters.noise - 4 / 3) < 1e-5);
 * ```
 */
export function fitStateSpace<Name extends string>(
  build: (parameters: { readonly [N in Name]: number }) => StateSpace,
  parameters: { readonly [N in Name]: Parameter },
  observations: Float64Array,
  options: FitStateSpaceOptions = {},
): StateSpaceFit<Name> {
  const action = "fit a state-space model";
  const names = Object.keys(parameters) as Name[];
  const seen = observations.reduce((n, y) => n + Number(y === y), 0);
  if (seen <= names.length) {
    throw new RangeError(
      `Cannot ${action} as there must be more observations than the ${names.length} parameters: current number is ${seen}`,
    );
  }
  const kinds = names.map((name) => parameters[name].kind ?? "positive");
  const own = (searched: ArrayLike<number>) =>
    Object.fromEntries(
      names.map((name, i) => [name, toOwn(kinds[i]!, searched[i]!)]),
    ) as { [N in Name]: number };
  const { gaps, iterations } = options;
  const filterOptions = gaps === undefined ? {} : { gaps };
  const loss = (searched: Float64Array) => {
    try {
      const model = build(own(searched));
      return -kalmanLogLikelihood(model, observations, filterOptions);
    } catch (error) {
      // Out of what the model allows: higher than everything.
      if (error instanceof RangeError) return Infinity;
      throw error;
    }
  };
  const start = names.map((name, i) =>
    toSearched(kinds[i]!, parameters[name].start)
  );
  const found = minimize(loss, start, {
    action,
    ...(iterations !== undefined && { iterations }),
  });
  const values = own(found.x);
  const information = new Matrix(hessian(loss, found.x));
  const covariance = solved(information, Matrix.eye(names.length));
  const standardErrors = Object.fromEntries(names.map((name, i) => {
    const variance = covariance?.get(i, i) ?? NaN;
    // By the delta method from the searched scale.
    return [name, Math.sqrt(variance) * slopeOfOwn(kinds[i]!, values[name])];
  })) as { [N in Name]: number };
  return {
    model: build(values),
    parameters: values,
    standardErrors,
    logLikelihood: -found.value,
    aic: 2 * names.length + 2 * found.value,
    iterations: found.iterations,
  };
}

function toSearched(kind: ParameterKind, value: number): number {
  if (kind === "real") return value;
  if (!(value > 0) || (kind === "fraction" && !(value < 1))) {
    throw new RangeError(
      `Cannot fit a state-space model as a ${kind} parameter must start in ${
        kind === "fraction" ? "(0, 1)" : "(0, ∞)"
      }: current value is ${value}`,
    );
  }
  return kind === "positive" ? Math.log(value) : Math.log(value / (1 - value));
}

function toOwn(kind: ParameterKind, value: number): number {
  if (kind === "real") return value;
  return kind === "positive" ? Math.exp(value) : 1 / (1 + Math.exp(-value));
}

/** Derivative of a parameter by the number that is searched. */
function slopeOfOwn(kind: ParameterKind, value: number): number {
  if (kind === "real") return 1;
  return kind === "positive" ? value : value * (1 - value);
}
