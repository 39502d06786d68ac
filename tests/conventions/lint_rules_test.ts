import assert from "node:assert/strict";
import plugin from "./determinism.ts";

/** The rules that a line of code in a file breaks. */
function broken(line: string, file = "/volarb/lib/features/frame.ts") {
  const found = Deno.lint.runPlugin(plugin, file, line);
  return [...new Set(found.map(({ id }) => id))];
}

Deno.test("the clock and the dice of the system are not for lib/", () => {
  assert.deepEqual(broken("const t = Date.now();"), ["volarb/no-clock"]);
  assert.deepEqual(broken("const t = new Date();"), ["volarb/no-clock"]);
  assert.deepEqual(broken("Math.random();"), ["volarb/no-ambient-randomness"]);
  assert.deepEqual(broken("new Date(0); Date.parse(text);"), []);
  assert.deepEqual(broken("Date.now();", "/volarb/data/ingest.ts"), []);
});

Deno.test("ways to values of Polars that lose digits are banned outside of tests", () => {
  const lossy = [
    'frame.getColumn("id").get(0);',
    'frame.getColumn("id").toArray();',
    'frame.getColumn("id")[0];',
    'pl.Series("id", [1n, 2n], pl.Int64);',
  ];
  for (const line of lossy) {
    for (const file of ["/volarb/lib/a.ts", "/volarb/notebooks/00.ts"]) {
      assert.deepEqual(broken(line, file), ["volarb/no-lossy-polars"], line);
    }
    assert.deepEqual(broken(line, "/volarb/tests/a_test.ts"), []);
  }
  const fine = [
    'frame.getColumn("id").toTypedArray();',
    'numbersOf(frame.getColumn("id"));',
    'columns.get("id");',
    'pl.Series("id", [1, 2]);',
  ];
  for (const line of fine) assert.deepEqual(broken(line), [], line);
});
