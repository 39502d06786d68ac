import type { RowRange } from "../stats/mod.ts";

/**
 * Holds a fit of `K` coefficients to `h · max(20, 4 K)` complete rows, of which a horizon of
 * `h` leaves `max(20, 4 K)` that do not overlap.
 *
 * @param action What could not be done.
 * @param rows Complete rows, features, horizon, and the rows that were looked at.
 * @throws {RangeError} If there are fewer.
 */
export function assertEnoughRows(
  action: string,
  { observations, features, horizon, range }: {
    readonly observations: number;
    readonly features: number;
    readonly horizon: number;
    readonly range: RowRange;
  },
): void {
  const least = horizon * Math.max(20, 4 * features);
  if (observations >= least) return;
  throw new RangeError(
    `Cannot ${action} as there must be at least ${least} complete rows for ${features} features and a horizon of ${horizon}: current value is ${observations} of ${
      range.to - range.from
    }`,
  );
}

/**
 * Refuses returns that stand still: there is nothing to divide them by.
 *
 * @param action What could not be done.
 * @param deviation Root of their mean square.
 * @throws {RangeError} If it is not above 0.
 */
export function assertMoving(action: string, deviation: number): void {
  if (deviation > 0) return;
  throw new RangeError(
    `Cannot ${action} as returns must move in the training rows: current value is a deviation of ${deviation}`,
  );
}
