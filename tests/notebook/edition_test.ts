import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const PROGRAM = `
import { edition } from "${new URL(
  "../../lib/notebook/edition.ts",
  import.meta.url,
)}";
try {
  const { kind, seed, catalog } = edition();
  Deno.stdout.writeSync(new TextEncoder().encode(JSON.stringify([kind, seed ?? null, catalog.root])));
} catch (error) {
  Deno.stdout.writeSync(new TextEncoder().encode(JSON.stringify([error.name, error.message])));
}
`;

/** Opens the data in a process of its own, in a folder and an environment. */
async function openIn(
  cwd: string,
  env: Record<string, string> = {},
): Promise<unknown[]> {
  const program = join(cwd, "open.ts");
  await Deno.writeTextFile(program, PROGRAM);
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--no-check",
      "--config",
      join(ROOT, "deno.json"),
      ...["read", "env", "sys", "ffi"].map((p) => `--allow-${p}`),
      program,
    ],
    cwd,
    env: { ...env, NO_COLOR: "1" },
  }).output();
  assert.notEqual(stdout.length, 0, new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}

/** Makes a catalog that is empty but for its edition. */
async function catalog(root: string, edition?: object): Promise<string> {
  await Deno.mkdir(root, { recursive: true });
  if (edition !== undefined) {
    await Deno.writeTextFile(
      join(root, "edition.json"),
      JSON.stringify(edition),
    );
  }
  return root;
}

Deno.test("edition() finds the catalog in the folder or above, or where it is told", async () => {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  try {
    const notebooks = join(folder, "notebooks");
    await Deno.mkdir(notebooks);
    const missing = await openIn(notebooks);
    assert.equal(missing[0], "DataError");
    assert.match(String(missing[1]), /make it with deno task reproduce$/);

    const sample = await catalog(join(folder, "data/catalog/sample"), {
      kind: "sample",
      seed: 7,
    });
    const real = await catalog(join(folder, "data/catalog/real"), {
      kind: "real",
    });
    assert.deepEqual(await openIn(notebooks), ["sample", 7, sample]);
    assert.deepEqual(await openIn(notebooks, { VOLARB_EDITION: "real" }), [
      "real",
      null,
      real,
    ]);
    assert.deepEqual(await openIn(notebooks, { VOLARB_CATALOG: real }), [
      "real",
      null,
      real,
    ]);
    assert.match(
      String(
        (await openIn(notebooks, {
          VOLARB_CATALOG: real,
          VOLARB_EDITION: "sample",
        }))[1],
      ),
      /asks for simulated sample: the catalog holds real data$/,
    );
    assert.match(
      String((await openIn(notebooks, { VOLARB_EDITION: "mine" }))[1]),
      /must be sample or real: current value is mine$/,
    );
    assert.match(
      String(
        (await openIn(notebooks, { VOLARB_CATALOG: join(folder, "x") }))[1],
      ),
      /VOLARB_CATALOG must name a folder: there is no /,
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
