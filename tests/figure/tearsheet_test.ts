import assert from "node:assert/strict";
import { JSDOM } from "jsdom";
import { Random } from "volarb/random";
import { formatStatistic, fundingFigure, tearsheet } from "volarb/figure";
import type { RunReport } from "volarb/performance";
import { packed } from "../../lib/figure/tearsheet_charts.ts";
import type { PageData } from "../../lib/figure/tearsheet_data.ts";
import { say } from "../../data/command.ts";
import { engineRun } from "../performance/engine_run.ts";
import { NO_FILLS, syntheticRun } from "../performance/synthetic_run.ts";
import { Browser } from "./browser.ts";

const run = syntheticRun({ days: 3, seconds: 30 });
const options = () => ({ random: new Random(1), step: 30e6, draws: 50 });
const page = tearsheet(run, options());
const { document } = new JSDOM(page).window;
const data: PageData = JSON.parse(
  document.getElementById("data")!.textContent!,
);

/** The page of a run of the engine, which states all its assumptions. */
const { result, prices } = engineRun();
const enginePage = tearsheet(result, {
  random: new Random(1),
  draws: 20,
  report: { name: "Random orders", prices, parameters: { seed: 1 } },
});

const browser = Browser.find();
if (browser === undefined) {
  say("No Chromium is installed, so tearsheets are not opened in one.");
}

Deno.test("tearsheet() gives the same bytes for the same run and seed", () => {
  assert.equal(tearsheet(run, options()), page);
});

