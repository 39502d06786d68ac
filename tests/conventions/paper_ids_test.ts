import assert from "node:assert/strict";
import { readCodeCitations } from "../../reports/paper/code_citations.ts";
import { projectFiles, projectPath } from "./layers.ts";

type Notebook = { cells: { cell_type: string; source: string | string[] }[] };

const ANCHOR = /<a id="([^"]+)"( class="context")?>/g;

/** Ids that the chapters define, by anchors. */
function defined(): Set<string> {
  const ids = new Set<string>();
  for (const path of projectFiles("notebooks")) {
    if (!path.endsWith(".ipynb")) continue;
    const { cells } = JSON.parse(
      Deno.readTextFileSync(projectPath(path)),
    ) as Notebook;
    for (const { source } of cells) {
      for (const [, id] of [source].flat().join("").matchAll(ANCHOR)) {
        assert.ok(!ids.has(id!), `${id} is defined twice`);
        ids.add(id!);
      }
    }
  }
  return ids;
}

Deno.test("every id of the paper that code and tests cite is defined in a chapter", () => {
  const ids = defined();
  assert.ok(ids.size > 0);
  const { code, tests } = readCodeCitations(projectPath(""));
  assert.ok(code.length > 100 && tests.length > 20);
  const dangling = [...code, ...tests].filter(({ id }) => !ids.has(id))
    .map(({ id, path, line }) => `${path}:${line}: ${id}`);
  assert.deepEqual(dangling, []);
});
