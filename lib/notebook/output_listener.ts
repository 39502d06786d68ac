/**
 * The worker behind `keepOutputs`: hears what the kernel publishes, as a front
 * end does, and tells the number of the last marker that it heard.
 *
 * It speaks the little of ZMTP 3.0 that a subscriber needs, over a plain
 * connection: the ZeroMQ package misses messages under Deno 2.9 unless it polls,
 * which a worker beside a notebook must not do all day.
 *
 * @module
 * @see https://rfc.zeromq.org/spec/23/
 */
import type { OutputAddress } from "./kernel_interface.ts";

/** What the worker is told when it starts. */
export type ListenerTask = {
  /** Where the kernel publishes. */
  readonly address: OutputAddress;
  /** One shared integer: the number of the last marker heard, 0 before. */
  readonly heard: Int32Array<SharedArrayBuffer>;
};

/** Position of the metadata among the frames of a message. */
const METADATA = 4;

/** The part of a worker's global scope that is used here. */
type WorkerScope = {
  onmessage: ((event: MessageEvent<ListenerTask>) => void) | null;
};

(globalThis as unknown as WorkerScope).onmessage = async ({ data }) => {
  const { address, heard } = data;
  for await (const metadata of subscribe(await Deno.connect(address))) {
    const { volarbMarker } = JSON.parse(metadata) as { volarbMarker?: number };
    if (volarbMarker === undefined) continue;
    Atomics.store(heard, 0, volarbMarker);
    Atomics.notify(heard, 0);
  }
};

/** The metadata of every message that is published from now on. */
async function* subscribe(connection: Deno.Conn): AsyncGenerator<string> {
  const bytes = new ByteReader(connection);
  const decoder = new TextDecoder();
  await bytes.write(greeting());
  await bytes.take(64);
  await bytes.write(command("READY", "Socket-Type", "SUB"));
  await takeFrame(bytes);
  await bytes.write(Uint8Array.of(0, 1, 1));
  for (let at = 0;;) {
    const { data, more } = await takeFrame(bytes);
    if (at === METADATA) yield decoder.decode(data);
    at = more ? at + 1 : 0;
  }
}

/** Signature, version 3.0, mechanism NULL, filled up to 64 bytes. */
function greeting(): Uint8Array {
  const bytes = new Uint8Array(64);
  bytes.set([0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0x7f, 3, 0]);
  bytes.set(new TextEncoder().encode("NULL"), 12);
  return bytes;
}

/** A command frame with one property, below 256 bytes. */
function command(name: string, key: string, value: string): Uint8Array {
  const encode = (text: string) => [...new TextEncoder().encode(text)];
  const body = [
    name.length,
    ...encode(name),
    key.length,
    ...encode(key),
    ...[0, 0, 0, value.length],
    ...encode(value),
  ];
  return Uint8Array.of(4, body.length, ...body);
}

/** A frame: flags (1: more follow, 2: long), length, data. */
async function takeFrame(
  bytes: ByteReader,
): Promise<{ data: Uint8Array; more: boolean }> {
  const [flags = 0] = await bytes.take(1);
  const long = (flags & 2) !== 0;
  const length = (await bytes.take(long ? 8 : 1)).reduce(
    (sum, byte) => sum * 256 + byte,
    0,
  );
  return { data: await bytes.take(length), more: (flags & 1) !== 0 };
}

/** Bytes of a connection in pieces of asked length. */
class ByteReader {
  readonly #connection: Deno.Conn;
  readonly #chunk = new Uint8Array(1 << 16);
  #unread = new Uint8Array(0);

  constructor(connection: Deno.Conn) {
    this.#connection = connection;
  }

  async take(length: number): Promise<Uint8Array> {
    const taken = new Uint8Array(length);
    for (let filled = 0; filled < length;) {
      if (this.#unread.length === 0) {
        const read = await this.#connection.read(this.#chunk);
        if (read === null) throw new Error("the kernel closed its outputs");
        this.#unread = this.#chunk.subarray(0, read);
      }
      const part = this.#unread.subarray(0, length - filled);
      taken.set(part, filled);
      filled += part.length;
      this.#unread = this.#unread.subarray(part.length);
    }
    return taken;
  }

  async write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length;) {
      at += await this.#connection.write(bytes.subarray(at));
    }
  }
}
