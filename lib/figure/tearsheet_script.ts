import { svgElement } from "./svg_element.ts";
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
  PackedColumn,
  PageChart,
  PageData,
} from "./tearsheet_data.ts";
import { drawFills, fillsWithin, listFills } from "./tearsheet_fills.ts";
import {
  drawPanel,
  drawTimeAxis,
  drawValueAxis,
  linePath,
  rangeOf,
} from "./tearsheet_panel.ts";

/** Reads the page's data and makes its charts follow the pointer. */
function openPage(): void {
  const data: PageData = JSON.parse(
    document.getElementById("data")!.textContent!,
  );
  const time = unpackColumn(data.time);
  const whole = [time[0]!, time[time.length - 1]!] as const;
  const page: LivePage = {
    time,
    series: new Map(
      data.series.map((
        of,
      ) => [of.name, { ...of, values: unpackColumn(of.column) }]),
    ),
    fills: data.fills.map((of) => ({
      symbol: of.symbol,
      time: unpackColumn(of.time),
      price: unpackColumn(of.price),
      quantity: unpackColumn(of.quantity),
    })),
    charts: data.charts.map(liveChart),
    whole,
    shown: whole,
  };
  for (const chart of page.charts) followPointer(page, chart);
  showTimes(page, whole);
}

/** The numbers of a column. */
function unpackColumn({ unit, steps }: PackedColumn): Float64Array {
  let total = 0;
  return Float64Array.from(steps, (step) => {
    if (step === null) return NaN;
    total += step;
    return total * unit;
  });
}

/** Puts into a figure what its chart needs: a line to read, a cursor, a brush, and fills on demand. */
function liveChart(spec: PageChart): LiveChart {
  const svg = document.getElementById(spec.figure) as unknown as SVGSVGElement;
  const figure = svg.closest("figure")!;
  const readout = document.createElement("output");
  readout.className = "readout";
  readout.textContent =
    "hover for numbers, drag to zoom, double click to see all";
  figure.prepend(readout);
  const inside = svgElement(svg, "g", {
    class: "zoomed",
    "font-size": 11,
    fill: "black",
    display: "none",
  });
  const top = spec.panels[0]!.top;
  const bottom = spec.panels[spec.panels.length - 1]!.bottom;
  const cursor = svgElement(svg, "line", {
    class: "cursor",
    y1: top,
    y2: bottom,
    stroke: "#999",
    "pointer-events": "none",
    display: "none",
  });
  const brush = svgElement(svg, "rect", {
    class: "brush",
    y: top,
    height: bottom - top,
    fill: "#0072B2",
    "fill-opacity": 0.12,
    display: "none",
    "pointer-events": "none",
  });
  return { spec, svg, inside, cursor, brush, readout, ...fillControls(spec) };
}

/** The box that asks for fills and their list, of a chart that has any. */
function fillControls(
  { figure: id, fills }: PageChart,
): Pick<LiveChart, "list" | "wanted"> {
  if (fills === undefined) return { list: undefined, wanted: undefined };
  const figure = document.getElementById(id)!.closest("figure")!;
  const label = document.createElement("label");
  const wanted = document.createElement("input");
  wanted.type = "checkbox";
  wanted.checked = true;
  label.append(wanted, " fills");
  const list = document.createElement("details");
  figure.prepend(label);
  figure.append(list);
  return { list, wanted };
}

/** Shows a chart as it was printed, or drawn anew where the reader has zoomed. */
function drawChart(page: LivePage, chart: LiveChart): void {
  const { spec, svg, inside, wanted } = chart;
  const zoomed = page.shown !== page.whole;
  for (const child of Array.from(svg.children)) {
    if (
      child !== inside &&
      !/cursor|brush/.test(child.getAttribute("class") ?? "")
    ) {
      child.setAttribute("display", zoomed ? "none" : "inline");
    }
  }
  for (
    const marks of Array.from(
      svg.querySelectorAll(
        '[aria-description="bought"], [aria-description="sold"]',
      ),
    )
  ) {
    marks.setAttribute("display", wanted?.checked ? "inline" : "none");
  }
  inside.replaceChildren();
  inside.setAttribute("display", zoomed ? "inline" : "none");
  if (zoomed) {
    for (const panel of spec.panels) drawPanel(page, chart, panel);
  }
  listFills(page, chart);
}

