import { asOf, type AsOfOptions } from "./as_of.ts";
import { clockFamily, DecisionRows } from "./decision_clock.ts";
import { emitInto, emptyEntry, takerOf, TIME, VALUE } from "./emission.ts";
import type { EmitValue, Feature, FeatureState } from "./feature.ts";
import {
  assertJoin,
  LatestValue,
  type LatestValueSnapshot,
  wantedFor,
} from "./latest_value.ts";
import type { MarketColumns } from "./market_columns.ts";
import { streamedFeature } from "./streamed_feature.ts";
import { forwarded, lineageOf } from "./transformed.ts";

/**
 * A feature with one value for each row of the frame: the last one known there.
 *
 * What is made of it then counts rows: `zScored(perRow(f), { window: 60 })` scores against
 * the last 60 rows, where `zScored(f, ...)` takes the last 60 values of `f`, of which there may
 * be thousands between two rows, or one for many rows. The name is `<name>_per_row`.
 *
 * @param feature The feature.
 * @param join What a tie is and how old a value may be; as the feature says by default.
 * @returns The feature on the rows.
 * @throws {RangeError} If an option of the join is out of range.
 *
 * @example A spread scored on the rows
 * ```ts
 * import assert from "node:assert/strict";
 * import { perRow, quotedSpreadFeature, zScored } from "volarb/features";
 *
 * const score = zScored(perRow(quotedSpreadFeature()), { window: 60 });
 * assert.equal(score.window, "60 values, one per row of the frame, each of 1 quote");
 * ```
 */
export function perRow(
  feature: Feature,
  join: AsOfOptions = feature.join ?? {},
): Feature {
  assertJoin(join);
  const lineage = {
    ...lineageOf(feature),
    name: `${feature.name}_per_row`,
    entry: "row of the frame",
    known: "at each row of the frame",
    // It has been joined already.
    join: {},
  };
  const from = feature.start?.bind(feature);
  if (from === undefined) {
    return {
      ...lineage,
      compute(market) {
        const time = decisionTimes(market);
        return { time, values: asOf(time, feature.compute(market), join) };
      },
    };
  }
  return streamedFeature({
    ...lineage,
    start(emit, saved) {
      const snapshot = saved as RowSnapshot | undefined;
      const latest = new LatestValue(join);
      if (snapshot !== undefined) latest.restore(snapshot.latest);
      const push = emitInto((entry) => latest.take(entry));
      const state = from(push, snapshot?.of ?? undefined, wantedFor(join));
      return forwarded(state, decideWith(state, latest, emit));
    },
  });
}

type RowSnapshot = {
  readonly of: unknown;
  readonly latest: LatestValueSnapshot;
};

function decideWith(
  state: FeatureState,
  latest: LatestValue,
  emit: EmitValue,
): Pick<FeatureState, "decide" | "toJSON"> {
  const take = takerOf(emit);
  const entry = emptyEntry();
  return {
    decide(time) {
      state.decide?.(time);
      entry[TIME] = time;
      entry[VALUE] = latest.at(time);
      take(entry);
    },
    toJSON: (): RowSnapshot => ({
      of: state.toJSON(),
      latest: latest.toJSON(),
    }),
  };
}

/** Times of the rows of a market. */
function decisionTimes(market: MarketColumns): Float64Array {
  const records = market[clockFamily(market.clock)];
  const { receiveTime } = records;
  const rows = new DecisionRows(market.clock);
  const times: number[] = [];
  for (let row = -1;;) {
    row = rows.next(records, row + 1, receiveTime.length);
    if (row < 0) return Float64Array.from(times);
    times.push(receiveTime[row]!);
  }
}
