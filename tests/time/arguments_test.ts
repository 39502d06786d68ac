import assert from "node:assert/strict";
import { assertNotEarlier, assertRising } from "../../lib/time/arguments.ts";

Deno.test("a column of times may stand still, and names where it falls or is missing", () => {
  assertRising("join", Float64Array.of());
  assertRising("join", Float64Array.of(1, 1, 2));
  const refused = (times: number[], message: string, name?: string) =>
    assert.throws(() => assertRising("join", Float64Array.from(times), name), {
      name: "RangeError",
      message,
    });
  refused(
    [1, 3, 2],
    "Cannot join as time must not fall: current value is 2 in row 2 after 3",
  );
  refused(
    [1, NaN],
    "Cannot join as closeTime must not fall: current value is NaN in row 1 after 1",
    "closeTime",
  );
  refused(
    [NaN],
    "Cannot join as time must not fall: current value is NaN in row 0",
  );
});

Deno.test("a time may be the last one's again, not earlier, and not missing", () => {
  assertNotEarlier("go on", 5, NaN);
  assertNotEarlier("go on", 5, 5);
  assert.throws(() => assertNotEarlier("go on", 4, 5), {
    name: "RangeError",
    message: "Cannot go on as time must not fall: current value is 4 after 5",
  });
  for (const time of [NaN, Infinity]) {
    assert.throws(() => assertNotEarlier("go on", time, 5), {
      name: "RangeError",
      message: `Cannot go on as time must be finite: current value is ${time}`,
    });
  }
});
