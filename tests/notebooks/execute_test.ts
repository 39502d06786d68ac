import assert from "node:assert/strict";
import { executeNotebook } from "../../notebooks/execute.ts";
import type { Notebook } from "../../notebooks/nbformat.ts";
import { CHAPTERS, TemporaryFolder } from "./temporary.ts";

/** What each cell shows, in a line. */
function shown({ cells }: Notebook): string[] {
  return cells.slice(1).map(({ outputs = [] }) =>
    outputs.map((output) => {
      const { output_type: type, name, text, data, ename } = output;
      if (type === "stream") return `${name}: ${[text].flat().join("")}`;
      if (type === "error") return `error: ${ename}`;
      return `${type}: ${[data!["text/plain"]].flat().join("")}`;
    }).join(" | ")
  );
}

Deno.test("executeNotebook() gives every output to the cell that made it", async () => {
  using folder = new TemporaryFolder();
  const path = folder.notebook(
    "01_outputs.ipynb",
    'console.log("a"); console.log("b"); console.error("c"); 1 + 1',
    "for (let i = 0; i < 2_000; i++) console.log(i);",
    'await Deno.jupyter.display({ "text/plain": "old" }, { raw: true, display_id: "x" } as never);\n"shown"',
    'await Deno.jupyter.display({ "text/plain": "new" }, { raw: true, display_id: "x", update: true } as never);',
    'await Deno.jupyter.broadcast("clear_output", { wait: false }); "after"',
    'setTimeout(() => console.log("late"), 40);\n"before"',
    "",
    { source: 'throw new Error("not run")', tags: ["skip-execution"] },
    { source: "null.foo", tags: ["raises-exception"] },
    '"last"',
  );
  const { notebook, after } = await executeNotebook(path);
  const lines = shown(notebook);
  const counted = Array.from({ length: 2_000 }, (_, i) => `${i}\n`).join("");
  assert.equal(lines[1], `stdout: ${counted}`);
  assert.deepEqual([lines[0], ...lines.slice(2)], [
    "stdout: a\nb\n | stderr: c\n | execute_result: 2",
    'display_data: old | execute_result: "shown"',
    "",
    'execute_result: "after"',
    'execute_result: "before" | stdout: late\n',
    "",
    "",
    "error: TypeError",
    'execute_result: "last"',
  ]);
  assert.deepEqual(
    notebook.cells.slice(1).map(({ execution_count: count }) => count),
    [1, 2, 3, 4, 5, 6, null, null, 7, 8],
  );
  assert.equal((await executeNotebook(path)).after, after);
  assert.deepEqual(notebook.metadata.kernelspec, {
    "display_name": "Deno",
    "language": "typescript",
    "name": "deno",
  });
  assert.deepEqual(after.split("\n").slice(0, 4), [
    "{",
    ' "cells": [',
    "  {",
    '   "cell_type": "markdown",',
  ]);
});

Deno.test("executeNotebook() runs a chapter under the project's import map", async () => {
  using folder = new TemporaryFolder();
  const path = folder.notebook(
    "02_chapter.ipynb",
    'import { displayAll, md, record } from "volarb/notebook";\nmd`$\\sigma = ${0.25}$`',
    "record({ ratio: 6.0421 }, { digits: 3 })",
    "Deno.env.get('VOLARB_CATALOG')?.endsWith('notebooks')",
    "displayAll(md`one`, md`two`);",
  );
  const { notebook } = await executeNotebook(path, {
    cwd: CHAPTERS,
    catalog: CHAPTERS,
  });
  const [, prose, numbers, catalog, both] = notebook.cells;
  assert.deepEqual(prose!.outputs![0]!.data, {
    "text/markdown": ["$\\sigma = 0.25$"],
    "text/plain": ["$\\sigma = 0.25$"],
  });
  assert.deepEqual(
    numbers!.outputs![0]!.data!["application/vnd.volarb.values+json"],
    { ratio: "6.04" },
  );
  assert.deepEqual(catalog!.outputs![0]!.data, { "text/plain": ["true"] });
  assert.deepEqual(
    both!.outputs!.map(({ data }) => data!["text/plain"]),
    [["one"], ["two"]],
  );
});

