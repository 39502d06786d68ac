import { ResultTable } from "../engine/mod.ts";
import { GrowingColumn } from "../flow/growing_column.ts";

/**
 * Columns of the decisions of a {@linkcode VolatilityArbitrage}, in their order.
 *
 * @example The head of a table of decisions
 * ```ts
 * import assert from "node:assert/strict";
 * import { logReturnFeature } from "volarb/features";
 * import { ridgeSignal } from "volarb/signal";
 * import { DECISION_COLUMNS, volatilityArbitrage, volatilityArbitrageConfig } from "volarb/strategy";
 *
 * const x = Float64Array.from({ length: 60 }, (_, t) => Math.sin(t * t));
 * const { name } = logReturnFeature({ window: 1 });
 * const signal = ridgeSignal().fit({ features: { [name]: x }, returns: x.map((_, t) => x[t - 1] ?? 0) });
 * const { strategy } = volatilityArbitrage(volatilityArbitrageConfig({ symbol: "BTCUSDT" }), { signal });
 * const { columns } = strategy.decisions();
 * assert.deepEqual(Object.keys(columns), [...DECISION_COLUMNS]);
 * ```
 */
export const DECISION_COLUMNS = [
  "time",
  "price",
  "lotSize",
  "capital",
  "heldLots",
  "mean",
  "variance",
  "halfSpread",
  "toxicity",
  "fundingRate",
  "aim",
  "carry",
  "band",
  "rate",
  "damping",
  "reduceOnly",
  "chosen",
  "target",
  "wantedLots",
] as const;

/**
 * Columns of the decisions, one row per bar: when (microseconds since the epoch), the price (quote units), the size of a lot
 * (base units), the capital (quote units) and the lots that were held; mean of the signal (`NaN` without one), variance of a bar, half-spread (fraction), rank of VPIN, expected funding; aim,
 * what funding adds to it, band and position that was chosen (fractions of capital), with the rate, the damping and whether it might only shrink; the target
 * after all limits (fraction of capital) and in lots.
 */
export type DecisionColumns = {
  readonly [C in typeof DECISION_COLUMNS[number]]: Float64Array;
};

/** A decision. */
export type Decision = {
  readonly [C in typeof DECISION_COLUMNS[number]]: number;
};

/** Keeps every decision. */
export class DecisionLog {
  readonly #columns = DECISION_COLUMNS.map(() => new GrowingColumn());

  /** Takes a decision. */
  add(decision: Decision): void {
    DECISION_COLUMNS.forEach((name, k) =>
      this.#columns[k]!.push(decision[name])
    );
  }

  /** The decisions. */
  table(): ResultTable<DecisionColumns> {
    return new ResultTable(
      Object.fromEntries(
        DECISION_COLUMNS.map((name, k) => [name, this.#columns[k]!.toColumn()]),
      ) as DecisionColumns,
    );
  }
}
