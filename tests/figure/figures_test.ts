import assert from "node:assert/strict";
import { JSDOM } from "jsdom";
import {
  capacityFigure,
  covarianceFigure,
  drawFigure,
  drawPanels,
  equityFigure,
  fundingFigure,
  hourlyHeatmapFigure,
  icDecayFigure,
  inventoryFigure,
  orderFlowFigure,
  PALETTE,
  priceFigure,
  returnsFigure,
  rollingSharpeFigure,
  scheduleFigure,
  signatureFigure,
  stateFigure,
  volatilityFigure,
  vpinFigure,
} from "volarb/figure";
import * as Plot from "@observablehq/plot";
import { gallery } from "./gallery.ts";

function parse(svg: string): Element {
  const { documentElement } =
    new JSDOM(svg, { contentType: "image/svg+xml" }).window.document;
  assert.equal(documentElement.nodeName, "svg");
  return documentElement;
}

function texts(root: Element): string[] {
  return Array.from(
    root.querySelectorAll("text"),
    (text) => text.textContent ?? "",
  );
}

/** What the axes of each figure must say. */
const LABELS: Record<string, string[]> = {
  equity: ["equity (USDT)", "drawdown (%)", "time (UTC)"],
  returns: ["return of a period (bp)", "density (1/bp)"],
  rollingSharpe: ["rolling Sharpe (per √year)", "time (UTC)"],
  hours: ["hour of the day (UTC)", "day", "return of the hour (bp)"],
  price: ["price (USDT)", "time (UTC)", "bought", "sold", "stop"],
  inventory: ["position (BTC)", "time (UTC)"],
  signature: ["sampling step (s)", "volatility (% per √year)"],
  volatility: ["volatility (% per √year)", "time (UTC)", "Yang-Zhang"],
  vpin: ["price (USDT)", "VPIN (share of volume)", "time (UTC)"],
  orderFlow: ["order flow imbalance (lots)", "change of the mid (ticks)"],
  funding: ["funding rate of a settlement (bp)", "settlements (%)"],
  icDecay: ["horizon (s)", "information coefficient (correlation)"],
  states: ["alpha (bp)", "premium (bp)", "time (UTC)"],
  schedule: ["quantity done (BTC)", "time (UTC)", "schedule", "filled"],
  covariance: ["asset", "correlation"],
  capacity: ["size (multiple of the run)", "profit (USDT)"],
};

const figures = gallery(2);
const drawn = Object.fromEntries(
  Object.entries(figures).map(([name, draw]) => [name, draw()]),
);

for (const [name, labels] of Object.entries(LABELS)) {
  Deno.test(`${name}: a well-formed SVG with its labels and units, the same bytes again`, () => {
    const svg = drawn[name]!;
    const root = parse(svg);
    const said = texts(root);
    for (const label of labels) {
      assert.ok(said.includes(label), `${label} in ${said}`);
    }
    assert.ok(root.querySelector("title")!.textContent!.length > 3);
    assert.ok(root.querySelector("desc")!.textContent!.length > 20);
    assert.equal(root.getAttribute("role"), "img");
    assert.match(svg, /\n$/);
    assert.equal(figures[name]!(), svg);
    assert.doesNotMatch(svg, /NaN|undefined|Infinity/);
  });
}

Deno.test("purchases point up and sales down", () => {
  const marks = (name: string) =>
    Array.from(
      parse(drawn.price!).querySelectorAll(`[aria-description="${name}"] path`),
      (path) => path.getAttribute("transform") ?? "",
    );
  assert.ok(marks("sold").length > 0 && marks("bought").length > 0);
  assert.ok(marks("sold").every((turn) => /rotate\(180\)/.test(turn)));
  assert.ok(marks("bought").every((turn) => !/rotate/.test(turn)));
});

