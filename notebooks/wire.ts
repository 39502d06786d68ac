// deno-lint-ignore-file camelcase -- the names are the protocol's
/**
 * Messages of the Jupyter protocol as frames of ZeroMQ.
 *
 * @module
 */
import { createHmac, randomUUID } from "node:crypto";
import type { Buffer } from "node:buffer";

/** A message of the protocol. */
export type Message = {
  /** What kind it is. */
  readonly type: string;
  /** The id of the request that it belongs to. */
  readonly parent: string | undefined;
  /** What it says. */
  // deno-lint-ignore no-explicit-any
  readonly content: any;
};

/** Frame between routing and message. */
const DELIMITER = "<IDS|MSG>";

/** Signs and reads the messages of one session with one kernel. */
export class Wire {
  readonly #key: string;
  readonly #session = randomUUID();

  /**
   * Starts a session.
   *
   * @param key The key that kernel and client share.
   */
  constructor(key: string) {
    this.#key = key;
  }

  /**
   * Writes a request.
   *
   * @param type What kind it is.
   * @param content What it says.
   * @returns Its id and its frames.
   */
  request(type: string, content: unknown): { id: string; frames: string[] } {
    const id = randomUUID();
    const header = {
      msg_id: id,
      session: this.#session,
      username: "volarb",
      date: new Date().toISOString(),
      msg_type: type,
      version: "5.3",
    };
    const parts = [header, {}, {}, content].map((part) => JSON.stringify(part));
    const signature = createHmac("sha256", this.#key).update(parts.join(""))
      .digest("hex");
    return { id, frames: [DELIMITER, signature, ...parts] };
  }

  /**
   * Reads a message.
   *
   * @param frames Its frames, those of its routing included.
   * @returns The message.
   */
  read(frames: readonly Buffer[]): Message {
    const at = frames.findIndex((frame) => String(frame) === DELIMITER);
    const [header, parent, , content] = frames.slice(at + 2, at + 6).map((
      frame,
    ) => JSON.parse(String(frame)));
    return { type: header.msg_type, parent: parent.msg_id, content };
  }
}
