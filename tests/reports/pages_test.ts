import assert from "node:assert/strict";
import { join } from "node:path";
import { verify } from "../../reports/build.ts";
import { PAGE, page } from "../../lib/notebook/page.ts";
import { buildDraft, FIXTURES, markdown, shown, WORDS } from "./draft.ts";

const HTML = "<!doctype html><title>Sheet</title><p>1 < 2 & 3";

Deno.test("a page that a notebook carries is a file of the report as it is, and is not shown in the chapter", async () => {
  const words = "The page of the run is [here](sheet.html).";
  using draft = await buildDraft({
    notebooks: {
      "11_volatility": [
        markdown("# Title", "", words),
        shown(page("sheet.html", HTML).forms),
      ],
    },
    whitepaper: WORDS,
  });
  assert.deepEqual(draft.faults, []);
  assert.equal(draft.read("sheet.html"), HTML);
  const chapter = draft.read("11_volatility.md");
  assert.match(chapter, /The page of the run is here\./);
  assert.doesNotMatch(chapter, /doctype|bytes/);
  assert.doesNotMatch(draft.read("whitepaper.html"), /1 < 2 & 3/);
  const differing = () =>
    verify({
      notebooks: join(draft.out, "../notebooks"),
      out: draft.out,
      whitepaper: join(draft.out, "../whitepaper.md"),
      bibliography: join(FIXTURES, "references.bib"),
    });
  assert.deepEqual(await differing(), []);
  Deno.writeTextFileSync(join(draft.out, "sheet.html"), `${HTML} `);
  assert.deepEqual(await differing(), ["sheet.html"]);
});

Deno.test("two pages of one name, one of the report's own and what is no page are faults", async () => {
  const bundle = (name: unknown) => ({ [PAGE]: { name, html: "" } });
  using draft = await buildDraft({
    notebooks: {
      "11_volatility": [
        markdown("# Title"),
        shown(bundle("a.html"), bundle("a.html")),
        shown(bundle("whitepaper.html"), bundle("../a.html"), bundle(1)),
      ],
    },
  });
  assert.deepEqual(draft.faults, [
    "notebooks/11_volatility.ipynb, cell 2, output 2: there is a page a.html before",
    "notebooks/11_volatility.ipynb, cell 3, output 1: a page cannot be named whitepaper.html",
    "notebooks/11_volatility.ipynb, cell 3, output 2: a page cannot be named ../a.html",
    "notebooks/11_volatility.ipynb, cell 3, output 3: the page is not a name and a text",
  ]);
  assert.throws(() => page("../a.html", ""), {
    name: "RangeError",
    message: /current value is ..\/a.html/,
  });
});
