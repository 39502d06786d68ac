import assert from "node:assert/strict";
import { readKeys } from "../../reports/paper/bibliography.ts";
import {
  formatCitations,
  readCitations,
} from "../../reports/paper/citations.ts";
import { Failures } from "../../reports/paper/failures.ts";
import {
  plainText,
  type TextNode,
  textNode,
} from "../../reports/paper/text_node.ts";
import { fileURLToPath } from "node:url";

const BIBLIOGRAPHY = fileURLToPath(
  new URL("../../reports/references.bib", import.meta.url),
);

Deno.test("readKeys() notes keys that stand twice and entries that lack a field", () => {
  const failures = new Failures();
  const entry = (key: string) =>
    `@book{${key},\n  author = {A},\n  title = {B},\n  year = {2000}\n}\n`;
  const keys = readKeys(
    entry("a") + entry("b") + entry("a") + "@misc{c,\n  title = {C}\n}\n",
    "x.bib",
    failures,
  );
  assert.deepEqual([...keys], ["a", "b", "c"]);
  assert.deepEqual(failures.sentences, [
    "x.bib, line 11: the entry a stands twice",
    "x.bib, line 16: the entry c has no author",
    "x.bib, line 16: the entry c has no year",
  ]);
});

Deno.test("every entry of references.bib can be cited and says who, when and what", async () => {
  const failures = new Failures();
  const bibtex = Deno.readTextFileSync(BIBLIOGRAPHY);
  const keys = readKeys(bibtex, "references.bib", failures);
  const text: TextNode[] = [...keys].map((key) => ({
    type: "paragraph",
    children: [textNode(`[@${key}]`)],
  }));
  readCitations(text, keys, failures);
  assert.deepEqual(failures.sentences, []);
  const references = await formatCitations([text], BIBLIOGRAPHY);
  assert.deepEqual([...references.keys()].sort(), [...keys].sort());
  for (const [key, entry] of references) {
    const year = key.match(/\d{4}/)![0];
    const words = plainText(entry);
    assert.match(words, new RegExp(`^.+\\(${year}[a-z]?\\)\\. .+\\.`), key);
    assert.ok(!/[{}\\]|n\.d\.|undefined/.test(words), words);
  }
});

Deno.test("keys of references.bib are in lower case and its DOIs well formed", () => {
  const bibtex = Deno.readTextFileSync(BIBLIOGRAPHY);
  const keys = [...readKeys(bibtex, "references.bib", new Failures())];
  assert.ok(keys.length >= 60, `${keys.length} entries`);
  keys.forEach((key) => assert.match(key, /^[a-z]+\d{4}[a-z]*$/));
  const dois = [...bibtex.matchAll(/doi\s*= \{(.*)\}/g)].map(([, doi]) => doi!);
  dois.forEach((doi) => assert.match(doi, /^10\.\d{4,}\/\S+$/));
  assert.equal(new Set(dois).size, dois.length);
});
