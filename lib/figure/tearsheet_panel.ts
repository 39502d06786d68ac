/**
 * A panel of a tearsheet's chart, drawn anew for the times that a reader has in view. These functions run in the page, as text: each uses
 * others of the page by name and nothing else from outside of itself.
 *
 * @module
 */
import {
  numberText,
  roundTicks,
  rowAt,
  stampText,
  timeText,
  timeTicks,
} from "./tearsheet_axis.ts";
import type {
  LiveChart,
  LivePage,
  LiveSeries,
  PageChart,
  PagePanel,
} from "./tearsheet_data.ts";
import { svgElement } from "./svg_element.ts";
import { drawFills } from "./tearsheet_fills.ts";

/** Draws a panel: axes, line, and the fills on the first of a chart. */
export function drawPanel(
  page: LivePage,
  chart: LiveChart,
  panel: PagePanel,
): void {
  const { spec, inside } = chart;
  const series = page.series.get(panel.series)!;
  const [from, to] = page.shown;
  const start = Math.max(0, rowAt(page.time, from));
  const end = Math.min(page.time.length - 1, rowAt(page.time, to) + 1);
  const [low, high] = rangeOf(series, start, end);
  const x = (t: number) =>
    spec.left + (t - from) / (to - from) * (spec.right - spec.left);
  const y = (v: number) =>
    panel.bottom - (v - low) / (high - low) * (panel.bottom - panel.top);
  drawValueAxis(chart, panel, { series, low, high, y });
  drawTimeAxis(chart, panel, { shown: page.shown, x });
  svgElement(inside, "path", {
    d: linePath(page.time, series, { start, end, spec, x, y }),
    fill: "none",
    stroke: series.colour,
    "stroke-width": 1.5,
  });
  if (panel === spec.panels[0]) drawFills(page, chart, { x, y });
}

/** The lowest and highest value of some rows; zero is among them but for a line. */
export function rangeOf(
  { values, kind }: LiveSeries,
  start: number,
  end: number,
): [number, number] {
  let low = kind === "line" ? Infinity : 0;
  let high = kind === "line" ? -Infinity : 0;
  for (let row = start; row <= end; row++) {
    if (values[row]! < low) low = values[row]!;
    if (values[row]! > high) high = values[row]!;
  }
  if (low < high) return [low, high];
  return Number.isFinite(low) ? [low - 1, high + 1] : [0, 1];
}

/** Draws grid, numbers and label of a panel's values. */
export function drawValueAxis(
  { spec, inside }: LiveChart,
  { top, bottom }: PagePanel,
  { series: { name, unit, digits }, low, high, y }: {
    series: LiveSeries;
    low: number;
    high: number;
    y: (v: number) => number;
  },
): void {
  const needed = 2 - Math.floor(Math.log10(high - low));
  const decimals = Math.max(0, Math.min(digits, needed));
  for (const tick of roundTicks(low, high)) {
    svgElement(inside, "line", {
      x1: spec.left,
      x2: spec.right,
      y1: y(tick),
      y2: y(tick),
      stroke: "#e5e5e5",
    });
    svgElement(
      inside,
      "text",
      { x: spec.left - 8, y: y(tick) + 4, "text-anchor": "end" },
      numberText(tick, decimals),
    );
  }
  svgElement(inside, "text", {
    transform: `translate(13,${(top + bottom) / 2}) rotate(-90)`,
    "text-anchor": "middle",
  }, `${name} (${unit})`);
}

/** Draws the ticks of a panel's times, and under the last panel what they are. */
export function drawTimeAxis(
  { spec, inside }: LiveChart,
  panel: PagePanel,
  { shown, x }: {
    shown: readonly [number, number];
    x: (t: number) => number;
  },
): void {
  const { bottom } = panel;
  const last = panel === spec.panels[spec.panels.length - 1];
  for (const t of timeTicks(shown)) {
    svgElement(inside, "line", {
      x1: x(t),
      x2: x(t),
      y1: bottom,
      y2: bottom + 5,
      stroke: "black",
    });
    if (!last) continue;
    svgElement(inside, "text", {
      x: x(t),
      y: bottom + 18,
      "text-anchor": "middle",
    }, timeText(t));
  }
  if (!last) return;
  svgElement(inside, "text", {
    x: (spec.left + spec.right) / 2,
    y: bottom + 34,
    "text-anchor": "middle",
  }, `time (UTC), ${stampText(shown[0]).slice(0, 10)}`);
}

/** The path of a series from one row to another, broken where a value is missing. */
export function linePath(
  time: Float64Array,
  { values, kind }: LiveSeries,
  { start, end, spec, x, y }: {
    start: number;
    end: number;
    spec: PageChart;
    x: (t: number) => number;
    y: (v: number) => number;
  },
): string {
  let path = "";
  let open = false;
  for (let row = start; row <= end; row++) {
    const value = values[row]!;
    if (Number.isNaN(value)) {
      open = false;
      continue;
    }
    const at = Math.min(spec.right, Math.max(spec.left, x(time[row]!)))
      .toFixed(1);
    const height = y(value).toFixed(1);
    if (!open) path += `M${at},${height}`;
    else path += kind === "step" ? `H${at}V${height}` : `L${at},${height}`;
    open = true;
  }
  return path;
}
