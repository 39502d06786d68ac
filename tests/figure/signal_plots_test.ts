import assert from "node:assert/strict";
import { JSDOM } from "jsdom";
import {
  bandPlot,
  calibrationPlot,
  contributionPlot,
  drawFigure,
  icByHorizonPlot,
  icDecayPlot,
  type PlotOptions,
  rollingIcPlot,
} from "volarb/figure";
import { Random } from "volarb/random";
import {
  factorContributions,
  forecastCalibration,
  icByHorizon,
  icDecay,
  rollingIc,
} from "volarb/signal";

const random = new Random(1);
const n = 3000;
const draw = () => Float64Array.from({ length: n }, () => random.normal());
const signal = draw();
for (let t = 1; t < n; t++) {
  signal[t] = 0.9 * signal[t - 1]! + Math.sqrt(0.19) * signal[t]!;
}
const returns = draw().map((u, t) => 1e-3 * (u + 0.1 * (signal[t - 1] ?? 0)));
const time = signal.map((_, t) => 1.7e15 + t * 60e6);

/** Draws a plot twice and reads the file as XML. */
function drawn(options: () => PlotOptions): Element {
  const text = { id: "fig-signal", title: "A signal", caption: "It fades." };
  const svg = drawFigure(text, options());
  assert.equal(drawFigure(text, options()), svg);
  assert.doesNotMatch(svg, /NaN|undefined/);
  return new JSDOM(svg, { contentType: "image/svg+xml" }).window.document
    .documentElement;
}

const count = (root: Element, what: string) =>
  root.querySelectorAll(what).length;

Deno.test("icDecayPlot() draws a point for each lead", () => {
  const decay = icDecay(signal, returns, { leads: 12 });
  const root = drawn(() => icDecayPlot(decay));
  assert.equal(count(root, "circle"), 12);
});

Deno.test("icByHorizonPlot() names every signal and has a bar for each point", () => {
  const points = icByHorizon(signal, returns, [1, 5, 20]);
  const root = drawn(() => icByHorizonPlot({ ridge: points, kalman: points }));
  assert.equal(count(root, "circle"), 6);
  assert.match(root.textContent!, /ridge.*kalman/s);
});

Deno.test("rollingIcPlot() draws a long line in few points, with its gaps", () => {
  const ic = rollingIc(signal, returns, { window: 200 });
  const root = drawn(() => rollingIcPlot(time, { ridge: ic }, { reach: 0.1 }));
  const path = root.querySelector("[aria-label='line'] path")!;
  const points = path.getAttribute("d")!.match(/[ML]/g)!.length;
  assert.ok(points > 300 && points <= 600, `${points}`);
  assert.match(root.textContent!, /rolling correlation/);
});

Deno.test("calibrationPlot() draws a point for each bin in basis points", () => {
  const mean = signal.map((x) => 1e-4 * x);
  const variance = mean.map(() => 1e-6);
  const ahead = returns.map((_, t) => returns[t + 1] ?? NaN);
  const { bins } = forecastCalibration({ mean, variance }, ahead);
  const root = drawn(() => calibrationPlot(bins));
  assert.equal(count(root, "circle"), 10);
  assert.match(root.textContent!, /forecast \(bp\)/);
});

Deno.test("bandPlot() draws the truth only where it is given", () => {
  const variance = signal.map(() => 0.2);
  const label = { label: "alpha" };
  const without = drawn(() =>
    bandPlot(time, { mean: signal, variance }, label)
  );
  assert.equal(count(without, "[aria-label='line']"), 1);
  assert.equal(count(without, "[aria-label='area']"), 1);
  const truth = signal.map((x) => x + 0.1);
  const both = drawn(() =>
    bandPlot(time, { mean: signal, variance, truth }, label)
  );
  assert.equal(count(both, "[aria-label='line']"), 2);
});

Deno.test("contributionPlot() has a line for each feature, in order", () => {
  const parts = { "order flow": signal, spread: draw() };
  const ahead = returns.map((_, t) => returns[t + 1] ?? NaN);
  const root = drawn(() => contributionPlot(factorContributions(parts, ahead)));
  assert.equal(count(root, "circle"), 2);
  assert.match(root.textContent!, /order flow.*spread/s);
});
