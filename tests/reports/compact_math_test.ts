import assert from "node:assert/strict";
import katex from "katex";
import { compactMath, withoutMath } from "../../reports/paper/compact_math.ts";
import { fontStyles, katexStyles } from "../../reports/paper/fonts.ts";

const FORMULAS = [
  "\\hat\\sigma^2_{\\mathrm{RS}} = \\frac1n \\sum_{i=1}^n u_i (u_i - c_i)",
  "\\sqrt{\\frac{\\mathbb{E}\\, x^2}{1 + \\left( \\tfrac12 \\right)}}",
  "\\begin{aligned} a &= b \\\\ \\underbrace{c + d}_{e} &= \\mathcal{F}_t \\end{aligned}",
];

const drawn = FORMULAS.map((tex) =>
  katex.renderToString(tex, { displayMode: true, output: "htmlAndMathml" })
).join("\n");
const page = {
  name: "T",
  header: `<h1>T ${drawn}</h1>`,
  contents: [{ id: "a", level: 1, number: "1", title: drawn }] as const,
  preface: `<p>Words <span class="head">stay</span> ${drawn}</p>`,
  chapters: [],
};
const compact = compactMath(page, katexStyles());

/** The characters of a page, and the tags that close too much or too little. */
function textOf(html: string): { text: string; open: string[] } {
  const open: string[] = [];
  for (const [tag, end, name] of html.matchAll(/<(\/?)([a-z]+)[^>]*?>/g)) {
    if (/^(?:path|wbr)$/.test(name!) || tag.endsWith("/>")) continue;
    if (end === "") open.push(name!);
    else assert.equal(open.pop(), name, "tags cross");
  }
  return { text: html.replaceAll(/<[^>]*>/g, ""), open };
}

Deno.test("compactMath() keeps every character in its order and closes every tag", () => {
  const source = /<annotation.*?<\/annotation>/gs;
  for (const part of ["header", "preface"] as const) {
    const { text, open } = textOf(compact.page[part]);
    assert.equal(text, textOf(page[part].replaceAll(source, "")).text);
    assert.deepEqual(open, []);
  }
  assert.match(
    compact.page.preface,
    /^<p>Words <span class="head">stay<\/span>/,
  );
  assert.ok(compact.page.preface.length < 0.5 * page.preface.length);
});

Deno.test("compactMath() writes no rule that the page does not use", () => {
  const used = new Set(
    [...compact.page.preface.matchAll(/<i class=([A-Z]+)>/g)].map(([, c]) => c),
  );
  const ruled = new Set(
    [...compact.styles.matchAll(/\.([A-Z]+)\b/g)].map(([, c]) => c),
  );
  assert.ok(used.size > 30);
  assert.ok(ruled.size > 30);
  assert.deepEqual([...ruled].filter((name) => !used.has(name)), []);
});

Deno.test("compactMath() keeps the levels that the style sheet counts", () => {
  // A vertical list holds spans of spans, with or without a class.
  const rows = page.preface.split('class="vlist"').length - 1;
  const list = /\.katex ((?::is\([^)]*\)|\.[A-Z]+))>i\{display:block/.exec(
    compact.styles,
  )?.[1];
  assert.ok(list !== undefined, "there is no rule of vertical lists");
  const names = new Set(list.match(/[A-Z]+/g));
  const written = [
    ...compact.page.preface.matchAll(/<i class=([A-Z]+)>(?=(<i)?)/g),
  ]
    .filter(([, name]) => names.has(name!));
  assert.equal(written.length, rows);
  assert.ok(written.every(([, , child]) => child === "<i"));
});

Deno.test("what is read aloud keeps its letters and loses its looks", () => {
  const mathml = compact.page.preface.match(/<math.*?<\/math>/gs)!;
  assert.equal(mathml.length, FORMULAS.length);
  assert.match(mathml[1]!, /<mi mathvariant="double-struck">E<\/mi>/);
  assert.ok(!/annotation|semantics|stretchy|xmlns/.test(mathml.join("")));
  assert.ok(!/<math|katex-html/.test(withoutMath(page.preface)));
});

Deno.test("fontStyles() takes the faces that a page needs and no others", () => {
  const plain = fontStyles("<p>Plain words</p>");
  assert.match(plain, /KaTeX_Main/);
  assert.ok(!/KaTeX_(?:AMS|Caligraphic|Fraktur|Script)/.test(plain));
  const full = fontStyles(`${page.preface}<p>Ελλ Łódź</p>`);
  assert.match(full, /KaTeX_AMS/);
  assert.match(full, /KaTeX_Caligraphic[^}]*font-weight:400/);
  assert.ok(!/KaTeX_(?:Fraktur|Script|Typewriter)/.test(full));
  const faces = (css: string) => css.split("'Source Serif 4'").length - 1;
  assert.equal(faces(full), faces(plain) + 2);
  const bold = fontStyles(`<p>Plain <strong>Łódź</strong></p>`);
  assert.equal(faces(bold), faces(plain) + 2);
});
