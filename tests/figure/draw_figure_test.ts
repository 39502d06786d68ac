import assert from "node:assert/strict";
import * as Plot from "@observablehq/plot";
import { JSDOM } from "jsdom";
import { drawFigure, PALETTE, type PlotOptions, toDates } from "volarb/figure";

const TEXT = {
  id: "fig-waves",
  title: 'A "sine" & <more>',
  caption: "It has $\\sigma$.",
};

/** Two clipped lines with markers over a day, in colours by name. */
function waves(): PlotOptions {
  const time = Float64Array.from({ length: 25 }, (_, h) => 3.6e9 * h);
  const line = (name: string, phase: number) =>
    Plot.line(time, {
      x: toDates(time),
      y: Float64Array.from(time, (_, i) => Math.sin(i / 4 + phase)),
      stroke: () => name,
      marker: "dot",
      clip: true,
    });
  return {
    x: { label: "Time (UTC)" },
    y: { label: "Volatility (% a year)" },
    color: { legend: true },
    marks: [line("first", 0), line("second", 1)],
  };
}

/** The file as an XML parser sees it. */
function parse(svg: string): Element {
  return new JSDOM(svg, { contentType: "image/svg+xml" }).window.document
    .documentElement;
}

Deno.test("drawFigure() gives a standalone file that says what it is", () => {
  const root = parse(drawFigure(TEXT, waves()));
  assert.equal(root.namespaceURI, "http://www.w3.org/2000/svg");
  assert.equal(root.id, "fig-waves");
  assert.equal(root.querySelector("title")!.textContent, TEXT.title);
  assert.equal(root.querySelector("desc")!.textContent, TEXT.caption);
  assert.equal(
    root.getAttribute("aria-labelledby"),
    "fig-waves-title fig-waves-desc",
  );
  assert.match(root.getAttribute("style")!, /"DejaVu Sans", Helvetica/);
});

Deno.test("drawFigure() gives the same bytes whatever was drawn before", () => {
  const first = drawFigure(TEXT, waves());
  drawFigure({ ...TEXT, id: "fig-other" }, waves());
  assert.equal(drawFigure(TEXT, waves()), first);
});

Deno.test("drawFigure() names its parts after itself, and every reference leads somewhere", () => {
  const svg = drawFigure(TEXT, waves());
  const ids = Array.from(svg.matchAll(/ id="([^"]+)"/g), ([, id]) => id!);
  assert.ok(ids.length > 3);
  assert.equal(new Set(ids).size, ids.length);
  assert.ok(ids.every((id) => id.startsWith("fig-waves")));
  const references = Array.from(
    svg.matchAll(/url\(#([^)]+)\)/g),
    ([, id]) => id!,
  );
  assert.ok(references.length > 0);
  for (const id of references) assert.ok(ids.includes(id), id);
});

Deno.test("drawFigure() makes room on the left for long ticks beside the label", () => {
  const left = (y: readonly number[], options: PlotOptions = {}) => {
    const root = parse(
      drawFigure(TEXT, {
        y: { label: "USDT" },
        ...options,
        marks: [Plot.lineY(y)],
      }),
    );
    const label = root.querySelector('[aria-label="y-axis label"] text')!;
    return Number(
      /translate\(([\d.]+)/.exec(label.getAttribute("transform")!)![1],
    );
  };
  assert.equal(left([0, 1, 4, 9]), 60);
  // Seven characters of seven pixels, one of them a comma, beside tick, gaps and label.
  assert.equal(left([0, 123456]), 6 * 7 + 3.5 + 24 + 0.5);
  assert.equal(left([0, 123456], { marginLeft: 50 }), 50);
});

Deno.test("drawFigure() writes coordinates to a hundredth of a pixel", () => {
  const root = parse(drawFigure(TEXT, waves()));
  const paths = [...root.querySelectorAll("path")];
  assert.ok(paths.length > 2);
  for (const { attributes } of root.querySelectorAll("*")) {
    for (const { value } of attributes) assert.doesNotMatch(value, /\.\d{3}/);
  }
});

Deno.test("drawFigure() colours categories by the palette and names them", () => {
  const root = parse(drawFigure(TEXT, waves()));
  const swatches = [...root.querySelectorAll('[aria-label="legend"] rect')];
  assert.deepEqual(
    swatches.map((swatch) => swatch.getAttribute("fill")),
    PALETTE.slice(0, 2),
  );
  assert.deepEqual(
    [...root.querySelectorAll('[aria-label="legend"] text')].map((label) =>
      label.textContent
    ),
    ["first", "second"],
  );
});

Deno.test("drawFigure() shows times in UTC by the clock of 24, and midnight by its day", () => {
  const hours = (options: PlotOptions) =>
    [
      ...parse(drawFigure(TEXT, options)).querySelectorAll(
        '[aria-label="x-axis tick label"] text',
      ),
    ].map(({ textContent }) => textContent);
  const labels = hours(waves());
  assert.equal(labels[0], "Jan 1");
  assert.equal(labels.at(-1), "Jan 2");
  assert.ok(labels.includes("12:00"));
  assert.ok(labels.slice(1, -1).every((text) => /^\d\d:00$/.test(text)));
  // What a figure asks for itself stays, and days stay as they are.
  const own = hours({ ...waves(), x: { tickFormat: () => "noon" } });
  assert.deepEqual(new Set(own), new Set(["noon"]));
  const days = toDates(
    Float64Array.from({ length: 30 }, (_, d) => 8.64e10 * d),
  );
  const of30 = hours({ marks: [Plot.dotX(days, { x: days })] });
  assert.ok(of30.length > 0 && of30.every((text) => !/:|[AP]M/.test(text)));
});

Deno.test("drawFigure() colours a quantity by viridis", () => {
  const svg = drawFigure(TEXT, {
    marks: [Plot.dot([1, 2, 3], { x: (d) => d, y: (d) => d, fill: (d) => d })],
  });
  assert.match(svg, /#440154|rgb\(68, 1, 84\)/);
});

Deno.test("drawFigure() says what it cannot draw", () => {
  const refused = (
    text: Partial<typeof TEXT>,
    options: PlotOptions,
    message: RegExp,
  ) =>
    assert.throws(() => drawFigure({ ...TEXT, ...text }, options), {
      name: "RangeError",
      message,
    });
  refused({ id: "waves" }, {}, /id must be fig-.*current value is waves$/);
  refused(
    {},
    { title: "Waves" },
    /must not have title: current value is Waves$/,
  );
  refused(
    {},
    { color: { legend: true } },
    /categories: current value is no colour/,
  );
  const noise = Float64Array.from(
    { length: 60_000 },
    (_, i) => (i * 7919) % 101,
  );
  refused(
    {},
    { marks: [Plot.lineY(noise)] },
    /300000 characters or less \(thin/,
  );
});
