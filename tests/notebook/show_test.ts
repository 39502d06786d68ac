import assert from "node:assert/strict";
import { JSDOM } from "jsdom";
import pl from "nodejs-polars";
import { show, type ShowOptions } from "volarb/notebook";

/** The rows of the HTML table as texts. */
function htmlRows(html: unknown): string[][] {
  const { document } = new JSDOM(String(html)).window;
  return [...document.querySelectorAll("tr")].map((row) =>
    [...row.children].map((cell) => cell.textContent ?? "")
  );
}

const FRAME = pl.DataFrame({
  id: pl.Series("id", ["9007199254740993", "-3", null]).cast(pl.Int64),
  time: pl.Series("time", ["1746403200000000", "1746403260250000", null])
    .cast(pl.Int64).cast(pl.Datetime("us", "UTC")),
  day: pl.Series("day", ["20213", "20214", null]).cast(pl.Int64)
    .cast(pl.Int32).cast(pl.Date),
  value: pl.Series("value", [1 / 3, NaN, null], pl.Float64),
  price: pl.Series("price", [27103.1, 27103, 0.5], pl.Float64),
  text: pl.Series("text", ['<b> & "q"', "", null]),
  flag: pl.Series("flag", [true, false, null]),
});

Deno.test("show() writes every type of Polars exactly, and what is missing", () => {
  const { forms } = show(FRAME, { id: "tbl-types", caption: "Types <all>." });
  assert.deepEqual(htmlRows(forms["text/html"]), [
    ["id", "time", "day", "value", "price", "text", "flag"],
    [
      "Int64",
      "Datetime(us, UTC)",
      "Date",
      "Float64",
      "Float64",
      "String",
      "Bool",
    ],
    [
      "9007199254740993",
      "2025-05-05 00:00:00.000000",
      "2025-05-05",
      "0.3333",
      "27103.1",
      '<b> & "q"',
      "true",
    ],
    [
      "-3",
      "2025-05-05 00:01:00.250000",
      "2025-05-06",
      "NaN",
      "27103.0",
      '""',
      "false",
    ],
    ["null", "null", "null", "null", "0.5", "null", "null"],
    ["3 rows × 7 columns"],
  ]);
  const html = String(forms["text/html"]);
  assert.match(
    html,
    /^<table id="tbl-types">\n<caption>Types &lt;all&gt;\.<\/caption>/,
  );
  assert.match(html, /&lt;b&gt; &amp; &quot;q&quot;/);
  assert.doesNotMatch(html, /<b>/);
});

Deno.test("show() shows head and tail with the shape of the whole", () => {
  const n = 1_000;
  const frame = { row: Int32Array.from({ length: n }, (_, i) => i) };
  const { forms } = show(frame, { rows: 5 });
  assert.deepEqual(htmlRows(forms["text/html"]), [
    ["row"],
    ["Int32"],
    ...["0", "1", "2", "…", "998", "999"].map((text) => [text]),
    ["1000 rows × 1 column"],
  ]);
  assert.equal(
    forms["text/plain"],
    [
      "  row",
      "Int32",
      "    0",
      "    1",
      "    2",
      "    …",
      "  998",
      "  999",
      "1000 rows × 1 column",
    ].join("\n"),
  );
  assert.deepEqual(
    htmlRows(
      show(pl.DataFrame({ row: [...frame.row] }), { rows: 5 })
        .forms["text/html"],
    )
      .slice(2),
    htmlRows(forms["text/html"]).slice(2),
  );
});

Deno.test("show() takes plain columns of any kind", () => {
  const { forms } = show({
    when: [new Date(0), new Date(86_400_000)],
    big: [2n ** 60n, null],
    mixed: [1, "one"],
    none: [null, undefined],
  });
  assert.deepEqual(htmlRows(forms["text/html"]), [
    ["when", "big", "mixed", "none"],
    ["Datetime", "Int64", "Mixed", "Null"],
    ["1970-01-01", "1152921504606846976", "1", "null"],
    ["1970-01-02", "null", "one", "null"],
    ["2 rows × 4 columns"],
  ]);
});

Deno.test("show() takes digits by column", () => {
  const frame = { a: [1 / 3], b: [1 / 3], c: [2 / 3] };
  const { forms } = show(frame, { digits: { a: 2, b: 6 } });
  assert.deepEqual(htmlRows(forms["text/html"])[2], [
    "0.33",
    "0.333333",
    "0.6667",
  ]);
});

Deno.test("show() shows a frame without rows or columns", () => {
  assert.equal(String(show({})), "\n\n0 rows × 0 columns");
  assert.match(String(show({ a: [] })), /a\s+Null\s+0 rows × 1 column$/);
});

Deno.test("show() says what it cannot show", () => {
  const refused = (
    frame: Parameters<typeof show>[0],
    options: ShowOptions,
    message: RegExp,
  ) =>
    assert.throws(() => show(frame, options), { name: "RangeError", message });
  refused({ a: [1], b: [] }, {}, /length of a, 1: current length of b is 0$/);
  refused({ a: [1] }, { id: "fig-a" }, /must be tbl-.*current value is fig-a$/);
  refused({ a: [1] }, { rows: 0 }, /1 or more: current value is 0$/);
  refused({ a: [1 / 3] }, { digits: 99 }, /from 1 to 15: current value is 99$/);
});
