import assert from "node:assert/strict";
import { LAYERS, projectPath } from "./layers.ts";

type Module = {
  specifier: string;
  dependencies?: { code?: { specifier?: string } }[];
};

Deno.test("lib/ imports follow the data", async () => {
  const info = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", projectPath("lib/mod.ts")],
  }).output();
  const { modules } = JSON.parse(new TextDecoder().decode(info.stdout)) as {
    modules: Module[];
  };
  const root = new URL("../../lib/", import.meta.url).href;
  const folder = (url: string) =>
    url.startsWith(root)
      ? url.slice(root.length).split("/").slice(0, -1)[0]
      : undefined;
  let seen = 0;
  for (const module of modules) {
    const from = folder(module.specifier);
    if (from === undefined) continue;
    seen++;
    assert.ok(LAYERS.includes(from), `lib/${from}/ is not a known layer`);
    for (const dependency of module.dependencies ?? []) {
      const to = folder(dependency.code?.specifier ?? "");
      if (to === undefined) continue;
      assert.ok(
        LAYERS.indexOf(to) <= LAYERS.indexOf(from),
        `${module.specifier} imports ${to}/, which comes later`,
      );
    }
  }
  assert.ok(seen > 0, "no module of lib/ was seen");
});
