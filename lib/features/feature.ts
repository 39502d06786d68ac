import type { AsOfOptions } from "./as_of.ts";
import type { MarketColumns } from "./market_columns.ts";
import type { Family, RecordFamilies } from "./records.ts";

/** Values with the times at which they became known. */
export type TimedColumn = {
  /** Length `n`; microseconds since the epoch, never falling. */
  readonly time: Float64Array;
  /** Length `n`; `NaN` where there is no value. */
  readonly values: Float64Array;
};

/**
 * Where a column of the frame comes from.
 *
 * @see def-known
 */
export type Lineage = {
  /** Name of the column. */
  readonly name: string;
  /** Records and columns that are read, as `bars.high`. */
  readonly inputs: readonly string[];
  /** Unit of the values. */
  readonly unit: string;
  /** How much of the past one value takes in, in words: `60 bars`. */
  readonly window: string;
  /** What there is one value for, in words: `bar`, `bucket`; `value` by default. */
  readonly entry?: string;
  /** Values that it stands behind the inputs; 0 by default. */
  readonly lag?: number;
  /** Values at the start that are `NaN` until the window is full, where none is missing otherwise. */
  readonly warmUp: number;
  /** When a value is known, in words: `when the bar is received`. */
  readonly known: string;
};

/**
 * Takes a value of a feature.
 *
 * @param time When it is known: the receive time of the record that completes it, or
 *   the end of a span of time that is over. Microseconds since the epoch, never falling.
 * @param value The value; `NaN` where there is none.
 */
export type EmitValue = {
  (time: number, value: number): void;
  /**
   * The same with both in a column of two, time first, which may be changed: a number
   * that is handed to a function is allocated where that is not put in line, one in a
   * column never is.
   */
  readonly take?: (entry: Float64Array) => void;
};

/**
 * Which values of a feature are wanted: `"every"` one, or only the `"last"` of those that
 * are known at a row. Then a state that is handed many records at once may leave out
 * values that later ones of these supersede.
 */
export type WantedValues = "every" | "last";

/**
 * A feature at work: it takes records in the order in which they are received and
 * hands over each value when it is known.
 *
 * It has a function for every family that it reads, `families.trades` and so on, which
 * takes rows `from .. to-1` of columns whose arrays are used again. What it gives must not
 * depend on how many rows it is handed at once.
 */
export type FeatureState = {
  /** What takes the records of each family that is read. */
  readonly families: {
    readonly [F in Family]?: (
      records: RecordFamilies[F],
      from: number,
      to: number,
    ) => void;
  };
  /** Lets time pass to `time`, microseconds since the epoch: spans that are over are closed. */
  readonly advance?: (time: number) => void;
  /** Told that a row of the frame is decided at `time`, once all its records are in. */
  readonly decide?: (time: number) => void;
  /**
   * The state as plain data that JSON can hold.
   *
   * @returns What {@linkcode Feature.start} takes to continue bit for bit.
   */
  toJSON(): unknown;
};

/**
 * A column of the feature frame: its lineage and its formula.
 *
 * A feature has a column form, `compute`, or a streaming form, `start`, from which
 * {@linkcode streamedFeature} makes the column form. A column form alone is enough for
 * the frame and the audit, not for a {@linkcode FeatureStream}.
 *
 * @example The range of each bar in ticks of 0.1
 * ```ts
 * import assert from "node:assert/strict";
 * import type { Feature } from "volarb/features";
 *
 * const range: Feature = {
 *   name: "range",
 *   inputs: ["bars.high", "bars.low"],
 *   unit: "ticks",
 *   window: "1 bar",
 *   warmUp: 0,
 *   known: "when the bar is received",
 *   compute: ({ bars }) => ({
 *     time: bars.receiveTime,
 *     values: bars.high.map((high, i) => (high - bars.low[i]!) / 0.1),
 *   }),
 * };
 * assert.equal(range.inputs.length, 2);
 * ```
 */
export type Feature = Lineage & {
  /** How its values are joined to the rows; as the frame says by default. */
  readonly join?: AsOfOptions;
  /**
   * Computes the whole column.
   *
   * @param market What the symbol's files hold.
   * @returns Values and when each became known; entry `t` uses nothing later.
   */
  compute(market: MarketColumns): TimedColumn;
  /**
   * Starts the streaming form.
   *
   * @param emit Takes each value when it is known.
   * @param saved What the state's `toJSON` gave, to continue there.
   * @param wanted Which values; a state may always give every one.
   * @returns The state.
   */
  start?(
    emit: EmitValue,
    saved?: unknown,
    wanted?: WantedValues,
  ): FeatureState;
};
