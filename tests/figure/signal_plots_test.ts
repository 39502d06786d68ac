import assert from "node:assert/strict";
import { JSDOM } from "jsdom";
import {
  bandPlot,
  breadthPlot,
  calibrationPlot,
  contributionPlot,
  coveragePlot,
  drawFigure,
  icByHorizonPlot,
  icDecayPlot,
  type PlotOptions,
  rollingIcPlot,
  splitStabilityPlot,
  turnoverPlot,
} from "volarb/figure";
import { Random } from "volarb/random";
import {
  factorContributions,
  forecastCalibration,
  icByHorizon,
  icDecay,
  rollingIc,
  splitStability,
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

const decay = icDecay(signal, returns, { leads: 12 });

const count = (root: Element, what: string) =>
  root.querySelectorAll(what).length;

Deno.test("icDecayPlot() draws a point for each lead", () => {
  const { lead, ic, standardError, fitted } = decay;
  const root = drawn(() => icDecayPlot({ lead, ic, standardError, fitted }));
  assert.equal(count(root, "circle"), 12);
});

Deno.test("icDecayPlot() has the half-life on the curve, with its interval as far as the leads go", () => {
  const plot = (halfLife: number, interval: [number, number]) =>
    drawn(() => icDecayPlot({ ...decay, halfLife, interval }));
  const marksOf = (root: Element) => [
    count(root, "[aria-label='rule'] line"),
    count(root, "[aria-label='dot'] path"),
  ];
  const [none] = marksOf(plot(NaN, [NaN, NaN]));
  assert.deepEqual(marksOf(plot(3, [2, 5])), [none! + 1, 1]);
  assert.deepEqual(marksOf(plot(Infinity, [4, Infinity])), [none! + 1, 0]);
  const [cut, whole] = [plot(3, [2, 50]), plot(3, [2, 11])];
  const bars = (root: Element) =>
    Array.from(root.querySelectorAll("[aria-label='rule'] line"))
      .map((line) => [
        Number(line.getAttribute("x1")),
        Number(line.getAttribute("x2")),
      ]);
  // Lead 12 is eleven rows after the first: what lies beyond is cut.
  assert.deepEqual(bars(cut).at(-1), bars(whole).at(-1));
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

Deno.test("turnoverPlot() draws the mean trade of a window, with the gaps of a position", () => {
  const position = signal.map((x) => Math.sign(x));
  const [turning, still] = [position.map((_, t) => t % 2), position.fill(1)];
  turning.fill(NaN, 1000, 1010);
  const root = drawn(() =>
    turnoverPlot(time, { turning, still }, { window: 100 })
  );
  const [first, second] = Array.from(
    root.querySelectorAll("[aria-label='line'] path"),
    (path) => path.getAttribute("d")!,
  );
  // A line for what came before the gap and one for what came after.
  assert.equal(first!.match(/M/g)!.length, 2);
  assert.equal(second!.match(/M/g)!.length, 1);
  const heights = (path: string) =>
    new Set(Array.from(path.matchAll(/,([\d.]+)/g), ([, y]) => y));
  assert.equal(heights(first!).size, 1);
  assert.ok([...heights(first!)][0]! !== [...heights(second!)][0]!);
  assert.match(root.textContent!, /turnover \(capital per row\)/);
});

Deno.test("breadthPlot() has a point for each horizon and a line of the returns that do not overlap", () => {
  const points = icByHorizon(signal, returns, [1, 5, 20]);
  const root = drawn(() => breadthPlot({ ridge: points, kalman: points }));
  assert.equal(count(root, "circle"), 6);
  assert.equal(count(root, "[aria-label='line'] path"), 3);
  assert.match(root.textContent!, /independent bets/);
  // With as many bets as returns that do not overlap the lines are one.
  const exact = points.map(({ horizon, observations }) => ({
    horizon,
    observations,
    breadth: observations / horizon,
  }));
  const paths = Array.from(
    drawn(() => breadthPlot({ exact })).querySelectorAll(
      "[aria-label='line'] path",
    ),
    (path) => path.getAttribute("d"),
  );
  assert.equal(paths[0], paths[1]);
});

Deno.test("splitStabilityPlot() has a bar for each part of each signal, side by side", () => {
  const ahead = returns.map((_, t) => returns[t + 1] ?? NaN);
  const split = splitStability(signal, ahead, { parts: 4 });
  const root = drawn(() => splitStabilityPlot({ ridge: split, kalman: split }));
  const at = Array.from(
    root.querySelectorAll("circle"),
    (point) => point.getAttribute("cx"),
  );
  assert.equal(new Set(at).size, 8);
  assert.match(root.textContent!, /part of the sample/);
});

Deno.test("coveragePlot() has a variance that is right on the line of zero, one too small below it", () => {
  const levels = [0.5, 0.9];
  const at = levels.map((level) => ({ level, share: level, standardError: 0 }));
  const low = levels.map((level) => ({
    level,
    share: level - 0.1,
    standardError: 0.01,
  }));
  const root = drawn(() => coveragePlot({ right: at, proud: low }));
  const heights = Array.from(
    root.querySelectorAll("circle"),
    (point) => Number(point.getAttribute("cy")),
  );
  const zero = Number(
    root.querySelector("[aria-label='rule'] line")!.getAttribute("y1"),
  );
  assert.equal(heights.length, 4);
  assert.deepEqual(heights.slice(0, 2), [zero, zero]);
  assert.ok(heights[2]! > zero && heights[3]! === heights[2]);
});
