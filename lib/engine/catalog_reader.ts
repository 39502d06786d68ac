import { DataError } from "../errors/mod.ts";
import {
  receiveTime,
  type ReceiveTimeOptions,
  type Scaled,
  type Tick,
} from "../market/mod.ts";
import { MILLISECOND, MINUTE, SECOND } from "../time/mod.ts";
import type { Steps } from "./grid.ts";
import type { StreamReader, StreamRows } from "./market_source.ts";
import { KIND_OF_STREAM } from "./stream_kinds.ts";
import type { StreamColumns, StreamFamily } from "./tick_columns.ts";

/** Rows of a block: small enough for a cache, large enough to be read in runs. */
const BLOCK = 8192;

/** Columns as the catalog gives them. */
type SourceColumns = {
  readonly [name: string]: Float64Array | Uint8Array | Scaled;
};

/** A row group of the catalog. */
type SourceGroup = { readonly rows: number; readonly columns: object };

type Writable = { [name: string]: Float64Array | Int32Array | Uint8Array };

/** What a column is made of: a column of the catalog, and the step that it is counted in. */
type Field = { readonly from: string; readonly step?: "tick" | "lot" };

/** The columns of each family that are not times that are made here. */
const FIELDS: {
  readonly [F in StreamFamily]: { readonly [name: string]: Field };
} = {
  funding: {
    eventTime: { from: "eventTime" },
    rate: { from: "rate" },
    intervalHours: { from: "intervalHours" },
  },
  mark: {
    eventTime: { from: "openTime" },
    open: { from: "open" },
    high: { from: "high" },
    low: { from: "low" },
    close: { from: "close" },
  },
  metrics: {
    eventTime: { from: "createTime" },
    openInterest: { from: "openInterest" },
    openInterestValue: { from: "openInterestValue" },
    topTraderAccountRatio: { from: "topTraderAccountRatio" },
    topTraderPositionRatio: { from: "topTraderPositionRatio" },
    accountRatio: { from: "accountRatio" },
    takerVolumeRatio: { from: "takerVolumeRatio" },
  },
  premium: { openTime: { from: "openTime" }, close: { from: "close" } },
  bars: {
    openTime: { from: "openTime" },
    openTicks: { from: "open", step: "tick" },
    highTicks: { from: "high", step: "tick" },
    lowTicks: { from: "low", step: "tick" },
    closeTicks: { from: "close", step: "tick" },
    volumeLots: { from: "volume", step: "lot" },
    quoteVolume: { from: "quoteVolume" },
    count: { from: "count" },
    takerBuyLots: { from: "takerBuyVolume", step: "lot" },
  },
  trades: {
    eventTime: { from: "eventTime" },
    ticks: { from: "price", step: "tick" },
    lots: { from: "quantity", step: "lot" },
    isBuyerMaker: { from: "isBuyerMaker" },
  },
  quotes: {
    eventTime: { from: "eventTime" },
    bidTicks: { from: "bidPrice", step: "tick" },
    bidLots: { from: "bidQuantity", step: "lot" },
    askTicks: { from: "askPrice", step: "tick" },
    askLots: { from: "askQuantity", step: "lot" },
  },
};

/** Offsets of the four prices of a bar of the mark price from its open, microseconds. */
const MARK_TIMES = [0, 20 * SECOND, 40 * SECOND, MINUTE - MILLISECOND];

/** Turns the row groups of a family into blocks of whole ticks and lots. */
export class CatalogReader<F extends StreamFamily> implements StreamReader<F> {
  readonly #family: F;
  readonly #groups: Generator<SourceGroup>;
  readonly #steps: Steps;
  readonly #options: ReceiveTimeOptions;
  #group: SourceGroup | undefined;
  #row = 0;

