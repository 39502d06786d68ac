import { minimize } from "../stats/mod.ts";
import {
  type LatentAlpha,
  LatentAlphaLikelihood,
  type LatentScore,
} from "./latent_alpha_likelihood.ts";

/** The most likely latent alpha. */
export type LatentAlphaFit = LatentAlpha & {
  /** Log likelihood of scores and returns. */
  readonly logLikelihood: number;
  /** Iterations of the search that found it. */
  readonly iterations: number;
};

/** Where a search begins. */
export type LatentStart = {
  /** Persistence of the alpha. */
  readonly persistence: number;
  /** Loading of each feature. */
  readonly loading: readonly number[];
  /** Return per unit of alpha. */
  readonly slope: number;
};

/**
 * Most likely latent alpha of a training window, by a quasi-Newton search over the logit of its
 * persistence, the loadings and the logarithms of the noise above its least, from several
 * starts.
 *
 * @param action What could not be done.
 * @param scores Columns of scores, of about unit variance; `NaN` is missing.
 * @param next The return that follows each row, of about unit variance; `NaN` is missing.
 * @param options Starts and the most iterations.
 * @returns The most likely of the maxima that were found, with a slope that is not negative.
 * @throws {ConvergenceError} If no search came to rest.
 */
export function fitLatentAlpha(
  action: string,
  scores: readonly Float64Array[],
  next: Float64Array,
  { starts, iterations }: {
    readonly starts: readonly LatentStart[];
    readonly iterations: number;
  },
): LatentAlphaFit {
  const likelihood = new LatentAlphaLikelihood(scores, next);
  let best: LatentAlphaFit | undefined;
  let failure: unknown;
  for (const start of starts) {
    try {
      const fit = searchFrom(action, likelihood, start, iterations);
      if (best === undefined || fit.logLikelihood > best.logLikelihood) {
        best = fit;
      }
    } catch (error) {
      failure = error;
    }
  }
  if (best === undefined) throw failure;
  return best;
}

function searchFrom(
  action: string,
  likelihood: LatentAlphaLikelihood,
  start: LatentStart,
  iterations: number,
): LatentAlphaFit {
  const width = start.loading.length;
  let last: Float64Array | undefined;
  let score: LatentScore | undefined;
  const at = (x: Float64Array): LatentScore => {
    const known = last?.every((value, i) => value === x[i]);
    if (!known) {
      last = x.slice();
      score = likelihood.score(alphaOf(x, width));
    }
    return score!;
  };
  const found = minimize((x) => -at(x).logLikelihood, vectorOf(start), {
    action,
    iterations,
    gradient: (x) => {
      const { persistence, loading, noise, slope, returnNoise } = at(x);
      const phi = logistic(x[0]!);
      return Float64Array.of(
        -persistence * phi * (1 - phi),
        ...loading.map((d) => -d),
        ...noise.map((d, k) => -d * noiseSlope(x[1 + width + k]!)),
        -slope,
        -returnNoise * noiseSlope(x[2 + 2 * width]!),
      );
    },
  });
  const alpha = alphaOf(found.x, width);
  const sign = alpha.slope < 0 ? -1 : 1;
  return {
    ...alpha,
    loading: alpha.loading.map((l) => sign * l),
    slope: sign * alpha.slope,
    logLikelihood: -found.value,
    iterations: found.iterations,
  };
}

/**
 * Least variance of a noise. A feature without any would be the alpha itself, whatever the
 * others say: the likelihood goes there where one feature is smoother than all (Heywood).
 */
const LEAST_NOISE = 0.01;

/** Logit of `φ`, loadings, logarithms of noise, slope, logarithm of the return's noise. */
function vectorOf({ persistence, loading, slope }: LatentStart): number[] {
  return [
    Math.log(persistence / (1 - persistence)),
    ...loading,
    ...loading.map((l) => Math.log(Math.max(0.05, 1 - l * l) - LEAST_NOISE)),
    slope,
    Math.log(Math.max(0.05, 1 - slope * slope) - LEAST_NOISE),
  ];
}

function alphaOf(x: Float64Array, width: number): LatentAlpha {
  return {
    persistence: logistic(x[0]!),
    loading: x.slice(1, 1 + width),
    noise: x.slice(1 + width, 1 + 2 * width).map(noiseAt),
    slope: x[1 + 2 * width]!,
    returnNoise: noiseAt(x[2 + 2 * width]!),
  };
}

function noiseAt(x: number): number {
  return LEAST_NOISE + Math.exp(x);
}

/** Derivative of `ln noise` with respect to what is searched. */
function noiseSlope(x: number): number {
  return Math.exp(x) / noiseAt(x);
}

function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
