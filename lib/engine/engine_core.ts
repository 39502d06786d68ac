import { DataError } from "../errors/mod.ts";
import type { Actor, ActorContext } from "./actor.ts";
import { ActorClock } from "./actor_clock.ts";
import type { BusData, DataTopic } from "./bus_data.ts";
import { DataFeed, RecordedFeed } from "./data_feed.ts";
import { EventLoop, PHASE } from "./event_loop.ts";
import { EventStream } from "./event_stream.ts";
import { type Feed, feedOf } from "./feed.ts";
import type { EventEngineOptions } from "./event_engine.ts";
import { Grid } from "./grid.ts";
import { MarketCache } from "./market_cache.ts";
import { byCodeUnits, type MarketSource } from "./market_source.ts";
import { MessageBus } from "./message_bus.ts";
import { SimulatedClock } from "./simulated_clock.ts";
import { STREAM_FAMILIES, type StreamFamily } from "./tick_columns.ts";
import { TimerQueue } from "./timer_queue.ts";

/** Families that value a position, the best first. */
const VALUING: readonly StreamFamily[] = ["quotes", "trades", "bars"];

/** What is told of the run besides its actors. */
export type EngineHooks = {
  /** Called when the data are open, with their first time, before any actor starts. */
  readonly opened?: (start: number) => void;
  /** Called when the data have ended, before any actor stops. */
  readonly ended?: () => void;
};

/**
 * A run at work: opens the streams, puts actors into their context and joins both to the
 * timeline.
 */
