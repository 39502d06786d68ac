import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import {
  buildDraft,
  type BuiltDraft,
  type DraftCell,
  markdown,
  shown,
} from "./draft.ts";

/** A project of the given files with one notebook that asks for the table. */
async function traced(
  files: { readonly [path: string]: string },
  ...cells: DraftCell[]
): Promise<BuiltDraft> {
  const code = Deno.makeTempDirSync();
  try {
    for (const folder of ["lib", "tests"]) Deno.mkdirSync(join(code, folder));
    for (const [path, text] of Object.entries(files)) {
      Deno.mkdirSync(dirname(join(code, path)), { recursive: true });
      Deno.writeTextFileSync(join(code, path), text);
    }
    return await buildDraft({
      notebooks: {
        "10_first": [
          markdown("# First", "", "Text."),
          ...cells,
          markdown("<!-- traceability -->"),
        ],
      },
    }, { code });
  } finally {
    Deno.removeSync(code, { recursive: true });
  }
}

const lemma = (id: string, mark = "") =>
  markdown(
    `> <a id="lem-${id}"${mark}></a>**Lemma (Of ${id}).** It holds:`,
    ">",
    `> <a id="eq-${id}"></a>`,
    "> $$",
    "> a = b",
    "> $$",
  );
const equation = (id: string, mark = "") =>
  markdown(`<a id="eq-${id}"${mark}></a>`, "$$", "a = b", "$$");
const CONTEXT = ' class="context"';
const DOCS = "/**\n * It.\n *\n * @see eq-one\n */\nexport const a = 1;\n";

Deno.test("the table has each statement with the code that cites it and the tests that name it", async () => {
  using draft = await traced(
    {
      "lib/x/one.ts": DOCS,
      "tests/x/one_test.ts": "// mirrors lib/x/one.ts\n",
      "lib/x/two.ts":
        " * @see Roll, R. (1984), and\n *   lem-one, eq-two\n// eq-none\n",
      "tests/y/law_test.ts": 'Deno.test("lem-one: it holds");\n',
    },
    lemma("one"),
    equation("two"),
    { ...shown(), source: 'assert.ok(true, "eq-two");' },
  );
  assert.deepEqual(draft.faults, []);
  const page = draft.read("10_first.md");
  const rows = page.split("\n").filter((line) => line.startsWith("| ["));
  assert.equal(rows.length, 2);
  const cells = rows.map((row) =>
    row.split("|").slice(1, -1).map((cell) => cell.trim())
  );
  assert.deepEqual(cells, [
    [
      "[Lemma 1.1](#lem-one), [(1.1)](#eq-one) Of one `lem-one`",
      "`x/two`, `x/one`",
      "`y/law`, `x/one`",
    ],
    [
      "[(1.2)](#eq-two) `eq-two`",
      "`x/two`",
      "[Section 1.1](10_first.md)",
    ],
  ]);
  assert.match(page, /Every statement is implemented\./);
  assert.match(
    draft.read("whitepaper.html"),
    /<table class="traceability">[\s\S]*?<td><a class="cross-reference" href="#lem-one">Lemma/,
  );
});

Deno.test("a statement marked as context needs no code, and the page says so without the mark", async () => {
  using draft = await traced(
    { "lib/one.ts": DOCS, "tests/one_test.ts": "" },
    lemma("one"),
    lemma("known", CONTEXT),
    equation("two", CONTEXT),
  );
  assert.deepEqual(draft.faults, []);
  const page = draft.read("10_first.md");
  assert.match(
    page,
    /Stated for context, and not implemented: \[Lemma 1\.2\]\(#lem-known\), \[\(1\.3\)\]\(#eq-two\)\./,
  );
  assert.match(page, /<a id="lem-known"><\/a>/);
  assert.ok(!/class="context"/.test(page + draft.read("whitepaper.html")));
});

Deno.test("a statement that is context and is run all the same says where", async () => {
  using draft = await traced(
    {
      "lib/one.ts": DOCS,
      "tests/one_test.ts": "",
      "tests/y/law_test.ts": 'Deno.test("lem-known: it holds");\n',
    },
    lemma("one"),
    lemma("known", CONTEXT),
    { ...shown(), source: 'assert.ok(true, "lem-known");' },
  );
  assert.deepEqual(draft.faults, []);
  assert.match(
    draft.read("10_first.md"),
    /not implemented: \[Lemma 1\.2\]\(#lem-known\) \(run in `y\/law`, \[Section 1\.1\]\(10_first\.md\)\)\./,
  );
});

Deno.test("build() refuses what leads nowhere, each with its file and line", async () => {
  using draft = await traced(
    {
      "lib/x/one.ts": DOCS.replace("eq-one", "eq-one, thm-gone"),
      "tests/x/other_test.ts": "\n// eq-lost\n",
      "lib/x/notes.ts": "// eq-a remark, not docs\n",
    },
    lemma("one"),
    lemma("idle"),
    markdown("> **Theorem.** It has no label."),
    equation("alone"),
    markdown("> **Remark.** It needs none."),
    equation("one"),
  );
  assert.deepEqual(draft.faults, [
    "notebooks/10_first.ipynb, cell 7, line 2: the label eq-one is defined twice, before in notebooks/10_first.ipynb, cell 2, line 4",
    "lib/x/one.ts, line 4: no label thm-gone is defined",
    "tests/x/other_test.ts, line 2: no label eq-lost is defined",
    "notebooks/10_first.ipynb, cell 2, line 1: nothing tests lem-one, eq-one",
    'notebooks/10_first.ipynb, cell 3, line 1: nothing implements lem-idle, eq-idle: say @see lem-idle in the docs of lib/, or mark its anchor class="context"',
    "notebooks/10_first.ipynb, cell 4, line 1: a theorem needs a label",
    'notebooks/10_first.ipynb, cell 5, line 2: nothing implements eq-alone: say @see eq-alone in the docs of lib/, or mark its anchor class="context"',
    "notebooks/10_first.ipynb, cell 7, line 2: nothing tests eq-one",
  ]);
  assert.throws(() => Deno.statSync(draft.out), Deno.errors.NotFound);
});

Deno.test("a report of chapters that do not ask for the table checks no code", async () => {
  const code = Deno.makeTempDirSync();
  for (const folder of ["lib", "tests"]) Deno.mkdirSync(join(code, folder));
  Deno.writeTextFileSync(join(code, "lib/one.ts"), DOCS);
  using draft = await buildDraft({
    notebooks: { "10_first": [markdown("# First"), lemma("idle")] },
  }, { code });
  Deno.removeSync(code, { recursive: true });
  assert.deepEqual(draft.faults, []);
});
