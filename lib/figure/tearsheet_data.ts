/** One column of the page's data: whole multiples of `unit`, each as its distance from the one before; `null` is missing. */
export type PackedColumn = {
  readonly unit: number;
  readonly steps: readonly (number | null)[];
};

/** A column of a chart as the page tells of it. */
export type PageSeries = {
  readonly name: string;
  readonly unit: string;
  readonly digits: number;
  readonly colour: string;
  readonly kind: "line" | "step" | "area";
  readonly column: PackedColumn;
};

/** Where a series is drawn in its figure, in pixels of the figure. */
export type PagePanel = {
  readonly series: string;
  readonly top: number;
  readonly bottom: number;
};

/** A figure with time on its horizontal axis. */
export type PageChart = {
  readonly figure: string;
  readonly left: number;
  readonly right: number;
  readonly height: number;
  readonly panels: readonly PagePanel[];
  /** The fills that are drawn in its first panel, by their number in the data. */
  readonly fills?: number;
};

/** Fills of one instrument; times in milliseconds. */
export type PageFills = {
  readonly symbol: string;
  readonly time: PackedColumn;
  readonly price: PackedColumn;
  readonly quantity: PackedColumn;
};

/** All that the script of a tearsheet is given. */
export type PageData = {
  /** Milliseconds since the epoch. */
  readonly time: PackedColumn;
  readonly series: readonly PageSeries[];
  readonly charts: readonly PageChart[];
  readonly fills: readonly PageFills[];
};

/** A series with its numbers, as the page's script holds it. */
export type LiveSeries = PageSeries & { readonly values: Float64Array };

/** Fills of one instrument with their numbers. */
export type LiveFills = {
  readonly symbol: string;
  readonly time: Float64Array;
  readonly price: Float64Array;
  readonly quantity: Float64Array;
};

/** A chart with what the script has put into its figure. */
export type LiveChart = {
  readonly spec: PageChart;
  readonly svg: SVGSVGElement;
  /** What is drawn where the reader has zoomed. */
  readonly inside: Element;
  readonly cursor: Element;
  readonly brush: Element;
  readonly readout: HTMLElement;
  /** The list of fills, and whether they are wanted, of a chart that has any. */
  readonly list: HTMLElement | undefined;
  readonly wanted: HTMLInputElement | undefined;
};

/** What the page's script knows: the data, the charts, and the times in view. */
export type LivePage = {
  readonly time: Float64Array;
  readonly series: ReadonlyMap<string, LiveSeries>;
  readonly fills: readonly LiveFills[];
  readonly charts: readonly LiveChart[];
  readonly whole: readonly [number, number];
  shown: readonly [number, number];
};
