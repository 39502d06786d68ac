import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parse } from "@std/csv";
import { DataError, FieldError } from "../errors/mod.ts";
import { MILLISECOND, utcDates } from "../time/mod.ts";

/** What a simulation knows of each minute, one entry per minute in time order. */
export type Truth = {
  /** Start of the minute, microseconds since the epoch. */
  readonly openTime: Float64Array;
  /** Spot variance at the start, per year of 365 days. */
  readonly spotVariance: Float64Array;
  /** Integral of the spot variance over the minute, jumps left out. */
  readonly integratedVariance: Float64Array;
  /** Sum of the jumps of the log price in the minute; 0 in most. */
  readonly jump: Float64Array;
  /** Latent price at the end of the minute, in quote currency. */
  readonly latentPrice: Float64Array;
  /** Expected log return that the factors can know of. */
  readonly alpha: Float64Array;
};

/** Columns of the file and their names here. */
const COLUMNS: readonly (readonly [string, keyof Truth])[] = [
  ["open_time", "openTime"],
  ["spot_variance", "spotVariance"],
  ["integrated_variance", "integratedVariance"],
  ["jump", "jump"],
  ["latent_price", "latentPrice"],
  ["alpha", "alpha"],
];

/** The days that {@linkcode truth} reads. */
export type TruthRange = {
  /** First UTC day, `YYYY-MM-DD`. */
  readonly from: string;
  /** Last UTC day, included. */
  readonly to: string;
  /** The simulation's data root; `data/sample` in the working directory or above where absent. */
  readonly data?: string;
};

/**
 * What the simulation wrote beside its files: the answers that estimators are
 * held against.
 *
 * @param symbol The instrument.
 * @param range Days, and where the files are.
 * @returns The minutes of the days in order.
 * @throws {DataError} If a day has no file, or a field of one is not a number.
 *
 * @example The variance that a day really had
 * ```ts ignore
 * const { integratedVariance } = truth("BTCUSDT", {
 *   from: "2024-01-01",
 *   to: "2024-01-20",
 * });
 * ```
 */
export function truth(symbol: string, { from, to, data }: TruthRange): Truth {
  const root = data ?? sampleFolder();
  const days = utcDates(from, to).map((date) =>
    readDay(join(root, "truth", `${symbol}-truth-${date}.csv`))
  );
  return Object.fromEntries(
    COLUMNS.map(([, name], column) => [
      name,
      Float64Array.from(days.flatMap((rows) => rows.map((row) => row[column]!)))
        .map((value) => name === "openTime" ? value * MILLISECOND : value),
    ]),
  ) as Truth;
}

function readDay(path: string): number[][] {
  if (!existsSync(path)) {
    throw new DataError(
      `Cannot read the truth of the simulation: there is no ${path}, make it with deno task simulate`,
    );
  }
  const [header, ...rows] = parse(
    readFileSync(path, "utf8").trimEnd(),
  ) as string[][];
  if (header?.join() !== COLUMNS.map(([name]) => name).join()) {
    throw new DataError(
      `Cannot read the truth of the simulation: the header of ${path} is ${header?.join()}`,
    );
  }
  return rows.map((row, i) =>
    row.map((text, column) => {
      const value = text === "" ? NaN : Number(text);
      if (Number.isNaN(value)) {
        throw new FieldError("the truth is a number", {
          file: path,
          line: i + 2,
          column: COLUMNS[column]?.[0] ?? `${column + 1}`,
          text,
        });
      }
      return value;
    })
  );
}

function sampleFolder(): string {
  for (let folder = Deno.cwd();; folder = dirname(folder)) {
    const sample = join(folder, "data", "sample");
    if (existsSync(sample)) return sample;
    if (dirname(folder) === folder) {
      throw new DataError(
        "Cannot read the truth of the simulation: there is no data/sample here or above, make it with deno task simulate",
      );
    }
  }
}
