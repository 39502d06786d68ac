/** Where a piece of the report's source stands; counted from 1. */
export type Place = {
  /** The file, as a user would open it. */
  readonly file: string;
  /** Cell of a notebook, Markdown and code cells counted together. */
  readonly cell?: number;
  /** Output of that cell. */
  readonly output?: number;
  /** Line of the file, the cell or the output. */
  readonly line?: number;
};

/**
 * A place as the first part of a message.
 *
 * @param place The place.
 * @returns For example `notebooks/11_volatility.ipynb, cell 7, line 3`.
 */
export function formatPlace(place: Place): string {
  const parts = [place.file];
  if (place.cell !== undefined) parts.push(`cell ${place.cell}`);
  if (place.output !== undefined) parts.push(`output ${place.output}`);
  if (place.line !== undefined) parts.push(`line ${place.line}`);
  return parts.join(", ");
}

/**
 * A place further down in the same source.
 *
 * @param place Where the source starts.
 * @param lines How many lines further down.
 * @returns The place.
 */
export function below(place: Place, lines: number): Place {
  return { ...place, line: (place.line ?? 1) + lines };
}

/**
 * The line of a position in a text.
 *
 * @param text The text.
 * @param offset Position in characters, from 0.
 * @returns How many line ends stand before it.
 */
export function linesBefore(text: string, offset: number): number {
  let lines = 0;
  for (
    let end = text.indexOf("\n");
    end >= 0 && end < offset;
    end = text.indexOf("\n", end + 1)
  ) lines++;
  return lines;
}
