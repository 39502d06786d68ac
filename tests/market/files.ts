import { Buffer } from "node:buffer";
import { crc32, deflateRawSync } from "node:zlib";
import type { Kind, SourceFileOf } from "volarb/market";

const FOLDER = Deno.makeTempDirSync({ prefix: "volarb-market-" });
addEventListener("unload", () => Deno.removeSync(FOLDER, { recursive: true }));

let written = 0;

/** Writes a text or bytes and describes them as a file of a family. */
export function fileOf<K extends Kind>(
  kind: K,
  content: string | Uint8Array,
  options: {
    symbol?: string;
    from?: string;
    to?: string;
    format?: "csv" | "zip";
  } = {},
): SourceFileOf<K> {
  const { symbol = "BTCUSDT", from = "2023-05-16", format = "csv" } = options;
  const path = `${FOLDER}/${written++}.${format}`;
  if (typeof content === "string") Deno.writeTextFileSync(path, content);
  else Deno.writeFileSync(path, content);
  return {
    path,
    relativePath: `${symbol}-${kind}.${format}`,
    kind,
    symbol,
    from,
    to: options.to ?? from,
    span: "daily",
    format,
  };
}

/** What may be wrong with an archive. */
export type ZipEntryOptions = {
  /** Name in the archive. */
  name?: string;
  /** The text. */
  content?: Uint8Array;
  /** Declared size in place of the true one. */
  size?: number;
  /** Declared CRC-32 in place of the true one. */
  crc?: number;
  /** Compression method in place of deflate. */
  method?: number;
  /** General purpose flags; 1 is encrypted. */
  flags?: number;
  /** Compressed bytes in place of the true ones. */
  compressed?: Uint8Array;
};

/** An archive of some entries, byte by byte as the format says. */
export function zipOf(...entries: ZipEntryOptions[]): Uint8Array {
  const parts: Buffer[] = [], directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const content = entry.content ?? new Uint8Array(0);
    const method = entry.method ?? 8;
    const data = entry.compressed ??
      (method === 0 ? content : deflateRawSync(content));
    const name = Buffer.from(entry.name ?? "a.csv");
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(entry.flags ?? 0, 2);
    common.writeUInt16LE(method, 4);
    common.writeUInt32LE(entry.crc ?? crc32(content), 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(entry.size ?? content.length, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([
      Buffer.from("PK\x03\x04", "latin1"),
      common,
      name,
      data,
    ]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([
      Buffer.from("PK\x01\x02\x14\x00", "latin1"),
      common,
      rest,
      name,
    ]));
    parts.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return new Uint8Array(Buffer.concat([...parts, central, end]));
}

/** Where the real data are, and whether they are. */
export const DATA: URL = new URL("../../../shared/data/", import.meta.url);

/** Whether the real data are there; says so once where they are not. */
export const PRESENT: boolean = isThere();

function isThere(): boolean {
  try {
    return Deno.statSync(DATA).isDirectory;
  } catch {
    // deno-lint-ignore no-console
    console.log(`Tests on real data are skipped: there is no ${DATA.pathname}`);
    return false;
  }
}
