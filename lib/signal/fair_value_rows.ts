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
};

/** What {@linkcode fairValueBlocks} gives. */
export type FairValueBlocks = {
  /** Stretches of rows; each starts its own differences. */
  readonly blocks: readonly FairValueRows[];
  /** The first mid. */
  readonly price: number;
};

/** Fewest rows of a stretch. */
const LEAST = 20;

/**
 * The rows that a likelihood takes: complete, the last of each time, at least a step apart,
 * and in stretches of time.
 *
 * @param action What could not be done.
 * @param quotes The quotes.
 * @param options Least time between rows and the length of a stretch, seconds.
 * @returns The stretches, of at least 20 rows each, and the first mid.
 * @throws {RangeError} If columns differ in length, time runs backwards, or fewer than 20 rows are left.
 */
export function fairValueBlocks(
  action: string,
  { time, mid, imbalance }: FairValueQuotes,
  { step, block }: { readonly step: number; readonly block: number },
): FairValueBlocks {
  const length = assertColumns(action, { time, mid, imbalance });
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
  const rowsOf = (rows: readonly number[]): FairValueRows => ({
    gaps: Float64Array.from(
      rows,
      (t, k) => k === 0 ? NaN : (time[t]! - time[rows[k - 1]!]!) / 1e6,
    ),
    logMid: Float64Array.from(rows, (t) => Math.log(mid[t]! / price)),
    imbalance: Float64Array.from(rows, (t) => imbalance[t]!),
  });
  return { price, blocks: stretches(kept, time, block).map(rowsOf) };
}

/** Cuts rows into stretches; one that is too short goes with the one before. */
function stretches(
  kept: readonly number[],
  time: Float64Array,
  block: number,
): number[][] {
  const first = time[kept[0]!]!;
  const cut = [
    ...Map.groupBy(
      kept,
      (t) => Math.floor((time[t]! - first) / (1e6 * block)),
    ).values(),
  ];
  const out: number[][] = [];
  for (const rows of cut) {
    const before = out.at(-1);
    if (before !== undefined && Math.min(before.length, rows.length) < LEAST) {
      before.push(...rows);
    } else out.push(rows);
  }
  // The last may be short if it is the first too; else it has gone with the one before.
  return out;
}
