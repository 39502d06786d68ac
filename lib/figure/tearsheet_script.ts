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

/**
 * The script of a tearsheet: hover shows the numbers at a time, dragging zooms all time axes, a double click goes back, and fills are drawn
 * and listed on demand. It runs in the page, as text, and so uses nothing from outside of itself.
 */
export function tearsheetScript(): void {
  const SVG = "http://www.w3.org/2000/svg";
  const MOST_FILLS = 3000;
  const data: PageData = JSON.parse(
    document.getElementById("data")!.textContent!,
  );
  const unpack = ({ unit, steps }: PackedColumn): Float64Array => {
    let total = 0;
    return Float64Array.from(steps, (step) => {
      if (step === null) return NaN;
      total += step;
      return total * unit;
    });
  };
  const time = unpack(data.time);
  const columns = new Map(
    data.series.map((
      series,
    ) => [series.name, { ...series, values: unpack(series.column) }]),
  );
  const fills = data.fills.map((of) => ({
    symbol: of.symbol,
    time: unpack(of.time),
    price: unpack(of.price),
    quantity: unpack(of.quantity),
  }));
  const whole: [number, number] = [time[0]!, time[time.length - 1]!];
  let shown = whole;

  /** The last row at or before a time. */
  const rowAt = (times: Float64Array, t: number): number => {
    let low = 0;
    let high = times.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (times[middle]! <= t) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  };
  const number = (x: number, digits: number): string =>
    Number.isNaN(x) ? "–" : x.toLocaleString("en-US", {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    }).replace("-", "−");
  const stamp = (t: number): string =>
    new Date(t).toISOString().replace("T", " ").replace(/\.000Z$|Z$/, " UTC");
  const make = (
    parent: Element,
    name: string,
    attributes: Record<string, string | number>,
    text = "",
  ): Element => {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) {
      element.setAttribute(key, String(value));
    }
    element.textContent = text;
    parent.append(element);
    return element;
  };

  /** Three to six round numbers between two. */
  const roundTicks = (low: number, high: number): number[] => {
    const raw = (high - low) / 4;
    const power = 10 ** Math.floor(Math.log10(raw));
    const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= raw)!;
    const ticks: number[] = [];
    for (let k = Math.ceil(low / step); k * step <= high; k++) {
      ticks.push(k * step);
    }
    return ticks;
  };
  const timeTicks = ([from, to]: [number, number]): number[] => {
    const steps = [
      1,
      5,
      15,
      30,
      60,
      300,
      900,
      1800,
      3600,
      10800,
      21600,
      43200,
      86400,
      172800,
      432000,
    ].map((s) => s * 1000);
    const step = steps.find((s) => (to - from) / s <= 8) ?? 864_000_000;
    const ticks: number[] = [];
    for (let t = Math.ceil(from / step) * step; t <= to; t += step) {
      ticks.push(t);
    }
    return ticks;
  };
  const timeText = (t: number): string => {
    const text = new Date(t).toISOString();
    if (t % 86_400_000 === 0) return text.slice(5, 10);
    return text.slice(11, t % 60_000 === 0 ? 16 : 19);
  };

  type Chart = {
    spec: PageChart;
    svg: SVGSVGElement;
    inside: Element;
    cursor: Element;
    readout: HTMLElement;
    list: HTMLElement | undefined;
    wanted: HTMLInputElement | undefined;
  };
  const charts: Chart[] = data.charts.map((spec) => {
    const svg = document.getElementById(
      spec.figure,
    ) as unknown as SVGSVGElement;
    const figure = svg.closest("figure")!;
    const readout = document.createElement("output");
    readout.className = "readout";
    readout.textContent =
      "hover for numbers, drag to zoom, double click to see all";
    figure.prepend(readout);
    let wanted: HTMLInputElement | undefined;
    let list: HTMLElement | undefined;
    if (spec.fills !== undefined) {
      const label = document.createElement("label");
      wanted = document.createElement("input");
      wanted.type = "checkbox";
      wanted.checked = true;
      label.append(wanted, " fills");
      list = document.createElement("details");
      figure.prepend(label);
      figure.append(list);
    }
    const inside = make(svg, "g", {
      class: "zoomed",
      "font-size": 11,
      fill: "black",
      display: "none",
    });
    const top = spec.panels[0]!.top;
    const bottom = spec.panels[spec.panels.length - 1]!.bottom;
    const cursor = make(svg, "line", {
      class: "cursor",
      y1: top,
      y2: bottom,
      stroke: "#999",
      "pointer-events": "none",
      display: "none",
    });
    make(svg, "rect", {
      class: "brush",
      y: top,
      height: bottom - top,
      fill: "#0072B2",
      "fill-opacity": 0.12,
      display: "none",
      "pointer-events": "none",
    });
    return { spec, svg, inside, cursor, readout, list, wanted };
  });

  const draw = (chart: Chart): void => {
    const { spec, svg, inside } = chart;
    const zoomed = shown !== whole;
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
      marks.setAttribute("display", chart.wanted?.checked ? "inline" : "none");
    }
    inside.replaceChildren();
    inside.setAttribute("display", zoomed ? "inline" : "none");
    if (zoomed) {
      for (const panel of spec.panels) {
        drawPanel(chart, panel, panel === spec.panels[spec.panels.length - 1]);
      }
    }
    listFills(chart);
  };

  const drawPanel = (
    { spec, inside, wanted }: Chart,
    panel: PagePanel,
    last: boolean,
  ): void => {
    const { values, kind, colour, unit, name, digits } = columns.get(
      panel.series,
    )!;
    const [from, to] = shown;
    const x = (t: number) =>
      spec.left + (t - from) / (to - from) * (spec.right - spec.left);
    const start = Math.max(0, rowAt(time, from));
    const end = Math.min(time.length - 1, rowAt(time, to) + 1);
    let low = kind === "line" ? Infinity : 0;
    let high = kind === "line" ? -Infinity : 0;
    for (let row = start; row <= end; row++) {
      if (values[row]! < low) low = values[row]!;
      if (values[row]! > high) high = values[row]!;
    }
    if (!(low < high)) {
      [low, high] = Number.isFinite(low) ? [low - 1, high + 1] : [0, 1];
    }
    const y = (v: number) =>
      panel.bottom - (v - low) / (high - low) * (panel.bottom - panel.top);
    for (const tick of roundTicks(low, high)) {
      make(inside, "line", {
        x1: spec.left,
        x2: spec.right,
        y1: y(tick),
        y2: y(tick),
        stroke: "#e5e5e5",
      });
      make(
        inside,
        "text",
        { x: spec.left - 8, y: y(tick) + 4, "text-anchor": "end" },
        number(
          tick,
          Math.max(0, Math.min(digits, 2 - Math.floor(Math.log10(high - low)))),
        ),
      );
    }
    make(inside, "text", {
      transform: `translate(13,${(panel.top + panel.bottom) / 2}) rotate(-90)`,
      "text-anchor": "middle",
    }, `${name} (${unit})`);
    for (const t of timeTicks(shown)) {
      make(inside, "line", {
        x1: x(t),
        x2: x(t),
        y1: panel.bottom,
        y2: panel.bottom + 5,
        stroke: "black",
      });
      if (last) {
        make(inside, "text", {
          x: x(t),
          y: panel.bottom + 18,
          "text-anchor": "middle",
        }, timeText(t));
      }
    }
    if (last) {
      make(inside, "text", {
        x: (spec.left + spec.right) / 2,
        y: panel.bottom + 34,
        "text-anchor": "middle",
      }, `time (UTC), ${stamp(from).slice(0, 10)}`);
    }
    let path = "";
    let open = false;
    for (let row = start; row <= end; row++) {
      const value = values[row]!;
      const at = Math.min(spec.right, Math.max(spec.left, x(time[row]!)))
        .toFixed(1);
      if (Number.isNaN(value)) open = false;
      else if (!open) {
        path += `M${at},${y(value).toFixed(1)}`;
        open = true;
      } else {path += kind === "step"
          ? `H${at}V${y(value).toFixed(1)}`
          : `L${at},${y(value).toFixed(1)}`;}
    }
    make(inside, "path", {
      d: path,
      fill: "none",
      stroke: colour,
      "stroke-width": 1.5,
    });
    if (
      spec.fills !== undefined && wanted?.checked && panel === spec.panels[0]
    ) {
      const of = fills[spec.fills]!;
      const first = rowAt(of.time, from - 1) + 1;
      const until = rowAt(of.time, to);
      if (until - first < MOST_FILLS) {
        for (let i = first; i <= until; i++) {
          const bought = of.quantity[i]! > 0;
          const [cx, cy] = [x(of.time[i]!), y(of.price[i]!)];
          const tip = bought ? -4 : 4;
          make(inside, "path", {
            class: "fill",
            d: `M${cx - 3.5},${cy - tip * 0.75}h7L${cx},${cy + tip}Z`,
            fill: bought ? "#0072B2" : "#D55E00",
            stroke: "white",
            "stroke-width": 0.4,
          });
        }
      }
    }
  };

  /** The fills of the window, as a table that opens on demand. */
  const listFills = ({ spec, list }: Chart): void => {
    if (list === undefined) return;
    const of = fills[spec.fills!]!;
    const first = rowAt(of.time, shown[0] - 1) + 1;
    const until = rowAt(of.time, shown[1]);
    const count = until - first + 1;
    const rows = [];
    for (let i = first; i <= Math.min(until, first + 199); i++) {
      rows.push(
        `<tr><td>${stamp(of.time[i]!)}</td><td>${
          of.quantity[i]! > 0 ? "buy" : "sell"
        }</td><td>${number(Math.abs(of.quantity[i]!), 3)}</td><td>${
          number(of.price[i]!, 2)
        }</td></tr>`,
      );
    }
    const more = count > 200 ? ", the first 200" : "";
    list.innerHTML = `<summary>${number(count, 0)} fills of ${
      of.symbol.replace(/[&<>]/g, "")
    } in view${more}</summary><table><tr><th>time</th><th>side</th><th>quantity</th><th>price</th></tr>${
      rows.join("")
    }</table>`;
  };

  const show = (window: [number, number]): void => {
    shown = window;
    for (const chart of charts) draw(chart);
  };
  const hover = (t: number): void => {
    const row = Math.max(0, rowAt(time, t));
    const parts = [...columns.values()].map(({ name, unit, digits, values }) =>
      `${name} ${number(values[row]!, digits)} ${unit}`
    );
    const text = `${stamp(time[row]!)} · ${parts.join(" · ")}`;
    for (const { spec, cursor, readout } of charts) {
      const x = spec.left +
        (t - shown[0]) / (shown[1] - shown[0]) * (spec.right - spec.left);
      cursor.setAttribute("x1", String(x));
      cursor.setAttribute("x2", String(x));
      cursor.setAttribute("display", "inline");
      readout.textContent = text;
    }
  };

  for (const chart of charts) {
    const { spec, svg } = chart;
    const brush = svg.querySelector(".brush")!;
    let from: number | undefined;
    const timeOf = (event: MouseEvent): number => {
      const box = svg.getBoundingClientRect();
      const x = (event.clientX - box.left) * svg.viewBox.baseVal.width /
        box.width;
      const share = Math.min(
        1,
        Math.max(0, (x - spec.left) / (spec.right - spec.left)),
      );
      return shown[0] + share * (shown[1] - shown[0]);
    };
    const xOf = (t: number) =>
      spec.left +
      (t - shown[0]) / (shown[1] - shown[0]) * (spec.right - spec.left);
    svg.style.cursor = "crosshair";
    svg.addEventListener("mousemove", (event) => {
      const t = timeOf(event);
      hover(t);
      if (from === undefined) return;
      brush.setAttribute("x", String(xOf(Math.min(from, t))));
      brush.setAttribute("width", String(Math.abs(xOf(t) - xOf(from))));
      brush.setAttribute("display", "inline");
    });
    svg.addEventListener("mousedown", (event) => {
      from = timeOf(event);
      event.preventDefault();
    });
    svg.addEventListener("mouseup", (event) => {
      const to = timeOf(event);
      brush.setAttribute("display", "none");
      if (from !== undefined && Math.abs(xOf(to) - xOf(from)) > 4) {
        show([Math.min(from, to), Math.max(from, to)]);
      }
      from = undefined;
    });
    svg.addEventListener("mouseleave", () => {
      from = undefined;
      brush.setAttribute("display", "none");
    });
    svg.addEventListener("dblclick", () => show(whole));
    chart.wanted?.addEventListener("change", () => draw(chart));
  }
  show(whole);
}
