import { RollingMean, type RollingMeanSnapshot } from "../stats/mod.ts";

/**
 * A rolling mean, started anew or where it stopped.
 *
 * @param window Entries in the window, at least 1.
 * @param saved What its `toJSON` gave.
 * @returns The mean.
 * @throws {RangeError} If the window is not a positive integer or does not fit `saved`.
 */
export function rollingMeanFrom(
  window: number,
  saved: RollingMeanSnapshot | undefined,
): RollingMean {
  if (saved === undefined) return new RollingMean(window);
  if (saved.window !== window) {
    throw new RangeError(
      `Cannot restore a rolling mean as the window must be ${window}: current value is ${saved.window}`,
    );
  }
  return RollingMean.from(saved);
}
