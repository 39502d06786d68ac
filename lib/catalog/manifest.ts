import type { Defect, Kind } from "../market/mod.ts";
import { SCHEMA_VERSION } from "./layout.ts";

/** The file that a part was made from. */
export type ManifestSource = {
  /** Where it is below the data root, with `/` between folders. */
  readonly path: string;
  /** Its size in bytes. */
  readonly size: number;
  /** SHA-256 of its bytes, in hexadecimal. */
  readonly sha256: string;
};

/** The value that comes first and the one that comes last. */
export type Ends = {
  /** The first. */
  readonly first: number;
  /** The last. */
  readonly last: number;
};

/**
 * What a part holds and what it was made from.
 *
 * The part carries it in its own metadata, so that the two can never disagree;
 * `manifest.json` beside the part is a copy for people and other tools.
 */
export type Manifest = {
  /** Version of the layout, {@linkcode SCHEMA_VERSION}. */
  readonly schemaVersion: number;
  /** The family. */
  readonly kind: Kind;
  /** The instrument. */
  readonly symbol: string;
  /** The UTC day, `YYYY-MM-DD`. */
  readonly date: string;
  /** The venue's file. */
  readonly source: ManifestSource;
  /** Number of rows. */
  readonly rows: number;
  /** Time of the first row, microseconds. */
  readonly firstTime: number;
  /** Time of the last row, microseconds. */
  readonly lastTime: number;
  /** Decimal places of each column of exact decimals. */
  readonly scales: Readonly<Record<string, number>>;
  /** The least and the largest id, in kinds that have ids; since version 2. */
  readonly ids?: Ends;
  /** Hours of the first and the last funding interval, where stated; since version 2. */
  readonly intervals?: Ends;
  /** What is wrong with the source, all its days together. */
  readonly defects: readonly Defect[];
};

/** The oldest version of which a part is still read. */
const OLDEST_VERSION = 1;

/** Name of the manifest in the metadata of a part. */
export const MANIFEST_KEY = "volarb.manifest";

/**
 * A manifest as text: two spaces of indent, a line end at the end.
 *
 * @param manifest The manifest.
 * @returns JSON.
 */
export function formatManifest(manifest: Manifest): string {
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/**
 * Reads a manifest that {@linkcode formatManifest} wrote.
 *
 * @param text JSON.
 * @returns The manifest, or `undefined` if the text is none, or one of a version
 * that is not known.
 */
export function parseManifest(text: string | undefined): Manifest | undefined {
  if (text === undefined) return undefined;
  try {
    const manifest = JSON.parse(text) as Manifest;
    const { schemaVersion: version } = manifest;
    return version >= OLDEST_VERSION && version <= SCHEMA_VERSION
      ? manifest
      : undefined;
  } catch {
    return undefined;
  }
}
