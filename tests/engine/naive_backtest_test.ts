import fc from "fast-check";
import assert from "node:assert/strict";
import { naiveBacktest } from "./naive_backtest.ts";
import { setups } from "./naive_cases.ts";
import { libraryOutcome } from "./naive_comparison.ts";

// Many more of another seed: deno test -P tests/engine/naive_backtest_test.ts -- 50000 7
const [numRuns, seed] = Deno.args[0] === undefined
  ? [400, 20240719]
  : [Number(Deno.args[0]), Number(Deno.args[1] ?? 1)];

Deno.test("a plain second backtest fills, pays and tells the same to the last unit", () => {
  const seen = new Map<string, number>();
  const count = (word: string) => seen.set(word, (seen.get(word) ?? 0) + 1);
  fc.assert(
    fc.property(setups, (setup) => {
      const expected = naiveBacktest(setup);
      assert.deepEqual(libraryOutcome(setup), expected);
      for (const line of expected.fills) count(line.split(" ")[5]!);
      for (const line of expected.heard) count(line.split(" ")[1]!);
      for (const line of expected.account) count(line.split(" ")[1]!);
    }),
    { seed, numRuns },
  );
  // What is compared is more than silence.
  for (
    const word of [
      "maker",
      "taker",
      "funding",
      "accepted",
      "rejected",
      "filled",
      "canceled",
      "expired",
      "updated",
      "modifyRejected",
      "cancelRejected",
      "triggered",
      "emulated",
      "released",
      "liquidation",
      "marginCall",
    ]
  ) assert.ok((seen.get(word) ?? 0) > 0, `nothing was ${word}`);
});
