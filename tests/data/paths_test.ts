import assert from "node:assert/strict";
import { join } from "node:path";
import {
  assertFolder,
  makeFolder,
  makePlaceFor,
  textOf,
} from "../../data/paths.ts";

/** Holds a call to be refused in a sentence. */
function refuse(act: () => void, message: string): void {
  assert.throws(act, { name: "DataError", message });
}

Deno.test("files and folders that flags name are refused by name where they are the other", () => {
  const folder = Deno.makeTempDirSync();
  const file = join(folder, "file");
  Deno.writeTextFileSync(file, "text");
  assert.equal(textOf(file), "text");
  refuse(
    () => textOf(folder),
    `Cannot read ${folder} as a file was looked for: found a folder`,
  );
  const none = join(folder, "none");
  refuse(() => textOf(none), `Cannot read ${none} as there is no such file`);
  refuse(
    () => textOf(join(file, "below")),
    `Cannot read ${file}/below: it or a folder above it is a file`,
  );
  for (const check of [makeFolder, assertFolder]) {
    for (const path of [file, join(file, "below")]) {
      refuse(
        () => check(path),
        `Cannot write to ${path} as a folder was looked for: found a file`,
      );
    }
  }
  assertFolder(none);
  makeFolder(join(none, "deep"));
  makeFolder(join(none, "deep"));
  assertFolder(none);
  assert.deepEqual([...Deno.readDirSync(join(none, "deep"))], []);
  Deno.removeSync(folder, { recursive: true });
});

Deno.test("a file to be written has its folder made, and is no folder itself", () => {
  const folder = Deno.makeTempDirSync();
  makePlaceFor(join(folder, "a/b/page.html"));
  assert.ok(Deno.statSync(join(folder, "a/b")).isDirectory);
  Deno.writeTextFileSync(join(folder, "page.html"), "");
  makePlaceFor(join(folder, "page.html"));
  refuse(
    () => makePlaceFor(folder),
    `Cannot write to ${folder} as a file was looked for: found a folder`,
  );
  refuse(
    () => makePlaceFor(join(folder, "page.html/below")),
    `Cannot write to ${folder}/page.html as a folder was looked for: found a file`,
  );
  Deno.removeSync(folder, { recursive: true });
});

/** Root may write everywhere, so there is nothing to refuse. */
const isRoot = Deno.uid() === 0;

Deno.test({
  name: "a folder that may not be written to is told before the work",
  ignore: isRoot || Deno.build.os === "windows",
  fn: () => {
    const folder = Deno.makeTempDirSync();
    Deno.chmodSync(folder, 0o500);
    refuse(
      () => makeFolder(folder),
      `Cannot write to ${folder}: permission denied`,
    );
    refuse(
      () => makeFolder(join(folder, "below")),
      `Cannot write to ${folder}/below: permission denied`,
    );
    Deno.chmodSync(folder, 0o700);
    Deno.removeSync(folder);
  },
});
