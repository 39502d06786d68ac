import type { RowRange } from "../stats/mod.ts";
import { assertInteger } from "../stats/arguments.ts";
import { checkedRows } from "./arguments.ts";
import { type FeatureScaling, fitScaling } from "./feature_scaling.ts";
import type {
  SignalData,
  SignalFitOptions,
  UnusableFeature,
} from "./signal_model.ts";

/** How scores are made of features. */
export type ScoreOptions = {
  /** Standard deviations at which a score is cut off; 3 by default, `Infinity` for nowhere. */
  readonly clip?: number;
  /** What becomes of a feature that cannot be learnt on; `"refuse"` by default. */
  readonly unusable?: UnusableFeature;
};

/** What every model begins with: the features of its training rows, and how they become scores. */
export type TrainingFeatures = {
  /** The training rows. */
  readonly range: RowRange;
  /** Names of all features. */
  readonly names: readonly string[];
  /** Their columns. */
  readonly columns: readonly Float64Array[];
  /** How scores are made. */
  readonly scaling: FeatureScaling;
  /** Positions of the features that are not left out. */
  readonly kept: readonly number[];
};

/**
 * Checks what a model is fitted on, and fits how its features become scores.
 *
 * @param action What could not be done.
 * @param data Features and returns.
 * @param fit Horizon and rows.
 * @param score How scores are made.
 * @returns Rows, columns and scaling.
 * @throws {TypeError} If there is no feature or a column is no typed array.
 * @throws {RangeError} If columns differ in length, an option is out of range or a feature
 *   cannot be learnt on.
 */
export function trainingFeatures(
  action: string,
  data: SignalData,
  { horizon = 1, rows }: SignalFitOptions,
  { clip = 3, unusable = "refuse" }: ScoreOptions,
): TrainingFeatures {
  const range = checkedRows(action, data, rows);
  assertInteger(action, "horizon", horizon, 1);
  if (!(clip > 0)) {
    throw new RangeError(
      `Cannot ${action} as clip must be positive: current value is ${clip}`,
    );
  }
  const names = Object.keys(data.features);
  const columns = Object.values(data.features);
  const options = { rows: range, clip, unusable };
  const scaling = fitScaling(action, names, columns, options);
  const kept = names.flatMap((_, k) => scaling.scale[k] === null ? [] : [k]);
  return { range, names, columns, scaling, kept };
}
