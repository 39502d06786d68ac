import type { StreamReader } from "./market_source.ts";
import type {
  AnyStreamColumns,
  StreamColumns,
  StreamFamily,
} from "./tick_columns.ts";
import { assertTimes, type LastTimes } from "./stream_times.ts";

/** A block of a stream, with the one behind it. */
export class StreamBlock {
  /** Its columns. */
  readonly columns: AnyStreamColumns;
  /** Valid entries. */
  readonly rows: number;
  /** The block behind it, once it is read. */
  next: StreamBlock | undefined = undefined;
  /** Cursors that may still look at it. */
  readers: number;

  /** Takes the columns. */
  constructor(columns: AnyStreamColumns, rows: number, readers: number) {
    this.columns = columns;
    this.rows = rows;
    this.readers = readers;
  }
}

/**
 * One family of one symbol, read by one or two cursors: the exchange's, by event time,
 * and the client's, by receive time.
 *
 * Blocks are read when the first cursor needs them, kept while another may still look at
 * them, and their columns are then filled again: memory is what lies between the cursors,
 * whatever the length of the stream.
 */
export class EventStream<F extends StreamFamily = StreamFamily> {
  /** The family. */
  readonly family: F;
  /** The instrument. */
  readonly symbol: string;
  /** Called when the client goes on to another block. */
  onEnter: () => void = () => {};
  readonly #reader: StreamReader<F>;
  #readers = 1;
  readonly #last: LastTimes = {
    eventTime: -Infinity,
    receiveTime: -Infinity,
    row: 0,
  };
  readonly #free: StreamColumns[F][] = [];
  #first: StreamBlock | undefined = undefined;
  #ended = false;

  /**
   * Names the stream; nothing is read yet.
   *
   * @param family The family.
   * @param symbol The instrument.
   * @param reader Where the rows come from.
   */
  constructor(family: F, symbol: string, reader: StreamReader<F>) {
    this.family = family;
    this.symbol = symbol;
    this.#reader = reader;
  }

  /** Number of cursors, 1 by default; said before the second block is read. */
  set readers(count: number) {
    this.#readers = count;
    if (this.#first !== undefined) this.#first.readers = count;
  }

  /** The first block; `undefined` if there are no rows. Each cursor asks once. */
  first(): StreamBlock | undefined {
    this.#first ??= this.#load();
    return this.#first;
  }

  /** The block behind one; `undefined` at the end. */
  after(block: StreamBlock): StreamBlock | undefined {
    block.next ??= this.#load();
    return block.next;
  }

  /** Told that a cursor looks at a block no more. */
  release(block: StreamBlock): void {
    block.readers--;
    if (block.readers > 0) return;
    this.#free.push(block.columns as unknown as StreamColumns[F]);
    if (this.#first === block) this.#first = block.next;
  }

  /** Reads no further. */
  close(): void {
    if (!this.#ended) this.#reader.close?.();
    this.#ended = true;
  }

  #load(): StreamBlock | undefined {
    if (this.#ended) return undefined;
    const read = this.#reader.next(this.#free.pop());
    if (read === undefined) {
      this.close();
      return undefined;
    }
    const columns = read.columns as unknown as AnyStreamColumns;
    assertTimes(
      `${this.family} of ${this.symbol}`,
      columns,
      read.rows,
      this.#last,
    );
    return new StreamBlock(columns, read.rows, this.#readers);
  }
}
