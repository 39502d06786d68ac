import assert from "node:assert/strict";
import { figure, Plot } from "volarb/notebook";

Deno.test("figure() titles itself by the first sentence of its caption", () => {
  const { forms } = figure(
    "fig-volatility",
    "Volatility is 0.5 a year, about. The band is two errors wide.",
    { marks: [Plot.lineY([1, 2])] },
  );
  const svg = String(forms["image/svg+xml"]);
  assert.match(
    svg,
    /<title id="fig-volatility-title">Volatility is 0\.5 a year, about<\/title>/,
  );
  assert.match(svg, />Volatility is 0\.5 a year, about\. The band is two/);
  assert.equal(
    forms["text/plain"],
    "Figure fig-volatility: Volatility is 0.5 a year, about. The band is two errors wide.",
  );
});

Deno.test("figure() takes a caption without an end as the title", () => {
  const { forms } = figure("fig-a", "A line", { marks: [Plot.lineY([1, 2])] });
  assert.match(String(forms["image/svg+xml"]), />A line<\/title>/);
});
