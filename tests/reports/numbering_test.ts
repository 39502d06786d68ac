import assert from "node:assert/strict";
import { buildDraft, figure, markdown, shown } from "./draft.ts";

const lemma = (id: string) =>
  markdown(`> <a id="lem-${id}"></a>**Lemma.** It holds.`);
const equation = (id: string) =>
  markdown(`<a id="eq-${id}"></a>`, "$$", "a = b", "$$");

Deno.test("environments share a count that runs through the notebooks of a chapter", async () => {
  using draft = await buildDraft({
    notebooks: {
      "00_data": [markdown("# Data"), lemma("zero")],
      "10_first": [
        markdown("# First", "", "> **Definition.** One."),
        lemma("two"),
      ],
      "11_second": [
        markdown("# Second", "", "[](#lem-two), [](#lem-zero), [](#lem-three)"),
        markdown("> **Theorem.** No number of its own kind."),
        lemma("three"),
      ],
    },
  });
  assert.deepEqual(draft.faults, []);
  assert.match(draft.read("10_first.md"), /\*\*Definition 1\.1\.\*\* One/);
  assert.match(draft.read("10_first.md"), /\*\*Lemma 1\.2\.\*\* It holds/);
  const second = draft.read("11_second.md");
  assert.match(second, /\[Lemma 1\.2\]\(10_first\.md#lem-two\)/);
  assert.match(second, /\[Lemma 0\.1\]\(00_data\.md#lem-zero\)/);
  assert.match(second, /\[Lemma 1\.4\]\(#lem-three\)/);
  assert.match(second, /\*\*Theorem 1\.3\.\*\*/);
});

Deno.test("labelled equations and figures are counted by chapter, others are not", async () => {
  using draft = await buildDraft({
    notebooks: {
      "10_first": [
        markdown("# First", "", "$$", "c = d", "$$"),
        equation("one"),
        shown(figure("fig-one")),
      ],
      "20_third": [
        markdown("# Third"),
        equation("other"),
        markdown("[](#eq-one), [](#eq-other) and [](#fig-one)."),
      ],
    },
  });
  assert.deepEqual(draft.faults, []);
  const first = draft.read("10_first.md");
  assert.match(first, /```math\nc = d\n```/);
  assert.match(first, /```math\na = b \\tag\{1\.1\}\n```/);
  assert.match(
    draft.read("20_third.md"),
    /\[\(1\.1\)\]\(10_first\.md#eq-one\), \[\(2\.1\)\]\(#eq-other\) and \[Figure 1\.1\]\(10_first\.md#fig-one\)/,
  );
  const page = draft.read("whitepaper.html");
  assert.match(
    page,
    /id="eq-one">[\s\S]*?<span class="number">\(1\.1\)<\/span>/,
  );
  assert.match(page, /<strong>Figure 1\.1\.<\/strong>/);
});

Deno.test("sections and their parts are numbered, and headings with nothing under them left out", async () => {
  using draft = await buildDraft({
    notebooks: {
      "10_first": [markdown("# First", "", "Text.")],
      "12_second": [
        markdown(
          "# Second",
          "",
          '## Means <a id="sec-means"></a>',
          "",
          "Text.",
        ),
        markdown("## Checks"),
        shown(),
        markdown("See [the section](#sec-means) and [all](10_first.ipynb)."),
        markdown("## Last checks"),
        shown(),
      ],
    },
  });
  assert.deepEqual(draft.faults, []);
  const page = draft.read("whitepaper.html");
  assert.match(page, /<span class="number">1\.2<\/span> Second<\/h3>/);
  assert.match(page, /<h4 id="sec-means"><span class="number">1\.2\.1<\/span>/);
  assert.ok(!page.includes("Last checks"));
  const second = draft.read("12_second.md");
  assert.match(second, /\[Section 1\.2\.1\]\(#sec-means\)/);
  assert.match(second, /\[Section 1\.1\]\(10_first\.md\)/);
});
