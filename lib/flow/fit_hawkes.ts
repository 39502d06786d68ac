import type { HawkesParameters } from "../simulate/mod.ts";
import { assertColumns } from "../stats/arguments.ts";
import { assertRising } from "../time/arguments.ts";
import {
  type HawkesLikelihood,
  hawkesLikelihood,
} from "./hawkes_likelihood.ts";
import { invertSymmetric, solveSymmetric } from "./symmetric_system.ts";

/** Choices of {@linkcode fitHawkes}. */
export type FitHawkesOptions = {
  /** Where observation ends, microseconds since the epoch; by default the last event. */
  readonly end?: number;
  /**
   * What several events at one time are: `"merge"` (default) takes them for one, as
   * fills of one order are, `"keep"` for as many, which a process of single events
   * cannot produce and answers with an excessive branching ratio.
   */
  readonly ties?: "merge" | "keep";
};

/** What {@linkcode fitHawkes} gives. */
export type HawkesFit = {
  /**
   * Baseline and decay, per second, and the branching ratio; 1 and more of it explodes. It is 0, and there is no decay
   * (`NaN`), where no excitation is more likely than a Poisson process.
   */
  readonly parameters: HawkesParameters;
  /**
   * Their standard errors, from the matrix of second derivatives, that of the
   * branching ratio by the delta method; `NaN` where the matrix is singular.
   */
  readonly standardErrors: HawkesParameters;
  /** Log-likelihood at the maximum, the first event given. */
  readonly logLikelihood: number;
  /** That of the Poisson process of the same mean rate. */
  readonly poissonLogLikelihood: number;
  /** Events used. */
  readonly count: number;
  /** Whether a maximum was found to the tolerance: the slope is nothing there, and the likelihood falls on all sides. */
  readonly converged: boolean;
};

const MOST_STEPS = 100;
const TOLERANCE = 1e-9;

/**
 * Maximum-likelihood fit of a Hawkes process with exponential kernel.
 *
 * `λ(t) = μ + α Σ exp(-β (t - t[i]))` with branching ratio `α/β`, the likelihood maximised
 * by Newton's method in the logarithms of the parameters, which keeps them positive,
 * with exact derivatives and a step that is shortened until the likelihood rises. It
 * starts from the best of a ladder of decays. Each step is one pass over the events.
 *
 * Stationarity is not imposed: a branching ratio of 1 or more is a finding. Events that keep apart, as a clock's do, and
 * many samples of a Poisson process have their maximum at no excitation at all, which is then the answer.
 *
 * @param time Length `n`; microseconds since the epoch, never falls.
 * @param options End of observation and treatment of ties.
 * @returns Parameters, their errors, and the likelihood. It describes the whole
 *   sample; the intensity of later events may use it.
 * @throws {RangeError} If times fall, there are fewer than 10 events, or `end` is before
 *   the last.
 * @see eq-hawkes-likelihood, thm-hawkes-likelihood, alg-hawkes
 * @see Ogata, Y. (1978), Annals of the Institute of Statistical Mathematics 30, 243-261,
 *   doi:10.1007/BF02480216.
 *
 * @example Events in pairs
 * ```ts
 * import assert from "node:assert/strict";
 * import { fitHawkes } from "volarb/flow";
 *
 * const time = new Float64Array(200);
 * for (let i = 0; i < 200; i += 2) {
 *   time[i] = 1e6 * (i + Math.sin(i));
 *   time[i + 1] = time[i]! + 1e4;
 * }
 * const fit = fitHawkes(time);
 * assert.ok(fit.converged);
 * const { branchingRatio } = fit.parameters;
 * assert.ok(branchingRatio > 0.4 && branchingRatio < 0.6);
 * assert.ok(fit.logLikelihood > fit.poissonLogLikelihood + 100);
 * ```
 */
export function fitHawkes(
  time: Float64Array,
  { end, ties = "merge" }: FitHawkesOptions = {},
): HawkesFit {
  const { seconds, span } = eventSeconds(time, { end, ties });
  const count = seconds.length;
  const at = (p: Triple) => hawkesLikelihood(seconds, span, p);
  const rate = (count - 1) / span;
  const poissonLogLikelihood = (count - 1) * (Math.log(rate) - 1);
  const { point, likelihood, converged } = climb(at, start(at, rate));
  const common = { poissonLogLikelihood, count };
  if (!(likelihood.value > poissonLogLikelihood)) {
    return {
      ...common,
      ...poissonFit(rate, count),
      logLikelihood: poissonLogLikelihood,
      converged,
    };
  }
  const standardErrors = errorsOf(point, likelihood);
  const [baseline, excitation, decay] = point;
  return {
    ...common,
    parameters: { baseline, branchingRatio: excitation / decay, decay },
    standardErrors: standardErrors ?? UNKNOWN,
    logLikelihood: likelihood.value,
    converged: converged && standardErrors !== undefined,
  };
}

/** Errors of a point of which the likelihood does not say them. */
const UNKNOWN = { baseline: NaN, branchingRatio: NaN, decay: NaN };

