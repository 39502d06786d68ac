import * as Plot from "@observablehq/plot";
import { colourLegend, LEGEND_HEIGHT } from "./colour_legend.ts";
import { colourRamp, type RampScale } from "./colour_ramp.ts";
import { PALETTE } from "./palette.ts";
import type { PlotOptions } from "./plot_options.ts";
import { svgDocument, svgElement, toXml } from "./svg_document.ts";
import { THEME } from "./theme.ts";
import { tidySvg } from "./tidy_svg.ts";
import { hourText } from "./time_axis.ts";

/** What a figure says beside what it draws. */
export type FigureText = {
  /** Its label: `fig-` and lower-case words joined by hyphens. */
  readonly id: string;
  /** A few words, the SVG's `<title>`. */
  readonly title: string;
  /** What is to be seen, the SVG's `<desc>`; Markdown. */
  readonly caption: string;
};

/** Characters that one figure may have. */
const LIMIT = 300_000;

/**
 * Draws a plot as a standalone SVG file.
 *
 * The options are Plot's on top of {@linkcode THEME}. Categories get the colours
 * of {@linkcode PALETTE}; a continuous colour is viridis. With
 * `color: { legend: true }` a legend stands above the plot: swatches, or a ramp between
 * the ends of the domain. Hours of a time axis are those of the clock of 24. Title and caption go into the file for those who cannot see
 * it, and are not drawn.
 *
 * @param text Id, title and caption.
 * @param options Plot's options, the marks among them; put the unit in the axis
 * labels and draw lines of more than 2,000 points with `thin`.
 * @returns The SVG, ending with a line's end; its root has the id.
 * @throws {RangeError} If the id has another form, if Plot's own title, subtitle
 * or caption is asked for, if a legend is asked for where there is no colour scale,
 * or if the text has more than 300,000 characters.
 *
 * @example A line
 * ```ts
 * import assert from "node:assert/strict";
 * import * as Plot from "@observablehq/plot";
 * import { drawFigure } from "volarb/figure";
 *
 * const svg = drawFigure(
 *   { id: "fig-square", title: "A square", caption: "It grows." },
 *   { marks: [Plot.lineY([0, 1, 4, 9])] },
 * );
 * assert.match(svg, /^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" id="fig-square"/);
 * assert.match(svg, /<title id="fig-square-title">A square<\/title>/);
 * ```
 */
export function drawFigure(
  { id, title, caption }: FigureText,
  options: PlotOptions,
): string {
  refuse(id, options);
  const { svg, legend } = plot(id, options);
  tidySvg(svg, id);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-labelledby", `${id}-title ${id}-desc`);
  svg.prepend(
    svgElement("title", { id: `${id}-title` }, title),
    svgElement("desc", { id: `${id}-desc` }, caption),
  );
  if (legend !== undefined) svg.append(legend);
  const xml = withFirst(svg, "id", id);
  if (xml.length > LIMIT) {
    throw new RangeError(
      `Cannot draw ${id} as a figure must have ${LIMIT} characters or less (thin its lines): current value is ${xml.length}`,
    );
  }
  return `${xml}\n`;
}

/** The XML with one attribute before all others. */
function withFirst(svg: Element, name: string, value: string): string {
  svg.removeAttribute(name);
  return toXml(svg).replace(
    /^<svg xmlns="[^"]*"/,
    (start) => `${start} ${name}="${value}"`,
  );
}

function refuse(id: string, options: PlotOptions): void {
  if (!/^fig(-[a-z0-9]+)+$/.test(id)) {
    throw new RangeError(
      `Cannot draw a figure as its id must be fig- and lower-case words joined by hyphens: current value is ${id}`,
    );
  }
  for (const name of ["title", "subtitle", "caption"] as const) {
    if (options[name] !== undefined) {
      throw new RangeError(
        `Cannot draw ${id} as title and caption are not drawn and plot options must not have ${name}: current value is ${
          options[name]
        }`,
      );
    }
  }
}

/** Whether a time axis counts hours, which Plot does by the clock of 12. */
function showsHours(svg: Element): boolean {
  const labels = svg.querySelectorAll('[aria-label="x-axis tick label"] text');
  return [...labels].some((label) => /\d\s?[AP]M/.test(label.textContent));
}

/** The plot in the look of the theme and its legend, if one is asked for. */
function plot(
  id: string,
  options: PlotOptions,
): { svg: Element; legend: Element | undefined } {
  const { legend: wanted, ...color } = options.color ?? {};
  const themed = merge(THEME, { ...options, color });
  if (wanted) themed.marginTop = (themed.marginTop ?? 20) + LEGEND_HEIGHT;
  let first = render(themed);
  if (options.x?.tickFormat === undefined && showsHours(first)) {
    themed.x = { ...themed.x, tickFormat: hourText };
    first = render(themed);
  }
  const left = Math.max(themed.marginLeft ?? 0, roomOnTheLeft(first, options));
  if (left !== themed.marginLeft) {
    themed.marginLeft = left;
    first = render(themed);
  }
  const scale = first.scale("color");
  const ordinal = scale?.type === "ordinal" || scale?.type === "categorical";
  if (wanted && scale === undefined) {
    throw new RangeError(
      `Cannot draw ${id} as a legend needs a quantity or colours that are categories: current value is no colour scale`,
    );
  }
  const range = (color.range as readonly string[] | undefined) ?? PALETTE;
  const svg = scale === undefined ? first : render({
    ...themed,
    color: ordinal ? { range, ...color } : { scheme: "viridis", ...color },
  });
  const legend = !wanted ? undefined : ordinal
    ? colourLegend(
      Array.from(svg.scale("color")!.domain!, String),
      Array.from(svg.scale("color")!.range as Iterable<string>),
      left,
    )
    : colourRamp(
      {
        ...svg.scale("color"),
        label: color.label ?? "",
      } as unknown as RampScale,
      `${id}-ramp`,
      left,
    );
  return { svg, legend };
}

/** Pixels of a tick, the gaps beside it and the turned label of the axis. */
const TICK_AND_LABEL = 24;
/** Width of a character of 11 pixels: a digit, what is narrow, what is wide. */
const [DIGIT, NARROW, WIDE] = [7, 3.5, 9.2];

/**
 * The margin in which the ticks of the vertical axis and its label stand side by side;
 * zero where a figure sets its own or has no label.
 */
function roomOnTheLeft(svg: Element, options: PlotOptions): number {
  if (options.marginLeft !== undefined || options.y?.label === null) return 0;
  const ticks = svg.querySelectorAll('[aria-label="y-axis tick label"] text');
  const widths = Array.from(
    ticks,
    ({ textContent }) =>
      Array.from(
        textContent,
        (character) =>
          ".,: il".includes(character)
            ? NARROW
            : "−mwMW%".includes(character)
            ? WIDE
            : DIGIT,
      ).reduce((a, b) => a + b, 0),
  );
  return Math.ceil(Math.max(0, ...widths) + TICK_AND_LABEL);
}

function render(options: PlotOptions): Element & Plot.Plot {
  return Plot.plot({ ...options, document: svgDocument });
}

/** Options over the theme, one level deep where both are objects. */
function merge(
  theme: PlotOptions,
  options: PlotOptions,
): PlotOptions {
  const { style } = options;
  return {
    ...theme,
    ...options,
    x: { ...theme.x, ...options.x },
    y: { ...theme.y, ...options.y },
    style: typeof style === "string"
      ? style
      : { ...(theme.style as Partial<CSSStyleDeclaration>), ...style },
  };
}
