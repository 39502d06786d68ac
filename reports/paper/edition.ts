import type { Failures } from "./failures.ts";
import type { Notebook } from "./notebook_file.ts";

/** Media type by which a notebook says which data it ran on. */
export const EDITION = "application/vnd.volarb.edition+json";

/** Which data the numbers of a report are from. */
export type EditionKind = "sample" | "real";

/** What the notebooks say about the data that they ran on. */
export type Edition = {
  /** Simulated sample or real data. */
  readonly kind: EditionKind;
  /** Hash of every input file by its name, where the notebooks give them. */
  readonly inputs: { readonly [name: string]: string };
};

/** How the report names an edition. */
export const EDITION_NAMES: { readonly [Kind in EditionKind]: string } = {
  sample: "simulated sample",
  real: "real data",
};

/**
 * The edition that the notebooks belong to.
 *
 * A notebook may show a bundle `{ kind, inputs? }` of the media type
 * {@linkcode EDITION}; what all of them show has to agree.
 *
 * @param notebooks The executed notebooks.
 * @param asked The edition that the user asked for, if any.
 * @param failures Notes notebooks of another edition.
 * @returns The edition; the simulated sample where nothing says otherwise.
 */
export function readEdition(
  notebooks: readonly Notebook[],
  asked: EditionKind | undefined,
  failures: Failures,
): Edition {
  let kind = asked;
  const inputs: { [name: string]: string } = {};
  for (const { file, cells } of notebooks) {
    for (const cell of cells) {
      for (const output of cell.outputs) {
        const said = output.data[EDITION] as Partial<Edition> | undefined;
        if (said === undefined) continue;
        kind ??= said.kind;
        Object.assign(inputs, said.inputs);
        if (said.kind !== kind) {
          failures.add(
            { file, cell: cell.position, output: output.position },
            `the notebook ran on the edition ${said.kind}, the report is of the edition ${kind}`,
          );
        }
      }
    }
  }
  const sorted = Object.entries(inputs).sort(([a], [b]) => a < b ? -1 : 1);
  return { kind: kind ?? "sample", inputs: Object.fromEntries(sorted) };
}
