import { assertColumns } from "../stats/arguments.ts";
import { soldShare } from "./arguments.ts";

/** Volumes that {@linkcode classificationAccuracy} compares. */
export type ClassifiedBars = {
  /** Length `m`; volume of each bar. */
  readonly volume: Float64Array;
  /** Length `m`; what of it was bought, by the venue's flag. */
  readonly buyVolume: Float64Array;
  /** Length `m`; what of it was bought, by a guess; bars without one are left out. */
  readonly classified: Float64Array;
};

/**
 * Share of volume that a classification puts on its side, bar by bar.
 *
 * `Σ (min(B, B') + min(S, S')) / Σ V` with `B`, `S` the true and `B'`, `S'` the guessed volumes of
 * a bar. Errors within a bar cancel, so that larger bars score higher and half of
 * everything scores well above one half: compare on one size of bar.
 *
 * @param bars True and guessed volumes.
 * @returns In [0, 1]; `NaN` without volume.
 * @throws {RangeError} If columns differ in length or a bought volume is not within
 *   the volume.
 * @see lem-sign-error, eq-sign-error
 * @see Chakrabarty, B., Pascual, R. and Shkilko, A. (2015), Journal of Financial Markets
 *   25, 52-79, doi:10.1016/j.finmar.2015.06.001.
 *
 * @example Six of ten bought, eight guessed
 * ```ts
 * import assert from "node:assert/strict";
 * import { classificationAccuracy } from "volarb/flow";
 *
 * const accuracy = classificationAccuracy({
 *   volume: Float64Array.of(10),
 *   buyVolume: Float64Array.of(6),
 *   classified: Float64Array.of(8),
 * });
 * assert.equal(accuracy, 0.8);
 * ```
 */
export function classificationAccuracy(
  { volume, buyVolume, classified }: ClassifiedBars,
): number {
  const action = "score a classification";
  const m = assertColumns(action, { volume, buyVolume, classified });
  let right = 0;
  let total = 0;
  for (let k = 0; k < m; k++) {
    const all = volume[k]!;
    const [truth, guess] = [buyVolume[k]!, classified[k]!];
    soldShare(action, all, truth);
    soldShare(action, all, guess);
    if (truth !== truth || guess !== guess) continue;
    right += Math.min(truth, guess) + Math.min(all - truth, all - guess);
    total += all;
  }
  return total > 0 ? right / total : NaN;
}
