import {
  type Kind,
  receiveTime,
  type ReceiveTimeOptions,
  type Scaled,
} from "../market/mod.ts";
import { MINUTE } from "../time/mod.ts";
import {
  COLUMNS,
  type Family,
  KIND_OF,
  mapColumns,
  type RecordFamilies,
} from "./records.ts";

/** Which days of a catalog to read, and what the receive times depend on. */
export type CatalogRange = ReceiveTimeOptions & {
  /** First UTC day, `YYYY-MM-DD`; the catalog's first by default. */
  readonly from?: string;
  /** Last UTC day, included; the catalog's last by default. */
  readonly to?: string;
};

/** Days and columns that are asked of a {@linkcode RecordCatalog}. */
export type RecordSelection = {
  /** First UTC day, `YYYY-MM-DD`. */
  readonly from?: string;
  /** Last UTC day, included. */
  readonly to?: string;
  /** Names of columns, of those that the family has: `never`, as each has its own. */
  readonly select?: readonly never[];
};

/** What is read of a catalog; `Catalog` of `volarb/catalog` is one. */
export type RecordCatalog = {
  /**
   * Whole columns over a range of days.
   *
   * @param kind The venue's family.
   * @param symbol The instrument.
   * @param selection Days and columns.
   * @returns Columns of the same length, and that length.
   */
  columns(
    kind: Kind,
    symbol: string,
    selection: RecordSelection,
  ): { readonly rows: number };
  /**
   * The same columns block by block.
   *
   * @param kind The venue's family.
   * @param symbol The instrument.
   * @param selection Days and columns.
   * @returns Blocks in the order of time, whose arrays are used again.
   */
  rowGroups(
    kind: Kind,
    symbol: string,
    selection: RecordSelection,
  ): Iterable<{ readonly rows: number; readonly columns: object }>;
};

/** Some rows of a family; only entries `0` to `rows - 1` are valid. */
export type RecordBlock<F extends Family> = {
  /** Number of valid entries. */
  readonly rows: number;
  /** The columns; a catalog uses their arrays again for the next block. */
  readonly records: RecordFamilies[F];
};

/** Columns that are made here of others. */
const MADE: ReadonlySet<string> = new Set(["closeTime", "receiveTime"]);

/** The catalog's name of a column. */
function sourceOf(family: Family, name: string): string {
  return family === "metrics" && name === "eventTime" ? "createTime" : name;
}

/** The catalog's names of the columns that a family is read from. */
function sourcesOf(family: Family): string[] {
  return COLUMNS[family].filter((name) => !MADE.has(name))
    .map((name) => sourceOf(family, name));
}

/**
 * Records of a family from a catalog, one row group in memory at a time.
 *
 * @param family The family.
 * @param catalog Where the records are.
 * @param symbol The instrument.
 * @param range Days, and what the receive times depend on.
 * @yields Blocks in the order of their times; arrays are used again.
 * @throws {DataError} If there is no such symbol or no day in the range.
 */
export function* recordBlocks<F extends Family>(
  family: F,
  catalog: RecordCatalog,
  symbol: string,
  range: CatalogRange,
): Generator<RecordBlock<F>> {
  const read = new BlockReader(family, range);
  const { from, to } = range;
  const groups = catalog.rowGroups(KIND_OF[family], symbol, {
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    select: sourcesOf(family) as never[],
  });
  for (const { rows, columns } of groups) {
    yield { rows, records: read.block(columns as SourceColumns, rows) };
  }
}

/**
 * All records of a family from a catalog as columns of their own.
 *
 * @param family The family.
 * @param catalog Where the records are.
 * @param symbol The instrument.
 * @param range Days, and what the receive times depend on.
 * @returns The columns.
 * @throws {DataError} If there is no such symbol or no day in the range.
 */
export function loadRecords<F extends Family>(
  family: F,
  catalog: RecordCatalog,
  symbol: string,
  range: CatalogRange,
): RecordFamilies[F] {
  const { from, to } = range;
  const { rows, ...columns } = catalog.columns(KIND_OF[family], symbol, {
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    select: sourcesOf(family) as never[],
  });
  return new BlockReader(family, range).block(
    columns as unknown as SourceColumns,
    rows,
  );
}

/** Columns as the catalog gives them. */
type SourceColumns = {
  readonly [name: string]: Float64Array | Uint8Array | Scaled;
};

/** Turns blocks of the catalog into records, in arrays that are used again. */
class BlockReader<F extends Family> {
  readonly #family: F;
  readonly #options: ReceiveTimeOptions;
  readonly #arrays = new Map<string, Float64Array>();

  constructor(family: F, { feedDelay, metricsLabel }: CatalogRange) {
    this.#family = family;
    this.#options = {
      ...(feedDelay !== undefined && { feedDelay }),
      ...(metricsLabel !== undefined && { metricsLabel }),
    };
  }

  block(columns: SourceColumns, rows: number): RecordFamilies[F] {
    const own = (name: string) => columns[sourceOf(this.#family, name)]!;
    const begun = own("openTime" in columns ? "openTime" : "eventTime");
    return mapColumns(this.#family, (name) => {
      if (name === "closeTime") {
        return this.#later(name, begun as Float64Array, rows);
      }
      if (name === "receiveTime") {
        return this.#received(begun as Float64Array, rows);
      }
      const source = own(name);
      return "integers" in source ? this.#decimals(name, source, rows) : source;
    });
  }

  /** When each row is received: by market's rule, which for ticks is one delay for all. */
  #received(time: Float64Array, rows: number): Float64Array {
    const kind = KIND_OF[this.#family];
    if (kind === "metrics") {
      return receiveTime(kind, time.subarray(0, rows), this.#options);
    }
    const [delay] = receiveTime(kind, Float64Array.of(0), this.#options);
    return this.#later("receiveTime", time, rows, delay);
  }

  #later(
    name: string,
    time: Float64Array,
    rows: number,
    delay = MINUTE,
  ): Float64Array {
    const out = this.#array(name, rows);
    for (let i = 0; i < rows; i++) out[i] = time[i]! + delay;
    return out;
  }

  #decimals(name: string, column: Scaled, rows: number): Float64Array {
    const { integers, scale } = column;
    const out = this.#array(name, rows);
    const divisor = Number(`1e${scale}`);
    for (let i = 0; i < rows; i++) out[i] = integers[i]! / divisor;
    return out;
  }

  #array(name: string, rows: number): Float64Array {
    const old = this.#arrays.get(name);
    if (old !== undefined && old.length >= rows) return old;
    const array = new Float64Array(rows);
    this.#arrays.set(name, array);
    return array;
  }
}