export class EngineCore {
  /** The timeline. */
  readonly loop: EventLoop;
  /** What the client knows of the market. */
  readonly cache: MarketCache = new MarketCache((family, symbol) => {
    const feed = this.#received[family].get(symbol);
    return feed?.started === true ? feed.view : undefined;
  });
  /** The messages. */
  readonly bus: MessageBus;
  /** The actors in the order of their ids. */
  actors: readonly Actor[] = [];
  /** The market data. */
  readonly source: MarketSource;
  readonly #byId = new Map<string, Actor>();
  readonly #led = new Set<EventStream>();
  readonly #grids = new Map<string, Grid>();
  readonly #streams = new Map<string, EventStream>();
  readonly #feeds = new Map<string, Feed>();
  /** The same by family and symbol, as they are looked up again and again. */
  readonly #received = Object.fromEntries(
    STREAM_FAMILIES.map((family) => [family, new Map<string, Feed>()]),
  ) as { readonly [F in StreamFamily]: Map<string, Feed> };
  readonly #wanted = new Map<string, Actor[]>();
  readonly #delayed: DataFeed;
  readonly #recorded: RecordedFeed[];
  readonly #end: number;
  #started = false;

  /** Takes what is to be run; nothing is read yet. */
  constructor(options: EventEngineOptions) {
    const { source, steps, actors, data = [], end = Infinity } = options;
    this.source = source;
    this.#end = end;
    for (const step of steps) this.#grids.set(step.symbol, new Grid(step));
    const without = source.symbols.find((symbol) => !this.#grids.has(symbol));
    if (without !== undefined) {
      throw new DataError(
        `Cannot run ${without} as its steps must be known: found ${
          [...this.#grids.keys()].join(", ") || "none"
        }`,
      );
    }
    for (const actor of actors) this.register(actor);
    this.loop = new EventLoop(new SimulatedClock(-Infinity), new TimerQueue());
    this.bus = new MessageBus({
      inbox: this.loop.inbox,
      now: () => this.loop.clock.now,
      delay: (message) => this.#delay(message),
    });
    const last = STREAM_FAMILIES.length * source.symbols.length;
    const deliver = (message: BusData) => this.bus.deliver(message);
    const recorded = [...data].sort((a, b) =>
      byCodeUnits(topicKey(a.topic), topicKey(b.topic))
    );
    this.#recorded = recorded.map(({ topic, messages }, i) => {
      this.bus.declare("recorded data", topic);
      return new RecordedFeed(messages, last + i, deliver);
    });
    this.#delayed = new DataFeed(last + recorded.length, deliver);
    this.loop.onTimer = ({ owner, name, time }) => {
      const actor = this.#byId.get(owner);
      if (actor?.running) actor.onTimer({ name, time });
    };
  }

  /**
   * Runs everything, once.
   *
   * @param hooks Told when the data are open, with their first time, and when they have ended.
   * @returns First and last time of the run.
   */
  run(hooks: EngineHooks = {}): { start: number; end: number } {
    try {
      this.#open();
      const start = this.loop.clock.now;
      hooks.opened?.(start);
      this.#start();
      const end = this.loop.run(this.#end);
      hooks.ended?.();
      this.#stop();
      return { start, end };
    } finally {
      for (const stream of this.#streams.values()) stream.close();
    }
  }

  /** Takes an actor in before the run. */
  register(actor: Actor): void {
    this.actors = [...this.actors, actor]
      .sort((a, b) => byCodeUnits(a.id, b.id));
    this.actors.forEach(({ id }, i) => {
      if (i === 0 || this.actors[i - 1]!.id !== id) return;
      throw new RangeError(
        `Cannot run as every actor must have an id of its own: current value is ${id} twice`,
      );
    });
    this.#byId.set(actor.id, actor);
  }

  /** The actor of an id. */
  actorOf(id: string): Actor | undefined {
    return this.#byId.get(id);
  }

  /** A stream for a second cursor, which leads the client's, and its place at one time. */
  lead(
    family: StreamFamily,
    symbol: string,
  ): { readonly stream: EventStream; readonly rank: number } {
    const stream = this.#streams.get(keyOf(family, symbol))!;
    this.#led.add(stream);
    return { stream, rank: this.#rank(family, symbol) };
  }

  /** Starts the actors and joins their streams. */
  #start(): void {
    for (const actor of this.actors) {
      actor.attach(this.#contextOf(actor));
      for (const topic of actor.publishes) this.bus.declare(actor.id, topic);
    }
    for (const actor of this.actors) actor.begin();
    this.bus.assertServed();
    for (const symbol of this.source.symbols) {
      const families = this.source.families(symbol);
      // What values positions is received whether anybody listens or not.
      const values = VALUING.find((family) => families.includes(family));
      for (const family of families) {
        const wanted = this.#wanted.get(keyOf(family, symbol)) ?? [];
        const stream = this.#streams.get(keyOf(family, symbol))!;
        const received = wanted.length > 0 || family === values;
        const led = this.#led.has(stream);
        if (received && led) stream.readers = 2;
        if (received) this.#addFeed(stream, wanted);
        else if (!led) stream.close();
      }
    }
    for (const feed of this.#recorded) this.loop.client.add(feed.head);
    this.loop.client.add(this.#delayed.head);
    this.#started = true;
  }

  /** Stops the actors. */
  #stop(): void {
    for (const actor of this.actors) {
      actor.end();
      this.loop.inbox.drain();
    }
  }

  /** Opens every stream and sets the clock to the first event of all. */
  #open(): void {
    let first = Infinity;
    for (const symbol of this.source.symbols) {
      for (const family of this.source.families(symbol)) {
        const reader = this.source.open(family, symbol);
        const stream = new EventStream(family, symbol, reader);
        this.#streams.set(keyOf(family, symbol), stream as EventStream);
        const time = stream.first()?.columns.eventTime[0];
        if (time !== undefined && time < first) first = time;
      }
    }
    for (const { head } of this.#recorded) first = Math.min(first, head.time);
    if (first < Infinity) this.loop.clock.advance(first);
  }

  #addFeed(stream: EventStream, actors: readonly Actor[]): Feed {
    const { family, symbol } = stream;
    const rank = this.#rank(family, symbol);
    const feed = feedOf(stream, this.#grids.get(symbol)!, rank);
    feed.actors = actors;
    this.#feeds.set(keyOf(family, symbol), feed);
    this.#received[family].set(symbol, feed);
    this.loop.client.add(feed.head);
    return feed;
  }

  /** Place of a stream among those of one time: by family, then by symbol. */
  #rank(family: StreamFamily, symbol: string): number {
    const { symbols } = this.source;
    return STREAM_FAMILIES.indexOf(family) * symbols.length +
      symbols.indexOf(symbol);
  }

  #contextOf(actor: Actor): ActorContext {
    const { loop, cache, bus } = this;
    return {
      cache,
      clock: new ActorClock(actor.id, {
        clock: loop.clock,
        timers: loop.timers,
        onSet: (time) => loop.lower(time, PHASE.timer),
      }),
      subscribe: (actor, family, symbol, wanted) =>
        this.#subscribe(actor, family, symbol, wanted),
      subscribeData: (actor, topic) => {
        if (this.#started) bus.assertTopic(actor.id, topic);
        bus.subscribe(actor, topic);
      },
      publish: (actor, data) => bus.publish(actor.id, data),
      stop: (actor) => this.#stopActor(actor),
    };
  }

  #subscribe(
    actor: Actor,
    family: StreamFamily,
    symbol: string,
    wanted: boolean,
  ): void {
    const families = this.source.families(symbol);
    if (!families.includes(family)) {
      const { symbols } = this.source;
      throw new DataError(
        `Cannot subscribe ${actor.id} to ${family} of ${symbol} as there are none: found ${
          symbols.includes(symbol)
            ? `${families.join(", ")} of ${symbol}`
            : symbols.join(", ")
        }`,
      );
    }
    const key = keyOf(family, symbol);
    const others = (this.#wanted.get(key) ?? [])
      .filter((other) => other !== actor);
    const actors = wanted
      ? [...others, actor].sort((a, b) => byCodeUnits(a.id, b.id))
      : others;
    this.#wanted.set(key, actors);
    const feed = this.#feeds.get(key);
    this.loop.interrupt();
    if (feed !== undefined) feed.actors = actors;
    else if (this.#started && wanted) this.#join(family, symbol, actors);
  }

  /** Joins a stream that nobody wanted before, from the next record on. */
  #join(
    family: StreamFamily,
    symbol: string,
    actors: readonly Actor[],
  ): void {
    const reader = this.source.open(family, symbol);
    const stream = new EventStream(family, symbol, reader) as EventStream;
    this.#streams.set(keyOf(family, symbol), stream);
    const feed = this.#addFeed(stream, []);
    feed.skipTo(this.loop.clock.now + 1);
    feed.actors = actors;
    this.loop.client.update(feed.head);
    this.loop.lower(feed.head.time, PHASE.client);
  }

  #delay(data: BusData): void {
    this.#delayed.push(data);
    this.loop.client.update(this.#delayed.head);
    // After the market data of its time.
    this.loop.lower(data.receiveTime + 1, PHASE.client);
  }

  #stopActor(actor: Actor): void {
    for (const [key, actors] of this.#wanted) {
      if (!actors.includes(actor)) continue;
      const others = actors.filter((other) => other !== actor);
      this.#wanted.set(key, others);
      const feed = this.#feeds.get(key);
      if (feed !== undefined) feed.actors = others;
    }
    this.loop.interrupt();
    this.bus.unsubscribe(actor.id);
    for (const name of this.loop.timers.names(actor.id)) {
      this.loop.timers.cancel(actor.id, name);
    }
    actor.end();
  }
}

function keyOf(family: StreamFamily, symbol: string): string {
  return `${family}/${symbol}`;
}

function topicKey({ type, symbol = "", source = "" }: DataTopic): string {
  return `${type}/${symbol}/${source}`;
}