  constructor(
    family: F,
    groups: Generator<SourceGroup>,
    steps: Steps,
    { feedDelay, metricsLabel }: ReceiveTimeOptions,
  ) {
    this.#family = family;
    this.#groups = groups;
    this.#steps = steps;
    this.#options = {
      ...(feedDelay !== undefined && { feedDelay }),
      ...(metricsLabel !== undefined && { metricsLabel }),
    };
  }

  /** The columns of the catalog that a family needs. */
  static select(family: StreamFamily): string[] {
    return Object.values(FIELDS[family]).map(({ from }) => from);
  }

  next(free?: StreamColumns[F]): StreamRows<F> | undefined {
    while (this.#group === undefined || this.#row >= this.#group.rows) {
      const { done, value } = this.#groups.next();
      if (done) return undefined;
      this.#group = value;
      this.#row = 0;
    }
    const from = this.#row;
    const to = Math.min(this.#group.rows, from + BLOCK);
    this.#row = to;
    const source = this.#group.columns as SourceColumns;
    const into = (free ?? {}) as Writable;
    const rows = this.#family === "mark"
      ? this.#marks(into, source, from, to)
      : this.#rows(into, source, from, to);
    return { rows, columns: into as unknown as StreamColumns[F] };
  }

  close(): void {
    this.#groups.return(undefined);
  }

  #rows(into: Writable, source: SourceColumns, from: number, to: number) {
    for (const [name, field] of Object.entries(FIELDS[this.#family])) {
      const column = source[field.from]!;
      if (!("integers" in column)) copy(into, name, column, from, to);
      else if (field.step === undefined) decimals(into, name, column, from, to);
      else this.#whole(into, name, column, field, from, to);
    }
    this.#times(into, to - from);
    return to - from;
  }

  /** Times that the catalog does not have: of the close, and of the receipt. */
  #times(into: Writable, rows: number): void {
    const open = into.openTime?.subarray(0, rows) as Float64Array | undefined;
    if (open !== undefined) {
      const close = room(into, "eventTime", Float64Array);
      for (let i = 0; i < rows; i++) close[i] = open[i]! + MINUTE;
    }
    const own = open ?? into.eventTime!.subarray(0, rows) as Float64Array;
    const received = room(into, "receiveTime", Float64Array);
    const kind = KIND_OF_STREAM[this.#family];
    if (kind === "metrics") {
      received.set(receiveTime(kind, own, this.#options));
      return;
    }
    const [delay] = receiveTime(kind, Float64Array.of(0), this.#options);
    for (let i = 0; i < rows; i++) received[i] = own[i]! + delay!;
  }

  /** Four prices of each bar: open, low, high, close. */
  #marks(into: Writable, source: SourceColumns, from: number, to: number) {
    const open = source.openTime as Float64Array;
    const [delay] = receiveTime(
      KIND_OF_STREAM.mark,
      Float64Array.of(0),
      this.#options,
    );
    const event = room(into, "eventTime", Float64Array, 4 * BLOCK);
    const received = room(into, "receiveTime", Float64Array, 4 * BLOCK);
    const price = room(into, "price", Float64Array, 4 * BLOCK);
    const names = ["open", "low", "high", "close"];
    names.forEach((name, k) => {
      const { integers, scale } = source[name] as Scaled;
      const power = Number(`1e${scale}`);
      for (let i = from; i < to; i++) {
        const row = 4 * (i - from) + k;
        event[row] = open[i]! + MARK_TIMES[k]!;
        received[row] = open[i]! + (k === 0 ? delay! - MINUTE : delay!);
        price[row] = integers[i]! / power;
      }
    });
    return 4 * (to - from);
  }

  /** A decimal column as a whole number of steps. */
  #whole(
    into: Writable,
    name: string,
    { integers, scale }: Scaled,
    { from: source, step }: Field,
    from: number,
    to: number,
  ): void {
    const { symbol } = this.#steps;
    const tick: Tick = this.#steps[step!];
    const finer = scale >= tick.scale;
    const divisor = finer
      ? tick.integer * 10 ** (scale - tick.scale)
      : tick.integer;
    const factor = finer ? 1 : 10 ** (tick.scale - scale);
    const narrow = integers instanceof Int32Array && factor === 1;
    const out = narrow
      ? room(into, name, Int32Array)
      : room(into, name, Float64Array);
    if (divisor === 1 && factor === 1) {
      out.set(integers.subarray(from, to));
      return;
    }
    for (let i = from; i < to; i++) {
      const whole = integers[i]! * factor / divisor;
      if (whole !== Math.floor(whole) && integers[i] === integers[i]) {
        throw new DataError(
          `Cannot stream ${this.#family} of ${symbol} as ${source} must be a whole number of steps ${tick.integer}e-${tick.scale}: found ${
            integers[i]
          }e-${scale}`,
        );
      }
      out[i - from] = whole;
    }
  }
}

function room<T extends Float64Array | Int32Array | Uint8Array>(
  into: Writable,
  name: string,
  type: new (length: number) => T,
  length = BLOCK,
): T {
  const old = into[name];
  if (old instanceof type) return old;
  const made = new type(length);
  into[name] = made;
  return made;
}

function copy(
  into: Writable,
  name: string,
  column: Float64Array | Uint8Array,
  from: number,
  to: number,
): void {
  const out = column instanceof Uint8Array
    ? room(into, name, Uint8Array)
    : room(into, name, Float64Array);
  out.set(column.subarray(from, to));
}

function decimals(
  into: Writable,
  name: string,
  { integers, scale }: Scaled,
  from: number,
  to: number,
): void {
  const out = room(into, name, Float64Array);
  const power = Number(`1e${scale}`);
  for (let i = from; i < to; i++) out[i - from] = integers[i]! / power;
}
