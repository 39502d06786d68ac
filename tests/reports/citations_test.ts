import assert from "node:assert/strict";
import { buildDraft, markdown } from "./draft.ts";

Deno.test("citations are written out in the style of the APA and link to the list", async () => {
  using draft = await buildDraft({
    notebooks: {
      "11_volatility": [
        markdown(
          "# Title",
          "",
          "A [@rogers1991]; B [see @yang2000, p. 480; @parkinson1980]; @garman1980 C.",
          "",
          "Not an address: a@example.org; not in `@code`.",
        ),
      ],
    },
  });
  assert.deepEqual(draft.faults, []);
  const text = draft.read("11_volatility.md");
  assert.match(text, /A \(\[Rogers & Satchell, 1991\]\(#bib-rogers1991\)\);/);
  assert.match(
    text,
    /B \(\[Parkinson, 1980\]\(#bib-parkinson1980\); see \[Yang & Zhang, 2000\]\(#bib-yang2000\), p\. 480\);/,
  );
  assert.match(text, /\[Garman & Klass \(1980\)\]\(#bib-garman1980\) C\./);
  assert.match(
    text,
    /## Sources\n\n- <a id="bib-garman1980"><\/a>Garman, M\. B\., & Klass, M\. J\. \(1980\)\./,
  );
  const page = draft.read("whitepaper.html");
  assert.match(
    page,
    /<a href="#bib-rogers1991">Rogers &#x26; Satchell, 1991<\/a>/,
  );
  assert.match(
    page,
    /<div class="entry" id="bib-rogers1991">Rogers, L\. C\. G\./,
  );
});

Deno.test("only what a section cites stands in its list, all of it in the whitepaper's", async () => {
  using draft = await buildDraft({
    notebooks: {
      "10_first": [markdown("# First", "", "[@rogers1991]")],
      "11_second": [markdown("# Second", "", "[@yang2000]")],
    },
  });
  assert.deepEqual(draft.faults, []);
  assert.ok(!draft.read("10_first.md").includes("bib-yang2000"));
  assert.ok(!draft.read("11_second.md").includes("bib-rogers1991"));
  const page = draft.read("whitepaper.html");
  assert.equal(page.match(/class="entry"/g)?.length, 2);
});

Deno.test("a section with a heading for its sources gets the list there", async () => {
  using draft = await buildDraft({
    notebooks: {
      "10_first": [
        markdown("# First", "", "Text.", "", "## Sources", "", "[@yang2000]."),
      ],
    },
  });
  assert.equal(draft.read("10_first.md").match(/## .*Sources/g)?.length, 1);
});
