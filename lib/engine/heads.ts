import type { EventLoop } from "./event_loop.ts";

/** Takes the events of a stream. */
export type Taker = {
  /**
   * Takes events as long as they are before `loop.limit`, at least one, and leaves in its
   * head when the next one is.
   */
  run(loop: EventLoop): void;
};

/** What sort of taker a head has: each sort is called at a place of its own, which is fast. */
export type HeadKind =
  | "quotes"
  | "trades"
  | "venueQuotes"
  | "venueTrades"
  | "other";

/** A stream of events of which the next one is known. */
export class Head {
  /** When its next event is, microseconds; infinite at the end. */
  time = Infinity;
  /** Its place among events of one time; no two heads have the same. */
  readonly rank: number;
  /** What takes its events. */
  readonly taker: Taker;
  /** What sort of taker it is. */
  readonly kind: HeadKind;

  /** A stream without an event. */
  constructor(rank: number, taker: Taker, kind: HeadKind = "other") {
    this.rank = rank;
    this.taker = taker;
    this.kind = kind;
  }
}

/** Runs of one call: a loop that is entered again and again is compiled better than one that goes on. */
const RUNS = 4096;

/**
 * Streams in the order of their next events, handed over in runs: the first stream goes on
 * until it comes to the second one's time.
 *
 * The list is kept sorted. After a run its stream moves back past those that are now
 * before it, which for streams of like pace are few.
 */
export class Heads {
  protected readonly list: Head[] = [new Head(Infinity, { run() {} })];

  /** When the next event is; infinite at the end. */
  get time(): number {
    return this.list[0]!.time;
  }

  /** The stream whose event is next. */
  get first(): Head {
    return this.list[0]!;
  }

  /** Takes a stream in. */
  add(head: Head): void {
    this.list.unshift(head);
    this.settle();
  }

  /** Puts a stream whose time has changed, to an earlier one too, in its place. */
  update(head: Head): void {
    const at = this.list.indexOf(head);
    if (at >= 0) this.list.splice(at, 1);
    this.add(head);
  }

  /** Takes events before `loop.bound`; at least one. */
  run(loop: EventLoop): void {
    const list = this.list;
    let runs = RUNS;
    do {
      const first = list[0]!;
      const second = list[1]!;
      loop.begin(second.time + (first.rank < second.rank ? 1 : 0));
      run(first, loop);
      // A handler may have put another stream first.
      if (list[0] === first) this.settle();
      else this.update(first);
    } while (--runs > 0 && list[0]!.time < loop.bound);
  }

  /** Moves the first stream back to where its time belongs. */
  protected settle(): void {
    const list = this.list;
    const head = list[0]!;
    const { time, rank } = head;
    let at = 1;
    for (; at < list.length; at++) {
      const other = list[at]!;
      const before = other.time;
      if (time < before || (time === before && rank < other.rank)) break;
      list[at - 1] = other;
    }
    if (at > 1) list[at - 1] = head;
  }
}

/** A call per sort of taker: the engine compiles each for the one receiver that it has. */
function run({ kind, taker }: Head, loop: EventLoop): void {
  switch (kind) {
    case "quotes":
      return taker.run(loop);
    case "trades":
      return taker.run(loop);
    case "venueQuotes":
      return taker.run(loop);
    case "venueTrades":
      return taker.run(loop);
    default:
      return taker.run(loop);
  }
}
