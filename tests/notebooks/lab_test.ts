import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { formatNotebook, readNotebook } from "../../notebooks/nbformat.ts";
import { TemporaryFolder } from "./temporary.ts";

const ROOT = new URL("../../", import.meta.url);

/** The project's import map from anywhere. */
function importMap(): string {
  const { imports } = JSON.parse(
    Deno.readTextFileSync(new URL("deno.json", ROOT)),
  ) as { imports: Record<string, string> };
  return JSON.stringify({
    imports: Object.fromEntries(
      Object.entries(imports).map(([name, target]) => [
        name,
        target.startsWith("./") ? new URL(target, ROOT).href : target,
      ]),
    ),
    lock: false,
  });
}

const JUPYTER = existsSync(fileURLToPath(new URL(".venv/bin/jupyter", ROOT)));
if (!JUPYTER) {
  // deno-lint-ignore no-console
  console.log("lab_test: deno task lab was not run here, there is no .venv");
}

Deno.test("the committed kernel is Deno, plain and in UTC, stopped by message", () => {
  const kernel = JSON.parse(
    Deno.readTextFileSync(new URL(".jupyter/kernels/deno/kernel.json", ROOT)),
  );
  assert.deepEqual(kernel, {
    "argv": [
      "deno",
      "jupyter",
      "--quiet",
      "--kernel",
      "--conn",
      "{connection_file}",
    ],
    "display_name": "Deno",
    "language": "typescript",
    "interrupt_mode": "message",
    "env": { "NO_COLOR": "1", "TZ": "UTC", "LC_ALL": "C.UTF-8" },
  });
});

Deno.test({
  name:
    "jupyter nbconvert shows every output of a notebook that imports volarb/notebook",
  ignore: !JUPYTER,
  async fn() {
    using folder = new TemporaryFolder();
    Deno.writeTextFileSync(join(folder.path, "deno.json"), importMap());
    const path = folder.notebook(
      "01_outputs.ipynb",
      'import { displayAll, md } from "volarb/notebook";\n"first"',
      'for (let i = 0; i < 1_000; i++) console.log(i);\n"many"',
      "displayAll(...Array.from({ length: 20 }, (_, i) => md`${i}`));",
      "const silent = 1;",
      "silent + 1",
    );
    const { notebook: plain } = await readNotebook(path);
    plain.metadata.kernelspec = {
      display_name: "Deno",
      language: "typescript",
      name: "deno",
    };
    Deno.writeTextFileSync(path, formatNotebook(plain));
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--quiet",
        ...["read", "write", "env", "sys", "run"].map((p) => `--allow-${p}`),
        fileURLToPath(new URL("notebooks/lab.ts", ROOT)),
        "--execute",
        path,
      ],
    }).output();
    assert.equal(code, 0, new TextDecoder().decode(stderr));
    const { notebook } = await readNotebook(path);
    const shown = notebook.cells.slice(1).map(({ outputs = [] }) =>
      outputs.map(({ text, data }) =>
        [text ?? data?.["text/plain"]].flat().join("")
      ).join("")
    );
    const lines = Array.from({ length: 1_000 }, (_, i) => `${i}\n`).join("");
    const numbers = Array.from({ length: 20 }, (_, i) => i).join("");
    assert.deepEqual(shown, ['"first"', `${lines}"many"`, numbers, "", "2"]);
  },
});
