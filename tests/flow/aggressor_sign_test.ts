import assert from "node:assert/strict";
import { aggressorSign } from "volarb/flow";

Deno.test("aggressorSign() is +1 where the buyer took and -1 where the buyer rested", () => {
  assert.deepEqual(
    aggressorSign(Uint8Array.of(0, 1, 1, 0)),
    Float64Array.of(1, -1, -1, 1),
  );
});

Deno.test("aggressorSign() of nothing is nothing", () => {
  assert.equal(aggressorSign(new Uint8Array(0)).length, 0);
});

Deno.test("aggressorSign() names the flag and its row that are neither 0 nor 1", () => {
  assert.throws(() => aggressorSign(Uint8Array.of(0, 2)), {
    name: "RangeError",
    message: /isBuyerMaker must be 0 or 1: current value is 2 in row 1/,
  });
  assert.throws(
    () => aggressorSign([0, 1] as unknown as Uint8Array),
    { name: "TypeError" },
  );
});
