import assert from "node:assert/strict";
import { effectiveSteps, expectedRogersSatchell } from "volarb/volatility";

Deno.test("effectiveSteps() takes back expectedRogersSatchell()", () => {
  for (const steps of [2, 3, 5, 24, 60, 100, 1440, 100_000]) {
    assert.equal(effectiveSteps(expectedRogersSatchell(steps)), steps);
  }
});

Deno.test("effectiveSteps() is the first number of steps that shows as much", () => {
  for (const ratio of [0.1, 0.5, 0.671, 0.9, 0.99]) {
    const steps = effectiveSteps(ratio);
    assert.ok(expectedRogersSatchell(steps) >= ratio);
    assert.ok(steps === 1 || expectedRogersSatchell(steps - 1) < ratio);
  }
});

Deno.test("effectiveSteps() has no answer at one and above, and none below zero", () => {
  assert.equal(effectiveSteps(1), Infinity);
  assert.equal(effectiveSteps(1.1), Infinity);
  assert.equal(effectiveSteps(0), 1);
  assert.throws(() => effectiveSteps(-0.1), { name: "RangeError" });
  assert.throws(() => effectiveSteps(NaN), { name: "RangeError" });
});
