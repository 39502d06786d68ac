import { mean, type RowRange, variance } from "../stats/mod.ts";
import type { UnusableFeature } from "./signal_model.ts";

/** How features are brought to one scale, as it was learnt in the training window. */
export type FeatureScaling = {
  /** What is taken from each feature. */
  readonly center: readonly number[];
  /** What it is then divided by; `null` where the feature is left out. */
  readonly scale: readonly (number | null)[];
  /** Where a score is cut off, in standard deviations; `null` for nowhere. */
  readonly clip: number | null;
};

/**
 * Mean and standard deviation of each feature over the rows where it is there.
 *
 * @param action What could not be done.
 * @param names Names of the features.
 * @param columns The features.
 * @param options Rows, where scores are cut off, and what becomes of a feature that is constant
 *   or mostly missing.
 * @returns The scaling.
 * @throws {RangeError} If a feature is constant or there in less than half of the rows and is
 *   not to be left out, or none is left.
 */
export function fitScaling(
  action: string,
  names: readonly string[],
  columns: readonly Float64Array[],
  { rows, clip, unusable }: {
    readonly rows: RowRange;
    readonly clip: number;
    readonly unusable: UnusableFeature;
  },
): FeatureScaling {
  const center: number[] = [];
  const scale: (number | null)[] = [];
  columns.forEach((column, k) => {
    const present = column.subarray(rows.from, rows.to).filter(Number.isFinite);
    const average = mean(present);
    const deviation = Math.sqrt(variance(present, { ddof: 0 }));
    const sparse = present.length * 2 < rows.to - rows.from;
    // A constant that has no exact mean deviates by rounding only.
    const constant = !(deviation > 1e-13 * Math.abs(average));
    if ((sparse || constant) && unusable === "refuse") {
      throw new RangeError(
        `Cannot ${action} as feature ${names[k]} must ${
          sparse
            ? "be there in at least half of the rows"
            : "move in the training rows"
        }: current value is ${
          sparse
            ? `${present.length} of ${rows.to - rows.from}`
            : `${average} throughout`
        }`,
      );
    }
    center.push(sparse || constant ? 0 : average);
    scale.push(sparse || constant ? null : deviation);
  });
  if (scale.every((s) => s === null)) {
    throw new RangeError(
      `Cannot ${action} as a feature must move in the training rows: current value is none of ${
        names.join(", ")
      }`,
    );
  }
  return { center, scale, clip: Number.isFinite(clip) ? clip : null };
}

/** Scores of one row at a time, by a {@linkcode FeatureScaling}. */
export class FeatureScaler {
  readonly #center: Float64Array;
  readonly #scale: Float64Array;
  readonly #clip: number;
  /** Scores of the last row: 0 for a feature that is left out, `NaN` for a missing one. */
  readonly scores: Float64Array;

  /**
   * Starts without a row.
   *
   * @param scaling Centers, scales and the cut.
   */
  constructor({ center, scale, clip }: FeatureScaling) {
    this.#center = Float64Array.from(center);
    this.#scale = Float64Array.from(scale, (s) => s ?? Infinity);
    this.#clip = clip ?? Infinity;
    this.scores = new Float64Array(center.length);
  }

  /**
   * Takes a row.
   *
   * @param features One value per feature.
   * @returns Whether every feature that is not left out is there.
   */
  update(features: Float64Array): boolean {
    let complete = true;
    for (let k = 0; k < this.scores.length; k++) {
      if (this.#scale[k] === Infinity) continue;
      const z = (features[k]! - this.#center[k]!) / this.#scale[k]!;
      if (z - z !== 0) {
        complete = false;
        this.scores[k] = NaN;
      } else {
        this.scores[k] = z > this.#clip
          ? this.#clip
          : z < -this.#clip
          ? -this.#clip
          : z;
      }
    }
    return complete;
  }
}
