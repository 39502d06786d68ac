import assert from "node:assert/strict";
import { projectPath } from "./layers.ts";

/** What the task of the long runs says, of flags that must not start it. */
async function theory(...args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", projectPath("tests/theory/run.ts"), ...args],
  }).output();
  const decoder = new TextDecoder();
  return { code, out: decoder.decode(stdout), err: decoder.decode(stderr) };
}

Deno.test("the long runs tell their flags, and refuse others before they begin", async () => {
  const { code, out } = await theory("--help");
  assert.equal(code, 0);
  assert.match(out, /^deno task theory \[flags\] \[PATH\]\n/);
  assert.deepEqual(await theory("--nope"), {
    code: 1,
    out: "",
    err:
      "Cannot run theory as it has no flag --nope (deno task theory --help lists what there is)\n",
  });
  assert.match(
    (await theory("a", "b")).err,
    /^Cannot run theory as it takes --json or one PATH: found a b\n$/,
  );
  assert.equal(
    (await theory("no/such/place")).err,
    "Cannot run theory as it needs no/such: no such file or directory\n",
  );
  assert.equal(
    (await theory("README.md/place")).err,
    "Cannot write to README.md as a folder was looked for: found a file\n",
  );
});
