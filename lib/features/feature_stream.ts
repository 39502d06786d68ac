import { orNull } from "../stats/or_null.ts";
import { assertNames } from "./feature_names.ts";
import type { AsOfOptions } from "./as_of.ts";
import {
  clockFamily,
  type DecisionClock,
  DecisionRows,
} from "./decision_clock.ts";
import { emitInto } from "./emission.ts";
import type { Feature, FeatureState } from "./feature.ts";
import {
  LatestValue,
  type LatestValueSnapshot,
  wantedFor,
} from "./latest_value.ts";
import {
  FAMILIES,
  type Family,
  type RecordFamilies,
  type RecordOf,
} from "./records.ts";
import { RecordQueue, type TakeRecords } from "./record_queue.ts";

/** The records of each family that is read. */
type Queues = { [F in Family]?: RecordQueue<F> };

/** Which features, and when there is a row. */
export type FeatureStreamSpec = {
  /** The columns, with different names. */
  readonly features: readonly Feature[];
  /** When there is a row; at every bar by default. */
  readonly clock?: DecisionClock;
  /** How values are joined to the rows, where a feature does not say. */
  readonly join?: AsOfOptions;
};

/** What {@linkcode FeatureStream} needs to carry on where it stopped. */
export type FeatureStreamSnapshot = {
  /** Names of the features. */
  readonly names: readonly string[];
  /** Receive time of the last record; `null` before the first. */
  readonly received: number | null;
  /** Time of the last row; `null` before the first. */
  readonly time: number | null;
  /** The last row; `null` where there is no value. */
  readonly row: readonly (number | null)[];
  /** What was counted since the last row. */
  readonly filled: number;
  /** The last values of each feature. */
  readonly latest: readonly LatestValueSnapshot[];
  /** The state of each feature. */
  readonly states: readonly unknown[];
};

/**
 * The feature frame row by row, from records one at a time.
 *
 * Records of all families are handed over in the order of their receive times. A
 * record that completes a row of the clock gives the row at once: every feature's last
 * value known by then. These are the rows of {@linkcode featureFrame} bit for bit, as
 * long as records of one receive time come in the order of {@linkcode FAMILIES}, the
 * family of the clock after all others.
 *
 * Records wait in small queues until a row is decided, as a run of them costs a feature
 * little more than one: what is wrong with a record, other than its time, is told by
 * the time of the next row. A record allocates nothing but what a feature's own estimator
 * does, and a row one number: its time, which every feature is told.
 *
 * @see def-feature-vector
 *
 * @example Rows of a market with two bars
 * ```ts
 * import assert from "node:assert/strict";
 * import { FeatureStream, logReturnFeature } from "volarb/features";
 * import { MINUTE } from "volarb/time";
 *
 * const stream = new FeatureStream({ features: [logReturnFeature({ window: 1 })] });
 * [100, 110].forEach((price, minute) =>
 *   stream.update("bars", {
 *     openTime: minute * MINUTE,
 *     closeTime: (minute + 1) * MINUTE,
 *     receiveTime: (minute + 1) * MINUTE,
 *     open: price, high: price, low: price, close: price,
 *     volume: 1, quoteVolume: price, count: 1, takerBuyVolume: 1,
 *   })
 * );
 * assert.equal(stream.time, 2 * MINUTE);
 * assert.ok(Math.abs(stream.value("log_return_1") - Math.log(1.1)) < 1e-15);
 * ```
 */
export class FeatureStream {
  /** Names of the columns. */
  readonly names: readonly string[];
  /** Families that are read, the clock's among them; records of others are passed over. */
  readonly families: readonly Family[];
  /** The last row: one value per feature. The array is used again for the next row. */
  readonly row: Float64Array;
  readonly #features: readonly Feature[];
  readonly #joins: readonly AsOfOptions[];
  readonly #clock: Family;
  readonly #decisions: DecisionRows;
  readonly #latest: readonly LatestValue[];
  #states: readonly FeatureState[];
  #queues: Queues = {};
  #waiting: readonly { give(): void }[] = [];
  /** Where the last record went. */
  #last: { settle(): void } | undefined;
  #received = NaN;
  #time = NaN;

