/** Where in a notebook something is wrong. */
export type CellPlace = {
  /** The notebook, as messages name it. */
  readonly notebook: string;
  /** Position of the cell from 1, prose included; absent for the whole file. */
  readonly cell?: number | undefined;
  /** Line within the cell from 1, where it is known. */
  readonly line?: number | undefined;
};

/**
 * A place as messages write it: `notebooks/11_volatility.ipynb, cell 5, line 3`.
 *
 * @param place The place.
 * @returns The text.
 */
export function formatPlace({ notebook, cell, line }: CellPlace): string {
  return [
    notebook,
    ...(cell === undefined ? [] : [`cell ${cell}`]),
    ...(line === undefined ? [] : [`line ${line}`]),
  ].join(", ");
}

/** A cell that cannot be run, or must not stand as it does. */
export class CellError extends Error {
  /** Name shown before the message. */
  override readonly name = "CellError";
  /** Notebook, cell and line. */
  readonly place: CellPlace;

  /**
   * Composes the message from place and reason.
   *
   * @param place Notebook, cell and line.
   * @param reason What is wrong.
   */
  constructor(place: CellPlace, reason: string) {
    super(`${formatPlace(place)}: ${reason}`);
    this.place = place;
  }
}
