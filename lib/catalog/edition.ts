import * as fs from "node:fs";
import { DataError, systemReason } from "../errors/mod.ts";
import { codeOf, writeWhole } from "./new_file.ts";
import { partitionValues } from "./partition.ts";

/** What the rows of a catalog are: the venue's or a simulation's. */
export type Edition = {
  /** `real`: files of the venue. `sample`: files of a simulation. */
  readonly kind: "sample" | "real";
  /** Seed of the simulation; absent for real data. */
  readonly seed?: number;
};

/** Name of the file that a simulation leaves in its data root. */
const MARKER = "simulated.json";
const EDITION = "edition.json";

/**
 * The edition of a data root: a simulation leaves `simulated.json` in it.
 *
 * @param data The data root.
 * @returns What the marker says, with `kind`.
 * @throws {DataError} If the marker cannot be read.
 * @see def-data-root
 */
export function editionOfData(data: string): Edition {
  const marker = readJson(`${data}/${MARKER}`);
  return marker === undefined
    ? { kind: "real" }
    : { ...marker, kind: "sample" };
}

/**
 * The edition of a catalog.
 *
 * @param catalog The root of the catalog.
 * @returns What its `edition.json` says; `undefined` where there is none.
 * @throws {DataError} If the file cannot be read.
 *
 * @example A simulation with its seed, and a folder that is no catalog
 * ```ts
 * import assert from "node:assert/strict";
 * import { editionOfCatalog } from "volarb/catalog";
 *
 * const root = Deno.makeTempDirSync();
 * assert.equal(editionOfCatalog(root), undefined);
 * const edition = { kind: "sample", seed: 7 };
 * Deno.writeTextFileSync(`${root}/edition.json`, JSON.stringify(edition));
 * assert.deepEqual(editionOfCatalog(root), edition);
 * Deno.removeSync(root, { recursive: true });
 * ```
 */
export function editionOfCatalog(catalog: string): Edition | undefined {
  return readJson(`${catalog}/${EDITION}`) as Edition | undefined;
}

/**
 * Makes a catalog one of an edition, before its first part is written.
 *
 * A catalog of a simulation gives way, as its recipe makes it again; one of
 * real data never does.
 *
 * @param catalog The root of the catalog.
 * @param edition The edition of what will be written.
 * @throws {DataError} If the catalog holds real data and the edition is not.
 */
export function claimEdition(catalog: string, edition: Edition): void {
  const text = `${JSON.stringify(edition, null, 2)}\n`;
  const present = editionOfCatalog(catalog);
  if (
    present !== undefined && `${JSON.stringify(present, null, 2)}\n` === text
  ) return;
  if (present?.kind === "real" && edition.kind === "sample") {
    throw new DataError(
      `Cannot write simulated data to ${catalog} as it holds real data: name another catalog or delete this one`,
    );
  }
  if (present?.kind === "sample") {
    for (const kind of partitionValues(catalog, "kind")) {
      fs.rmSync(`${catalog}/kind=${kind}`, { recursive: true });
    }
  }
  writeWhole(`${catalog}/${EDITION}`, text);
}

function readJson(path: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(fs.readFileSync(path, "utf8"));
    if (value !== null && typeof value === "object") {
      return value as Record<string, unknown>;
    }
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    const reason = systemReason(error);
    if (reason !== undefined) {
      throw new DataError(`Cannot read ${path}: ${reason}`, { cause: error });
    }
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new DataError(`Cannot read ${path} as it must be a JSON object`);
}