Deno.test("every id of a figure is its own and every reference leads somewhere", () => {
  for (const svg of Object.values(drawn)) {
    const ids = Array.from(svg.matchAll(/ id="([^"]+)"/g), ([, id]) => id!);
    assert.equal(new Set(ids).size, ids.length);
    for (const [, id] of svg.matchAll(/url\(#([^)]+)\)/g)) {
      assert.ok(ids.includes(id!), id);
    }
  }
});

Deno.test("figures of thirty days are no larger than those of ten, as lines are thinned", () => {
  const [short, long] = [gallery(10), gallery(30)];
  for (
    const name of [
      "equity",
      "price",
      "inventory",
      "vpin",
      "states",
      "volatility",
      "rollingSharpe",
    ]
  ) {
    const [few, many] = [short[name]!().length, long[name]!().length];
    assert.ok(many < 1.4 * few && many < 200_000, `${name}: ${few} ${many}`);
  }
});

Deno.test("thinning keeps the highest and the lowest equity", () => {
  const time = Float64Array.from({ length: 100_000 }, (_, i) => i * 1e6);
  const equity = time.map((_, i) =>
    i === 31_234 ? 200 : i === 77_001 ? 50 : 100
  );
  const path = (svg: string) => {
    const line = parse(svg).querySelector('[aria-label="line"] path')!
      .getAttribute("d")!;
    return Array.from(line.matchAll(/,(-?[\d.]+)/g), ([, y]) => Number(y));
  };
  const points = path(equityFigure({ time, equity }));
  const scale = (y: number, top: number, bottom: number) =>
    Math.round((y - bottom) / (top - bottom) * 100);
  assert.ok(points.length <= 2000);
  const [top, bottom] = [Math.min(...points), Math.max(...points)];
  // 100 lies a third of the way from 50 to 200.
  assert.equal(scale(points[0]!, top, bottom), 33);
});

const none = new Float64Array(0);
const gap = Float64Array.of(NaN, NaN);
const time = Float64Array.of(0, 1e6);

/** Every figure of nothing, and of what is missing. */
const EMPTY: Record<string, [() => string, () => string]> = {
  equity: [
    () => equityFigure({ time: none, equity: none }),
    () => equityFigure({ time, equity: gap }),
  ],
  returns: [() => returnsFigure(none), () => returnsFigure(gap)],
  rollingSharpe: [
    () =>
      rollingSharpeFigure({ time: none, sharpe: none }, { window: "1 day" }),
    () =>
      rollingSharpeFigure({ time, sharpe: gap, standardError: gap }, {
        window: "1 day",
      }),
  ],
  hours: [
    () => hourlyHeatmapFigure({ time: none, value: none }),
    () => hourlyHeatmapFigure({ time, value: gap }),
  ],
  price: [
    () => priceFigure({ time: none, price: none }),
    () => priceFigure({ time, price: gap, stop: gap }),
  ],
  inventory: [
    () => inventoryFigure({ time: none, quantity: none }, { unit: "BTC" }),
    () => inventoryFigure({ time, quantity: gap }, { unit: "BTC" }),
  ],
  signature: [
    () => signatureFigure({ seconds: none, volatility: none }),
    () => signatureFigure({ seconds: time, volatility: gap }),
  ],
  volatility: [
    () => volatilityFigure({ time: none, estimators: {} }),
    () => volatilityFigure({ time, estimators: { "Yang-Zhang": gap } }),
  ],
  vpin: [
    () => vpinFigure({ time: none, price: none, vpin: none }),
    () => vpinFigure({ time, price: gap, vpin: gap }),
  ],
  orderFlow: [
    () => orderFlowFigure({ imbalance: none, change: none }),
    () => orderFlowFigure({ imbalance: gap, change: gap }),
  ],
  funding: [() => fundingFigure(none), () => fundingFigure(gap)],
  icDecay: [
    () => icDecayFigure({ seconds: none, ic: none }),
    () => icDecayFigure({ seconds: time, ic: gap }),
  ],
  states: [
    () =>
      stateFigure({
        time: none,
        states: [{ label: "alpha (bp)", mean: none, variance: none }],
      }),
    () =>
      stateFigure({
        time,
        states: [{ label: "alpha (bp)", mean: gap, variance: gap }],
      }),
  ],
  schedule: [
    () =>
      scheduleFigure({
        plan: { time: none, quantity: none },
        filled: { time: none, quantity: none },
      }, { unit: "BTC" }),
    () =>
      scheduleFigure({
        plan: { time, quantity: gap },
        filled: { time, quantity: gap },
      }, { unit: "BTC" }),
  ],
  covariance: [
    () => covarianceFigure({ names: [], covariance: none }),
    () => covarianceFigure({ names: ["A"], covariance: Float64Array.of(NaN) }),
  ],
  capacity: [
    () => capacityFigure({ multiple: none, profit: none }),
    () => capacityFigure({ multiple: time, profit: gap }),
  ],
};

for (const [name, draws] of Object.entries(EMPTY)) {
  Deno.test(`${name} of nothing, and of missing entries only, is its axes and a note`, () => {
    for (const draw of draws) {
      const svg = draw();
      const said = texts(parse(svg));
      assert.ok(said.includes("no data"), name);
      assert.ok(said.includes(LABELS[name]![0]!), `${said}`);
      assert.doesNotMatch(svg, /NaN|undefined|Infinity/);
    }
  });
}

Deno.test("one number, equal numbers and a gap are drawn", () => {
  const one = Float64Array.of(5);
  for (
    const svg of [
      equityFigure({ time: one, equity: one }),
      inventoryFigure({ time, quantity: Float64Array.of(0, 0) }),
      fundingFigure(Float64Array.of(1e-4)),
      returnsFigure(Float64Array.of(0.1, 0.1, NaN, 0.2)),
      orderFlowFigure({
        imbalance: Float64Array.of(1, NaN, 2),
        change: Float64Array.of(1, 1, 3),
      }),
      capacityFigure({
        multiple: Float64Array.of(1),
        profit: Float64Array.of(-5),
      }),
      stateFigure({
        time,
        states: [{
          label: "x (bp)",
          mean: Float64Array.of(1, NaN),
          variance: Float64Array.of(0, NaN),
        }],
      }),
    ]
  ) {
    assert.doesNotMatch(svg, /NaN|undefined|Infinity/);
    assert.ok(!texts(parse(svg)).includes("no data"));
  }
});

Deno.test("lines take the colours of the palette", () => {
  assert.ok(
    drawn.equity!.includes(PALETTE[0]!) && drawn.equity!.includes(PALETTE[1]!),
  );
  const legend = [
    ...parse(drawn.volatility!).querySelectorAll('[aria-label="legend"] rect'),
  ];
  assert.deepEqual(
    legend.map((rect) => rect.getAttribute("fill")),
    PALETTE.slice(0, 3),
  );
});

Deno.test("a continuous legend is a ramp between the ends of its scale", () => {
  const root = parse(
    drawFigure({ id: "fig-ramp", title: "A ramp", caption: "Colours." }, {
      color: { legend: true, label: "heat (K)", domain: [0, 10] },
      marks: [
        Plot.dot([1, 2, 3], { x: (d) => d, y: (d) => d, fill: (d) => d }),
      ],
    }),
  );
  const legend = root.querySelector('[aria-label="legend"]')!;
  assert.deepEqual(
    [...legend.querySelectorAll("text")].map((t) => t.textContent),
    ["0", "10", "heat (K)"],
  );
  const stops = [...legend.querySelectorAll("stop")].map((s) =>
    s.getAttribute("stop-color")
  );
  assert.equal(stops.length, 17);
  assert.equal(new Set(stops).size, 17);
});

Deno.test("panels stand below each other under one name", () => {
  const root = parse(drawn.equity!);
  const [top, below] = [...root.children].filter((child) =>
    child.nodeName === "svg"
  );
  assert.equal(top!.getAttribute("y"), "0");
  assert.equal(below!.getAttribute("y"), top!.getAttribute("height"));
  assert.equal(root.getAttribute("height"), "340");
  assert.equal(root.querySelectorAll("title").length, 1);
  assert.throws(() => drawPanels({ id: "fig-x", title: "", caption: "" }, []), {
    name: "RangeError",
    message: /at least one panel/,
  });
});

Deno.test("a figure takes another name, and its own stays otherwise", () => {
  const root = parse(
    fundingFigure(Float64Array.of(1e-4), { id: "fig-other", title: "Mine" }),
  );
  assert.equal(root.id, "fig-other");
  assert.equal(root.querySelector("title")!.textContent, "Mine");
  assert.match(
    root.querySelector("desc")!.textContent!,
    /Share of settlements/,
  );
});

Deno.test("columns that do not fit are refused", () => {
  const refused = (draw: () => string, message: RegExp) =>
    assert.throws(draw, { name: "RangeError", message });
  refused(() => equityFigure({ time, equity: none }), /length/);
  refused(
    () => covarianceFigure({ names: ["A", "B"], covariance: gap }),
    /per pair, 4: current value is 2/,
  );
  refused(() => fundingFigure(gap, { width: 0 }), /width/);
  refused(() => stateFigure({ time, states: [] }), /at least one/);
  refused(
    () => orderFlowFigure({ imbalance: gap, change: none }),
    /one length/,
  );
  const many = Object.fromEntries(
    Array.from({ length: 9 }, (_, i) => [`e${i}`, gap]),
  );
  refused(
    () => volatilityFigure({ time, estimators: many }),
    /at most 8: current value is 9/,
  );
});

Deno.test("no line leads from a stop below the price to one above it", () => {
  const time = Float64Array.from({ length: 8 }, (_, i) => i * 3600e6);
  const svg = priceFigure({
    time,
    price: time.map(() => 100),
    stop: Float64Array.of(95, 96, 96, 104, 103, NaN, 97, 97),
  });
  const dashed = [...parse(svg).querySelectorAll("path, g")]
    .filter((one) => one.getAttribute("stroke-dasharray") === "3 2")
    .flatMap((one) =>
      one.nodeName === "g" ? [...one.querySelectorAll("path")] : [one]
    )
    .map((one) => one.getAttribute("d")!);
  // Two pieces below, one above.
  assert.deepEqual(
    dashed.map((d) => d.split("M").length - 1),
    [2, 1],
  );
  // A sale's stop only rises, a purchase's only falls: on the page, y the other way.
  for (const [k, d] of dashed.entries()) {
    for (const piece of d.split("M").slice(1)) {
      const ys = piece.split("L").map((point) => Number(point.split(",")[1]));
      assert.deepEqual(ys, [...ys].sort((a, b) => k === 0 ? b - a : a - b));
    }
  }
});
