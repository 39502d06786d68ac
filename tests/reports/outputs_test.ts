import assert from "node:assert/strict";
import { Browser } from "../figure/browser.ts";
import { buildDraft, figure, markdown, shown } from "./draft.ts";

Deno.test("a figure is a file on white, an image with a caption, and part of the page", async () => {
  using draft = await buildDraft({
    notebooks: {
      "11_volatility": [
        markdown("# Title", "", "[Figure](#fig-a)"),
        shown(figure("fig-a", "Falls with $n$ &amp; rises.")),
        shown(figure("fig-b", "Another.")),
      ],
    },
  });
  assert.deepEqual(draft.faults, []);
  const svg = draft.read("11_volatility-fig-a.svg");
  assert.match(svg, /^<svg [^>]*id="fig-a"[^>]*style="background:#fff">/);
  const text = draft.read("11_volatility.md");
  assert.match(
    text,
    /<a id="fig-a"><\/a>\n\n!\[Line\]\(11_volatility-fig-a\.svg\)/,
  );
  assert.match(text, /\*\*Figure 1\.1\.\*\* Falls with \$n\$ & rises\./);
  const page = draft.read("whitepaper.html");
  assert.match(page, /<svg [^>]*role="img" aria-label="Line"/);
  assert.match(page, /url\(#fig-a-frame\)/);
  assert.match(page, /<clipPath id="fig-b-frame">/);
  assert.ok(!/<svg[^>]*><title>/.test(page));
});

Deno.test("a table keeps its head, its alignment and the math in its cells", async () => {
  const html =
    '<div><style>td{color:red}</style><table id="tbl-a"><caption>Of $n$.</caption>' +
    "<thead><tr><th>bar</th><th style='text-align:right'>$a_1$</th></tr></thead>" +
    "<tbody><tr><td>x | y</td><td style='text-align: right'>1.50</td></tr></tbody></table></div>";
  using draft = await buildDraft({
    notebooks: {
      "11_volatility": [
        markdown("# Title", "", "[](#tbl-a)"),
        shown({ "text/html": html, "text/plain": "" }),
      ],
    },
  });
  assert.deepEqual(draft.faults, []);
  assert.match(
    draft.read("11_volatility.md"),
    /<a id="tbl-a"><\/a>\*\*Table 1\.1\.\*\* Of \$n\$\.\n\n\| bar +\| +\$a_1\$ \|\n\| -+ \| -+: \|\n\| x \\\| y \| +1\.50 \|/,
  );
  const page = draft.read("whitepaper.html");
  assert.match(page, /<td class="right">1\.50<\/td>/);
  assert.ok(!page.includes("color:red"));
});

Deno.test("long names in a table may break at their words, short ones and sentences do not", async () => {
  const cells = [
    "count_toptrader_ratio",
    "takerBuyQuoteVolume",
    "fundingRate",
    "agg_trade_id",
  ];
  const html = `<table id="tbl-a"><caption>Names.</caption><tbody><tr>${
    cells.map((cell) => `<td>${cell}</td>`).join("")
  }</tr></tbody></table>`;
  using draft = await buildDraft({
    notebooks: {
      "11_volatility": [
        markdown("# Title", "", "[](#tbl-a)"),
        shown({ "text/html": html, "text/plain": "" }),
      ],
    },
  });
  assert.deepEqual(draft.faults, []);
  const page = draft.read("whitepaper.html");
  assert.ok(page.includes("<td>count_<wbr>toptrader_<wbr>ratio</td>"));
  assert.ok(page.includes("<td>taker<wbr>Buy<wbr>Quote<wbr>Volume</td>"));
  assert.ok(page.includes("<td>fundingRate</td><td>agg_trade_id</td>"));
});

Deno.test("a table shows signs in place of a program's words, and NaN where its caption speaks of it", async () => {
  const rows =
    "<tbody><tr><td>Infinity</td><td>-Infinity</td><td>NaN</td><td><i>null</i></td><td>null</td></tr></tbody>";
  const html = (id: string, caption: string) =>
    `<table id="${id}"><caption>${caption}</caption>${rows}</table>`;
  using draft = await buildDraft({
    notebooks: {
      "11_volatility": [
        markdown("# Title", "", "[](#tbl-a), [](#tbl-b)"),
        shown({ "text/html": html("tbl-a", "Signs."), "text/plain": "" }),
        shown({
          "text/html": html("tbl-b", "`NaN` is kept."),
          "text/plain": "",
        }),
      ],
    },
  });
  assert.deepEqual(draft.faults, []);
  const cells = [
    ...draft.read("whitepaper.html").matchAll(/<td[^>]*>([^<]*)<\/td>/g),
  ].map(([, text]) => text);
  assert.deepEqual(cells, [
    "∞",
    "−∞",
    "–",
    "–",
    "null",
    "∞",
    "−∞",
    "NaN",
    "–",
    "null",
  ]);
});

Deno.test("code and its prints are shown on request, cells can be hidden", async () => {
  const prints = [{
    output_type: "stream",
    name: "stdout",
    text: ["1\n", "2\n"],
  }];
  using draft = await buildDraft({
    notebooks: {
      "11_volatility": [
        markdown("# Title", "", "Text."),
        { ...shown(), source: "quiet();", outputs: prints },
        {
          ...shown(),
          source: "loud();",
          outputs: prints,
          metadata: { tags: ["show"] },
        },
        {
          ...shown({ "text/markdown": "Secret." }),
          metadata: { tags: ["hide"] },
        },
      ],
    },
  });
  assert.deepEqual(draft.faults, []);
  const text = draft.read("11_volatility.md");
  assert.match(text, /```ts\nloud\(\);\n```\n\n```\n1\n2\n```\n/);
  assert.ok(!/quiet|Secret/.test(text + draft.read("whitepaper.html")));
});

Deno.test("formulas that GitHub would take for Markdown are protected", async () => {
  using draft = await buildDraft({
    notebooks: {
      "11_volatility": [
        markdown(
          "# Title",
          "",
          "$a_i^2$, $c^*$, $\\{x\\}$, $\\hat{x}_i$ and \\$5",
        ),
      ],
    },
  });
  assert.deepEqual(draft.faults, []);
  assert.match(
    draft.read("11_volatility.md"),
    /\$a_i\^2\$, \$`c\^\*`\$, \$`\\\{x\\\}`\$, \$`\\hat\{x\}_i`\$ and \\\$5/,
  );
});

const browser = Browser.find();

Deno.test({
  name:
    "a table of twelve columns stands beside the contents or in the window without scrolling, and the page never scrolls sideways",
  ignore: browser === undefined,
  fn: async () => {
    const row = (tag: string, cell: string) =>
      `<tr>${`<${tag}>${cell}</${tag}>`.repeat(12)}</tr>`;
    const html = `<table id="tbl-wide"><caption>Of many.</caption><thead>${
      row("th", "drawn error")
    }</thead><tbody>${row("td", "0.0007057")}</tbody></table>`;
    using draft = await buildDraft({
      notebooks: {
        "11_volatility": [
          markdown("# Title", "", "[](#tbl-wide)"),
          shown({ "text/html": html, "text/plain": "" }),
        ],
      },
    });
    assert.deepEqual(draft.faults, []);
    const measure = `addEventListener("load", () => {
      const box = document.querySelector(".scroll"), root = document.documentElement;
      root.dataset.over = [box.scrollWidth - box.clientWidth, root.scrollWidth - root.clientWidth].join(" ");
    });`;
    const page = draft.read("whitepaper.html")
      .replace("</body>", `<script>${measure}</script></body>`);
    for (const width of [1024, 1400, 1920]) {
      const { dom } = await browser!.visit(page, [
        `--window-size=${width},900`,
      ]);
      assert.equal(/data-over="([^"]*)"/.exec(dom)?.[1], "0 0", `${width}`);
    }
    const { dom } = await browser!.visit(page, ["--window-size=600,900"]);
    assert.match(/data-over="([^"]*)"/.exec(dom)?.[1] ?? "", /^\d+ 0$/);
  },
});
