import type { CustomData, CustomOrigin, Range } from "../catalog/mod.ts";
import type { BusData } from "./bus_data.ts";
import type { RecordedData } from "./event_engine.ts";

/**
 * Messages of a catalog for a run: signals, estimates and the like that were recorded, each
 * delivered at its receive time.
 *
 * They are read one row group at a time, and each becomes an object when its turn comes.
 *
 * @param store Records of one type.
 * @param origin Whose they are.
 * @param range UTC days and span of `receiveTime`; all by default.
 * @returns The messages and their topic, for `data` of a backtest. That there are none is a
 *   `DataError` when the run starts.
 *
 * @example A signal that was recorded
 * ```ts
 * import assert from "node:assert/strict";
 * import { CustomData } from "volarb/catalog";
 * import { recordedData } from "volarb/engine";
 *
 * const store = new CustomData(Deno.makeTempDirSync(), {
 *   type: "Mood",
 *   fields: [{ name: "level", type: "double", unit: "1", description: "How it is." }],
 * });
 * const origin = { symbol: "BTCUSDT", source: "poll" };
 * store.write(origin, {
 *   eventTime: Float64Array.of(1e15),
 *   receiveTime: Float64Array.of(1e15 + 5),
 *   level: Float64Array.of(0.5),
 * });
 * const { topic, messages } = recordedData(store, origin);
 * assert.deepEqual(topic, { type: "Mood", ...origin });
 * assert.deepEqual([...messages], [
 *   { type: "Mood", ...origin, eventTime: 1e15, receiveTime: 1e15 + 5, level: 0.5 },
 * ]);
 * ```
 */
export function recordedData(
  store: CustomData,
  origin: CustomOrigin,
  range: Range = {},
): RecordedData {
  const { symbol, source } = origin;
  const topic = { type: store.schema.type, symbol, source };
  return {
    topic,
    messages: {
      *[Symbol.iterator]() {
        for (const { rows, columns } of store.rowGroups(origin, range)) {
          const entries = Object.entries(columns);
          for (let row = 0; row < rows; row++) {
            const values = entries.map(([name, column]) => [name, column[row]]);
            yield { ...topic, ...Object.fromEntries(values) } as BusData;
          }
        }
      },
    },
  };
}
