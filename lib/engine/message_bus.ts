import { DataError } from "../errors/mod.ts";
import type { Inbox } from "./inbox.ts";
import { byCodeUnits } from "./market_source.ts";
import {
  type BusData,
  type DataTopic,
  topicsMeet,
  topicText,
} from "./bus_data.ts";

/** Who takes messages. */
export type DataSubscriber = {
  /** Name, unique in a run. */
  readonly id: string;
  /** Takes a message. */
  receive(data: BusData): void;
};

/** What a {@linkcode MessageBus} needs of the run. */
export type MessageBusParts = {
  /** Where deliveries wait for the handler at work to return. */
  readonly inbox: Inbox;
  /** The time, microseconds. */
  readonly now: () => number;
  /** Takes messages that can only be acted on later. */
  readonly delay: (data: BusData) => void;
};

/**
 * Hands messages from publishers to subscribers by type, symbol and source.
 *
 * A message that can be acted on now is delivered when the handler that published it has
 * returned; one that can be acted on later is delivered then, after the market data of
 * that time. Subscribers of one message get it in the order of their names, each once.
 */
export class MessageBus {
  readonly #parts: MessageBusParts;
  readonly #publishers: { readonly by: string; readonly topic: DataTopic }[] =
    [];
  #subscriptions: {
    readonly subscriber: DataSubscriber;
    readonly topic: DataTopic;
  }[] = [];

  /**
   * A bus without subscribers.
   *
   * @param parts What it needs of the run.
   */
  constructor(parts: MessageBusParts) {
    this.#parts = parts;
  }

  /**
   * Says what somebody may publish.
   *
   * @param by Who.
   * @param topic What.
   */
  declare(by: string, topic: DataTopic): void {
    this.#publishers.push({ by, topic });
  }

  /**
   * Subscribes to messages.
   *
   * @param subscriber Who takes them.
   * @param topic Which.
   */
  subscribe(subscriber: DataSubscriber, topic: DataTopic): void {
    const { id } = subscriber;
    const others = this.#subscriptions;
    const text = topicText(topic);
    const known = others.some((other) =>
      other.subscriber === subscriber && topicText(other.topic) === text
    );
    if (known) return;
    let at = others.length;
    while (at > 0 && byCodeUnits(id, others[at - 1]!.subscriber.id) < 0) at--;
    this.#subscriptions = [
      ...others.slice(0, at),
      { subscriber, topic },
      ...others.slice(at),
    ];
  }

  /**
   * Takes all subscriptions of somebody away.
   *
   * @param id Who.
   */
  unsubscribe(id: string): void {
    this.#subscriptions = this.#subscriptions
      .filter(({ subscriber }) => subscriber.id !== id);
  }

  /**
   * Refuses subscriptions that nobody can serve.
   *
   * @throws {DataError} If nobody says that he may publish what somebody waits for.
   */
  assertServed(): void {
    for (const { subscriber, topic } of this.#subscriptions) {
      this.assertTopic(subscriber.id, topic);
    }
  }

  /**
   * Refuses a subscription that nobody can serve.
   *
   * @param id Who subscribes.
   * @param topic To what.
   * @throws {DataError} If nobody says that he may publish it.
   */
  assertTopic(id: string, topic: DataTopic): void {
    if (this.#publishers.some((other) => topicsMeet(other.topic, topic))) {
      return;
    }
    const found = this.#publishers
      .map((other) => `${topicText(other.topic)} from ${other.by}`)
      .sort(byCodeUnits);
    throw new DataError(
      `Cannot subscribe ${id} to ${topicText(topic)} as nobody publishes it: ${
        found.length === 0
          ? "there is no publisher"
          : `found ${found.join(", ")}`
      }`,
    );
  }

  /**
   * Publishes a message.
   *
   * @param by Who.
   * @param data The message.
   * @throws {RangeError} If it is none of what he said he may publish, or its times are no
   *   whole microseconds in order.
   */
  publish(by: string, data: BusData): void {
    const allowed = this.#publishers
      .some((other) => other.by === by && topicsMeet(other.topic, data));
    if (!allowed) {
      throw new RangeError(
        `Cannot publish as ${by} must say so in publishes: current value is ${
          topicText(data)
        }`,
      );
    }
    const { eventTime, receiveTime } = data;
    if (
      !Number.isSafeInteger(eventTime) || !Number.isSafeInteger(receiveTime) ||
      receiveTime < eventTime
    ) {
      throw new RangeError(
        `Cannot publish ${data.type} as receiveTime must be whole microseconds and >= eventTime: current value is ${receiveTime} after ${eventTime}`,
      );
    }
    if (receiveTime > this.#parts.now()) this.#parts.delay(data);
    else this.#parts.inbox.push(() => this.deliver(data));
  }

  /**
   * Hands a message to its subscribers; the engine does, when it is time.
   *
   * @param data The message.
   */
  deliver(data: BusData): void {
    let last: DataSubscriber | undefined;
    for (const { subscriber, topic } of this.#subscriptions) {
      if (subscriber === last || !topicsMeet(topic, data)) continue;
      last = subscriber;
      this.#parts.inbox.push(() => subscriber.receive(data));
    }
  }
}
