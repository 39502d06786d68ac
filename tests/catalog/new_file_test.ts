import assert from "node:assert/strict";
import * as fs from "node:fs";
import { NewFile, Overtaken, writeWhole } from "volarb/catalog/new_file.ts";
import { DataRoot } from "./data_root.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test("a file has its name once it is published, and not before", () => {
  using root = new DataRoot();
  const path = `${root.folder}/deep/er/file`;
  const file = new NewFile(path);
  file.append(bytes("one "));
  file.append(bytes("two"));
  assert.equal(file.size, 7);
  assert.ok(!fs.existsSync(path));
  file.publish();
  file.discard();
  assert.equal(fs.readFileSync(path, "utf8"), "one two");
  assert.deepEqual(fs.readdirSync(`${root.folder}/deep/er`), ["file"]);
});

Deno.test("a file that is discarded leaves what stood there", () => {
  using root = new DataRoot();
  const path = `${root.folder}/file`;
  writeWhole(path, "old");
  const file = new NewFile(path);
  file.append(bytes("new"));
  file.discard();
  assert.equal(fs.readFileSync(path, "utf8"), "old");
  assert.ok(!fs.readdirSync(root.folder).includes("file.tmp"));
});

Deno.test("a disk that fills up leaves what stood there", () => {
  using root = new DataRoot();
  const path = `${root.folder}/file`;
  writeWhole(path, "old");
  let left = 5;
  const file = new NewFile(path, (descriptor, piece) => {
    if (left === 0) throw Object.assign(new Error("full"), { code: "ENOSPC" });
    const count = Math.min(left, piece.length);
    left -= count;
    return fs.writeSync(descriptor, piece.subarray(0, count));
  });
  file.append(bytes("new"));
  assert.throws(() => file.append(bytes("newer")), { code: "ENOSPC" });
  file.discard();
  assert.equal(fs.readFileSync(path, "utf8"), "old");
  assert.equal(
    fs.readdirSync(root.folder).filter((name) => name.endsWith(".tmp")).length,
    0,
  );
});

Deno.test("of two that write the same file the first to publish wins", () => {
  using root = new DataRoot();
  const path = `${root.folder}/file`;
  const first = new NewFile(path);
  const second = new NewFile(path);
  first.append(bytes("first"));
  second.append(bytes("second"));
  second.publish();
  assert.throws(() => first.publish(), Overtaken);
  first.discard();
  assert.equal(fs.readFileSync(path, "utf8"), "second");
  assert.equal(fs.readdirSync(root.folder).includes("file"), true);
});

Deno.test("what a killed run has left is swept away by the next", () => {
  using root = new DataRoot();
  const path = `${root.folder}/file`;
  fs.writeFileSync(`${path}.123-0.tmp`, "half");
  fs.writeFileSync(`${root.folder}/another.123-0.tmp`, "not ours");
  writeWhole(path, "new");
  assert.deepEqual(
    fs.readdirSync(root.folder).filter((name) => name.includes(".tmp")),
    ["another.123-0.tmp"],
  );
});
