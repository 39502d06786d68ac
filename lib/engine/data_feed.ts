import { DataError } from "../errors/mod.ts";
import type { BusData } from "./bus_data.ts";
import type { EventLoop } from "./event_loop.ts";
import { Head, type Taker } from "./heads.ts";
import { TimedQueue } from "./timed_queue.ts";

/** Messages that can only be acted on later, and messages that were recorded. */
export class DataFeed implements Taker {
  /** When the next one is delivered, after all market data of that time. */
  readonly head: Head;
  readonly #queue: TimedQueue<BusData> = new TimedQueue();
  readonly #deliver: (data: BusData) => void;

  /** Takes what hands a message over when its time has come. */
  constructor(rank: number, deliver: (data: BusData) => void) {
    this.head = new Head(rank, this);
    this.#deliver = deliver;
  }

  /** Keeps a message until its time. */
  push(data: BusData): void {
    this.#queue.push(data.receiveTime, data);
    this.head.time = this.#queue.time;
  }

  run(loop: EventLoop): void {
    do {
      loop.clock.advance(this.#queue.time);
      this.#deliver(this.#queue.shift());
      loop.settle();
    } while (this.#queue.time < loop.limit);
    this.head.time = this.#queue.time;
  }
}

/** Messages that were recorded, in the order of their receive times. */
export class RecordedFeed implements Taker {
  /** When the next one is delivered; infinite at the end. */
  readonly head: Head;
  readonly #messages: Iterator<BusData>;
  readonly #deliver: (data: BusData) => void;
  #next: BusData | undefined;

  /** Reads the first one. */
  constructor(
    messages: Iterable<BusData>,
    rank: number,
    deliver: (data: BusData) => void,
  ) {
    this.head = new Head(rank, this);
    this.#messages = messages[Symbol.iterator]();
    this.#deliver = deliver;
    this.#read();
  }

  run(loop: EventLoop): void {
    do {
      loop.clock.advance(this.head.time);
      this.#deliver(this.#next!);
      loop.settle();
      this.#read();
    } while (this.head.time < loop.limit);
  }

  #read(): void {
    const before = this.#next;
    const { done, value } = this.#messages.next();
    if (done) {
      this.head.time = Infinity;
      return;
    }
    const { type, eventTime, receiveTime } = value;
    if (
      !Number.isSafeInteger(eventTime) || !Number.isSafeInteger(receiveTime) ||
      receiveTime < eventTime || receiveTime < (before?.receiveTime ?? 0)
    ) {
      throw new DataError(
        `Cannot stream ${type} as receive times must be whole microseconds that do not fall and not before eventTime: found ${receiveTime} for ${eventTime} after ${before?.receiveTime}`,
      );
    }
    this.#next = value;
    this.head.time = receiveTime;
  }
}
