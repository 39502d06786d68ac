/** How much a position trades. */
export type SignalTurnover = {
  /** Mean size of a trade per row, fraction of capital. */
  readonly perRow: number;
  /** Mean size of the position, fraction of capital. */
  readonly meanPosition: number;
  /** Rows for which a unit of position is held, `2 · meanPosition / perRow`; infinite without a trade. */
  readonly holdingRows: number;
};

/**
 * Turnover of a position.
 *
 * `mean |θ[t] - θ[t-1]|` over the rows that have both; a unit that is opened and closed is two
 * units of turnover, hence the holding time `2 mean |θ| / mean |Δθ|`.
 *
 * @param position Length `n`: signed fraction of capital; `NaN` is missing.
 * @returns Per row, unit of the position; `NaN` where no two rows follow on each other.
 *
 * @example In and out
 * ```ts
 * import assert from "node:assert/strict";
 * import { signalTurnover } from "volarb/signal";
 *
 * const { perRow, holdingRows } = signalTurnover(Float64Array.of(0, 1, 1, 0));
 * assert.equal(perRow, 2 / 3);
 * assert.equal(holdingRows, 1.5);
 * ```
 */
export function signalTurnover(position: Float64Array): SignalTurnover {
  let traded = 0;
  let steps = 0;
  let held = 0;
  let rows = 0;
  for (let t = 0; t < position.length; t++) {
    const now = position[t]!;
    if (!Number.isFinite(now)) continue;
    held += Math.abs(now);
    rows++;
    if (t === 0 || !Number.isFinite(position[t - 1]!)) continue;
    traded += Math.abs(now - position[t - 1]!);
    steps++;
  }
  const perRow = traded / steps;
  const meanPosition = held / rows;
  return { perRow, meanPosition, holdingRows: 2 * meanPosition / perRow };
}
