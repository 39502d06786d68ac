import assert from "node:assert/strict";
import { SimulatedCatalog } from "../features/simulated.ts";
import { projectPath } from "./layers.ts";

/** The code blocks of the README that hold some text. */
function blocksWith(text: string): string[] {
  const readme = Deno.readTextFileSync(projectPath("README.md"));
  return [...readme.matchAll(/^```ts[^\n]*\n(.*?)^```$/gms)]
    .map(([, code]) => code!)
    .filter((code) => code.includes(text));
}

Deno.test("the README's strategy runs as it is pasted, and is as short as it says", async () => {
  const [code, ...others] = blocksWith("extends Strategy");
  assert.ok(code !== undefined && others.length === 0);
  const [strategy] = /^class .*?^}$/ms.exec(code)!;
  assert.ok(strategy.split("\n").length <= 20, strategy);
  using simulated = new SimulatedCatalog({ events: 20_000, days: 1 });
  const { catalog } = simulated;
  // The folder that `reproduce` writes, which the reader has by then.
  const sample = "data/catalog/sample";
  const recipe = Deno.readTextFileSync(projectPath("reports/reproduce.ts"));
  assert.ok(recipe.includes(`"${sample}"`));
  const run = code.replace(sample, catalog.root);
  assert.notEqual(run, code);
  // Below the project's folder, so that it finds its modules as a reader's file does.
  const path = Deno.makeTempFileSync({
    dir: projectPath("."),
    prefix: ".readme-",
    suffix: ".ts",
  });
  try {
    Deno.writeTextFileSync(path, run);
    const { stdout, stderr, success } = await new Deno.Command(
      Deno.execPath(),
      { args: ["run", "-A", path], env: { NO_COLOR: "1" } },
    ).output();
    const text = new TextDecoder().decode(stdout);
    assert.ok(success, new TextDecoder().decode(stderr));
    assert.match(text, /strategyId.*direction/);
    const [, fills] = /^(\d+) fills, \d+\.\d\d USDT, run [0-9a-f]{64}$/m
      .exec(text)!;
    assert.ok(Number(fills) > 10, text);
    assert.match(text, /^fill timing: the next quote or trade/m);
  } finally {
    Deno.removeSync(path);
  }
});
