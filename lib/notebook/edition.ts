import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { Catalog, editionOfCatalog } from "../catalog/mod.ts";
import { DataError } from "../errors/mod.ts";
import { Displayable } from "./displayable.ts";

/**
 * The media type under which a notebook says which data it ran on.
 *
 * @example What a notebook says that ran on an empty catalog
 * ```ts
 * import assert from "node:assert/strict";
 * import { EDITION, OpenEdition } from "volarb/notebook";
 *
 * const root = Deno.makeTempDirSync();
 * const edition = { kind: "sample", seed: 7 };
 * Deno.writeTextFileSync(`${root}/edition.json`, JSON.stringify(edition));
 * const opened = new OpenEdition(root);
 * assert.deepEqual(opened.forms[EDITION], { kind: "sample", inputs: {} });
 * Deno.removeSync(root, { recursive: true });
 * ```
 */
export const EDITION = "application/vnd.volarb.edition+json";

/** Names of the two editions in prose. */
const NAMES = { sample: "simulated sample", real: "real data" } as const;

/**
 * The data that a chapter stands on; shown as which edition it is and what it
 * holds.
 *
 * @example A simulation and its seed
 * ```ts
 * import assert from "node:assert/strict";
 * import { OpenEdition } from "volarb/notebook";
 *
 * const root = Deno.makeTempDirSync();
 * const edition = { kind: "sample", seed: 7 };
 * Deno.writeTextFileSync(`${root}/edition.json`, JSON.stringify(edition));
 * const opened = new OpenEdition(root);
 * assert.deepEqual([opened.kind, opened.seed], ["sample", 7]);
 * assert.equal(opened.symbol, "BTCUSDT");
 * Deno.removeSync(root, { recursive: true });
 * ```
 */
export class OpenEdition extends Displayable {
  /** `sample` of a simulation, `real` of the venue's own files. */
  readonly kind: "sample" | "real";
  /** The catalog. */
  readonly catalog: Catalog;
  /** Seed of the simulation; `undefined` for real data. */
  readonly seed: number | undefined;
  /** The instrument of the chapters: BTCUSDT where there are bars of it, else the first. */
  readonly symbol: string;

  /**
   * Opens a catalog.
   *
   * @param root The catalog's folder.
   * @throws {DataError} If its edition cannot be read.
   */
  constructor(root: string) {
    super(() => forms(this));
    const edition = editionOfCatalog(root);
    this.kind = edition?.kind ?? "real";
    this.seed = edition?.seed;
    this.catalog = new Catalog(root);
    const symbols = this.catalog.symbols("klines_1m");
    this.symbol = symbols.find((name) => name === "BTCUSDT") ?? symbols[0] ??
      "BTCUSDT";
  }
}

/**
 * Opens the data that the notebook runs on.
 *
 * The catalog is the folder that the environment variable `VOLARB_CATALOG`
 * names. Without it, `data/catalog` is looked for in the working directory and
 * above; where that holds one catalog for each edition, `VOLARB_EDITION` says
 * which (`sample` where absent).
 *
 * @returns The edition and its catalog.
 * @throws {DataError} If there is no catalog, or its edition is not the one that
 * `VOLARB_EDITION` asks for.
 *
 * @example The data of a chapter
 * ```ts ignore
 * import { edition } from "volarb/notebook";
 *
 * const { kind, catalog } = edition();
 * const bars = catalog.bars("BTCUSDT");
 * ```
 */
export function edition(): OpenEdition {
  const wanted = Deno.env.get("VOLARB_EDITION");
  if (wanted !== undefined && wanted !== "sample" && wanted !== "real") {
    throw new DataError(
      `Cannot open the data as VOLARB_EDITION must be sample or real: current value is ${wanted}`,
    );
  }
  const opened = new OpenEdition(catalogFolder(wanted ?? "sample"));
  if (wanted !== undefined && opened.kind !== wanted) {
    throw new DataError(
      `Cannot open the data as VOLARB_EDITION asks for ${
        NAMES[wanted]
      }: the catalog holds ${NAMES[opened.kind]}`,
    );
  }
  return opened;
}

function catalogFolder(wanted: "sample" | "real"): string {
  const named = Deno.env.get("VOLARB_CATALOG");
  if (named !== undefined) {
    if (existsSync(named)) return named;
    throw new DataError(
      `Cannot open the catalog as VOLARB_CATALOG must name a folder: there is no ${named}`,
    );
  }
  for (let folder = Deno.cwd();; folder = dirname(folder)) {
    const catalog = join(folder, "data", "catalog");
    for (const root of [join(catalog, wanted), catalog]) {
      if (existsSync(join(root, "edition.json"))) return root;
    }
    if (dirname(folder) === folder) break;
  }
  throw new DataError(
    wanted === "real"
      ? "Cannot open the catalog as there is no data/catalog of real data here or above: make it with deno task reproduce --data DIR"
      : "Cannot open the catalog as there is no data/catalog here or above: make it with deno task reproduce",
  );
}

function forms({ kind, catalog, seed }: OpenEdition) {
  const inputs: Record<string, string> = {};
  const lines: string[] = [];
  for (const family of catalog.kinds()) {
    for (const symbol of catalog.symbols(family)) {
      const dates = catalog.dates(family, symbol);
      const hash = createHash("sha256");
      for (const date of dates) {
        const sha256 = catalog.manifest(family, symbol, date)?.source.sha256;
        hash.update(`${date} ${sha256}\n`);
      }
      inputs[`${family}/${symbol}`] = hash.digest("hex");
      lines.push(
        `${family} ${symbol}: ${dates[0]} to ${
          dates.at(-1)
        }, ${dates.length} days`,
      );
    }
  }
  const name = seed === undefined
    ? NAMES[kind]
    : `${NAMES[kind]}, seed ${seed}`;
  return {
    [EDITION]: { kind, inputs },
    "text/plain": [`Edition: ${name}`, ...lines].join("\n"),
  };
}
