import assert from "node:assert/strict";
import { dawson } from "volarb/stats";
import { assertClose } from "../close.ts";
import { readTable } from "../known/table.ts";

Deno.test("dawson() gives the table's values to 2e-15", () => {
  const { columns } = readTable("dawson");
  assertClose(columns.x!.map(dawson), columns.dawson!, 2e-15);
});

Deno.test("dawson() is odd and solves D' = 1 - 2 x D", () => {
  for (let x = 0.05; x < 45; x += 0.37) {
    assert.equal(dawson(-x), -dawson(x));
    const h = 1e-4;
    const slope = (dawson(x + h) - dawson(x - h)) / (2 * h);
    assert.ok(Math.abs(slope - (1 - 2 * x * dawson(x))) < 1e-7, `${x}`);
  }
});

Deno.test("dawson() of the edges", () => {
  assert.equal(dawson(0), 0);
  assert.ok(Number.isNaN(dawson(NaN)));
  assert.equal(dawson(Infinity), 0);
});
