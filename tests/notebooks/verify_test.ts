import assert from "node:assert/strict";
import { executeNotebook } from "../../notebooks/execute.ts";
import { formatNotebook } from "../../notebooks/nbformat.ts";
import { verifyNotebook } from "../../notebooks/verify.ts";
import { TemporaryFolder } from "./temporary.ts";

Deno.test("verifyNotebook() finds the outputs that are not what the cells show", async () => {
  using folder = new TemporaryFolder();
  const path = folder.notebook(
    "11_verified.ipynb",
    'console.log("one\\ntwo\\nthree")',
    "6.0421",
    '"kept"',
    '"lost"',
    "const silent = 1;",
  );
  const { notebook, after } = await executeNotebook(path);
  Deno.writeTextFileSync(path, after);
  assert.deepEqual(await verifyNotebook(path), []);

  const [, stream, number, , lost, silent] = notebook.cells;
  stream!.outputs![0]!.text = ["one\n", "2\n", "three\n"];
  number!.outputs![0]!.data = { "text/plain": ["6.0422"] };
  lost!.outputs = [];
  silent!.outputs = [{ output_type: "stream", name: "stdout", text: ["x"] }];
  Deno.writeTextFileSync(path, formatNotebook(notebook));
  const differences = await verifyNotebook(path);
  assert.deepEqual(
    differences.map(({ place, reason }) => [place.cell, reason]),
    [
      [2, "stdout differs, line 2:\n  - 2\n  + two"],
      [3, "text/plain differs, line 1:\n  - 6.0422\n  + 6.0421"],
      [
        5,
        "it shows something and the file has no output: run deno task notebooks",
      ],
      [6, "it no longer shows stdout"],
    ],
  );
  assert.equal(differences[0]!.place.notebook, "11_verified.ipynb");
});

Deno.test("verifyNotebook() refuses a committed notebook that is too large", async () => {
  using folder = new TemporaryFolder();
  const path = folder.notebook(
    "11_large.ipynb",
    `// ${"x".repeat(1_000_000)}\n1`,
  );
  await assert.rejects(
    verifyNotebook(path),
    /^CellError: 11_large\.ipynb: a notebook must have/,
  );
});
