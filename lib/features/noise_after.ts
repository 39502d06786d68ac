import type { Random } from "../random/mod.ts";
import {
  type AnyRecords,
  type Family,
  mapColumns,
  type RecordFamilies,
} from "./records.ts";

/** Where {@linkcode noiseAfter} begins. */
export type NoiseOptions = {
  /** First row that becomes noise. */
  readonly row: number;
  /** Time that every such row is after, microseconds since the epoch. */
  readonly cut: number;
  /** Draws the noise. */
  readonly random: Random;
};

/** Columns that can be written. */
type Writable = { [name: string]: Float64Array | Uint8Array };

/**
 * Records whose rows from one on are replaced with noise that still is a valid record.
 *
 * @param family The family.
 * @param records Its columns; they are not changed.
 * @param options Where the noise begins, and what draws it.
 * @returns Columns of the same length.
 */
export function noiseAfter<F extends Family>(
  family: F,
  records: RecordFamilies[F],
  options: NoiseOptions,
): RecordFamilies[F] {
  const columns = records as unknown as AnyRecords;
  const noisy = mapColumns(family, (name) => columns[name]!.slice());
  const { row, random } = options;
  const writable = noisy as unknown as Writable;
  const rows = writable.receiveTime!.length;
  if (family === "trades" || family === "quotes") {
    stretchTimes(writable, rows, options);
  }
  for (let i = row; i < rows; i++) NOISE[family](writable, i, random);
  return noisy;
}

/** What noise does to a row of each family. */
const NOISE: {
  readonly [F in Family]: (
    columns: Writable,
    row: number,
    random: Random,
  ) => void;
} = {
  bars(columns, row, random) {
    scale(columns, ["open", "high", "low", "close"], row, factor(random));
    const volumes = ["volume", "quoteVolume", "takerBuyVolume"];
    scale(columns, volumes, row, random.exponential());
    // Still no more than the volume.
    scale(columns, ["takerBuyVolume"], row, random.uniform());
    if (columns.count![row]! > 0) columns.count![row]! += random.integer(10);
  },
  trades(columns, row, random) {
    scale(columns, ["price"], row, factor(random));
    scale(columns, ["quantity"], row, random.exponential());
    columns.isBuyerMaker![row] = random.integer(2);
  },
  quotes(columns, row, random) {
    scale(columns, ["bidPrice", "askPrice"], row, factor(random));
    scale(columns, ["bidQuantity"], row, random.exponential());
    scale(columns, ["askQuantity"], row, random.exponential());
  },
  funding(columns, row, random) {
    columns.rate![row]! += 1e-4 * random.normal();
  },
  metrics(columns, row, random) {
    for (const name of METRICS) scale(columns, [name], row, factor(random));
  },
  premium(columns, row, random) {
    columns.close![row]! += 1e-4 * random.normal();
  },
};

const METRICS = [
  "openInterest",
  "openInterestValue",
  "topTraderAccountRatio",
  "topTraderPositionRatio",
  "accountRatio",
  "takerVolumeRatio",
];

function factor(random: Random): number {
  return Math.exp(0.05 * random.normal());
}

function scale(
  columns: Writable,
  names: readonly string[],
  row: number,
  by: number,
): void {
  for (const name of names) columns[name]![row]! *= by;
}

/** Draws the later times apart or together; they stay in order and after the cut. */
function stretchTimes(
  columns: Writable,
  rows: number,
  { row, cut, random }: NoiseOptions,
): void {
  const by = 0.5 + random.uniform();
  const receive = columns.receiveTime!;
  const event = columns.eventTime!;
  for (let i = row; i < rows; i++) {
    const time = cut + Math.max(1, Math.round((receive[i]! - cut) * by));
    event[i]! += time - receive[i]!;
    receive[i] = time;
  }
}
