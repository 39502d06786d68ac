import { assertColumns } from "../stats/arguments.ts";
import type { FairValueRows } from "./fair_value_likelihood.ts";

/** Quotes that a fair-value model is fitted on, in order of time. */
export type FairValueQuotes = {
  /** Length `n`: when each was received, microseconds. */
  readonly time: Float64Array;
  /** Length `n`: mid of the best quotes; a row without one is left out. */
  readonly mid: Float64Array;
  /** Length `n`: imbalance of the best queues; a row without one is left out. */
  readonly imbalance: Float64Array;
  /**
   * Length `n`: variance of the fair price per second since the row before, positive, up to a factor
   * that is fitted; constant where it is left out. Where quotes come faster while prices move
   * faster, a constant one takes the difference for a pricing error.
   */
  readonly variance?: Float64Array;
};

/** Rows, and what they were divided by. */
type Rows = {
  readonly rows: FairValueRows;
  /** The first mid. */
  readonly price: number;
};

/** Fewest rows for five parameters. */
const LEAST = 20;

/**
 * The rows that a likelihood takes: complete, the last of each time, and at least a step apart.
 *
 * @param action What could not be done.
 * @param quotes The quotes.
 * @param step Least time between rows, seconds.
 * @returns The rows and the first mid.
 * @throws {RangeError} If columns differ in length, time runs backwards, or fewer than 20 rows are left.
 */
export function fairValueRows(
  action: string,
  { time, mid, imbalance, variance }: FairValueQuotes,
  step: number,
): Rows {
  const length = assertColumns(action, {
    time,
    mid,
    imbalance,
    ...(variance && { variance }),
  });
  const kept: number[] = [];
  let last = -Infinity, free = -Infinity;
  for (let t = 0; t < length; t++) {
    const now = time[t]!;
    if (!(now >= last)) {
      throw new RangeError(
        `Cannot ${action} as time must not run backwards: current value of row ${t} is ${now} after ${last}`,
      );
    }
    last = now;
    if (!(mid[t]! > 0) || imbalance[t] !== imbalance[t]) continue;
    if (kept.length > 0 && time[kept.at(-1)!] === now) kept.pop();
    else if (now < free) continue;
    kept.push(t);
    free = now + 1e6 * step;
  }
  if (kept.length < LEAST) {
    throw new RangeError(
      `Cannot ${action} as there must be at least ${LEAST} rows: current number is ${kept.length}`,
    );
  }
  const price = mid[kept[0]!]!;
  const rate = scaled(action, variance, time, kept);
  return {
    price,
    rows: {
      gaps: Float64Array.from(
        kept,
        (t, k) => k === 0 ? NaN : (time[t]! - time[kept[k - 1]!]!) / 1e6,
      ),
      logMid: Float64Array.from(kept, (t) => Math.log(mid[t]! / price)),
      imbalance: Float64Array.from(kept, (t) => imbalance[t]!),
      spread: rate,
    },
  };
}

/** Variance over each gap, 1 per second on average over time. */
function scaled(
  action: string,
  variance: Float64Array | undefined,
  time: Float64Array,
  kept: readonly number[],
): Float64Array {
  let whole = 0;
  const over = Float64Array.from(kept, (t, k) => {
    if (k === 0) return NaN;
    const rate = variance === undefined ? 1 : variance[t]!;
    if (!(rate > 0 && rate < Infinity)) {
      throw new RangeError(
        `Cannot ${action} as variance must be positive and finite: current value of row ${t} is ${rate}`,
      );
    }
    const added = rate * (time[t]! - time[kept[k - 1]!]!) / 1e6;
    whole += added;
    return added;
  });
  const mean = whole / ((time[kept.at(-1)!]! - time[kept[0]!]!) / 1e6);
  return over.map((added) => added / mean);
}
