import {
  walkForward,
  type WalkForwardFold,
  type WalkForwardOptions,
} from "../stats/mod.ts";
import { checkedRows } from "./arguments.ts";
import { forwardReturns } from "./forward_returns.ts";
import {
  type InformationCoefficient,
  informationCoefficient,
} from "./information_coefficient.ts";
import type {
  FittedSignal,
  SignalColumns,
  SignalData,
  SignalModel,
} from "./signal_model.ts";

/** One refit and what came of it. */
export type SignalFold = WalkForwardFold & {
  /** What was learnt in the training rows. */
  readonly signal: FittedSignal;
  /** Correlation that it expected of itself. */
  readonly expectedIc: number;
  /** Correlation that came, in the test rows. */
  readonly realizedIc: InformationCoefficient;
};

/** What a model said out of sample, and what came. */
export type WalkForwardSignal = {
  /** Which model. */
  readonly model: string;
  /** Rows over which the return is forecast. */
  readonly horizon: number;
  /** The refits in order of time. */
  readonly folds: readonly SignalFold[];
  /** What was said at each row by the model that had been learnt before; `NaN` before the first. */
  readonly forecast: SignalColumns;
  /** What came: log return over the horizon, known `h` rows later. */
  readonly realized: Float64Array;
  /** Correlation that was expected, the mean over the test rows. */
  readonly expectedIc: number;
  /** Correlation that came, over all test rows. */
  readonly realizedIc: InformationCoefficient;
};

/**
 * Runs a model through time as it would have been run: learnt on the past, refitted from time
 * to time, judged on what it had not seen.
 *
 * Folds, purge and embargo are `walkForward`'s. In each fold the signal runs from the first
 * training row, so that what has a memory has one when the test begins; only its test rows
 * are kept.
 *
 * @param model The recipe.
 * @param data Columns of features and returns.
 * @param options Rows of training and test, horizon, embargo, window.
 * @returns Forecasts of all test rows, and the expected and realised correlation of each fold.
 * @throws {RangeError} If an option is out of range, there are not rows enough for one fold, or
 *   the model cannot be fitted in one; the message names the rows of the fold.
 * @see def-walk-forward, alg-walk-forward
 *
 * @example A feature that is worth half the next return
 * ```ts
 * import assert from "node:assert/strict";
 * import { Random } from "volarb/random";
 * import { ridgeSignal, walkForwardSignal } from "volarb/signal";
 *
 * const random = new Random(1);
 * const draw = () => Float64Array.from({ length: 600 }, () => random.normal());
 * const x = draw();
 * const returns = draw().map((e, t) => e + (x[t - 1] ?? 0));
 * const run = walkForwardSignal(ridgeSignal(), { features: { x }, returns }, {
 *   train: 200,
 *   test: 100,
 * });
 * assert.equal(run.folds.length, 4);
 * assert.ok(Math.abs(run.realizedIc.ic - Math.SQRT1_2) < 0.1);
 * ```
 */
export function walkForwardSignal(
  model: SignalModel,
  data: SignalData,
  options: WalkForwardOptions,
): WalkForwardSignal {
  const action = `walk ${model.name} forward`;
  const { to: n } = checkedRows(action, data);
  const { horizon = 1 } = options;
  const ranges = walkForward(n, options);
  if (ranges.length === 0) {
    throw new RangeError(
      `Cannot ${action} as there must be rows for one fold: current value is ${n} with ${options.train} to train on`,
    );
  }
  const realized = forwardReturns(data.returns, horizon);
  const forecast = emptyColumns(Object.keys(data.features), n);
  let expected = 0;
  const folds = ranges.map((fold) => {
    const signal = fitIn(model, data, fold, horizon);
    const { from, to } = fold.test;
    const said = signal.predict(data, { rows: { from: fold.train.from, to } });
    copyRows(said, forecast, from, to);
    expected += signal.expectedIc * (to - from);
    const realizedIc = informationCoefficient(
      said.mean.subarray(from, to),
      realized.subarray(from, to),
      { horizon, returns: data.returns.subarray(from, to) },
    );
    return { ...fold, signal, expectedIc: signal.expectedIc, realizedIc };
  });
  const tested = n - ranges[0]!.test.from;
  return {
    model: model.name,
    horizon,
    folds,
    forecast,
    realized,
    expectedIc: expected / tested,
    realizedIc: informationCoefficient(forecast.mean, realized, {
      horizon,
      returns: data.returns,
    }),
  };
}

function fitIn(
  model: SignalModel,
  data: SignalData,
  { train }: WalkForwardFold,
  horizon: number,
): FittedSignal {
  try {
    return model.fit(data, { horizon, rows: train });
  } catch (error) {
    if (error instanceof Error) {
      error.message += ` (rows ${train.from} to ${train.to - 1})`;
    }
    throw error;
  }
}

function emptyColumns(names: readonly string[], n: number): SignalColumns {
  const fresh = () => new Float64Array(n).fill(NaN);
  return {
    mean: fresh(),
    meanVariance: fresh(),
    variance: fresh(),
    contributions: Object.fromEntries(names.map((name) => [name, fresh()])),
  };
}

function copyRows(
  from: SignalColumns,
  to: SignalColumns,
  first: number,
  last: number,
): void {
  const copy = (source: Float64Array, target: Float64Array) =>
    target.set(source.subarray(first, last), first);
  copy(from.mean, to.mean);
  copy(from.meanVariance, to.meanVariance);
  copy(from.variance, to.variance);
  for (const [name, column] of Object.entries(to.contributions)) {
    copy(from.contributions[name]!, column);
  }
}