/** Brings times into view, in all charts. */
function showTimes(page: LivePage, shown: readonly [number, number]): void {
  page.shown = shown;
  for (const chart of page.charts) drawChart(page, chart);
}

/** Where a time stands in a chart, in pixels of the figure. */
function placeOf(
  { shown: [from, to] }: LivePage,
  { left, right }: PageChart,
  t: number,
): number {
  return left + (t - from) / (to - from) * (right - left);
}

/** Tells the numbers at a time, in all charts. */
function readAt(page: LivePage, t: number): void {
  const row = Math.max(0, rowAt(page.time, t));
  const parts = [...page.series.values()].map((
    { name, unit, digits, values },
  ) => `${name} ${numberText(values[row]!, digits)} ${unit}`);
  const text = `${stampText(page.time[row]!)} · ${parts.join(" · ")}`;
  for (const { spec, cursor, readout } of page.charts) {
    const x = String(placeOf(page, spec, t));
    cursor.setAttribute("x1", x);
    cursor.setAttribute("x2", x);
    cursor.setAttribute("display", "inline");
    readout.textContent = text;
  }
}

/** The time under a pointer. */
function timeUnder(
  { shown: [from, to] }: LivePage,
  { spec, svg }: LiveChart,
  event: MouseEvent,
): number {
  const box = svg.getBoundingClientRect();
  const x = (event.clientX - box.left) * svg.viewBox.baseVal.width / box.width;
  const share = Math.min(
    1,
    Math.max(0, (x - spec.left) / (spec.right - spec.left)),
  );
  return from + share * (to - from);
}

/** Lets the pointer read a chart, drag a window of times and go back by a double click. */
function followPointer(page: LivePage, chart: LiveChart): void {
  const { spec, svg, brush } = chart;
  let from: number | undefined;
  const xOf = (t: number) => placeOf(page, spec, t);
  svg.style.cursor = "crosshair";
  svg.addEventListener("mousemove", (event) => {
    const t = timeUnder(page, chart, event);
    readAt(page, t);
    if (from === undefined) return;
    brush.setAttribute("x", String(xOf(Math.min(from, t))));
    brush.setAttribute("width", String(Math.abs(xOf(t) - xOf(from))));
    brush.setAttribute("display", "inline");
  });
  svg.addEventListener("mousedown", (event) => {
    from = timeUnder(page, chart, event);
    event.preventDefault();
  });
  svg.addEventListener("mouseup", (event) => {
    const to = timeUnder(page, chart, event);
    brush.setAttribute("display", "none");
    if (from !== undefined && Math.abs(xOf(to) - xOf(from)) > 4) {
      showTimes(page, [Math.min(from, to), Math.max(from, to)]);
    }
    from = undefined;
  });
  svg.addEventListener("mouseleave", () => {
    from = undefined;
    brush.setAttribute("display", "none");
  });
  svg.addEventListener("dblclick", () => showTimes(page, page.whole));
  chart.wanted?.addEventListener("change", () => drawChart(page, chart));
}

/** What the page has to hold, as each function names the others. */
const FUNCTIONS = [
  openPage,
  unpackColumn,
  liveChart,
  fillControls,
  drawChart,
  showTimes,
  placeOf,
  readAt,
  timeUnder,
  followPointer,
  drawPanel,
  rangeOf,
  drawValueAxis,
  drawTimeAxis,
  linePath,
  svgElement,
  fillsWithin,
  drawFills,
  listFills,
  roundTicks,
  timeTicks,
  timeText,
  rowAt,
  numberText,
  stampText,
];

/**
 * The script of a tearsheet: hover shows the numbers at a time, dragging zooms all time axes, a double click goes back, and fills are drawn
 * and listed on demand.
 *
 * @returns Text that the page runs: the functions of the `tearsheet_` files, and a call of the first.
 */
export function tearsheetScript(): string {
  return `(() => {\n${
    FUNCTIONS.map(String).join("\n")
  }\n${openPage.name}();\n})()`;
}
