import assert from "node:assert/strict";
import { LAYERS, projectFiles, projectPath } from "./layers.ts";

const config = JSON.parse(Deno.readTextFileSync(projectPath("deno.json")));
const folders = [...Deno.readDirSync(projectPath("lib"))]
  .filter((entry) => entry.isDirectory).map((entry) => entry.name).sort();

Deno.test("the top level is exactly the house's", () => {
  const names = [...Deno.readDirSync(projectPath("."))]
    .map(({ name }) => name).filter((name) => !name.startsWith(".")).sort();
  assert.deepEqual(names, [
    "CHANGELOG.md",
    "LICENSE",
    "README.md",
    "data",
    "deno.json",
    "lib",
    "notebooks",
    "reports",
    "tests",
  ]);
});

Deno.test("every folder of lib/ is a layer, an export and an import", () => {
  for (const folder of folders) {
    assert.ok(LAYERS.includes(folder), `${folder} is no layer`);
    const path = `./lib/${folder}/mod.ts`;
    assert.equal(config.exports[`./${folder}`], path);
    assert.equal(config.imports[`volarb/${folder}`], path);
  }
  assert.equal(Object.keys(config.exports).length, folders.length + 1);
});

Deno.test("lib/ touches files in market, catalog and notebook only", () => {
  for (const path of projectFiles("lib")) {
    if (/^lib\/(market|catalog|notebook)\//.test(path)) continue;
    const code = Deno.readTextFileSync(projectPath(path))
      .replaceAll(/\/\*[^]*?\*\/|\/\/.*/g, "");
    assert.doesNotMatch(
      code,
      /\bDeno\.(read|write|open|make|remove|stat|Command)|from "node:(fs|child_process)|\bfetch\(/,
      path,
    );
  }
});

Deno.test("generated code is made where a benchmark shows what it buys, and can be printed", () => {
  const makers = projectFiles("lib").filter((path) =>
    /\bnew Function\(/.test(Deno.readTextFileSync(projectPath(path)))
  );
  assert.deepEqual(makers, [
    "lib/market/fast_row.ts", // tests/bench/market_csv.ts
    "lib/signal/compiled_filter.ts", // tests/bench/kalman_step.ts
  ]);
});

Deno.test("no test is switched off and none is singled out", () => {
  for (const path of projectFiles("tests")) {
    if (!path.endsWith("_test.ts") || path.includes("/house_test")) continue;
    const text = Deno.readTextFileSync(projectPath(path));
    assert.doesNotMatch(
      text,
      /ignore: true|\bonly: true|\.only\(|\.skip\(|Deno\.test\.ignore/,
      path,
    );
  }
});
