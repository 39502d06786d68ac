import assert from "node:assert/strict";
import * as features from "volarb/features";
import * as flow from "volarb/flow";
import * as liquidity from "volarb/liquidity";
import * as regime from "volarb/regime";
import * as stats from "volarb/stats";
import * as volatility from "volarb/volatility";
import { NOTHING, STREAMS } from "./streaming_allocation.ts";

const FLAGS = [
  "--max-inlined-bytecode-size=4000",
  "--max-inlined-bytecode-size-cumulative=9000",
  "--max-inlined-bytecode-size-absolute=90000",
  "--max-optimized-bytecode-size=200000",
];

/** Bytes per event of every class, measured in a process that does nothing else. */
function measured(): Record<string, number> {
  const script = new URL("./streaming_allocation.ts", import.meta.url).pathname;
  const { stdout, stderr, success } = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      "--no-check",
      `--v8-flags=${FLAGS.join(",")}`,
      script,
    ],
  }).outputSync();
  const decoder = new TextDecoder();
  assert.ok(success, decoder.decode(stderr));
  return JSON.parse(decoder.decode(stdout));
}

Deno.test("every streaming class of volatility, flow, liquidity, regime, features and stats is measured", () => {
  const parts = [volatility, flow, liquidity, regime, features, stats];
  const classes = parts.flatMap((part) =>
    Object.entries(part).filter(([, value]) =>
      typeof value === "function" && "update" in (value.prototype ?? {}) &&
      "toJSON" in value.prototype
    ).map(([name]) => name)
  ).filter((name) => name !== "RangeEstimator");
  assert.deepEqual(Object.keys(STREAMS).sort(), classes.sort());
});

/**
 * Bytes of those who take a little, at the most: a box or two of 16 bytes, of the sixty
 * likelihoods that one half-life is fitted by, and for the stream of nine features less
 * than half a box for a quote and its share of the trades. All of it dies with the update.
 */
const LITTLE: { readonly [name: string]: number } = {
  RollingHalfLife: 48,
  FeatureStream: 8,
};

Deno.test("an update of a streaming class allocates nothing, but for two that take a little", () => {
  const { object, number, column, ...classes } = measured();
  // The measurement sees what is there to be seen.
  for (const bytes of [object, number, column]) assert.ok(bytes! >= 8);
  const allocating = Object.entries(classes).filter(([name, bytes]) =>
    !(bytes < (LITTLE[name] ?? NOTHING))
  );
  assert.deepEqual(Object.fromEntries(allocating), {});
});
