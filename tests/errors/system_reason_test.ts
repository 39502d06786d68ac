import assert from "node:assert/strict";
import * as fs from "node:fs";
import { systemReason } from "volarb/errors";

/** What a call throws. */
function thrown(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}

Deno.test("systemReason() says the same of what Node and Deno throw", () => {
  const folder = Deno.makeTempDirSync();
  const file = `${folder}/file`;
  Deno.writeTextFileSync(file, "");
  const cases: [() => unknown, () => unknown, string][] = [
    [
      () => fs.readFileSync(`${folder}/none`),
      () => Deno.readTextFileSync(`${folder}/none`),
      "no such file or directory",
    ],
    [
      () => fs.mkdirSync(file),
      () => Deno.mkdirSync(file),
      "a file of that name is there",
    ],
    [
      () => fs.readdirSync(`${file}/below`),
      () => [...Deno.readDirSync(`${file}/below`)],
      "it or a folder above it is a file",
    ],
    [
      () => fs.readFileSync(folder),
      () => Deno.readFileSync(folder),
      "it is a folder",
    ],
    [
      () => fs.rmdirSync(folder),
      () => Deno.removeSync(folder),
      "the folder is not empty",
    ],
    [
      () => fs.writeFileSync(`${folder}/${"x".repeat(300)}`, ""),
      () => Deno.writeTextFileSync(`${folder}/${"x".repeat(300)}`, ""),
      "the name is too long",
    ],
  ];
  for (const [node, deno, reason] of cases) {
    assert.equal(systemReason(thrown(node)), reason);
    assert.equal(systemReason(thrown(deno)), reason);
  }
  Deno.removeSync(folder, { recursive: true });
});

Deno.test("systemReason() gives a code without words of its own the system's", () => {
  const withCode = (code: string) =>
    Object.assign(new Error("E: the words"), { code });
  assert.equal(systemReason(withCode("ENOSPC")), "no space left on the disk");
  assert.equal(systemReason(withCode("EACCES")), "permission denied");
  assert.equal(systemReason(withCode("ESTALE")), "E: the words");
  assert.equal(
    systemReason(new Deno.errors.NotCapable("Requires read access")),
    "permission denied",
  );
});

Deno.test("systemReason() leaves alone what the system did not throw", () => {
  const mistake = thrown(() => fs.readFileSync({} as unknown as string));
  assert.equal((mistake as { code: string }).code, "ERR_INVALID_ARG_TYPE");
  for (const other of [mistake, new Error("x"), "ENOENT", undefined, null]) {
    assert.equal(systemReason(other), undefined);
  }
});