Deno.test("tearsheet() needs nothing from anywhere", () => {
  const addresses = Array.from(
    page.matchAll(/\b[a-z]+:\/\/[^\s"'<)]+/g),
    ([url]) => url,
  );
  assert.deepEqual([...new Set(addresses)], ["http://www.w3.org/2000/svg"]);
  assert.doesNotMatch(
    page,
    /<link|<img|<iframe|@import|\bsrc=|\bfetch\(|XMLHttpRequest|import\(/,
  );
  for (const [, target] of page.matchAll(/url\(([^)]*)\)/g)) {
    assert.match(target!, /^#/);
  }
});

Deno.test("tearsheet() is complete without scripts", () => {
  for (const script of document.querySelectorAll("script")) script.remove();
  const figures = [...document.querySelectorAll("figure svg[id]")].map((svg) =>
    svg.id
  )
    .filter((id) => !/-\d+$/.test(id));
  assert.deepEqual(
    figures.sort(),
    [
      "fig-components",
      "fig-equity",
      "fig-hours",
      "fig-inventory-btcusdt",
      "fig-price-btcusdt",
      "fig-returns",
      "fig-rolling-sharpe",
      ...(document.getElementById("fig-capacity") ? ["fig-capacity"] : []),
    ].sort(),
  );
  const text = document.body.textContent!;
  for (
    const said of [
      "Synthetic fade",
      run.hash,
      "95 % interval",
      "Sharpe ratio",
      "raw: 3 for a normal distribution",
      "Deflated Sharpe ratio",
      "Probabilistic Sharpe ratio",
      "Maximum drawdown",
      "Profit factor",
      "Turnover per day",
      "change of equity",
      "idle periods included, 365-day year",
      "volatility",
      "toxicity",
      "entry (bp)",
      "riskAverse",
      "fill timing",
    ]
  ) assert.ok(text.includes(said), said);
  assert.doesNotMatch(text, /NaN|undefined|\[object/);
});

/** Cells of the row of a table that begins with this, and its place on the page. */
function rowOf(html: string, label: string): [number, string[]] {
  const rows = [...new JSDOM(html).window.document.querySelectorAll("tr")];
  const place = rows.findIndex((tr) =>
    tr.firstElementChild?.textContent === label
  );
  return [
    place,
    [...rows[place]!.children].map((cell) => cell.textContent!),
  ];
}

Deno.test("a run of days tells what it did first, then what a year like it would give and from how many days", () => {
  const text = document.body.textContent!;
  assert.match(text, /Per year, extrapolated from 3 days/);
  assert.match(text, /GIPS does not present/);
  const [own] = rowOf(page, "Total return");
  for (const label of ["Annualized return", "Calmar ratio"]) {
    const [place, [, value, interval, definition]] = rowOf(page, label);
    assert.match(value!, /^−?[\d.,]+( %)?$/);
    assert.match(interval!, /\d/);
    assert.match(
      definition!,
      /^compounds these days 121\.7 times, no forecast: /,
    );
    assert.ok(own < place, "what the run did comes first");
  }
  const [risk, [, volatility]] = rowOf(page, "Annualized volatility");
  assert.match(volatility!, /^[\d.]+ %$/);
  const [place, [, ratio]] = rowOf(page, "Return over maximum drawdown");
  assert.match(ratio!, /^−?[\d.,]+$/);
  assert.ok(place < risk, "what the run did comes first");
  const [, sharpe] = rowOf(page, "Annualized Sharpe ratio and standard error");
  assert.match(sharpe.at(-1)!, /extrapolated from 3 days$/);
});

Deno.test("a run of a year has its annualized return where it always stood", () => {
  const year = tearsheet(syntheticRun({ days: 365, seconds: 3600 }), {
    random: new Random(1),
    step: 3600e6,
    draws: 10,
  });
  assert.doesNotMatch(year, /extrapolated|no forecast/);
  const [place, [, value]] = rowOf(year, "Annualized return");
  assert.equal(place, rowOf(year, "Total return")[0] + 1);
  assert.equal(value, rowOf(year, "Total return")[1][1]);
});

Deno.test("ids of a tearsheet are its own", () => {
  const ids = Array.from(page.matchAll(/ id="([^"]+)"/g), ([, id]) => id!);
  assert.equal(new Set(ids).size, ids.length);
});

Deno.test("the components of the table add up to the last cent", () => {
  const row = [...document.querySelectorAll("tr")].find((tr) =>
    tr.firstElementChild?.textContent === "difference"
  );
  assert.equal(row!.lastElementChild!.textContent, "0.00");
});

Deno.test("lines with time begin and end where the script believes them to", () => {
  for (const { figure, left, right } of data.charts) {
    const line = document.querySelector(`#${figure} [aria-label="line"] path`)!
      .getAttribute("d")!;
    const first = Number(/^M([\d.]+),/.exec(line)![1]);
    assert.ok(Math.abs(first - left) < 0.6, `${figure} ${first}`);
    // A line ends in a point, a step line in a horizontal one.
    const last = Number(
      /(?:L([\d.]+),[\d.]+|H([\d.]+))$/.exec(line)!.slice(1).join(""),
    );
    assert.ok(Math.abs(last - right) < 0.6, `${figure} ${last}`);
  }
});

Deno.test("packed columns come back to the unit, gaps and all", () => {
  const column = Float64Array.of(100.25, NaN, 100.5, -3);
  const { unit, steps } = packed(column, 0.01);
  assert.deepEqual(steps, [10025, null, 25, -10350]);
  assert.equal(unit, 0.01);
});

Deno.test("a backtest's result has a tearsheet as it is, with its assumptions and reasons", () => {
  const { document } = new JSDOM(enginePage).window;
  const text = document.body.textContent!;
  for (
    const said of [
      "Random orders",
      result.hash,
      "the next quote or trade after arrival",
      "queue model",
      "market impact on later data",
    ]
  ) assert.ok(text.includes(said), said);
  for (const id of ["btcusdt", "ethusdt"]) {
    for (const kind of ["price", "inventory"]) {
      assert.ok(document.getElementById(`fig-${kind}-${id}`), `${kind} ${id}`);
    }
  }
  const row = [...document.querySelectorAll("tr")].find((tr) =>
    tr.firstElementChild?.textContent === "difference"
  );
  assert.equal(row!.lastElementChild!.textContent, "0.00");
});

Deno.test("names that look like markup are text", () => {
  const evil = '</script><b>x</b> & "y"';
  const html = tearsheet(
    { ...run, name: evil, parameters: { [evil]: evil } },
    options(),
  );
  assert.doesNotMatch(html, /<b>x/);
  assert.equal(
    new JSDOM(html).window.document.querySelector("h1")!.textContent,
    evil,
  );
});

Deno.test("a run that never traded, and one with a figure of the caller's, have a page", () => {
  const none = new Float64Array(0);
  const idle: RunReport = {
    ...run,
    equity: { time: none, equity: none },
    positions: [],
    fills: NO_FILLS,
    prices: [],
    regimes: [],
  };
  delete (idle as { components?: unknown }).components;
  const html = tearsheet(idle, {
    ...options(),
    figures: [{ svg: fundingFigure(Float64Array.of(1e-4)), caption: "Mine." }],
  });
  const dom = new JSDOM(html).window.document;
  assert.ok(dom.getElementById("fig-funding"));
  assert.doesNotMatch(
    dom.body.textContent!.replace(/\{[^]*/, ""),
    /NaN|undefined/,
  );
});

Deno.test("a tearsheet of thirty days has less than 3 MB", () => {
  const month = syntheticRun({ days: 30, seconds: 30 });
  const html = tearsheet(month, {
    random: new Random(1),
    step: 30e6,
    draws: 10,
  });
  const bytes = new TextEncoder().encode(html).length;
  assert.ok(bytes < 3e6, `${bytes}`);
});

Deno.test("formatStatistic() tells numbers as a reader wants them", () => {
  const table: [number, Parameters<typeof formatStatistic>[1], string][] = [
    [0.5, "share", "50 %"],
    [0.50001, "share", "50.00 %"],
    [-0.0099996, "share", "−1.000 %"],
    [12.3, "ratio", "12.30"],
    [999.96, "ratio", "1,000"],
    [1234567.891, "money", "1,234,567.89"],
    [-0.004, "money", "−0.00"],
    [1234.5, "count", "1,235"],
    [3.14159, "ratio", "3.142"],
    [12345.6, "ratio", "12,346"],
    [0.000012345, "ratio", "1.23 · 10^−5"],
    [0, "ratio", "0"],
    [90_061e6, "microseconds", "1 d 1 h"],
    [60e6, "microseconds", "1 min"],
    [1500, "microseconds", "1.5 ms"],
    [Infinity, "ratio", "∞"],
    [-Infinity, "share", "−∞"],
  ];
  for (const [value, unit, text] of table) {
    assert.equal(formatStatistic(value, unit), text);
  }
});

/** Moves a pointer over the page, and writes down what it says. */
const PROBE = `
const svg = document.getElementById("fig-equity");
const seen = {};
const fire = (type, x, target = svg) => {
  const box = target.getBoundingClientRect();
  const scale = box.width / target.viewBox.baseVal.width;
  target.dispatchEvent(new MouseEvent(type, { bubbles: true, cancelable: true, clientX: box.left + x * scale, clientY: box.top + 60 * scale }));
};
const readout = () => svg.closest("figure").querySelector(".readout").textContent;
const price = document.getElementById("fig-price-btcusdt");
const figure = price.closest("figure");
const shown = () => [...price.querySelectorAll('[aria-description="bought"]')].map((g) => g.getAttribute("display"));
seen.readouts = document.querySelectorAll(".readout").length;
seen.staticFills = shown();
fire("mousemove", 72 + 868 / 3);
seen.third = readout();
seen.other = figure.querySelector(".readout").textContent;
figure.querySelector("input").click();
seen.without = shown();
figure.querySelector("input").click();
fire("mousedown", 72 + 868 * 0.5);
fire("mousemove", 72 + 868 * 0.52);
fire("mouseup", 72 + 868 * 0.52);
seen.zoomed = getComputedStyle(price.querySelector(".zoomed")).display;
seen.fills = price.querySelectorAll("path.fill").length;
seen.summary = figure.querySelector("summary").textContent;
seen.rows = figure.querySelectorAll("details td").length / 4;
seen.ticks = [...price.querySelectorAll(".zoomed text")].map((t) => t.textContent);
fire("mousemove", 72 + 868 / 2);
seen.inside = readout();
figure.querySelector("input").click();
seen.hidden = price.querySelectorAll("path.fill").length;
figure.querySelector("input").click();
if (!location.hash) fire("dblclick", 300);
seen.after = getComputedStyle(price.querySelector(".zoomed")).display;
const pre = document.createElement("pre");
pre.id = "seen";
pre.textContent = JSON.stringify(seen);
document.body.append(pre);
`;

function expectedReadout(text: string): void {
  const [, stamp] = /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) UTC/.exec(text) ?? [];
  const time = Date.parse(`${stamp!.replace(" ", "T")}Z`) * 1000;
  const row = run.equity.time.indexOf(time);
  assert.ok(row >= 0, text);
  const number = (x: number, digits: number) =>
    x.toLocaleString("en-US", {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    }).replace("-", "−");
  const equity = run.equity.equity[row]!;
  const highest = Math.max(...run.equity.equity.slice(0, row + 1));
  for (
    const part of [
      `equity ${number(equity, 2)} USDT`,
      `drawdown ${number(-100 * (1 - equity / highest), 3)} %`,
      `price BTCUSDT ${number(run.prices[0]!.price[row]!, 1)} USDT`,
      `position BTCUSDT ${number(run.positions[0]!.quantity[row]!, 2)} units`,
    ]
  ) assert.ok(text.includes(part), `${part} in ${text}`);
}

/** Where a share of the span lies, to within a pixel. */
function near(text: string, share: number): void {
  const time = Date.parse(`${text.slice(0, 19).replace(" ", "T")}Z`) * 1000;
  const { from, to } = run.span;
  assert.ok(Math.abs((time - from) / (to - from) - share) < 2 / 868, text);
}

Deno.test({
  name:
    "in a browser a pointer reads the right numbers, zooms, and shows fills on demand, without an error",
  ignore: browser === undefined,
  fn: async () => {
    const { dom, console } = await browser!.visit(
      page.replace("</body>", `<script>${PROBE}</script></body>`),
    );
    assert.deepEqual(console, []);
    const seen = JSON.parse(
      new JSDOM(dom).window.document.getElementById("seen")!.textContent!,
    );
    assert.equal(seen.readouts, 3);
    near(seen.third, 1 / 3);
    expectedReadout(seen.third);
    assert.equal(seen.other, seen.third);
    assert.deepEqual([seen.staticFills, seen.without], [["inline"], ["none"]]);
    const { from, to } = run.span;
    const inside = [...run.fills.time].filter((t) =>
      t >= from + 0.5 * (to - from) && t <= from + 0.52 * (to - from)
    ).length;
    assert.ok(inside > 3);
    assert.equal(seen.zoomed, "inline");
    assert.ok(Math.abs(seen.fills - inside) <= 1, `${seen.fills} ${inside}`);
    assert.equal(seen.rows, seen.fills);
    assert.match(
      seen.summary,
      new RegExp(`^${seen.fills} fills of BTCUSDT in view`),
    );
    assert.ok(seen.ticks.includes("price BTCUSDT (USDT)"));
    near(seen.inside, 0.51);
    expectedReadout(seen.inside);
    assert.equal(seen.hidden, 0);
    assert.equal(seen.after, "none");
  },
});

Deno.test({
  name: "in a browser without scripts the page has its figures and no controls",
  ignore: browser === undefined,
  fn: async () => {
    const { dom, console } = await browser!.visit(
      page.replace(
        "<head>",
        `<head><meta http-equiv="Content-Security-Policy" content="script-src 'none'">`,
      ),
    );
    assert.equal(console.length, 1);
    assert.match(console[0]!, /Content Security Policy/);
    const { document } = new JSDOM(dom).window;
    assert.equal(document.querySelectorAll(".readout, input").length, 0);
    assert.ok(document.querySelectorAll("figure svg").length >= 8);
  },
});

Deno.test({
  name: "a picture of the page is not blank",
  ignore: browser === undefined,
  fn: async () => {
    const png = await browser!.screenshot(page, { width: 1040, height: 1400 });
    const view = new DataView(png.buffer);
    assert.deepEqual([view.getUint32(16), view.getUint32(20)], [1040, 1400]);
    // A blank page of this size has some 5 kB.
    assert.ok(png.length > 60_000, `${png.length}`);
  },
});

Deno.test({
  name:
    "in a browser the page is dark where the reader's is, and no wider than a telephone",
  ignore: browser === undefined,
  fn: async () => {
    const probe = `<script>
const style = getComputedStyle(document.body);
const pre = document.createElement("pre");
pre.id = "seen";
pre.textContent = JSON.stringify({
  background: style.backgroundColor,
  ink: style.color,
  wide: document.documentElement.scrollWidth > innerWidth,
});
document.body.append(pre);
</script></body>`;
    const seen = async (flags: string[]) => {
      const { dom, console } = await browser!.visit(
        page.replace("</body>", probe),
        flags,
      );
      assert.deepEqual(console, []);
      return JSON.parse(
        new JSDOM(dom).window.document.getElementById("seen")!.textContent!,
      );
    };
    const light = await seen(["--window-size=500,900"]);
    assert.deepEqual(light, {
      background: "rgb(255, 255, 255)",
      ink: "rgb(17, 17, 17)",
      wide: false,
    });
    const dark = await seen(["--blink-settings=preferredColorScheme=0"]);
    assert.equal(dark.background, "rgb(25, 25, 25)");
    assert.equal(dark.wide, false);
  },
});

/** Whether the page is wider than its window, and the narrowest cell that has a word. */
const WIDTHS = `<script>
const root = document.documentElement;
const shown = [...document.querySelectorAll("td")].filter((td) => td.textContent !== "");
const pre = document.createElement("pre");
pre.id = "seen";
pre.textContent = JSON.stringify({
  sideways: root.scrollWidth - root.clientWidth,
  narrowest: Math.min(...shown.map((td) => td.clientWidth)),
});
document.body.append(pre);
</script></body>`;

for (const width of [1400, 1040, 800, 500]) {
  Deno.test({
    name: `the page of an engine's run fits a window of ${width} pixels`,
    ignore: browser === undefined,
    fn: async () => {
      const { dom, console } = await browser!.visit(
        enginePage.replace("</body>", WIDTHS),
        [`--window-size=${width},900`],
      );
      assert.deepEqual(console, []);
      const { sideways, narrowest } = JSON.parse(
        new JSDOM(dom).window.document.getElementById("seen")!.textContent!,
      );
      assert.equal(sideways, 0);
      assert.ok(narrowest >= 15, `${narrowest}`);
    },
  });
}
