import assert from "node:assert/strict";
import { projectFiles, projectPath } from "./layers.ts";

const readme = Deno.readTextFileSync(projectPath("README.md"));
const chapters = projectFiles("notebooks")
  .flatMap((path) => /(\d\d_\w+)\.ipynb$/.exec(path)?.[1] ?? []);

Deno.test("the README has a row for every chapter, in order, and no others", () => {
  const rows = [...readme.matchAll(
    /^\| \[(\d\d_\w+)\]\(notebooks\/\1\.ipynb\)\s*\| \[page\]\(reports\/\1\.md\)\s*\| \S/gm,
  )].map(([, name]) => name);
  assert.deepEqual(rows, chapters);
});

Deno.test("the README's figures are those of the chapters that they link to", () => {
  const figures = [...readme.matchAll(
    /<a href="reports\/(\d\d_\w+)\.md"><img src="reports\/\1-(fig-[a-z-]+)\.svg" alt="[^"]+"/g,
  )];
  assert.equal(figures.length, readme.split("<img ").length - 1);
  assert.ok(figures.length >= 10);
  for (const [, chapter, figure] of figures) {
    const text = Deno.readTextFileSync(
      projectPath(`notebooks/${chapter}.ipynb`),
    );
    assert.ok(text.includes(figure!), `${chapter} shows no ${figure}`);
  }
});
