import { GrowingColumn } from "../flow/growing_column.ts";
import { clockFamily, DecisionRows } from "./decision_clock.ts";
import { emitInto, TIME, VALUE } from "./emission.ts";
import type {
  EmitValue,
  Feature,
  FeatureState,
  Lineage,
  TimedColumn,
} from "./feature.ts";
import type { MarketColumns } from "./market_columns.ts";
import { mergeRecords, type RecordSources } from "./merge_records.ts";
import type { Family, RecordFamilies } from "./records.ts";

/** A feature without its column form. */
export type StreamedFeature =
  & Lineage
  & Required<Pick<Feature, "start">>
  & Pick<Feature, "join">;

/**
 * A feature from its streaming form; the column form runs it over the columns.
 *
 * @param feature Lineage and streaming form.
 * @returns The feature with both forms.
 *
 * @example The size of the last trade
 * ```ts
 * import assert from "node:assert/strict";
 * import { marketColumns, streamedFeature } from "volarb/features";
 *
 * const size = streamedFeature({
 *   name: "trade_size",
 *   inputs: ["trades.quantity"],
 *   unit: "base units",
 *   window: "1 trade",
 *   warmUp: 0,
 *   known: "when the trade is received",
 *   start: (emit) => ({
 *     families: {
 *       trades: ({ receiveTime, quantity }, from, to) => {
 *         for (let i = from; i < to; i++) emit(receiveTime[i]!, quantity[i]!);
 *       },
 *     },
 *     toJSON: () => null,
 *   }),
 * });
 * const { time, values } = size.compute(marketColumns({
 *   trades: {
 *     eventTime: Float64Array.of(1, 2),
 *     receiveTime: Float64Array.of(3, 4),
 *     price: Float64Array.of(100, 101),
 *     quantity: Float64Array.of(7, 8),
 *     isBuyerMaker: Uint8Array.of(0, 1),
 *   },
 * }));
 * assert.deepEqual([...time, ...values], [3, 4, 7, 8]);
 * ```
 */
export function streamedFeature(feature: StreamedFeature): Feature {
  return {
    ...feature,
    compute: (market) => streamedColumn(market, (emit) => feature.start(emit)),
  };
}

/**
 * Families that a state reads.
 *
 * @param state The state.
 * @returns Their names.
 */
export function familiesOf({ families }: FeatureState): Family[] {
  return Object.keys(families) as Family[];
}

/**
 * Hands rows to a state if it reads their family.
 *
 * @param state The state.
 * @param family The family.
 * @param records Its columns.
 * @param from First row.
 * @param to The row after the last.
 */
export function give<F extends Family>(
  state: FeatureState,
  family: F,
  records: RecordFamilies[F],
  from: number,
  to: number,
): void {
  const take = state.families[family] as
    | ((records: RecordFamilies[F], from: number, to: number) => void)
    | undefined;
  if (take !== undefined) take(records, from, to);
}

/**
 * Runs a streaming form over a market in memory and gathers its values.
 *
 * @param market What is read.
 * @param start Starts the streaming form.
 * @returns Every value, and when it was known.
 */
export function streamedColumn(
  market: MarketColumns,
  start: (emit: EmitValue) => FeatureState,
): TimedColumn {
  const time = new GrowingColumn();
  const values = new GrowingColumn();
  const state = start(emitInto((entry) => {
    time.push(entry[TIME]!);
    values.push(entry[VALUE]! + 0);
  }));
  const families = familiesOf(state);
  const clock = state.decide && clockFamily(market.clock);
  if (clock !== undefined && !families.includes(clock)) families.push(clock);
  const sources: Record<string, unknown> = {};
  let until = -Infinity;
  for (const family of families) {
    const records = market[family];
    const rows = records.receiveTime.length;
    sources[family] = [{ rows, records }];
    until = Math.max(until, records.receiveTime[rows - 1] ?? -Infinity);
  }
  const decisions = new DecisionRows(market.clock);
  mergeRecords(sources as RecordSources, clock, (family, records, from, to) => {
    if (family !== clock) return give(state, family, records, from, to);
    while (from < to) {
      const row = decisions.next(records, from, to);
      const end = row < 0 ? to : row + 1;
      give(state, family, records, from, end);
      if (row >= 0) {
        state.advance?.(records.receiveTime[row]!);
        state.decide?.(records.receiveTime[row]!);
      }
      from = end;
    }
  });
  until = Math.max(until, market.until ?? -Infinity);
  if (until > -Infinity) state.advance?.(until);
  return { time: time.toColumn(), values: values.toColumn() };
}
