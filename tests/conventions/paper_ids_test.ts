import assert from "node:assert/strict";
import { projectFiles, projectPath } from "./layers.ts";

type Notebook = { cells: { cell_type: string; source: string | string[] }[] };

const ID =
  /\b(?:def|asm|lem|thm|prop|cor|eq|alg|sec)-[a-z0-9]+(?:-[a-z0-9]+)*\b/g;

/** Ids that the chapters define, by anchors. */
function defined(): Set<string> {
  const ids = new Set<string>();
  for (const path of projectFiles("notebooks")) {
    if (!path.endsWith(".ipynb")) continue;
    const { cells } = JSON.parse(
      Deno.readTextFileSync(projectPath(path)),
    ) as Notebook;
    for (const { source } of cells) {
      for (
        const match of [source].flat().join("").matchAll(/<a id="([^"]+)">/g)
      ) {
        assert.ok(!ids.has(match[1]!), `${match[1]} is defined twice`);
        ids.add(match[1]!);
      }
    }
  }
  return ids;
}

Deno.test("every id of the paper that the code cites is defined in a chapter", () => {
  const ids = defined();
  assert.ok(ids.size > 0);
  const dangling: string[] = [];
  for (
    const path of [...projectFiles("lib"), ...projectFiles("tests/volatility")]
  ) {
    if (!path.endsWith(".ts")) continue;
    Deno.readTextFileSync(projectPath(path)).split("\n").forEach((line, i) => {
      if (!/@see |^\s*\* {3,}/.test(line)) return;
      for (const [id] of line.matchAll(ID)) {
        if (!ids.has(id)) dangling.push(`${path}:${i + 1}: ${id}`);
      }
    });
  }
  assert.deepEqual(dangling, []);
});
