import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execute } from "../../data/command.ts";
import { notebooksCommand } from "../../notebooks/run.ts";
import { TemporaryFolder } from "./temporary.ts";

/** Runs the recipe and gives exit code and complaint. */
async function notebooks(
  ...args: string[]
): Promise<{ code: number; said: string }> {
  let said = "";
  const code = await execute(notebooksCommand, args, (text) => said += text);
  return { code, said };
}

/** Starts the recipe as a program whose temporary files go to a folder. */
function spawn(temporary: string, ...args: string[]): Deno.ChildProcess {
  const recipe = fileURLToPath(
    new URL("../../notebooks/run.ts", import.meta.url),
  );
  return new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      ...["read", "write", "env", "sys", "ffi", "run"].map((p) =>
        `--allow-${p}`
      ),
      recipe,
      ...args,
    ],
    env: { TMPDIR: temporary, NO_COLOR: "1" },
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** What is running on this machine; `undefined` where there is no `ps`. */
function processes(): string[] | undefined {
  try {
    const { stdout } = new Deno.Command("ps", {
      args: ["-A", "-ww", "-o", "stat=,args="],
    }).outputSync();
    return new TextDecoder().decode(stdout).split("\n")
      .filter((line) => !line.startsWith("Z"));
  } catch {
    return undefined;
  }
}

/** Kernels that were started with a file of a folder. */
function kernelsOf(folder: string): string[] {
  return processes()!.filter((line) => line.includes(`--conn ${folder}/`));
}

const COUNTED = Deno.build.os !== "windows" && processes() !== undefined;
if (!COUNTED) {
  // deno-lint-ignore no-console
  console.log("run_test: kernels are not counted as there is no ps");
}

Deno.test("notebooks run writes executed copies to --out and leaves the source", async () => {
  using folder = new TemporaryFolder();
  const paths = [
    folder.notebook("01_first.ipynb", '"first"'),
    folder.notebook("02_second.ipynb", '"second"'),
  ];
  const before = paths.map((path) => Deno.readTextFileSync(path));
  const out = join(folder.path, "out");
  const { code } = await notebooks(
    "run",
    "--jobs",
    "2",
    "--out",
    out,
    ...paths,
  );
  assert.equal(code, 0);
  assert.deepEqual(paths.map((path) => Deno.readTextFileSync(path)), before);
  assert.match(
    Deno.readTextFileSync(join(out, "02_second.ipynb")),
    /"\\"second\\""/,
  );
  assert.deepEqual([...Deno.readDirSync(out)].map(({ name }) => name).sort(), [
    "01_first.ipynb",
    "02_second.ipynb",
  ]);
});

Deno.test("notebooks run writes in place, and the same bytes a second time", async () => {
  using folder = new TemporaryFolder();
  const path = folder.notebook("01_chapter.ipynb", "console.log(1); 2");
  assert.equal((await notebooks(path)).code, 0);
  const first = Deno.readTextFileSync(path);
  assert.match(first, /"execution_count": 1/);
  assert.equal((await notebooks("run", path)).code, 0);
  assert.equal(Deno.readTextFileSync(path), first);
  assert.deepEqual(folder.names(), ["01_chapter.ipynb"]);
});

Deno.test("notebooks says in a sentence what it cannot use", async () => {
  assert.deepEqual(await notebooks("run", "no-such.ipynb"), {
    code: 1,
    said: "Cannot use no-such.ipynb as there is no such file or folder",
  });
  using folder = new TemporaryFolder();
  const file = folder.notebook("01_chapter.ipynb", "1");
  assert.deepEqual(await notebooks("run", file, "--out", file), {
    code: 1,
    said: `Cannot write to ${file} as a folder was looked for: found a file`,
  });
  const within = await notebooks("run", folder.path);
  assert.deepEqual(within, {
    code: 1,
    said: `Cannot run notebooks as it needs ${folder.path}: it is a folder`,
  });
  assert.match((await notebooks("--jobs", "0")).said, /--jobs as it must be/);
  assert.match(
    (await notebooks("--catalog", "no-such-catalog")).said,
    /^Cannot use no-such-catalog/,
  );
});

Deno.test({
  name: "a failed run leaves no file, no temporary file and no kernel",
  ignore: !COUNTED,
  async fn() {
    using folder = new TemporaryFolder();
    using temporary = new TemporaryFolder();
    const path = folder.notebook("11_failing.ipynb", "1", "\nnull.foo");
    const before = Deno.readTextFileSync(path);
    const { code, stderr } = await spawn(temporary.path, "run", path).output();
    assert.equal(code, 1);
    assert.equal(
      new TextDecoder().decode(stderr),
      "11_failing.ipynb, cell 3, line 2: TypeError: Cannot read properties of null (reading 'foo')\n",
    );
    assert.equal(Deno.readTextFileSync(path), before);
    assert.deepEqual(folder.names(), ["11_failing.ipynb"]);
    assert.deepEqual(temporary.names(), []);
    assert.deepEqual(kernelsOf(temporary.path), []);
  },
});

for (const signal of ["SIGINT", "SIGKILL"] as const) {
  Deno.test({
    name: `a run that ends by ${signal} leaves no kernel`,
    ignore: !COUNTED,
    async fn() {
      using folder = new TemporaryFolder();
      using temporary = new TemporaryFolder();
      const started = join(folder.path, "started");
      const path = folder.notebook(
        "11_waiting.ipynb",
        `Deno.writeTextFileSync(${
          JSON.stringify(started)
        }, "");\nawait new Promise(() => {})`,
      );
      const child = spawn(temporary.path, "run", path);
      const end = Date.now() + 30_000;
      while (!folder.names().includes("started") && Date.now() < end) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      assert.equal(kernelsOf(temporary.path).length, 1);
      child.kill(signal);
      const { code } = await child.output();
      assert.equal(code, signal === "SIGINT" ? 130 : 137);
      while (kernelsOf(temporary.path).length > 0 && Date.now() < end) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      assert.deepEqual(kernelsOf(temporary.path), []);
      assert.deepEqual(temporary.names(), []);
      assert.deepEqual(folder.names(), ["11_waiting.ipynb", "started"]);
    },
  });
}
