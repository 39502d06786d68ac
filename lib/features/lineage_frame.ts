import pl from "nodejs-polars";
import type { FeatureFrame, Frame } from "./feature_frame.ts";
import type { Lineage } from "./feature.ts";

/**
 * Where every column of a feature frame comes from, as a table.
 *
 * @param frame The frame, or the lineage of its columns, or features.
 * @returns One row per column: `name`, `inputs`, `window`, `entry` (what there is one value
 *   for), `unit`, `lag` (values behind), `warm_up` (values that are `NaN` at the start) and
 *   `known` (when a value is).
 *
 * @example Two columns
 * ```ts
 * import assert from "node:assert/strict";
 * import { lagged, lineageFrame, logReturnFeature } from "volarb/features";
 *
 * const change = logReturnFeature({ window: 1 });
 * const table = lineageFrame([change, lagged(change, { lag: 3 })]);
 * assert.deepEqual(table.getColumn("name").toArray(), [
 *   "log_return_1",
 *   "log_return_1_lag_3",
 * ]);
 * assert.deepEqual([...table.getColumn("lag").toTypedArray()], [0, 3]);
 * ```
 */
export function lineageFrame(
  frame: Pick<FeatureFrame, "lineage"> | readonly Lineage[],
): Frame {
  const lineage = "lineage" in frame ? frame.lineage : frame;
  const texts = (name: string, of: (column: Lineage) => string) =>
    pl.Series(name, lineage.map(of), pl.Utf8);
  const numbers = (name: string, of: (column: Lineage) => number) =>
    pl.Series(name, Float64Array.from(lineage, of));
  return pl.DataFrame([
    texts("name", ({ name }) => name),
    texts("inputs", ({ inputs }) => inputs.join(", ")),
    texts("window", ({ window }) => window),
    texts("entry", ({ entry = "value" }) => entry),
    texts("unit", ({ unit }) => unit),
    numbers("lag", ({ lag = 0 }) => lag),
    numbers("warm_up", ({ warmUp }) => warmUp),
    texts("known", ({ known }) => known),
  ]);
}
