// deno-lint-ignore-file camelcase -- the names are the protocol's
import { randomUUID } from "node:crypto";
import { Reply } from "zeromq";

/** Where a kernel listens, as the file that it is started with says. */
export type Connection = {
  /** The machine. */
  readonly ip: string;
  /** The key that kernel and client sign with. */
  readonly key: string;
  /** Requests. */
  readonly shell_port: number;
  /** What is shown. */
  readonly iopub_port: number;
  /** Questions to the user. */
  readonly stdin_port: number;
  /** Requests that pass the others. */
  readonly control_port: number;
  /** Signs of life. */
  readonly hb_port: number;
  /** Always TCP. */
  readonly transport: "tcp";
  /** How messages are signed. */
  readonly signature_scheme: "hmac-sha256";
};

/**
 * A connection on ports of this machine that nobody listens on.
 *
 * @returns The connection, with a key of its own. Another program may take a
 * port before the kernel does: the kernel then ends at once.
 */
export async function freeConnection(): Promise<Connection> {
  const [shell, outputs, stdin, control, heartbeat] = await freePorts(5);
  return {
    transport: "tcp",
    ip: "127.0.0.1",
    signature_scheme: "hmac-sha256",
    key: randomUUID(),
    shell_port: shell!,
    iopub_port: outputs!,
    stdin_port: stdin!,
    control_port: control!,
    hb_port: heartbeat!,
  };
}

/** Lets the system choose ports and gives them back. */
async function freePorts(count: number): Promise<number[]> {
  const sockets = Array.from({ length: count }, () => new Reply({ linger: 0 }));
  try {
    const ports: number[] = [];
    for (const socket of sockets) {
      await socket.bind("tcp://127.0.0.1:*");
      ports.push(Number(socket.lastEndpoint!.split(":").at(-1)));
    }
    for (const socket of sockets) await socket.unbind(socket.lastEndpoint!);
    return ports;
  } finally {
    for (const socket of sockets) socket.close();
  }
}
