import type { CustomColumns } from "../catalog/mod.ts";
import {
  type Message,
  MESSAGE_SCHEMAS,
  type MessageHead,
  type MessageOf,
  type MessageType,
} from "./messages.ts";

const HEAD: readonly string[] = ["type", "symbol", "source"];
const TIMES: readonly string[] = ["eventTime", "receiveTime"];

/**
 * Checks a message and gives it back: what is published has gone through here.
 *
 * @param message Type, symbol, source, times and every field of its schema.
 * @returns The same object.
 * @throws {TypeError} If the type is unknown, a field is missing, unknown or no number.
 * @throws {RangeError} If a time is no whole number of microseconds, `receiveTime` is before
 *   `eventTime`, or a number is not finite where it must be there.
 *
 * @example A misspelt field is named
 * ```ts
 * import assert from "node:assert/strict";
 * import { checkedMessage, type VolatilityEstimate } from "volarb/signal";
 *
 * const estimate: VolatilityEstimate = {
 *   type: "VolatilityEstimate",
 *   symbol: "BTCUSDT",
 *   source: "yang-zhang",
 *   eventTime: 1.7e15,
 *   receiveTime: 1.7e15,
 *   horizon: 60e6,
 *   variance: 1e-6,
 *   standardError: NaN,
 * };
 * assert.equal(checkedMessage(estimate), estimate);
 * const { variance: _, ...without } = estimate;
 * assert.throws(() => checkedMessage(without as VolatilityEstimate), {
 *   message: /field variance must be a number: current value is undefined/,
 * });
 * ```
 */
export function checkedMessage<M extends Message>(message: M): M {
  const { type } = message;
  const schema = schemaOf(type);
  const action = `publish ${type}`;
  for (const name of ["symbol", "source"] as const) {
    if (typeof message[name] !== "string" || message[name] === "") {
      throw new TypeError(
        `Cannot ${action} as ${name} must be a word: current value is ${
          JSON.stringify(message[name])
        }`,
      );
    }
  }
  const names = schema.fields.map(({ name }) => name);
  const known = [...HEAD, ...TIMES, ...names];
  const odd = Object.keys(message).find((name) => !known.includes(name));
  if (odd !== undefined) {
    throw new TypeError(
      `Cannot ${action} as fields must be ${
        names.join(", ")
      }: current value is ${odd}`,
    );
  }
  checkTimes(action, message);
  const fields = message as unknown as Record<string, unknown>;
  for (const { name, optional, type: kind } of schema.fields) {
    const value = fields[name];
    if (typeof value !== "number") {
      throw new TypeError(
        `Cannot ${action} as field ${name} must be a number: current value is ${value}`,
      );
    }
    if (optional === true && Number.isNaN(value)) continue;
    const whole = kind === "double" || Number.isSafeInteger(value);
    if (!Number.isFinite(value) || !whole) {
      throw new RangeError(
        `Cannot ${action} as field ${name} must be a finite ${kind}: current value is ${value}`,
      );
    }
  }
  return message;
}

function checkTimes(
  action: string,
  { eventTime, receiveTime }: MessageHead,
): void {
  for (const [name, time] of Object.entries({ eventTime, receiveTime })) {
    if (!Number.isSafeInteger(time)) {
      throw new RangeError(
        `Cannot ${action} as ${name} must be whole microseconds: current value is ${time}`,
      );
    }
  }
  if (receiveTime < eventTime) {
    throw new RangeError(
      `Cannot ${action} as receiveTime must not be before eventTime: current value is ${receiveTime} for ${eventTime}`,
    );
  }
}

function schemaOf(type: MessageType) {
  if (!Object.hasOwn(MESSAGE_SCHEMAS, type)) {
    const known = Object.keys(MESSAGE_SCHEMAS).join(", ");
    throw new TypeError(
      `Cannot publish a message as its type must be one of ${known}: current value is ${type}`,
    );
  }
  return MESSAGE_SCHEMAS[type];
}

/**
 * Messages of one type, symbol and source as columns for the catalog.
 *
 * @param type The type.
 * @param messages The messages in order of `receiveTime`.
 * @returns `eventTime`, `receiveTime` and every field, one entry per message.
 * @throws {TypeError} If one is of another type.
 *
 * @example There and back
 * ```ts
 * import assert from "node:assert/strict";
 * import { messageColumns, messagesOf, type VolatilityEstimate } from "volarb/signal";
 *
 * const messages: VolatilityEstimate[] = [{
 *   type: "VolatilityEstimate",
 *   symbol: "BTCUSDT",
 *   source: "yang-zhang",
 *   eventTime: 1.7e15,
 *   receiveTime: 1.7e15,
 *   horizon: 60e6,
 *   variance: 1e-6,
 *   standardError: NaN,
 * }];
 * const columns = messageColumns("VolatilityEstimate", messages);
 * const origin = { symbol: "BTCUSDT", source: "yang-zhang" };
 * assert.deepEqual(messagesOf("VolatilityEstimate", origin, columns), messages);
 * ```
 */
export function messageColumns<T extends MessageType>(
  type: T,
  messages: readonly MessageOf<T>[],
): CustomColumns {
  const other = messages.find((message) => message.type !== type);
  if (other !== undefined) {
    throw new TypeError(
      `Cannot make columns of ${type} as every message must be one: current value is ${other.type}`,
    );
  }
  const columns: Record<string, Float64Array> = {};
  for (const name of namesOf(type)) {
    columns[name] = Float64Array.from(
      messages,
      (message) => (message as unknown as Record<string, number>)[name]!,
    );
  }
  return columns;
}

/**
 * Messages from the columns that the catalog gave.
 *
 * @param type The type.
 * @param origin Symbol and source.
 * @param columns `eventTime`, `receiveTime` and every field, one length.
 * @returns One message per row.
 * @throws {TypeError} If a column is missing.
 *
 * @example Two estimates, one without an error
 * ```ts
 * import assert from "node:assert/strict";
 * import { messagesOf } from "volarb/signal";
 *
 * const origin = { symbol: "BTCUSDT", source: "yang-zhang" };
 * const messages = messagesOf("VolatilityEstimate", origin, {
 *   eventTime: Float64Array.of(1e15, 2e15),
 *   receiveTime: Float64Array.of(1e15, 2e15),
 *   horizon: Float64Array.of(60e6, 60e6),
 *   variance: Float64Array.of(1e-6, 4e-6),
 *   standardError: Float64Array.of(1e-7, NaN),
 * });
 * assert.deepEqual(messages[1], {
 *   type: "VolatilityEstimate",
 *   ...origin,
 *   eventTime: 2e15,
 *   receiveTime: 2e15,
 *   horizon: 60e6,
 *   variance: 4e-6,
 *   standardError: NaN,
 * });
 * ```
 */
export function messagesOf<T extends MessageType>(
  type: T,
  { symbol, source }: Pick<MessageHead, "symbol" | "source">,
  columns: CustomColumns,
): MessageOf<T>[] {
  const names = namesOf(type);
  const missing = names.find((name) => columns[name] === undefined);
  if (missing !== undefined) {
    throw new TypeError(
      `Cannot make ${type} of columns as ${missing} must be there: current value is ${
        Object.keys(columns).join(", ")
      }`,
    );
  }
  return Array.from(columns.eventTime!, (_, row) => {
    const fields = names.map((name) => [name, columns[name]![row]!]);
    return {
      type,
      symbol,
      source,
      ...Object.fromEntries(fields),
    } as MessageOf<T>;
  });
}

function namesOf(type: MessageType): string[] {
  return [...TIMES, ...schemaOf(type).fields.map(({ name }) => name)];
}
