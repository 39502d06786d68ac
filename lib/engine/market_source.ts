import type { StreamColumns, StreamFamily } from "./tick_columns.ts";

/** Some rows of a stream; only entries `0` to `rows - 1` are valid. */
export type StreamRows<F extends StreamFamily> = {
  /** Number of valid entries; at least one. */
  readonly rows: number;
  /** The columns. */
  readonly columns: StreamColumns[F];
};

/** Reads one family of one symbol, block by block. */
export type StreamReader<F extends StreamFamily> = {
  /**
   * The next rows.
   *
   * @param free Columns of an earlier block of this reader that nobody looks at any more:
   *   they may be filled again.
   * @returns Rows in time order, whose columns stay as they are until they are given back
   *   as `free`; `undefined` at the end.
   */
  next(free?: StreamColumns[F]): StreamRows<F> | undefined;
  /** Lets go of files; called once, at the end or where the rest is not wanted. */
  close?(): void;
};

/**
 * Where the engine's market data come from: a catalog, columns in memory, a simulation.
 *
 * A source can be opened any number of times; each reader starts at the first row.
 */
export type MarketSource = {
  /** The instruments, in alphabetical order. */
  readonly symbols: readonly string[];
  /**
   * The families that are there.
   *
   * @param symbol The instrument.
   * @returns Families in the order of `STREAM_FAMILIES`; empty for an unknown symbol.
   */
  families(symbol: string): readonly StreamFamily[];
  /**
   * Opens one family of one symbol at its first row.
   *
   * @param family The family, one that is there.
   * @param symbol The instrument.
   * @returns The reader.
   */
  open<F extends StreamFamily>(family: F, symbol: string): StreamReader<F>;
};

/**
 * Compares two names by their code units: the same in every locale.
 *
 * @param a One name.
 * @param b The other.
 * @returns Below 0 if `a` comes first, 0 if they are equal, else above 0.
 */
export function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