/** Events that differ in time, in seconds since the first, and the seconds that were watched. */
function eventSeconds(
  time: Float64Array,
  { end, ties }: { end: number | undefined; ties: "merge" | "keep" },
): { seconds: Float64Array; span: number } {
  const action = "fit a Hawkes process";
  const n = assertColumns(action, { time });
  assertRising(action, time);
  const events = ties === "merge"
    ? time.filter((t, i) => i === 0 || t > time[i - 1]!)
    : time;
  const count = events.length;
  if (count < 10) {
    throw new RangeError(
      `Cannot ${action} as there must be at least 10 events at different times: current value is ${count}`,
    );
  }
  const stop = end ?? time[n - 1]!;
  if (!(stop >= time[n - 1]!) || !(stop < Infinity)) {
    throw new RangeError(
      `Cannot ${action} as end must not be before the last event ${
        time[n - 1]
      }: current value is ${stop}`,
    );
  }
  const first = time[0]!;
  const span = (stop - first) / 1e6;
  if (!(span > 0)) {
    throw new RangeError(
      `Cannot ${action} as events must span some time: current value is ${span} s`,
    );
  }
  return { seconds: events.map((t) => (t - first) / 1e6), span };
}

/** The process without excitement: its rate, and what is known of it. */
function poissonFit(
  rate: number,
  count: number,
): Pick<HawkesFit, "parameters" | "standardErrors"> {
  return {
    parameters: { baseline: rate, branchingRatio: 0, decay: NaN },
    standardErrors: { ...UNKNOWN, baseline: rate / Math.sqrt(count - 1) },
  };
}

/** Standard errors from the curvature, that of the branching ratio by the delta method; none where it is no maximum. */
function errorsOf(
  [, excitation, decay]: Triple,
  { hessian }: HawkesLikelihood,
): HawkesFit["standardErrors"] | undefined {
  const covariance = invertSymmetric(hessian.map((row) => row.map((h) => -h)));
  if (!covariance) return undefined;
  const relative = covariance[1]![1]! / excitation ** 2 +
    covariance[2]![2]! / decay ** 2 -
    2 * covariance[1]![2]! / (excitation * decay);
  return {
    baseline: Math.sqrt(covariance[0]![0]!),
    branchingRatio: excitation / decay * Math.sqrt(relative),
    decay: Math.sqrt(covariance[2]![2]!),
  };
}

type Triple = readonly [number, number, number];

/** The best of a ladder of decays about the mean rate, at a branching ratio of one half. */
function start(at: (p: Triple) => HawkesLikelihood, rate: number): Triple {
  let best: Triple = [rate / 2, rate / 2, rate];
  let most = -Infinity;
  for (let decay = rate / 30; decay < 2e6 && decay < rate * 1e5; decay *= 5) {
    const point: Triple = [rate / 2, decay / 2, decay];
    const { value } = at(point);
    if (value > most) [best, most] = [point, value];
  }
  return best;
}

/** Newton's method in logarithms, each step shortened or bent until it rises. */
function climb(
  at: (p: Triple) => HawkesLikelihood,
  from: Triple,
): { point: Triple; likelihood: HawkesLikelihood; converged: boolean } {
  let point = from;
  let likelihood = at(point);
  for (let step = 0; step < MOST_STEPS; step++) {
    const slope = point.map((p, j) => p * likelihood.gradient[j]!);
    const curvature = likelihood.hessian.map((row, i) =>
      row.map((h, j) => -h * point[i]! * point[j]! - (i === j ? slope[i]! : 0))
    );
    const move = uphill(curvature, slope);
    const gain = move.reduce((sum, m, j) => sum + m * slope[j]!, 0);
    if (gain < TOLERANCE) return { point, likelihood, converged: true };
    let size = Math.min(1, 2 / Math.max(...move.map(Math.abs)));
    let next = likelihood;
    let target = point;
    for (let halvings = 0; halvings < 40; halvings++, size /= 2) {
      target = point.map((p, j) =>
        p * Math.exp(size * move[j]!)
      ) as unknown as Triple;
      next = at(target);
      if (next.value > likelihood.value) break;
    }
    if (!(next.value > likelihood.value)) {
      return { point, likelihood, converged: gain < 1e-4 };
    }
    [point, likelihood] = [target, next];
  }
  return { point, likelihood, converged: false };
}

/** The Newton step, its matrix raised by a multiple of the identity until it points uphill. */
function uphill(
  curvature: readonly (readonly number[])[],
  slope: readonly number[],
): number[] {
  const scale = Math.max(...curvature.flat().map(Math.abs), 1e-300);
  for (let ridge = 0; ridge < 10; ridge = Math.max(1e-8, ridge * 10)) {
    const raised = curvature.map((row, i) =>
      row.map((c, j) => i === j ? c + ridge * scale : c)
    );
    const move = solveSymmetric(raised, slope);
    if (move !== undefined) return move;
  }
  return slope.map((s) => s / scale);
}