  /**
   * Starts with no record seen.
   *
   * @param spec Features and clock.
   * @throws {TypeError} If a feature has a column form only.
   * @throws {RangeError} If two features have one name, or the clock or a join is out
   *   of range.
   */
  constructor(
    { features, clock = { kind: "bars" }, join = {} }: FeatureStreamSpec,
  ) {
    assertNames("stream features", features);
    this.#features = features;
    this.#clock = clockFamily(clock);
    this.#decisions = new DecisionRows(clock);
    this.#joins = features.map((feature) => feature.join ?? join);
    this.#latest = this.#joins.map((options) => new LatestValue(options));
    this.names = features.map(({ name }) => name);
    this.row = new Float64Array(features.length).fill(NaN);
    this.#states = this.#start([]);
    this.families = FAMILIES.filter((family) => family in this.#queues);
  }

  /**
   * Restores the state that {@linkcode toJSON} gave.
   *
   * @param snapshot The state as plain data.
   * @param spec The same features and clock.
   * @returns A stream that continues bit for bit.
   * @throws {RangeError} If the features have other names.
   */
  static from(
    snapshot: FeatureStreamSnapshot,
    spec: FeatureStreamSpec,
  ): FeatureStream {
    const stream = new FeatureStream(spec);
    if (snapshot.names.join() !== stream.names.join()) {
      throw new RangeError(
        `Cannot restore FeatureStream as the features must be ${
          snapshot.names.join(", ")
        }: current value is ${stream.names.join(", ")}`,
      );
    }
    stream.#received = snapshot.received ?? NaN;
    stream.#time = snapshot.time ?? NaN;
    snapshot.row.forEach((value, i) => stream.row[i] = value ?? NaN);
    stream.#decisions.restore(snapshot.filled);
    snapshot.latest.forEach((value, i) => stream.#latest[i]!.restore(value));
    stream.#states = stream.#start(snapshot.states);
    return stream;
  }

  /** Time of the last row, microseconds since the epoch; `NaN` before the first. */
  get time(): number {
    return this.#time;
  }

  /** Whether there is a row and nothing in it is missing. */
  get ready(): boolean {
    return !Number.isNaN(this.#time) && !this.row.some(Number.isNaN);
  }

  /**
   * The last value of one feature.
   *
   * @param name Name of the feature.
   * @returns Its value in the last row; `NaN` before the first.
   * @throws {RangeError} If there is no such feature.
   */
  value(name: string): number {
    const i = this.names.indexOf(name);
    if (i >= 0) return this.row[i]!;
    throw new RangeError(
      `Cannot read a feature as it must be one of ${
        this.names.join(", ")
      }: current value is ${name}`,
    );
  }

  /**
   * Takes the next record.
   *
   * @param family Its family.
   * @param record Its values by name.
   * @returns Whether it completed a row, which is then in {@linkcode row}.
   * @throws {RangeError} If its receive time is missing or before the last one.
   */
  update<F extends Family>(family: F, record: RecordOf<F>): boolean {
    const time = record.receiveTime;
    if (!(time >= this.#received)) checkTime(family, time, this.#received);
    this.#received = time;
    const queue: RecordQueue<F> | undefined = this.#queues[family];
    if (queue === undefined) return false;
    if (queue !== this.#last) this.#turnTo(queue);
    const row = queue.push(record);
    if (
      family === this.#clock &&
      this.#decisions.next(queue.columns, row, row + 1) >= 0
    ) {
      this.#decide(time);
      return true;
    }
    if (queue.full) queue.give();
    return false;
  }

  /**
   * Takes rows `from .. to-1` of columns, the next records of one family.
   *
   * @param family The family.
   * @param records Its columns.
   * @param from First row.
   * @param to The row after the last.
   * @param onRow Called at each row that is completed, when {@linkcode row} holds it.
   * @throws {RangeError} If a receive time is missing or before the last one.
   */
  updateRows<F extends Family>(
    family: F,
    records: RecordFamilies[F],
    from: number,
    to: number,
    onRow: (time: number) => void,
  ): void {
    const { receiveTime } = records;
    this.#received = checkedTimes(
      family,
      receiveTime,
      from,
      to,
      this.#received,
    );
    this.#handOver();
    const queue: RecordQueue<F> | undefined = this.#queues[family];
    if (family !== this.#clock) return queue?.pass(records, from, to);
    while (from < to) {
      const row = this.#decisions.next(records, from, to);
      const end = row < 0 ? to : row + 1;
      queue?.pass(records, from, end);
      from = end;
      if (row < 0) continue;
      this.#decide(receiveTime[row]!);
      onRow(this.#time);
    }
  }

  /** Forgets every record. */
  reset(): void {
    this.#received = NaN;
    this.#time = NaN;
    this.row.fill(NaN);
    this.#decisions.reset();
    for (const latest of this.#latest) latest.restore([]);
    this.#states = this.#start([]);
  }

  /**
   * The state as plain data.
   *
   * @returns What {@linkcode FeatureStream.from} takes.
   */
  toJSON(): FeatureStreamSnapshot {
    this.#handOver();
    return {
      names: this.names,
      received: orNull(this.#received),
      time: orNull(this.#time),
      row: Array.from(this.row, orNull),
      filled: this.#decisions.filled,
      latest: this.#latest.map((latest) => latest.toJSON()),
      states: this.#states.map((state) => state.toJSON()),
    };
  }

  /** Starts every feature, where it stopped if it did. */
  #start(saved: readonly unknown[]): FeatureState[] {
    const states = this.#features.map((feature, i) => {
      if (feature.start === undefined) {
        throw new TypeError(
          `Cannot stream ${feature.name} as a feature needs a streaming form: current value of start is undefined`,
        );
      }
      const latest = this.#latest[i]!;
      const emit = emitInto((entry) => latest.take(entry));
      const wanted = wantedFor(this.#joins[i]!);
      return feature.start(emit, saved[i] ?? undefined, wanted);
    });
    this.#queues = queuesOf(states, this.#clock);
    this.#waiting = Object.values(this.#queues);
    this.#last = undefined;
    return states;
  }

  /** Records of another family follow: features of several families take those before. */
  #turnTo(queue: { settle(): void }): void {
    this.#last?.settle();
    this.#last = queue;
  }

  /** Hands over every record that waits. */
  #handOver(): void {
    this.#last?.settle();
    for (const queue of this.#waiting) queue.give();
  }

  #decide(time: number): void {
    this.#handOver();
    const states = this.#states;
    for (let i = 0; i < states.length; i++) {
      states[i]!.advance?.(time);
      states[i]!.decide?.(time);
    }
    for (let i = 0; i < states.length; i++) {
      this.row[i] = this.#latest[i]!.at(time);
    }
    this.#time = time;
  }
}

/** A queue for each family that states read, and for that of the clock. */
function queuesOf(states: readonly FeatureState[], clock: Family): Queues {
  const queues: Record<string, unknown> = {};
  const open = <F extends Family>(family: F) =>
    (queues[family] ??= new RecordQueue(family)) as RecordQueue<F>;
  open(clock);
  for (const { families } of states) {
    const entries = Object.entries(families);
    const order = entries.length === 1 ? "alone" : "in order";
    for (const [family, take] of entries) {
      open(family as Family).addTaker(take as TakeRecords<Family>, order);
    }
  }
  return queues as Queues;
}

/** Checks that times go on from the last one without falling; gives the last of them. */
function checkedTimes(
  family: Family,
  time: Float64Array,
  from: number,
  to: number,
  last: number,
): number {
  for (let i = from; i < to; i++) {
    const t = time[i]!;
    if (!(t >= last)) checkTime(family, t, last);
    last = t;
  }
  return last;
}

/** Checks a time that is not known to be at or after the last one, `NaN` before the first. */
function checkTime(family: Family, time: number, last: number): void {
  if (time >= last || (last !== last && time === time)) return;
  throw new RangeError(
    `Cannot take ${family} as receive times must never fall: current value is ${time} after ${last}`,
  );
}
