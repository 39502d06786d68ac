import assert from "node:assert/strict";
import { formatPlace } from "../../notebooks/cell_error.ts";
import { checkNotebooks } from "../../notebooks/check.ts";
import { TemporaryFolder } from "./temporary.ts";

Deno.test("checkNotebooks() finds cells that share an id, which Jupyter would change", async () => {
  using folder = new TemporaryFolder();
  const path = folder.notebook("01_twice.ipynb", "1;", "2;", "3;");
  const text = Deno.readTextFileSync(path);
  Deno.writeTextFileSync(path, text.replace('"code-2"', '"code-0"'));
  const findings = await checkNotebooks([path]);
  assert.deepEqual(
    findings.map(({ place, reason }) => `${formatPlace(place)}: ${reason}`),
    ["01_twice.ipynb, cell 4: ids of cells must differ: code-0 is that of cell 2"],
  );
});

Deno.test("checkNotebooks() names notebook, cell and line of what is wrong", async () => {
  using folder = new TemporaryFolder();
  const paths = [
    folder.notebook(
      "01_sound.ipynb",
      'import { parkinson } from "volarb/volatility";\nconst bars = { high: Float64Array.of(2), low: Float64Array.of(1) };',
      "console.log(parkinson(bars).length);",
    ),
    folder.notebook(
      "02_missing_export.ipynb",
      "// An import\nimport { parkinsn } from 'volarb/volatility';\n\nparkinsn;",
    ),
    folder.notebook(
      "03_types.ipynb",
      'const text = "x";',
      "\nconst n: number = text;\nn;",
      "const text = 1;",
    ),
    folder.notebook("04_syntax.ipynb", "1;", "\n\nconst a = ;"),
    folder.notebook("05_lint.ipynb", "var n = 1;\nn;"),
    folder.notebook(
      "06_missing_module.ipynb",
      '// An import\nimport { x } from "./missing.ts";\nx;',
    ),
    folder.notebook(
      "07_skipped.ipynb",
      { source: "const n: number = 'x';", tags: ["skip-execution"] },
    ),
  ];
  const findings = await checkNotebooks(paths);
  const lines = findings.map(({ place, reason }) =>
    `${formatPlace(place)}: ${reason}`
  );
  const expected = [
    /^02_missing_export\.ipynb, cell 2, line 2: TS2\d+: .*no exported member.*'parkinsn'/,
    /^03_types\.ipynb, cell 2, line 1: TS2451: Cannot redeclare/,
    /^03_types\.ipynb, cell 3, line 2: TS2322: Type '.*' is not assignable/,
    /^03_types\.ipynb, cell 4, line 1: TS2451: Cannot redeclare/,
    /^04_syntax\.ipynb, cell 3, line 3: SyntaxError: Expression expected/,
    /^05_lint\.ipynb, cell 2, line 1: no-var: /,
    /^06_missing_module\.ipynb, cell 2, line 2: .*missing\.ts/,
  ];
  for (const pattern of expected) {
    assert.ok(
      lines.some((line) => pattern.test(line)),
      `${pattern}\n${lines.join("\n")}`,
    );
  }
  assert.ok(!lines.some((line) => /^0[17]/.test(line)), lines.join("\n"));
  assert.ok(
    !lines.some((line) => line.includes("volarb-cells")),
    lines.join("\n"),
  );
});

Deno.test("checkNotebooks() resolves imports from the notebook's folder", async () => {
  using folder = new TemporaryFolder();
  Deno.writeTextFileSync(`${folder.path}/near.ts`, "export const near = 1;\n");
  const path = folder.notebook(
    "01_near.ipynb",
    'import { near } from "./near.ts";\nnear;',
    'const { near: again } = await import("./near.ts");\nagain;',
  );
  assert.deepEqual(await checkNotebooks([path]), []);
  assert.deepEqual(folder.names(), ["01_near.ipynb", "near.ts"]);
});
