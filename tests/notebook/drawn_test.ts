import assert from "node:assert/strict";
import { equityFigure } from "volarb/figure";
import { drawn } from "volarb/notebook";

const svg = equityFigure({
  time: Float64Array.of(0, 1e6, 2e6),
  equity: Float64Array.of(100, 101, 99),
}, { id: "fig-three", caption: "Up & down, 1 < 2." });

Deno.test("drawn() shows the SVG as it is, with its description as caption", () => {
  const { forms } = drawn(svg);
  assert.equal(forms["image/svg+xml"], svg);
  assert.equal(forms["text/plain"], "Figure fig-three: Up & down, 1 < 2.");
});

Deno.test("drawn() refuses what is no figure", () => {
  assert.throws(() => drawn("<p>text</p>"), {
    name: "RangeError",
    message:
      /Cannot show a figure as its SVG must have an id and a description: current value begins with <p>text<\/p>/,
  });
});
