import * as fs from "node:fs";
import { DataError } from "../errors/mod.ts";
import { assertColumns } from "../stats/arguments.ts";
import { DAY, formatUtcDate, parseUtcDate } from "../time/mod.ts";
import {
  CUSTOM_TIMES,
  type CustomColumns,
  customLayout,
  type CustomSchema,
  formatCustomSchema,
  SCHEMA_KEY,
} from "./custom_schema.ts";
import { NewFile } from "./new_file.ts";
import { PART } from "./partition.ts";
import { PartWriter } from "./part_writer.ts";

/** Choices of {@linkcode CustomWriter}. */
export type CustomWriterOptions = {
  /**
   * What becomes of a day that has records already: `"refuse"` (default) throws,
   * `"replace"` puts the new ones in their place.
   */
  readonly existing?: "refuse" | "replace";
};

type Part = {
  readonly path: string;
  readonly end: number;
  readonly file: NewFile;
  readonly writer: PartWriter;
};

/**
 * Writes custom records in order of `receiveTime`, a part for each UTC day, with one row
 * group in memory. Nothing is visible before {@linkcode CustomWriter.finish}; without it,
 * leaving the scope of `using` removes what was written.
 *
 * @example Nothing is there before it is whole
 * ```ts
 * import assert from "node:assert/strict";
 * import { CustomData } from "volarb/catalog";
 *
 * const data = new CustomData(Deno.makeTempDirSync(), {
 *   type: "Pressure",
 *   fields: [{
 *     name: "level",
 *     type: "double",
 *     unit: "1",
 *     description: "Share of volume that buys.",
 *   }],
 * });
 * const origin = { symbol: "BTCUSDT", source: "test" };
 * {
 *   using writer = data.writer(origin);
 *   for (const time of [1e15, 1e15 + 1]) {
 *     writer.append({
 *       eventTime: Float64Array.of(time),
 *       receiveTime: Float64Array.of(time),
 *       level: Float64Array.of(0.5),
 *     });
 *   }
 *   assert.deepEqual(data.dates(origin), []);
 *   writer.finish();
 * }
 * assert.deepEqual(data.dates(origin), ["2001-09-09"]);
 * assert.equal(data.columns(origin).level!.length, 2);
 * ```
 */
export class CustomWriter implements Disposable {
  readonly #folder: string;
  readonly #schema: CustomSchema;
  readonly #existing: "refuse" | "replace";
  readonly #names: readonly string[];
  readonly #parts: Part[] = [];
  #lastTime = -Infinity;
  /** Records taken so far. */
  rows = 0;

  /**
   * Starts without a record; `CustomData.writer` makes one.
   *
   * @param folder Where the days are.
   * @param schema What the records carry.
   * @param options What becomes of days that are there.
   * @throws {RangeError} If `existing` is unknown.
   */
  constructor(
    folder: string,
    schema: CustomSchema,
    { existing = "refuse" }: CustomWriterOptions = {},
  ) {
    if (existing !== "refuse" && existing !== "replace") {
      throw new RangeError(
        `Cannot write ${schema.type} as existing must be "refuse" or "replace": current value is ${
          JSON.stringify(existing)
        }`,
      );
    }
    this.#folder = folder;
    this.#schema = schema;
    this.#existing = existing;
    this.#names = [...CUSTOM_TIMES, ...schema.fields.map(({ name }) => name)];
  }

  /**
   * Takes the next records.
   *
   * @param columns `eventTime`, `receiveTime` and every field, one length; `receiveTime` does
   *   not fall, nor below the last one taken.
   * @throws {TypeError} If a column is no `Float64Array`.
   * @throws {RangeError} If columns are missing, unknown or of different length, times fall,
   *   or a value is missing in a field that is not optional.
   * @throws {DataError} If a day is there and is not to be replaced.
   */
  append(columns: CustomColumns): void {
    const rows = this.#check(columns);
    const times = columns.receiveTime!;
    for (let from = 0; from < rows;) {
      const part = this.#part(times[from]!);
      let to = from + 1;
      while (to < rows && times[to]! < part.end) to++;
      part.writer.append(columns, from, to);
      from = to;
    }
    if (rows > 0) this.#lastTime = times[rows - 1]!;
    this.rows += rows;
  }

  /** Completes the parts and makes them visible. */
  finish(): void {
    const metadata = [{
      key: SCHEMA_KEY,
      value: formatCustomSchema(this.#schema),
    }];
    for (const { writer } of this.#parts) writer.finish(metadata);
    for (const { file } of this.#parts) file.publish();
  }

  /** Removes what is not visible yet. */
  [Symbol.dispose](): void {
    for (const { file } of this.#parts) file.discard();
  }

  #part(time: number): Part {
    const last = this.#parts.at(-1);
    if (last !== undefined && time < last.end) return last;
    last?.writer.flush();
    const date = formatUtcDate(Math.floor(time / DAY) * DAY);
    const path = `${this.#folder}/date=${date}/${PART}`;
    if (this.#existing === "refuse" && fs.existsSync(path)) {
      throw new DataError(
        `Cannot write ${path}: it is there already and is not to be replaced`,
      );
    }
    const file = new NewFile(path);
    const writer = new PartWriter(file, customLayout(this.#schema), "MICROS");
    const part = { path, end: parseUtcDate(date) + DAY, file, writer };
    this.#parts.push(part);
    return part;
  }

  #check(columns: CustomColumns): number {
    const action = `write ${this.#schema.type}`;
    const given = Object.keys(columns);
    const odd = this.#names.find((name) => !given.includes(name)) ??
      given.find((name) => !this.#names.includes(name));
    if (odd !== undefined) {
      throw new RangeError(
        `Cannot ${action} as columns must be ${
          this.#names.join(", ")
        }: current value is ${given.join(", ")}`,
      );
    }
    const rows = assertColumns(action, columns);
    for (const { name, optional } of this.#schema.fields) {
      const at = optional ? -1 : columns[name]!.findIndex(Number.isNaN);
      if (at >= 0) {
        throw new RangeError(
          `Cannot ${action} as ${name} must not be missing: current value is NaN in row ${at}`,
        );
      }
    }
    let last = this.#lastTime;
    columns.receiveTime!.forEach((time, row) => {
      if (!(time >= last)) {
        throw new RangeError(
          `Cannot ${action} as receiveTime must not fall: current value is ${time} in row ${row}`,
        );
      }
      last = time;
    });
    return rows;
  }
}
