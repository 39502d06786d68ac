import assert from "node:assert/strict";
import { assertKeys, assertObject } from "../../lib/stats/arguments.ts";
import {
  assertNumbers,
  type NumberRule,
} from "../../lib/stats/number_rules.ts";

Deno.test("a number keeps its rule at the ends of the range, and is named where it does not", () => {
  const cases: [NumberRule, number[], number[], string][] = [
    ["finite", [-1, 0, 1e308], [NaN, Infinity, -Infinity], "finite"],
    ["positive", [5e-324, 1], [0, -1, NaN, Infinity], "positive and finite"],
    [
      "notNegative",
      [0, 1],
      [-5e-324, NaN, Infinity],
      "at least 0 and finite",
    ],
    ["insideUnit", [1e-9, 0.5], [0, 1, NaN], "in (0, 1)"],
    ["share", [0, 1], [-1e-9, 1.5, NaN], "in [0, 1]"],
    ["belowOne", [0, 0.9], [-1e-9, 1, NaN], "in [0, 1)"],
    ["correlation", [-1, 1], [-1.5, 1.5, NaN], "in [-1, 1]"],
    ["count", [1, 7], [0, 1.5, NaN, Infinity], "an integer of at least 1"],
  ];
  for (const [rule, good, bad, words] of cases) {
    for (const x of good) assertNumbers("try", rule, { first: x, second: x });
    for (const x of bad) {
      const values = { first: good[0]!, second: x };
      assert.throws(() => assertNumbers("try", rule, values), {
        name: "RangeError",
        message: `Cannot try as second must be ${words}: current value is ${x}`,
      });
    }
  }
  const text = { x: "1" as unknown as number };
  assert.throws(() => assertNumbers("try", "positive", text), RangeError);
});

Deno.test("an object has only keys that are known, and is no array, text or null", () => {
  const given = { a: 1 };
  assert.equal(assertKeys("choose", "limits", given, ["a", "b"]), given);
  assert.throws(() => assertKeys("choose", "limits", { c: 1 }, ["a", "b"]), {
    name: "TypeError",
    message:
      "Cannot choose as the keys of limits must be among a, b: current value is c",
  });
  for (
    const [value, text] of [
      [null, "null"],
      [undefined, "undefined"],
      [[1], "[1]"],
      ["a", '"a"'],
      [7, "7"],
    ] as const
  ) {
    assert.throws(() => assertObject("choose", "limits", value), {
      name: "TypeError",
      message:
        `Cannot choose as limits must be an object: current value is ${text}`,
    });
  }
});
