import * as fs from "node:fs";
import { DataError } from "../errors/mod.ts";
import { type Defect, DefectReport, type SourceFile } from "../market/mod.ts";
import { RefusedFile } from "./inspection.ts";
import { codeOf, writeWhole } from "./new_file.ts";

/** The folder of a catalog that keeps what was not read. */
const FOLDER = "left_out";
/** The record of the files that are not read for their names. */
const NAMES = "names.json";

/** What is kept of a file that was refused. */
type Record = {
  /** The file, below the data root. */
  readonly path?: string;
  /** What is wrong with it. */
  readonly defects: readonly Defect[];
};

/**
 * What a catalog was not made from: files that were refused, a record for each,
 * and those that were passed over, so that its defects name them as well.
 */
export class LeftOut {
  readonly #folder: string;

  /**
   * Names the catalog; nothing is read yet.
   *
   * @param catalog The root of the catalog.
   */
  constructor(catalog: string) {
    this.#folder = `${catalog}/${FOLDER}`;
  }

  /**
   * Keeps what a data root has beside the venue's files, and forgets refused
   * files that are there no more.
   *
   * @param data The data root.
   * @param unread Files that are passed over.
   */
  keep(data: string, unread: DefectReport): void {
    for (const { path } of this.records()) {
      if (path !== undefined && !fs.existsSync(`${data}/${path}`)) {
        this.forget(path);
      }
    }
    const { defects } = unread;
    if (defects.length > 0) this.#write(NAMES, { defects });
    else fs.rmSync(`${this.#folder}/${NAMES}`, { force: true });
  }

  /**
   * Keeps why a file was refused.
   *
   * @param path The file, below the data root.
   * @param report What is wrong with it.
   */
  refuse(path: string, report: DefectReport): void {
    this.#write(nameOf(path), { path, defects: report.defects });
  }

  /**
   * Forgets a file that was accepted.
   *
   * @param path The file, below the data root.
   */
  forget(path: string): void {
    fs.rmSync(`${this.#folder}/${nameOf(path)}`, { force: true });
  }

  /**
   * What was kept.
   *
   * @returns A record for each file that was refused, and one without a path for
   * those that were passed over.
   */
  records(): Record[] {
    if (!fs.existsSync(this.#folder)) return [];
    const names = fs.readdirSync(this.#folder).filter((name) =>
      name.endsWith(".json")
    );
    return names.sort().flatMap((name) => {
      try {
        const text = fs.readFileSync(`${this.#folder}/${name}`, "utf8");
        return [JSON.parse(text) as Record];
      } catch (error) {
        // Another run has accepted the file meanwhile.
        if (codeOf(error) === "ENOENT") return [];
        throw error;
      }
    });
  }

  #write(name: string, record: Record): void {
    const text = `${JSON.stringify(record, null, 2)}\n`;
    const path = `${this.#folder}/${name}`;
    const same = fs.existsSync(path) && fs.readFileSync(path, "utf8") === text;
    if (!same) writeWhole(path, text);
  }
}

function nameOf(path: string): string {
  return `${path.replaceAll(/[/\\]/g, "+")}.json`;
}

/**
 * What is wrong with a file that was refused.
 *
 * @param file The file.
 * @param error Why it was refused.
 * @returns Its defects; `undefined` where the error is none of the file.
 */
export function defectsOfError(
  file: SourceFile,
  error: unknown,
): DefectReport | undefined {
  if (error instanceof RefusedFile) return error.defects;
  if (!(error instanceof DataError)) return undefined;
  const report = new DefectReport();
  report.addError(file, error);
  return report;
}
