import assert from "node:assert/strict";
import * as axis from "../../lib/figure/tearsheet_axis.ts";
import * as fills from "../../lib/figure/tearsheet_fills.ts";
import * as panel from "../../lib/figure/tearsheet_panel.ts";
import { svgElement } from "../../lib/figure/svg_element.ts";
import { tearsheetScript } from "../../lib/figure/tearsheet_script.ts";
import type { LiveSeries } from "../../lib/figure/tearsheet_data.ts";

Deno.test("the page holds each function of its script once, and nothing that is imported", () => {
  const script = tearsheetScript();
  const names = Object.keys({ ...axis, ...fills, ...panel, svgElement });
  for (const name of names) {
    const made = script.split(`function ${name}(`).length - 1;
    assert.equal(made, 1, name);
  }
  assert.doesNotMatch(script, /\bimport\b|\bexport\b|\brequire\(/);
});

Deno.test("a script's functions name only each other and what a browser has", () => {
  const script = tearsheetScript();
  const made = Array.from(script.matchAll(/function (\w+)\(/g), ([, f]) => f!);
  const called = Array.from(
    script.matchAll(/(?<![.\w$])([a-z]\w*)\(/g),
    ([, f]) => f!,
  );
  const words = ["function", "if", "for", "while", "switch", "return"];
  const local = Array.from(
    script.matchAll(/(?:const|let) (\w+) = \(/g),
    ([, f]) => f!,
  );
  const given = ["x", "y", "rotate", "translate"];
  const unknown = called.filter((f) =>
    ![...made, ...words, ...local, ...given].includes(f)
  );
  assert.deepEqual([...new Set(unknown)], []);
});

Deno.test("roundTicks() are the round numbers between two", () => {
  assert.deepEqual(axis.roundTicks(0, 10), [0, 5, 10]);
  assert.deepEqual(axis.roundTicks(-3, 5), [-2, 0, 2, 4]);
  assert.deepEqual(axis.roundTicks(101, 102.9), [101, 101.5, 102, 102.5]);
});

Deno.test("timeTicks() are at most nine, whole minutes, hours and days where they can", () => {
  const hour = 3_600_000;
  assert.deepEqual(
    axis.timeTicks([0.5 * hour, 5 * hour]),
    [1, 2, 3, 4, 5].map((h) => h * hour),
  );
  for (const span of [5e3, 7e5, 2e7, 1e9, 2e10]) {
    assert.ok(axis.timeTicks([123, 123 + span]).length <= 9, `${span}`);
  }
  assert.deepEqual(
    [0, hour, 90_000, 1_000].map(axis.timeText),
    ["01-01", "01:00", "00:01:30", "00:00:01"],
  );
});

Deno.test("rowAt() is the last row at or before a time, or -1", () => {
  const time = Float64Array.of(10, 20, 20, 30);
  assert.deepEqual(
    [5, 10, 19, 20, 29, 40].map((t) => axis.rowAt(time, t)),
    [-1, 0, 0, 2, 2, 3],
  );
});

Deno.test("numbers and times of the page are told as on the rest of it", () => {
  assert.equal(axis.numberText(-1234.5, 2), "−1,234.50");
  assert.equal(axis.numberText(NaN, 2), "–");
  assert.equal(axis.stampText(0), "1970-01-01 00:00:00 UTC");
  assert.equal(axis.stampText(1), "1970-01-01 00:00:00.001 UTC");
});

Deno.test("linePath() breaks where a value is missing, and steps where it is one", () => {
  const series = (kind: LiveSeries["kind"]): LiveSeries => ({
    name: "",
    unit: "",
    digits: 0,
    colour: "",
    kind,
    column: { unit: 1, steps: [] },
    values: Float64Array.of(1, 2, NaN, 3),
  });
  const options = {
    start: 0,
    end: 3,
    spec: { figure: "", left: 0, right: 25, height: 0, panels: [] },
    x: (t: number) => 10 * t,
    y: (v: number) => -v,
  };
  const time = Float64Array.of(0, 1, 2, 3);
  assert.equal(
    panel.linePath(time, series("line"), options),
    "M0.0,-1.0L10.0,-2.0M25.0,-3.0",
  );
  assert.equal(
    panel.linePath(time, series("step"), options),
    "M0.0,-1.0H10.0V-2.0M25.0,-3.0",
  );
  assert.deepEqual(panel.rangeOf(series("line"), 0, 3), [1, 3]);
  assert.deepEqual(panel.rangeOf(series("area"), 0, 3), [0, 3]);
  assert.deepEqual(panel.rangeOf(series("line"), 2, 2), [0, 1]);
});
