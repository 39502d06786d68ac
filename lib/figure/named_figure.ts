import * as Plot from "@observablehq/plot";
import { drawFigure, type FigureText } from "./draw_figure.ts";
import { drawPanels } from "./draw_panels.ts";
import type { PlotOptions } from "./plot_options.ts";

/** What a figure is called where its own name does not do, and how wide it is; what is left out stays. */
export type FigureName = Partial<FigureText> & {
  /** Pixels; 640 by default. */
  readonly width?: number;
};

/** A panel, and whether there is anything to draw in it. */
export type Panel = {
  readonly options: PlotOptions;
  readonly known: boolean;
};

/** Whether a column has a number. */
export function hasNumbers(column: ArrayLike<number>): boolean {
  for (let i = 0; i < column.length; i++) {
    if (Number.isFinite(column[i])) return true;
  }
  return false;
}

/**
 * Draws a figure, or its frame with a note where there is nothing to draw.
 *
 * @param text Its own name.
 * @param name What replaces it.
 * @param panels From the top.
 * @returns The SVG.
 */
export function namedFigure(
  text: FigureText,
  name: FigureName,
  ...panels: Panel[]
): string {
  const { width, ...rest } = name;
  const drawn = panels.map(({ options: own, known }) => {
    const options = width === undefined ? own : { ...own, width };
    return known ? options : emptyPanel(options);
  });
  const called = { ...text, ...rest };
  return drawn.length === 1
    ? drawFigure(called, drawn[0]!)
    : drawPanels(called, drawn);
}

/** The axes' labels and a note. */
function emptyPanel(
  { x, y, width, height, marginLeft }: PlotOptions,
): PlotOptions {
  const axis = {
    domain: [0, 1],
    ticks: [] as number[],
    type: "linear" as const,
  };
  return {
    ...(width === undefined ? {} : { width }),
    ...(height === undefined ? {} : { height }),
    ...(marginLeft === undefined ? {} : { marginLeft }),
    x: { label: x?.label ?? null, ...axis },
    y: { label: y?.label ?? null, ...axis },
    marks: [Plot.frame(), Plot.text(["no data"], { frameAnchor: "middle" })],
  };
}

/** Rows of columns as objects, which is what Plot's marks take. */
export function rowsOf<C extends Readonly<Record<string, ArrayLike<unknown>>>>(
  columns: C,
): { [Name in keyof C]: C[Name][number] }[] {
  const names = Object.keys(columns);
  const n = names.length === 0 ? 0 : columns[names[0]!]!.length;
  return Array.from(
    { length: n },
    (_, i) =>
      Object.fromEntries(
        names.map((name) => [name, columns[name]![i]]),
      ) as { [Name in keyof C]: C[Name][number] },
  );
}