/** Cells, and what the error says after the notebook's name. */
const FAILURES: readonly (readonly [string, string[], RegExp])[] = [
  [
    "a cell that throws, by the line of its own source",
    [
      "const n: number = 1;",
      "type Point = {\n  x: number;\n};\n\nconst p = { x: n, y: [1, 2] };\n\nif (p.x === 1) {\n  throw new RangeError('bad x');\n}",
    ],
    /^, cell 3, line 8: RangeError: bad x$/,
  ],
  [
    "a cell whose call throws in another cell's function",
    [
      "function f(n: number): number {\n\n  if (n < 0) throw new Error('negative');\n  return n;\n}",
      "// a call\n\n\n[1, -1].map((n) => f(n));",
    ],
    /^, cell 3, line 4: Error: negative$/,
  ],
  [
    "what is no error",
    ["throw 'text'"],
    /^, cell 2: Error: text$/,
  ],
  [
    "a promise that nobody waits for",
    ["1", "// unheeded\n\nPromise.reject(new TypeError('nobody'));\n2"],
    /^, cell 3, line 3: unhandled rejection: TypeError: nobody$/,
  ],
  [
    "an error of a timer",
    ["setTimeout(() => {\n\n  throw new Error('late');\n}, 50);\n0", "1"],
    /^, cell 2, line 3: error outside of the cell's run: Error: late$/,
  ],
  [
    "a promise that fails after the last cell",
    [
      "const later = async () => {\n  await new Promise((r) => setTimeout(r, 30));\n  throw new Error('async');\n};\nlater();\n0",
    ],
    /^, cell 2, line 3: unhandled rejection: Error: async$/,
  ],
  [
    "a cell that ends the kernel",
    ["1", "Deno.exit(3)"],
    /^, cell 3: the kernel ended with exit code 3 while the cell ran$/,
  ],
  [
    "a kernel that is killed",
    ["Deno.kill(Deno.pid, 'SIGKILL'); await new Promise(() => {})"],
    /^, cell 2: the kernel ended by SIGKILL while the cell ran$/,
  ],
  [
    "a loop without end",
    ["while (true);"],
    /^, cell 2: it did not end within 1 s$/,
  ],
  [
    "a wait without end",
    ["await new Promise(() => {})"],
    /^, cell 2: it did not end within 1 s$/,
  ],
  [
    "a picture of bytes",
    [
      "await Deno.jupyter.display({ 'image/png': 'AAAA', 'text/plain': '' }, { raw: true })",
    ],
    /^, cell 2: outputs must be text or SVG: current media type is image\/png$/,
  ],
  [
    "a path of this machine",
    ["Deno.execPath()"],
    /^, cell 2: outputs must not name a folder of this machine: found \//,
  ],
  [
    "a notebook of more than a megabyte",
    ["console.log('x'.repeat(1_000_000))"],
    /: a notebook must have 1000000 bytes or less: current size is 1\d{6}$/,
  ],
];

for (const [what, sources, expected] of FAILURES) {
  Deno.test(`executeNotebook() fails at ${what}`, async () => {
    using folder = new TemporaryFolder();
    const path = folder.notebook("11_failing.ipynb", ...sources, '"never"');
    const before = Deno.readTextFileSync(path);
    const error = await executeNotebook(path, { timeout: 1 })
      .then(() => undefined, (error: Error) => error);
    assert.equal(error?.name, "CellError", error?.stack);
    const [name, said] = error!.message.split(/(?<=\.ipynb)/);
    assert.equal(name, "11_failing.ipynb");
    assert.match(said!, expected);
    assert.equal(Deno.readTextFileSync(path), before);
    assert.deepEqual(folder.names(), ["11_failing.ipynb"]);
  });
}

Deno.test("executeNotebook() says why the kernel could not translate a cell", async () => {
  using folder = new TemporaryFolder();
  const broken = folder.notebook("12_broken.ipynb", "1", "\nconst a = ;");
  await assert.rejects(
    executeNotebook(broken),
    /12_broken\.ipynb, cell 3, line 2: SyntaxError: Expression expected/,
  );
  const unmapped = folder.notebook(
    "13_unmapped.ipynb",
    '// A package\nimport x from "not-in-the-import-map";\nx',
  );
  await assert.rejects(
    executeNotebook(unmapped, { cwd: CHAPTERS }),
    /13_unmapped\.ipynb, cell 2, line 2: .*"not-in-the-import-map" not a dependency/,
  );
});

Deno.test("executeNotebook() names the file that is no notebook", async () => {
  using folder = new TemporaryFolder();
  const path = `${folder.path}/14_text.ipynb`;
  Deno.writeTextFileSync(path, "{");
  await assert.rejects(executeNotebook(path), {
    name: "SyntaxError",
    message: /^Cannot read 14_text\.ipynb as it must be JSON/,
  });
  Deno.writeTextFileSync(path, '{"nbformat": 3, "worksheets": []}');
  await assert.rejects(executeNotebook(path), {
    name: "SyntaxError",
    message: /nbformat 4: current version is 3$/,
  });
});
